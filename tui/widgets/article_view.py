"""The page: one widget with the line API over a viewport; what it paints it knows as values.

Every place is found again from a code-point offset, so width, theme and resize keep the reader's line. The scroll bar
stands for offsets, not for rows, and so never jumps.
"""

from collections.abc import Callable

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from annotations.model import Article, TextSpan
from tui.layout import Row
from tui.viewport import Viewport
from tui.widgets.dressing import dress_of
from tui.widgets.layers import Layer
from tui.widgets.margin import Card, Margin, arrange, margin_shape
from tui.widgets.painting import Cover, Painter, cells
from tui.widgets.pointer import Pointer
from tui.wrapping import clusters

NARROWEST, WIDEST = 40, 120


class ArticleView(Pointer):
    """Shows an article. Asks for nothing and saves nothing."""

    DEFAULT_CSS = "ArticleView { height: 1fr; width: 1fr; }"
    column_cells: reactive[int] = reactive(72, init=False)

    class Moved(Message):
        """The reading line, the caret or the selection went elsewhere."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.article: Article | None = None
        self.cover = Cover()
        self.cards: Layer[Card] = Layer()
        self.active_card = ""
        """Id of the note whose card is bright."""
        self.viewport: Viewport | None = None
        self._painter: Painter | None = None
        self._margin: Margin | None = None
        self._wanted = 0

    # -- what is shown

    def show(self, article: Article, offset: int = 0) -> None:
        """Show an article from `offset` (code points) on."""
        highlighting = self.cover.highlighting
        self.article, self._painter = article, Painter(article)
        self.cover = Cover(highlighting=highlighting)
        self.cards, self.active_card = Layer(), ""
        self.viewport, self._wanted = None, offset
        self._arrange()

    def _arrange(self) -> None:
        """Take the present shape; the same line stays where it is."""
        if self.article is None or not self.article.blocks or not self.size.width:
            return
        if self.viewport is None:
            text, blocks = self.article.text, self.article.blocks
            self.viewport = Viewport(text, blocks, self.text_cells, self.size.height, self._wanted)
        else:
            self.viewport.resize(self.text_cells, self.size.height)
        self.restyle()

    def on_resize(self) -> None:
        """Another shape."""
        self._arrange()

    def watch_column_cells(self) -> None:
        """`+` and `-`."""
        self._arrange()

    @property
    def text_cells(self) -> int:
        """Width of the text column, in cells."""
        return max(20, min(self.column_cells, self.size.width - 6))

    @property
    def _shape(self) -> tuple[int, int]:
        """Cells before the focus bar, and cells of the margin's cards (0: no margin)."""
        if self.cards.items and (shape := margin_shape(self.size.width, self.text_cells)):
            return shape
        return max(1, (self.size.width - self.text_cells - 3) // 2), 0

    @property
    def has_margin(self) -> bool:
        """Do notes stand beside the text?"""
        return self._shape[1] > 0

    def restyle(self) -> None:
        """What lies over the text has changed; the text stays where it is."""
        self._lay_margin()
        self.refresh()
        self.post_message(self.Moved())

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
        room = self._shape[1]
        if not room or self.viewport is None or not self.viewport.rows:
            return
        rows = self.viewport.rows
        shown = self.cards.within(TextSpan(rows[0].start, rows[-1].end + 1))
        placed = [(self._y_of(span), card) for span, card in shown]
        self._margin = Margin(arrange(placed, self.size.height, room, self.active_card), self.active_card)

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
            self.restyle()
        elif self.viewport.line != line:
            self._repaint_blocks({block, self.viewport.block})
            self.post_message(self.Moved())

    def _repaint_blocks(self, changed: set[int]) -> None:
        """Without scrolling only the bars of two paragraphs change."""
        if self.viewport is None or len(changed) == 1:
            return
        for y, row in enumerate(self.viewport.rows):
            if row.block in changed:
                self.refresh(Region(0, y, self.size.width, 1))

    def goto(self, offset: int) -> None:
        """Bring the row of `offset` into view and make it the reading line."""
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
        column = x - self._shape[0] - 2 - row.indent
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
        """One line of the screen: gutter, focus bar, text, margin, scroll bar."""
        dress, width = dress_of(self), self.size.width
        if self.viewport is None or self._painter is None or y >= len(self.viewport.rows):
            return Strip([Segment(" " * width, dress.base)], width)
        row = self.viewport.rows[y]
        left, _ = self._shape
        column = left + 2 + self.text_cells
        bar = "▎" if row.block == self.viewport.block and not row.gap else " "
        before = [
            Segment(self._gutter(row).rjust(left), dress.accent),
            Segment(bar + " ", dress.accent),
            Segment(self._painter.indent(row), dress.dim),
        ]
        text = self._painter.text(row, self.cover, dress, self.text_cells - row.indent)
        strip = Strip([*before, *text]).adjust_cell_length(column, dress.base)
        margin = self._margin.segments(y, dress) if self._margin else []
        strip = Strip([*strip, *margin]).adjust_cell_length(width - 1, dress.base)
        return Strip([*strip, Segment(self._scroll_bar(y), dress.dim)], width)

    def _gutter(self, row: Row) -> str:
        """Blank, or a mark where a note starts and there is no margin."""
        if row.gap or self.has_margin:
            return ""
        count = sum(
            row.start <= span.start < max(row.end, row.start + 1)
            for span, _ in self.cards.within(TextSpan(row.start, max(row.end, row.start + 1)))
        )
        return "" if not count else "•" if count == 1 else str(min(count, 9))

    def _scroll_bar(self, y: int) -> str:
        assert self.viewport is not None
        assert self.article is not None
        size, height, rows = max(len(self.article.text), 1), max(self.size.height, 1), self.viewport.rows
        shown = rows[-1].end - rows[0].start
        if shown >= size:
            return " "
        top = rows[0].start * height // size
        return "▐" if top <= y <= max(top, top + shown * height // size) else " "
