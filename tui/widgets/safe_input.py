"""Fields to type in whose text may come from elsewhere: what is in them stays as it is, what is painted is safe.

Textual hands control characters of a field's text through to the terminal. Use these in place of its own.
"""

from rich.segment import Segment
from textual.events import Key
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input, TextArea

from annotations.text.canonical import showable
from tui.keymap import typed_sign

_JOINERS = ("\u200c", "\u200d")
"""Zero-width non-joiner and joiner: letters of Persian and many Indic words, and what holds an emoji of several together.
Textual takes them for unprintable and drops them when they are typed."""


def _cleaned(strip: Strip) -> Strip:
    """One line, with a harmless character for each that would command the terminal; as wide as before."""
    if all(text.isprintable() for text, _, _ in strip):
        return strip
    width = strip.cell_length
    cleaned = Strip([Segment(showable(text), style, control) for text, style, control in strip])
    return cleaned.crop(0, width) if cleaned.cell_length > width else cleaned


class SafeInput(Input):
    """A line to type in. Its cursor doesn't blink."""

    cursor_blink = reactive(False, init=False)

    def on_key(self, event: Key) -> None:
        """A joiner is a letter too; a chord is none."""
        if event.character in _JOINERS:
            event.stop()
            self.insert_text_at_cursor(event.character)
        elif event.is_printable and not typed_sign(event):
            event.prevent_default()  # Textual would put its sign in

    def render_line(self, y: int) -> Strip:
        return _cleaned(super().render_line(y))


class SafeTextArea(TextArea):
    """A text to type in. Its cursor doesn't blink."""

    cursor_blink = reactive(False, init=False)

    def on_key(self, event: Key) -> None:
        """A joiner is a letter too; a chord is none."""
        if event.character in _JOINERS:
            event.stop()
            self.insert(event.character)
        elif event.is_printable and not typed_sign(event):
            event.prevent_default()  # Textual would put its sign in

    def render_line(self, y: int) -> Strip:
        return _cleaned(super().render_line(y))
