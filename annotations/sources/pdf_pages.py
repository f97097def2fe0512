"""What a PDF is read as: pages of lines with their places. Offsets of pages are points from the lower left corner."""

import re
from typing import Final

from msgspec import Struct

from annotations.text.canonical import canonical

MOST_PAGES: Final = 5_000
_BOLD: Final = re.compile(rb"bold|black|(?:cm|ec|sf)(?:bx|ssbx)|-bd\b|heavy|demi")
_LIGATURES: Final = ("ff", "fi", "fl", "ffi", "ffl")
_LETTERS: Final = {
    **dict.fromkeys((0x02, 0xFFFE, 0xAD), "-"),
    **{0xFB00 + code: letters for code, letters in enumerate((*_LIGATURES, "st", "st"))},
    **{0x1B + code: letters for code, letters in enumerate(_LIGATURES)},
    0x0B: "ff",
    0x0C: "fi",
    0x0E: "ffi",
    0x0F: "ffl",
}
"""What pdfium puts where a word was broken at the end of a line, and letters that were joined for print: by their
own code points, or by the codes that TeX's fonts have for them (T1 and OT1) where a file does not say what they mean."""


def plain_letters(text: str) -> str:
    """The letters of a line, those that print joined apart, canonical."""
    return canonical(text.translate(_LETTERS).replace("\0", ""))


def is_bold_name(font: bytes) -> bool:
    return bool(_BOLD.search(font.lower()))


class Line(Struct):
    """A line of a page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_bold: bool
    size: float
    """Of its font, in points."""

    @property
    def height(self) -> float:
        """Of its letters, with the ascent and descent that their font states, in points; signs of mathematics are taller."""
        return self.top - self.bottom


class PdfPage(Struct, frozen=True):
    """A page: its number as the book prints it, its size in points, its lines in the order of the file."""

    label: str
    width: float
    height: float
    lines: list[Line]


class PdfHead(Struct, frozen=True):
    """How many pages a file has, and what it says of itself, each empty where it says nothing."""

    count: int
    title: str
    author: str


class PdfFile(Struct, frozen=True):
    """What a file says of itself, and its pages from the first on."""

    head: PdfHead
    pages: list[PdfPage]


class Part(Struct, frozen=True, omit_defaults=True):
    """Of what the process that reads PDFs answers: one of these; the last with `is_end`."""

    head: PdfHead | None = None
    page: PdfPage | None = None
    refused: bytes | None = None
    """Why not, encoded as a path is."""
    is_end: bool = False
