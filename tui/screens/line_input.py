"""One line at the bottom: tags, a search, a name. Enter takes it, Esc leaves."""

from collections.abc import Callable, Sequence
from typing import Literal

from textual.app import ComposeResult
from textual.events import Key

from annotations.text.canonical import showable
from tui.base_app import BaseApp
from tui.page.written_note import line_of_tags, split_tags
from tui.screens.base_sheet import BaseSheet
from tui.widgets.path_field import PathField
from tui.widgets.safe_input import SafeInput
from tui.widgets.tag_field import Offer, TagField
from tui.widgets.text_pane import Pane, Piece

_KEYS = {
    "words": "Enter take  Esc leave",
    "tags": "Enter save  Tab complete  Esc leave",
    "folder": "Enter take  Tab complete  Esc leave",
    "file": "Enter take  Tab complete  Esc leave",
}


def ask_tags(
    app: BaseApp,
    title: str,
    before: Sequence[str],
    tagged: Callable[[tuple[str, ...]], None],
    known: Sequence[str] | None = None,
) -> None:
    """Have a line of tags edited; `tagged` gets them, unless the line is left. `known`: to complete from, else all there are."""

    def typed(line: str | None) -> None:
        if line is not None:
            tagged(split_tags(line))

    known = known if known is not None else [tag for tag, _ in app.library.tags()]
    app.push_screen(LineEditor(title, line_of_tags(before), known=known), typed)


class LineEditor(BaseSheet[str | None]):
    """Edit one line."""

    DEFAULT_CSS = "LineEditor Pane { height: 2; }"

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        known: Sequence[str] | None = None,
        path: Literal["", "folder", "file"] = "",
        rule: str = "",
        hint: str = "",
    ) -> None:
        """Take what is there already.

        Args:
            title: what the line is.
            value: its words so far.
            known: the line holds tags, completed from these; None: it holds anything.
            path: the line holds a path, completed from the disk: of a folder, or of a file too.
            rule: what a path has to be, said below it until Tab says how it may go on.
            hint: keys, in the border.
        """
        super().__init__(title, hint or _KEYS[path or ("words" if known is None else "tags")])
        self._value, self._known, self._path, self._rule = showable(value), known, path, rule

    def compose_sheet(self) -> ComposeResult:
        """One field; for tags and paths also what is offered."""
        if self._path:
            offered = Pane(margin=0)

            def say(words: str) -> None:
                offered.show([Piece(words or self._rule, "kind:byline", most_rows=2)])

            say("")
            yield PathField(self._value, say, takes_files=self._path == "file")
            yield offered
        elif self._known is None:
            yield SafeInput(self._value, select_on_focus=False)
        else:
            offer = Offer()
            yield TagField(self._value, self._known, offer, takes_at_once=False)
            yield offer

    def on_mount(self) -> None:
        field = self.query_one(SafeInput)
        field.cursor_position = len(field.value)
        field.focus()

    def on_input_submitted(self, event: SafeInput.Submitted) -> None:
        self.dismiss(event.value)

    def on_tag_field_finished(self) -> None:
        self.dismiss(self.query_one(SafeInput).value)

    def on_key(self, event: Key) -> None:
        """Leave; Ctrl-S takes it too, as it does in the note's sheet."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key == "ctrl+s":
            event.stop()
            self.dismiss(self.query_one(SafeInput).value)
