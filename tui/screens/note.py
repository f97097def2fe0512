"""The note editor: a sheet over the lower third; and the one-line editor of tags."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Label, TextArea

from annotations.text import showable
from tui.written import Written, split_tags


class NoteEditor(ModalScreen[Written | None]):
    """Edit a note. Ctrl-S saves from either field, Tab goes between them, Esc leaves."""

    DEFAULT_CSS = """
    NoteEditor { align: center bottom; background: transparent; }
    NoteEditor > Vertical { height: 40%; min-height: 9; border: round $accent; background: $surface; padding: 0 1; }
    NoteEditor Label { width: 1fr; height: auto; max-height: 3; color: $text-muted; }
    NoteEditor TextArea { height: 1fr; border: none; padding: 0; }
    NoteEditor Input { height: 1; border: none; padding: 0; }
    """

    def __init__(
        self, quote: str, note: str = "", tags: Sequence[str] = (), known: Sequence[str] = ()
    ) -> None:
        """Take what is there already.

        Args:
            quote: the words the note is on; empty for a whole article.
            note: the text so far.
            tags: the tags so far.
            known: tags to complete from.
        """
        super().__init__()
        self._quote = quote
        self._before = Written(note, tuple(tags))
        self._known = tuple(known)
        self._warned = False

    def compose(self) -> ComposeResult:
        """Quote, text, tags."""
        with Vertical() as sheet:
            sheet.border_title = "Note"
            sheet.border_subtitle = "^S save  Tab tags  Esc leave"
            yield Label(showable(self._quote), markup=False)
            yield TextArea(self._before.note, id="text", tab_behavior="focus", show_line_numbers=False)
            yield Input(", ".join(self._before.tags), placeholder="tags, separated by commas", id="tags")

    def on_mount(self) -> None:
        """The text first."""
        self.query_one(TextArea).focus()

    def _written(self) -> Written:
        return Written(self.query_one(TextArea).text, split_tags(self.query_one(Input).value))

    def on_key(self, event: Key) -> None:
        """Save, or leave; ask before text is thrown away."""
        if event.key == "ctrl+s":
            event.stop()
            self.dismiss(self._written())
        elif event.key == "escape":
            event.stop()
            if self._written() == self._before or self._warned:
                self.dismiss(None)
            else:
                self._warned = True
                self.query_one(Vertical).border_subtitle = "Esc again throws it away  ^S save"
        else:
            self._warned = False

    def on_input_submitted(self) -> None:
        """Enter in the tags saves, as in the one-line editor."""
        self.dismiss(self._written())


class LineEditor(ModalScreen[str | None]):
    """One line at the bottom: tags, a search, a name. Enter takes it, Esc leaves."""

    DEFAULT_CSS = """
    LineEditor { align: center bottom; background: transparent; }
    LineEditor Input { border: round $accent; width: 1fr; }
    """

    def __init__(self, title: str, value: str = "") -> None:
        super().__init__()
        self._title, self._value = title, value

    def compose(self) -> ComposeResult:
        """One field."""
        field = Input(self._value)
        field.border_title = self._title
        yield field

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it."""
        self.dismiss(event.value)

    def on_key(self, event: Key) -> None:
        """Leave."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
