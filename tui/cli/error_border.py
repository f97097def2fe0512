"""The border of the command line: every error becomes one line on stderr and an exit code, never a traceback."""

import contextlib
import errno
import gc
import os
import sys
from collections.abc import Callable, Sequence

from annotations.errors import AnnotationsError
from annotations.text.canonical import showable
from tui.cli.fast_open import Opening, quick_opening
from tui.cli.streams import forget_stdout

COMPLETION = "_POSTIL_COMPLETE"
_SCARCE = frozenset((errno.ENOMEM, errno.EMFILE, errno.ENFILE))
_FREE = "close other programs and try again"
_SHOWN_CHARS = 200
DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def run(args: Sequence[str]) -> int:
    """Run one command line.

    Returns:
        The exit code: 0 done, 1 it could not be done, 2 wrong usage, 130 a question answered with Ctrl-C.

    Raises:
        KeyboardInterrupt: ended by Ctrl-C elsewhere; `main` knows what to do.
    """
    gc.set_threshold(10_000_000, 20, 20)  # 10,000 notes are no rubbish: a tenth of the time of a short life
    _prepare_streams()
    os.umask(os.umask(0o077) & 0o077)  # notes that their owner may not read would be lost to them
    try:
        opening = None if COMPLETION in os.environ else quick_opening(args)
        code = _run(list(args)) if opening is None else _read(opening)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
        return DONE  # the reader of the pipe has all that it wanted
    except OSError as problem:  # a full disk behind stdout
        forget_stdout()
        reason = problem.strerror or problem
        if problem.errno in _SCARCE:
            return _say(f"the system has no more to give ({reason}); {_FREE}", FAILED)
        if problem.filename:  # a path that can't be one
            return _say(f"{problem.filename}: {reason}; name another file or folder", FAILED)
        return _say(f"can't write: {reason}; make room or write elsewhere", FAILED)
    except ImportError as problem:
        said = " ".join(str(problem).split())[:_SHOWN_CHARS]
        return _say(f"a part of postil can't be loaded ({said}); {_FREE}, or install postil again", FAILED)
    return code


def _run(args: list[str]) -> int:
    """Hand over to click."""
    import click

    from tui.cli.root import postil

    if COMPLETION in os.environ:
        with contextlib.suppress(KeyError, ValueError):  # what a shell says beside it is not there
            postil.main(args, prog_name="postil", complete_var=COMPLETION)  # answers the shell and leaves
        return _say(f"${COMPLETION} is for shells, which say more beside it; unset it", WRONG_USAGE)

    def invoke() -> object:
        with postil.make_context("postil", args) as context:
            return postil.invoke(context)

    try:
        return _told(invoke)
    except click.UsageError as problem:
        if problem.ctx and type(problem).__name__ == "NoArgsIsHelpError":  # click 8.2 on
            with contextlib.suppress(OSError, ValueError):
                print(problem.ctx.get_help(), file=sys.stderr, flush=True)
            return WRONG_USAGE
        where = problem.ctx.command_path if problem.ctx else "postil"
        return _say(
            f"{' '.join(problem.format_message().split()).rstrip('.')}; try {where} --help", WRONG_USAGE
        )
    except click.ClickException as problem:
        return _say(problem.format_message(), FAILED)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        return INTERRUPTED


def _read(opening: Opening) -> int:
    """Open the reader without click."""
    from tui.cli.context import CommandContext
    from tui.cli.reader import open_reader

    context = CommandContext(opening.store, opening.config, no_color=opening.no_color)
    try:
        return _told(lambda: open_reader(context, list(opening.paths)))
    finally:
        context.close()


def _told(act: Callable[[], object]) -> int:
    """Do it; say what the user can put right."""
    try:
        result = act()
    except AnnotationsError as problem:
        return _say(problem.message, FAILED)
    except RecursionError:
        return _say("the input is nested too deeply to be read; simplify it", FAILED)
    except MemoryError:
        return _say(f"there is not enough memory for this; {_FREE}", FAILED)
    return result if isinstance(result, int) else DONE


def _say(message: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        print(f"postil: {showable(message)}", file=sys.stderr, flush=True)
    return code


def _prepare_streams() -> None:
    """What the terminal's encoding can't say is replaced; on Windows pipes carry UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        # another program at the same pipe or terminal may have switched waiting off
        with contextlib.suppress(AttributeError, OSError, ValueError):
            os.set_blocking(stream.fileno(), True)
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if os.name == "nt" and not stream.isatty():
            reconfigure(encoding="utf-8", errors="replace", newline="\n")
        else:
            reconfigure(errors="replace")
