"""Asks the terminal for the colour of its ground (OSC 11), so that the theme `auto` suits it.

The question goes out before the program is loaded and the answer is taken when it is: nobody waits for it, and never longer
than 100 ms. A question that every terminal answers (DA1) goes behind it: when that is answered nothing more comes.
"""

import contextlib
import os
import re
import select
import signal
import sys
import time
from types import FrameType, TracebackType
from typing import Any, Self

_LONGEST_S = 0.1
_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_GROUND = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]{0,9}(?:\x07|\x1b\\)"
)
_LAST = re.compile(rb"\x1b\[\?[0-9;]{0,40}c")
_MUTE = ("dumb", "linux", "vt")
"""Terminals that would print the question."""
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")


class GroundQuestion:
    """Asks on entering, and leaves the terminal as it was. `typed`: what came besides the answer, to be heard as keys."""

    def __init__(self, *, is_asked: bool = True) -> None:
        self._is_asked = is_asked
        self.typed = b""
        self._before: list[Any] | None = None
        self._handlers: dict[int, Any] = {}
        self._asked = 0.0

    def __enter__(self) -> Self:
        if not self._is_asked or os.name != "posix" or os.environ.get("TERM", "dumb").startswith(_MUTE):
            return self
        import termios

        with contextlib.suppress(OSError, ValueError, termios.error):
            for number in (getattr(signal, name) for name in _ENDING):
                if (handler := signal.getsignal(number)) is not signal.SIG_IGN:
                    self._handlers[number] = handler
                    signal.signal(number, self._end)
            self._before = termios.tcgetattr(sys.stdin.fileno())
            quiet = [*self._before]
            quiet[0] &= ~termios.IXON  # a Ctrl-S typed ahead must not stop the question for ever
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
            os.write(sys.stdout.fileno(), _QUESTION)
            self._asked = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _restore(self) -> None:
        if self._before is not None:
            import termios

            with contextlib.suppress(OSError, termios.error):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._before)

    def _end(self, number: int, frame: FrameType | None) -> None:
        """A signal may come before all of `__enter__` is done, too."""
        self._restore()
        sys.exit(128 + number)

    def is_light(self) -> bool | None:
        """Is the ground light? None: the terminal did not say."""
        if not self._asked:
            return None
        came = b""
        while not _LAST.search(came):
            left_s = max(self._asked + _LONGEST_S - time.monotonic(), 0)
            if not select.select([sys.stdin.fileno()], [], [], left_s)[0]:
                break
            piece = os.read(sys.stdin.fileno(), 1 << 12)
            if not piece:
                break
            came += piece
        ground = _GROUND.search(came)
        self.typed = _LAST.sub(b"", _GROUND.sub(b"", came))
        if ground is None:
            return None
        red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in ground.groups())
        lightness: float = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return lightness > 0.5
