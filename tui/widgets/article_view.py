"""The page: one widget with the line API over a viewport; what it paints it knows as values.

Every place is found again from a code-point offset, so width, theme and resize keep the reader's line. The scroll bar
stands for offsets, not for rows, and so never jumps.
"""

from collections.abc import Callable

from rich.segment import Segment
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip

from annotations.model import Article, TextSpan
from tui.page.layout import Inset, Row
from tui.page.viewport import Viewport
from tui.page.wrapping import clusters
from tui.theme import Dress
from tui.widgets.layers import Layer
from tui.widgets.margin_cards import (
    Card,
    Margin,
    PageShape,
    arrange,
    card_below,
    card_below_segments,
    page_shape,
    place_below,
)
from tui.widgets.mouse import Pointer
from tui.widgets.paint_row import Cover, Painter, cells, merged
from tui.widgets.unframed import Looks, Unframed

NARROWEST, WIDEST = 40, 120
_MOST_PAINTED = 1_000
_BAR_CELLS = 2


class ArticleView(Unframed, Pointer):
    """Shows an article. Asks for nothing and saves nothing."""

    DEFAULT_CSS = "ArticleView { height: 1fr; width: 1fr; }"
    column_cells: reactive[int] = reactive(72, init=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.article: Article | None = None
        self.cover = Cover()
        self.cards: Layer[Card] = Layer()
        self.active_card = ""
        """Id of the note whose card is bright."""
        self.heard: Callable[[], None] = lambda: None
        """Called when the reading line, the caret or the selection went elsewhere: what it says is in the same frame."""
        self.open_card = ""
        """Id of the note whose card stands below its paragraph; only where there is no margin."""
        self.is_bare = False
        """Is only the text to be seen, without notes beside it and scroll bar?"""
        self.viewport: Viewport | None = None
        self._painter: Painter | None = None
        self._painted: dict[tuple[object, ...], Strip] = {}
        """Rows as they were painted last, by what decides their looks but the cover; `restyle` forgets them."""
        self._shown: dict[int, tuple[tuple[object, ...], Strip]] = {}
        """The lines of the last frame, each behind its key in `_painted`."""
        self._looks: Looks | None = None
        """What decides how all rows look."""
        self._margin: Margin | None = None
        self._wanted = 0
        self._wanted_line: int | None = None
        self._awaited: int | None = None

    # -- what is shown

    def show(self, article: Article, offset: int = 0, line: int | None = None) -> None:
        """Show an article from `offset` (code points) on, the line of `line` read."""
        highlighting = self.cover.highlighting
        self.article, self._painter = article, Painter(article)
        self.cover = Cover(highlighting=highlighting)
        self.cards, self.active_card, self.open_card = Layer(), "", ""
        self.viewport, self._wanted, self._wanted_line, self._awaited = None, offset, line, None
        self._arrange()

    def _arrange(self) -> None:
        """Take the present shape; the same line stays where it is."""
        if self.article is None or not self.article.blocks or not self.size.width:
            return
        self._fit()
        self.restyle()

    def _fit(self) -> bool:
        """Give the viewport the present shape; whether it had another one."""
        if self.article is None or not self.article.blocks or not self.size.width:
            return False
        if self.viewport is None:
            text, blocks, shape = self.article.text, self.article.blocks, (self.text_cells, self.size.height)
            self.viewport = Viewport(text, blocks, *shape, self._wanted, self._wanted_line)
            if self._awaited is not None:
                self.viewport.goto(self._awaited)
            return True
        return self.viewport.resize(self.text_cells, self.size.height, self._inset())

    def _inset(self) -> Inset | None:
        """The card that stands below its paragraph."""
        if not self.open_card or self.has_margin or self.article is None:
            return None
        found = self._opened_card()
        if found is None:
            self.open_card = ""  # it has been deleted
            return None
        span, card = found
        end = self.article.blocks[self.block_at(span.start)].span.end
        lines = card_below(card, self.text_cells)
        room = (self.size.height - len(lines), self.text_cells)
        return Inset(place_below(self.article.text, span, end, room), lines)

    def _opened_card(self) -> tuple[TextSpan, Card] | None:
        return next((item for item in self.cards.items if item[1].id == self.open_card), None)

    def show_card(self, id: str) -> None:
        """Open the card of a note below its paragraph, in place of another one; the reading line stays; "": close it."""
        if id != self.open_card:
            self.open_card = id
            self._arrange()

    def on_resize(self) -> None:
        """Another shape: it was painted in it already, but who watches has not heard of it."""
        self.heard()

    def watch_column_cells(self) -> None:
        """`+` and `-`."""
        self._arrange()

    @property
    def text_cells(self) -> int:
        """Width of the text column, in cells."""
        return self._shape.text

    @property
    def _shape(self) -> PageShape:
        return page_shape(self.size.width, self.column_cells)

    @property
    def has_margin(self) -> bool:
        """Have notes room beside the text?"""
        return self._shape.cards > 0

    def restyle(self) -> None:
        """What lies over the text has changed; the text stays where it is."""
        self._forget()
        self._show_moved()

    def _forget(self) -> None:
        """Rows look otherwise from now on."""
        self._painted.clear()
        self._shown.clear()

    def _show_moved(self) -> None:
        """Other rows are in view."""
        self._lay_margin()
        self.refresh()
        self.heard()

    def activate(self, card: str) -> None:
        """Brighten the card of a note; rows that look the same are not painted again."""
        if card == self.active_card:
            return
        self.active_card = card
        before = self._margin
        self._lay_margin()
        for y in range(self.size.height):
            old, new = (margin.key(y) if margin else () for margin in (before, self._margin))
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _lay_margin(self) -> None:
        self._margin = None
        room = self._shape.cards
        if self.is_bare or not room or not self.cards.items or self.viewport is None:
            return
        rows = self.viewport.rows
        shown = self.cards.within(TextSpan(rows[0].start, rows[-1].end + 1)) if rows else ()
        placed = [(self._y_of(span), card) for span, card in shown]
        height, active = self.size.height, self.active_card
        self._margin = Margin(arrange(placed, height, room, active), active, height)

    def _y_of(self, span: TextSpan) -> int:
        """Row of the screen where a span that touches it begins."""
        assert self.viewport is not None
        return self.viewport.y_of(span.start) or 0

    def rows_of(self, span: TextSpan) -> range:
        """Rows of the screen on which words of a span stand; empty when it is not in view."""
        rows = self.viewport.rows if self.viewport is not None else ()
        ys = [
            y for y, row in enumerate(rows) if not row.gap and row.start < span.end and span.start < row.end
        ]
        top = self.region.y
        return range(top + ys[0], top + ys[-1] + 1) if ys else range(0)

    # -- moving

    def move(self, how: Callable[[Viewport], None]) -> None:
        """Let the viewport do something, then paint no more than what changed."""
        if self.viewport is None:
            return
        top, line, block = self.viewport.top, self.viewport.line, self.viewport.block
        how(self.viewport)
        if self.viewport.top != top:
            self._show_moved()
        elif self.viewport.line != line:
            self._repaint_blocks({block, self.viewport.block})
            self.heard()

    def _repaint_blocks(self, changed: set[int]) -> None:
        """Without scrolling only the bars of two paragraphs change."""
        if self.viewport is None or len(changed) == 1:
            return
        left = self._shape.left
        ys = {
            block: [y for y, row in enumerate(self.viewport.rows) if row.block == block] for block in changed
        }
        self.refresh(*(Region(left, y[0], _BAR_CELLS, len(y)) for y in ys.values() if y))

    def goto(self, offset: int) -> None:
        """Bring the row of `offset` into view and make it the reading line; before there is a size, once there is."""
        if self.viewport is None:
            self._awaited = offset
        self.move(lambda viewport: viewport.goto(offset))

    def scroll_rows(self, by: int) -> None:
        """Scroll as the wheel does."""
        self.move(lambda viewport: viewport.scroll(by))

    # -- where the reader is

    @property
    def caret(self) -> TextSpan | None:
        """The hit, name or note that commands are about."""
        return self.cover.caret

    @property
    def selection(self) -> TextSpan | None:
        """What is selected."""
        return self.cover.selection

    @property
    def top_offset(self) -> int:
        """Code point at the top of the view."""
        return self.viewport.top_offset if self.viewport else self._wanted

    @property
    def line_offset(self) -> int:
        """Code point at the start of the reading line."""
        return self.viewport.line_row.start if self.viewport else self._wanted

    @property
    def focused_block(self) -> int:
        """Index of the focused paragraph."""
        return self.viewport.block if self.viewport else 0

    @property
    def progress(self) -> float:
        """0 to 1: how much of the text lies above the bottom of the view."""
        if self.article is None or self.viewport is None or not self.viewport.rows:
            return 0.0
        return min(1.0, self.viewport.rows[-1].end / max(len(self.article.text), 1))

    @property
    def window(self) -> TextSpan:
        """The text in view."""
        rows = self.viewport.rows if self.viewport else []
        return TextSpan(rows[0].start, rows[-1].end) if rows else TextSpan(0, 0)

    def block_at(self, offset: int) -> int:
        """Index of the block that holds `offset`."""
        return self.viewport.layout.block_at(offset) if self.viewport else 0

    def first_visible_offset(self, block: int) -> int:
        """Start of the top visible row of a block."""
        rows = self.viewport.rows if self.viewport else []
        return next((row.start for row in rows if row.block == block and not row.gap), self.line_offset)

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell of the widget, the nearest one of its row; None where there is no text."""
        rows = self.viewport.rows if self.viewport else []
        if not 0 <= y < len(rows) or rows[y].gap or self.article is None:
            return None
        row = rows[y]
        column = x - self._shape.left - 2 - row.indent
        for left, _, size in clusters(self.article.text[row.start : row.end]):
            if column < size:
                return row.start + left
            column -= size
        return max(row.end - 1, row.start)

    def row_span(self, offset: int) -> TextSpan:
        """The text of the row that shows `offset`."""
        if self.viewport is None:
            return TextSpan(offset, offset)
        row = self.viewport.row_of(offset)
        return TextSpan(row.start, max(row.end, row.start))

    def column_of(self, offset: int) -> int:
        """Cells between the start of its row and `offset`."""
        if self.viewport is None or self.article is None:
            return 0
        return cells(self.article.text, self.viewport.row_of(offset).start, offset)

    # -- painting

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        return self.strips(range(y, y + 1))[0]

    def strips(self, lines: range) -> list[Strip]:
        """Lines of the screen; the same row in the same dress is painted once.

        Textual paints before it sends the event of a resize; the shape is taken here, so that the first frame is right.
        """
        looks = self.looks()
        if self._fit() or looks != self._looks:
            self._looks = looks
            self._forget()
            self._lay_margin()
        viewport, thumb = self.viewport, self._thumb()
        rows = viewport.rows if viewport is not None and self._painter is not None else []
        read = viewport.block if viewport is not None and rows else -1
        found = []
        for y in lines:
            if y >= len(rows):
                found.append(self.filtered(Strip.blank(looks.size.width, looks.dress.base), looks))
                continue
            row = rows[y]
            is_read = row.block == read and not row.gap
            key = (row, is_read, y in thumb, self._margin.key(y) if self._margin else None)
            shown = self._shown.get(y)
            if shown is None or shown[0] != key:
                strip = self._painted.get(key)
                if strip is None:
                    if len(self._painted) >= _MOST_PAINTED:
                        self._painted.clear()
                    strip = self.filtered(self._line(y, row, is_read, y in thumb, looks), looks)
                    self._painted[key] = strip
                shown = self._shown[y] = (key, strip)
            found.append(shown[1])
        return found

    def _line(self, y: int, row: Row, is_read: bool, has_thumb: bool, looks: Looks) -> Strip:
        """Gutter, focus bar, text, margin, scroll bar."""
        assert self._painter is not None
        shape, dress = self._shape, looks.dress
        before = [
            Segment(("" if shape.cards else self._gutter(row)).rjust(shape.left), dress.accent),
            Segment("▎ " if is_read else "  ", dress.accent),
            Segment(self._painter.indent(row), dress.dim),
        ]
        room = shape.text - row.indent
        text = self._card_line(row, dress) if row.inset else self._painter.text(row, self.cover, dress, room)
        strip = Strip([*before, *text]).adjust_cell_length(shape.left + _BAR_CELLS + shape.text, dress.base)
        margin = self._margin.segments(y, dress) if self._margin else []
        strip = Strip([*strip, *margin]).adjust_cell_length(looks.size.width - 1, dress.base)
        return Strip(merged([*strip, Segment("▐" if has_thumb else " ", dress.dim)]), looks.size.width)

    def _card_line(self, row: Row, dress: Dress) -> Strip:
        """A line of the card below a paragraph."""
        inset = self.viewport.layout.inset if self.viewport is not None else None
        found = self._opened_card()
        return Strip(
            card_below_segments(inset.lines, row.inset - 1, found[1], dress) if inset and found else ()
        )

    def _gutter(self, row: Row) -> str:
        """Blank, or a mark where a note starts and there is no margin."""
        if row.gap or self.is_bare:
            return ""
        count = sum(
            row.start <= span.start < max(row.end, row.start + 1)
            for span, _ in self.cards.within(TextSpan(row.start, max(row.end, row.start + 1)))
        )
        return "" if not count else "•" if count == 1 else str(min(count, 9))

    def _thumb(self) -> range:
        """The rows of the screen on which the thumb of the scroll bar stands."""
        if self.is_bare or self.viewport is None or self.article is None or not self.viewport.rows:
            return range(0)
        size, height, rows = max(len(self.article.text), 1), max(self.size.height, 1), self.viewport.rows
        shown = rows[-1].end - rows[0].start
        if shown >= size:
            return range(0)
        top = rows[0].start * height // size
        return range(top, max(top, top + shown * height // size) + 1)
