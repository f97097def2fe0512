"""Running heads and feet of a PDF, and the numbers of its pages: what stands at the edges of many pages and is no text."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from annotations.sources.pdf_pages import Line, PdfPage

_EDGE_LINES: Final = 3
"""So many lines at the top and the bottom of a page may be its head or foot."""
_SAME_PLACE_POINTS: Final = 6.0
_DIGITS: Final = re.compile(r"[0-9]{1,9}|\b[ivxlc]{1,7}\b", re.IGNORECASE)
_ARABIC: Final = re.compile(r"[0-9]{1,4}")
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_PAGE_NUMBER: Final = re.compile(
    r"(?:page\s)?[-–—\[(]?\s?(?:\d{1,4}|[ivxlc]{1,7})\s?[-–—\])]?(?:\s(?:of|/)\s\d{1,4})?", re.IGNORECASE
)


class _Seen(Struct, frozen=True):
    """A line that was seen at the edge of a page."""

    page: int
    bottom: float
    numbers: tuple[int, ...]
    """The figures in it."""

    def is_like(self, other: "_Seen") -> bool:
        """Whether both may be one running head: at the same height, with figures that stay or go up as the pages do."""
        if abs(self.bottom - other.bottom) >= _SAME_PLACE_POINTS or self.page == other.page:
            return False
        steps = {ours - theirs for ours, theirs in zip(self.numbers, other.numbers, strict=True)}
        return steps <= {0, self.page - other.page}


class RunningHeads:
    """Knows the lines at the edges of pages that are no text: running heads and feet, numbers of pages."""

    def __init__(self, pages: Sequence[PdfPage], is_heading: Callable[[Line], bool]) -> None:
        """Look at all pages.

        Args:
            pages: of the document, from the first on.
            is_heading: whether a line is set larger than the text.
        """
        self._is_heading = is_heading
        self._count = len(pages)
        self._least = 3 if len(pages) > 4 else 2
        self._by_words: dict[str, list[_Seen]] = {}
        self._numbered: dict[int, list[_Seen]] = {}
        """Lines that begin or end with a number, by how far it is from that of the sheet."""
        for number, line in ((number, line) for number, page in enumerate(pages) for line in edges(page)):
            seen = self._seen(number, line)
            self._by_words.setdefault(_words_of(line), []).append(seen)
            for ahead in _outer_numbers(line, number):
                self._numbered.setdefault(ahead, []).append(seen)
        self._ahead = max(
            self._numbered, key=lambda ahead: (len(self._numbered[ahead]), -abs(ahead)), default=0
        )
        """How far the pages' own numbers are from those of the sheets."""

    @staticmethod
    def _seen(page: int, line: Line) -> _Seen:
        return _Seen(page, line.bottom, tuple(_value(match[0]) for match in _DIGITS.finditer(line.text)))

    def has(self, line: Line, number: int, page: PdfPage) -> bool:
        """Whether a line at the edge of the page `number` is one of them."""
        if _PAGE_NUMBER.fullmatch(line.text.strip()) and (
            line.bottom < page.height * 0.12
            or line.top > page.height * 0.88
            or (self._ahead in _outer_numbers(line, number) and _is_outermost(line, page))
        ):
            return True
        seen = self._seen(number, line)
        if any(self._is_usual(seen, self._numbered[ahead]) for ahead in _outer_numbers(line, number)):
            return True
        pages = {one.page for one in self._by_words[_words_of(line)] if seen.is_like(one)}
        least = max(self._least, self._count / 2) if self._is_heading(line) else self._least
        return len(pages) + 1 >= least

    def _is_usual(self, seen: _Seen, numbered: Sequence[_Seen]) -> bool:
        """Whether the numbers of this and of many other pages stand at this height."""
        beside = {one.page for one in numbered if abs(one.bottom - seen.bottom) < _SAME_PLACE_POINTS}
        return len(beside) >= max(self._least, self._count / 8)


def _words_of(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _value(number: str) -> int:
    """Of a number in Arabic or Roman figures."""
    if number[0].isdigit():
        return int(number)
    values = [_ROMAN[letter] for letter in number.casefold()]
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))


def _outer_numbers(line: Line, page: int) -> set[int]:
    """How far the number that a line begins with, and that it ends with, is from that of the sheet."""
    words = line.text.split()
    return {int(word) - page for word in (words[0], words[-1]) if _ARABIC.fullmatch(word)} if words else set()


def _is_outermost(line: Line, page: PdfPage) -> bool:
    """Whether nothing stands above a line, or nothing below."""
    bottoms = [other.bottom for other in page.lines]
    return line.bottom in (min(bottoms), max(bottoms))


def edges(page: PdfPage) -> list[Line]:
    """The lines at the top and the bottom of a page that may be no text."""
    by_height = sorted(page.lines, key=lambda line: -line.bottom)
    return [*by_height[:_EDGE_LINES], *by_height[_EDGE_LINES:][-_EDGE_LINES:]]
