"""Notes on names: one stands at every mention of its name, in whichever article, not only in that in which it was written."""

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

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


def as_called_now(note: Annotation, corrections: Sequence[Correction]) -> Annotation:
    """A note with the name that it is on as that is called now; others as they are."""
    name = name_now(note.entity, corrections) if note.entity is not None else None
    if name == note.entity:
        return note
    body = (replace(part, value=name) if part.purpose == "identifying" else part for part in note.body)
    return replace(note, body=tuple(body))


def notes_on(
    notes: Sequence[Annotation], names: Iterable[str], corrections: Sequence[Correction] = ()
) -> list[Annotation]:
    """Those of `notes` that are on one of these names."""
    called: Collection[str] = {name_key(name) for name in names} if notes else ()
    now = noted_names(notes, corrections) if called else {}
    return [note for note in notes if note.id in now and name_key(now[note.id]) in called]
