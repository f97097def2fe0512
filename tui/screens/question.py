"""A plain question in a sheet: a few lines to read, one key for each answer."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen

from tui.widgets.band import Band
from tui.widgets.styles import titled
from tui.widgets.text_pane import Pane, Piece


class Question(ModalScreen[str]):
    """Asks, and gives the answer that a key stands for."""

    DEFAULT_CSS = """
    Question { align: center bottom; background: transparent; }
    Question Vertical { width: 100%; max-width: 110; height: 9; border: round $accent; padding: 0 1; }
    """

    def __init__(
        self,
        title: str,
        pieces: Sequence[Piece],
        hint: str,
        answers: Mapping[str, str],
        *,
        sure: Mapping[str, str] | None = None,
    ) -> None:
        """Take all of it.

        Args:
            title: in the border.
            pieces: what is to be read.
            hint: the keys and what they mean.
            answers: by key or character.
            sure: answers that are asked for twice, and what is said the first time.
        """
        super().__init__()
        self._title, self._pieces, self._hint, self._answers = title, pieces, hint, answers
        self._sure = sure or {}
        self._asked_twice = ""
        self._sheet = Vertical()

    def compose(self) -> ComposeResult:
        """The lines, the keys in the border."""
        with Band(), self._sheet as sheet:
            sheet.border_title = titled(self._title)
            sheet.border_subtitle = self._hint
            pane = Pane(margin=0)
            pane.show(self._pieces)
            yield pane

    def on_key(self, event: Key) -> None:
        """Answer; while one is asked for again, every other key only takes that back."""
        answer = self._answers.get(event.character or "") or self._answers.get(event.key) or ""
        event.stop()
        if self._asked_twice and answer != self._asked_twice:
            self._asked_twice, self._sheet.border_subtitle = "", self._hint
        elif answer in self._sure and not self._asked_twice:
            self._asked_twice, self._sheet.border_subtitle = answer, self._sure[answer]
        elif answer:
            self.dismiss(answer)
