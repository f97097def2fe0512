"""The entity process: `python -m annotations.entities.process.worker [MODEL]`, spoken to by `client.EntityWorker`.

Requests come as JSON lines on stdin, the one of a text with the text's bytes (UTF-8) behind it; results go as JSON lines
to stdout. Each carries the request's id. The newest
request is worked on first, older ones go on afterwards. When stdin ends (the parent is gone, however it went) the
process ends at once.

    -> {"op": "find", "id": 1, "bytes": n, "start": 0, "skip": [[s, e]], "sections": null}
    -> {"op": "look", "id": 1, "start": 90000}      the reader is there now: go on nearest to it
    -> {"op": "cancel", "id": 1}
    <- {"event": "ready", "name": ..., "version": ...}
    <- {"event": "found", "id": 1, "start": s, "end": e, "final": true, "section": 0, "language": "en",
        "entities": [[s, e, label, canonical]]}
    <- {"event": "finished", "id": 1, "language": "en"}
    <- {"event": "failed", "id": 1 or null, "message": ...}
"""

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from annotations.errors import AnnotationsError
from annotations.model import TextSpan

if TYPE_CHECKING:
    from annotations.entities.engine.spacy_engine import Found, SpacyEngine

_NICENESS = 10

Message = dict[str, Any]
Job = tuple[Message, Iterator[Message]]
"""A request and what comes of it. The request's "start" is where the reader is just now."""


def main() -> None:
    """Serves requests until stdin ends."""
    out = _private_stdout()
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    if hasattr(os, "nice"):  # the reader's own process goes first; on Windows the client sees to that
        os.nice(_NICENESS)
    model = sys.argv[1] if len(sys.argv) > 1 else None
    try:
        from annotations.entities.engine.spacy_engine import load_engine

        engine = load_engine(model)
    except AnnotationsError as error:
        _send(out, {"event": "failed", "id": None, "message": error.message})
        return
    _send(out, {"event": "ready", "name": engine.name, "version": engine.version})
    _serve(engine, requests, out)


def _private_stdout() -> IO[bytes]:
    """The real stdout for results alone: what a library prints goes to stderr."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def _read(requests: "queue.SimpleQueue[Message]") -> None:
    """Hands requests on; ends the process when there can be no more."""
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        if "bytes" in request:
            request["text"] = sys.stdin.buffer.read(request["bytes"]).decode("utf-8", "surrogatepass")
        requests.put(request)
    os._exit(0)


def _send(out: IO[bytes], message: Message) -> None:
    try:
        out.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
        out.flush()
    except OSError:
        os._exit(0)  # nobody listens any more


def _serve(engine: "SpacyEngine", requests: "queue.SimpleQueue[Message]", out: IO[bytes]) -> None:
    jobs: list[Job] = []
    while True:
        while not jobs or not requests.empty():
            jobs = _take_in(engine, jobs, requests.get())
        request, results = jobs[-1]
        try:
            message = next(results, None)
        except AnnotationsError as error:
            message = {"event": "failed", "id": request["id"], "message": error.message}
            jobs.pop()
        if message is None:
            jobs.pop()
        else:
            _send(out, message)


def _take_in(engine: "SpacyEngine", jobs: list[Job], request: Message) -> list[Job]:
    """The jobs after a request: a new one on top, one less, or one that goes on elsewhere."""
    number = request["id"]
    if request["op"] == "cancel":
        return [job for job in jobs if job[0]["id"] != number]
    if request["op"] == "look":
        for held, _ in jobs:
            if held["id"] == number:
                held["start"] = request["start"]
        return jobs
    return [*jobs, (request, _results(engine, request))]


def _results(engine: "SpacyEngine", request: Message) -> Iterator[Message]:
    number, text = request["id"], request["text"]
    skip = [TextSpan(start, end) for start, end in request.get("skip", ())]
    only = request.get("sections")
    for part in engine.stream(text, lambda: int(request["start"]), skip=skip, only_sections=only):
        yield _as_message(number, part)
    yield {"event": "finished", "id": number, "language": engine.language(text)}


def _as_message(number: int, part: "Found") -> Message:
    rows = [
        [e.span.start, e.span.end, e.label, None if e.canonical == e.text else e.canonical]
        for e in part.entities
    ]
    return {
        "event": "found",
        "id": number,
        "start": part.covered.start,
        "end": part.covered.end,
        "final": part.final,
        "section": part.section,
        "language": part.language,
        "entities": rows,
    }


if __name__ == "__main__":
    main()
