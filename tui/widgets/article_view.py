"""The page: one widget with the line API over a viewport; what it paints it knows as values.

Every place is found again from a code-point offset, so width, theme and resize keep the reader's line. The scroll bar
stands for offsets, not for rows, and so never jumps.
"""

from collections.abc import Callable, Sequence

from textual.events import Click, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip

from annotations.model import Article, TextSpan
from tui.page.layout import Inset, Row
from tui.page.note_cards import Card
from tui.page.text_layers import Layer
from tui.page.viewport import Viewport
from tui.page.wrapping import clusters
from tui.widgets.bar_drag import BarDrag
from tui.widgets.margin_cards import Margin, PageShape, arrange, card_below, page_shape, place_below
from tui.widgets.mouse import Mouse
from tui.widgets.paint_page import BAR_CELLS, PageFrame, PagePainter, bar_of, room_of
from tui.widgets.paint_row import Cover
from tui.widgets.styles import dress_of
from tui.widgets.unframed import Looks, Unframed
from tui.widgets.wheel import wheel_rows

NARROWEST, WIDEST = 40, 120


class ArticleView(Unframed):
    """Shows an article. Asks for nothing and saves nothing."""

    DEFAULT_CSS = "ArticleView { height: 1fr; width: 1fr; }"
    column_cells: reactive[int] = reactive(72, init=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.article: Article | None = None
        self.cover = Cover()
        self.cards: Layer[Card] = Layer()
        self.cards_within: Callable[[TextSpan], Sequence[tuple[TextSpan, Card]]] = self.cards.within
        """The cards of a stretch with their places: one on a name is at the first mention there."""
        self.active_card = ""
        """Id of the note whose card is bright."""
        self.heard: Callable[[], None] = lambda: None
        """Called when the reading line, the caret or the selection went elsewhere: what it says is in the same frame."""
        self.open_card = ""
        """Id of the note whose card stands below its paragraph; only where there is no margin."""
        self.is_bare = False
        """Is only the text to be seen, without notes beside it and scroll bar?"""
        self.viewport: Viewport | None = None
        self._painter: PagePainter | None = None
        self._mouse = Mouse(self)
        self._drag = BarDrag(self, self._thumb, self._show_share)
        self._looks: Looks | None = None
        """What decides how all rows look."""
        self._margin: Margin | None = None
        self._wanted = 0
        self._wanted_line: int | None = None
        self._awaited: int | None = None

    # -- what is shown

    def show(self, article: Article, offset: int = 0, line: int | None = None) -> None:
        """Show an article from `offset` (code points) on, the line of `line` read."""
        self.article, self._painter = article, PagePainter(article)
        self.cover = Cover()
        self.cards, self.active_card, self.open_card = Layer(), "", ""
        self.cards_within = self.cards.within
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
            self.viewport.resize(self.text_cells, self.size.height, self._inset())
            return True
        return self.viewport.resize(self.text_cells, self.size.height, self._inset())

    def _inset(self) -> Inset | None:
        """The card that stands below its paragraph."""
        if not self.open_card or self.has_margin or self.article is None:
            return None
        opened = self._opened_card()
        if opened is None:
            self.open_card = ""  # it has been deleted
            return None
        span, card = opened
        end = self.article.blocks[self.block_at(span.start)].span.end
        lines = card_below(card, self.text_cells)
        room = (self.size.height - len(lines), self.text_cells)
        return Inset(place_below(self.article.text, span, end, room), lines)

    def _opened_card(self) -> tuple[TextSpan, Card] | None:
        if not self.open_card:
            return None
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
        if self._painter is not None:
            self._painter.forget()

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
        shown = self.cards_within(TextSpan(rows[0].start, rows[-1].end + 1)) if rows else ()
        placed = [(self.viewport.y_of(span.start) or 0, card) for span, card in shown]
        height, active = self.size.height, self.active_card
        self._margin = Margin(arrange(placed, height, room, active), active, height)

    def rows_of(self, span: TextSpan) -> range:
        """Rows of the screen on which words of a span stand; empty when it is not in view."""
        rows = self.viewport.rows if self.viewport is not None else ()
        ys = [
            y
            for y, row in enumerate(rows)
            if not row.gap and any(piece.start < span.end and span.start < piece.end for piece in row.pieces)
        ]
        top = self.region.y
        return range(top + ys[0], top + ys[-1] + 1) if ys else range(0)

    # -- moving

    def move(self, how: Callable[[Viewport], None]) -> None:
        """Let the viewport do something, then paint no more than what changed."""
        if self.viewport is None:
            return
        top, line = self.viewport.top, self.viewport.line_row
        how(self.viewport)
        if self.viewport.top != top:
            self._show_moved()
        elif self.viewport.line_row != line:
            self._move_bar(line, self.viewport.line_row)
            self.heard()

    def _move_bar(self, before: Row, now: Row) -> None:
        """Without scrolling only the bars change."""
        rows = self.viewport.rows if self.viewport is not None else ()
        changed = (y for y, row in enumerate(rows) if bar_of(row, before) != bar_of(row, now))
        self.refresh(*(Region(self._shape.left, y, BAR_CELLS, 1) for y in changed))

    def goto(self, offset: int) -> None:
        """Bring the row of `offset` into view and make it the reading line; before there is a size, once there is."""
        if self.viewport is None:
            self._awaited = offset
        self.move(lambda viewport: viewport.goto(offset))

    def _scroll(self, how: Callable[[Viewport], None]) -> None:
        """Scroll as the wheel does; a caret that is not in view any more is left behind."""
        self.move(how)
        if self.caret is not None and not self.rows_of(self.caret):
            self.cover.caret = None
            self.restyle()

    def scroll_rows(self, by: int) -> None:
        """Scroll as the wheel does."""
        self._scroll(lambda viewport: viewport.scroll(by))

    # -- where the reader is

    @property
    def caret(self) -> TextSpan | None:
        """The hit, name or note that commands are about."""
        return self.cover.caret

    @property
    def top_offset(self) -> int:
        """Code point at the top of the view."""
        return self.viewport.top_offset if self.viewport else self._wanted

    @property
    def line_offset(self) -> int:
        """Code point at the start of the reading line."""
        return self.viewport.line_row.start if self.viewport else self._wanted

    @property
    def line_span(self) -> TextSpan:
        """The text of the reading line, never empty."""
        row = self.viewport.line_row if self.viewport else None
        return (
            TextSpan(row.start, max(row.end, row.start + 1))
            if row
            else TextSpan(self._wanted, self._wanted + 1)
        )

    @property
    def focused_block(self) -> int:
        return self.viewport.block if self.viewport else 0

    @property
    def progress(self) -> float:
        """0 to 1: how far down in the text the view is; 1: the end is in view, though it may be all that there is."""
        return self.viewport.share if self.article is not None and self.viewport is not None else 0.0

    @property
    def is_whole(self) -> bool:
        """Is all of the text in view?"""
        return self.progress >= 1 and self.top_offset == 0

    @property
    def window(self) -> TextSpan:
        """The text in view."""
        return self.viewport.window if self.viewport is not None else TextSpan(0, 0)

    def block_at(self, offset: int) -> int:
        return self.viewport.layout.block_at(offset) if self.viewport else 0

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell of the widget, the nearest one of its row; None where there is no text."""
        rows = self.viewport.rows if self.viewport else []
        if not 0 <= y < len(rows) or rows[y].gap or self.article is None:
            return None
        row = rows[y]
        column = x - self._shape.left - BAR_CELLS - row.indent
        piece = row.piece_under(column)
        column -= piece.left
        pushed = frozenset[int]()
        if self._painter is not None:
            room = room_of(self._shape, self.size.width)
            pushed = self._painter.pushed(row, piece, self.cover, dress_of(self), room)
        for left, _, size in clusters(self.article.text[piece.start : piece.end]):
            column -= piece.start + left in pushed
            if column < size:
                return piece.start + left
            column -= size
        return max(piece.end - 1, piece.start)

    def card_at(self, x: int, y: int) -> str:
        """Id of the note whose card is under a cell of the widget, or whose mark in the gutter is; empty: none."""
        rows, shape = self.viewport.rows if self.viewport is not None else (), self._shape
        if not 0 <= y < len(rows):
            return ""
        row = rows[y]
        if self._margin is not None and x >= shape.left + BAR_CELLS + shape.text:
            return self._margin.card_at(y)
        if row.inset:
            return self.open_card
        if shape.cards or self.is_bare or row.gap or x >= shape.left:
            return ""
        window = TextSpan(row.start, max(row.end, row.start + 1))
        return next((card.id for span, card in self.cards.within(window) if row.holds(span.start)), "")

    # -- the mouse

    def on_mouse_scroll_down(self, event: MouseScrollDown | MouseScrollUp) -> None:
        self.scroll_rows(wheel_rows(event))

    on_mouse_scroll_up = on_mouse_scroll_down

    def on_mouse_down(self, event: MouseDown) -> None:
        if not self._drag.press(event) and event.button == 1:
            self._mouse.press(event.x, event.y)
            self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        if not self._drag.move(event):
            self._mouse.move(event.x, event.y)

    def on_mouse_up(self) -> None:
        if not self._drag.release():
            self._mouse.release()
            self.release_mouse()

    def on_click(self, event: Click) -> None:
        if not self._drag.took_press:
            self._mouse.click(event.x, event.y, event.chain)

    def _thumb(self) -> range:
        """The rows on which the thumb of the scroll bar stands."""
        if (frame := self._frame()) is None or self._painter is None:
            return range(0)
        return self._painter.thumb(frame, self.size.height)

    def _show_share(self, share: float) -> None:
        if self.article is not None:
            chars = len(self.article.text)
            offset = chars if share == 1 else round(share * (chars - len(self.window)))
            self._scroll(lambda viewport: viewport.show_from(offset))

    # -- painting

    def render_line(self, y: int) -> Strip:
        return self.strips(range(y, y + 1))[0]

    def strips(self, lines: range) -> list[Strip]:
        """Lines of the screen.

        Textual paints before it sends the event of a resize; the shape is taken here, so that the first frame is right.
        """
        looks = self.looks()
        if self._fit() or looks != self._looks:
            self._looks = looks
            self._forget()
            self._lay_margin()
        if self._painter is None or (frame := self._frame()) is None:
            return [self.filtered(Strip.blank(looks.size.width, looks.dress.base), looks) for _ in lines]
        return self._painter.strips(lines, frame, looks, self.filtered)

    def _frame(self) -> PageFrame | None:
        """What is painted just now."""
        if self.viewport is None:
            return None
        card = self._opened_card()
        return PageFrame(
            self.viewport,
            self._shape,
            self.cover,
            self.cards,
            self._margin,
            card[1] if card is not None else None,
            self.is_bare,
        )
