"""The process in which templates run, spoken to by `annotations.exporters.template_process`.

Requests come as JSON lines on stdin; an answer on stdout is a JSON line, and behind a page's its bytes. When stdin ends
(the parent is gone, however it went) the process ends.

    -> {"source": "...", "reading_seconds": 5, "seconds": 5, "memory": 536870912, "output": 33554432}
    <- {"lines": [[1, 9], [2, 12]]}        lines of the template, and of its code
    -> {"values": {...}}
    <- {"bytes": n}
    <- {"error": "'not' is undefined", "line": 7}

Who takes longer ends himself: where he was stands on stderr.
"""

import faulthandler
import json
import os
import sys
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any

from annotations.exporters.sandbox import MEMORY, Layout, LayoutError


def main() -> None:
    """Serve until stdin ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the real stdout is for answers alone
    begin = json.loads(sys.stdin.buffer.readline())
    _bound_memory(begin["memory"])
    layout: Layout | None = None
    for line in chain([begin], map(json.loads, sys.stdin.buffer)):
        limit = begin["seconds"] if layout is not None else begin["reading_seconds"]
        faulthandler.dump_traceback_later(limit, exit=True)
        try:
            if layout is None:
                layout = Layout(line["source"])
                _answer(out, {"lines": layout.lines})
            else:
                raw = b"".join(layout.render(line["values"], begin["output"]))
                _answer(out, {"bytes": len(raw)}, raw)
        except LayoutError as fault:
            _answer(out, {"error": fault.said, "line": fault.line})
        except MemoryError:
            _answer(out, {"error": MEMORY, "line": 0})
        faulthandler.cancel_dump_traceback_later()


def _answer(out: IO[bytes], line: dict[str, Any], raw: bytes = b"") -> None:
    out.write(json.dumps(line).encode() + b"\n" + raw)
    out.flush()


def _bound_memory(more_bytes: int) -> None:
    """Let this process take so much more than it has now, where the system keeps to that."""
    if sys.platform in ("win32", "darwin"):
        return  # the parent watches
    import resource

    pages = 0
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
    with suppress(OSError, ValueError):  # a lower bound is in force already
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
