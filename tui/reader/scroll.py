"""Moving over the page, and how it looks."""

from collections.abc import Callable
from types import MappingProxyType

from tui.page.viewport import Viewport
from tui.reader.open_page import OpenPage
from tui.widgets.article_view import NARROWEST, WIDEST

_HIGHLIGHTING = MappingProxyType(
    {"quiet": "quiet", "values": "with dates and numbers", "loud": "loud", "off": "off"}
)


class ScrollCommands:
    """Commands that change what is in view."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    @property
    def _height(self) -> int:
        return max(self._page.view.size.height, 1)

    def do_down(self, count: int) -> None:
        self._go(lambda viewport: viewport.move_line(count))

    def do_up(self, count: int) -> None:
        self._go(lambda viewport: viewport.move_line(-count))

    def do_scroll_down(self, count: int) -> None:
        self._go(lambda viewport: viewport.scroll(count))

    def do_scroll_up(self, count: int) -> None:
        self._go(lambda viewport: viewport.scroll(-count))

    def do_page_down(self, count: int) -> None:
        """A page, two lines kept."""
        self._turn(count * max(self._height - 2, 1))

    def do_page_up(self, count: int) -> None:
        self.do_page_down(-count)

    def do_half_down(self, count: int) -> None:
        self._turn(count * max(self._height // 2, 1))

    def do_half_up(self, count: int) -> None:
        self.do_half_down(-count)

    def _turn(self, rows: int) -> None:
        page = self._page
        if page.selection.span is not None and page.view.viewport is not None:
            page.selection.move_lines(page.view.viewport, rows)
            page.show_head()
        else:
            self._go(lambda viewport: viewport.move_page(rows))

    def _go(self, how: Callable[[Viewport], None]) -> None:
        """Move; a caret that is not on the reading line any more is left behind."""
        view = self._page.view
        view.move(how)
        caret = view.cover.caret
        if caret is not None and caret.start not in view.line_span:
            view.cover.caret = None
            view.restyle()

    def do_first(self, count: int) -> None:
        """The title, or the paragraph of that number."""
        if count:
            self.do_last(count)
        else:
            self._page.leap(0)

    def do_last(self, count: int) -> None:
        """The last line, or the paragraph of that number."""
        article = self._page.article
        if article is not None and article.blocks:
            last = article.blocks[-1].span
            at = article.blocks[min(count, len(article.blocks)) - 1].span.start
            if count:
                self._page.leap(at)
            else:  # the last line of a table may be of another cell than its last word
                end = max(last.end - 1, last.start)
                self._page.leap(end, lambda viewport: viewport.goto_place(viewport.layout.last()))

    def do_share(self, count: int) -> None:
        """So many hundredths of the text, as the head counts them."""
        article = self._page.article
        if not count:
            key = self._page.key("page.share")
            self._page.tell(f"A number comes first: 50{key} goes to the middle.")
        elif article is not None:
            share = min(count, 100) / 100
            self._page.leap(round(len(article.text) * share), lambda viewport: viewport.show_share(share))

    def do_next_paragraph(self, count: int) -> None:
        self._go(lambda viewport: viewport.move_block(count))

    def do_previous_paragraph(self, count: int) -> None:
        self._go(lambda viewport: viewport.move_block(-count))

    # -- looking

    def do_highlighting(self) -> None:
        app, shown = self._page.app, self._page.name_filter
        shown.next_highlighting()
        self._page.show_highlighting()
        app.memory.choose("highlighting", app.settings.reader.highlighting, shown.highlighting)
        self._page.tell(f"Names: {_HIGHLIGHTING[shown.highlighting]}")

    def do_zen(self) -> None:
        self._page.show_bare(is_bare=not self._page.view.is_bare)

    def do_wider(self) -> None:
        self._widen(4)

    def do_narrower(self) -> None:
        self._widen(-4)

    def _widen(self, by: int) -> None:
        view = self._page.view
        wanted, shown = view.column_cells, view.text_cells
        if by < 0:  # what the window cuts off is no step: each press shows
            wanted -= max(wanted - shown, 0) // -by * -by
        if by < 0 or wanted <= shown:
            view.column_cells = min(max(wanted + by, NARROWEST), WIDEST)
        app = self._page.app
        app.memory.choose("width", app.settings.reader.width, view.column_cells)
        self._page.tell(f"Column: {view.text_cells} cells")
