"""The list of notes: quote, words and tags of each, under the title of its article."""

from collections.abc import Hashable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.text.canonical import showable
from annotations.text.hashtags import hashtags, tags_beside
from annotations.text.plurals import pluralize
from tui.format import doubt, shown_date
from tui.lists.notes import Heading, ShelfRow
from tui.widgets.fit_text import column, fitted
from tui.widgets.row_list import RowList

_GAP = 2
_TAGS_FROM_CELLS = 88


class NoteList(RowList[ShelfRow]):
    """Shows notes and the headings between them."""

    def key_of(self, row: ShelfRow) -> Hashable:
        return row.title if isinstance(row, Heading) else row.note.id

    def is_heading(self, row: ShelfRow) -> bool:
        return isinstance(row, Heading)

    def paint(self, row: ShelfRow, width: int, base: Style) -> list[Segment]:
        """The quote in its tint, the words beside it, the tags where there is room."""
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
        side = fitted(showable(hashtags(note.tags)), 24) if width >= _TAGS_FROM_CELLS else ""
        deleted = f"deleted {shown_date(row.deleted.astimezone().date())}" if row.deleted is not None else ""
        side_cells = max(24, len(deleted)) if width >= _TAGS_FROM_CELLS or deleted else 0
        room = width - 2 - _GAP - (side_cells + _GAP if side_cells else 0)
        quote_cells = max(room * 46 // 100, 8)
        words = " ".join(showable(note.note).split())
        if not words and not side_cells:
            words = showable(hashtags(note.tags))
        if side and cell_len(words) <= room - quote_cells:  # all that it says is seen
            side = fitted(showable(hashtags(tags_beside(note.note, note.tags))), 24)
        if doubted := doubt(row.anchor):
            if side_cells:
                side = fitted(f"{doubted} {side}".rstrip(), side_cells)
            else:
                words = " · ".join(filter(None, (doubted, words)))
        side = deleted or side
        return [
            Segment("  ", base),
            *self._quote(row, quote_cells, base),
            Segment(" " * _GAP + column(words, max(room - quote_cells, 4)), base),
            Segment(" " * _GAP + side if side_cells else "", dim),
        ]

    def _quote(self, row: ShelfRow, cells: int, base: Style) -> list[Segment]:
        """The words that a note is on, tinted, then blank."""
        assert not isinstance(row, Heading)
        note = row.note
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        if not note.quote:
            return [
                Segment(
                    column(f"on {showable(note.entity)}" if note.entity else "on the article", cells), dim
                )
            ]
        words = fitted(" ".join(showable(note.quote).split()), cells)
        tint = self.dress.style((f"note:{note.color or 'yellow'}",))
        return [Segment(words, tint), Segment(column("", cells - Segment(words).cell_length), base)]
