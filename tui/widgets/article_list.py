"""The list of articles: one widget with the line API, so that 5,000 rows cost what 40 do."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.library import Listing
from annotations.text import showable
from tui.theme import DARK, Dress, Palette

_SHAPES = {"unread": "○", "reading": "●", "read": "✓"}
_BAR_CELLS = 5


class ArticleList(Widget):
    """Shows listings and which one is chosen."""

    DEFAULT_CSS = "ArticleList { height: 1fr; width: 1fr; }"

    class Opened(Message):
        """The chosen row is to be read."""

    class Chosen(Message):
        """Another row is chosen."""

    def __init__(self, palette: Palette = DARK, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dress = Dress(palette)
        self.rows: Sequence[Listing] = ()
        self.index = 0
        self._top = 0
        self.sentence = ""
        """Shown when there are no rows."""

    def show(self, rows: Sequence[Listing]) -> None:
        """Show other rows; the article that was chosen stays so, wherever it has gone."""
        before = self.chosen
        self.rows = rows
        if before is not None:
            self.index = next((at for at, row in enumerate(rows) if row.path == before.path), self.index)
        self.move(0)

    @property
    def chosen(self) -> Listing | None:
        """The chosen row."""
        return self.rows[self.index] if self.rows else None

    def move(self, by: int) -> None:
        """Choose another row, the view follows."""
        self.index = min(max(self.index + by, 0), max(len(self.rows) - 1, 0))
        height = max(self.size.height, 1)
        self._top = min(max(self._top, self.index - height + 1), self.index)
        self.refresh()
        self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Down by three."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Up by three."""
        event.stop()
        self.move(-3)

    def on_click(self, event: Click) -> None:
        """Choose the row under the pointer; a second click opens it."""
        if self._top + event.y >= len(self.rows):
            return
        self.move(self._top + event.y - self.index)
        if event.chain == 2:
            self.post_message(self.Opened())

    def render_line(self, y: int) -> Strip:
        """One article."""
        width, base = self.size.width, self._dress.base
        index = self._top + y
        if index >= len(self.rows):
            words = self.sentence if not self.rows and y == 1 else ""
            return Strip([Segment("  " + showable(words), self._dress.dim)]).adjust_cell_length(width, base)
        row = self.rows[index]
        style = Style(reverse=True) if index == self.index else Style.null()
        if row.problem:
            words = f"  ! {showable(row.problem)}"
            return Strip([Segment(words, self._dress.dim + style)]).adjust_cell_length(width, base + style)
        right = self._right(row, width)
        left = Strip([Segment(f"  {_SHAPES[row.status]} {showable(row.title)}", base + style)])
        room = max(width - sum(cell_len(part) for part in right), 10)
        cells = [Segment(part, self._dress.dim + style) for part in right]
        return Strip([*left.adjust_cell_length(room, base + style), *cells]).adjust_cell_length(width, base)

    @staticmethod
    def _right(row: Listing, width: int) -> list[str]:
        """The columns that there is room for, the title gives up none of its half."""
        full = round(row.progress * _BAR_CELLS)
        date = row.published.strftime("%d %b %Y") if row.published else ""
        columns = [
            (60, f" {row.minutes:>4} min "),
            (76, f"{date:>12} "),
            (88, f" {'▓' * full}{'░' * (_BAR_CELLS - full)} "),
            (70, f"{str(row.notes) + ' ✎' if row.notes else '':>5} "),
            (104, f" {set_cell_size(showable(row.author or ''), 20)} "),
        ]
        tags = set_cell_size(" ".join(f"#{showable(tag)}" for tag in row.tags), 20)
        columns.append((126, f" {tags} "))
        order = [4, 1, 0, 2, 3, 5]
        return [columns[i][1] for i in order if width >= columns[i][0]]
