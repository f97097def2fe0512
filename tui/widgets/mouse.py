"""The mouse on the page: dragging selects, two clicks take a word, three a sentence. Knows cells and places of the text."""

from typing import Protocol


class MouseTarget(Protocol):
    """The text under the mouse."""

    @property
    def height(self) -> int:
        """Rows of the screen."""
        ...

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell."""
        ...

    def scroll_rows(self, by: int) -> None:
        """Scroll as the wheel does."""
        ...

    def point(self, offset: int, clicks: int) -> None:
        """A place was clicked, so many times in a row."""
        ...

    def drag(self, start: int, end: int) -> None:
        """The mouse was drawn from one place to another."""
        ...


class Mouse:
    """Follows the first button."""

    def __init__(self, target: MouseTarget) -> None:
        self._target = target
        self._pressed: int | None = None
        """Where it was pressed (code point)."""
        self._is_dragging = False

    def press(self, x: int, y: int) -> None:
        """A selection may start here."""
        self._pressed, self._is_dragging = self._target.offset_at(x, y), False

    def move(self, x: int, y: int) -> None:
        """Draw the selection; at the edge the text scrolls on."""
        if self._pressed is None:
            return
        last = self._target.height - 1
        if not 0 < y < last:
            self._target.scroll_rows(-1 if y <= 0 else 1)
        offset = self._target.offset_at(x, min(max(y, 0), last))
        if offset is not None and (self._is_dragging or offset != self._pressed):
            self._is_dragging = True
            self._target.drag(self._pressed, offset)

    def release(self) -> None:
        """The selection stands."""
        self._pressed = None

    def click(self, x: int, y: int, clicks: int) -> None:
        """Say what was pointed at; the end of a drag is no click."""
        was_dragging, self._is_dragging = self._is_dragging, False
        offset = self._target.offset_at(x, y)
        if offset is not None and not was_dragging:
            self._target.point(offset, clicks)
