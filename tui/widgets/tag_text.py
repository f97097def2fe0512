"""The text of a note whose `#tags` are completed as they are typed."""

from collections.abc import Sequence

from textual.events import Key
from textual.widgets import TextArea

from annotations.text.canonical import showable
from tui.lists.tag_completion import hashtag_completions
from tui.widgets.safe_input import SafeTextArea
from tui.widgets.tag_field import Offer


class TagText(SafeTextArea):
    """A text to type in. While a tag is offered for what follows a `#`, Tab takes it.

    Args:
        text: what is there already.
        known: all tags, most used first.
        offer: where they are shown.
        placeholder: stands in the empty field.
        id: as for any widget.
    """

    def __init__(self, text: str, known: Sequence[str], offer: Offer, *, placeholder: str, id: str) -> None:
        super().__init__(
            text,
            id=id,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=placeholder,
        )
        self._known, self._offer = [showable(tag) for tag in known], offer
        self._letters = ""
        self.offered: Sequence[str] = ()
        """The tags that are offered for the one at the cursor."""

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor is elsewhere, or another letter before it."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        before, (self._letters, self.offered) = self.offered, hashtag_completions(line, column, self._known)
        if self.has_focus and (before or self.offered):
            self._offer.show(self.offered, 0)

    def on_blur(self) -> None:
        if self.offered:
            self._offer.show((), -1)

    def on_key(self, event: Key) -> None:
        """Tab takes what is offered first; all else is typed."""
        if event.key == "tab" and self.offered and not self.read_only:
            row, column = self.cursor_location
            self.replace(f"{self.offered[0]} ", (row, column - len(self._letters)), (row, column))
            event.stop()
            event.prevent_default()
