"""Work that must not hold up a key: done in order, one after another, on one thread; its outcome comes back as a message."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from textual.message import Message

from annotations.errors import AnnotationsError

Outcome = TypeVar("Outcome")


class Done(Message):
    """A piece of work is done; whoever takes the message calls `tell`."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell


class Backstage:
    """Takes work on and does it in the order it came.

    Args:
        post: hands a message to the screen's thread; safe to call from any.
        failed: told what the user can put right; on the screen's thread.
    """

    def __init__(self, post: Callable[[Message], object], failed: Callable[[AnnotationsError], None]) -> None:
        self._post, self._failed = post, failed
        self._pool = ThreadPoolExecutor(1, "postil-backstage")
        self._last: Future[None] | None = None

    def do(
        self, work: Callable[[], Outcome], done: Callable[[Outcome], None] = lambda _: None
    ) -> "Future[None]":
        """Do `work` on the thread, then `done` with its outcome on the screen's; an error is told instead."""
        self._last = self._pool.submit(self._run, work, done)
        return self._last

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        try:
            outcome = work()
        except AnnotationsError as error:
            problem = error
            self._post(Done(lambda: self._failed(problem)))
        except BaseException as error:
            bug = error
            self._post(Done(lambda: _crash(bug)))
            raise
        else:
            self._post(Done(lambda: done(outcome)))

    async def settled(self) -> None:
        """Wait until all that was asked for so far is done (its messages may still be on their way)."""
        if self._last is not None:
            await asyncio.wait([asyncio.wrap_future(self._last)])

    def close(self) -> None:
        """Finish what was asked for; no more is taken on."""
        self._pool.shutdown(wait=True)


def _crash(bug: BaseException) -> None:
    """A bug of ours is raised where everybody sees it."""
    raise bug
