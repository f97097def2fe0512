"""`postil` and `python -m tui`."""

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130  # as shells have it


def main() -> None:
    """Run the command line and leave with its exit code; Ctrl-C ends it quietly from its first import on."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        code = _run()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    _leave(code, at_once=code == _INTERRUPTED)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End at once while something is imported: an extension that hears of Ctrl-C as it loads crashes, now or later.

    msgspec takes the exception for a module that is not there and goes on with a null pointer, orjson with none.
    """
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            os._exit(_INTERRUPTED)
        frame = frame.f_back
    raise KeyboardInterrupt


def _run() -> int:
    from tui.cli.streams import buffer_stdout, open_missing

    open_missing()
    buffer_stdout()
    from tui.cli.error_border import run

    return run(sys.argv[1:])


def _leave(code: int, *, at_once: bool) -> None:
    """End at once where nothing waits: to take 10,000 notes apart again takes a fifth of the time of printing them.

    Who was interrupted waits for nothing: not for a thread that still asks a server.
    """
    for name, lost in (("stdout", 1), ("stderr", 0)):  # what is said on stderr is no result
        try:
            getattr(sys, name).flush()
        except (OSError, ValueError):
            code = code or lost
            setattr(sys, name, None)  # else Python tries again at its end, and makes the code 120
    threading = sys.modules.get("threading")
    if not at_once and threading is not None and threading.active_count() > 1:
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
