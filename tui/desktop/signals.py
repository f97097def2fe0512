"""Shutdown that nobody asked postil for: the terminal is closed, or somebody sends a signal."""

import asyncio
import os
import select
import signal
import sys
import threading
from _thread import start_new_thread
from collections.abc import Callable
from contextlib import suppress

from textual.app import App

_PATIENCE_S = 3.0
_BUSY_PATIENCE_S = 8.0
"""So long the event loop may be busy before a signal is heeded without it."""
_LOOKED_EVERY_S = 2.0


def end_well_on_signals(app: App[None], keep: Callable[[], object]) -> None:
    """On SIGHUP, SIGTERM, SIGQUIT and SIGINT keep what is being written and read, then end. Where there are none: nothing.

    The first is heeded, and whatever comes after it is not. On the event loop; where that is busy and stays so, without
    it: nothing can be kept then that is not kept yet. One that who started postil had it ignore stays ignored.

    Not by `loop.add_signal_handler`: the pipe that it has Python write each signal into is closed before it is let
    go of, and overflows, and either is told on the terminal.
    """
    loop = asyncio.get_running_loop()
    is_first, is_heeded = threading.Lock(), threading.Event()

    def end(number: int) -> None:
        is_heeded.set()
        _end(app, keep, number)

    def end_if_busy(number: int) -> None:
        if not is_heeded.wait(_BUSY_PATIENCE_S):
            _exit_at_last(app, 128 + number)

    def heard(number: int, _: object) -> None:
        """Comes in the midst of anything, also of itself and of what starts a thread: so nothing of `threading` waits here."""
        if is_first.acquire(blocking=False):
            with suppress(RuntimeError):  # the interpreter ends already
                start_new_thread(end_if_busy, (number,))
            if not loop.is_closed():
                loop.call_soon_threadsafe(end, number)

    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGHUP", "SIGTERM", "SIGQUIT", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, heard)


def end_without_terminal(app: App[None], keep: Callable[[], object]) -> None:
    """Look now and then whether the terminal is there, and end when it is gone."""
    if hasattr(select, "poll") and not app.is_headless:
        app.set_interval(_LOOKED_EVERY_S, lambda: _end_without_terminal(app, keep))
        _go_on_only_with_a_terminal()


def _end_without_terminal(app: App[None], keep: Callable[[], object]) -> None:
    """A terminal that is gone without a signal (another session's) would be read in vain for ever."""
    if _is_terminal_gone():
        _end(app, keep, 1)


def _is_terminal_gone() -> bool:
    poll = select.poll()
    with suppress(OSError, ValueError):
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, select.POLLHUP)
        return any(event & select.POLLHUP for _, event in poll.poll(0))
    return False


def _go_on_only_with_a_terminal() -> None:
    """With a terminal that is closed comes a signal to go on: Textual would set the terminal up anew, and be stopped for ever."""
    go_on = signal.getsignal(signal.SIGCONT)
    if callable(go_on) and threading.current_thread() is threading.main_thread():
        signal.signal(
            signal.SIGCONT, lambda number, frame: None if _is_terminal_gone() else go_on(number, frame)
        )


def _end(app: App[None], keep: Callable[[], object], number: int) -> None:
    """On the event loop, so never in the midst of a change of the notes."""
    keep()
    code = 128 + number
    _exit_later(app, code, _PATIENCE_S)
    app.exit(return_code=code)


def _exit_later(app: App[None], code: int, seconds: float) -> None:
    last = threading.Timer(seconds, _exit_at_last, (app, code))
    last.daemon = True
    last.start()


def _exit_at_last(app: App[None], code: int) -> None:
    """A terminal that is gone may never let go of its writer; one that is there is given back."""
    leave = getattr(app._driver, "leave_at_once", None)
    if leave is not None:
        leave()
    os._exit(code)
