"""The file behind the page: when it changes the text changes in place, when it is gone it is followed or that is said."""

from collections.abc import Callable

from annotations.articles.catalog import FileStamp
from tui.page.moved_files import followed
from tui.page.open_article import Changed, Opened, Spots, look_again
from tui.reader.open_page import OpenPage
from tui.screens.base_screen import is_open

WATCHED_SECONDS = 2.0
_OUT_LOOKS = 2
"""Many a program takes a file away for a moment to write it anew."""


class FileWatch:
    """Looks at the file of the open article now and then."""

    def __init__(
        self, page: OpenPage, reload: Callable[[Opened, Changed], None], moved: Callable[[Opened], None]
    ) -> None:
        """Take whom to tell.

        Args:
            page: what is open.
            reload: shows a changed file; called with what was open and with the change.
            moved: called with what was open when its file was followed to another place.
        """
        self._page, self._reload, self._moved = page, reload, moved
        self._is_looking = False
        self._times_out = 0
        """How often in a row the file was not there."""

    def forget(self) -> None:
        """Another article is open."""
        self._times_out = 0

    def look(self) -> None:
        """Has the file changed? Looked at off the screen's thread."""
        page, opened = self._page, self._page.opened
        if opened is None or self._is_looking:
            return
        self._is_looking = True
        if page.view.progress >= 1:
            page.show_status()  # it may count as read by now
        feed, library, notes = page.app.feed, page.app.library, page.notes.all
        spots = spots_of(page)

        def seen() -> tuple[Changed | None, FileStamp | None]:
            return look_again(library, feed, opened, notes, spots), FileStamp.seen(opened.path)

        def looked(answer: tuple[Changed | None, FileStamp | None]) -> None:
            self._is_looking = False
            changed, stamp = answer
            self._times_out = self._times_out + 1 if changed is None and stamp != opened.stamp else 0
            if is_open(page.screen) and opened is page.opened:
                self._take(opened, changed, stamp)

        page.app.background.run(seen, looked)

    def _take(self, opened: Opened, changed: Changed | None, stamp: FileStamp | None) -> None:
        page = self._page
        if page.file_trouble and not self._times_out:
            page.file_trouble = ""
            page.show_status()
        if self._times_out == _OUT_LOOKS:
            self._follow(opened, is_there=stamp is not None)
        if changed is not None:
            self._reload(opened, changed)

    def _follow(self, opened: Opened, *, is_there: bool) -> None:
        """The file is gone: go on with it where it is now, or say so, as of one that can't be read, and keep what is shown."""
        page = self._page
        folders = page.app.places.folders()

        def followed_to(answer: tuple[Opened, str] | None) -> None:
            if answer is None:
                what = "can't be read any more" if is_there else "is gone"
                page.file_trouble = "the file can't be read" if is_there else "the file is gone"
                page.tell(
                    f"{opened.path.name} {what}. What you see is what it was; your notes are kept.",
                    severity="warning",
                )
            else:
                page.opened, told = answer
                self._moved(opened)
                page.tell(told)
            page.show_status()

        page.ask(lambda library: None if is_there else followed(library, opened, folders), followed_to)


def spots_of(page: OpenPage) -> Spots:
    """Where the reader is in the text."""
    return Spots(page.view.line_offset, page.view.caret, page.selection.span)
