"""A text in the reader's own editor, `$VISUAL` or `$EDITOR`: vim, nano, or one with a window that waits (`code --wait`)."""

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        return shlex.split(named, posix=os.name == "posix") or [_USUAL]
    except ValueError as problem:
        raise AnnotationsError(
            f"$EDITOR is no command: {named}: {problem}; mend it in your shell"
        ) from problem


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ctrl-C reaches all programs of the terminal, and the one that waits must not end of it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
            with _interrupts_are_the_editors():
                status = subprocess.run([*command, str(path)], check=False).returncode
            edited = read_text(path, most_bytes=_MOST_BYTES)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise AnnotationsError(
                f"{command[0]} gave no text back: {reason}; set $EDITOR to your editor"
            ) from problem
    if status:
        raise AnnotationsError(f"{command[0]} ended with {status}; your words are as they were before")
    return edited if text.endswith("\n") else edited.removesuffix("\n")
