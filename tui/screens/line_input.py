"""One line at the bottom: tags, a search, a name. Enter takes it, Esc leaves."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen

from annotations.text.canonical import showable
from tui.widgets.band import Band
from tui.widgets.safe_input import SafeInput
from tui.widgets.styles import titled
from tui.widgets.tag_field import Offer, TagField

_TAKE, _TAGS = "Enter take  Esc leave", "Enter save  Tab complete  Esc leave"


class LineEditor(ModalScreen[str | None]):
    """Edit one line."""

    DEFAULT_CSS = """
    LineEditor { align: center bottom; background: transparent; }
    LineEditor Vertical { width: 100%; max-width: 110; height: auto; border: round $accent; padding: 0 1; }
    LineEditor Input, LineEditor Input:focus { border: none; height: 1; padding: 0; background: $background; }
    """

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        known: Sequence[str] | None = None,
        hint: str = "",
    ) -> None:
        """Take what is there already.

        Args:
            title: what the line is.
            value: its words so far.
            known: the line holds tags, completed from these; None: it holds anything.
            hint: keys, in the border.
        """
        super().__init__()
        self._title, self._value, self._known, self._hint = title, showable(value), known, hint

    def compose(self) -> ComposeResult:
        """One field; for tags also what is offered."""
        with Band(), Vertical() as sheet:
            sheet.border_title = titled(self._title)
            sheet.border_subtitle = self._hint or (_TAKE if self._known is None else _TAGS)
            if self._known is None:
                yield SafeInput(self._value)
            else:
                offer = Offer()
                yield TagField(self._value, self._known, offer, takes_at_once=False)
                yield offer

    def on_mount(self) -> None:
        """Type at once."""
        field = self.query_one(SafeInput)
        field.cursor_position = len(field.value)
        field.focus()

    def on_input_submitted(self, event: SafeInput.Submitted) -> None:
        """Take it."""
        self.dismiss(event.value)

    def on_tag_field_finished(self) -> None:
        """Take it."""
        self.dismiss(self.query_one(SafeInput).value)

    def on_key(self, event: Key) -> None:
        """Leave; Ctrl-S takes it too, as it does in the note's sheet."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key == "ctrl+s":
            event.stop()
            self.dismiss(self.query_one(SafeInput).value)
