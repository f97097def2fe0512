"""Widths on a terminal, in cells, and wrapping by them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from annotations.model import TextSpan

_PIECE = re.compile(r"\S+|[^\S\n]+|\n")


def cells(text: str) -> int:
    """How many cells a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def fitted(text: str, width_cells: int, *, at_right: bool = False) -> str:
    """Cut or pad a text to a width."""
    width = cells(text)
    if width > width_cells:
        while text and cells(text) > width_cells - 1:
            text = text[:-1]
        text += "…"
        width = cells(text)
    pad = " " * (width_cells - width)
    return pad + text if at_right else text + pad


def rows_of(text: str, span: TextSpan, width_cells: int) -> Iterator[TextSpan]:
    """Wrap `text[span.start:span.end]` at spaces, and inside of words that are wider than a row; newlines stay.

    Yields:
        The spans of the rows, without the spaces at which they were broken.
    """
    start = stop = span.start
    taken = 0
    for match in _PIECE.finditer(text, span.start, span.end):
        piece = match.group()
        if piece == "\n":
            yield TextSpan(start, stop)
            start = stop = match.end()
            taken = 0
        elif piece.isspace():
            taken += cells(piece)
        else:
            width = cells(piece)
            if taken + width > width_cells and stop > start:
                yield TextSpan(start, stop)
                start, taken = match.start(), 0
            if width > width_cells:
                *full, (start, last) = _slices(text, match.start(), match.end(), width_cells)
                yield from (TextSpan(a, b) for a, b in full)
                taken, width = 0, cells(text[start:last])
            taken += width
            stop = match.end()
    yield TextSpan(start, stop)


def _slices(text: str, start: int, end: int, width_cells: int) -> Iterator[tuple[int, int]]:
    begun, taken = start, 0
    for at in range(start, end):
        width = _cells_of(text[at])
        if taken + width > width_cells and at > begun:
            yield begun, at
            begun, taken = at, 0
        taken += width
    yield begun, end


@lru_cache(maxsize=4096)
def _cells_of(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
