"""The status bar: one quiet line, what stands left and what stands right; parts give way as the width shrinks."""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.strip import Strip

from annotations.text.canonical import showable
from tui.theme import Dress
from tui.widgets.press_key import press
from tui.widgets.styles import dress_of
from tui.widgets.unframed import Unframed

_BETWEEN_SIDES = 2
_PATH = " › "
"""The gap that leads further in: clicked, it leads out as what stands before it."""


class Part(Struct, frozen=True):
    """A few words of the line that are shown whole or not at all."""

    text: str
    weight: int = 1
    """The lightest parts leave first; of equal ones the last."""
    look: str = "dim"
    """dim, base, strong, accent, "label:person" for the colour of a group of labels, "note:pink" for a highlight's."""
    shrinks: bool = False
    """May be cut short with an ellipsis instead of leaving: a title."""
    gap: str = "  "
    """What parts it from the one before."""
    is_of_row: bool = False
    """Is it one of a row of its like? How many of them had to leave is said behind those that stay."""
    key: str = ""
    """The key that does what `text` says; it is lit, its word is dim."""
    pressed: str = ""
    """The key that a click is, where none is shown."""

    @property
    def words(self) -> str:
        """All that is shown of it."""
        return f"{self.key} {self.text}" if self.key and self.text else self.key or self.text


def fitted(left: Sequence[Part], right: Sequence[Part], width: int) -> tuple[list[Part], list[Part]]:
    """The parts that a line has room for, the heaviest kept. Pure."""
    sides = ([part for part in left if part.words], [part for part in right if part.words])
    gone = 0

    def used(most_cells: int) -> int:
        between = _BETWEEN_SIDES if sides[0] and sides[1] else 0
        has_row = gone and any(part.is_of_row for side in sides for part in side)
        missing = cell_len(_MISSING.format(gone)) + 2 if has_row else 0
        return sum(_cells(side, most_cells) for side in sides) + between + missing

    while True:
        leaving = [part for side in sides for part in side if not part.shrinks]
        light = [part for part in leaving if part.weight <= _LIGHT]
        if used(_SEEN_CELLS) > width and light:
            leaving = light
        elif used(_SHRUNK_CELLS) <= width or not leaving:
            break
        lightest = min(part.weight for part in leaving)
        side, index = next(
            (side, i)
            for side in sides
            for i in range(len(side) - 1, -1, -1)
            if side[i].weight == lightest and not side[i].shrinks
        )
        gone += side[index].is_of_row
        del side[index]
    over = used(_WHOLE) - width
    if over > 0:
        for side in sides:
            for index, part in enumerate(side):
                if part.shrinks:
                    side[index] = replace(part, text=cut(part.text, max(cell_len(part.text) - over, 1)))
    for side in sides if gone else ():
        behind = next((i + 1 for i in range(len(side) - 1, -1, -1) if side[i].is_of_row), None)
        if behind is not None:
            side.insert(behind, Part(_MISSING.format(gone)))
    return sides


_MISSING = "+{}"
_SEEN_CELLS, _SHRUNK_CELLS = 24, 12
"""A part that may be cut keeps the one before parts that are light leave, the other one before any other does."""
_WHOLE = 1_000_000
_LIGHT = 6
"""Counts and the like: they leave before a title is cut to a stump."""


@lru_cache(512)
def _width(words: str) -> int:
    """Cells of a part: most of them are those of the frame before."""
    return cell_len(words)


def _cells(side: Sequence[Part], most_cells: int) -> int:
    """Cells of a side whose shrinking parts have so many at most."""
    sizes = (min(_width(part.words), most_cells) if part.shrinks else _width(part.words) for part in side)
    return sum(sizes) + sum(_width(part.gap) for part in side[1:])


def cut(words: str, room_cells: int) -> str:
    """Words that fit a room; what is left out is an ellipsis."""
    if cell_len(words) <= room_cells:
        return words
    while words and cell_len(words) > room_cells - 1:
        words = words[:-1]
    return words.rstrip() + "…"


class ChromeLine(Unframed):
    """A single line; repaints only when its words change."""

    DEFAULT_CSS = "ChromeLine { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: tuple[tuple[Part, ...], tuple[Part, ...]] = ((), ())
        self._painted: tuple[tuple[object, ...], Strip] = ((), Strip.blank(0))
        """The line, behind all that decides its looks."""

    def say(self, left: str, right: str = "") -> None:
        """Change the words; the left ones end in an ellipsis where there is no room."""
        self.say_parts((Part(left, shrinks=True),), (Part(right),))

    def say_parts(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        """Change the words part by part."""
        said = (tuple(left), tuple(right))
        if said != self._said:
            self._said = said
            self.refresh()

    def on_click(self, event: Click) -> None:
        """A click on a hint is its key."""
        press(self, self.key_at(event.x))

    def key_at(self, x: int) -> str:
        """The key of the hint at a cell, or of the one that a number belongs to."""
        sides = fitted(self._said[0], self._said[1], max(self.size.width - 2, 0))
        for side, start in zip(sides, (1, self.size.width - 1 - _cells(sides[1], _WHOLE)), strict=True):
            at, key = start, ""
            for number, part in enumerate(side):
                gap = _width(part.gap) if number else 0
                if part.gap == _PATH and at <= x < at + gap:
                    return key
                at += gap
                key = part.key or part.pressed or (key if part.gap == " " else "")
                if at <= x < at + _width(part.words):
                    return key
                at += _width(part.words)
        return ""

    def strips(self, lines: range) -> list[Strip]:
        """The line, painted when its words or its looks have changed."""
        looks = self.looks()
        if (self._said, looks) != self._painted[0]:
            self._painted = (self._said, looks), self.filtered(self.render_line(0), looks)
        return [self._painted[1] for _ in lines]

    def render_line(self, y: int) -> Strip:
        """Left parts, what is left of the line, right parts; made safe here."""
        width, dress = self.size.width, dress_of(self)
        said = [[_safe(part) for part in side] for side in self._said]
        left, right = (_strip(side, dress) for side in fitted(said[0], said[1], max(width - 2, 0)))
        room = max(width - 1 - right.cell_length, 0)
        left = Strip([Segment(" ", dress.base), *left]).adjust_cell_length(room, dress.base)
        return Strip([*left, *right]).adjust_cell_length(width, dress.base)


def _safe(part: Part) -> Part:
    words, key = showable(part.text), showable(part.key)
    return part if (words, key) == (part.text, part.key) else replace(part, text=words, key=key)


def _strip(parts: Sequence[Part], dress: Dress) -> Strip:
    segments: list[Segment] = []
    for number, part in enumerate(parts):
        if number:
            segments.append(Segment(part.gap, dress.base))
        if part.key:
            segments.append(Segment(part.key, dress.key))
        between = " " if part.key and part.text else ""
        segments.append(Segment(between + part.text, _style(part.look, dress)))
    return Strip(segments)


def _style(look: str, dress: Dress) -> Style:
    kind, _, value = look.partition(":")
    if kind == "label":
        return dress.label(value)
    if kind == "note":
        return dress.style(("kind:paragraph", look))
    looks = {"dim": dress.dim, "base": dress.base, "strong": dress.strong, "accent": dress.accent}
    return looks[kind]
