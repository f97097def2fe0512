"""A text in the reader's own editor, `$VISUAL` or `$EDITOR`: vim, nano, or one with a window that waits (`code --wait`)."""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotations.errors import AnnotationsError
from annotations.files.read import read_text
from annotations.files.write import write_file

_USUAL = "notepad" if os.name == "nt" else "vi"
_MOST_BYTES = 4 << 20
"""No note is longer."""


def editor_command() -> list[str]:
    """The program with its arguments; that of every system where none is named.

    Raises:
        AnnotationsError: what is named is no command line.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _USUAL
    try:
        command = shlex.split(named, posix=os.name == "posix")
    except ValueError as problem:
        raise AnnotationsError(
            f"$EDITOR is no command: {named}: {problem}; mend it in your shell"
        ) from problem
    return command if command and command[0] else [_USUAL]


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Ctrl-C reaches all programs of the terminal, and the one that waits must not end of it.

    What ends postil is heeded when the text is back.
    """
    ending = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)]
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in ending}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


@contextmanager
def _terminal_as_it_was() -> Iterator[None]:
    """An editor that is killed leaves its own modes behind: no echo, no lines."""
    if os.name != "posix" or sys.__stdin__ is None:
        yield
        return
    import termios

    modes = None
    with suppress(OSError, ValueError, termios.error):  # no terminal
        modes = termios.tcgetattr(sys.__stdin__.fileno())
    try:
        yield
    finally:
        if modes is not None:
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, modes)


def _run(command: list[str]) -> int:
    """Run the editor to its end. Returns its exit status; below 0: the signal that ended it.

    Raises:
        AnnotationsError: there is no such program, or it is none.
    """
    try:
        with _signals_wait(), _terminal_as_it_was():
            return subprocess.run(command, check=False).returncode
    except OSError as problem:
        raise AnnotationsError(
            f"{command[0]} can't be started: {problem.strerror or problem}; set $EDITOR to an editor that is installed"
        ) from problem


def edit_outside(text: str) -> str:
    """Have a text edited, and give back what it has become. Blocks until the editor ends; the terminal is the editor's.

    Raises:
        AnnotationsError: the editor could not be run or failed, or what it left is no text. Then nothing has changed.
    """
    command = editor_command()
    with tempfile.TemporaryDirectory(prefix="postil-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "note.md"
        try:
            write_file(path, text)
            status = _run([*command, str(path)])
            edited = read_text(path, most_bytes=_MOST_BYTES)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise AnnotationsError(
                f"{command[0]} gave no text back: {reason}; set $EDITOR to your editor"
            ) from problem
    if status:
        by = f"with {status}" if status > 0 else f"by signal {-status}"
        raise AnnotationsError(f"{command[0]} ended {by}; your words are as they were before")
    return edited if text.endswith("\n") else edited.removesuffix("\n")
