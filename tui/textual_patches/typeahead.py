"""Keys in the order they were typed: each is given to the screen when the one before has done all that it does.

Textual hands a key at once to whatever has the focus just then. A key that opens a sheet is done only when the sheet has
the focus; what was typed right behind it, pasted or sent by a script would be heard by the screen below, or be mixed up.

Twenty times `a`, a sentence and Ctrl-S sent at once: without none of the notes is whole, with twenty. Upstream the like was
met in Textualize/textual issue 1199 (closed). Nothing private.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ScreenStackError
from textual.events import Key, Paste
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App

Typed = Key | Paste

_LONGEST_S = 5.0
"""A key that is not done by then no longer holds up the others."""
_PAINTED_S = 0.012
"""Whether a key is done is asked after its frame, unless another one comes before: asking takes time too."""
_LOOKED_S = 0.05
"""So often is looked whether who was asked is still there."""


async def heard(app: "App[None]", node: MessagePump) -> None:
    """Wait until one has gone through all that lies before it now."""
    done = asyncio.get_running_loop().create_future()

    def tell() -> None:
        if not done.done():
            done.set_result(None)

    if not node.call_later(tell):
        return
    while app.is_running and (node is app or node.is_attached):
        over, _ = await asyncio.wait((done,), timeout=_LOOKED_S)
        if over:
            return


class Typeahead:
    """Lets keys and what is pasted through one by one. All of it runs on the application's own thread."""

    def __init__(self, app: "App[None]") -> None:
        self._app = app
        self._held: deque[Typed] = deque()
        self._due: Typed | None = None
        self._soon: asyncio.TimerHandle | None = None
        self._following: asyncio.Task[None] | None = None
        self._has_begun = False
        """Has any key been done yet?"""
        self._waits = 0
        self._waiting: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()
        self._free.set()

    def keeps(self, event: Typed) -> bool:
        """Must what was typed wait? It is sent again when its turn has come."""
        if event is self._due:
            self._due = None
            return False
        if self._soon is None and not self._is_following and self._free.is_set():
            self._soon = asyncio.get_running_loop().call_later(_PAINTED_S, self._begin)
            return False
        if not self._has_begun and isinstance(event, Key) and event.key == "ctrl+j":
            # Typed before the terminal was ours: it still turned Enter into a line feed then.
            event.key, event.character = "enter", "\r"
        self._held.append(event)
        self._begin()
        return True

    def first_again(self, event: Typed) -> None:
        """Somebody was given a key that was not theirs: it is the next one."""
        self._held.appendleft(event)
        self._begin()

    @property
    def is_busy(self) -> bool:
        """Is a key not done yet? Work that goes on beside the keys gives way to it."""
        return self._soon is not None or self._is_following

    @property
    def _is_following(self) -> bool:
        return self._following is not None and not self._following.done()

    def _begin(self) -> None:
        """See whether the last key is done, and go on from there."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if not self._is_following:
            self._following = asyncio.create_task(self._follow())

    async def settled(self) -> None:
        """Wait until all that was typed has been heard and done."""
        while self._soon is not None or self._is_following or self._held:
            await asyncio.sleep(_PAINTED_S)

    def hold(self) -> Callable[[], None]:
        """Let nothing through until what is returned is called: what is on the screen is about to be another thing."""
        self._waits += 1
        self._free.clear()
        is_over = False

        def over() -> None:
            nonlocal is_over
            if is_over:
                return
            is_over = True
            patience.cancel()
            self._waits -= 1
            if not self._waits:
                self._free.set()

        patience = asyncio.get_running_loop().call_later(_LONGEST_S, over)
        return over

    def hold_until(self, filled: asyncio.Event) -> None:
        """Let nothing through until something is there that keys are about, but not for ever."""
        over = self.hold()

        async def wait() -> None:
            await filled.wait()
            over()

        waiting = asyncio.create_task(wait())
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)

    async def _follow(self) -> None:
        """Send what is held, each when the one before is done."""
        while self._app.is_running:
            await self._done()
            self._has_begun = True
            await self._free.wait()
            if not self._held:
                return
            self._due = self._held.popleft()
            self._app.post_message(self._due)

    async def _done(self) -> None:
        """Wait until a key has been heard by all whom it concerns, and so has all that was asked for on account of it."""
        ends = time.monotonic() + _LONGEST_S
        while self._app.is_running and time.monotonic() < ends:
            await heard(self._app, self._app)
            try:
                target = self._app.focused or self._app.screen
            except ScreenStackError:
                return
            path = [target, *target.ancestors]
            for node in path:
                await heard(self._app, node)
            try:
                is_same = target is (self._app.focused or self._app.screen)
            except ScreenStackError:
                return
            if is_same and not any(node.message_queue_size for node in path):
                return
