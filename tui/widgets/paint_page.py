"""Paints lines of the page: gutter, focus bar, text, margin, scroll bar. The same row in the same dress is painted once."""

from collections.abc import Callable
from typing import NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from annotations.model import Article, TextSpan
from tui.page.layout import Row
from tui.page.note_cards import Card
from tui.page.tables import Part
from tui.page.text_layers import Layer
from tui.page.viewport import Viewport
from tui.theme import Dress
from tui.widgets.margin_cards import Margin, PageShape, card_below_segments
from tui.widgets.paint_row import Cover, RowPainter, is_spelt, merged
from tui.widgets.unframed import Looks

BAR_CELLS = 2
_NO_BAR, _BAR, _LINE_BAR = " ", "▎", "▌"
"""Before a row of another paragraph, of the focused one, and before the line that is read."""
_MOST_PAINTED = 1_000

Filter = Callable[[Strip, Looks], Strip]
"""Makes a line such that the terminal can show it."""


class PageFrame(NamedTuple):
    """What stands on the screen just now."""

    viewport: Viewport
    shape: PageShape
    cover: Cover
    cards: Layer[Card]
    """Where notes begin, for the marks in the gutter."""
    margin: Margin | None
    open_card: Card | None
    """The one that stands below its paragraph."""
    is_bare: bool
    """Is only the text to be seen?"""


class PagePainter:
    """Paints lines of one article."""

    def __init__(self, article: Article) -> None:
        self._chars = max(len(article.text), 1)
        self._rows = RowPainter(article)
        self._painted: dict[tuple[object, ...], Strip] = {}
        """Rows as they were painted last, by what decides their looks but the cover; `forget` forgets them."""
        self._shown: dict[int, tuple[tuple[object, ...], Strip]] = {}
        """The lines of the last frame, each behind its key in `_painted`."""

    def forget(self) -> None:
        """Rows look otherwise from now on."""
        self._painted.clear()
        self._shown.clear()

    def pushed(self, row: Row, piece: Part, cover: Cover, dress: Dress, room_cells: int) -> frozenset[int]:
        """Code points of a piece of a row that stand a cell further to the right than in the text, with all behind them.

        `room_cells`: as `room_of` says.
        """
        if not is_spelt(cover, dress):
            return frozenset()
        room = piece.room if row.parts else room_cells - row.indent
        return self._rows.pushed(Row(piece.start, piece.end, row.block), cover, room)

    def strips(self, lines: range, frame: PageFrame, looks: Looks, filtered: Filter) -> list[Strip]:
        """Lines of the screen."""
        line = frame.viewport.line_row
        rows, margin, thumb = frame.viewport.rows, frame.margin, self.thumb(frame, looks.size.height)
        strips = []
        for y in lines:
            if y >= len(rows):
                strips.append(filtered(Strip.blank(looks.size.width, looks.dress.base), looks))
                continue
            row = rows[y]
            bar = bar_of(row, line)
            key = (row, bar, y in thumb, margin.key(y) if margin else None)
            shown = self._shown.get(y)
            if shown is None or shown[0] != key:
                strip = self._painted.get(key)
                if strip is None:
                    if len(self._painted) >= _MOST_PAINTED:
                        self._painted.clear()
                    strip = filtered(self._line(y, row, bar, y in thumb, frame, looks), looks)
                    self._painted[key] = strip
                shown = self._shown[y] = (key, strip)
            strips.append(shown[1])
        return strips

    def _line(self, y: int, row: Row, bar: str, has_thumb: bool, frame: PageFrame, looks: Looks) -> Strip:
        shape, dress, margin = frame.shape, looks.dress, frame.margin
        room = room_of(shape, looks.size.width)
        before = [
            Segment(("" if shape.cards else _gutter(row, frame)).rjust(shape.left), dress.accent),
            Segment(f"{bar} ", dress.accent if bar == _LINE_BAR else dress.bar),
            Segment(self._rows.indent(row), dress.dim),
        ]
        if row.inset:
            text = _card_line(row, frame, dress)
        else:
            text = self._rows.text(row, frame.cover, dress, room - row.indent)
        taken = min(max(row.indent + text.cell_length, shape.text), room)
        strip = Strip([*before, *text]).adjust_cell_length(shape.left + BAR_CELLS + taken, dress.base)
        beside = Strip(margin.segments(y, dress) if margin else ()).crop(taken - shape.text)
        strip = Strip([*strip, *beside]).adjust_cell_length(looks.size.width - 1, dress.base)
        return Strip(merged([*strip, Segment("▐" if has_thumb else " ", dress.dim)]), looks.size.width)

    def thumb(self, frame: PageFrame, height: int) -> range:
        """The rows of the screen on which the thumb of the scroll bar stands."""
        rows = frame.viewport.rows
        if frame.is_bare or not rows:
            return range(0)
        height, shown = max(height, 1), rows[-1].end - rows[0].start
        if shown >= self._chars:
            return range(0)
        top = rows[0].start * height // self._chars
        return range(top, max(top, top + shown * height // self._chars) + 1)


def room_of(shape: PageShape, width_cells: int) -> int:
    """Cells that a row may fill: those of the column, and where there is one beside it one more, for a letter after a name."""
    return max(min(shape.text + 1, width_cells - 1 - shape.left - BAR_CELLS), shape.text)


def bar_of(row: Row, line: Row) -> str:
    """What stands before a row: the focused paragraph has a bar, a brighter piece of it marks the line that is read."""
    if row.gap or row.block != line.block:
        return _NO_BAR
    return _LINE_BAR if row == line else _BAR


def _card_line(row: Row, frame: PageFrame, dress: Dress) -> Strip:
    """A line of the card below a paragraph."""
    inset, card = frame.viewport.layout.inset, frame.open_card
    return Strip(card_below_segments(inset.lines, row.inset - 1, card, dress) if inset and card else ())


def _gutter(row: Row, frame: PageFrame) -> str:
    """Blank, or a mark where a note starts and there is no margin."""
    if row.gap or frame.is_bare:
        return ""
    window = TextSpan(row.start, max(row.end, row.start + 1))
    count = sum(row.holds(span.start) for span, _ in frame.cards.within(window))
    return "" if not count else "•" if count == 1 else str(min(count, 9))
