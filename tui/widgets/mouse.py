"""The mouse on the page: dragging selects, two clicks take a word, three a sentence. Knows cells and places of the text."""

from typing import Protocol

from textual.geometry import Size
from textual.message import Message


class TextUnderMouse(Protocol):
    """The widget that shows the text."""

    @property
    def size(self) -> Size:
        """In cells."""
        ...

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell."""
        ...

    def card_at(self, x: int, y: int) -> str:
        """Id of the note whose card, or whose mark, is under a cell; empty: none."""
        ...

    def scroll_rows(self, by: int) -> None:
        """Scroll as the wheel does."""
        ...

    def post_message(self, message: Message) -> bool:
        """Tell the screen."""
        ...


class Mouse:
    """Follows the first button, and says what was pointed at as values."""

    class Pointed(Message):
        """A place of the text was clicked; `clicks` 2 and 3: twice and three times."""

        def __init__(self, offset: int, clicks: int) -> None:
            super().__init__()
            self.offset, self.clicks = offset, clicks

    class CardPointed(Message):
        """The card of a note was clicked, or its mark beside the text."""

        def __init__(self, note: str) -> None:
            super().__init__()
            self.note = note

    class Dragged(Message):
        """The mouse was drawn from one place of the text to another."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start, self.end = start, end

    def __init__(self, view: TextUnderMouse) -> None:
        self._view = view
        self._pressed: int | None = None
        """Where it was pressed (code point)."""
        self._row_pressed: int | None = None
        """The row that was pressed where no text is: a drag from there begins with the first text it comes to."""
        self._is_dragging = False

    def press(self, x: int, y: int) -> None:
        """A selection may start here."""
        self._pressed, self._is_dragging = self._view.offset_at(x, y), False
        is_beside_text = self._pressed is None and not self._view.card_at(x, y)
        self._row_pressed = y if is_beside_text else None

    def move(self, x: int, y: int) -> None:
        """Draw the selection; at the edge the text scrolls on."""
        if self._pressed is None and self._row_pressed is not None:
            self._pressed = self._first_text(self._row_pressed, y)
        if self._pressed is None:
            return
        last = self._view.size.height - 1
        if not 0 < y < last:
            self._view.scroll_rows(-1 if y <= 0 else 1)
        offset = self._view.offset_at(x, min(max(y, 0), last))
        if offset is not None and (self._is_dragging or offset != self._pressed):
            self._is_dragging = True
            self._view.post_message(self.Dragged(self._pressed, offset))

    def _first_text(self, pressed: int, y: int) -> int | None:
        """What a drag between two rows comes to first: downwards the start of a row, upwards the end of one."""
        edge = 0 if y > pressed else self._view.size.width - 1
        rows = range(pressed, y, 1 if y > pressed else -1)
        return next((at for row in (*rows, y) if (at := self._view.offset_at(edge, row)) is not None), None)

    def release(self) -> None:
        """The selection stands."""
        self._pressed = self._row_pressed = None

    def click(self, x: int, y: int, clicks: int) -> None:
        """Say what was pointed at; the end of a drag is no click."""
        was_dragging, self._is_dragging = self._is_dragging, False
        offset = self._view.offset_at(x, y)
        if was_dragging:
            return
        if note := self._view.card_at(x, y):
            if clicks == 1:
                self._view.post_message(self.CardPointed(note))
        elif offset is not None:
            self._view.post_message(self.Pointed(offset, clicks))
