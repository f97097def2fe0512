"""Where a person shows code in their Markdown: what stands there is no sign of ours, whatever it looks like."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

_FENCE = re.compile(r"(?m)^ {0,3}(?P<marks>`{3,}+(?=[^`\n]*$)|~{3,}+)(?P<rest>[^\n]*)$")


class CodeFences(Struct, frozen=True):
    """The blocks of code of a text that are closed; one that is not is taken for a slip, and hides nothing."""

    starts: Sequence[int]
    ends: Sequence[int]

    def hold(self, offset: int) -> bool:
        """Does it stand in code?"""
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.ends[at]


def code_fences(text: str, besides: Sequence[tuple[int, int]] = ()) -> CodeFences:
    """Find the blocks of code (CommonMark 4.5), at the left margin.

    Args:
        text: Markdown.
        besides: stretches whose own fences are closed in them, in order: they are passed over.
    """
    pairs = list(_pairs(text, besides))
    return CodeFences([start for start, _ in pairs], [end for _, end in pairs])


def _pairs(text: str, besides: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    opening: re.Match[str] | None = None
    stretches = iter([*besides, (len(text) + 1, len(text) + 1)])
    start, end = next(stretches)
    for fence in _FENCE.finditer(text):
        while end <= fence.start():
            start, end = next(stretches)
        if start <= fence.start():
            continue
        marks = fence["marks"]
        if opening is None:
            opening = fence
        elif (
            marks[0] == opening["marks"][0]
            and len(marks) >= len(opening["marks"])
            and not fence["rest"].strip()
        ):
            yield opening.start(), fence.end()
            opening = None
