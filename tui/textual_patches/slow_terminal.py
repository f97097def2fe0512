"""A terminal that takes frames slower than they come, as over ssh, is given the newest, not every one.

Whoever holds a key down there would look at frames of long ago for many seconds, and no other key would seem to be heard.

At 9,600 baud, `j` held on the page for two seconds: without 93 s and 84 KB until all is painted, with 52 s and 47 KB. No
upstream issue is known. Private: `App._driver`, `Driver._writer_thread`, `WriterThread._queue`.
"""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

_MOST_FRAMES = 2
"""So many may wait behind the one that is on its way."""
_LOOKED_S = 0.02


class Backlog:
    """Knows whether the terminal is behind. All of it runs on the application's own thread."""

    def __init__(self, app: "App[None]") -> None:
        self._app = app
        self._is_waited_for = False

    def is_too_long(self) -> bool:
        """Must a frame be left out? What is on the screen then is painted when all that was sent has been taken."""
        if not self._is_waited_for and self.frames() >= _MOST_FRAMES:
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
        if self.frames():
            asyncio.get_running_loop().call_later(_LOOKED_S, self._look)
            return
        self._is_waited_for = False
        if self._app.screen_stack:
            self._app.screen.refresh()
