"""Words, sentences and grapheme clusters of a text. Offsets: code points. Bounded by the stretch that is given."""

import re
from collections.abc import Iterator

from annotations.model import TextSpan
from annotations.text.patterns import pattern

_WORD = pattern(r"\w+(?:[-'’.]\w+)*", re.UNICODE)
_SENTENCE_END = pattern(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”’]*|\n)")
_SHORT = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt sen rep gov st jr sr inc ltd co corp vs etc no vol pp fig eds ed al "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun e.g i.e u.s u.k u.n a.m p.m".split()
)
_EXTENDING = pattern(
    "[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\u200d\u2060]"
)
_AROUND_CHARS = 2_000


def words(text: str, span: TextSpan) -> list[TextSpan]:
    """The words in a stretch; hyphenated and apostrophised ones are one."""
    return [TextSpan(*found.span()) for found in _WORD.finditer(text, span.start, span.end)]


def word_at(text: str, offset: int) -> TextSpan | None:
    """The word that holds `offset`, or else the next one shortly after it; None when there is none."""
    near = TextSpan(max(0, offset - _AROUND_CHARS), min(len(text), offset + _AROUND_CHARS))
    return next((word for word in words(text, near) if word.end > offset), None)


def sentences(text: str, span: TextSpan) -> list[TextSpan]:
    """The sentences of one block, without white space at their ends."""
    return list(_sentences(text, span))


def _sentences(text: str, span: TextSpan) -> Iterator[TextSpan]:
    start = span.start
    for end in _SENTENCE_END.finditer(text, span.start, span.end):
        if _goes_on(text, end, span):
            continue
        if kept := _without_blanks(text, start, end.end()):
            yield kept
        start = end.end()
    if kept := _without_blanks(text, start, span.end):
        yield kept


def _goes_on(text: str, end: re.Match[str], span: TextSpan) -> bool:
    """Is this full stop inside a sentence: an abbreviation, an initial, or is the next letter a small one?"""
    if end.group()[0] in "\n。！？":
        return False
    if text[end.end() : end.end() + 3].lstrip("\"'“‘( \n")[:1].islower():
        return True
    before = text[max(span.start, end.start() - 12) : end.start()].rsplit(None, 1)
    word = before[-1].strip("“‘\"'([").casefold() if before else ""
    return end.group()[0] == "." and (word in _SHORT or (len(word) == 1 and word.isalpha()))


def _without_blanks(text: str, start: int, end: int) -> TextSpan | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return TextSpan(start, end) if start < end else None


def sentence_at(text: str, span: TextSpan, offset: int) -> TextSpan:
    """The sentence of the block `span` that holds `offset`, or the nearest one before; the block if it has none."""
    found = [sentence for sentence in _sentences(text, span) if sentence.start <= offset]
    return found[-1] if found else next(_sentences(text, span), span)


def next_cluster(text: str, offset: int) -> int:
    """The next place a caret can stand: no combining mark or joined emoji is cut off."""
    offset += 1
    while offset < len(text) and (_EXTENDING.match(text, offset) or text[offset - 1] == "\u200d"):
        offset += 1
    return min(offset, len(text))


def previous_cluster(text: str, offset: int) -> int:
    """The place a caret could stand before this one."""
    offset -= 1
    while offset > 0 and (_EXTENDING.match(text, offset) or text[offset - 1] == "\u200d"):
        offset -= 1
    return max(offset, 0)
