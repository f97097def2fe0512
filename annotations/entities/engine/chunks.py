"""Cuts a long text into sections and chunks, so that memory and time to the first result stay bounded.

A section is what consistency looks at (an article, for all but books); a chunk is what the pipeline works on at once.
Both are cut at the ends of paragraphs where they can, and depend on nothing but the text.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from annotations.model import TextSpan

SECTION_CHARS = 1_000_000
CHUNK_CHARS = 6_000
LONGEST_RUN_CHARS = 120
"""Longer runs without white space hold no names (data, addresses); spaCy's tokenizer is slow on them."""

_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN_CHARS + 1},}}")


def sections(text: str) -> list[TextSpan]:
    """Stretches of at most `SECTION_CHARS` that cover the text; one, mostly; none for an empty text."""
    return _cut(text, TextSpan(0, len(text)), SECTION_CHARS)


def chunks(text: str, section: TextSpan) -> list[TextSpan]:
    """Stretches of at most `CHUNK_CHARS` that cover the section."""
    return _cut(text, section, CHUNK_CHARS)


def nearest(spans: Mapping[int, TextSpan], offset: int) -> int:
    """The number of the span at `offset`, else of the nearest one; of two equally far that of the later one."""

    def distance(number: int) -> tuple[int, int]:
        span = spans[number]
        if span.end <= offset:
            return offset - span.end + 1, 1
        return max(0, span.start - offset), 0

    return min(spans, key=distance)


def mask(text: str, span: TextSpan, skip: Sequence[TextSpan] = ()) -> str:
    """The words of `span`, as long as they are, with blanks for long unbroken runs and for what lies in `skip`."""
    words = text[span.start : span.end]
    for hidden in skip:
        start, end = max(hidden.start, span.start) - span.start, min(hidden.end, span.end) - span.start
        if start < end:
            words = words[:start] + _blank(words[start:end]) + words[end:]
    return _LONG_RUN.sub(lambda match: " " * len(match.group()), words)


def _blank(words: str) -> str:
    return "\n".join(" " * len(line) for line in words.split("\n"))


def _cut(text: str, whole: TextSpan, most_chars: int) -> list[TextSpan]:
    cuts = [whole.start]
    while cuts[-1] < whole.end:
        cuts.append(_next_cut(text, cuts[-1], whole.end, most_chars))
    return [TextSpan(start, end) for start, end in pairwise(cuts)]


def _next_cut(text: str, start: int, end: int, most_chars: int) -> int:
    """Just behind the last newline, else sentence end, else blank, in the second half of what is allowed; else anywhere."""
    limit = start + most_chars
    if limit >= end:
        return end
    half = start + most_chars // 2
    for mark in ("\n", ". ", " "):
        cut = text.rfind(mark, half, limit)
        if cut >= 0:
            return cut + len(mark)
    return limit
