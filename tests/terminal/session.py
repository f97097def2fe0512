"""A program on a pseudo-terminal of a given size: type keys, read what it paints, with the time of each piece.

POSIX only; `HAS_PTY` says whether it can be used here.
"""

import contextlib
import os
import select
import signal
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

try:
    import fcntl
    import pty
    import termios
except ImportError:  # Windows
    HAS_PTY = False
else:
    HAS_PTY = True

from annotations.files.closing import Closing
from tests.terminal.screen import Screen

_CHUNK_BYTES = 1 << 16
_CHUNK_TYPED = 1 << 10
_SAME_FRAME_S = 0.005
"""A frame comes in pieces; a longer silence ends it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back on a key."""

    first_ms: float
    """Until the first byte."""
    last_ms: float
    """Until the last byte of that frame."""
    size: int


class Terminal(Closing):
    """One program at work. A context manager; leaving it ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:
        self.screen = Screen(columns, rows)
        self.raw = bytearray()
        """All that was written, for tests that look at bytes."""
        self._master, slave = pty.openpty()
        self._resize(columns, rows)
        surroundings = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        for name in {"COLUMNS", "LINES"} - set(
            env or {}
        ):  # whoever runs the tests may have set them: the pty has a size
            surroundings.pop(name, None)
        surroundings.pop("NO_COLOR", None) if not (env and "NO_COLOR" in env) else None
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=surroundings,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(slave)

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self.process.pid

    def close(self) -> None:
        """End the program, kindly at first."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            deadline = time.perf_counter() + 2
            while self.process.poll() is None and time.perf_counter() < deadline:
                self._piece(0.02)
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            os.close(self._master)

    def _piece(self, timeout_s: float) -> bytes:
        """What comes within the time; empty: nothing, or the program has ended."""
        ready, _, _ = select.select([self._master], [], [], max(timeout_s, 0))
        if not ready:
            return b""
        try:
            piece = os.read(self._master, _CHUNK_BYTES)
        except OSError:  # the other end is closed
            return b""
        self.raw += piece
        return piece

    def send(self, keys: str) -> None:
        """Type."""
        self.send_bytes(keys.encode())

    def send_bytes(self, data: bytes) -> None:
        """Send what no keyboard may send."""
        while data:
            data = data[os.write(self._master, data[:_CHUNK_TYPED]) :]
            if data:
                self.rest(0.02)

    def modes(self) -> list[object]:
        """How the terminal hands over what is typed, as `stty` shows it."""
        return termios.tcgetattr(self._master)

    def wait_for_bytes(self, wanted: bytes, timeout_s: float = 60) -> None:
        """Read no further than to the piece in which some bytes come.

        Raises:
            TimeoutError: they don't come.
        """
        deadline = time.perf_counter() + timeout_s
        while wanted not in self.raw:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"no {wanted!r} came")
            self.screen.feed(self._piece(0.2))

    def wait_for(self, words: str, timeout_s: float = 60) -> float:
        """Seconds from the start until the screen shows some words.

        Raises:
            TimeoutError: it does not; says what it shows instead.
        """
        deadline = time.perf_counter() + timeout_s
        while (now := time.perf_counter()) < deadline:
            piece = self._piece(min(deadline - now, 0.2))
            arrived = time.perf_counter()
            self.screen.feed(piece)
            if self.screen.shows(words):
                return arrived - self.started
            if not piece and self.process.poll() is not None:
                break
        if self.screen.shows(words):
            return time.perf_counter() - self.started
        raise TimeoutError(f"no {words!r} on the screen:\n" + "\n".join(self.screen.lines()))

    def settle(self, quiet_s: float = 0.1, timeout_s: float = 30) -> None:
        """Read until nothing has come for a while."""
        deadline = time.perf_counter() + timeout_s
        while time.perf_counter() < deadline:
            piece = self._piece(quiet_s)
            if not piece:
                return
            self.screen.feed(piece)

    def rest(self, seconds: float) -> None:
        """Read for a while, whatever comes."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self.screen.feed(self._piece(left))

    def rest_until_ended(self, timeout_s: float = 30) -> int:
        """Read to the end of a program that ends by itself; returns its exit code."""
        deadline = time.perf_counter() + timeout_s
        while time.perf_counter() < deadline:
            piece = self._piece(0.05)
            self.screen.feed(piece)
            if not piece and self.process.poll() is not None:
                return self.process.returncode
        raise TimeoutError("the program goes on:\n" + "\n".join(self.screen.lines()))

    def press(self, keys: str, timeout_s: float = 0.5) -> Reply | None:
        """Type and time the frame that answers; None: nothing was painted."""
        began = time.perf_counter()
        self.send(keys)
        return self._reply(began, timeout_s)

    def resize(self, columns: int, rows: int, timeout_s: float = 2) -> Reply | None:
        """Another size of the window; times the frame that answers."""
        self.screen.resize(columns, rows)
        began = time.perf_counter()
        self._resize(columns, rows)
        self.process.send_signal(signal.SIGWINCH)
        return self._reply(began, timeout_s)

    def _reply(self, began: float, timeout_s: float) -> Reply | None:
        pieces = [self._piece(timeout_s)]
        if not pieces[0]:
            return None
        first = last = time.perf_counter()
        while piece := self._piece(_SAME_FRAME_S):
            last = time.perf_counter()
            pieces.append(piece)
        for piece in pieces:
            self.screen.feed(piece)
        return Reply((first - began) * 1000, (last - began) * 1000, sum(map(len, pieces)))

    def _resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
