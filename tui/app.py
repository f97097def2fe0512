"""The application: holds the library, the settings and the keymap, and shows one screen after another."""

from collections.abc import Sequence
from pathlib import Path

from textual.app import App

from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.text import showable
from tui.config import Settings
from tui.keymap import Keymap


class PostilApp(App[None]):
    """postil on the screen."""

    TITLE = "postil"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, library: Library, paths: Sequence[Path], settings: Settings | None = None) -> None:
        """Take what the command line has opened.

        Args:
            library: open; whoever made it closes it.
            paths: files and folders to read; one file opens in the page.
            settings: the user's, or the defaults.
        """
        super().__init__()
        self.library = library
        self.paths = tuple(paths)
        self.settings = settings or Settings()
        self.keymap = Keymap(self.settings.keys)

    def on_mount(self) -> None:
        """One file opens in the page, all else in the list."""
        for notice in self.library.notices:
            self.tell(notice, severity="warning")
        if len(self.paths) == 1 and self.paths[0].is_file():
            self.read(self.paths, 0)
        else:
            from tui.screens.library import LibraryScreen

            self.push_screen(LibraryScreen(self.paths))

    def read(self, paths: Sequence[Path], index: int) -> None:
        """Open one of these articles in the page."""
        from tui.screens.reader import ReaderScreen

        self.push_screen(ReaderScreen(paths, index))

    def do_quit(self) -> None:
        """Leave at once."""
        self.exit()

    def do_help(self) -> None:
        """The keys in force here."""
        from tui.screens.base import CommandScreen
        from tui.screens.help import HelpScreen

        if isinstance(self.screen, CommandScreen):
            self.push_screen(HelpScreen(self.keymap, self.screen.contexts()))

    def tell(self, message: str, *, title: str = "", severity: str = "information") -> None:
        """One line to the user, made safe; `severity`: information, warning or error."""
        level = {"warning": "warning", "error": "error"}.get(severity, "information")
        self.notify(showable(message), title=showable(title), severity=level, markup=False)  # type: ignore[arg-type]

    def tell_error(self, error: AnnotationsError) -> None:
        """What the user can put right."""
        self.tell(error.message, title=error.title, severity="error")
