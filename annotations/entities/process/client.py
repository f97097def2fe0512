"""The other end of the entity process: what a screen or a command line holds. Imports no spaCy.

    def on_event(event: Event) -> None: ...         # called on a thread of the worker's; hand it over to your own
    with EntityWorker(on_event) as worker:
        request = worker.find(article.text, start_at=offset)
        worker.look(request, offset)                # the reader is there now
        worker.cancel(request)

Events of a request, in order: `Found` as often as there is something, then one of `Finished`, `Failed`, `WorkerDied`
with `will_retry` False. `find` never blocks. The newest request is served first. A process that dies is started again
once for each request; the caller hears of it (`WorkerDied`).
"""

import contextlib
import itertools
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotations.errors import EngineError
from annotations.files.closing import Closing
from annotations.model import Entity, TextSpan

_ROOT = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.append({root!r}); from annotations.entities.process.worker import main; main()"
_PATIENCE_SECONDS = 1.0
_NOT_STARTED = "the process that finds names can't be started: {reason}; close other programs and try again"


class Ready(Struct, frozen=True):
    """The process has loaded its engine."""

    name: str
    version: str


class Found(Struct, frozen=True):
    """Entities of a stretch; they replace all that this request found within `covered` before."""

    request: int
    covered: TextSpan
    entities: tuple[Entity, ...]
    final: bool
    section: int
    language: str = "en"


class Finished(Struct, frozen=True):
    """A request is done."""

    request: int
    language: str
    """ISO 639-1; of another language than "en" only numbers, dates and listed names were looked for."""


class Failed(Struct, frozen=True):
    """A request can't be served, for a reason that a person can put right. `request` None: none can."""

    request: int | None
    message: str


class WorkerDied(Struct, frozen=True):
    """The process ended unasked while it owed `request`."""

    request: int
    will_retry: bool


Event = Ready | Found | Finished | Failed | WorkerDied


class _Request(Struct):
    number: int
    text: str
    start_at: int
    skip: Sequence[TextSpan]
    sections: Sequence[int] | None
    tries: int = 0


class _Said(Struct):
    """What the process is told: a line of JSON, and behind it the text that it is about."""

    line: dict[str, Any]
    text: str | None = None

    def as_bytes(self) -> Iterator[bytes]:
        """A long text is made bytes only here, on the writing thread."""
        text = None if self.text is None else self.text.encode("utf-8", "surrogatepass")
        line = self.line if text is None else {**self.line, "bytes": len(text)}
        yield json.dumps(line, separators=(",", ":")).encode() + b"\n"
        if text is not None:
            yield text


_Queue = queue.SimpleQueue[_Said | None]
"""None: there is no more to say."""


class EntityWorker(Closing):
    """Runs an engine in a process of its own. All methods may be called from any thread.

    Args:
        on_event: called with each event, one at a time, on a thread of the worker's. It should return soon.
        model: as for `load_engine`.
    """

    def __init__(self, on_event: Callable[[Event], None], *, model: str | None = None) -> None:
        self._on_event = on_event
        self._model = model
        self._numbers = itertools.count(1)
        self._pending: dict[int, _Request] = {}
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._said: _Queue = queue.SimpleQueue()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Starts the process ahead of the first request; loading takes it about a second. Raises as `find`."""
        with self._lock:
            if self._process is None and not self._closed:
                self._launch()

    def find(
        self,
        text: str,
        *,
        start_at: int = 0,
        skip: Sequence[TextSpan] = (),
        sections: Sequence[int] | None = None,
    ) -> int:
        """Asks for the entities of a text; returns the request's number at once.

        Args:
            text: canonical text; offsets are its code points.
            start_at: the code point at the top of the page: entities near it come first.
            skip: stretches that are not looked at.
            sections: which of `chunks.sections(text)` to work on; None: all.

        Raises:
            EngineError: the process can't be started.
        """
        with self._lock:
            request = _Request(next(self._numbers), text, start_at, skip, sections)
            self.start()
            self._pending[request.number] = request
            self._ask(request)
            return request.number

    def look(self, request: int, start_at: int) -> bool:
        """Goes on nearest to another place; what is found already stays so. Never waits for anything.

        Returns:
            Whether it could be said; False: the process is just being given a text. Ask again later.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            held = self._pending.get(request)
            if held is not None:
                held.start_at = start_at  # a process that has to begin anew begins there
                self._said.put(_Said({"op": "look", "id": request, "start": start_at}))
        finally:
            self._lock.release()
        return True

    def cancel(self, request: int) -> None:
        """Forgets a request; no event of it is sent after this returns but one that is on its way."""
        with self._lock:
            gone = self._pending.pop(request, None)
            if gone is not None and self._process is not None:
                self._said.put(_Said({"op": "cancel", "id": request}))

    def close(self) -> None:
        """Ends the process. No event is sent any more."""
        with self._lock:
            self._closed = True
            self._pending.clear()
            process, self._process = self._process, None
            self._said.put(None)
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_SECONDS)

    def _launch(self) -> None:
        command = [sys.executable, "-P", "-c", _START.format(root=str(_ROOT))]
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        process: subprocess.Popen[bytes] | None = None
        self._said = queue.SimpleQueue()
        try:
            process = subprocess.Popen(
                command + ([self._model] if self._model else []),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=flags,
            )
            for work in (self._write, self._listen):
                threading.Thread(target=work, args=(process, self._said), daemon=True).start()
        except (OSError, RuntimeError) as error:  # no memory for a process, or no thread more
            if process is not None:
                process.kill()
                process.wait()
                self._said.put(None)
            raise EngineError(
                _NOT_STARTED.format(reason=getattr(error, "strerror", None) or error)
            ) from error
        self._process = process

    def _ask(self, request: _Request) -> None:
        request.tries += 1
        line: dict[str, Any] = {"op": "find", "id": request.number, "start": request.start_at}
        line["skip"] = [[span.start, span.end] for span in request.skip]
        line["sections"] = None if request.sections is None else list(request.sections)
        self._said.put(_Said(line, request.text))

    def _write(self, process: subprocess.Popen[bytes], said: _Queue) -> None:
        """Writes on a thread of its own: a pipe that is full must not stop a screen."""
        assert process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            while (one := said.get()) is not None:
                process.stdin.writelines(one.as_bytes())
                process.stdin.flush()
        with contextlib.suppress(OSError):
            process.stdin.close()

    def _listen(self, process: subprocess.Popen[bytes], said: _Queue) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self._heard(json.loads(line))
        process.wait()
        said.put(None)
        self._ended(process)

    def _heard(self, message: dict[str, Any]) -> None:
        if message["event"] == "ready":
            self._tell(Ready(message["name"], message["version"]))
            return
        number = message["id"]
        with self._lock:
            request = self._pending.get(number)
            if message["event"] == "failed" and number is None:
                self._pending.clear()
            elif request is None:
                return
            elif message["event"] != "found":
                del self._pending[number]
        if message["event"] == "failed":
            self._tell(Failed(number, message["message"]))
        elif message["event"] == "finished":
            self._tell(Finished(number, message["language"]))
        elif request is not None:
            self._tell(_found(request.text, message))

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        """The process is gone: asks a new one for what is owed, but each request only once more."""
        with self._lock:
            if self._closed or self._process is not process:
                return
            self._process = None
            owed = list(self._pending.values())
            retried = [request for request in owed if request.tries < 2]
            for request in owed:
                if request not in retried:
                    del self._pending[request.number]
        for request in owed:
            self._tell(WorkerDied(request.number, request in retried))
        problem = ""
        with self._lock:
            try:
                for request in retried:
                    if request.number in self._pending:
                        self.start()
                        self._ask(request)
            except EngineError as error:
                problem = error.message
                self._pending.clear()
        if problem:
            self._tell(Failed(None, problem))

    def _tell(self, event: Event) -> None:
        if not self._closed:
            self._on_event(event)


def _found(text: str, message: dict[str, Any]) -> Found:
    entities = tuple(
        Entity(TextSpan(start, end), label, text[start:end], text[start:end] if name is None else name)
        for start, end, label, name in message["entities"]
    )
    return Found(
        message["id"],
        TextSpan(message["start"], message["end"]),
        entities,
        message["final"],
        message["section"],
        message["language"],
    )
