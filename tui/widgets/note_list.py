"""The list of notes: quote, words, tags and date of each, under what they are grouped by."""

from collections.abc import Hashable, Sequence
from datetime import date

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.text.canonical import showable
from annotations.text.hashtags import hashtags, tags_beside
from annotations.text.local_time import local_time
from annotations.text.plurals import pluralize
from tui.format import doubt, shown_date
from tui.lists.notes import Heading, NoteRow, ShelfRow
from tui.widgets.fit_text import column, fitted
from tui.widgets.row_list import RowList

_GAP = 2
_TAGS_FROM_CELLS = 88
_TAGS_CELLS = 24
_DATE_CELLS = 11
_DATE_FROM_CELLS = 100
_SHORT_DATE_CELLS = 6
_QUOTE_PERCENT = 46


class NoteList(RowList[ShelfRow]):
    """Shows notes and the headings between them."""

    def key_of(self, row: ShelfRow) -> Hashable:
        return (
            row.title
            if isinstance(row, Heading)
            else (row.note.id, row.group if row.group[:1] == "#" else "")
        )

    def is_heading(self, row: ShelfRow) -> bool:
        return isinstance(row, Heading)

    def paint(self, row: ShelfRow, width: int, base: Style) -> list[Segment]:
        """The quote in its tint, the words beside it, the tags where there is room, when it was written or deleted."""
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        if isinstance(row, Heading):
            if not row.title:
                return []
            count = f" {pluralize(row.count, 'note')}"
            return [
                Segment(fitted(showable(row.title), width - len(count) - 2), base + Style(bold=True)),
                Segment(" " + count, dim),
            ]
        note = row.note
        when = self._when(row, width)
        room = width - 2 - _GAP - len(when)
        side = self._side(row, room)
        room -= _TAGS_CELLS + _GAP if side is not None else 0
        quote_cells = max(room * _QUOTE_PERCENT // 100, 8)
        words = " ".join(showable(note.note).split())
        if side is None:
            words = " · ".join(filter(None, (doubt(row.anchor), words or showable(hashtags(note.tags)))))
        elif row.group == row.title and cell_len(words) <= room - quote_cells:  # all that it says is seen
            side = self._beside(row, tags_beside(note.note, note.tags))
        return [
            Segment(self._letter(row), dim),
            *self._quote(row, quote_cells, base),
            Segment(" " * _GAP + column(words, max(room - quote_cells, 4)), base),
            Segment(" " * _GAP + column(side, _TAGS_CELLS) if side is not None else "", dim),
            Segment(when, dim),
        ]

    def _letter(self, row: NoteRow) -> str:
        """The first letter of a highlight's colour, where no colour can be shown."""
        return f"{row.note.color[0]} " if row.note.color and not self.dress.has_colors else "  "

    @staticmethod
    def _when(row: NoteRow, width: int) -> str:
        """When it was deleted, else last changed; where there is little room, the day of this year, or the year."""
        if row.deleted is not None:
            return f"{'':{_GAP}}deleted {column(shown_date(local_time(row.deleted).date()), _DATE_CELLS)}"
        day = local_time(row.note.modified).date()
        if width >= _DATE_FROM_CELLS:
            return " " * _GAP + column(shown_date(day), _DATE_CELLS, is_right=True)
        is_recent = day.year == date.today().year
        short = shown_date(day).replace(str(day.year), "").strip(" ,") if is_recent else str(day.year)
        return " " * _GAP + column(short, _SHORT_DATE_CELLS, is_right=True)

    def _side(self, row: NoteRow, room: int) -> str | None:
        """What stands at the right of the words; None: there is no room for it.

        A doubted place, and tags, or the article where that is not what it stands under.
        """
        if room < _TAGS_FROM_CELLS - _GAP - _DATE_CELLS - _GAP:
            return None
        if row.group != row.title:
            return fitted(showable(row.title), _TAGS_CELLS)
        return self._beside(row, row.note.tags)

    @staticmethod
    def _beside(row: NoteRow, tags: Sequence[str]) -> str:
        return fitted(f"{doubt(row.anchor)} {showable(hashtags(tags))}".strip(), _TAGS_CELLS)

    def _quote(self, row: NoteRow, cells: int, base: Style) -> list[Segment]:
        """The words that a note is on, tinted, then blank."""
        note = row.note
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        if not note.quote:
            article = "the article" if row.group == row.title else row.title
            return [Segment(column(f"on {showable(note.entity or article)}", cells), dim)]
        words = fitted(" ".join(showable(note.quote).split()), cells)
        tint = self.dress.style((f"note:{note.color or 'yellow'}",))
        return [Segment(words, tint), Segment(column("", cells - Segment(words).cell_length), base)]
