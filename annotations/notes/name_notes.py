"""Notes on names: one stands at every mention of its name, in whichever article, not only in that in which it was written.

A note says of which kind of name it is: what is written on Minsk the treaty does not stand at Minsk the town. One that
says no kind, as older ones, holds for all.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from annotations.entities.corrections import Correction, name_now, squeezed
from annotations.entities.labels import kind_of
from annotations.model import Annotation
from annotations.text.folding import fold_case


class NotedName(Struct, frozen=True):
    """The name that a note is on, as it is called now."""

    name: str
    label: str = ""
    """Of the kind that is meant; empty: any."""

    @property
    def key(self) -> str:
        """See `name_key`."""
        return name_key(self.name)

    def is_of(self, label: str) -> bool:
        return not self.label or kind_of(self.label) == kind_of(label)


def name_key(name: str) -> str:
    """By what a name is known again in another article: case and blanks make no difference."""
    return fold_case(squeezed(name))


def noted_names(notes: Iterable[Annotation], corrections: Sequence[Correction] = ()) -> dict[str, NotedName]:
    """The names that notes are on, as they are called now, by the notes' ids.

    Args:
        notes: those on names; others are passed over.
        corrections: those that hold where the notes are shown: whom the reader has joined goes by the new name.
    """
    return {
        note.id: NotedName(*name_now(on.value, corrections, on.label, note.target.source))
        for note in notes
        if (on := note.on_name) is not None
    }


def as_called_now(note: Annotation, corrections: Sequence[Correction]) -> Annotation:
    """A note with the name that it is on as that is called now; others as they are."""
    now = noted_names([note], corrections).get(note.id)
    if now is None or (now.name, now.label) == (note.entity, note.entity_label):
        return note
    body = (
        replace(part, value=now.name, label=now.label) if part.purpose == "identifying" else part
        for part in note.body
    )
    return replace(note, body=tuple(body))


def notes_on(
    notes: Sequence[Annotation], names: Iterable[tuple[str, str]], corrections: Sequence[Correction] = ()
) -> list[Annotation]:
    """Those of `notes` that are on one of these names.

    Args:
        notes: notes on names.
        names: each with its label.
        corrections: as for `noted_names`.
    """
    labels: dict[str, set[str]] = {}
    for name, label in names if notes else ():
        labels.setdefault(name_key(name), set()).add(label)
    now = noted_names(notes, corrections) if labels else {}
    return [
        note
        for note in notes
        if note.id in now and any(map(now[note.id].is_of, labels.get(now[note.id].key, ())))
    ]
