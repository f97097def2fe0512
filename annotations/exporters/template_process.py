"""A user's template in a process of its own: what takes too long, too much memory or makes too much costs that process.

with template_at(path) as template:
text = template.render(values)      # as often as there are pages
"""

import contextlib
import json
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotations.errors import ExportError
from annotations.exporters.process_memory import memory_of
from annotations.files.closing import Closing
from annotations.files.read import read_text

SECONDS = 5.0
"""For one page."""
_READING_SECONDS = 5.0
"""For the template itself."""
MEMORY_BYTES = 512 << 20
OUTPUT_BYTES = 32 << 20
"""Of one page."""
PAGES_BYTES = 256 << 20
"""Of all pages of an export: they are in memory together."""
_MOST_SOURCE_BYTES = 1 << 20
_START_SECONDS = 60.0
_OWN_BYTES = 100 << 20
"""What Python and Jinja take themselves."""
_LOOK_SECONDS = 0.02
_GRACE_SECONDS = 1.0
"""The process ends itself when its time is over; if it does not it is killed so much later."""
_ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path.append({root!r}); from annotations.exporters.template_worker import main; main()"
)
_AT = re.compile(r'File "<template>", line (\d+)')


def shipped() -> Iterator[Path]:
    """The examples that come with postil."""
    yield from sorted((Path(__file__).parent / "layouts").glob("*.md.j2"))


def template_at(path: Path) -> "Template":
    """The template in a file, or one of ours by its name.

    Raises:
        ExportError: it can't be read or is no template.
    """
    ours = {example.name.removesuffix(".md.j2"): example for example in shipped()}
    file = ours.get(str(path), path) if not path.exists() else path
    try:
        source = read_text(file, most_bytes=_MOST_SOURCE_BYTES)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no UTF-8 text"
        raise ExportError(
            f"the template {path} can't be read: {reason}; name a file, or one of {', '.join(ours)}"
        ) from problem
    return Template(source, str(path))


class Template(Closing):
    """A template and its process.

    Args:
        source: its text.
        name: what errors call it.

    Raises:
        ExportError: it is no template; says the line.
    """

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        self._lines: Sequence[Sequence[int]] = ()
        self._left_bytes = PAGES_BYTES
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(root=str(_ROOT))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        begin = {
            "source": source,
            "reading_seconds": _READING_SECONDS,
            "seconds": SECONDS,
            "memory": MEMORY_BYTES,
            "output": OUTPUT_BYTES,
        }
        try:
            self._lines = self._ask(begin, _START_SECONDS)[0]["lines"]
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def render(self, values: Mapping[str, Any]) -> str:
        """The text that it makes of some values.

        Raises:
            ExportError: it asks for something that is not there or not allowed, or for too much; says the line.
        """
        page = self._ask({"values": values}, SECONDS)[1]
        self._left_bytes -= len(page)
        if self._left_bytes < 0:
            raise self._failure("pages")
        return page.decode("utf-8")

    def _ask(self, request: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """One request and its answer; looks now and then at the clock and at the process's memory."""
        answers: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        threading.Thread(target=self._exchange, args=(request, answers), daemon=True).start()
        deadline = time.monotonic() + seconds + _GRACE_SECONDS
        while True:
            with contextlib.suppress(queue.Empty):
                answer = answers.get(timeout=_LOOK_SECONDS)
                break
            if memory_of(self._process.pid) > MEMORY_BYTES + _OWN_BYTES:
                self._process.kill()
                raise self._failure("memory")
            if time.monotonic() > deadline:
                self._process.kill()
                raise self._failure("time")
        if answer is None:
            raise self._death()
        if "error" in answer[0]:
            raise self._failure(answer[0]["error"], answer[0]["line"])
        return answer

    def _exchange(
        self, request: Mapping[str, Any], answers: "queue.SimpleQueue[tuple[dict[str, Any], bytes] | None]"
    ) -> None:
        """On a thread of its own; None where the process has ended."""
        say, hear = self._process.stdin, self._process.stdout
        assert say is not None
        assert hear is not None
        try:
            say.write(json.dumps(request).encode() + b"\n")
            say.flush()
            line = json.loads(hear.readline())
            answers.put((line, hear.read(line.get("bytes", 0))))
        except (OSError, ValueError):
            answers.put(None)

    def _death(self) -> ExportError:
        """What to say of a process that ended by itself; where it was stands on its stderr."""
        self._process.kill()
        assert self._process.stderr is not None
        said = self._process.stderr.read().decode("utf-8", "replace")
        at = _AT.search(said)
        starts = (
            line for line, start in self._lines if at and start <= int(at[1])
        )  # of the template, in its code
        line = max(starts, default=1) if at else 0
        if said.startswith("Timeout"):
            return self._failure("time", line)
        return self._failure("it made its process end", line)

    def _failure(self, said: str, line: int = 0) -> ExportError:
        too_much = {
            "time": f"it takes longer than {SECONDS:g} seconds",
            "memory": f"it takes more than {MEMORY_BYTES >> 20} MB of memory",
            "output": f"it makes more than {OUTPUT_BYTES >> 20} MB",
            "pages": f"its pages are more than {PAGES_BYTES >> 20} MB together: export fewer articles at a time",
        }
        where = f"{self._name}, line {line}" if line else self._name
        return ExportError(f"{where}: {too_much.get(said, said)}")
