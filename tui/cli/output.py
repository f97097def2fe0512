"""How results reach stdout: made safe, plain in pipes, coloured on a terminal; JSON with every odd character escaped."""

import contextlib
import json
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from annotations.text.canonical import showable, showable_lines

_ESCAPED = re.compile(
    "[\\x7f-\\x9f\\u200e\\u200f\\u061c\\u2028-\\u202e\\u2066-\\u2069\\ufff9-\\ufffb\\ufffe\\uffff\\ud800-\\udfff]"
)
_MOST_CELLS = 60
_LEAST_CELLS = 20
"""Less room than that is not worth breaking lines for."""


def fields(value: object, names: str) -> dict[str, Any]:
    """Some of a value's fields for JSON; `names`: of them, with blanks between."""
    return {name: getattr(value, name) for name in names.split()}


def print_json(value: object) -> None:
    """Print one JSON document; characters that could command a terminal are written as escapes."""
    document = _json(value)
    if not document.isascii() or "\x7f" in document:
        document = _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", document)
    sys.stdout.write(document + "\n")


def _json(value: object) -> str:
    """Indented for eyes, dense for pipes; paths as text; half a surrogate pair, as file names can have, is for the slow writer."""
    import orjson

    is_seen = sys.stdout.isatty()
    try:
        return orjson.dumps(value, str, orjson.OPT_INDENT_2 if is_seen else None).decode()
    except TypeError:
        return json.dumps(value, ensure_ascii=False, indent=2 if is_seen else None, default=str)


def print_line(text: str = "") -> None:
    """Print one line of what others wrote."""
    sys.stdout.write(showable(text) + "\n")


def print_done(line: str, document: object, *, as_json: bool) -> None:
    """Print what was done: in a line, or as JSON."""
    if as_json:
        print_json(document)
    else:
        print_line(line)


def print_lines(text: str) -> None:
    """Print a document that others had a part in: byte for byte into a pipe, made safe on a terminal.

    A document for a pipe holds no control characters; its writer sees to that.
    """
    sys.stdout.write(showable_lines(text) if sys.stdout.isatty() else text)


def print_table(rows: Iterable[Sequence[str]], *, right: Iterable[int] = (), none: str = "") -> None:
    """Print rows in columns on a terminal, with tabs between the fields in a pipe.

    On a terminal a field is cut at 60 cells, but never the last one of a row: a finding, a path, what was found; it goes
    on below itself, broken between words.

    Args:
        rows: fields of each row; made safe here.
        right: indices of columns whose figures stand at the right.
        none: said on stderr where there are no rows: why, and what to do next.
    """
    safe = [[showable(field).replace("\t", " ") for field in row] for row in rows]
    if none and not safe:
        say(f"postil: {none}")
    if not sys.stdout.isatty():
        sys.stdout.writelines("\t".join(row) + "\n" for row in safe)
        return
    from rich.cells import cell_len

    from tui.widgets.fit_text import column

    columns = shutil.get_terminal_size().columns
    at_right = frozenset(right)
    widths = [
        min(max(map(cell_len, fields)), _MOST_CELLS)
        for fields in zip(*(row[:-1] for row in safe), strict=True)
    ]
    for *row, last in safe:
        fields = [
            column(field, width, is_right=n in at_right)
            for n, (field, width) in enumerate(zip(row, widths, strict=True))
        ]
        lead = "".join(f"{field}  " for field in fields)
        first, *more = _broken(last, columns - cell_len(lead))
        sys.stdout.write(f"{lead}{first}".rstrip() + "\n")
        sys.stdout.writelines(f"{' ' * cell_len(lead)}{line}\n" for line in more)


def _broken(text: str, width: int) -> list[str]:
    """A text as lines of so many cells, broken at blanks only, so that a path stays whole; too narrow: as it is."""
    from rich.cells import cell_len

    if width < _LEAST_CELLS or cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def say(text: str) -> None:
    """Say something that is no result: on stderr, if anybody can be told."""
    with contextlib.suppress(OSError):
        sys.stderr.write(showable(text) + "\n")


def iso(day: date | None) -> str | None:
    """A date as JSON has it."""
    return day.isoformat() if day else None
