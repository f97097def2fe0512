"""The mouse on the page: the wheel scrolls, a click focuses, dragging selects, two clicks take a word, three a sentence."""

from textual.events import Click, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.message import Message
from textual.widget import Widget

from tui.page.viewport import Viewport

_WHEEL_ROWS = 3


class Pointer(Widget):
    """The part of the page that hears the mouse; says what was pointed at as values."""

    viewport: Viewport | None

    class Pointed(Message):
        """A place of the text was clicked; `clicks` 2 and 3: twice and three times."""

        def __init__(self, offset: int, clicks: int) -> None:
            super().__init__()
            self.offset = offset
            self.clicks = clicks

    class Dragged(Message):
        """The mouse was drawn from one place of the text to another."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pressed: int | None = None
        self._dragging = False

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell."""
        raise NotImplementedError

    def scroll_rows(self, by: int) -> None:
        """Scroll as the wheel does."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Down by three."""
        event.stop()
        self.scroll_rows(_WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Up by three."""
        event.stop()
        self.scroll_rows(-_WHEEL_ROWS)

    def on_mouse_down(self, event: MouseDown) -> None:
        """A selection may start here."""
        if event.button == 1:
            self._pressed, self._dragging = self.offset_at(event.x, event.y), False
            self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Draw the selection; at the edge the text scrolls on."""
        if self._pressed is None:
            return
        height = self.size.height
        if not 0 < event.y < height - 1 and self.viewport is not None:
            self.scroll_rows(-1 if event.y <= 0 else 1)
        offset = self.offset_at(event.x, min(max(event.y, 0), height - 1))
        if offset is not None and (self._dragging or offset != self._pressed):
            self._dragging = True
            self.post_message(self.Dragged(self._pressed, offset))

    def on_mouse_up(self, event: MouseUp) -> None:
        """The selection stands."""
        self._pressed = None
        self.release_mouse()

    def on_click(self, event: Click) -> None:
        """Say what was pointed at; the end of a drag is no click."""
        dragged, self._dragging = self._dragging, False
        offset = self.offset_at(event.x, event.y)
        if offset is not None and not dragged:
            self.post_message(self.Pointed(offset, event.chain))
