"""Background work (notes file, caches, article files) on one thread, in the order it was asked for.

The screen never waits for a disk: it asks, goes on, and is told the answer on its own thread, answers in order too.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from time import monotonic, sleep
from typing import Any, TypeVar

from textual.app import App

from annotations.errors import AnnotationsError
from tui.textual_patches.painting import PatchedApp

T = TypeVar("T")
_WORKED_S, _WAITED_S, _LOOKED_S = 0.001, 0.02, 0.001


def outcome(work: Callable[[], T]) -> T | AnnotationsError:
    """What work gives, or what the user can put right: for those who have to hear of both."""
    try:
        return work()
    except AnnotationsError as error:
        return error


class KeysFirst:
    """What a loop on a thread calls at each step: while a key is being answered it waits, for long enough only.

    A thread that works holds the others up whenever they let go of the interpreter, as an answer to a key does several times.
    Ten thousand articles looked at again while one moves through their list: a key stands still for a third of the time.
    """

    def __init__(self, app: PatchedApp) -> None:
        """Take the application that hears the keys."""
        self._typeahead, self._since = app.typeahead, monotonic()

    def __call__(self) -> None:
        """Give way, unless that was done just now: who types all the time must not keep others from ever being done."""
        if (now := monotonic()) - self._since < _WORKED_S:
            return
        while self._typeahead.is_busy and monotonic() - now < _WAITED_S:
            sleep(_LOOKED_S)
        self._since = monotonic()


class Background:
    """One thread for all that an application keeps."""

    def __init__(self, app: App[None], on_error: Callable[[AnnotationsError], None]) -> None:
        """Take the application that asks.

        Args:
            app: its event loop gets the answers.
            on_error: told what the user can put right; anything else is our own bug and ends the application.
        """
        self._app = app
        self._on_error = on_error
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postil-background")
        self._turn = asyncio.Lock()
        self._is_closed = False

    def run(self, work: Callable[[], T], then: Callable[[T], None] | None = None) -> None:
        """Do `work` on the background thread after all that was asked before; give what it returns to `then` here.

        A late timer's wish, when postil has ended already, is nobody's any more.
        """
        if self._is_closed:
            return
        future = self._pool.submit(work)

        bring: Any = partial(self._bring, future, then)
        self._app.run_worker(bring, group="background")

    async def _bring(self, future: "Future[T]", then: Callable[[T], None] | None) -> None:
        async with self._turn:
            try:
                result = await asyncio.wrap_future(future)
            except AnnotationsError as error:
                self._on_error(error)
                return
        if then is not None:
            then(result)

    async def settled(self) -> None:
        """Wait until all that was asked for so far is done."""
        await asyncio.wrap_future(self._pool.submit(lambda: None))

    def close(self) -> None:
        """Do what is left and stop. No answer is given any more."""
        self._is_closed = True
        self._pool.shutdown(wait=True)
