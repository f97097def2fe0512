"""The process in which PDFs are read, spoken to by `annotations.sources.pdf_process`.

A request is a JSON line on stdin, and behind it the file: {"path": "...", "bytes": n, "most_pages": 5000, "page_seconds": 15}.
The answer is parts, each a line with its length and so many bytes of msgpack. When stdin ends (the parent is gone, however it went)
the process ends; a page that takes too long is ended by the system, whatever library hangs in it.
"""

import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from msgspec import msgpack

from annotations.errors import SourceError
from annotations.sources.pdf_lines import read_parts
from annotations.sources.pdf_pages import Part, PdfPage

MORE_BYTES: Final = 1 << 30
"""So much memory a file may take beside three times its own size."""


def main() -> None:
    """Serve until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the real stdout is for answers alone
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        raw = sys.stdin.buffer.read(request["bytes"])
        if len(raw) == request["bytes"]:
            _serve(request, raw, out)


def _serve(request: dict[str, Any], raw: bytes, out: IO[bytes]) -> None:
    refused = None
    path, page_seconds = Path(request["path"]), request["page_seconds"]
    _bound_memory(MORE_BYTES + 3 * len(raw))
    _bound_time(page_seconds)
    try:
        for part in read_parts(raw, path, most_pages=request["most_pages"]):
            is_page = isinstance(part, PdfPage)
            _answer(out, Part(page=part) if is_page else Part(head=part))  # type: ignore[arg-type]
            _bound_time(page_seconds)
    except SourceError as error:
        refused = os.fsencode(error.message)
    except MemoryError:
        refused = os.fsencode(f"{path} takes too much memory; split it first")
    _answer(out, Part(refused=refused, is_end=True))


def _answer(out: IO[bytes], part: Part) -> None:
    raw = msgpack.encode(part)
    out.write(b"%d\n" % len(raw) + raw)
    out.flush()


def _bound_time(seconds: int) -> None:
    """Let the system end this process, where it can, when the next page takes too long."""
    with suppress(ImportError, OSError, ValueError):  # Windows, or a lower bound is in force already
        import resource

        until = int(time.process_time()) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _bound_memory(more_bytes: int) -> None:
    """Let this process take so much more than it has now, where the system keeps to that (Linux)."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
