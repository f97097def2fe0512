"""Wait until an application under test has nothing more to do, in the time that it takes and no longer.

Textual's Pilot takes 20 ms twice for each key and looks whether the process used the processor meanwhile: slow on an
idle machine, and wrong on a busy one, where a process that waits for its turn looks idle. Here the event loop is asked.
"""

import asyncio
from time import monotonic
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app

WORKERS_S = 2.0
"""So long a worker is waited for; a test that holds one up sets this to less."""
LONGEST_S = 30.0
"""After this it is left at that: something in the application never rests. A test that makes it so sets this to less."""
_SOON_S = 0.02
"""What is due within a frame (Textual paints 60 times a second) is waited for."""


def _is_due_soon(loop: Any) -> bool:
    """Is there a timer that goes off within a frame?"""
    until = loop.time() + _SOON_S
    return any(not timer.cancelled() and timer.when() <= until for timer in loop._scheduled)


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
        elif _is_due_soon(loop):
            await asyncio.sleep(0.001)
            quiet_since = monotonic()
        elif not len(app.workers) or monotonic() - quiet_since >= WORKERS_S:
            return
        else:
            await asyncio.sleep(0.001)


def use_quiet_loop() -> None:
    """Let every Pilot wait for quiet."""
    for module in (textual.app, textual.pilot):
        module.wait_for_idle = wait_for_quiet
