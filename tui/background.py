"""Background work (notes file, caches, article files) on one thread, in the order it was asked for.

The screen never waits for a disk: it asks, goes on, and is told the answer on its own thread, answers in order too.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from textual.app import App

from annotations.errors import AnnotationsError

T = TypeVar("T")


def outcome(work: Callable[[], T]) -> T | AnnotationsError:
    """What work gives, or what the user can put right: for those who have to hear of both."""
    try:
        return work()
    except AnnotationsError as error:
        return error


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
