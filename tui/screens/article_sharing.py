"""What goes out of the list of articles: their notes as files or through a program, and the way to where they came from."""

from collections.abc import Callable, Sequence

from annotations.library import Listing
from annotations.sources.members import file_of
from tui.screens.base_screen import CommandScreen


class ArticleSharing:
    """`s S | o`: of the marked articles, else of the chosen one."""

    def __init__(
        self,
        screen: CommandScreen,
        picked: Callable[[], Sequence[Listing]],
        filtered: Callable[[], Sequence[Listing] | None],
    ) -> None:
        """Take whom to ask.

        Args:
            screen: the list.
            picked: gives the articles that are meant, or says why there are none.
            filtered: gives the articles that are shown when that is a choice.
        """
        self._screen = screen
        self._picked, self._filtered = picked, filtered

    def do_export(self) -> None:
        from tui.screens.export import open_export

        if rows := self._picked():
            open_export(self._screen.app, [row.path for row in rows])

    def do_export_all(self) -> None:
        """The notes of what is listed when that is a choice, else all there are."""
        from tui.screens.export import open_export

        noted = [row.path for row in self._filtered() or () if row.notes]
        open_export(self._screen.app, noted or None)

    def do_pipe(self) -> None:
        """Their notes through a program."""
        from tui.screens.pipe import pipe

        if rows := self._picked():
            pipe(self._screen.app, [row.path for row in rows])

    def do_source(self) -> None:
        """Open where the first of them came from: its address if it has one, else its file."""
        from tui.screens.open_source import open_or_tell

        if rows := self._picked():
            open_or_tell(self._screen.app, rows[0].url or file_of(rows[0].path))
