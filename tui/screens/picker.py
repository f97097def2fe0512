"""Pick one of many by typing some of its letters: the command palette, tags, articles."""

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Key
from textual.fuzzy import FuzzySearch

from annotations.text.canonical import showable
from annotations.text.folding import fold
from tui.screens.base_sheet import BaseSheet
from tui.widgets.fit_text import column, fitted
from tui.widgets.row_list import RowList
from tui.widgets.safe_input import SafeInput

_FUZZY_UP_TO = 1_000
_FUZZY_FROM_LETTERS = 3
"""Two letters stand in their order in nearly anything: `:wq` would do something."""
_ROWS = 14


class Choice(Struct, frozen=True):
    """One of many."""

    words: str
    right: str = ""
    """Dim words at the right."""
    value: object = None
    left: str = ""
    """A dim word before."""
    also: str = ""
    """Other words that find it; not shown."""


class ChoiceList(RowList[tuple[Choice, frozenset[int]]]):
    """Choices with the letters that were found in them."""

    def key_of(self, row: tuple[Choice, frozenset[int]]) -> Hashable:
        return row[0]

    def paint(self, row: tuple[Choice, frozenset[int]], width: int, base: Style) -> list[Segment]:
        choice, lit_places = row
        dim, lit = (style + Style(bgcolor=base.bgcolor) for style in (self.dress.dim, self.dress.accent))
        right = fitted(choice.right, width // 2)
        left = column(choice.left, 10) if choice.left else ""
        room = max(width - len(left) - len(right) - 4, 4)
        words = column(choice.words, room)
        runs = groupby(enumerate(words), key=lambda letter: letter[0] in lit_places)
        letters = [Segment("".join(char for _, char in run), lit if is_lit else base) for is_lit, run in runs]
        return [Segment(f" {left}", dim), *letters, Segment(f"  {right} ", dim)]


class Picker(BaseSheet[Choice | None]):
    """A sheet with a line to type in and what is left of the choices. Enter takes one, Esc none."""

    DEFAULT_CSS = """
    Picker { align: center top; }
    Picker Band { margin-top: 2; }
    Picker Vertical { width: 76; max-width: 100%; }
    Picker Input, Picker Input:focus { padding: 0 1; }
    Picker ChoiceList { height: 1; margin-top: 1; }
    """

    closes_beside = True

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        otherwise: str = "Nothing like that.",
        are_commands: bool = False,
        typed: Callable[[str], Choice | None] = lambda words: None,
        other: Callable[[str], Choice | None] = lambda words: None,
    ) -> None:
        """Take what can be picked.

        Args:
            title: stands in the border.
            choices: in the order they are shown in while nothing is typed.
            otherwise: is said where none is left.
            are_commands: no number finds one, and letters that are left out are those of one word: what is taken is done.
            typed: makes a choice of what is typed, in place of all others.
            other: makes a choice of what is typed, below all others.
        """
        super().__init__(title, "Enter take  Esc leave")
        self._otherwise, self._are_commands, self._typed, self._other = otherwise, are_commands, typed, other
        safe = (
            Choice(showable(c.words), showable(c.right), c.value, showable(c.left), c.also) for c in choices
        )
        self._choices = list(safe)
        self._folded = [fold(f"{choice.words} {choice.right} {choice.also}") for choice in self._choices]
        self._search = FuzzySearch()

    def compose_sheet(self) -> ComposeResult:
        yield SafeInput(placeholder="type some letters")
        yield ChoiceList()

    @property
    def rows(self) -> ChoiceList:
        """What is left."""
        return self.query_one(ChoiceList)

    def on_mount(self) -> None:
        self.rows.sentence = self._otherwise
        self.query_one(SafeInput).focus()
        self._show("")

    def on_input_changed(self, event: SafeInput.Changed) -> None:
        self._show(event.value)

    def _show(self, query: str) -> None:
        rows = self._matching(query)
        words = query.strip()
        if words and (other := self._other(words)) is not None:
            rows = [*rows, (other, frozenset())]
        self.rows.styles.height = min(max(len(rows), 3), _ROWS, max(self.app.size.height - 8, 3))
        self.rows.index = 0
        self.rows.rows = ()
        self.rows.show(rows)

    def _matching(self, query: str) -> list[tuple[Choice, frozenset[int]]]:
        """What has all the words; failing that, what has the letters in their order. The best first."""
        words = fold(query).split()
        if (made := self._typed(query.strip())) is not None:
            return [(made, frozenset())]
        if not words:
            return [(choice, frozenset()) for choice in self._choices]
        kept = [
            (choice, _places(choice.words, words))
            for choice, hay in zip(self._choices, self._folded, strict=True)
            if all(word in hay for word in words)
            and (not self._are_commands or not words[0].isdecimal() or words[0] in choice.right.split())
        ]
        if kept:
            return sorted(kept, key=lambda row: _rank(row[0], query.strip(), words[0]))
        letters = "".join(words)
        if len(self._choices) > _FUZZY_UP_TO or len(letters) < _FUZZY_FROM_LETTERS:
            return []
        if self._are_commands:
            named = zip(self._choices, self._folded, strict=True)
            return [
                (one, frozenset()) for one, hay in named if all(_abbreviates(word, hay) for word in words)
            ]
        scored = [(*self._search.match(letters, choice.words), choice) for choice in self._choices]
        scored = sorted((row for row in scored if row[0] > 0), key=lambda row: -row[0])
        return [(choice, frozenset(places)) for _, places, choice in scored]

    def on_key(self, event: Key) -> None:
        """The arrows move in the list while the letters go to the line."""
        steps = {"down": 1, "up": -1, "ctrl+n": 1, "ctrl+p": -1, "pagedown": _ROWS, "pageup": -_ROWS}
        if event.key in steps:
            event.stop()
            self.rows.move(steps[event.key])
        elif event.key == "escape":
            event.stop()
            self.dismiss(None)

    def on_input_submitted(self) -> None:
        chosen = self.rows.chosen
        if chosen is not None:
            self.dismiss(chosen[0])

    def on_row_list_opened(self) -> None:
        self.on_input_submitted()


def _rank(choice: Choice, query: str, word: str) -> int:
    """What is called just so first, or has that key; then what begins with the first word."""
    is_it = query in (choice.words, *choice.right.split(), choice.also.partition("  ")[0])
    return 0 if is_it else 1 if fold(choice.words).startswith(word) else 2


def _abbreviates(short: str, words: str) -> bool:
    """Does it begin as one of the words does, and go on with letters of it in their order?"""
    letters = (iter(word) for word in words.split() if word[0] == short[0])
    return any(all(letter in left for letter in short) for left in letters)


def _places(candidate: str, words: Sequence[str]) -> frozenset[int]:
    """Where the words stand in a candidate; folding may shift letters, which only moves the light."""
    hay = fold(candidate)
    return frozenset(at + step for word in words if (at := hay.find(word)) >= 0 for step in range(len(word)))
