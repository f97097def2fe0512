"""Rows of a CSV file (RFC 4180), one by one; a quotation mark that is never closed costs its own line and no other."""

import csv
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from annotations.importers.records import LeftOut, text_of
from annotations.text.canonical import showable

_MOST_CELL_CHARS = 1 << 30
_DELIMITERS = ",;\t"
_GUARDED = re.compile("'(?='*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""What keeps a spreadsheet from taking a cell for a formula; as `annotations.exporters.csv` puts it in."""


class Row(Struct, frozen=True):
    """A row of cells."""

    number: int
    """From 1, of those that were read."""
    line: int
    """Where it begins."""
    cells: list[str]
    """None where it can't be read."""
    problem: str = ""


def delimiter_of(line: str) -> str:
    """What parts the cells of a line that names columns; spreadsheets write semicolons or tabs where the comma is of numbers."""
    return max(_DELIMITERS, key=line.count)


def read_rows(text: str, delimiter: str, first_line: int = 1) -> Iterator[Row]:
    """Read the rows.

    A row over several lines that turns out to be none is given up at its first line, and reading goes on with the next.
    That looks at no line more than a few times: none of those in between can open a quotation mark, or it would have
    closed the one before it.

    Args:
        text: the table, with LF for newlines.
        delimiter: what parts cells.
        first_line: what the first line is called.
    """
    csv.field_size_limit(_MOST_CELL_CHARS)
    lines = text.replace("\0", "").split("\n")
    if not lines[-1]:
        lines.pop()
    at = number = 0
    while at < len(lines):
        walk = (f"{lines[index]}\n" for index in range(at, len(lines)))
        reader = csv.reader(walk, delimiter=delimiter, strict=True)
        begin = at
        while at < len(lines):
            number += 1
            try:
                cells = next(reader)
            except csv.Error:
                read = reader.line_num - (at - begin)
                is_alone = read == 1
                yield _salvaged(lines[at], delimiter, number, first_line + at, is_alone=is_alone)
                at += 1
                break
            yield Row(number, first_line + at, cells)
            at = begin + reader.line_num


def _salvaged(line: str, delimiter: str, number: int, line_number: int, *, is_alone: bool) -> Row:
    """A line that is no row by the letter: read loosely if it took no other line with it."""
    problem = "" if line.count('"') > 1 else "a quotation mark is opened and never closed"
    try:
        cells = next(csv.reader([line], delimiter=delimiter)) if is_alone else []
    except csv.Error as error:
        return Row(number, line_number, [], f"it can't be read as CSV: {error}")
    return Row(
        number, line_number, cells, problem if is_alone else "a quotation mark is opened and never closed"
    )


def columns_of(line: str, known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Where the columns stand that a first line names.

    Args:
        line: the first line of a table.
        known: what columns hold, with the names that each goes by, in lower case.
    """
    names = [name.strip().lower() for name in cells_of(line)]
    places = {
        field: next((names.index(name) for name in called if name in names), -1)
        for field, called in known.items()
    }
    return {field: at for field, at in places.items() if at >= 0}


def cells_of(line: str) -> list[str]:
    """The cells of a first line."""
    return next((row.cells for row in read_rows(line, delimiter_of(line))), [])


def cell_text(cells: list[str], at: int) -> str:
    """What a cell says, canonical and without what guards it from spreadsheets; empty where the row is shorter."""
    text = text_of(cells[at]) if at < len(cells) else ""
    return _GUARDED.sub("", text, count=1) if _GUARDED.match(text) else text


class UnreadColumns:
    """Columns that are not read: what stands in them is told of."""

    def __init__(self, names: list[str], columns: Mapping[str, int]) -> None:
        self._names = names
        self._known = frozenset(columns.values())
        self._first: dict[int, str] = {}

    def look(self, cells: list[str], where: str) -> None:
        """Note which of them say something in a row."""
        for at, cell in enumerate(cells):
            if at not in self._known and at not in self._first and cell.strip():
                self._first[at] = where

    def notices(self) -> Iterator[LeftOut]:
        """A line for each that said something."""
        for at, where in sorted(self._first.items()):
            name = self._names[at] if at < len(self._names) else f"number {at + 1}"
            yield LeftOut(f"{where} and on", f"the column {showable(name)[:40]} is none that is read")
