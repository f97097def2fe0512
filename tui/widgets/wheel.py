"""The wheel of the mouse: how far a turn of it scrolls, wherever it is turned."""

from textual.events import MouseScrollDown, MouseScrollUp

_ROWS = 3


def wheel_rows(event: MouseScrollDown | MouseScrollUp) -> int:
    """The rows that a turn scrolls, below 0 for up. Nothing around the widget hears of it."""
    event.stop()
    return _ROWS if isinstance(event, MouseScrollDown) else -_ROWS
