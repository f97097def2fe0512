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

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
