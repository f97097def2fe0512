"""Rows of a CSV file (RFC 4180), one by one; a quotation mark that is never closed costs its own line and no other."""

import csv
from collections.abc import Iterator

from msgspec import Struct

_MOST_CELL_CHARS = 1 << 30
_DELIMITERS = ",;\t"


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
