"""A terminal that takes frames slower than they come, as over ssh, is given the newest, not every one.

Whoever holds a key down there would look at frames of long ago for many seconds, and no other key would seem to be heard. What
is on its way lies in buffers that nobody tells us of; so the terminal is asked whether it is well (DSR), which it answers when it
has come so far. One that takes the first frame quickly is not asked again, one that does not answer either.

At 9,600 baud, `j` held for two seconds at 100x30, until all is painted: in the list without 27 s and 25 KB, with 11 s and 11 KB; on
the page without 29 s and 27 KB, with 15 s and 14 KB. No upstream issue is known. Private: `App._driver`, `Driver._writer_thread`, `WriterThread._queue`.
"""

import asyncio
import os
import threading
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

QUESTION, ANSWER = "\x1b[5n", "\x1b[0n"
_MOST_FRAMES = 2
"""So many may wait behind the one that is on its way."""
_MOST_BEHIND_S = 0.3
"""So far the terminal may be behind."""
_FAST_BYTES_A_SECOND = 40_000
_FAST_S = 0.1
"""A terminal that answers so soon is fast, whatever was sent."""
_SAMPLE_BYTES = 2_000
"""Fewer are no measure: they say how far away the terminal is, not how fast."""
_LOOKED_S = 0.02
_PATIENCE_S = 3.0
"""If an answer is late by so much, none will come."""
_LONGEST_FRAME_S = 20.0
"""The first page takes 15 s at 9,600 baud. Who needs more, as after an answer that somebody made up, is waited for no longer."""
_LAST_PATIENCE_S = 10.0


def can_answer() -> bool:
    """Is the terminal one that takes questions? A dumb one would show them."""
    return os.environ.get("TERM", "dumb") not in ("dumb", "")


class Line:
    """How fast a terminal is, and how far behind, by its answers."""

    def __init__(self) -> None:
        self._answer = threading.Event()
        self._came_at = 0.0
        self._asked_at: float | None = None
        """When the question went out that has no answer yet."""
        self._asked_bytes = self._sent = self._taken = 0
        """Bytes before that question, all that were sent, and those that the terminal has taken for sure."""
        self._rate = 0.0
        """Bytes a second; 0: not known."""
        self.is_asked = True
        """May it be asked? Not one that is fast or mute."""

    def sent(self, size: int) -> str:
        """So many bytes are sent now; what to send behind them: a question, or nothing."""
        self._heed()
        self._sent += size
        if not self.is_asked or self._asked_at is not None:
            return ""
        self._answer.clear()
        self._asked_at, self._asked_bytes = monotonic(), self._sent
        return QUESTION

    def answered(self) -> None:
        """The answer is there. Called on the thread that reads."""
        self._came_at = monotonic()
        self._answer.set()

    def _heed(self) -> None:
        """Reckon with an answer that has come."""
        if self._asked_at is None:
            return
        is_answered = self._answer.is_set()
        took_s = max((self._came_at if is_answered else monotonic()) - self._asked_at, 1e-6)
        due_s = min(self._behind_s(), _LONGEST_FRAME_S) if self._rate else _LONGEST_FRAME_S
        if took_s > due_s + _PATIENCE_S:
            self.is_asked, self._asked_at = False, None
        if not is_answered or self._asked_at is None:
            return
        self._answer.clear()
        size = self._asked_bytes - self._taken
        self._taken, self._asked_at = self._asked_bytes, None
        if size >= _SAMPLE_BYTES or not self._rate:
            self._rate = size / took_s
            self.is_asked = took_s > _FAST_S and self._rate < _FAST_BYTES_A_SECOND

    def _behind_s(self) -> float:
        return (self._sent - self._taken) / self._rate if self._rate else 0.0

    def is_behind(self) -> bool:
        """Is more on its way than the terminal takes soon?"""
        self._heed()
        return self._asked_at is not None and self._behind_s() > _MOST_BEHIND_S

    def wait_for_answer(self) -> None:
        """Before nobody reads any more: what comes then would be typed into the shell. Blocks, but not for long."""
        if self._asked_at is None:
            return
        patience_s = min(2 * self._behind_s() + _MOST_BEHIND_S, _LAST_PATIENCE_S)
        self._answer.wait(max(self._asked_at + patience_s - monotonic(), 0))
        self._heed()
        self._asked_at = None


class Backlog:
    """Knows whether the terminal is behind. All of it runs on the application's own thread."""

    def __init__(self, app: "App[None]", line: Line) -> None:
        self._app, self._line = app, line
        self._is_waited_for = False

    def is_too_long(self) -> bool:
        """Must a frame be left out? What is on the screen then is painted when all that was sent has been taken."""
        if not self._is_waited_for and (self.frames() >= _MOST_FRAMES or self._line.is_behind()):
            self._is_waited_for = True
            self._look()
        return self._is_waited_for

    def frames(self) -> int:
        """How many wait in Textual's writer; 0 too where it has none."""
        queue = getattr(getattr(self._app._driver, "_writer_thread", None), "_queue", None)
        return queue.qsize() if queue is not None else 0

    def _look(self) -> None:
        if not self._app.is_running:
            return
        if self.frames() or self._line.is_behind():
            asyncio.get_running_loop().call_later(_LOOKED_S, self._look)
            return
        self._is_waited_for = False
        if self._app.screen_stack:
            self._app.screen.refresh()
