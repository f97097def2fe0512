"""One quiet line of chrome: what stands left and what stands right."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from annotations.text import showable
from tui.theme import DARK, Dress, Palette


class ChromeLine(Widget):
    """A single line; repaints only when its words change."""

    DEFAULT_CSS = "ChromeLine { height: 1; width: 1fr; }"

    def __init__(self, palette: Palette = DARK, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dress = Dress(palette)
        self._words = ("", "")

    def say(self, left: str, right: str = "") -> None:
        """Change the words; made safe here."""
        words = (showable(left), showable(right))
        if words != self._words:
            self._words = words
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Left words, then what is left of the line, then the right ones."""
        left, right = self._words
        width, style = self.size.width, self._dress.dim
        right_strip = Strip([Segment(right + " ", style)])
        room = max(width - right_strip.cell_length, 0)
        left_strip = Strip([Segment(" " + left, style)]).adjust_cell_length(room, style)
        return Strip([*left_strip, *right_strip]).adjust_cell_length(width, style)
