"""The keys in force, by what they are for."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.commands import COMMANDS, Context
from tui.keymap import Keymap, shown_key


class HelpScreen(ModalScreen[None]):
    """A sheet over the page; any of `?`, `q`, Esc closes it."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll { width: 70; max-width: 90%; height: 80%; border: round $accent; padding: 0 2; }
    """

    def __init__(self, keymap: Keymap, contexts: tuple[Context, ...]) -> None:
        super().__init__()
        self._keymap, self._contexts = keymap, contexts

    def compose(self) -> ComposeResult:
        """The table of commands, as it holds here."""
        with VerticalScroll() as sheet:
            sheet.border_title = "Keys"
            sheet.border_subtitle = "Esc close"
            yield Static(Content("\n".join(self._lines())))

    def _lines(self) -> list[str]:
        groups: dict[str, list[str]] = {}
        for command in COMMANDS:
            keys = " ".join(shown_key(key) for key in self._keymap.keys(command.id))
            if command.context in self._contexts and keys:
                groups.setdefault(command.group, []).append(f"  {keys:<16} {command.help}")
        return [line for group, lines in groups.items() for line in ("", group, *lines)]

    def on_key(self, event: Key) -> None:
        """Close."""
        if event.key in ("escape", "q", "question_mark"):
            event.stop()
            self.dismiss(None)
