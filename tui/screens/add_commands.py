"""The keys of the list that bring articles in: `a` an address or file, `+` a folder, `W` what waits, `r` feeds."""

from functools import partial
from pathlib import Path
from typing import Any, Protocol

from textual.worker import get_current_worker

from annotations.files.presence import is_folder
from annotations.paths import expand_home
from tui.config import library_folder
from tui.format import shown_path
from tui.screens.add_articles import add_article, fetch_waiting, refresh_feeds
from tui.screens.base_screen import CommandScreen, is_open


class Folders(Protocol):
    """What the list does about what has come."""

    def rescan(self) -> None:
        """Read the folders as if for the first time."""

    def look_again(self) -> None:
        """Look for files that are new, gone or changed, behind what is shown."""

    def include(self, folder: Path) -> bool:
        """List a folder too from now on; was it listed already?"""


class AddCommands:
    """Works on threads; what has come is listed behind what is there."""

    def __init__(self, screen: CommandScreen, folders: Folders) -> None:
        """Take the screen, twice: as one that has an application, and as one that lists folders."""
        self._screen, self._folders = screen, folders
        self.adding: list[str] = []
        """Addresses and files that are being added."""

    def do_rescan(self) -> None:
        """Read the folders again, and look at the feeds; said is what was looked at, also where nothing is new."""
        self._folders.rescan()
        self._run("feeds", self._refresh_feeds)

    def do_add(self) -> None:
        from tui.screens.line_input import LineEditor

        def typed(line: str | None) -> None:
            if what := (line or "").strip():
                self._screen.app.tell(f"Adding {what}")
                self.adding.append(what)
                self._run("add", partial(self._add, what), is_exclusive=False)

        self._screen.app.push_screen(LineEditor("Add an address or a file", path="file"), typed)

    def do_fetch_waiting(self) -> None:
        self._screen.app.tell("Fetching the texts that wait")
        self._run("waiting", self._fetch_waiting)

    def do_add_folder(self) -> None:
        from tui.widgets.path_field import HOME_FIRST

        self._ask_for_folder(HOME_FIRST)

    def _ask_for_folder(self, begun: str) -> None:
        """Ask for a folder; what is none comes back to be mended."""
        from tui.desktop.open_external import lasting
        from tui.screens.line_input import LineEditor

        app = self._screen.app

        def typed(line: str | None) -> None:
            name = (line or "").strip()
            folder = expand_home(name)
            if not name:
                return
            if not is_folder(folder):
                app.tell(
                    f"{str(folder)[:200]} is no folder: mend it, or leave it with Esc.", severity="warning"
                )
                self._ask_for_folder(name)
                return
            is_listed = self._folders.include(folder)
            is_new = app.places.add_folder(lasting(name))
            if not is_new:
                app.tell(f"{shown_path(folder)} is among your folders already.")
            else:
                known = "; its articles were listed already" if is_listed else ""
                app.tell(f"{shown_path(folder)} is added to your folders{known}.")
            self._folders.rescan()

        app.push_screen(LineEditor("Add a folder of articles", begun, path="folder"), typed)

    # -- on threads

    def _run(self, group: str, work: Any, *, is_exclusive: bool = True) -> None:
        self._screen.run_worker(work, thread=True, exclusive=is_exclusive, group=group)

    def _refresh_feeds(self) -> None:
        app = self._screen.app
        told = refresh_feeds(app.library, app.settings, lambda done, total: None)
        if not get_current_worker().is_cancelled:
            app.call_from_thread(self._added, *told)

    def _add(self, what: str) -> None:
        app = self._screen.app
        told = add_article(app.library, app.settings, what)
        if not get_current_worker().is_cancelled:
            self.adding.remove(what)
            app.call_from_thread(self._added, *told)

    def _fetch_waiting(self) -> None:
        app = self._screen.app
        told = fetch_waiting(app.library, app.settings)
        if not get_current_worker().is_cancelled:
            app.call_from_thread(self._added, *told)

    def _added(self, told: str, is_wrong: bool) -> None:
        """Say what came of it; the library folder is listed from now on."""
        self._screen.app.tell(told, severity="warning" if is_wrong else "information")
        folder: Path = library_folder(self._screen.app.settings)
        if is_open(self._screen):
            if folder.is_dir():
                self._folders.include(folder)
            self._folders.look_again()
