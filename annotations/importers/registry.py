"""The table of formats: name to module. A new format is one module and one line here."""

import json
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from annotations.errors import ImportFormatError
from annotations.files.read import read_bytes, read_stdin
from annotations.importers.records import Foreign, Reading
from annotations.sources.decoding import decode
from annotations.text.canonical import single_line_ends

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "webannotation": "webannotation",
        "hypothesis": "hypothesis",
        "kindle": "kindle",
        "koreader": "koreader",
        "readwise": "readwise",
    }
)
"""Format to the module of `annotations.importers` that reads it."""
_GUESSED = ("hypothesis", "koreader", "webannotation", "kindle", "readwise")
"""In this order: the particular before the general."""
_EXPORTED = re.compile(r"---\r?\n(?:[^\n]{0,2000}\n){0,60}?postil-(?:id|note|entity): ")
_DIGITS = re.compile(r"\d++")
_MOST_DIGITS = 4300


class Importer(Protocol):
    """What a module of this package offers to be a format. Its docstring says what it reads."""

    SAMPLE: str
    """A small file of this format, for tests and documentation."""

    def is_it(self, foreign: Foreign) -> bool:
        """Whether a file looks like this format."""

    def read(self, foreign: Foreign) -> Reading:
        """Read all records; a bad one is left out with its reason.

        Raises:
            ImportFormatError: the file is not of this format at all.
        """


def read_notes(path: Path, format: str | None = None) -> tuple[str, Reading]:
    """Read a file of foreign notes.

    Args:
        path: the file.
        format: a key of `FORMATS`; None: guessed by what is in it.

    Returns:
        The format, and what was read.

    Raises:
        ImportFormatError: no such file or format, or the file is of none.
    """
    if format is not None and format not in FORMATS:
        raise ImportFormatError(f"there is no format {format[:40]!r}: take {', '.join(FORMATS)}")
    foreign = _foreign(path)
    if format is None:
        format = next((name for name in _GUESSED if _importer(name).is_it(foreign)), None)
        if format is None:
            unknown = "is of no format that can be told from what is in it; name it with --format"
            if _EXPORTED.match(foreign.text):
                unknown = (
                    "is a page that postil exported: what one edits there stays there, and is not read back"
                )
            raise ImportFormatError(f"{path} {foreign.problem or unknown}")
    try:
        return format, _importer(format).read(foreign)
    except ImportFormatError as problem:
        raise ImportFormatError(f"{path}: {foreign.problem or problem.message}") from problem


def _importer(format: str) -> Importer:
    return cast(Importer, import_module(f"annotations.importers.{FORMATS[format]}"))


def _foreign(path: Path) -> Foreign:
    try:
        raw = read_stdin() if str(path) == "-" else read_bytes(path)
    except FileNotFoundError as error:
        raise ImportFormatError(f"{path} does not exist; check the path") from error
    except IsADirectoryError as error:
        raise ImportFormatError(f"{path} is a folder; give the file that holds the notes") from error
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ImportFormatError(
            f"{path} can't be read: {said}; check the path and its permissions"
        ) from error
    text = _decoded(raw)
    if not text.strip():
        raise ImportFormatError(f"{path} is empty: there is nothing to read in it")
    return _parsed(text)


def _decoded(raw: bytes) -> str:
    """Text without byte order marks, which stand in the middle where files were joined."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = decode(raw)
    return single_line_ends(text.replace("\ufeff", ""))


def _parsed(text: str) -> Foreign:
    """The text, and what it says as JSON where it begins like that."""
    if text.lstrip()[:1] not in ("{", "["):
        return Foreign(text)
    try:
        return Foreign(text, json.loads(text))
    except json.JSONDecodeError as error:
        return Foreign(text, None, _what_is_broken(text, error))
    except RecursionError:
        return Foreign(text, None, "is broken JSON: it is nested too deeply")
    except ValueError:  # Python reads no number of so many digits
        long = next((run for run in _DIGITS.finditer(text) if len(run.group()) > _MOST_DIGITS), None)
        line = text.count("\n", 0, long.start()) + 1 if long else 1
        return Foreign(text, None, f"is broken JSON: a number of thousands of digits stands in line {line}")


def _what_is_broken(text: str, error: json.JSONDecodeError) -> str:
    behind = text[error.pos :].lstrip()[:1]
    if error.msg == "Extra data" and behind in ("{", "["):
        return f"is broken JSON: a second value begins in line {error.lineno:,}; JSON lines are not read, make one list of them"
    if not behind or error.msg.startswith("Unterminated string"):
        return f"is broken JSON: it is cut off in line {error.lineno:,}"
    return f"is broken JSON: {error.msg} (line {error.lineno:,}, column {error.colno:,})"
