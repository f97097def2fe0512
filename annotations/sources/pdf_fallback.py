"""The lines of a PDF, or of one page, that pdfium refuses, as pypdf reads them: slower, and without the width of a letter.

pypdf finds the pages of a file that names a wrong root, has lost its first line, or, its end being lost, begins with them.
"""

import logging
import math
import time
import zlib
from collections.abc import Iterator
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from annotations.errors import SourceError
from annotations.sources.pdf_pages import Line, PdfHead, PdfPage, is_bold_name, plain_letters
from annotations.text.canonical import canonical, one_line

if TYPE_CHECKING:
    from pypdf import PdfReader

_END: Final = b"\ntrailer << /Size 1000000 >>\nstartxref\n0\n%%EOF\n"
"""Behind a file whose end is lost: what is left of it is gone through for its objects."""
_END_BYTES: Final = 4_096
_MOST_BYTES: Final = 64 << 20
_OPENING_SECONDS: Final = 0.2
_OPENING_SECONDS_A_BYTE: Final = 0.5e-6
_LETTER_WIDTH: Final = 0.5
"""Share of the size of a font."""


@cache
def _errors() -> tuple[type[Exception], ...]:
    """What pypdf raises at a file that is not as it expects, and that time is up."""
    from pypdf.errors import PyPdfError

    odd = (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        AssertionError,
        RecursionError,
    )
    return (PyPdfError, *odd, NotImplementedError, OSError, EOFError, MemoryError, zlib.error)


@cache
def _bounded_reader() -> Any:
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError

    class BoundedReader(PdfReader):
        """Gives no object once its time is up: each that is nowhere is looked for in all of the file, up to 10,000 of them."""

        until = math.inf

        def get_object(self, indirect_reference: Any) -> Any:
            if time.thread_time() > self.until:
                raise LimitReachedError("time is up")
            return super().get_object(indirect_reference)

    return BoundedReader


class FallbackReader:
    """Reads what pdfium does not; pypdf is loaded when it is asked for anything."""

    def __init__(self, raw: bytes, path: Path) -> None:
        self._raw, self._path = raw, path

    def read_parts(self, most_pages: int, until: float) -> Iterator[PdfHead | PdfPage]:
        """What the file says of itself, then its pages, each as soon as it is read.

        Args:
            most_pages: so many of its pages at most.
            until: seconds of this thread's processor time at which to stop.

        Raises:
            SourceError: pypdf does not read it either.
        """
        reader = self._reader
        if reader is None:
            raise SourceError(f"{self._path} is damaged: it is no whole PDF; fetch it again")
        count = len(reader.pages)
        yield PdfHead(count, self._said("title"), self._said("author"))
        for number in range(min(count, most_pages)):
            if time.thread_time() >= until:
                return
            yield self.read_page(number, until)

    def read_page(self, number: int, until: float) -> PdfPage:
        """Read one page, counted from 0; one that is damaged has no lines."""
        collector = _LineCollector(until)
        label, size = str(number + 1), (0.0, 0.0)
        reader = self._reader
        if reader is None:
            return PdfPage(label, *size, [])
        try:
            label = canonical(reader.page_labels[number]) or label
            page = reader.pages[number]
            size = float(page.mediabox.width), float(page.mediabox.height)
            page.extract_text(visitor_text=collector.add)
        except _errors():  # what came before it is there
            pass
        return PdfPage(label, *size, collector.lines())

    @cached_property
    def _reader(self) -> "PdfReader | None":
        """The file open, with at least one page; None: it is none."""
        logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # it would write on the terminal
        if b"endobj" not in self._raw or len(self._raw) > _MOST_BYTES:
            return None
        has_end = (
            b"%%EOF" in self._raw[-_END_BYTES:]
        )  # pypdf looks for it backwards, in the square of what it goes through
        for raw in (self._raw, self._raw + _END) if has_end else (self._raw + _END,):
            try:
                reader: Any = _bounded_reader()(BytesIO(raw))
                reader.until = time.thread_time() + _OPENING_SECONDS + _OPENING_SECONDS_A_BYTE * len(raw)
                if len(reader.pages) and reader.pages[0] is not None:
                    reader.until = math.inf
                    return cast("PdfReader", reader)
            except _errors():
                continue
        return None

    def _said(self, key: str) -> str:
        """What the file says of itself."""
        try:
            value = getattr(self._reader.metadata, key, "") if self._reader is not None else ""
        except _errors():
            return ""
        return one_line(value) if isinstance(value, str) else ""


class _LineCollector:
    """Puts the pieces of text that pypdf finds together to lines."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._lines: list[Line] = []
        self._is_open = False

    def add(self, text: str, page: Any, line: Any, font: Any, size: float) -> None:
        """Take a piece.

        Args:
            text: its characters, with the line ends that pypdf sees.
            page: the matrix that leads from the text's space to the page.
            line: the matrix that leads from the piece's start to the text's space.
            font: its description, a mapping, or None.
            size: of the font.

        Raises:
            TimeoutError: time is up.
        """
        if time.thread_time() > self._until:
            raise TimeoutError
        for number, words in enumerate(text.split("\n")):
            self._is_open &= not number
            if not words.strip():
                continue
            if self._is_open:
                last = self._lines[-1]
                last.text += words
            else:
                last = self._start(words, page, line, font, size)
            last.right = last.left + len(last.text) * last.height * _LETTER_WIDTH

    def _start(self, words: str, page: Any, line: Any, font: Any, size: float) -> Line:
        left = line[4] * page[0] + line[5] * page[2] + page[4]
        bottom = line[4] * page[1] + line[5] * page[3] + page[5]
        height = abs(size * line[3] * page[3]) or size
        name = str((font or {}).get("/BaseFont", ""))
        is_bold = is_bold_name(name.encode())
        self._lines.append(Line(words, left, left, bottom, bottom + height, is_bold, height))
        self._is_open = True
        return self._lines[-1]

    def lines(self) -> list[Line]:
        """All lines so far."""
        for line in self._lines:
            line.text = plain_letters(line.text.strip())
        return [line for line in self._lines if line.text]
