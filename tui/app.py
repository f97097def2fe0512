"""The application: holds the library, the settings and the keymap, and shows one screen after another."""

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import App

from annotations.errors import AnnotationsError
from annotations.library import Library, Refusal
from annotations.model import Change
from annotations.text import showable
from tui.backstage import Backstage, Done
from tui.config import Settings
from tui.keymap import Keymap
from tui.screens.base import CommandScreen


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
        self.backstage = Backstage(self.post_message, self.tell_error)

    def on_mount(self) -> None:
        """One file opens in the page, all else in the list."""
        for notice in self.library.notices:
            self.tell(notice, severity="warning")
        if len(self.paths) == 1 and self.paths[0].is_file():
            self.read(self.paths, 0)
        else:
            from tui.screens.library import LibraryScreen

            self.push_screen(LibraryScreen(self.paths))

    def on_done(self, event: Done) -> None:
        """Work off the screen's thread has come to its end."""
        event.tell()

    def on_unmount(self) -> None:
        """What was asked for is finished before postil ends."""
        self.backstage.close()

    def read(self, paths: Sequence[Path], index: int) -> None:
        """Open one of these articles in the page."""
        from tui.screens.reader import ReaderScreen

        self.push_screen(ReaderScreen(paths, index))

    def do_quit(self) -> None:
        """Leave at once."""
        self.exit()

    def do_undo(self) -> None:
        """Take the last change back."""
        self._stepped(self.library.undo, "Undone", "Nothing to undo.")

    def do_redo(self) -> None:
        """Do it again."""
        self._stepped(self.library.redo, "Done again", "Nothing to redo.")

    def _stepped(self, step: Callable[[], Change | Refusal | None], word: str, nothing: str) -> None:
        self.backstage.do(step, lambda change: self._told(change, word, nothing))

    def _told(self, change: Change | Refusal | None, word: str, nothing: str) -> None:
        if change is None:
            self.tell(nothing)
        else:
            self.tell(f"{word}: {change.label}" if isinstance(change, Change) else change.reason)
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.show_notes()

    def do_help(self) -> None:
        """The keys in force here."""
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
