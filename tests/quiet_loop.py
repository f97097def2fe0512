"""Wait until an application under test has nothing more to do, in the time that it takes and no longer.

Textual's Pilot takes 20 ms twice for each key and looks whether the process used the processor meanwhile: slow on an
idle machine, and wrong on a busy one, where a process that waits for its turn looks idle. Here the event loop is asked.

What is due within a frame is not slept for: the clock of the event loop and of Textual's timers goes on by that much.
The program's own clock (`time.monotonic`) stays as it is.
"""

import asyncio
from math import inf
from time import monotonic
from typing import Any

import textual._time
import textual.app
import textual.pilot
from textual._context import active_app

WORKERS_S = 2.0
"""So long a worker is waited for; a test that holds one up sets this to less."""
LONGEST_S = 30.0
"""After this it is left at that: something in the application never rests. A test that makes it so sets this to less."""
_SOON_S = 0.02
"""What is due within a frame (Textual paints 60 times a second) is waited for."""


class _Clock:
    """Tells the time that would be if all that was skipped had been slept."""

    def __init__(self) -> None:
        self._skipped_s = 0.0

    def now(self, *_: object) -> float:
        return monotonic() + self._skipped_s

    def skip(self, seconds: float) -> None:
        self._skipped_s += max(seconds, 0.0)


_clock = _Clock()


def _due_in_s(loop: Any) -> float:
    """How long is it until the next timer goes off?"""
    return (
        min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=inf) - loop.time()
    )


async def wait_for_quiet(min_sleep: float = 0, max_sleep: float = 0) -> None:
    """Give way until no task can run, no timer is due and no worker is at work.

    The arguments are those of Textual's `wait_for_idle` and say nothing here.
    """
    loop: Any = asyncio.get_running_loop()
    app = active_app.get()
    began = quiet_since = monotonic()
    while monotonic() - began < LONGEST_S:
        await asyncio.sleep(0)
        if loop._ready:
            quiet_since = monotonic()
        elif (due_in_s := _due_in_s(loop)) <= _SOON_S:
            if len(app.workers):  # its thread goes by the real clock
                await asyncio.sleep(0.001)
            else:
                _clock.skip(due_in_s)
            quiet_since = monotonic()
        elif not len(app.workers) or monotonic() - quiet_since >= WORKERS_S:
            return
        else:
            await asyncio.sleep(0.001)


def use_quiet_loop() -> None:
    """Let every Pilot wait for quiet, by a clock that can be put on."""
    asyncio.BaseEventLoop.time = _clock.now  # type: ignore[method-assign]
    textual._time.get_time = _clock.now
    for module in (textual.app, textual.pilot):
        module.wait_for_idle = wait_for_quiet
