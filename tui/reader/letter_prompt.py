"""Asks for one key in the line below: the letter of a bookmark, of a colour, of a jump."""

from collections.abc import Callable, Sequence

from tui.screens.base_screen import CommandScreen
from tui.widgets.status_line import Part


class LetterPrompt:
    """What is asked for while a letter is waited for."""

    def __init__(self, screen: CommandScreen, changed: Callable[[], None]) -> None:
        """Take the screen that hears the key; `changed` is called when another thing is asked for, or nothing."""
        self._screen, self._changed = screen, changed
        self.words = ""
        """What is asked for; empty: nothing is."""
        self.choices: Sequence[Part] = ()
        """What may be answered."""

    def ask(
        self,
        words: str,
        done: Callable[[str], None],
        given_up: Callable[[], None] = lambda: None,
        *,
        choices: Sequence[Part] = (),
    ) -> None:
        """Ask for one key; Esc gives it up."""
        self.words, self.choices = words, choices

        def answered(letter: str) -> None:
            self.words = ""
            done(letter)
            self._changed()

        def left() -> None:
            self.words = ""
            given_up()
            self._changed()

        self._screen.wait_for_letter(answered, left)
        self._changed()
