"""A pane of set text: paragraphs with styles, wrapped to its width. What it is given is made safe here."""

from collections.abc import Sequence

from msgspec import Struct
from rich.segment import Segment
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.model import TextSpan
from annotations.text.canonical import showable_lines
from annotations.text.spans import runs
from tui.page.wrapping import wrap
from tui.theme import Dress
from tui.widgets.paint_row import merged
from tui.widgets.styles import dress_of, hairline
from tui.widgets.wheel import wheel_rows

Layers = tuple[tuple[TextSpan, str], ...]


class Piece(Struct, frozen=True):
    """A paragraph of a pane."""

    text: str
    kind: str = "kind:paragraph"
    """Style class of all of it (`tui.theme.Dress`)."""
    layers: Layers = ()
    """Styles of stretches of `text`, in code points of it."""
    gap: int = 0
    """Blank rows above."""
    indent: int = 0
    most_rows: int = 0
    """Cut with an ellipsis after so many rows; 0: never."""
    right: str = ""
    """Words at the right edge of the first row."""
    named: tuple[str, str] = ("", "")
    """The name that a click opens, and the id of the article that it is from, if of one."""


RULE = Piece("", "rule", gap=1)
"""A hairline across."""


def spoken(
    *parts: tuple[str, str], kind: str = "kind:paragraph", **more: int | str | tuple[str, str]
) -> Piece:
    """A paragraph put together of (words, style class) parts; an empty class is plain."""
    text, layers = "", []
    for words, name in parts:
        if name and words:
            layers.append((TextSpan(len(text), len(text) + len(words)), name))
        text += words
    return Piece(text, kind, tuple(layers), **more)  # type: ignore[arg-type]


class Pane(Widget):
    """Shows pieces; scrolls by rows."""

    DEFAULT_CSS = "Pane { height: 1fr; width: 1fr; }"

    class NamePicked(Message):
        """A name was clicked."""

        def __init__(self, name: str, article: str) -> None:
            super().__init__()
            self.name, self.article = name, article

    def __init__(self, *, id: str | None = None, edge: bool = False, margin: int = 2) -> None:
        """`edge`: a hairline at its left; `margin`: blank cells beside the text."""
        super().__init__(id=id)
        self._edge, self._margin = edge, margin
        self._pieces: Sequence[Piece] = ()
        self._rows: list[list[Segment]] = []
        self._names: list[tuple[str, str]] = []
        """The name in each row; empty: none."""
        self._made_for: tuple[int, Dress] | None = None
        self.top = 0

    def show(self, pieces: Sequence[Piece]) -> None:
        """Show other text from its start; the same text stays where it is."""
        if pieces == self._pieces:
            return
        self._pieces, self._made_for, self.top = pieces, None, 0
        self.refresh()

    def scroll_rows(self, by: int) -> None:
        """Scroll; never past the last row."""
        self._arrange()
        self.top = min(max(self.top + by, 0), max(len(self._rows) - self.size.height, 0))
        self.refresh()

    def on_resize(self) -> None:
        self.scroll_rows(0)

    def on_click(self, event: Click) -> None:
        at = self.top + event.y
        if at < len(self._names) and self._names[at][0]:
            self.post_message(self.NamePicked(*self._names[at]))

    def on_mouse_scroll_down(self, event: MouseScrollDown | MouseScrollUp) -> None:
        self.scroll_rows(wheel_rows(event))

    on_mouse_scroll_up = on_mouse_scroll_down

    @property
    def _left(self) -> int:
        return self._margin + (1 if self._edge else 0)

    def _arrange(self) -> None:
        made_for = (self.size.width, dress_of(self))
        if self._made_for != made_for:
            self._made_for = made_for
            width = max(self.size.width - self._left - self._margin, 8)
            rows = [(row, piece.named) for piece in self._pieces for row in self._set(piece, width)]
            self._rows, self._names = [row for row, _ in rows], [name for _, name in rows]

    def _set(self, piece: Piece, width: int) -> list[list[Segment]]:
        """The rows of a paragraph."""
        dress = dress_of(self)
        blank: list[list[Segment]] = [[] for _ in range(piece.gap)]
        if piece.kind == "rule":
            return [*blank, [Segment("─" * width, hairline(dress))], []]
        text = showable_lines(piece.text)
        room = max(width - piece.indent, 4)
        spans = wrap(text, 0, len(text), max(room - (len(piece.right) + 1 if piece.right else 0), 4))
        cut = bool(piece.most_rows) and len(spans) > piece.most_rows
        rows = []
        for number, (start, end) in enumerate(spans[: piece.most_rows or None]):
            window = TextSpan(start, end)
            layers = [(window, piece.kind), *piece.layers]
            row = [
                Segment(text[r.span.start : r.span.end], dress.style(r.classes)) for r in runs(window, layers)
            ]
            if cut and number == piece.most_rows - 1:
                strip = Strip(row)
                short = [*strip.crop(0, room - 1)] if strip.cell_length > room - 1 else row
                row = [*short, Segment("…", short[-1].style if short else dress.base)]
            if piece.right and not number:
                strip = Strip(row).adjust_cell_length(room - len(piece.right), dress.base)
                row = [*strip, Segment(piece.right, dress.dim)]
            rows.append([Segment(" " * piece.indent, dress.base), *row])
        return [*blank, *rows]

    def render_line(self, y: int) -> Strip:
        self._arrange()
        dress, width = dress_of(self), self.size.width
        edge = [Segment("│", hairline(dress))] if self._edge else []
        at = self.top + y
        row = self._rows[at] if at < len(self._rows) else []
        margin = Segment(" " * self._margin, dress.base)
        strip = Strip([*edge, margin, *row]).adjust_cell_length(width, dress.base)
        return Strip(merged([*strip]), width)
