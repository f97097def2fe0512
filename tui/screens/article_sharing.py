"""What goes out of the list of articles: their notes as files or through a program, and the way to where they came from."""

from collections.abc import Callable, Mapping, Sequence

from annotations.library import Listing
from annotations.notes.article_tags import is_article_tags
from annotations.sources.members import file_of
from tui.lists.articles import ListState
from tui.screens.base_screen import CommandScreen


class ArticleSharing:
    """`s S | o`: of the marked articles, else of the chosen one."""

    def __init__(
        self,
        screen: CommandScreen,
        picked: Callable[[], Sequence[Listing]],
        state: ListState,
        notes_meant: Callable[[], Mapping[str, str] | None],
    ) -> None:
        """Take whom to ask.

        Args:
            screen: the list.
            picked: gives the articles that are meant, or says why there are none.
            state: what is shown.
            notes_meant: gives the notes that a search means, with their articles; None: nothing is searched for.
        """
        self._screen = screen
        self._picked, self._state, self._notes_meant = picked, state, notes_meant

    def do_export(self) -> None:
        from tui.screens.export import open_export

        if rows := self._picked():
            open_export(self._screen.app, [row.path for row in rows])

    def do_export_all(self) -> None:
        """The notes that a search means, and those of the articles with a tag, when only these are shown; else all."""
        self._screen.app.background.run(self._meant, self._export_shown)

    def _meant(self) -> tuple[Mapping[str, str] | None, frozenset[str]]:
        """The notes that a search means, and which annotations hold only the tags of an article."""
        notes, annotations = self._notes_meant(), self._screen.app.library.repository.annotations
        return notes, frozenset(
            note.id for note in annotations() if is_article_tags(note)
        ) if notes else frozenset()

    def _export_shown(self, meant: tuple[Mapping[str, str] | None, frozenset[str]]) -> None:
        from tui.screens.export import open_export

        notes, tags = meant
        rows = [row for row in self._state.shown() if isinstance(row, Listing)] if self._state.tag else []
        if rows and notes is not None:
            ids = {row.id for row in rows}
            notes = {note: id for note, id in notes.items() if id in ids}
        articles = {*notes.values()} if notes is not None else {row.id for row in rows if row.notes}
        if self._state.is_filtered and not articles:
            self._screen.app.tell("Nothing of what is shown has a note to export.")
        else:
            open_export(self._screen.app, sorted(articles) or None, notes, len({*(notes or ())} - tags))

    def do_pipe(self) -> None:
        from tui.screens.pipe import pipe

        if rows := self._picked():
            pipe(self._screen.app, [row.path for row in rows])

    def do_source(self) -> None:
        """Open where the first of them came from: its address if it has one, else its file."""
        from tui.screens.open_source import open_or_tell

        if rows := self._picked():
            open_or_tell(self._screen.app, rows[0].url or file_of(rows[0].path))
