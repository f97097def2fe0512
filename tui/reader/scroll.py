"""Moving over the page."""

from collections.abc import Callable

from tui.page.viewport import Viewport
from tui.reader.base import PageScreen
from tui.widgets.article_view import NARROWEST, WIDEST


class MovingCommands(PageScreen):
    """Commands that change what is in view."""

    @property
    def _height(self) -> int:
        return max(self.view.size.height, 1)

    def do_down(self, count: int) -> None:
        """A line down."""
        self._go(lambda viewport: viewport.move_line(count))

    def do_up(self, count: int) -> None:
        """A line up."""
        self._go(lambda viewport: viewport.move_line(-count))

    def do_page_down(self, count: int) -> None:
        """A page, two lines kept."""
        self._page(count * max(self._height - 2, 1))

    def do_page_up(self, count: int) -> None:
        """A page back."""
        self._page(-count * max(self._height - 2, 1))

    def do_half_down(self, count: int) -> None:
        """Half a page."""
        self._page(count * max(self._height // 2, 1))

    def do_half_up(self, count: int) -> None:
        """Half a page back."""
        self._page(-count * max(self._height // 2, 1))

    def _page(self, rows: int) -> None:
        self._go(lambda viewport: viewport.move_page(rows))

    def _go(self, how: Callable[[Viewport], None]) -> None:
        """Move; a caret that is not on the reading line any more is left behind."""
        view = self.view
        view.move(how)
        caret = view.cover.caret
        if caret is not None and view.viewport is not None:
            row = view.viewport.line_row
            if not row.start <= caret.start < max(row.end, row.start + 1):
                view.cover.caret = None
                view.restyle()

    def do_first(self) -> None:
        """The title."""
        self._go(lambda viewport: viewport.goto(0))

    def do_last(self) -> None:
        """The last line."""
        self._go(lambda viewport: viewport.goto_end())

    def do_next_paragraph(self, count: int) -> None:
        """Focus the next paragraph."""
        self._go(lambda viewport: viewport.move_block(count))

    def do_previous_paragraph(self, count: int) -> None:
        """Focus the previous paragraph."""
        self._go(lambda viewport: viewport.move_block(-count))

    # -- looking

    def do_highlighting(self) -> None:
        """Quiet, loud, off."""
        steps = ["quiet", "loud", "off"]
        cover = self.view.cover
        cover.highlighting = steps[(steps.index(cover.highlighting) + 1) % len(steps)]
        self.app.tell(f"Names: {cover.highlighting}")
        self.view.restyle()

    def do_wider(self) -> None:
        """A wider column."""
        self._widen(4)

    def do_narrower(self) -> None:
        """A narrower column."""
        self._widen(-4)

    def _widen(self, by: int) -> None:
        self.view.column_cells = min(max(self.view.column_cells + by, NARROWEST), WIDEST)
        self.app.tell(f"Column: {self.view.text_cells} cells")
