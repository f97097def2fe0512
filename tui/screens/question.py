"""A plain question in a sheet: a few lines to read, one key for each answer."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.events import Key

from tui.screens.base_sheet import BaseSheet
from tui.widgets.text_pane import Pane, Piece


class Question(BaseSheet[str]):
    """Asks, and gives the answer that a key stands for."""

    DEFAULT_CSS = "Question Vertical { height: 9; }"

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
        super().__init__(title, hint)
        self._pieces, self._hint, self._answers = pieces, hint, answers
        self._sure = sure or {}
        self._asked_twice = ""

    def compose_sheet(self) -> ComposeResult:
        pane = Pane(margin=0)
        pane.show(self._pieces)
        yield pane

    def on_key(self, event: Key) -> None:
        """Answer; while one is asked for again, every other key only takes that back."""
        answer = self._answers.get(event.character or "") or self._answers.get(event.key) or ""
        event.stop()
        if self._asked_twice and answer != self._asked_twice:
            self._asked_twice = ""
            self.say_keys(self._hint)
        elif answer in self._sure and not self._asked_twice:
            self._asked_twice = answer
            self.say_keys(self._sure[answer])
        elif answer:
            self.dismiss(answer)
