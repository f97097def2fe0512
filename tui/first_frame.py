"""A screen is first painted when it is whole: composed, laid out, and with the rows that it opens with.

Textual paints what opens after each of these steps; one sees empty boxes, and lines that jump to their place. Its
`batch_update` does not serve: two sizes of the window that come within one chase each other for ever.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.typeahead import heard

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
        self._holds = 0
        self._awaited: set[asyncio.Task[None]] = set()

    @property
    def is_awaited(self) -> bool:
        """Must nothing be painted now?"""
        return self._holds > 0

    def hold_for(self, screen: Screen[Any], filled: asyncio.Event | None = None) -> None:
        """Paint a screen that is being opened when it is laid out and, where that is asked for, filled."""
        whole = self._hold()
        task = asyncio.create_task(self._whole(screen, filled))
        self._awaited.add(task)

        def over(task: "asyncio.Task[None]") -> None:
            self._awaited.discard(task)
            whole()

        task.add_done_callback(over)

    def _hold(self) -> Callable[[], None]:
        """Paint nothing until what is returned is called, or patience is over."""
        self._holds += 1
        is_over = False

        def over() -> None:
            nonlocal is_over
            if is_over:
                return
            is_over = True
            patience.cancel()
            self._holds -= 1
            if not self._holds and self._app.is_running and self._app.screen_stack:
                self._app.screen.refresh()

        patience = asyncio.get_running_loop().call_later(_LONGEST_S + PATIENCE_S, over)
        return over

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
