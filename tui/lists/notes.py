"""The notes of the whole store on their shelves: in their articles, lost, without an article, deleted. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct

from annotations.model import Anchor, Annotation
from annotations.notes.query import AnchoredNote, foreign_title
from annotations.store.codec import UnreadableRecordError, decode
from annotations.store.repository import UNFILED, Deleted
from annotations.text.folding import fold
from annotations.text.hashtags import is_within

ShelfName = Literal["notes", "orphans", "unfiled", "trash"]
SHELVES: tuple[ShelfName, ...] = get_args(ShelfName)


class NoteRow(Struct, frozen=True):
    """A note on a shelf."""

    note: Annotation
    anchor: Anchor
    title: str
    """Of its article, or of the document that an unfiled note came with; empty: none is known."""
    path: Path | None
    """None: the article's file is gone, or there is none."""
    deleted: datetime | None = None
    hay: str = ""
    """What words are looked for in, folded."""

    @classmethod
    def of(
        cls, note: Annotation, anchor: Anchor, title: str, path: Path | None, deleted: datetime | None = None
    ) -> "NoteRow":
        """A row with its words folded."""
        tags = "".join(f"\n#{tag}" for tag in note.tags)
        hay = fold(f"{note.note}\n{note.quote}\n{note.entity or ''}\n{title}{tags}")
        return cls(note, anchor, title, path, deleted, hay)


class Heading(Struct, frozen=True):
    """The article that the notes below it are on; without a title a blank line."""

    title: str = ""
    count: int = 0


ShelfRow = NoteRow | Heading


class Shelves(Struct, frozen=True):
    """All notes, each on one shelf."""

    notes: tuple[NoteRow, ...] = ()
    orphans: tuple[NoteRow, ...] = ()
    unfiled: tuple[NoteRow, ...] = ()
    trash: tuple[NoteRow, ...] = ()

    def on(self, shelf: ShelfName) -> tuple[NoteRow, ...]:
        """The notes of one shelf."""
        rows: tuple[NoteRow, ...] = getattr(self, shelf)
        return rows


def sort_onto_shelves(
    noted: Sequence[AnchoredNote], trash: Sequence[Deleted], titles: dict[str, str]
) -> Shelves:
    """Put notes on their shelves.

    Args:
        noted: all notes, in reading order.
        trash: what was deleted, the latest first.
        titles: of articles, by id.
    """
    on: dict[str, list[NoteRow]] = {name: [] for name in SHELVES}
    for one in noted:
        row = NoteRow.of(one.annotation, one.anchor, one.title, one.path)
        if one.annotation.target.source == UNFILED:
            title = foreign_title(one.annotation)
            on["unfiled"].append(NoteRow.of(one.annotation, one.anchor, title, None))
        else:
            on["orphans" if one.anchor.quality == "orphan" else "notes"].append(row)
    for item in trash:
        try:
            note = decode(item.record)
        except UnreadableRecordError:
            continue
        title = titles.get(note.target.source, "")
        on["trash"].append(NoteRow.of(note, Anchor(None, "exact", 1.0), title, None, item.deleted))
    return Shelves(*(tuple(on[name]) for name in SHELVES))


def rows_of(
    rows: Sequence[NoteRow], words: str, tag: str = "", *, last: Collection[str] = ()
) -> list[ShelfRow]:
    """Rows that have all the words and the tag, under the headings of their articles.

    Args:
        rows: in their order.
        words: typed; `#word` is looked for in tags only.
        tag: the whole tag; also those nested in it.
        last: ids of notes that stand at the end.
    """
    wanted = fold(words).split()
    kept = [
        row
        for row in rows
        if (not tag or any(is_within(one, tag) for one in row.note.tags))
        and (
            not wanted or all(f"\n{w}" in row.hay if w[0] == "#" and w[1:] else w in row.hay for w in wanted)
        )
    ]
    kept.sort(key=lambda row: row.note.id in last)
    shown: list[ShelfRow] = []
    for at, row in enumerate(kept):
        if row.title and (not at or kept[at - 1].title != row.title):
            count = 1
            while at + count < len(kept) and kept[at + count].title == row.title:
                count += 1
            shown += [Heading(), Heading(row.title, count)]
        shown.append(row)
    return shown
