"""The line in which words to find are typed; heard at every letter."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Static

from annotations.text.canonical import showable
from tui.widgets.safe_input import SafeInput
from tui.widgets.status_line import ChromeLine


class FindField(SafeInput):
    """The field itself. Calls back at once, so that a key typed right after Enter is a command already."""

    def __init__(self, bar: "FindBar") -> None:
        super().__init__(id="words", compact=True)
        self._bar = bar

    def watch_value(self, value: str) -> None:
        """Another letter."""
        if self._bar.display:
            self._bar.typed(value)

    async def action_submit(self) -> None:
        """Keep the hits."""
        self._bar.left(True)

    def on_key(self, event: Key) -> None:
        """Leave, or go between the hits."""
        if event.key == "escape":
            event.stop()
            self._bar.left(False)
        elif event.key in ("down", "up"):
            event.stop()
            self._bar.stepped(1 if event.key == "down" else -1)


class FindBar(Horizontal):
    """A slash, a field, how many hits there are, and the keys. Enter keeps the hits, Esc leaves, ↑ ↓ go between them."""

    DEFAULT_CSS = """
    FindBar { height: 1; width: 1fr; display: none; background: $background; }
    FindBar > #slash { width: 3; color: $accent; }
    FindBar > Input { height: 1; width: 1fr; border: none; padding: 0; background: $background; }
    FindBar > Input:focus { border: none; background: $background; }
    FindBar > #count { width: auto; color: $accent; padding: 0 1; }
    FindBar > #keys { width: 26; }
    """

    def __init__(
        self, typed: Callable[[str], None], left: Callable[[bool], None], stepped: Callable[[int], None]
    ) -> None:
        """Take whom to tell.

        Args:
            typed: at every letter, with all words.
            left: with Enter (True) or Esc (False).
            stepped: 1 for the next hit, -1 for the previous one.
        """
        super().__init__()
        self.typed, self.left, self.stepped = typed, left, stepped

    def compose(self) -> ComposeResult:
        """A slash, a field, a count."""
        yield Static(" / ", id="slash", markup=False)
        yield FindField(self)
        yield Static("", id="count", markup=False)
        keys = ChromeLine(id="keys")
        keys.say("", "Enter keep   Esc leave")
        yield keys

    def open(self) -> None:
        """Show the field, empty."""
        field = self.query_one(FindField)
        field.value = ""
        self.count("")
        self.display = True
        field.focus()

    def take(self, event: Key) -> None:
        """A letter that was typed before the field had the focus; what the field took itself never comes here."""
        if event.is_printable and event.character:
            event.stop()
            self.query_one(FindField).insert_text_at_cursor(event.character)

    def close(self) -> None:
        """Hide it; keys are commands again."""
        self.display = False
        self.screen.set_focus(None)

    def count(self, words: str) -> None:
        """Say how many hits there are."""
        self.query_one("#count", Static).update(showable(words))
