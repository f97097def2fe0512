"""`postil -`: a text from standard input, read in the reader, which takes its keys from the terminal."""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from annotations.errors import AnnotationsError
from annotations.files.read import read_stdin
from annotations.files.write import write_file
from annotations.library import Library

_TERMINAL = "CONIN$" if os.name == "nt" else "/dev/tty"
_NAME_DIGITS = 8


def keep_piped_text(library: Library) -> Path:
    """Read standard input to its end and keep it as a file, which the same text has again; keys come from the terminal then.

    Raises:
        AnnotationsError: nothing came, or there is no terminal.
        OSError: too much came.
    """
    raw = read_stdin()
    if not raw.strip():
        raise AnnotationsError("nothing came on standard input; pipe a text in, as in: postil - < FILE")
    _take_keys_from_terminal()
    path = _folder(library) / f"standard-input-{sha256(raw).hexdigest()[:_NAME_DIGITS]}"
    write_file(path, raw)
    return path


def forget_piped_text(library: Library, path: Path) -> None:
    """Remove the file, unless there are notes on it."""
    with suppress(AnnotationsError, OSError):
        if not library.notes(library.read(path)):
            path.unlink()


def _folder(library: Library) -> Path:
    return library.cache / "piped"


def _take_keys_from_terminal() -> None:
    """Make the terminal standard input, for all that reads keys or asks whether it is one."""
    try:
        terminal = os.open(_TERMINAL, os.O_RDWR)
    except OSError as problem:
        raise AnnotationsError(
            "there is no terminal to take keys from; save the text to a file and use `postil show FILE`"
        ) from problem
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)
