"""Keeps in the store where one is in an article: when it is left, and now and then, for no killed program says goodbye."""

from collections.abc import Callable

from annotations.library import Library
from annotations.model import Status
from tui.background import outcome
from tui.page.open_article import state_of
from tui.reader.open_page import OpenPage

_LOOKS_BETWEEN = 15
"""With one look every two seconds, half a minute: more is not read anew after a power cut, and the disk has its rest."""


class PlaceKeeper:
    """Writes how far the reader got while the page stands still, so that no key waits for it."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self._kept_at: int | None = None
        self._seen_at: int | None = None
        """The line that was read at the look before."""
        self._looks = 0
        """Since it was kept."""
        self._written: dict[str, Status] = {}
        """The status by the id of the article: what another window makes of it since stays, until this one says otherwise."""

    def begin(self) -> None:
        """Another article is open: which one is kept at the first look."""
        self._kept_at, self._seen_at, self._looks = None, self._page.view.line_offset, 0
        self._written = {}

    def look(self) -> None:
        """Keep the place if it is another one by now and the page stands still."""
        at, self._looks = self._page.view.line_offset, self._looks + 1
        is_still, self._seen_at = at == self._seen_at, at
        is_due = self._kept_at is None or (at != self._kept_at and self._looks >= _LOOKS_BETWEEN)
        if is_still and is_due:
            self._write(outcome)  # what can't be written is told when the page is left

    def keep(self) -> None:
        """Write it down."""
        self._write(lambda save: save())

    def _write(self, how: Callable[[Callable[[], None]], object]) -> None:
        article, view = self._page.article, self._page.view
        if article is None:
            return
        self._kept_at, self._looks = view.line_offset, 0
        status: Status = "read" if self._page.progress.is_read else "reading"
        state = state_of(article, status, view.progress, view.top_offset, view.line_offset)
        written = self._written

        def save(library: Library) -> None:
            library.save_reading(article.id, state, known=written.get(article.id))
            written[article.id] = status

        self._page.ask(lambda library: how(lambda: save(library)))
