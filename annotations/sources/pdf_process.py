"""PDFs are read in a process of their own: pdfium may hang or crash on a file, and that costs this file alone."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import DecodeError, msgpack

from annotations.errors import SourceError
from annotations.sources.pdf_pages import MOST_PAGES, Part, PdfFile, PdfHead, PdfPage

PAGE_SECONDS: Final = 15
"""Of the processor, for a page: then the system ends the process, whatever hangs in it."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = (
    "import sys; sys.path.append({root!r}); from annotations.sources.pdf_worker import main; main()"
)
_TIME_IS_UP: Final = -getattr(signal, "SIGXCPU", 0)


def read_pdf(raw: bytes, path: Path, *, most_pages: int = MOST_PAGES) -> PdfFile:
    """Read a file. Of one that hangs or crashes on a page the pages before it are read.

    Raises:
        SourceError: damaged, locked, more pages than any book, or it takes too long.
    """
    while True:
        process = _processes.take(path)
        is_first = process.is_first
        try:
            head, pages = _answer_of(process, raw, path, most_pages)
        finally:
            _processes.give_back(process)
        if head is not None and (pages or process.is_whole):
            return PdfFile(head, pages)
        if is_first or process.status == _TIME_IS_UP:
            raise SourceError(_said_of(process.status, path))
        # one that waited may have been ended by somebody else


def _answer_of(
    process: "_PdfProcess", raw: bytes, path: Path, most_pages: int
) -> tuple[PdfHead | None, list[PdfPage]]:
    head: PdfHead | None = None
    pages: list[PdfPage] = []
    for part in process.parts(raw, path, most_pages):
        if part.refused is not None:
            raise SourceError(os.fsdecode(part.refused))
        if part.page is not None:
            pages.append(part.page)
        head = part.head or head
    return head, pages


def _said_of(status: int | None, path: Path) -> str:
    if status == _TIME_IS_UP:
        return f"{path} takes longer than {PAGE_SECONDS} seconds to read; print it into a new PDF first"
    return f"{path} is damaged: the program that reads PDFs ends on it; fetch it again, or print it into a new PDF"


class _PdfProcess:
    """A process that reads one file at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(root=str(_ROOT))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.is_first = True
        """Has it not answered yet?"""
        self.is_whole = False
        """Is the last answer whole, so that it can take the next file?"""

    @property
    def status(self) -> int | None:
        """The exit status of one that has ended; below 0: the signal that ended it."""
        return self._process.poll()

    def parts(self, raw: bytes, path: Path, most_pages: int) -> Iterator[Part]:
        """The parts of an answer; fewer where the process ends."""
        say, hear = self._process.stdin, self._process.stdout
        assert say is not None
        assert hear is not None
        self.is_whole = False
        request = {
            "path": str(path),
            "bytes": len(raw),
            "most_pages": most_pages,
            "page_seconds": PAGE_SECONDS,
        }
        try:
            say.write(json.dumps(request).encode() + b"\n" + raw)
            say.flush()
            while length := hear.readline():
                part = msgpack.decode(hear.read(int(length)), type=Part)
                self.is_whole = part.is_end
                self.is_first &= not part.is_end
                yield part
                if part.is_end:
                    return
        except (OSError, ValueError, DecodeError):  # it has ended amid an answer
            pass
        self._process.wait()

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class _Processes:
    """Those that wait for the next file, so that a folder of PDFs pays one start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_PdfProcess] = []

    def take(self, path: Path) -> _PdfProcess:
        with self._lock:
            while self._waiting:
                if (process := self._waiting.pop()).status is None:
                    return process
                process.end()
        try:
            return _PdfProcess()
        except OSError as problem:
            raise SourceError(
                f"{path} can't be read: the process for it can't be started: {problem.strerror or problem};"
                " close other programs and try again"
            ) from problem

    def give_back(self, process: _PdfProcess) -> None:
        with self._lock:
            if process.is_whole and not self._waiting:
                self._waiting.append(process)
                return
        process.end()

    def end_all(self) -> None:
        with self._lock:
            while self._waiting:
                self._waiting.pop().end()

    def forget(self) -> None:
        """In a forked process: they are the parent's."""
        self.__init__()  # type: ignore[misc]


_processes = _Processes()
atexit.register(_processes.end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_processes.forget)
