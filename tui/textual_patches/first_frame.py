"""A screen is first painted when it is whole: composed, laid out, and with the rows that it opens with.

Textual paints what opens after each of these steps; one sees empty boxes, and lines that jump to their place. Its
`batch_update` does not serve: two sizes of the window that come within one chase each other for ever.

Without: 8 to 12 frames and 46 KB for a list that opens, 57 KB for the help; with: 2 or 3 frames, 12 KB and 19 KB, in the
same time. No upstream issue is known. Private: `Screen._layout_required`, `App._display` in `painting`, and
`Screen._compositor_refresh`, `_dirty_widgets` in `tui.screens.list_screen`: a tenth of the processor's time of a list that opens.
"""

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.textual_patches.typeahead import heard

if TYPE_CHECKING:
    from textual.app import App

PATIENCE_S = 0.15
"""A list whose rows are not there by then is painted as it is: nobody is left without an answer to a key for longer."""
_LONGEST_S = 1.0
"""Laid out is what can be laid out; a widget that does not answer keeps nobody from seeing the others."""

_LAYOUTS = 3
"""A widget that is given its size may ask for another one; it does so once or twice."""


class FirstFrame:
    """Keeps the application from painting. All of it runs on the application's own thread."""

    def __init__(self, app: "App[None]") -> None:
        self._app = app
        self._awaited: set[asyncio.Task[None]] = set()
        self._waiting: list[threading.Event] = []

    @property
    def is_awaited(self) -> bool:
        """Must nothing be painted now?"""
        return bool(self._awaited)

    def hold_for(self, screen: Screen[Any], filled: asyncio.Event | None = None) -> None:
        """Paint a screen that is being opened when it is laid out and, where that is asked for, filled."""
        task = asyncio.create_task(self._whole_in_time(screen, filled))
        self._awaited.add(task)
        task.add_done_callback(self._over)

    def painted(self) -> threading.Event:
        """For a thread to wait for: the frame that is held back now has been painted."""
        painted = threading.Event()
        self._waiting.append(painted)
        if not self._awaited:
            self._tell_painted()
        return painted

    def _tell_painted(self) -> None:
        waiting, self._waiting = self._waiting, []
        for painted in waiting:
            painted.set()

    def _over(self, task: "asyncio.Task[None]") -> None:
        self._awaited.discard(task)
        if not self._awaited and self._app.is_running and self._app.screen_stack:
            self._app.screen.refresh()
            self._app.screen.call_after_refresh(self._tell_painted)

    async def _whole_in_time(self, screen: Screen[Any], filled: asyncio.Event | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._whole(screen, filled), _LONGEST_S + PATIENCE_S)

    async def _whole(self, screen: Screen[Any], filled: asyncio.Event | None) -> None:
        await self._laid_out(screen)
        if filled is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(filled.wait(), PATIENCE_S)
            await self._laid_out(screen)

    async def _laid_out(self, screen: Screen[Any]) -> None:
        """Wait until its widgets know their sizes, what they ask for then is laid out too, and it has heard what they say."""
        await heard(self._app, screen)
        for _ in range(_LAYOUTS):
            await asyncio.gather(*(heard(self._app, node) for node in screen.walk_children()))
            await heard(self._app, screen)
            if not screen.is_attached or not getattr(screen, "_layout_required", False):
                return
            await screen.wait_for_refresh()
