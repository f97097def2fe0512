"""Tables of services as rows by the names of their columns."""

from collections.abc import Iterator

from msgspec import Struct

from annotations.importers.csv_rows import delimiter_of, read_rows
from annotations.importers.records import LeftOut, text_of
from annotations.intake.services.saved_article import ServiceExport


class Row(Struct, frozen=True):
    """A row of a table."""

    where: str
    cells: dict[str, str]
    """By column, lower case."""

    def get(self, *names: str) -> str:
        """What the first of these columns that says something says."""
        return next((value for name in names if (value := self.cells.get(name, ""))), "")


def rows_of(text: str, export: ServiceExport, known: frozenset[str]) -> Iterator[Row]:
    """The rows below the first line.

    Args:
        text: the table.
        export: takes what is wrong with rows, and columns that nobody reads.
        known: the columns that are read.
    """
    names: list[str] = []
    unread: dict[str, str] = {}
    for row in read_rows(text, delimiter_of(text.split("\n", 1)[0])):
        if not names:
            names = [cell.strip().casefold() for cell in row.cells]
            continue
        where = f"row {row.number}"
        if row.problem:
            (export.notices if row.cells else export.left_out).append(
                LeftOut(f"line {row.line}", row.problem)
            )
        if not any(cell.strip() for cell in row.cells):
            continue
        cells = {name: text_of(cell) for name, cell in zip(names, row.cells, strict=False)}
        for name, cell in cells.items():
            if name not in known and cell:
                unread.setdefault(name, where)
        yield Row(where, cells)
    for name, where in unread.items():
        export.notices.append(LeftOut(f"{where} and on", f"the column {name[:40]} is none that is read"))
