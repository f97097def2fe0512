"""`postil -`, or `postil` in a pipe: a text from standard input, read in the reader, which takes its keys from the terminal."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import FileIO
from pathlib import Path

from annotations.errors import AnnotationsError
from annotations.files.read import open_regular, read_open, read_stdin
from annotations.files.write import write_file
from annotations.library import Library
from annotations.paths import PIPED_FOLDER, PIPED_NAME
from annotations.sources.find_files import find_articles
from annotations.sources.registry import COLLECTIONS, START_BYTES, collection_named, format_of

_TERMINAL = "CONIN$" if os.name == "nt" else "/dev/tty"
_NAME_DIGITS = 8
_MARKDOWN = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,20}(?:---\r?\n[A-Za-z_-]{1,40}:[^\n]{0,500}\n|# \S[^\n]{0,500}(?:\r?\n\r?\n|\s*\Z))"
    rb"|^#{2,6} \S[^\n]{0,200}\r?$|^(?:```|~~~)[a-z]{0,20}\r?$|^\|?(?: ?:?-{3,80}:? ?\|){1,40}"
    rb"|\[[^\[\]\n]{1,200}\]\((?:https?://|[\w./#-]{1,200}\))",
    re.MULTILINE,
)
"""What hardly stands in plain prose: a head, headings, fences, the line below a table's head, links."""


@contextmanager
def piped_text(library: Library) -> Iterator[Path]:
    """Read standard input to its end and keep it as a file, which the same text has again, until it was read.

    Raises:
        AnnotationsError: nothing came.
        OSError: too much came.
    """
    raw = read_stdin()
    if not raw.strip():
        raise AnnotationsError("nothing came on standard input; pipe a text in, as in: postil - < FILE")
    name = f"{PIPED_NAME}{sha256(raw).hexdigest()[:_NAME_DIGITS]}{_suffix_of(raw)}"
    path = library.cache / PIPED_FOLDER / name
    write_file(path, raw)
    del raw
    try:
        with open_regular(path) as handle:
            try:
                yield path
            finally:
                _bring_back(path, handle)
    finally:
        _forget(library, path)


def _bring_back(path: Path, handle: FileIO) -> None:
    """Write the file again where another window, in which it had no notes, has removed it meanwhile."""
    with suppress(OSError):
        if not path.exists():
            write_file(path, read_open(handle, path))


def _forget(library: Library, path: Path) -> None:
    """Remove the file, unless there are notes on it."""
    with suppress(AnnotationsError, OSError):
        articles = (one for one in find_articles([path]) if isinstance(one, Path))
        if not any(library.notes(library.read(one)) for one in articles):
            path.unlink()


def _suffix_of(raw: bytes) -> str:
    """What a file of it would be called, where a name has to tell: one of many articles, and Markdown."""
    start = raw[:START_BYTES]
    name = format_of(Path("standard-input"), start)
    if collection_named(name) is not None:
        return next(suffix for suffix, module in COLLECTIONS.items() if module == name)
    return ".md" if name == "plain" and _MARKDOWN.search(start) else ""


def take_keys_from_terminal() -> None:
    """Make the terminal standard input, for all that reads keys or asks whether it is one.

    Raises:
        AnnotationsError: there is none.
    """
    try:
        terminal = os.open(_TERMINAL, os.O_RDWR)
    except OSError as problem:
        raise AnnotationsError(
            "there is no terminal to take keys from; `postil show FILE` prints an article without one"
        ) from problem
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)
