"""The outline of the article, headings and chapters with how far on they are."""

from bisect import bisect_left, bisect_right

from annotations.sources.blocks import of_kind
from tui.reader.open_page import OpenPage
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow

_INDENT_CELLS = 2


class OutlineCommands:
    """`O`, `)`, `(`."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def do_outline(self) -> None:
        page, article = self._page, self._page.article
        if article is None:
            return
        headings = of_kind(article.blocks, "heading")
        if not headings:
            page.tell("This article has no headings.")
            return
        here = max(
            (one.span.start for one in headings if one.span.start <= page.view.line_offset), default=None
        )
        rows = [
            SheetRow(
                " " * _INDENT_CELLS * (block.level - 1) + article.text[block.span.start : block.span.end],
                block.span.start,
                f"{block.span.start / max(1, len(article.text)):.0%}".replace("%", "\u00a0%"),
                "strong" if block.level == 1 else "base",
            )
            for block in headings
        ]
        sheet = Sheet(f"Outline · {len(headings)}", rows, chosen=here, hint="Enter go there")
        page.app.push_screen(sheet, self._chosen)

    def do_previous_heading(self, count: int) -> None:
        """To the start of this one, from there to the one before."""
        self.do_next_heading(-count)

    def do_next_heading(self, count: int) -> None:
        page, article = self._page, self._page.article
        if article is None:
            return
        starts = [block.span.start for block in of_kind(article.blocks, "heading")]
        at = (
            bisect_right(starts, page.view.line_offset) - 1 + count
            if count > 0
            else bisect_left(starts, page.view.line_offset) + count
        )
        if 0 <= at < len(starts):
            page.leap(starts[at])
        else:
            page.tell(f"There is no {'further' if count > 0 else 'earlier'} heading.")

    def _chosen(self, choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.value, int):
            self._page.leap(choice.value)
