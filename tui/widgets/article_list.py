"""The list of articles and the line of column names above it."""

import re
from collections.abc import Callable, Collection, Hashable, Mapping

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.library import Listing
from annotations.text.canonical import showable
from annotations.text.folding import fold
from annotations.text.hashtags import hashtags
from annotations.text.plurals import group_digits, pluralize
from tui.format import shown_date
from tui.lists.article_columns import GAP_CELLS, Column, columns, heading_of, named
from tui.lists.article_groups import GroupLine
from tui.lists.articles import ArticleRow, Snippet
from tui.widgets.fit_text import column, fitted, fitted_around, reading_time
from tui.widgets.row_list import RowList
from tui.widgets.styles import dress_of, hairline

RANKED = "rank"
"""Stands for a column where rows are in the order of a search."""
_SHAPES = {"unread": "●", "reading": "◐", "read": " ", "later": "◷"}
_BAR_CELLS = 5
_SNIPPET_INDENT = 5
_SEARCHES_FROM = 4
_SEARCH_CELLS = 24
_WORD = re.compile(r"\w+")
_FIELDS = re.compile(r'\S+:(?:"[^"]*"|\S*)|(?<!\S)-\S+')
"""What of a query is no word that is looked for: fields, and what must not be there."""
_SEVERAL = re.compile(r", and |, | and | & | et | und | y ")
_BEFORE_NAMES = frozenset(("dr", "prof", "mr", "mrs", "ms", "sir"))
_OF_SURNAMES = frozenset(
    ("ó", "o", "ní", "nic", "uí", "mac", "van", "von", "de", "di", "da", "del", "la", "le", "bin")
)
"""Words that a surname may begin with, as do all that are written small."""


class ArticleList(RowList[ArticleRow]):
    """Shows listings."""

    filled: Collection[str] = frozenset({"title"})
    """The fields that have a column."""

    count_copies: Callable[[Listing], int] = staticmethod(lambda row: 0)
    """How many others tell the story of an article and are folded away."""
    words: str = ""
    """What was searched for: it is lit in snippets."""

    def key_of(self, row: ArticleRow) -> Hashable:
        return row.path if isinstance(row, Listing) else row

    def is_heading(self, row: ArticleRow) -> bool:
        return not isinstance(row, Listing)

    def is_markable(self, row: ArticleRow) -> bool:
        return isinstance(row, Listing) and not row.problem

    def is_title(self, row: ArticleRow) -> bool:
        return isinstance(row, GroupLine)

    def paint(self, row: ArticleRow, width: int, base: Style) -> list[Segment]:
        """Status, title and the columns that there is room for."""
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        if isinstance(row, GroupLine):
            name = fitted(showable(row.name), width - 12)
            return [
                Segment(f" {name}", base + Style(bold=True)),
                Segment(f"  {group_digits(row.count)}", dim),
            ]
        if isinstance(row, Snippet):
            return self._snippet(row, width, dim)
        if row.problem:
            return [Segment(f" ! {fitted(_problem(row, width - 3), width - 3)}", dim)]
        is_read = row.status == "read"
        lit = dim if is_read else self.dress.accent + Style(bgcolor=base.bgcolor)
        painted = [Segment(f" {_SHAPES[row.status]} ", lit)]
        for one in columns(width, self.filled):
            if one.field == "title":
                painted += self._lit(column(self.title(row, one.cells), one.cells), dim if is_read else base)
            elif one.field == "progress":
                painted += self._bar(row, dim)
            else:
                words = column(_words(row, one), one.cells, is_right=one.is_right)
                painted.append(Segment(" " * GAP_CELLS + words, dim))
        return painted

    def _snippet(self, row: Snippet, width: int, dim: Style) -> list[Segment]:
        """The words around a hit, those that were searched for lit; of a note with a pencil before them."""
        words = showable(row.words)
        start, end = next(iter(lit_spans(words, self.words)), (0, 0))
        words = fitted_around(words, start, end, max(width - _SNIPPET_INDENT - 2, 4))
        return [
            Segment(" " * _SNIPPET_INDENT + ("✎ " if row.is_note else ""), dim),
            *self._lit(words, dim),
        ]

    def _lit(self, words: str, look: Style) -> list[Segment]:
        """Words, those among them that were searched for lit."""
        segments: list[Segment] = []
        lit, at = self.dress.accent + Style(bgcolor=look.bgcolor), 0
        for start, end in lit_spans(words, self.words) if self.words else ():
            segments += [Segment(words[at:start], look), Segment(words[start:end], lit)]
            at = end
        return [*segments, Segment(words[at:], look)]

    def title(self, row: Listing, cells: int) -> str:
        """The title; of a story that others tell too also how many."""
        title = ("★ " if row.starred else "") + showable(row.title)
        count = self.count_copies(row)
        if not count:
            return title
        copies = fitted(f" + {pluralize(count, 'copy', 'copies')}", cells // 2)
        return fitted(title, cells - cell_len(copies)) + copies

    def _bar(self, row: Listing, dim: Style) -> list[Segment]:
        """How far the reader got; nothing for what nobody has begun."""
        full = _BAR_CELLS if row.status == "read" else round(row.progress * _BAR_CELLS)
        rest = hairline(self.dress) + Style(bgcolor=dim.bgcolor)
        left = "─" * (_BAR_CELLS - full) if row.status != "unread" else " " * (_BAR_CELLS - full)
        return [Segment(" " * GAP_CELLS, dim), Segment("━" * full, dim), Segment(left, rest)]


def lit_spans(words: str, query: str) -> list[tuple[int, int]]:
    """Where the words of a query begin a word of some others, without regard to case and accents."""
    wanted = [fold(word) for word in _WORD.findall(_FIELDS.sub(" ", query))]
    spans = ((match.start(), fold(match[0]), match.end()) for match in _WORD.finditer(words))
    return [(start, end) for start, word, end in spans if any(word.startswith(one) for one in wanted)]


def _problem(row: Listing, cells: int) -> str:
    """Why it can't be read; of a file only its name is said, of a folder all of its path where there is room."""
    words = showable(row.problem)
    if (row.title or row.path.suffix or len(words) > cells) and row.path.name:
        for path in (row.path.absolute(), row.path):
            words = words.replace(showable(str(path)), showable(row.path.name), 1)
    return words


def _words(row: Listing, column: Column) -> str:
    """What stands in a column."""
    match column.field:
        case "author":
            return short_name(showable(row.author or ""), column.cells)
        case "published":
            return shown_date(row.published) if row.published else ""
        case "minutes":
            return reading_time(row.minutes)
        case "notes":
            return f"{group_digits(row.notes)} ✎" if row.notes else ""
    return hashtags(map(showable, row.all_tags))


def short_name(name: str, cells: int) -> str:
    """Names in so many cells: of several the first and how many more; first names give way to initials before it is cut."""
    if cell_len(name) <= cells:
        return name
    name, *others = _SEVERAL.split(name)
    more = f" +{len(others)}" if others else ""
    if cell_len(name + more) > cells:
        words = [word for word in name.split() if word.rstrip(".").casefold() not in _BEFORE_NAMES]
        first = next((at for at, word in enumerate(words) if at and _begins_surname(word)), len(words) - 1)
        if words:
            name = "".join(f"{word[0]}. " for word in words[:first]) + " ".join(words[first:])
    return fitted(name, max(cells - len(more), 0)) + more


def _begins_surname(word: str) -> bool:
    return word.casefold() in _OF_SURNAMES or word[0].islower()


class ColumnNames(Widget):
    """Names of the columns; the one that is sorted by is lit and shows which way. Above them saved searches with counts."""

    DEFAULT_CSS = "ColumnNames { height: 2; width: 1fr; }"

    class Picked(Message):
        """A column was clicked."""

        def __init__(self, field: str) -> None:
            super().__init__()
            self.field = field

    class SearchPicked(Message):
        """A saved search was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._searches: Mapping[str, int] = {}
        self._sort, self._is_backwards = "", False
        self._filled: Collection[str] = frozenset({"title"})

    def show(self, sort: str, filled: Collection[str], *, is_backwards: bool) -> None:
        """Light a column.

        Args:
            sort: the field that is sorted by; `RANKED`: as a search found them, empty: as the folders are.
            filled: the fields that have a column.
            is_backwards: the largest first?
        """
        self._sort, self._filled, self._is_backwards = sort, filled, is_backwards
        self.refresh()

    def show_searches(self, counts: Mapping[str, int]) -> None:
        """Show saved searches with how much each finds."""
        if counts != self._searches:
            self._searches = counts
            self.refresh()

    @property
    def _arrow(self) -> str:
        return " ↓" if self._is_backwards else " ↑"

    def _unseen_order(self) -> str:
        """The order, where no column that is shown can say it."""
        if self._sort == RANKED:
            return "best first"
        return heading_of(self._sort) + self._arrow

    def _placed_searches(self) -> list[tuple[int, str, str]]:
        """Where each search stands, with its name and what is said of it; what has no room is left out."""
        placed, at = [], _SEARCHES_FROM
        for name, count in self._searches.items():
            said = f"{fitted(showable(name), _SEARCH_CELLS)} {group_digits(count)}"
            if at + cell_len(said) > self.size.width:
                break
            placed.append((at, name, said))
            at += cell_len(said) + 3
        return placed

    def _columns(self) -> list[Column]:
        return columns(self.size.width - 2, self._filled)

    def on_click(self, event: Click) -> None:
        """Sort by the column under the pointer, or search for what is above the columns."""
        if event.y == 0:
            for at, name, said in self._placed_searches():
                if at <= event.x < at + cell_len(said):
                    self.post_message(self.SearchPicked(name))
            return
        clicked = next((one for one in self._columns() if one.holds(event.x - 1)), None)
        if clicked is not None:
            self.post_message(self.Picked(clicked.field))

    def render_line(self, y: int) -> Strip:
        """The names, above their columns, and above them the searches."""
        dress, at = dress_of(self), 0
        segments: list[Segment] = []
        if y == 0:
            for start, _, said in self._placed_searches():
                segments += [Segment(" " * (start - at), dress.base), Segment(said, dress.dim)]
                at = start + cell_len(said)
            return Strip(segments).adjust_cell_length(self.size.width, dress.base)
        shown = self._columns()
        unseen = "" if any(one.field == self._sort for one in shown) else self._unseen_order()
        for one in shown:
            is_lit = one.field == self._sort
            name, spilt = named(one, self._arrow if is_lit else "")
            words = name if spilt else column(name, one.cells, is_right=one.is_right)
            segments.append(Segment(" " * (one.start + 1 - spilt - at), dress.base))
            if one.field == "title" and unseen:
                segments.append(Segment(f"{name} · ", dress.dim))
                words, is_lit = column(unseen, one.cells - len(name) - 3), True
            segments.append(Segment(words, dress.accent if is_lit else dress.dim))
            at = one.start + 1 + one.cells
        return Strip(segments).adjust_cell_length(self.size.width, dress.base)
