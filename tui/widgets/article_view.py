"""The page: one widget with the line API over a layout that is made where somebody looks.

The view remembers its top as a place in the layout, and every place is found again from a code-point offset, so width,
theme and resize keep the reader's line. The scroll bar stands for offsets, not for rows, and so never jumps.
"""

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from annotations.model import Article, Mark, TextSpan
from annotations.spans import runs
from tui.layout import Layout, Place, Row
from tui.theme import DARK, Dress, Palette
from tui.widgets.layers import Layer

_SCROLL_MARGIN = 3
_BULLET = "• "


class ArticleView(Widget):
    """Shows an article; knows values only. Asks for nothing and saves nothing."""

    DEFAULT_CSS = "ArticleView { height: 1fr; width: 1fr; }"
    column_cells: reactive[int] = reactive(72, init=False)

    class Moved(Message):
        """The reading line went elsewhere."""

    def __init__(self, palette: Palette = DARK, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.dress = Dress(palette)
        self.article: Article | None = None
        self.highlighting = "quiet"
        self.entities = Layer()
        self.notes = Layer()
        self.hits = Layer()
        self.caret: TextSpan | None = None
        self.selection: TextSpan | None = None
        self.cards: dict[int, str] = {}
        self._layout: Layout | None = None
        self._top: Place | None = None
        self._line: Place | None = None
        self._rows: list[Row] = []
        self._wanted = 0

    # -- what is shown

    def show(self, article: Article, offset: int = 0) -> None:
        """Show an article from `offset` (code points) on."""
        self.article = article
        self.entities, self.notes, self.hits = Layer(), Layer(), Layer()
        self.caret = self.selection = None
        self._layout, self._wanted = None, offset
        self._arrange()

    def _arrange(self) -> None:
        """Lay out anew for the present width, the same line on top."""
        if self.article is None or not self.article.blocks or not self.size.width:
            return
        top = self._row(self._top).start if self._layout and self._top else self._wanted
        line = self._row(self._line).start if self._layout and self._line else self._wanted
        self._layout = Layout(self.article.text, self.article.blocks, self.text_cells)
        self._top = self._clamped(self._layout.place(top))
        self._line = self._layout.place(max(line, self._row(self._top).start))
        if self._wanted and not top:
            self._top = self._clamped(self._layout.place(self._wanted))
        self._repaint()

    def _row(self, place: Place | None) -> Row:
        assert self._layout is not None
        assert place is not None
        return self._layout.row(place)

    def on_resize(self) -> None:
        """Another width: the same line stays."""
        self._arrange()

    def watch_column_cells(self) -> None:
        """`+` and `-`."""
        self._arrange()

    @property
    def text_cells(self) -> int:
        """Width of the text column, in cells."""
        return max(20, min(self.column_cells, self.size.width - 6))

    @property
    def _left(self) -> int:
        """Cells before the focus bar; a fixed step further left when there is room for a margin of notes."""
        free = self.size.width - self.text_cells - 3
        return max(1, free // 2 if not self.has_margin else min(free // 4, 12))

    @property
    def has_margin(self) -> bool:
        """Is there room for the notes beside the text?"""
        return self.size.width >= 100 and bool(self.notes.items)

    def restyle(self) -> None:
        """Layers have changed; the text stays where it is."""
        self._repaint()

    def _repaint(self) -> None:
        if self._layout is not None and self._top is not None:
            self._rows = self._layout.window(self._top, self.size.height)
        self.refresh()
        self.post_message(self.Moved())

    # -- moving

    def _clamped(self, top: Place) -> Place:
        """No empty page below the last line."""
        assert self._layout is not None
        height = max(self.size.height, 1)
        if len(self._layout.window(top, height)) == height:
            return top
        return self._layout.moved(self._layout.last(), 1 - height)

    def move_line(self, by: int) -> None:
        """Move the reading line; the view follows."""
        if self._layout is None or self._line is None:
            return
        step = 1 if by > 0 else -1
        place = self._layout.moved(self._line, by)
        while self._layout.row(place).gap and self._layout.moved(place, step) != place:
            place = self._layout.moved(place, step)
        self._goto(place)

    def move_page(self, by_rows: int) -> None:
        """Scroll, the reading line with it."""
        if self._layout is None or self._top is None or self._line is None:
            return
        self._top = self._clamped(self._layout.moved(self._top, by_rows))
        line = self._layout.moved(self._line, by_rows)
        self._line = self._layout.place(self._layout.row(line).start)
        self._into_view()
        self._repaint()

    def goto(self, offset: int) -> None:
        """Bring the row of `offset` into view and make it the reading line."""
        if self._layout is not None:
            self._goto(self._layout.place(offset))

    def goto_end(self) -> None:
        """The last line of the text, at the bottom of the view."""
        if self._layout is not None:
            self._goto(self._layout.last())

    def move_block(self, by: int) -> None:
        """Focus a paragraph further down or up."""
        if self._layout is None or self.article is None:
            return
        blocks = self.article.blocks
        index = min(max(self.focused_block + by, 0), len(blocks) - 1)
        self.goto(blocks[index].span.start)

    def _goto(self, place: Place) -> None:
        before, top = self._line, self._top
        self._line = place
        self._into_view()
        if self._top == top and before is not None:
            self._repaint_rows(before, place)
            self.post_message(self.Moved())
        else:
            self._repaint()

    def _repaint_rows(self, before: Place, after: Place) -> None:
        """Without scrolling only the bars of two paragraphs change."""
        changed = {self._row(before).block, self._row(after).block}
        if len(changed) == 1:
            return
        for y, row in enumerate(self._rows):
            if row.block in changed:
                self.refresh(Region(0, y, self.size.width, 1))

    def _into_view(self) -> None:
        assert self._layout is not None
        assert self._line is not None
        assert self._top is not None
        height = max(self.size.height, 1)
        margin = min(_SCROLL_MARGIN, height // 3)
        far = 3 * height
        distance = self._layout.distance(self._top, self._line, far)
        if margin <= distance < height - margin:
            return
        if abs(distance) >= far:
            top = self._layout.moved(self._line, -height // 3)
        elif distance < margin:
            top = self._layout.moved(self._top, distance - margin)
        else:
            top = self._layout.moved(self._top, distance - (height - margin - 1))
        self._top = self._clamped(top)

    # -- where the reader is

    @property
    def top_offset(self) -> int:
        """Code point at the top of the view."""
        return self._row(self._top).start if self._layout and self._top else self._wanted

    @property
    def line_offset(self) -> int:
        """Code point at the start of the reading line."""
        return self._row(self._line).start if self._layout and self._line else self._wanted

    @property
    def focused_block(self) -> int:
        """Index of the focused paragraph."""
        return self._row(self._line).block if self._layout and self._line else 0

    @property
    def progress(self) -> float:
        """0 to 1: how much of the text lies above the bottom of the view."""
        if self.article is None or not self._rows:
            return 0.0
        return min(1.0, self._rows[-1].end / max(len(self.article.text), 1))

    def block_at(self, offset: int) -> int:
        """Index of the block that holds `offset`."""
        return self._layout.block_at(offset) if self._layout else 0

    def first_visible_offset(self, block: int) -> int:
        """Start of the top visible row of a block."""
        return next((row.start for row in self._rows if row.block == block and not row.gap), self.line_offset)

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell of the widget, or None."""
        if not 0 <= y < len(self._rows) or self.article is None:
            return None
        row = self._rows[y]
        column = x - self._left - 2 - row.indent
        return min(row.start + max(column, 0), max(row.end - 1, row.start))

    # -- painting

    def render_line(self, y: int) -> Strip:
        """One line of the screen: focus bar, text, margin, scroll bar."""
        base = self.dress.base
        width = self.size.width
        if y >= len(self._rows) or self.article is None:
            return Strip([Segment(" " * width, base)], width)
        row = self._rows[y]
        text = self._text_segments(row)
        used = self._left + 2 + row.indent + sum(segment.cell_length for segment in text)
        bar = "▎" if row.block == self.focused_block and not row.gap else " "
        segments = [
            Segment(self._gutter(row), self.dress.accent),
            Segment(bar + " ", self.dress.accent),
            Segment(self._bullet(row), self.dress.dim),
            *text,
        ]
        card = self._card(y, width - used - 4)
        segments += [Segment("   " if card else "", base), Segment(card, self.dress.dim)]
        strip = Strip(segments).adjust_cell_length(width - 1, base)
        return Strip([*strip, Segment(self._scroll_bar(y), self.dress.dim)], width)

    def _gutter(self, row: Row) -> str:
        """Blank cells, with a mark where a note starts and there is no margin."""
        count = sum(row.start <= span.start < max(row.end, row.start + 1) for span, _ in self._notes_of(row))
        mark = "" if not count or self.has_margin else "•" if count == 1 else str(min(count, 9))
        return mark.rjust(self._left)

    def _notes_of(self, row: Row) -> list[tuple[TextSpan, str]]:
        return [] if row.gap else self.notes.within(TextSpan(row.start, row.end))

    def _bullet(self, row: Row) -> str:
        assert self.article is not None
        is_item = row.first and self.article.blocks[row.block].kind == "list-item"
        return (_BULLET if is_item and row.indent >= 2 else "").rjust(row.indent)

    def _text_segments(self, row: Row) -> list[Segment]:
        assert self.article is not None
        if row.gap or row.start == row.end:
            return []
        window = TextSpan(row.start, row.end)
        text = self.article.text
        return [
            Segment(text[run.span.start : run.span.end].replace("\n", " "), self.dress.style(run.classes))
            for run in runs(window, self._layers(row, window))
        ]

    def _layers(self, row: Row, window: TextSpan) -> list[tuple[TextSpan, str]]:
        assert self.article is not None
        layers: list[tuple[TextSpan, str]] = [(window, f"kind:{self.article.blocks[row.block].kind}")]
        layers += [(mark.span, mark.kind) for mark in self._marks(window)]
        if self.highlighting != "off":
            dress = "entity" if self.highlighting == "quiet" else "loud"
            layers += [(span, f"{dress}:{label}") for span, label in self.entities.within(window)]
        layers += [(span, f"note:{color}") for span, color in self.notes.within(window)]
        layers += [(span, "hit") for span, _ in self.hits.within(window)]
        if self.caret is not None:
            layers.append((self.caret, "caret"))
        if self.selection is not None:
            layers.append((self.selection, "selection"))
        return layers

    def _marks(self, window: TextSpan) -> Sequence[Mark]:
        assert self.article is not None
        return [m for m in self.article.marks if m.span.start < window.end and m.span.end > window.start]

    def _card(self, y: int, room: int) -> str:
        if not self.has_margin or room < 12:
            return ""
        return self.cards.get(y, "")[:room]

    def _scroll_bar(self, y: int) -> str:
        assert self.article is not None
        size = max(len(self.article.text), 1)
        height = max(self.size.height, 1)
        shown = self._rows[-1].end - self._rows[0].start
        if shown >= size:
            return " "
        top = self._rows[0].start * height // size
        return "▐" if top <= y <= max(top, top + shown * height // size) else " "
