"""Lists of names and tags with how often they are said, and of the places where."""

from collections.abc import Hashable

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.notes.name_overview import Mention, Name
from annotations.text.canonical import showable
from annotations.text.plurals import group_digits, pluralize
from tui.theme import group_of
from tui.widgets.fit_text import column, fitted, fitted_end
from tui.widgets.row_list import RowList
from tui.widgets.styles import hairline

_BAR_CELLS = 16


class Tally(Struct, frozen=True):
    """A name or tag with its count, beside the largest of all."""

    key: str
    words: str
    count: int
    right: str
    most: int
    group: str = ""
    """Group of labels, for its colour; empty: a tag."""
    value: object = None


class TallyList(RowList[Tally]):
    """Names with a bar each."""

    def key_of(self, row: Tally) -> Hashable:
        return row.key

    def paint(self, row: Tally, width: int, base: Style) -> list[Segment]:
        ground = Style(bgcolor=base.bgcolor)
        dress = self.dress
        look = (dress.label(row.group) if row.group else dress.base) + ground
        has_bar = width >= 60
        right = f"  {row.right}"
        count = f"{group_digits(row.count):>7}"
        room = width - 3 - len(count) - len(right) - (_BAR_CELLS + 2 if has_bar else 0)
        painted = [
            Segment(" ● " if row.group else "   ", look),
            Segment(column(showable(row.words), max(room, 4)), base),
        ]
        if has_bar:
            full = max(round(row.count * _BAR_CELLS / max(row.most, 1)), 1)
            painted += [
                Segment("  " + "━" * full, look),
                Segment("─" * (_BAR_CELLS - full), hairline(dress) + ground),
            ]
        return [*painted, Segment(count, base), Segment(right, dress.dim + ground)]


class ArticleLine(Struct, frozen=True):
    """The article that the mentions below it are in; without a title a blank line."""

    title: str = ""
    count: int = 0


MentionRow = Mention | ArticleLine


class MentionList(RowList[MentionRow]):
    """Places where a name is said, under the titles of their articles."""

    def key_of(self, row: MentionRow) -> Hashable:
        return row.title if isinstance(row, ArticleLine) else (row.path, row.span)

    def is_heading(self, row: MentionRow) -> bool:
        return isinstance(row, ArticleLine)

    def paint(self, row: MentionRow, width: int, base: Style) -> list[Segment]:
        """The words around, the name in its colour, all names below one another."""
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        if isinstance(row, ArticleLine):
            if not row.title:
                return []
            count = f"  {pluralize(row.count, 'mention')}"
            return [
                Segment(fitted(showable(row.title), width - len(count)), base + Style(bold=True)),
                Segment(count, dim),
            ]
        before = fitted_end(showable(row.before), width * 3 // 10)
        lead = column("", max(width * 3 // 10 - cell_len(before), 0)) + before
        name = self.dress.style((f"entity:{row.label}",)) + Style(bgcolor=base.bgcolor)
        words = fitted(showable(row.words), max(width // 3, 4))
        rest = fitted(showable(row.after), max(width - 2 - Segment(lead + words).cell_length, 0))
        return [Segment("  " + lead, dim), Segment(words, name), Segment(rest, base)]


def tally_of(name: Name, most: int) -> Tally:
    """A name as a row."""
    articles = f"in {pluralize(len(name.places), 'article'):<12}"
    return Tally(name.name, name.name, name.count, articles, most, group_of(name.label), name)
