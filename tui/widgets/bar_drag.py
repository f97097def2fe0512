"""A scroll bar at the right edge of a widget, and the mouse that draws along it."""

from collections.abc import Callable

from textual.events import MouseDown, MouseMove
from textual.widget import Widget


def thumb(top: int, total: int, height: int) -> range:
    """The rows of a view of `height` rows on which the thumb stands, where `total` rows are shown from `top` on."""
    if total <= height or height < 1:
        return range(0)
    size = max(height * height // total, 1)
    start = top * (height - size) // (total - height)
    return range(start, start + size)


class BarDrag:
    """Follows the first button from where it takes hold of the bar."""

    def __init__(self, widget: Widget, where: Callable[[], range], go: Callable[[float], None]) -> None:
        """Take the widget whose last column the bar is.

        Args:
            widget: scrolls.
            where: the rows on which the thumb stands; none: there is no bar.
            go: show what is so far down, 0 to 1.
        """
        self._widget, self._where, self._go = widget, where, go
        self._grip: int | None = None
        """Rows from the top of the thumb to where it was taken hold of; None: it is not."""
        self._size = 1
        self.took_press = False
        """Was the button pressed on the bar the last time? Then the click that follows is not meant for what lies beside it."""

    def press(self, event: MouseDown) -> bool:
        """Take hold of the thumb, or have it come to where the mouse is; False: the mouse is not on the bar."""
        where = self._where()
        self.took_press = event.button == 1 and event.x >= self._widget.size.width - 1 and bool(where)
        if not self.took_press:
            return False
        self._size = len(where)
        self._grip = event.y - where.start if event.y in where else self._size // 2
        self._widget.capture_mouse()
        return self.move(event)

    def move(self, event: MouseDown | MouseMove) -> bool:
        """Draw the thumb along; False: nobody holds it."""
        if self._grip is None:
            return False
        rows = max(self._widget.size.height - self._size, 1)
        self._go(min(max((event.y - self._grip) / rows, 0.0), 1.0))
        return True

    def release(self) -> bool:
        """Let go; False: nobody held it."""
        if self._grip is None:
            return False
        self._grip = None
        self._widget.release_mouse()
        return True
