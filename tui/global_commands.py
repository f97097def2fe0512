"""What is heard on every screen: help, palette, places, undo, the way out."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from textual.screen import Screen

from annotations.errors import AnnotationsError
from annotations.library import Library, Refusal
from annotations.model import Change
from tui.background import Clerk, outcome
from tui.keymap import Keymap
from tui.navigation import Places
from tui.screens.base_screen import CommandScreen
from tui.textual_patches.slow_terminal import Backlog
from tui.theme import DARK, LIGHT, Dress, Palette
from tui.toasts import Telling

if TYPE_CHECKING:
    from tui.textual_patches.first_frame import FirstFrame
    from tui.textual_patches.typeahead import Typeahead


class Everywhere(Telling):
    """The application's own commands."""

    library: Library
    keymap: Keymap
    clerk: Clerk
    places: Places
    dress: Dress

    @abstractmethod
    def wear(self, palette: Palette) -> None:
        """Show everything in another palette."""

    @abstractmethod
    def show_notes(self) -> None:
        """Notes have changed."""

    @abstractmethod
    def offer_drafts(self) -> None:
        """Ask what becomes of notes that were left unfinished."""

    @cached_property
    def typeahead(self) -> "Typeahead":
        """What was typed and has not been heard yet."""
        from tui.textual_patches.typeahead import Typeahead

        return Typeahead(self)

    @cached_property
    def first_frame(self) -> "FirstFrame":
        """Holds a frame back until it is whole."""
        from tui.textual_patches.first_frame import FirstFrame

        return FirstFrame(self)

    @cached_property
    def backlog(self) -> Backlog:
        """What the terminal has not taken yet."""
        return Backlog(self)

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        """Open a screen; it is painted when it is whole."""
        opening = super().push_screen(screen, *args, **more)
        self.first_frame.hold_for(self.screen)
        return opening

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, unless a screen that opens is not whole yet or the terminal is behind.

        Textual's own; if that calls it no more one sees more frames, nothing else.
        """
        if not self.first_frame.is_awaited and not self.backlog.is_too_long():
            super()._display(screen, renderable)

    # -- Textual's own keys

    async def action_quit(self) -> None:
        """Ctrl-Q, from any field: like `Q`, and an unfinished note is kept."""
        self.do_quit()

    def action_help_quit(self) -> None:
        """Ctrl-C ends nothing here."""
        self.tell(f"{self.keymap.shown('everywhere.quit')} leaves postil, from a field ^Q.")

    # -- commands heard everywhere

    def do_theme(self) -> None:
        """From dark to light and back."""
        self.wear(LIGHT if self.dress.palette is DARK else DARK)

    def do_quit(self) -> None:
        """Leave at once."""
        self.places.leave_all()
        self.exit()

    def do_suspend(self) -> None:
        """To the shell that postil was started from."""
        self.action_suspend_process()

    def do_back(self) -> None:
        """To where one came from; out of postil when that is nowhere."""
        if len(self.screen_stack) > 1:
            if isinstance(self.screen, CommandScreen):
                self.screen.leaving()
            self.pop_screen()
        else:
            self.do_quit()

    def do_undo(self) -> None:
        """Take the last change back."""
        self._stepped(self.library.undo, "Undone", "Nothing to undo.")

    def do_redo(self) -> None:
        """Do it again."""
        self._stepped(self.library.redo, "Done again", "Nothing to redo.")

    def _stepped(self, step: Callable[[], Change | Refusal | None], word: str, nothing: str) -> None:
        """Take a step; keys typed behind it are heard when it is shown."""
        shown = self.typeahead.hold()

        def told(change: Change | Refusal | AnnotationsError | None) -> None:
            if change is None:
                self.tell(nothing)
            elif isinstance(change, AnnotationsError):
                self.tell_error(change)
            else:
                self.tell(f"{word}: {change.label}" if isinstance(change, Change) else change.reason)
                self.show_notes()
                if isinstance(change, Change) and any(table == "drafts" for table, _ in change.after):
                    self.offer_drafts()
            self.clerk.ask(lambda: None, lambda _: shown())  # behind what `show_notes` has asked for

        self.clerk.ask(lambda: outcome(step), told)

    def do_help(self) -> None:
        """The keys in force here."""
        from tui.screens.help import HelpScreen

        screen = self.screen
        if isinstance(screen, CommandScreen):
            contexts = screen.contexts()
            self.push_screen(HelpScreen(self.keymap, contexts, has_counts=screen.takes_counts))

    def do_palette(self) -> None:
        """Find a command by its name and do it."""
        from tui.screens.palette import pick_command

        screen = self.screen
        if isinstance(screen, CommandScreen):
            pick_command(screen)

    def do_go_articles(self) -> None:
        """The list."""
        self.places.articles()

    def do_go_notes(self) -> None:
        """All notes."""
        self.places.notes()

    def do_go_entities(self) -> None:
        """The names of all articles."""
        self.places.entities()

    def do_go_tags(self) -> None:
        """The tags of all notes."""
        self.places.tags()
