"""Offset <-> row. Pure; knows nothing of screens.

Nothing here is proportional to the document: rows are made for a stretch of one block at a time, when somebody looks,
and kept in a bounded cache. A place on the page is a stretch and a row in it; it can always be found again from the
code-point offset where the row starts, so another width or a resize keeps the reader's line.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from annotations.model import Block
from annotations.sources.blocks import BlockTable, marker_chars
from tui.page.tables import Part, Table, table_at, table_lines
from tui.page.wrapping import wrap

_STRETCH_CHARS = 16_384
"""A block longer than this is laid out in stretches, so that a line of 50 MB costs no more than a paragraph."""
_CACHED_STRETCHES = 512
_INDENTED = {"list-item": 2, "quote": 2, "code": 2}
_OF_RULES = "─┼"
_CODE_HANG = 4
"""A line of code or of a table that is too long goes on so many cells further in than it began."""


class Row(Struct, frozen=True):
    """One line of the page. `start == end` and `gap`: the blank line above a block."""

    start: int
    end: int
    block: int
    """Index of the block."""
    indent: int = 0
    """Cells left free on the left."""
    first: bool = False
    """Is it the first row of its block?"""
    gap: bool = False
    inset: int = 0
    """Which line of the inset it shows, from 1; 0: none. Such a row is a gap too: it holds no text."""
    parts: tuple[Part, ...] = ()
    """Of a table that is wider than the page: what of its text stands where; all that it shows lies between its ends."""
    signs: tuple[tuple[int, str], ...] = ()
    """What stands beside the parts and is no text there: cells from the row's left edge, words."""

    @property
    def pieces(self) -> tuple[Part, ...]:
        """The text that it shows, one piece unless it is a table's."""
        return self.parts or (Part(self.start, self.end),)

    def piece_at(self, offset: int) -> Part:
        """The piece that holds a place, or the last one before it."""
        return max(self.pieces, key=lambda piece: _nearness(piece.start, offset))

    def piece_under(self, column: int) -> Part:
        """The piece under a cell of the row, or the last one left of it."""
        return max(self.pieces, key=lambda piece: _nearness(piece.left, column))

    def holds(self, offset: int) -> bool:
        """Does it show a place? An empty one shows the place where it is."""
        return any(piece.start <= offset < max(piece.end, piece.start + 1) for piece in self.pieces)


def _nearness(start: int, place: int) -> int:
    """The nearest start before a place has the largest number, then those behind it."""
    return start if start <= place else -start


class Inset(Struct, frozen=True):
    """Lines that are no text of the article, below the row that shows a place of it: the card of a note."""

    after: int
    """Code point of the article's text."""
    lines: tuple[str, ...]


class Stretch(Struct, frozen=True):
    """What is laid out at once: a block, or a piece of a very long one."""

    block: int
    start: int
    end: int


class Place(Struct, frozen=True):
    """A row of the page."""

    stretch: Stretch
    index: int


class Layout:
    """The rows of an article at one width."""

    def __init__(
        self, text: str, blocks: Sequence[Block], width_cells: int, inset: Inset | None = None
    ) -> None:
        self.inset = inset
        self.text = text
        self.blocks = blocks if isinstance(blocks, BlockTable) else BlockTable(blocks)
        self._starts, self._ends = self.blocks.starts(), self.blocks.ends()
        self.width_cells = max(width_cells, 2)
        self._rows: OrderedDict[tuple[int, int], tuple[Row, ...]] = OrderedDict()
        """Of the stretches that were looked at last, by their block and where they start."""

    def block_at(self, offset: int) -> int:
        """Index of the block that holds `offset`, or of the last one before it. O(log n)."""
        return self.blocks.block_at(offset)

    def stretch_at(self, offset: int) -> Stretch:
        index = self.block_at(offset)
        start, end = self._starts[index], self._ends[index]
        if end - start <= _STRETCH_CHARS:
            return Stretch(index, start, end)
        inside = min(max(offset, start), max(end - 1, start))
        part = (inside - start) // _STRETCH_CHARS
        piece = self._piece(index, part)
        return piece if inside < piece.end else self._piece(index, part + 1)

    def _piece(self, index: int, part: int) -> Stretch:
        start = self._cut(index, self._starts[index] + part * _STRETCH_CHARS)
        end = self._cut(index, self._starts[index] + (part + 1) * _STRETCH_CHARS)
        return Stretch(index, start, end)

    def _table(self, index: int) -> Table | None:
        """The columns of a block that is a table wider than the page; else None."""
        if self.blocks[index].kind != "code":
            return None
        table = table_at(self.text, self._starts[index], self._ends[index])
        return table if table is not None and table.cells > self.width_cells - _INDENTED["code"] else None

    def _cut(self, index: int, near: int) -> int:
        """Where a very long block is cut: after the last space shortly before `near`; a wide table between its rows."""
        low, high = self._starts[index], self._ends[index]
        if near <= low or near >= high:
            return min(max(near, low), high)
        if self._table(index) is not None:
            line = self.text.rfind("\n", max(near - _STRETCH_CHARS, low), near)
            if line >= 0:
                return line + 1
        space = max(self.text.rfind(" ", near - 256, near), self.text.rfind("\n", near - 256, near))
        return space + 1 if space >= 0 else near

    def after(self, stretch: Stretch) -> Stretch | None:
        if stretch.end < self._ends[stretch.block]:
            return self.stretch_at(stretch.end)
        index = stretch.block + 1
        return self.stretch_at(self._starts[index]) if index < len(self._starts) else None

    def before(self, stretch: Stretch) -> Stretch | None:
        if stretch.start > self._starts[stretch.block]:
            return self.stretch_at(stretch.start - 1)
        index = stretch.block - 1
        return self.stretch_at(max(self._ends[index] - 1, self._starts[index])) if index >= 0 else None

    def rows(self, stretch: Stretch) -> tuple[Row, ...]:
        """The rows of a stretch, a gap above it included."""
        key = stretch.block, stretch.start
        rows = self._rows.get(key)
        if rows is not None:
            self._rows.move_to_end(key)
            return rows
        rows = self._rows[key] = tuple(self._laid_out(stretch))
        if len(self._rows) > _CACHED_STRETCHES:
            self._rows.popitem(last=False)
        return rows

    def _laid_out(self, stretch: Stretch) -> list[Row]:
        block = self.blocks[stretch.block]
        indent = _INDENTED.get(block.kind, 0) * max(block.level, 1) if block.kind in _INDENTED else 0
        indent = min(indent, self.width_cells // 3)
        begins = stretch.start == block.span.start
        hang = marker_chars(self.text, block.span.start) if block.kind == "list-item" else 0
        hang = hang if hang < self.width_cells // 3 else 0
        words = stretch.start + hang if begins else stretch.start
        width = self.width_cells - indent - hang
        if (table := self._table(stretch.block)) is not None:
            rows = self._of_table(table, stretch, indent)
        elif block.kind == "code":
            rows = self._hung(wrap(self.text, words, stretch.end, width), stretch, indent)
        else:
            cuts = wrap(self.text, words, max(stretch.end, words), width)
            rows = [Row(start, end, stretch.block, indent + hang, first=False) for start, end in cuts]
        if begins:
            rows[0] = replace(rows[0], start=stretch.start, indent=indent, first=True)
        if begins and stretch.block and self._needs_gap(stretch.block):
            rows.insert(0, Row(stretch.start, stretch.start, stretch.block, gap=True))
        if self.inset is not None and stretch.start <= self.inset.after < stretch.end:
            rows = self._with_inset(rows, self.inset)
        return rows

    def _of_table(self, table: Table, stretch: Stretch, indent: int) -> list[Row]:
        lines = table_lines(self.text, table, stretch.start, stretch.end, self.width_cells - indent)
        return [
            Row(line.start, line.end, stretch.block, indent, gap=line.gap, parts=line.parts, signs=line.signs)
            for line in lines
        ]

    def _hung(self, cuts: Sequence[tuple[int, int]], stretch: Stretch, indent: int) -> list[Row]:
        """Rows of code, from those that are as wide as the page: what is left of a long line stands further in."""
        rows, at = list[Row](), 0
        while at < len(cuts):
            start, end = cuts[at]
            rows.append(Row(start, end, stretch.block, indent))
            at += 1
            if at == len(cuts) or self.text[end : cuts[at][0]].find("\n") >= 0:
                continue
            line_end = self.text.find("\n", end, stretch.end)
            line_end = line_end if line_end >= 0 else stretch.end
            line = self.text[start:end]
            hang = min(len(line) - len(line.lstrip(" ")) + _CODE_HANG, self.width_cells // 3)
            if self.text[start:line_end].strip(_OF_RULES):  # else a table's: it goes as far as the page
                rest = wrap(self.text, cuts[at][0], line_end, self.width_cells - indent - hang)
                rows += [Row(left, right, stretch.block, indent + hang) for left, right in rest]
            while at < len(cuts) and cuts[at][0] < line_end:
                at += 1
        return rows

    def _with_inset(self, rows: list[Row], inset: Inset) -> list[Row]:
        index = self._showing(rows, inset.after)
        above = rows[index]
        lines = [
            Row(above.end, above.end, above.block, above.indent, gap=True, inset=number)
            for number in range(1, len(inset.lines) + 1)
        ]
        return [*rows[: index + 1], *lines, *rows[index + 1 :]]

    def _needs_gap(self, index: int) -> bool:
        above, here = self.blocks[index - 1], self.blocks[index]
        together = {("list-item", "list-item"), ("title", "byline"), ("byline", "byline")}
        return (above.kind, here.kind) not in together

    def place(self, offset: int) -> Place:
        """The row that shows `offset`: the last one with text that starts at or before it."""
        stretch = self.stretch_at(offset)
        return Place(stretch, self._showing(self.rows(stretch), offset))

    def _showing(self, rows: Sequence[Row], offset: int) -> int:
        """Index of the row that shows `offset`, else of the last one with text before it, else of the first one."""
        index = max(bisect_right(rows, offset, key=attrgetter("start")) - 1, 0)
        while index and rows[index].gap:
            index -= 1
        if rows[index].gap and index + 1 < len(rows):
            index += 1
        if not rows[index].parts:
            return index
        first = index  # of the lines of that row of the table
        while first and self.text[rows[first].start - 1] != "\n":
            first -= 1
        lines = [at for at in range(first, index + 1) if not rows[at].gap]
        return max(lines, key=lambda at: _nearness(rows[at].piece_at(offset).start, offset))

    def row(self, place: Place) -> Row:
        """What stands there."""
        return self.rows(place.stretch)[place.index]

    def first(self) -> Place:
        return Place(self.stretch_at(0), 0)

    def last(self) -> Place:
        stretch = self.stretch_at(max(self._ends[-1] - 1, self._starts[-1]))
        return Place(stretch, len(self.rows(stretch)) - 1)

    def moved(self, place: Place, by_rows: int) -> Place:
        """The place so many rows further down (or up); stops at the ends."""
        stretch, index = place.stretch, place.index + by_rows
        while index < 0:
            above = self.before(stretch)
            if above is None:
                return Place(stretch, 0)
            stretch = above
            index += len(self.rows(stretch))
        while index >= (size := len(self.rows(stretch))):
            below = self.after(stretch)
            if below is None:
                return Place(stretch, size - 1)
            stretch, index = below, index - size
        return Place(stretch, index)

    def window(self, top: Place, height_rows: int) -> list[Row]:
        """The rows from `top` on, at most so many."""
        rows: list[Row] = []
        stretch: Stretch | None = top.stretch
        skip = top.index
        while stretch is not None and len(rows) < height_rows:
            rows += self.rows(stretch)[skip:]
            stretch, skip = self.after(stretch), 0
        return rows[:height_rows]

    def distance(self, upper: Place, lower: Place, at_most: int) -> int:
        """Rows from `upper` down to `lower`, counted no further than `at_most`; negative when it lies above."""
        if (lower.stretch.start, lower.index) < (upper.stretch.start, upper.index):
            return -self.distance(lower, upper, at_most)
        rows, stretch = -upper.index, upper.stretch
        while stretch != lower.stretch and rows <= at_most:
            rows += len(self.rows(stretch))
            below = self.after(stretch)
            if below is None:
                return rows
            stretch = below
        return min(rows + lower.index, at_most) if stretch == lower.stretch else at_most
