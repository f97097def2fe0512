"""Cards of notes beside the text: each at the height of its line, pushed down where two would collide. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from rich.segment import Segment
from textual.strip import Strip

from annotations.model import TextSpan
from annotations.text.canonical import showable
from tui.page.note_cards import Card
from tui.page.wrapping import wrap
from tui.theme import Dress

GAP_CELLS = 4
"""Between the text column and the cards; the hairlines run in it."""
WIDEST_CELLS = 44
WANTED_CELLS = 36
NARROWEST_CELLS = 18
_BESIDE_CELLS = 4
"""The focus bar and a blank before the text, a blank and the scroll bar behind the cards."""
_NARROWEST_TEXT_CELLS = 2
_BARE_CELLS, _BAREST_CELLS = 6, 4
"""Beside the text are a blank, the focus bar and the scroll bar; and on both sides a little room, unless it is narrow."""
_NARROW_CELLS = 26
"""What a page without cards needs beside its text."""
_MOST_LINES = 7
_FEWEST_LINES = 1


class Placed(Struct, frozen=True):
    """A card on the screen."""

    card: Card
    y: int
    """Its first row; may lie above the screen when the active card needs room."""
    line_y: int
    """The row of its words."""
    lines: tuple[str, ...]

    @property
    def bottom(self) -> int:
        """The row below its last."""
        return self.y + len(self.lines)


@lru_cache(512)
def card_lines(card: Card, width_cells: int, most_lines: int) -> tuple[str, ...]:
    """The lines of a card within its edge, at most `most_lines` of them its text and what of its tags needs more than one."""
    room = max(width_cells - 2, 4)
    told = showable(card.head)
    heads = [told[start:end].strip(" ·") for start, end in wrap(told, 0, len(told), room)]
    body = [showable(line) for line in card.body.strip().splitlines() if line.strip()]
    cut = heads[1:] + [line[start:end] for line in body for start, end in wrap(line, 0, len(line), room)]
    if len(cut) > most_lines:
        cut = cut[:most_lines]
        cut[-1] = _ended(cut[-1], room)
    head = heads[0]
    foot = _fitted(showable(card.foot), room)
    return (f"╭ {head}", *(f"│ {line}" for line in cut), f"╰ {foot}")


_MOST_LINES_BELOW = 12


def card_below(card: Card, width_cells: int) -> tuple[str, ...]:
    """The lines of a card that stands below its paragraph."""
    return card_lines(card, width_cells, _MOST_LINES_BELOW)


_NEAR_CHARS = 1_200
"""A card stands below its paragraph, or below its words where the paragraph goes on for longer than that."""
_AROUND_ROWS = 7
"""Rows that are kept free above and below what is read, and one for words that begin within a row."""


def place_below(text: str, span: TextSpan, end: int, room: tuple[int, int]) -> int:
    """The place (code point) below whose row a card stands so that the start of its words and all of it can be seen.

    Args:
        text: of the article.
        span: the words that the note is on.
        end: of their paragraph.
        room: rows that the screen has beside the card, and cells of a row.
    """
    rows, cells = room[0] - _AROUND_ROWS, room[1]
    for after in (end, span.end) if end - span.end <= _NEAR_CHARS else (span.end,):
        if after - span.start <= rows * cells and len(wrap(text, span.start, after, cells)) <= rows:
            return after - 1
    return span.start


def card_below_segments(lines: Sequence[str], number: int, card: Card, dress: Dress) -> list[Segment]:
    """One of them: its edge and its words."""
    ends = number in (0, len(lines) - 1)
    edge, words = lines[number][:1], lines[number][1:]
    return [Segment(edge, dress.ink(card.color)), Segment(words, dress.dim if ends else dress.base)]


def _fitted(words: str, room: int) -> str:
    """One line; what is too long ends in an ellipsis."""
    start, end = wrap(words, 0, len(words), room)[0]
    return words if end >= len(words.rstrip()) else _ended(words[start:end], room)


def _ended(words: str, room: int) -> str:
    while words and Strip([Segment(words + "…")]).cell_length > room:
        words = words[:-1]
    return words.rstrip(" ·") + "…"


def arrange(
    cards: Sequence[tuple[int, Card]], height_rows: int, width_cells: int, active: str
) -> list[Placed]:
    """Give each card its rows.

    Args:
        cards: (row of its words, card), in reading order.
        height_rows: of the screen.
        width_cells: of the cards.
        active: id of the card that must be seen whole.

    Returns:
        The cards in order, none over another, each as near to its words as the others and the end of the screen leave
        it. Where all would not fit, all but the active one are shortened.
    """
    most = _MOST_LINES
    while True:
        lines = [
            card_lines(card, width_cells, _MOST_LINES if card.id == active else most) for _, card in cards
        ]
        if most == _FEWEST_LINES or sum(map(len, lines)) <= height_rows:
            break
        most -= 1
    sizes = [len(shown) for shown in lines]
    tops = _pushed_down([line_y for line_y, _ in cards], sizes)
    if sum(sizes) <= height_rows:
        _raise(tops, sizes, len(sizes) - 1, height_rows)
    index = next((i for i, (_, card) in enumerate(cards) if card.id == active), None)
    if index is not None:
        _raise(tops, sizes, index, height_rows)
    return [
        Placed(card, top, line_y, shown)
        for (line_y, card), top, shown in zip(cards, tops, lines, strict=True)
    ]


def _pushed_down(wanted: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """The first row of each, where it is wanted or right below the one before."""
    tops, free = [], 0
    for top, size in zip(wanted, sizes, strict=True):
        tops.append(max(top, free))
        free = tops[-1] + size
    return tops


def _raise(tops: list[int], sizes: Sequence[int], index: int, height: int) -> None:
    """Push cards up until the one at `index` ends on the screen; those before it may leave the screen for that."""
    limit = height
    for i in range(index, -1, -1):
        tops[i] = min(tops[i], limit - sizes[i])
        if i == index:
            tops[i] = max(tops[i], 0)
        limit = tops[i]


class Margin:
    """The margin of one screenful, row by row."""

    def __init__(self, placed: Sequence[Placed], active: str, height_rows: int) -> None:
        self._active = active
        self._cards: dict[int, tuple[Placed, int]] = {}
        self._rails: dict[int, str] = {}
        shown, self._more = _whole(placed, active, height_rows)
        self._more_y = height_rows - 1
        self._lit: Placed | None = None
        """The active card, where a hairline leads to it: that one is bright too."""
        for one in shown:
            for number in range(len(one.lines)):
                self._cards[one.y + number] = (one, number)
            if one.y != one.line_y:
                self._draw_rail(one)
                self._lit = one if one.card.id == active else self._lit

    def _draw_rail(self, one: Placed) -> None:
        """A hairline from the row of the words to the card that had to give way."""
        low, high = sorted((one.y, one.line_y))
        down = one.y > one.line_y
        for y in range(low, high + 1):
            if y == one.line_y:
                self._rail(y, "╮" if down else "╯")
            elif y == one.y:
                self._rail(y, "╰" if down else "╭")
            else:
                self._rail(y, "│")

    def _rail(self, y: int, sign: str) -> None:
        known = self._rails.get(y, "")
        if not known or known == sign:
            self._rails[y] = sign
        elif {known, sign} <= {"╮", "│", "╯", "┤"}:
            self._rails[y] = "┤"
        elif {known, sign} <= {"╰", "│", "╭", "├"}:
            self._rails[y] = "├"
        else:
            self._rails[y] = "┼"

    def card_at(self, y: int) -> str:
        """Id of the note whose card stands in a row; empty: none does."""
        return self._cards[y][0].card.id if y in self._cards else ""

    def key(self, y: int) -> tuple[object, ...]:
        """What decides the looks of a row: equal keys look the same."""
        one, number = self._cards.get(y, (None, 0))
        is_active = one is not None and one.card.id == self._active
        more = self._more if y == self._more_y else 0
        return (
            one.card if one else None,
            number,
            one.lines if one else (),
            is_active,
            self._rails.get(y),
            self._lit_look(y),
            more,
        )

    def segments(self, y: int, dress: Dress) -> list[Segment]:
        """The gap with its hairline, then the card."""
        rail = self._rails.get(y, "")
        before = "─" if rail and rail in "╮╯┤┼" else " "
        after = "─" if rail and rail in "╰╭├┼" else " "
        parts = (f" {before}", rail or " ", after)
        gap = [Segment("".join(parts), dress.dim)]
        if look := self._lit_look(y):
            color, lit = look
            ink = dress.ink(color)
            gap = [
                Segment(part, ink if is_lit else dress.dim) for part, is_lit in zip(parts, lit, strict=True)
            ]
        if self._more and y == self._more_y:
            return [*gap, Segment(f"+{self._more} below", dress.dim)]
        if y not in self._cards:
            return gap
        one, number = self._cards[y]
        edge, words = one.lines[number][:1], one.lines[number][1:]
        active = one.card.id == self._active
        inner = 0 < number < len(one.lines) - 1
        ink = dress.ink(one.card.color)
        style = (dress.strong if active else dress.base) if inner else (ink if active else dress.dim)
        if inner and not active:
            style = dress.dim
        return [*gap, Segment(edge, ink), Segment(words, style)]

    def _lit_look(self, y: int) -> tuple[str, tuple[bool, bool, bool]] | None:
        """The active card's colour and which parts of a row's hairline lead there: from its words, along, to the card."""
        one = self._lit
        if one is None or not min(one.y, one.line_y) <= y <= max(one.y, one.line_y):
            return None
        return one.card.color, (y == one.line_y, True, y == one.y)


def _whole(placed: Sequence[Placed], active: str, height: int) -> tuple[Sequence[Placed], int]:
    """The cards that end on the screen, and how many do not: the last row is left for saying it."""
    if not placed or placed[-1].bottom <= height:
        return placed, 0
    shown = [one for one in placed if one.bottom < height or one.card.id == active]
    is_row_free = all(one.bottom < height for one in shown)
    return shown, len(placed) - len(shown) if is_row_free else 0


class PageShape(NamedTuple):
    """How a page divides its width, in cells."""

    left: int
    """Before the focus bar."""
    text: int
    cards: int
    """0: there is no room for cards, whether there are notes or not."""


@lru_cache(16)
def page_shape(width_cells: int, column_cells: int) -> PageShape:
    """How a page of so many cells is divided where the reader wants a column of `column_cells`."""
    beside = _BARE_CELLS if width_cells >= _NARROW_CELLS else _BAREST_CELLS
    text = max(_NARROWEST_TEXT_CELLS, min(column_cells, width_cells - beside))
    left, cards = margin_shape(width_cells, text) or (max(1, (width_cells - text - 3) // 2), 0)
    return PageShape(left, text, cards)


def margin_shape(width_cells: int, text_cells: int) -> tuple[int, int] | None:
    """How a page divides its width, whether it holds notes or not: the text stays where it is when the first one comes.

    The text stands in the middle where the cards have room beside it there, else as little to the left as they need.

    Returns:
        Cells left of the focus bar and cells of the cards; None where there is no room for cards.
    """
    free = width_cells - text_cells - GAP_CELLS - _BESIDE_CELLS
    wanted = min(max(free * 2 // 3, NARROWEST_CELLS), WANTED_CELLS)
    left = min((width_cells - text_cells) // 2 - 1, free - wanted)
    return (left, min(free - left, WIDEST_CELLS)) if width_cells >= 100 and left > 0 else None
