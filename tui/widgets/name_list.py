"""Lists of names and of tags with how often they are said."""

from collections.abc import Hashable, Mapping
from types import MappingProxyType

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.mentions.company import Beside
from annotations.mentions.names import NameCount
from annotations.text.canonical import showable
from annotations.text.plurals import group_digits, pluralize
from tui.format import shown_date
from tui.theme import Dress, group_of
from tui.widgets.fit_text import column, fitted
from tui.widgets.paint_row import sign_of
from tui.widgets.row_list import RowList
from tui.widgets.styles import hairline

_BAR_CELLS = 16
_BAR_FROM_CELLS, _NEAR_FROM_CELLS, _DATES_FROM_CELLS = 60, 84, 110


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
        has_bar = width >= _BAR_FROM_CELLS
        right = f"  {row.right}"
        count = f"{group_digits(row.count):>7}"
        room = width - 3 - len(count) - len(right) - (_BAR_CELLS + 2 if has_bar else 0)
        painted = [
            Segment(f" {sign_of(row.group, dress)} " if row.group else "   ", look),
            Segment(column(showable(row.words), max(room, 4)), base),
        ]
        if has_bar:
            painted += _bar(row.count, row.most, look, dress, ground)
        return [*painted, Segment(count, base), Segment(right, dress.dim + ground)]


class NameList(RowList[NameCount]):
    """Names with a bar each, how often they are mentioned and in how many articles; in a wide list also since when."""

    most = 1
    """Mentions of the name that has most."""
    offers: Mapping[str, str] = MappingProxyType({})
    """Names that could be the same as another one, by name."""
    twins: Mapping[tuple[str, str], str] = MappingProxyType({})
    """What to call the kind of a name (by name and label) that another one shares: such a row says it."""

    def key_of(self, row: NameCount) -> Hashable:
        return row.name, row.label

    def paint(self, row: NameCount, width: int, base: Style) -> list[Segment]:
        dress, ground = self.dress, Style(bgcolor=base.bgcolor)
        look = dress.label(group_of(row.label)) + ground
        dates = _dates(row) if width >= _DATES_FROM_CELLS else ""
        count = f"{group_digits(row.mentions):>7}"
        right = f"  in {pluralize(row.articles, 'article'):<12}{dates}"
        room = width - 3 - len(count) - len(right)
        words, other = showable(row.name), self.offers.get(row.name)
        told = _kind_told(self.twins, row)
        has_bar = has_bar_beside(words, told, room, width)
        room -= _BAR_CELLS + 2 if has_bar else 0
        words = fit_beside(words, told, room)
        told += f"  = {showable(other)}?" if other else ""
        told = fitted(told, max(room - cell_len(words), 0))
        painted = [
            Segment(f" {sign_of(group_of(row.label), dress)} ", look),
            Segment(words, base),
            Segment(column(told, max(room - cell_len(words), 0)), dress.dim + ground),
        ]
        if has_bar:
            painted += _bar(row.mentions, self.most, look, dress, ground)
        return [*painted, Segment(count, base), Segment(right, dress.dim + ground)]


class CompanyList(RowList[Beside]):
    """Who appears with somebody: in how many articles, paragraphs, sentences."""

    most = 1
    """Articles of the one that shares most."""
    twins: Mapping[tuple[str, str], str] = MappingProxyType({})
    """As in the list of names."""

    def key_of(self, row: Beside) -> Hashable:
        return row.id

    def paint(self, row: Beside, width: int, base: Style) -> list[Segment]:
        dress, ground = self.dress, Style(bgcolor=base.bgcolor)
        look = dress.label(group_of(row.label)) + ground
        near = (
            [(row.paragraphs, "paragraph"), (row.sentences, "sentence")] if width >= _NEAR_FROM_CELLS else []
        )
        right = "".join(f"  {pluralize(count, what) if count else '':<14}" for count, what in near)
        count = f"{group_digits(row.articles):>7} {'article' if row.articles == 1 else 'articles':<8}"
        room = width - 3 - len(count) - len(right)
        words, told = showable(row.name), _kind_told(self.twins, row)
        has_bar = has_bar_beside(words, told, room, width)
        room -= _BAR_CELLS + 2 if has_bar else 0
        bar = _bar(row.articles, self.most, look, dress, ground) if has_bar else []
        words = fit_beside(words, told, room)
        told = column(told, max(room - cell_len(words), 0))
        return [
            Segment(f" {sign_of(group_of(row.label), dress)} ", look),
            Segment(words, base),
            Segment(told, dress.dim + ground),
            *bar,
            Segment(count, base),
            Segment(right, dress.dim + ground),
        ]


def _kind_told(twins: Mapping[tuple[str, str], str], row: NameCount | Beside) -> str:
    """The kind of a name that another one shares, made safe: a note brings its label along."""
    kind = showable(twins.get((row.name, row.label), ""))
    return f"  {kind}" if kind else ""


def has_bar_beside(words: str, kind: str, room: int, width: int) -> bool:
    """Has a list of this width room for bars, and this row too? What tells a name from its twin goes before the bar.

    `room`: cells of name, kind and bar.
    """
    is_cut = cell_len(words) + cell_len(kind) > room - _BAR_CELLS - 2
    return width >= _BAR_FROM_CELLS and not (kind and is_cut)


def fit_beside(words: str, kind: str, room: int) -> str:
    """A name in a row of so many cells; its kind, which tells it from its twin, is left its room, but for a short beginning."""
    return fitted(words, max(room - cell_len(kind), min(room, 8), 4))


def _bar(count: int, most: int, look: Style, dress: Dress, ground: Style) -> list[Segment]:
    full = max(round(count * _BAR_CELLS / max(most, 1)), 1)
    return [
        Segment("  " + "━" * full, look),
        Segment("─" * (_BAR_CELLS - full), hairline(dress) + ground),
    ]


def _dates(row: NameCount) -> str:
    """First and last, in two columns."""
    return "".join(f"  {shown_date(day) if day else '':>12}" for day in (row.first, row.last))
