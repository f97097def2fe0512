"""What stands on the screen: the top row, the reading line, and how both move. Pure; knows nothing of screens.

Places are found again from code-point offsets, so another width, height or text keeps the reader's line where it was.
"""

from collections.abc import Sequence

from annotations.model import Block, TextSpan
from tui.page.layout import Inset, Layout, Place, Row
from tui.page.wrapping import clusters

_SCROLL_MARGIN_ROWS = 3
_COUNTED_LINES = 500
"""A larger count moves by rows, blank ones included: nobody counts that far."""


class Viewport:
    """A window of `height` rows on an article, with one of them the reading line."""

    def __init__(
        self,
        text: str,
        blocks: Sequence[Block],
        width_cells: int,
        height_rows: int,
        top_offset: int = 0,
        line_offset: int | None = None,
    ) -> None:
        """Open the window with the row of `top_offset` on top; that of `line_offset` is read, else the top one."""
        self.layout = Layout(text, blocks, width_cells)
        self.height = max(height_rows, 1)
        self._blocks = blocks
        self.top = self._clamped(self.layout.place(top_offset))
        self.line = self.layout.place(max(top_offset, self.layout.row(self.top).start))
        self._kept = self.layout.row(self.line).start
        """Code point that stays on its row of the screen; only moving sets it, so that resizing never drifts."""
        self._home_y = 0
        """Row of the screen on which lines are read while the text scrolls by."""
        self.rows: list[Row] = []
        self._filled: tuple[Layout, Place, int] | None = None
        """What `rows` were taken from."""
        self._moved()
        if line_offset is not None:
            self.reveal(line_offset)

    def _refill(self) -> None:
        wanted = (self.layout, self.top, self.height)
        if wanted != self._filled:
            self._filled, self.rows = wanted, self.layout.window(self.top, self.height)

    def _clamped(self, top: Place) -> Place:
        """No empty page below the last line."""
        if len(self.layout.window(top, self.height)) == self.height:
            return top
        return self.layout.moved(self.layout.last(), 1 - self.height)

    def _moved(self) -> None:
        self._kept = self.layout.row(self.line).start
        self._home_y = self._line_y()
        self._refill()

    # -- another shape

    def resize(self, width_cells: int, height_rows: int, inset: Inset | None = None) -> bool:
        """Take another shape; the reading line stays on its row of the screen as far as there is one.

        Returns:
            Whether it is another one.
        """
        old = self.layout
        same_rows = width_cells == old.width_cells and inset == old.inset
        if same_rows and max(height_rows, 1) == self.height:
            return False
        y = max(self.layout.distance(self.top, self.line, self.height), 0)
        is_at_start = self.top_offset == 0
        if not same_rows:
            self.layout = Layout(old.text, self._blocks, width_cells, inset)
        self.height = max(height_rows, 1)
        self.line = self.layout.place(self._kept)
        margin = min(_SCROLL_MARGIN_ROWS, self.height // 3)
        y = y if is_at_start and y < self.height - margin else min(y, max(self.height - 1 - margin, 0))
        self.top = self._clamped(self.layout.moved(self.line, -y))
        if inset is not None and inset != old.inset:
            self._show_inset(inset)
        self._home_y = self._line_y()
        self._refill()
        return True

    def _show_inset(self, inset: Inset) -> None:
        """Scroll until all of it is seen, but no further than the reading line allows."""
        below = self._rows_below(inset.after) + len(inset.lines)
        if below <= 2 * self.height:
            self._scroll_up(below)

    def _rows_below(self, offset: int) -> int:
        """How many rows the row of `offset` is below the last one of the window; less than 1: it is in view or above."""
        return self.layout.distance(self.top, self.layout.place(offset), 3 * self.height) - (self.height - 1)

    def _scroll_up(self, by_rows: int) -> None:
        """Let what is below come up, no further than the reading line allows."""
        by_rows = min(by_rows, self._line_y() - min(_SCROLL_MARGIN_ROWS, self.height // 3))
        if by_rows > 0:
            self.top = self._clamped(self.layout.moved(self.top, by_rows))

    # -- moving

    def move_line(self, by: int) -> None:
        """Scroll a row a step, the reading line where it is on the screen; at the ends of the text that line moves.

        Going back the same number of steps leads to where it began.
        """
        home, step = self._home_y, 1 if by > 0 else -1
        if abs(by) > _COUNTED_LINES:
            self.top = self._clamped(self.layout.moved(self.top, by - step))
            self.line = self._line_at(home, self.top) or self.line
        for _ in range(abs(by) if abs(by) <= _COUNTED_LINES else 1):
            if not self._step(step, home):
                break
        self._moved()
        self._home_y = home

    def _step(self, step: int, home_y: int) -> bool:
        """Move by one row, down or up. Returns whether there was one."""
        before, at_home = (self.top, self.line), self._line_at(home_y, self.top) or self.line
        is_short = self._is_before(self.line, at_home) if step > 0 else self._is_before(at_home, self.line)
        top, line = (None if is_short else self._scrolled(step, home_y)) or (
            self.top,
            self._beside(self.line, step),
        )
        self.top, self.line = top, line
        return (top, line) != before

    def _scrolled(self, step: int, home_y: int) -> tuple[Place, Place] | None:
        """Top and line after a row has been scrolled, or as many as it takes to see text; None at the end."""
        top, line = self.top, None
        while line is None:
            further = self._clamped(self.layout.moved(top, step))
            if further == top:
                return None
            top, line = further, self._line_at(home_y, further)
        return top, line

    def _line_at(self, y: int, top: Place) -> Place | None:
        """The line of text in a row of the screen; where a gap is, the nearest one above it in view, else below."""
        for at in (*range(y, -1, -1), *range(y + 1, self.height)):
            place = self.layout.moved(top, at)
            if not self.layout.row(place).gap:
                return place
        return None

    @staticmethod
    def _is_before(one: Place, other: Place) -> bool:
        return (one.stretch.start, one.index) < (other.stretch.start, other.index)

    def _beside(self, place: Place, by_rows: int) -> Place:
        """The line of text so many further down or up; stops at the ends."""
        step = 1 if by_rows > 0 else -1
        for _ in range(abs(by_rows)):
            further = self.layout.moved(place, step)
            while self.layout.row(further).gap and self.layout.moved(further, step) != further:
                further = self.layout.moved(further, step)
            if further == place or self.layout.row(further).gap:
                break
            place = further
        return place

    def move_page(self, by_rows: int) -> None:
        """Scroll, the reading line with it."""
        self.top = self._clamped(self.layout.moved(self.top, by_rows))
        line = self.layout.moved(self.line, by_rows)
        self.line = self.layout.place(self.layout.row(line).start)
        self._into_view()
        self._moved()

    def scroll(self, by_rows: int) -> None:
        """Scroll as the wheel does: the reading line stays until it would leave the window."""
        self._scroll_to(self.layout.moved(self.top, by_rows))

    def show_from(self, offset: int) -> None:
        """Scroll until the row of `offset` is on top, as the wheel does."""
        self._scroll_to(self.layout.place(offset))

    def _scroll_to(self, top: Place) -> None:
        self.top = self._clamped(top)
        margin = min(_SCROLL_MARGIN_ROWS, self.height // 3)
        distance = self._line_y()
        wanted = min(max(distance, margin), self.height - 1 - margin)
        if wanted != distance:
            line = self.layout.moved(self.top, wanted)
            self.line = self.layout.place(self.layout.row(line).start)
            if self._line_y() >= self.height:
                self.line = self._beside(self.line, -1)  # a gap at the edge has no text of its own
            if not 0 <= self._line_y() < self.height:
                self._into_view()
        self._moved()

    def _line_y(self) -> int:
        """Row of the screen of the reading line; outside of it, any number that is outside."""
        return self.layout.distance(self.top, self.line, 3 * self.height)

    def goto(self, offset: int) -> None:
        """Bring the row of `offset` into view and read it."""
        self.goto_place(self.layout.place(offset))

    def move_block(self, by: int) -> None:
        """Read the first row of a paragraph further down or up; all of it is seen where it has room."""
        index = min(max(self.block + by, 0), len(self._blocks) - 1)
        span = self._blocks[index].span
        self.goto(span.start)
        self._scroll_up(self._rows_below(max(span.end - 1, span.start)))
        self._moved()

    def goto_place(self, place: Place) -> None:
        """Read a row; scroll only if it would stand too near the edge that it goes towards."""
        before = self._line_y()
        self.line = place
        self._into_view(before)
        self._moved()

    def reveal(self, offset: int) -> None:
        """Read the row of `offset`; scroll only if it is not in view."""
        if self.y_of(offset) is None:
            self.goto(offset)
        else:
            self.focus(offset)

    def hold(self, offset: int, y: int) -> None:
        """Read the row of `offset` and put it on row `y` of the screen."""
        self.line = self.layout.place(offset)
        self.top = self._clamped(self.layout.moved(self.line, -y))
        self._moved()

    def show_share(self, share: float) -> None:
        """Scroll until so much of the way is behind, 0 to 1, and read the line at that share of the text."""
        self.hold(round(share * len(self.layout.text)), round(share * (self.height - 1)))
        step = 1 if self.share < share else -1
        while (further := self._clamped(self.layout.moved(self.top, step))) != self.top:
            before, missed = self.top, abs(self.share - share)
            self.top = further
            self._refill()
            if abs(self.share - share) >= missed or not 0 <= self._line_y() < self.height:
                self.top = before
                break
        self._moved()

    def focus(self, offset: int) -> None:
        """Read the row of `offset` without scrolling: it is in view, somebody has pointed at it."""
        self.line = self.layout.place(offset)
        self._moved()

    def _into_view(self, before_y: int | None = None) -> None:
        """Scroll until the reading line is away from the edges; not at all where it stood as near before.

        Args:
            before_y: row of the screen of the line that was read before; None: keep away from both edges.
        """
        margin = min(_SCROLL_MARGIN_ROWS, self.height // 3)
        first, last = margin, self.height - 1 - margin
        if before_y is not None and 0 <= before_y < self.height:
            first, last = min(first, before_y), max(last, before_y)
        far = 3 * self.height
        distance = self.layout.distance(self.top, self.line, far)
        if first <= distance <= last:
            return
        if abs(distance) >= far:
            top = self.layout.moved(self.line, -(self.height // 3))
        else:
            top = self.layout.moved(self.top, distance - (first if distance < first else last))
        self.top = self._clamped(top)

    # -- where the reader is

    @property
    def window(self) -> TextSpan:
        """The text in view."""
        return TextSpan(self.rows[0].start, self.rows[-1].end) if self.rows else TextSpan(0, 0)

    @property
    def share(self) -> float:
        """0 to 1: how far down in the text the window is; 1: the end is in view, though it may be all that there is."""
        window, chars = self.window, len(self.layout.text)
        if not self.rows:
            return 0.0
        return 1.0 if window.end >= chars else window.start / (chars - len(window))

    @property
    def top_offset(self) -> int:
        """Code point at the top of the window."""
        return self.layout.row(self.top).start

    @property
    def line_row(self) -> Row:
        """The reading line."""
        return self.layout.row(self.line)

    @property
    def block(self) -> int:
        """Index of the focused paragraph."""
        return self.line_row.block

    def row_of(self, offset: int) -> Row:
        return self.layout.row(self.layout.place(offset))

    def row_span(self, offset: int) -> TextSpan:
        """The text of the row that shows `offset`; in a wide table that of its cell there."""
        piece = self.row_of(offset).piece_at(offset)
        return TextSpan(piece.start, max(piece.end, piece.start))

    def column_of(self, offset: int) -> int:
        """Cells between the start of its row and `offset`."""
        piece = self.row_of(offset).piece_at(offset)
        return piece.left + sum(size for _, _, size in clusters(self.layout.text[piece.start : offset]))

    def row_beside(self, offset: int, by_rows: int) -> Row:
        """The row so many lines of text below (or above) the one of `offset`; gaps do not count."""
        return self.layout.row(self._beside(self.layout.place(offset), by_rows))

    def y_of(self, offset: int) -> int | None:
        """Row of the screen that shows `offset`, or None when it is not in view."""
        for y, row in enumerate(self.rows):
            if not row.gap and row.holds(offset):
                return y
        return None
