"""A quiet line of names, one of them lit: the shelves of notes, the kinds of names."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.text.plurals import group_digits
from tui.widgets.styles import dress_of

_EDGE_CELLS = 3


class Tabs(Widget):
    """Names with counts; a click picks one."""

    DEFAULT_CSS = "Tabs { height: 2; width: 1fr; }"

    class Picked(Message):
        """A name was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names: Sequence[tuple[str, int]] = ()
        self._lit = ""

    def show(self, names: Sequence[tuple[str, int]], lit: str) -> None:
        self._names, self._lit = names, lit
        self.refresh()

    def _placed(self) -> list[tuple[int, str, str]]:
        """Where each name stands, with its words; what has no room is left out, but never the lit one."""
        words = [(name, f"{name} {group_digits(count)}") for name, count in self._names]
        room = self.size.width - _EDGE_CELLS - 1
        gap = 3 if sum(len(said) + 3 for _, said in words) <= room else 2
        while len(words) > 1 and sum(len(said) + gap for _, said in words) > room:
            last = next(at for at in range(len(words) - 1, -1, -1) if words[at][0] != self._lit)
            del words[last]
        placed, at = [], _EDGE_CELLS
        for name, said in words:
            placed.append((at, name, said))
            at += len(said) + gap
        return placed

    def on_click(self, event: Click) -> None:
        for at, name, said in self._placed():
            if at <= event.x < at + len(said):
                self.post_message(self.Picked(name))

    def render_line(self, y: int) -> Strip:
        dress = dress_of(self)
        segments: list[Segment] = []
        cells = 0
        for at, name, said in self._placed() if y else ():
            style = dress.accent if name == self._lit else dress.dim
            segments += [Segment(" " * (at - cells), dress.base), Segment(said, style)]
            cells = at + len(said)
        return Strip(segments).adjust_cell_length(self.size.width, dress.base)
