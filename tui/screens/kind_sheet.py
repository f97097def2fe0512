"""Asks which kind of name it is: by a letter, or from the list."""

from annotations.entities.labels import LABELS
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow
from tui.theme import group_of

_KINDS = {
    "p": "PERSON", "o": "ORG", "g": "GPE", "l": "LOC", "f": "FAC", "n": "NORP", "e": "EVENT", "w": "WORK_OF_ART",
    "r": "PRODUCT", "a": "LAW", "u": "LANGUAGE", "d": "DATE", "t": "TIME", "m": "MONEY", "%": "PERCENT",
    "y": "QUANTITY", "i": "ORDINAL", "c": "CARDINAL",
}  # fmt: skip
"""Letters that name a kind while one is asked for, also those that move elsewhere."""


class KindSheet(Sheet):
    """The kinds of names, each with its letter."""

    def __init__(self, title: str) -> None:
        letters = {label: letter for letter, label in _KINDS.items()}
        rows = [
            SheetRow(
                label.human, label.name, letters.get(label.name, ""), f"label:{group_of(label.name)}", "●"
            )
            for label in LABELS.values()
        ]
        super().__init__(title, rows, actions=_KINDS, hint="letter or Enter take it")


def kind_chosen(choice: Choice | None) -> str:
    """The label that a sheet was left with; empty: the reader thought better of it."""
    if choice is None:
        return ""
    return str(choice.value) if choice.action == "open" else choice.action
