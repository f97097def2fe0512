"""The first pages of a long paper, shown while all of it is read: one moves in them, all else waits for the whole text."""

from collections.abc import Callable

from annotations.model import Article
from tui.commands import Command
from tui.page.open_article import moved_offset
from tui.reader.open_page import OpenPage
from tui.reader.status import StatusLines

_AT_ONCE = frozenset(
    f"page.{name}"
    for name in (
        *("down", "up", "scroll-down", "scroll-up", "page-down", "page-up", "half-down", "half-up", "first"),
        *("next-paragraph", "previous-paragraph", "wider", "narrower", "zen"),
    )
)
"""What needs the text in view and no more."""


class Beginning:
    """Holds the text that stands for the whole one; the page itself has no article meanwhile, so nothing is kept of it."""

    def __init__(self, page: OpenPage, status: StatusLines) -> None:
        self._page, self._status = page, status
        self._article: Article | None = None
        self._waiting: list[tuple[Command, int]] = []
        self._let_on: Callable[[], None] = lambda: None

    @property
    def is_shown(self) -> bool:
        """Is the whole text not there yet?"""
        return self._article is not None

    def show(self, article: Article) -> None:
        self._article = article
        self._page.close()
        self._page.view.show(article)
        self._status.show_beginning(article)

    def keeps(self, command: Command, count: int) -> bool:
        """Must a command wait for the whole text? What is typed behind it waits too."""
        if self._article is None or command.context == "everywhere" or command.id in _AT_ONCE:
            return False
        if not self._waiting:
            self._let_on = self._page.app.typeahead.hold()
        self._waiting.append((command, count))
        return True

    def place_in(self, whole: Article) -> tuple[int, int] | None:
        """Where the reader has gone meanwhile: the reading line's code point in the whole text, and its row in view."""
        view = self._page.view
        if self._article is None or view.viewport is None or not view.line_offset + view.top_offset:
            return None
        row = view.viewport.y_of(view.line_offset) or 0
        return moved_offset(self._article, whole, view.line_offset), row

    def leave(self) -> tuple[list[tuple[Command, int]], Callable[[], None]]:
        """The whole text is there, or never will be: the commands that waited, and what lets through what was typed behind."""
        waiting, let_on = self._waiting, self._let_on
        self._article, self._waiting, self._let_on = None, [], lambda: None
        return waiting, let_on
