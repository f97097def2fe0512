"""The lines of a PDF's pages with their places, as pdfium has them. Offsets of pages are points from the lower left corner."""

import ctypes
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from annotations.errors import SourceError
from annotations.text.canonical import canonical

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_PAGES: Final = 5_000
MOST_SECONDS: Final = 120.0
"""After so long the pages read so far are all there is; the reader is told."""
_LINE: Final = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_BLANK: Final = 0.15
"""A gap of this share of a line's height parts two words."""
_LETTERS: Final = {
    0x02: "-",
    0xFFFE: "-",
    0xAD: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
"""What pdfium puts where a word was broken at the end of a line, and letters that were joined for print."""


class Line(Struct):
    """A line of a page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_bold: bool

    @property
    def height(self) -> float:
        """Of its letters, ascent and descent included, in points: what stands for the size of its font."""
        return self.top - self.bottom


class PdfPage(Struct, frozen=True):
    """A page: its number as the book prints it, its size in points, its lines in the order of the file."""

    label: str
    width: float
    height: float
    lines: list[Line]


def read_pages(raw: bytes, path: Path) -> Iterator[PdfPage]:
    """Yield the pages of a file.

    Raises:
        SourceError: damaged, locked, or more pages than any book.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise SourceError(f"{path} is locked with a password; save it without one first") from error
        raise SourceError(f"{path} is damaged: it is no whole PDF; fetch it again") from error
    try:
        if len(document) > MOST_PAGES:
            raise SourceError(f"{path} has more than {MOST_PAGES:,} pages; split it first")
        until = time.monotonic() + MOST_SECONDS
        for number in range(len(document)):
            if time.monotonic() > until:
                return
            try:
                yield _page(document, number)
            except pypdfium2.PdfiumError:  # one page that is damaged costs itself
                yield PdfPage(str(number + 1), 0.0, 0.0, [])
    finally:
        document.close()


def _page(document: "PdfDocument", number: int) -> PdfPage:
    page = document[number]
    text_page = page.get_textpage()
    try:
        width, height = page.get_size()
        label = document.get_page_label(number) or str(number + 1)
        return PdfPage(label, width, height, _whole_lines(_pieces(text_page.raw)))
    finally:
        text_page.close()
        page.close()


def _whole_lines(pieces: Iterable[Line]) -> list[Line]:
    """Join what stands in one line but was set in pieces: exponents and indices, words in another font."""
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last is None or not _is_same_line(last, piece):
            lines.append(piece)
            continue
        size = max(last.height, piece.height)
        last.text += (" " if piece.left - last.right > _BLANK * size else "") + piece.text
        last.left, last.right = min(last.left, piece.left), max(last.right, piece.right)
        if piece.height > last.height * 1.05:
            last.bottom, last.top = piece.bottom, piece.top
    return lines


def _is_same_line(last: Line, piece: Line) -> bool:
    size = max(last.height, piece.height)
    shared = min(last.top, piece.top) - max(last.bottom, piece.bottom)
    return (
        shared > 0.3 * min(last.height, piece.height) and -0.3 * size < piece.left - last.right < 2.0 * size
    )


def _pieces(handle: Any) -> Iterator[Line]:
    from pypdfium2 import raw as pdfium

    count = pdfium.FPDFText_CountChars(handle)
    text = "".join(
        chr(code if code < 0x110000 else 0xFFFD)
        for code in (pdfium.FPDFText_GetUnicode(handle, at) for at in range(count))
    )
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        first, last = _box(handle, start), _box(handle, end - 1) or _box(handle, end - 2)
        words = canonical(text[start:end].translate(_LETTERS).replace("\0", ""))
        if first is None or last is None or not words.strip():
            continue
        middle = _box(handle, (start + end) // 2) or first  # a large initial is not the size of its line
        yield Line(
            words,
            min(first[0], last[0]),
            max(last[1], first[1]),
            middle[2],
            middle[3],
            _is_bold(handle, start),
        )


def _box(handle: Any, index: int) -> tuple[float, float, float, float] | None:
    """Left, right, bottom, top of a character with the room its font gives it; None: it has no place."""
    from pypdfium2 import raw as pdfium

    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(handle, index, rect):
        return None
    return rect.left, rect.right, rect.bottom, rect.top


def _is_bold(handle: Any, index: int) -> bool:
    from pypdfium2 import raw as pdfium

    size = pdfium.FPDFText_GetFontInfo(handle, index, None, 0, None)
    if not 0 < size < 500:
        return False
    name = ctypes.create_string_buffer(size)
    pdfium.FPDFText_GetFontInfo(handle, index, name, size, None)
    said = name.value.lower()
    return b"bold" in said or b"black" in said or bool(re.search(rb"cmbx|-bd\b|heavy|semibold|demi", said))
