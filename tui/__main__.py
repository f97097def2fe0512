"""`postil` and `python -m tui`."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from tui.cli.quick import quick_answer

    answer = None if "_POSTIL_COMPLETE" in os.environ else quick_answer(sys.argv[1:])
    if answer is not None:
        from tui.cli.streams import forget_stdout

        try:
            sys.stdout.write(answer)
            sys.stdout.flush()
        except OSError:
            forget_stdout()
        return
    from tui.cli.border import run

    _leave(run(sys.argv[1:]))


def _leave(code: int) -> None:
    """End at once where nothing waits: to take 10,000 notes apart again takes a fifth of the time of printing them."""
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        sys.exit(code)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
