"""The line in which words to find or to filter by are typed; heard at every letter."""

from collections.abc import Callable
from typing import Literal

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Static

from annotations.text.canonical import showable
from tui.keymap import typed_sign
from tui.widgets.fit_text import fitted
from tui.widgets.safe_input import SafeInput
from tui.widgets.status_line import ChromeLine, Part

Leaving = Literal["open", "keep", "drop"]
"""How the field is left: with Enter, Tab or Esc."""
_LEAVING: dict[str, Leaving] = {"enter": "open", "tab": "keep", "escape": "drop"}
_KEYS_CELLS, _BESIDE_COUNT_CELLS = 31, 7
"""The keys; slash, cursor and the blanks around the count."""
_TYPED_CELLS = 16
"""So much of what is typed stays in view beside the longest count."""
_STEPS = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10}


class FilterField(SafeInput):
    """The field itself. Calls back at once, so that a key typed right after Enter is a command already."""

    def __init__(self, bar: "FilterBar", placeholder: str) -> None:
        super().__init__(id="words", compact=True, placeholder=placeholder)
        self._bar = bar

    def watch_value(self, value: str) -> None:
        if self._bar.display:
            self._bar.typed(value)

    def on_key(self, event: Key) -> None:
        """Leave, move in what is shown, take what was looked for last; all else is typed."""
        if event.key == "tab" and self._bar.last and not self.value:
            self.value = self._bar.last
            self.cursor_position = len(self.value)
        elif event.key in _LEAVING:
            self._bar.left(_LEAVING[event.key])
        elif event.key in _STEPS:
            self._bar.stepped(_STEPS[event.key])
        else:
            return
        event.stop()
        event.prevent_default()


class FilterBar(Horizontal):
    """A slash, a field, a count, and the keys that leave it. The arrows move in what is shown."""

    DEFAULT_CSS = """
    FilterBar { height: 1; width: 1fr; display: none; background: $background; }
    FilterBar > #slash { width: 3; }
    FilterBar > Input, FilterBar > Input:focus {
        height: 1; width: 1fr; border: none; padding: 0; background: $background;
    }
    FilterBar > #count { width: auto; color: $accent; padding: 0 1; }
    FilterBar > #keys { width: 31; }
    FilterBar.-is-told > #keys { display: none; }
    """

    def __init__(
        self,
        typed: Callable[[str], None],
        left: Callable[[Leaving], None],
        stepped: Callable[[int], None],
        *,
        placeholder: str = "",
        keys: str = "Enter keep  Esc leave",
    ) -> None:
        """Take whom to tell.

        Args:
            typed: at every letter, with all words.
            left: when it is to be closed.
            stepped: rows or hits to move by; below 0: back.
            placeholder: what stands in the empty field.
            keys: what those that leave it do, two blanks between them.
        """
        super().__init__()
        self.typed, self.left, self.stepped = typed, left, stepped
        self.field = FilterField(self, placeholder)
        self._keys = keys
        self._placeholder = placeholder
        self.last = ""
        """What Tab puts into the empty field."""

    def compose(self) -> ComposeResult:
        slash, keys = ChromeLine(id="slash"), ChromeLine(id="keys")
        slash.say_parts((Part("/", look="accent"),))
        said = (part.partition(" ") for part in self._keys.split("  "))
        keys.say_parts((), [Part(does, key=key) for key, _, does in said])
        yield slash
        yield self.field
        yield Static("", id="count", markup=False)
        yield keys

    def open(self, words: str = "", last: str = "") -> None:
        """Show the field with some words; the last ones are offered while it is empty."""
        self.last = last
        self.field.placeholder = f"Tab: {showable(last)}" if last else self._placeholder
        self.field.value = words
        self.count("")
        self.display = True
        self.field.focus()

    def take(self, event: Key) -> None:
        """A letter that was typed before the field had the focus; what the field took itself never comes here."""
        if sign := typed_sign(event):
            event.stop()
            self.field.insert_text_at_cursor(sign)

    def close(self) -> None:
        """Hide it; keys are commands again."""
        self.display = False
        self.screen.set_focus(None)

    def count(self, words: str) -> None:
        """Say how many there are, or what is wrong; what takes the room of the keys stands in their place."""
        words = showable(words)
        room = self.screen.size.width - _BESIDE_COUNT_CELLS - min(cell_len(self.field.value), _TYPED_CELLS)
        self.set_class(cell_len(words) > room - _KEYS_CELLS, "-is-told")
        room -= 0 if self.has_class("-is-told") else _KEYS_CELLS
        self.query_one("#count", Static).update(fitted(words, max(room, 0)))
