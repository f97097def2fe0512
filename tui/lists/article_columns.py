"""Which columns the list of articles has at a width. Pure; cells."""

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

GAP_CELLS = 2
_MARK_CELLS = 3
_TITLE_CELLS = 44
_TITLE_BESIDE_DATE_CELLS = 34
_LONG_TITLE_CELLS = 64


class Column(Struct, frozen=True):
    """A column: the field of a `Listing` it shows, and where it stands."""

    field: str
    title: str
    start: int
    cells: int
    is_right: bool = False

    def holds(self, x: int) -> bool:
        """Does it stand at `x`?"""
        return self.start <= x < self.start + self.cells


_AFTER_TITLE = ("author", "published", "minutes", "progress", "notes", "tags")
_MINUTES = Column("minutes", "min", 0, 6, is_right=True)
_DATE = Column("published", "date", 0, 12, is_right=True)
_NOTES = Column("notes", "notes", 0, 5, is_right=True)
_AUTHOR = Column("author", "author", 0, 16)
_PROGRESS = Column("progress", "read", 0, 5)
_TAGS = Column("tags", "tags", 0, 18)
_DEAREST = (
    (_MINUTES, 16),
    (_DATE, _TITLE_BESIDE_DATE_CELLS),
    (_NOTES, _TITLE_CELLS),
    (_PROGRESS, _TITLE_CELLS),
    (_AUTHOR, _LONG_TITLE_CELLS),
    (_TAGS, _LONG_TITLE_CELLS),
)
"""Each with the cells that it leaves the title. The last gives way first."""
_WIDEST_TITLE_CELLS = 96
_MOST_WIDENED_CELLS = 14


def columns(width: int, filled: Collection[str] = _AFTER_TITLE) -> list[Column]:
    """The columns that there is room for in `width` cells, the title with what is left; it is never dropped.

    Args:
        width: cells.
        filled: the fields that any article has; the others get no column.
    """
    room = width - _MARK_CELLS
    taken: dict[str, Column] = {}
    for column, least in _DEAREST:
        if column.field not in filled:
            continue
        if room - column.cells - GAP_CELLS < least:
            break
        taken[column.field] = column
        room -= column.cells + GAP_CELLS
    flexible = [column for column in (_AUTHOR, _TAGS) if column.field in taken]
    if room > _WIDEST_TITLE_CELLS and flexible:
        more = min((room - _WIDEST_TITLE_CELLS) // len(flexible), _MOST_WIDENED_CELLS)
        taken |= {column.field: replace(column, cells=column.cells + more) for column in flexible}
        room -= more * len(flexible)
    shown = [Column("title", "title", _MARK_CELLS, max(room, 1))]
    at = _MARK_CELLS + room
    for field in _AFTER_TITLE:
        if field in taken:
            one = taken[field]
            shown.append(Column(one.field, one.title, at + GAP_CELLS, one.cells, one.is_right))
            at += GAP_CELLS + one.cells
    return shown


def named(column: Column, arrow: str) -> tuple[str, int]:
    """What stands above a column, and how many cells of the gap before it that takes; `arrow`: with a blank, or empty."""
    name = column.title + arrow
    if len(name) > column.cells:
        name = column.title + arrow.strip()
    return name, max(len(name) - column.cells, 0)


def heading_of(field: str) -> str:
    """What stands above the column of a field; of none: what the order of the folders is called."""
    return next((one.title for one, _ in _DEAREST if one.field == field), field or "folders")
