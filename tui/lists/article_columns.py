"""Which columns the list of articles has at a width. Pure; cells."""

from msgspec import Struct

GAP_CELLS = 2
_MARK_CELLS = 3
_TITLE_CELLS = 44


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
_DEAREST = (_MINUTES, _DATE, _NOTES, _PROGRESS, _AUTHOR, _TAGS)
"""The last gives way first."""


def columns(width: int) -> list[Column]:
    """The columns that there is room for in `width` cells, the title with what is left; it is never dropped."""
    room = width - _MARK_CELLS
    taken: dict[str, Column] = {}
    for column in _DEAREST:
        least = _TITLE_CELLS if taken else 16
        if room - column.cells - GAP_CELLS >= least:
            taken[column.field] = column
            room -= column.cells + GAP_CELLS
        else:
            break
    if room > 76 and "tags" in taken:
        more = min(room - 76, 14)
        taken["author"], taken["tags"] = (
            _wider(taken["author"], more // 2),
            _wider(taken["tags"], more - more // 2),
        )
        room -= more
    shown = [Column("title", "title", _MARK_CELLS, max(room, 1))]
    at = _MARK_CELLS + room
    for field in _AFTER_TITLE:
        if field in taken:
            one = taken[field]
            shown.append(Column(one.field, one.title, at + GAP_CELLS, one.cells, one.is_right))
            at += GAP_CELLS + one.cells
    return shown


def _wider(column: Column, cells: int) -> Column:
    return Column(column.field, column.title, 0, column.cells + cells, column.is_right)
