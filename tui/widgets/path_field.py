"""A path to type: Tab completes it as shells do, and says what it may go on with."""

from collections.abc import Callable
from typing import Any, cast

from textual.events import Key, Paste

from tui.lists.path_completion import CompletedPath, complete_path
from tui.textual_patches.painting import PatchedApp
from tui.widgets.safe_input import SafeInput

HOME_FIRST = "~/"
"""What an empty field offers; a path that begins anew takes its place."""


class PathField(SafeInput):
    """A line for a path.

    Args:
        value: what stands there at first.
        say: says what the path may go on with, or why it can't be completed; empty: there was one way to go on.
        takes_files: are files meant too, not folders alone?
    """

    def __init__(
        self, value: str, say: Callable[[str], None], *, takes_files: bool = False, **more: Any
    ) -> None:
        super().__init__(value, select_on_focus=False, **more)
        self._say, self._takes_files = say, takes_files

    def on_key(self, event: Key) -> None:
        """Complete at Tab, begin anew at a slash; all else is typed."""
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._complete()
        else:
            self._begin_anew(event.character or "")

    def on_paste(self, event: Paste) -> None:
        self._begin_anew(event.text)

    def _begin_anew(self, typed: str) -> None:
        """A whole path is meant to stand alone, not behind the home folder that was only offered."""
        if typed.startswith(("/", "~")) and self.value == HOME_FIRST:
            self.value = ""

    def _complete(self) -> None:
        """Read the folder off the screen's thread; what is typed behind Tab waits for it."""
        app, value, cursor = cast("PatchedApp", self.app), self.value, self.cursor_position
        typed, behind = value[:cursor].lstrip(), value[cursor:]
        if "://" in typed:
            return
        heard = app.typeahead.hold()

        def completed() -> None:
            app.call_from_thread(show, complete_path(typed, takes_files=self._takes_files))

        def show(completed: CompletedPath) -> None:
            heard()
            if self.is_attached and self.value == value:
                self.value = completed.path + behind
                self.cursor_position = len(completed.path)
                self._say(completed.problem or "  ".join(completed.choices))

        self.run_worker(completed, thread=True, group="paths")
