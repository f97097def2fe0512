"""Text through a program that the reader names."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from msgspec import Struct

from annotations.errors import AnnotationsError

LONGEST_S = 60
MOST_BYTES = 2_000_000
"""So much of what a program says is kept: nobody reads more of it here."""
_MOST_REASON_BYTES = 10_000
_LOOKED_EVERY_S = 0.05
_PIECE_BYTES = 1 << 16


class Output(Struct, frozen=True):
    """What a program said."""

    text: str
    is_cut: bool = False
    """Was there more than is kept?"""


def through(
    command: str, text: str, *, longest_s: float = LONGEST_S, is_left: Callable[[], bool] = lambda: False
) -> Output:
    """Give `text` to a shell command and take what it says, `MOST_BYTES` at most; then it is ended. Blocks: call it on a thread.

    Args:
        command: what a shell runs.
        text: its standard input.
        longest_s: longer it may not take.
        is_left: is asked again and again whether nobody waits for it any more; it is ended then.

    Raises:
        AnnotationsError: it could not be run, failed, or took too long.
    """
    try:
        process = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
        )
    except (OSError, ValueError) as problem:
        raise AnnotationsError(f"{command} could not be run: {problem}; check the command") from problem
    assert process.stdin and process.stdout and process.stderr
    out = _Taken(process.stdout, MOST_BYTES, at_most=lambda: _end(process))
    err = _Taken(process.stderr, _MOST_REASON_BYTES)
    given = threading.Thread(target=_give, args=(process.stdin, text), daemon=True)
    given.start()
    until = time.monotonic() + longest_s
    while not _is_done(process, out):
        if is_left():
            _end(process)
            return Output("")
        if time.monotonic() > until:
            _end(process)
            raise AnnotationsError(f"{command} took longer than {longest_s:g} s and was ended")
    if process.returncode and not out.is_cut:
        err.is_over(_LOOKED_EVERY_S)
        said = err.text().strip().splitlines()
        raise AnnotationsError(
            f"{command} failed ({process.returncode}): {said[-1] if said else 'it gave no reason'}"
        )
    return Output(out.text(), out.is_cut)


def _is_done(process: "subprocess.Popen[bytes]", out: "_Taken") -> bool:
    """Has it said all and ended, or does it so soon?"""
    with suppress(subprocess.TimeoutExpired):
        return out.is_over(_LOOKED_EVERY_S) and process.wait(_LOOKED_EVERY_S) is not None
    return False


class _Taken:
    """Takes what comes from a stream, on a thread: of more than the most bytes only the first."""

    def __init__(
        self, stream: IO[bytes], most_bytes: int, at_most: Callable[[], object] = lambda: None
    ) -> None:
        self._stream, self._most, self._at_most = stream, most_bytes, at_most
        self._bytes = bytearray()
        self.is_cut = False
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        with suppress(OSError, ValueError), self._stream:
            while piece := os.read(self._stream.fileno(), _PIECE_BYTES):
                if not self.is_cut and len(self._bytes) + len(piece) > self._most:
                    self.is_cut = True
                    self._at_most()
                self._bytes += piece[: self._most - len(self._bytes)]

    def is_over(self, seconds: float) -> bool:
        """Is the stream at its end, or will it be so soon?"""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def text(self) -> str:
        return self._bytes.decode("utf-8", "replace")


def _give(stream: IO[bytes], text: str) -> None:
    with suppress(OSError, ValueError), stream:  # it may want no more of it
        stream.write(text.encode("utf-8", "replace"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with all that it has started."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
