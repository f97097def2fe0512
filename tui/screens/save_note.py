"""How what is written in a note's sheet gets to the store: the sheet asks for it, and stays until it is there."""

from collections.abc import Callable
from typing import Literal

from textual.message import Message

from annotations.library import Library
from annotations.model import Annotation
from tui.page.written_note import Written


class NoteSaved(Message):
    """A note has come to the store. The application has the screen below the sheet show it."""

    def __init__(self, note: object, told: str) -> None:
        """`told`: what is said to the reader then."""
        super().__init__()
        self.note, self.told = note, told


How = Literal["mine", "theirs", "both"]
"""What becomes of a note that somebody else has changed meanwhile; see `NoteEdits.settle`."""

Write = Callable[[Library, Written, How | None], object]
"""Writes to the store, on the background thread. Returns what was made; raises AnnotationsError."""


def adding(add: Callable[[Library, Written], object]) -> Write:
    """To write a new note: nobody else can have changed it."""
    return lambda library, written, _: add(library, written)


def rewriting(seen: Annotation) -> Write:
    """To change a note that is there, as it was when the sheet was opened."""

    def write(library: Library, written: Written, how: How | None) -> object:
        if how is not None:
            return library.note_edits.settle(seen, written.note, written.tags, how)
        return library.update(seen.id, note=written.note, tags=written.tags, seen=seen)

    return write
