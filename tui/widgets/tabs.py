"""A quiet line of names, one of them lit: the shelves of notes, the kinds of names."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.dressing import dress_of
from tui.widgets.fitting import grouped


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
        """Show names with counts, one lit."""
        self._names, self._lit = names, lit
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Pick the name under the pointer."""
        at = 3
        for name, count in self._names:
            cells = len(f"{name} {grouped(count)}")
            if at <= event.x < at + cells:
                self.post_message(self.Picked(name))
                return
            at += cells + 3

    def render_line(self, y: int) -> Strip:
        """A blank line, then the names."""
        dress = dress_of(self)
        segments = [Segment("   ", dress.base)]
        for name, count in self._names if y else ():
            style = dress.accent if name == self._lit else dress.dim
            segments += [Segment(f"{name} {grouped(count)}", style), Segment("   ", dress.base)]
        return Strip(segments).adjust_cell_length(self.size.width, dress.base)
