"""The outline of the article, headings and chapters with how far on they are; and links, which are followed on request only."""

import re
from bisect import bisect_left, bisect_right
from urllib.parse import unquote

from annotations.model import Article, Mark
from annotations.sources.blocks import of_kind
from tui.reader.open_page import OpenPage
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow
from tui.screens.open_source import open_or_tell
from tui.screens.question import Question
from tui.widgets.text_pane import Piece

_INDENT_CELLS = 2


class OutlineCommands:
    """`O`, `)`, `(`."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def do_outline(self) -> None:
        """List the headings; Enter goes to one."""
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

    def do_next_heading(self, count: int) -> None:
        """To the next chapter or heading."""
        self._go_on(count)

    def do_previous_heading(self, count: int) -> None:
        """To the start of this one, from there to the one before."""
        self._go_on(-count)

    def _go_on(self, by: int) -> None:
        page, article = self._page, self._page.article
        if article is None:
            return
        starts = [block.span.start for block in of_kind(article.blocks, "heading")]
        at = (
            bisect_right(starts, page.view.line_offset) - 1 + by
            if by > 0
            else bisect_left(starts, page.view.line_offset) + by
        )
        if 0 <= at < len(starts):
            page.leap(starts[at])
        else:
            page.tell(f"There is no {'further' if by > 0 else 'earlier'} heading.")

    def _chosen(self, choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.value, int):
            self._page.leap(choice.value)


def _heading_called(article: Article | None, name: str) -> int | None:
    """Where the heading stands that a link of Markdown means, as in `#second-part`, or Obsidian's `#Second part`."""
    headings = of_kind(article.blocks, "heading") if article is not None else ()
    for block in headings:
        if article is not None and _slug(article.text[block.span.start : block.span.end]) == _slug(name):
            return block.span.start
    return None


def _slug(words: str) -> str:
    """Words as they stand in addresses: small letters and digits, dashes between."""
    return "-".join(re.findall(r"\w+", words.casefold()))


def follow_link(page: OpenPage, link: Mark) -> None:
    """A link within the text is gone to; one that leads out is asked about first, with all of its address."""
    if link.href.startswith("#"):
        target = link.href.removeprefix("#")
        if target.isascii() and target.isdigit():
            page.leap(int(target))
        elif (heading := _heading_called(page.article, unquote(target))) is not None:
            page.leap(heading)
        else:
            page.tell(f"This link leads to {link.href}, and nothing here is called that.")
        return

    def answered(answer: str | None) -> None:
        if answer == "open":
            open_or_tell(page.app, link.href)
        elif answer == "copy":
            page.app.copy_to_clipboard(link.href)
            page.tell("Copied the address.")

    pieces = [Piece("This link leads to"), Piece(link.href, "strong", most_rows=4)]
    answers = {"enter": "open", "o": "open", "y": "copy", "escape": "leave"}
    page.app.push_screen(
        Question("Follow the link?", pieces, "Enter open it  y copy it  Esc leave", answers), answered
    )
