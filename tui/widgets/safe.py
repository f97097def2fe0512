"""Fields to type in whose text may come from elsewhere: what is in them stays as it is, what is painted is safe.

Textual hands control characters of a field's text through to the terminal. Use these in place of its own.
"""

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Input, TextArea

from annotations.text import showable


def _cleaned(strip: Strip) -> Strip:
    """One line, with a harmless character for each that would command the terminal; as wide as before."""
    if all(text.isprintable() for text, _, _ in strip):
        return strip
    width = strip.cell_length
    cleaned = Strip([Segment(showable(text), style, control) for text, style, control in strip])
    return cleaned.crop(0, width) if cleaned.cell_length > width else cleaned


class SafeInput(Input):
    """A line to type in."""

    def render_line(self, y: int) -> Strip:
        """Paint it, cleaned."""
        return _cleaned(super().render_line(y))


class SafeTextArea(TextArea):
    """A text to type in."""

    def render_line(self, y: int) -> Strip:
        """Paint a line of it, cleaned."""
        return _cleaned(super().render_line(y))
