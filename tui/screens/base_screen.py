"""What every screen of postil has in common: it hears keys through the keymap and does commands by name."""

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, cast

from textual.events import Key
from textual.screen import Screen

from tui.base_app import BaseApp
from tui.commands import Command, Context
from tui.keymap import Keymap, key_name

_LARGEST_COUNT = 99_999
ROOMY_ROWS = 30
"""From this height on there is a blank row between what is read and the lines of chrome."""


def is_open(screen: Screen[Any]) -> bool:
    """Is it still among the screens, so that an answer that comes late can be shown on it?

    One that was left loses its widgets first and its place in the tree last: `is_attached` holds in between.
    """
    return screen.is_attached and screen in screen.app.screen_stack


class CommandScreen(Screen[None]):
    """A screen whose keys are commands of the table.

    A key press that no focused field took comes here, is looked up in `contexts`, and calls `do_<name>` on this
    screen, on one of its `parts` or, failing that, on the app's `commands`. Where `takes_counts`, digits before a key are
    its count.
    """

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("everywhere",)
    takes_counts: ClassVar[bool] = False
    AUTO_FOCUS: ClassVar[str | None] = ""
    parts: Sequence[object] = ()
    """What does commands of this screen besides itself."""
    late_parts: Sequence[object] = ()
    """Those that are loaded when the first of their commands is given: the first frame does not wait for them."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._waiting: Callable[[str], None] | None = None
        self._given_up: Callable[[], None] | None = None
        self._was_shown = False
        self._shown_in: BaseApp | None = None

    @property
    def app(self) -> BaseApp:  # type: ignore[override]  # Textual's own is a property too
        """The app; also for a thread that goes on with its work when this screen has been left."""
        try:
            return cast("BaseApp", super().app)
        except RuntimeError:  # no active app
            if self._shown_in is None:
                raise
            return self._shown_in

    @property
    def keymap(self) -> Keymap:
        return self.app.keymap

    def contexts(self) -> tuple[Context, ...]:
        """Where keys are looked up just now, nearest first; a screen with modes overrides this."""
        return self.CONTEXTS

    def wait_for_letter(
        self, done: Callable[[str], None], given_up: Callable[[], None] | None = None
    ) -> None:
        """Give the next key press to `done` instead of looking it up; Esc gives it up and calls `given_up`."""
        self._waiting, self._given_up = done, given_up

    @property
    def pending_count(self) -> int:
        """Digits typed so far; 0: none."""
        return self._count

    def unheard(self, key: str) -> None:
        """A key that means nothing here; most are passed over in silence."""

    def leaving(self) -> None:
        """Keep what must be kept: the screen is about to go, or postil is about to end."""

    def show_notes(self) -> None:
        """Notes have changed: show what is there now. Screens that show none do nothing."""

    def back_from(self, article: Path) -> None:
        """The page over it was left on this article. Screens that list none do nothing."""

    def show_places(self) -> None:
        """More is known of what there is at the places: show it. Screens that show none do nothing."""

    def show_names(self, coverage: object) -> None:
        """Names were found in idle time; `coverage`: in how many articles by now. Screens that show none do nothing."""

    @property
    def unfinished(self) -> str:
        """What would be broken off if it were left now, as in "Adding X"; empty: nothing."""
        return ""

    @property
    def shown_article(self) -> str:
        """Id of the article that is being read; empty: none is."""
        return ""

    def note_saved(self, note: object, told: str) -> None:
        """A note that was written over this screen is in the store."""
        self.app.show_notes()
        if told:
            self.app.tell(told)

    def on_screen_resume(self) -> None:
        """Back from another screen: what it changed is shown."""
        self._shown_in = self.app
        if self._was_shown:
            self.show_notes()
            self.app.count_places()
        self._was_shown = True

    def on_screen_suspend(self) -> None:
        """Another screen lies over this one: what was told here doesn't lie over that."""
        if is_open(self):
            self.app.toasts.hush()

    async def on_key(self, event: Key) -> None:
        """Turn a key press into a command; what is typed behind the one that quits does nothing any more."""
        if not self.is_attached:
            return
        if self.app.screen is not self and self.app.screen_stack[-1] is self.app.screen:
            event.stop()
            event.prevent_default()
            self.app.typeahead.first_again(Key(event.key, event.character))
            return
        name = key_name(event)
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            event.stop()
            event.prevent_default()
            if name != "escape":
                waiting(name)
            elif self._given_up is not None:
                self._given_up()
            return
        if self.takes_counts and name.isascii() and name.isdigit() and (self._count or name != "0"):
            self._count = min(self._count * 10 + int(name), _LARGEST_COUNT)
            event.stop()
            return
        command = self.keymap.command(self.contexts(), name)
        count, self._count = self._count, 0
        if command is None:
            self.unheard(name)
            return
        event.stop()
        event.prevent_default()
        await self.do(command, count)

    async def do(self, command: Command, count: int = 0) -> None:
        """Do a command, from wherever it came: key, palette, mouse. `count` 0: none was given."""
        name = f"do_{command.action}"
        near = (self, *self.parts, self.app.commands)
        doer = next((one for one in near if hasattr(one, name)), None)
        if doer is None:
            doer = next(one for one in self.late_parts if hasattr(one, name))
        method: Any = getattr(doer, name)
        result = method(count or command.uncounted) if command.counts else method()
        if inspect.isawaitable(result):
            await result
