"""Notes on names: one stands at every mention of its name, in whichever article, not only in that in which it was written."""

from collections.abc import Collection, Iterable, Sequence

from annotations.entities.corrections import Correction, name_now, squeezed
from annotations.model import Annotation
from annotations.text.folding import fold_case


def name_key(name: str) -> str:
    """By what a name is known again in another article: case and blanks make no difference."""
    return fold_case(squeezed(name))


def noted_names(notes: Iterable[Annotation], corrections: Sequence[Correction] = ()) -> dict[str, str]:
    """The names that notes are on, as they are called now, by the notes' ids.

    Args:
        notes: those on names; others are passed over.
        corrections: those that hold where the notes are shown: whom the reader has joined goes by the new name.
    """
    return {note.id: name_now(note.entity, corrections) for note in notes if note.entity is not None}


def notes_on(
    notes: Sequence[Annotation], names: Iterable[str], corrections: Sequence[Correction] = ()
) -> list[Annotation]:
    """Those of `notes` that are on one of these names."""
    called: Collection[str] = {name_key(name) for name in names} if notes else ()
    now = noted_names(notes, corrections) if called else {}
    return [note for note in notes if note.id in now and name_key(now[note.id]) in called]
