"""A click on what says a key is that key."""

from contextvars import Context

from textual.events import Key
from textual.widget import Widget

from tui.keymap import spelled_key


def press(widget: Widget, shown: str) -> None:
    """Press a key as it is shown ("^S", "Esc", "?"); what is no single key presses none."""
    key = spelled_key(shown) if shown else None
    if key is not None:
        # Made where no widget is at work: Textual takes a message no further than to the widget that it comes of.
        widget.app.post_message(Context().run(Key, key, shown if len(shown) == 1 else None))
