"""What of the rows of a sheet is looked for, typed behind `/`: how its keys are heard, and how the title says it."""

from collections.abc import Callable

from textual.events import Key

from tui.keymap import typed_sign


class Narrowing:
    """The words typed so far. Arrows and the like still move meanwhile.

    Args:
        leaves: the key that leaves the words as they are; Esc takes them back.
        changed: shows the rows that have the words now.
    """

    def __init__(self, leaves: str, changed: Callable[[], None]) -> None:
        self._leaves, self._changed = leaves, changed
        self.query, self.is_typing = "", False

    def begin(self) -> None:
        """Hear what is typed from now on."""
        self.is_typing = True
        self.look_for("")

    def look_for(self, query: str) -> None:
        """Look for other words; for none all is shown."""
        self.query = query
        self._changed()

    def hear(self, event: Key) -> bool:
        """Whether a key belongs to what is looked for."""
        if not self.is_typing:
            return False
        if event.key in (self._leaves, "escape"):
            self.is_typing = False
            self.look_for("" if event.key == "escape" else self.query)
        elif event.key == "backspace":
            self.look_for(self.query[:-1])
        elif sign := typed_sign(event):
            self.look_for(self.query + sign)
        else:
            return False
        return True

    def titled(self, title: str) -> str:
        """A title with the words behind it."""
        is_narrowed = self.query or self.is_typing
        return f"{title} / {self.query}{'▏' if self.is_typing else ''}" if is_narrowed else title
