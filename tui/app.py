"""The application: holds the library, the settings and the keymap, and shows one screen after another."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

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
    CSS_PATH: ClassVar[str] = "postil.tcss"

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

    def tell(self, message: str, *, title: str = "", severity: str = "information") -> None:
        """One line to the user, made safe; `severity`: information, warning or error."""
        level = {"warning": "warning", "error": "error"}.get(severity, "information")
        self.notify(showable(message), title=showable(title), severity=level, markup=False)  # type: ignore[arg-type]

    def tell_error(self, error: AnnotationsError) -> None:
        """What the user can put right."""
        self.tell(error.message, title=error.title, severity="error")
