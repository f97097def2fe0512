"""The places where a name is mentioned, as a concordance: one below the other, under the titles of their articles; notes above."""

from collections.abc import Hashable
from datetime import date

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.mentions.card import Mention
from annotations.notes.query import AnchoredNote
from annotations.text.canonical import showable
from annotations.text.hashtags import hashtags
from annotations.text.plurals import pluralize
from tui.format import shown_date
from tui.widgets.fit_text import column, fitted, fitted_end
from tui.widgets.row_list import RowList


class ArticleLine(Struct, frozen=True):
    """The article that the mentions below it are in, or what the rows below are; without a title a blank line."""

    title: str = ""
    count: int = 0
    published: date | None = None
    what: str = "mention"


MentionRow = Mention | AnchoredNote | ArticleLine


class MentionList(RowList[MentionRow]):
    """Notes on a name, then its mentions."""

    def key_of(self, row: MentionRow) -> Hashable:
        if isinstance(row, ArticleLine):
            return row.title
        return row.annotation.id if isinstance(row, AnchoredNote) else (row.path, row.span)

    def is_heading(self, row: MentionRow) -> bool:
        return isinstance(row, ArticleLine)

    def paint(self, row: MentionRow, width: int, base: Style) -> list[Segment]:
        """The words around, the name in its colour, all names below one another."""
        if isinstance(row, ArticleLine):
            return self._heading(row, width, base) if row.title else []
        if isinstance(row, AnchoredNote):
            return self._note(row, width, base)
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        before = fitted_end(_line(row.before), width * 3 // 10)
        lead = column("", max(width * 3 // 10 - cell_len(before), 0)) + before
        name = self.dress.style((f"entity:{row.label}",)) + Style(bgcolor=base.bgcolor)
        words = fitted(_line(row.words), max(width // 3, 4))
        rest = fitted(_line(row.after), max(width - 2 - cell_len(lead + words), 0))
        return [Segment("  " + lead, dim), Segment(words, name), Segment(rest, base)]

    def _heading(self, row: ArticleLine, width: int, base: Style) -> list[Segment]:
        day = f"  {shown_date(row.published)}" if row.published is not None else ""
        count = f"{day}  {pluralize(row.count, row.what)}"
        title = fitted(showable(row.title), width - cell_len(count))
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        return [Segment(title, base + Style(bold=True)), Segment(count, dim)]

    def _note(self, row: AnchoredNote, width: int, base: Style) -> list[Segment]:
        """What it says, else the words that it is on; then its article."""
        note = row.annotation
        said = " ".join((note.note or note.quote or hashtags(note.tags)).split())
        title = fitted(f"  {showable(row.title)}", width // 3)
        tint = self.dress.ink(note.color or "yellow") + Style(bgcolor=base.bgcolor)
        room = max(width - 4 - cell_len(title), 4)
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        return [Segment("  ▎ ", tint), Segment(column(showable(said), room), base), Segment(title, dim)]


def _line(words: str) -> str:
    """Words of one line, with the blanks at their ends."""
    return showable(words.replace("\n", " "))
