"""The lines of a PDF's pages with their places, as pdfium has them; what it refuses is asked of pypdf."""

import ctypes
import math
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from annotations.errors import SourceError
from annotations.sources.pdf_accents import join_accents
from annotations.sources.pdf_fallback import FallbackReader
from annotations.sources.pdf_note_marks import Box, mark_raised, show_marks
from annotations.sources.pdf_pages import MOST_PAGES, Line, PdfHead, PdfPage, is_bold_name, plain_letters
from annotations.sources.pdf_symbols import SymbolFonts
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_SECONDS: Final = 120.0
"""Of the processor. After so long the pages read so far are all there is; the reader is told."""
_HEADER: Final = b"%PDF-"
_LINE: Final = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_BLANKS: Final = " \t\u00a0"
_GLUED_LINES: Final = 1
_LONGEST_WORD: Final = 17
_USUAL_WORD: Final = 7.0
_WORD_GAP: Final = 0.11
"""A gap of this share of a letter's height parts two words of a page whose blanks are doubtful."""
_SIGN_CHARS: Final = 4
"""A shorter piece of a bold line may be a sign that has no bold form."""
_BLANK: Final = 0.15
"""A gap of this share of a line's height parts two words."""
_SMALLER: Final = 0.87
_WIDEST_EXPONENT: Final = 2.0
"""An exponent is smaller and so wide at most, and its index begins below it: shares of a line's height."""


def read_parts(raw: bytes, path: Path, *, most_pages: int = MOST_PAGES) -> Iterator[PdfHead | PdfPage]:
    """What a file says of itself, then its pages, each as soon as it is read.

    Raises:
        SourceError: damaged, locked, or more pages than any book.
    """
    fallback = FallbackReader(raw, path)
    document = _open(raw, path)
    if document is None:
        yield from fallback.read_parts(most_pages, time.thread_time() + MOST_SECONDS)
        return
    try:
        if (count := len(document)) > MOST_PAGES:
            raise SourceError(f"{path} has more than {MOST_PAGES:,} pages; split it first")
        about = document.get_metadata_dict()
        title, author = (one_line(about.get(key, "")) for key in ("Title", "Author"))
        yield PdfHead(count, title, author)
        yield from _pages(document, min(count, most_pages), fallback)
    finally:
        document.close()


def _open(raw: bytes, path: Path) -> "PdfDocument | None":
    """The document; None: pdfium refuses it."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise SourceError(f"{path} is locked with a password; save it without one first") from error
        if "security" in str(error).casefold():
            raise SourceError(
                f"{path} is encrypted (DRM); open it with the program it is made for"
            ) from error
        if (start := raw.find(_HEADER)) > 0:  # a server's words, or a mail's, stand before it
            return _open(raw[start:], path)
        return None


def _pages(document: "PdfDocument", count: int, fallback: FallbackReader) -> Iterator[PdfPage]:
    import pypdfium2

    symbols = SymbolFonts()
    until = time.thread_time() + MOST_SECONDS
    for number in range(count):
        if time.thread_time() > until:
            return
        try:
            yield _page(document, number, symbols)
        except pypdfium2.PdfiumError:
            yield fallback.read_page(number, until)


def _page(document: "PdfDocument", number: int, symbols: SymbolFonts) -> PdfPage:
    page = document[number]
    text_page = page.get_textpage()
    try:
        width, height = page.get_size()
        label = one_line(document.get_page_label(number)) or str(number + 1)
        return PdfPage(label, width, height, _whole_lines(_pieces(text_page.raw, symbols)))
    finally:
        text_page.close()
        page.close()


class _Piece(Struct, frozen=True):
    """What pdfium has as a line, with the places of its first and its last character."""

    line: Line
    first: Box
    last: Box


def _whole_lines(pieces: Iterable[_Piece]) -> list[Line]:
    """Join what stands in one line but was set in pieces: exponents and indices, words in another font."""
    lines: list[Line] = []
    before: _Piece | None = None
    for piece in pieces:
        if before is None or not _is_same_line(lines[-1], before, piece.line):
            lines.append(piece.line)
        else:
            _lengthen(lines[-1], before, piece)
        before = piece
    return lines


def _is_same_line(last: Line, before: _Piece, piece: Line) -> bool:
    """Whether a piece goes on with a line: behind the piece before, or under what ends that as an exponent does."""
    size = max(last.height, piece.height)
    shared = min(last.top, piece.top) - max(last.bottom, piece.bottom)
    leftmost = last.right - 0.3 * size
    if before.last[3] - before.last[2] < _SMALLER * size:
        leftmost = min(leftmost, max(before.line.left - 0.1 * size, last.right - _WIDEST_EXPONENT * size))
    return shared > 0.3 * min(last.height, piece.height) and leftmost < piece.left < last.right + 2.0 * size


def _lengthen(line: Line, before: _Piece, piece: _Piece) -> None:
    """Put a piece at the end of a line; `before` is the one that it ends with."""
    added = piece.line
    has_gap = added.left - line.right > _BLANK * max(line.height, added.height)
    if len(added.text) > len(line.text):
        line.size = added.size
    line.is_bold &= added.is_bold or len(added.text) < _SIGN_CHARS
    line.text += (" " if has_gap or _is_over_it(before.last, piece.first, line.size) else "") + added.text
    line.left, line.right = min(line.left, added.left), max(line.right, added.right)
    if added.height > line.height * 1.05:
        line.bottom, line.top = added.bottom, added.top


def _is_over_it(one: Box, other: Box, size: float) -> bool:
    """Whether one character ends the top of a fraction, or a row of a matrix, and the other begins what is below.

    They are more apart than an exponent and an index are. Source: sup1, sub2, num2, denom2 (The TeXbook, appendix G).
    """
    apart = abs(one[2] + one[3] - other[2] - other[3]) / 2
    is_centred = abs(one[0] + one[1] - other[0] - other[1]) / 2 < 0.05 * size
    return other[0] < one[1] and apart > (0.7 if is_centred else 0.8) * size


def _pieces(handle: Any, symbols: SymbolFonts) -> Iterator[_Piece]:
    text = symbols.read_signs(handle, _characters(handle))
    text = join_accents(text, lambda index: _box(handle, index))
    text = mark_raised(text, lambda index: _box(handle, index))
    is_doubtful = sum(_is_glued(match[0]) for match in _LINE.finditer(text)) >= _GLUED_LINES
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[start] in _BLANKS:
            start += 1
        while end > start and text[end - 1] in _BLANKS:
            end -= 1
        if start == end:
            continue
        first, last = _box(handle, start), _box(handle, end - 1) or _box(handle, end - 2)
        said = text[start:end]
        if is_doubtful:
            said = _parted_words(handle, said, start)
        words = show_marks(plain_letters(said))
        if first is None or last is None or not words.strip():
            continue
        bottom, top = _height(handle, start, end) or first[2:]
        left, right = min(first[0], last[0]), max(last[1], first[1])
        size = _size(handle, start, end) or top - bottom
        is_bold = _is_bold(handle, start) and _is_bold(handle, end - 1)
        yield _Piece(Line(words, left, right, bottom, top, is_bold, size), first, last)


def _characters(handle: Any) -> str:
    """The characters of a page, one for each that pdfium counts."""
    from pypdfium2 import raw as pdfium

    count = pdfium.FPDFText_CountChars(handle)
    units = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(handle, 0, count, units) == count + 1:
        text = bytes(units)[:-2].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
    ask = pdfium.FPDFText_GetUnicode  # pdfium leaves some out of the whole, or has two for one
    return "".join(
        chr(code if code < 0x110000 else 0xFFFD) for code in (ask(handle, at) for at in range(count))
    )


def _is_glued(text: str) -> bool:
    """Whether the blanks of a line are doubtful: words too long to be any, or letters that stand alone."""
    words = text.split()
    longest = max(map(len, words), default=0)
    lone = sum(len(word) == 1 and word.isalpha() and word not in "aAIoOyYeE" for word in words)
    return longest > _LONGEST_WORD or len(text) > _USUAL_WORD * len(words) > 0 or lone > 1


def _parted_words(handle: Any, text: str, start: int) -> str:
    """The characters of a line with a blank where there is room for one, and nowhere else."""
    from pypdfium2 import raw as pdfium

    rect = pdfium.FS_RECTF()
    place, is_generated = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_IsGenerated
    parts: list[str] = []
    right = 0.0
    for index, character in enumerate(text, start):
        if character == "\0" or (character in _BLANKS and is_generated(handle, index) == 1):
            continue
        if not place(handle, index, rect):
            continue
        left = rect.left
        if parts and left - right > _WORD_GAP * (rect.top - rect.bottom) and parts[-1] not in _BLANKS:
            parts.append(" ")
        parts.append(character)
        right = rect.right
    return "".join(parts)


def _height(handle: Any, start: int, end: int) -> tuple[float, float] | None:
    """Bottom and top of a line's letters: of one amid it, since a large initial is not the size of its line."""
    middle = (start + end) // 2
    for index in (middle, middle + 1, middle - 1):  # a blank that pdfium added has no height
        if start <= index < end and (box := _box(handle, index)) is not None and box[3] > box[2]:
            return box[2:]
    return None


def _size(handle: Any, start: int, end: int) -> float:
    """Points of a line's font, amid it; 0: it is not known."""
    from pypdfium2 import raw as pdfium

    matrix = pdfium.FS_MATRIX()
    middle = (start + end) // 2
    for index in (middle, middle + 1, middle - 1):  # a blank that pdfium added has a font of its own
        if start <= index < end and pdfium.FPDFText_IsGenerated(handle, index) == 0:
            is_placed = pdfium.FPDFText_GetMatrix(handle, index, matrix)
            scale = math.hypot(matrix.c, matrix.d) if is_placed else 1.0
            return float(pdfium.FPDFText_GetFontSize(handle, index)) * scale
    return 0.0


def _box(handle: Any, index: int) -> Box | None:
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
    return is_bold_name(name.value)
