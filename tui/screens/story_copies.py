"""Copies of a story in the list of articles: found behind what is shown, and what they say differently. A part of the list."""

import threading
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual.worker import Worker, get_current_worker

from annotations.errors import AnnotationsError
from annotations.library import Library, Listing
from annotations.model import Annotation
from annotations.text.plurals import pluralize
from tui.format import shown_date
from tui.lists.article_groups import site_of
from tui.lists.articles import ListState
from tui.screens.base_screen import is_open
from tui.screens.list_screen import RowsScreen
from tui.widgets.text_pane import Piece

if TYPE_CHECKING:
    from annotations.articles.near_copies import Difference
    from tui.screens.bottom_sheet import Choice, SheetRow

_DIFFERENCES_SHOWN = 6
_STILL_S = 1.0
_AT_ONCE = 20
"""So many articles are compared whatever else there is to do."""

Groups = Sequence[Sequence[Listing]]


class StoryCopies:
    """Looks for copies, folds them, and shows those of the chosen article."""

    def __init__(
        self,
        screen: RowsScreen,
        state: ListState,
        chosen: Callable[[], Listing | None],
        may_compare: Callable[[], bool],
        folded: Callable[[], None],
    ) -> None:
        """Take the list.

        Args:
            screen: it.
            state: what it shows.
            chosen: gives the chosen article, or says why it can't be read.
            may_compare: has all that is more urgent been done? Asked on a thread.
            folded: told that other rows are folded than before.
        """
        self._screen, self._state, self._chosen = screen, state, chosen
        self._may_compare, self._folded = may_compare, folded
        self._is_looking = self._is_asked = False

    def look(self) -> None:
        """Fold what is known to be copies, then compare what nobody has compared yet; once more when asked meanwhile."""
        self._is_asked = True
        if not self._is_looking:
            self._is_looking = True
            self._screen.run_worker(self._compare, thread=True, group="copies")

    def _compare(self) -> None:
        worker, app, rows = get_current_worker(), self._screen.app, self._state.rows
        self._is_asked, copies = False, app.library.near_copies
        app.call_from_thread(self._known, copies.known(rows))
        if len(rows) <= _AT_ONCE or self._goes_on(worker):
            copies.compare(rows, goes_on=lambda: self._goes_on(worker))
        if not worker.is_cancelled:
            app.call_from_thread(self._looked, copies.known(rows))

    def _looked(self, groups: Groups) -> None:
        self._known(groups)
        self._is_looking = False
        if self._is_asked and is_open(self._screen):
            self.look()

    def _goes_on(self, worker: Worker[None]) -> bool:
        """Wait until nothing is typed or more urgent: articles that nobody has compared yet are in no hurry."""
        pause, app = threading.Event(), self._screen.app
        while not worker.is_cancelled and not (
            self._may_compare() and monotonic() - app.typed_at >= _STILL_S
        ):
            pause.wait(_STILL_S / 4)
        return not worker.is_cancelled

    def _known(self, groups: Groups) -> None:
        if is_open(self._screen) and self._state.fold(groups):
            self._screen.refill()
            self._folded()

    # -- the copies of the chosen article

    def offered(self, article: Listing) -> list[Piece]:
        """That its copies have notes that it has not, to stand below its preview. Reads it."""
        noted = {copy.id for copy in self._state.copies_of(article) if copy.notes} - {article.id}
        library = self._screen.app.library
        try:
            offered = library.near_copies.offered_notes(noted, library.read(article.path)) if noted else ()
        except AnnotationsError:  # it is gone since its preview was read; the list will say so
            return []
        key = self._screen.keymap.shown("articles.copies")
        said = f"{pluralize(len(offered), 'note')} on copies of it; {key} offers them."
        return [Piece(said, "kind:byline", gap=1)] if offered else []

    def do_copies(self) -> None:
        article = self._chosen()
        if article is None:
            return
        copies = self._state.copies_of(article)
        if copies:
            self._show(article, copies)
        else:
            self._screen.app.tell("No other article here tells this story.")

    def _show(self, article: Listing, copies: Sequence[Listing]) -> None:
        """Show what copies say differently from an article; Enter reads one, `t` takes its notes."""
        from tui.screens.bottom_sheet import Sheet

        app = self._screen.app

        def read() -> list["SheetRow"]:
            return [row for copy in copies for row in _rows_of(app.library, article, copy)]

        def done(choice: "Choice | None") -> None:
            if choice is None:
                return
            copy = next(copy for copy in copies if copy.path == choice.value)
            if choice.action == "take":
                self._take_notes(article, copy)
            else:
                app.places.read([copy.path])

        def show(rows: list["SheetRow"]) -> None:
            title = f"{pluralize(len(copies), 'copy', 'copies')} of “{article.title}”"
            hint = "Enter read  t take its notes"
            app.push_screen(Sheet(title, rows, actions={"t": "take"}, hint=hint), done)

        app.background.run(read, show)

    def _take_notes(self, article: Listing, copy: Listing) -> None:
        app, undo = self._screen.app, self._screen.keymap.shown("everywhere.undo")

        def take() -> list[Annotation]:
            return app.library.near_copies.take_notes([copy.id], app.library.read(article.path))

        def done(taken: list[Annotation]) -> None:
            if taken:
                app.tell(f"{pluralize(len(taken), 'note')} taken over. {undo} takes that back.")
                self._screen.show_notes()
            else:
                app.tell("No note of this copy is on words that are here too and have none yet.")

        app.background.run(take, done)


def _rows_of(library: Library, article: Listing, copy: Listing) -> list["SheetRow"]:
    """A copy, with its notes and the first sentences that it has and the article has not, and the other way round."""
    from annotations.articles.near_copies import differences
    from tui.screens.bottom_sheet import SheetRow

    said = [shown_date(copy.published)] if copy.published else []
    said += [site_of(copy.url) or copy.path.parent.name]
    said += [pluralize(copy.notes, "note")] if copy.notes else []
    rows = [SheetRow(copy.title, copy.path, " · ".join(filter(None, said)), "strong", is_title=True)]
    if copy.fingerprint == article.fingerprint:
        return [*rows, SheetRow("  the very same text", look="dim")]
    try:
        told = differences(library.read(article.path), library.read(copy.path))
    except AnnotationsError as problem:
        return [*rows, SheetRow(f"  {problem.on_screen}", look="dim")]
    return [*rows, *_told(told)]


def _told(told: Sequence["Difference"]) -> list["SheetRow"]:
    from tui.screens.bottom_sheet import SheetRow

    rows = [
        SheetRow(f"  {'+' if one.is_in_copy else '−'} {one.words}", look="base" if one.is_in_copy else "dim")
        for one in told[:_DIFFERENCES_SHOWN]
    ]
    more = len(told) - len(rows)
    return rows + ([SheetRow(f"    and {pluralize(more, 'more sentence')}", look="dim")] if more else [])
