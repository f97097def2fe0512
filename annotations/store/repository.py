"""The notes, as the rest of postil sees them: typed values in and out, every change undoable, a trash for what was deleted.

    with Repository.open("notes.json") as repository:
        note = repository.add(annotation)             # on the disk when it returns
        with repository.change("2 notes deleted") as change:
            repository.discard(change, one); repository.discard(change, other)
        repository.undo()

Threads: any thread may call, one at a time is served; a caller that must not wait (the screen) hands work to one worker.
Processes: any number may share a file; what is read is always the newest state.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import NoteGoneError, StoreError
from annotations.files.closing import Closing
from annotations.files.disk import RealFiles
from annotations.model import Annotation, Change
from annotations.store.article_table import ArticleTable
from annotations.store.changes import OpenChange, Refusal
from annotations.store.codec import UnreadableRecordError, decode, encode, read_time, time_text
from annotations.store.conflict_copies import conflict_notices
from annotations.store.document import Record, Tables
from annotations.store.draft_table import DraftTable
from annotations.store.lock import TIMEOUT_S
from annotations.store.reading_table import ReadingTable
from annotations.store.storage import DurableStorage
from annotations.store.transactions import Transactions

UNFILED: Final = "unfiled"
"""Reserved article id: annotations that came in without an article we know."""


class Deleted(Struct, frozen=True):
    """Something in the trash: the annotation's id, when it was deleted, and its record as it was."""

    id: str
    deleted: datetime
    record: Record


class Repository(Closing):
    """The notes file. Open with `Repository.open`; use as a context manager or call `close`."""

    def __init__(self, storage: DurableStorage) -> None:
        """Take a storage that is there already; `Repository.open` is the usual way in."""
        self._transactions = Transactions(storage)
        self.articles = ArticleTable(self._transactions)
        self.reading = ReadingTable(self._transactions)
        self.drafts = DraftTable(self._transactions)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        read_only: bool = False,
        lock_timeout_s: float = TIMEOUT_S,
    ) -> Self:
        """Open a notes file; one that is not there comes into being with the first write.

        A damaged file is restored (see `notices`); one of a newer schema is opened read-only.

        Raises:
            StoreError: it is a folder or can't be read.
        """
        if Path(path).is_dir():
            raise StoreError(
                f"{path} is a folder: --store wants the notes file in it, for example {Path(path) / 'notes.json'}."
            )
        reason = "it was opened for reading only." if read_only else ""
        storage = DurableStorage(path, read_only=reason, lock_timeout_s=lock_timeout_s)
        storage.notices += conflict_notices(RealFiles(), storage.path)
        return cls(storage)

    def close(self) -> None:
        """Nothing is pending: every change was written when it was made."""
        self._transactions.close()

    # -- the file

    @property
    def path(self) -> Path:
        """The notes file itself, symbolic links followed."""
        return Path(self._transactions.path)

    @property
    def read_only(self) -> str:
        """Why nothing can be changed, for people; empty if it can."""
        return self._transactions.read_only

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know of the file: damage repaired, records skipped. In the order it came up."""
        return self._transactions.notices

    def changed(self) -> bool:
        """Did another process write since we last looked? Costs one `stat`."""
        return self._transactions.has_changed()

    def moment(self) -> datetime:
        """The present, never before the last save."""
        return self._transactions.moment()

    def state(self) -> int:
        """A number that is another one after each change, whoever made it. Costs one `stat`."""
        return self._transactions.state()

    def tables(self) -> Tables:
        """The raw tables as they stand (shared: don't change them), for doctor and exporters."""
        return self._transactions.tables()

    def change(self, label: str, *, undoable: bool = True) -> AbstractContextManager[OpenChange]:
        """Collect puts and drops over several tables; one write when the block ends, none if it raises.

        The lock is held for the whole block: keep it short.

        Raises:
            StoreError: nothing was written.
        """
        return self._transactions.change(label, undoable=undoable)

    def undo(self) -> Change | Refusal | None:
        """Take the last change back. None: nothing to undo; a `Refusal`: somebody changed the same record since."""
        return self._transactions.undo()

    def redo(self) -> Change | Refusal | None:
        """Do again what was undone last; answers as `undo` does."""
        return self._transactions.redo()

    @property
    def joined(self) -> Mapping[str, str]:
        """Of articles that go by several ids, those that they are not read as, with that which they are; now."""
        with self._transactions.newest() as index:
            return index.joined

    # -- annotations

    def annotations(self, article_id: str | None = None) -> list[Annotation]:
        """Annotations of an article, or all, in the order they were made."""
        with self._transactions.newest() as index:
            return index.annotations(article_id)

    def annotations_on_names(self) -> list[Annotation]:
        """Annotations on entities, of all articles, in the order they were made."""
        with self._transactions.newest() as index:
            return index.annotations_on_names()

    def get(self, annotation_id: str) -> Annotation | None:
        with self._transactions.newest() as index:
            return index.annotation(annotation_id)

    def counts(self) -> dict[str, int]:
        """Number of notes by the ids of all articles that are annotated; 0: an article that has only tags."""
        with self._transactions.newest() as index:
            return index.counts()

    def add(self, annotation: Annotation, label: str = "note added") -> Annotation:
        """Add an annotation; an empty id is filled. Durable on return.

        Raises:
            StoreError: it was not written, or the id is taken.
        """
        with self.change(label) as change:
            return self.include(change, annotation)

    def update(self, annotation: Annotation, label: str = "note changed") -> Annotation:
        """Replace the annotation of that id; durable on return. To change what is there now, use `edit`.

        Raises:
            StoreError: it was not written, or the annotation is gone.
        """
        return self.edit(annotation.id, lambda _: annotation, label)

    def edit(
        self, annotation_id: str, how: Callable[[Annotation], Annotation], label: str = "note changed"
    ) -> Annotation:
        """Replace an annotation by what `how` makes of its newest state, under the lock."""
        with self.change(label) as change:
            edited = how(self.within(change, annotation_id))
            change.put("annotations", encode(edited))
            return edited

    def within(self, change: OpenChange, annotation_id: str) -> Annotation:
        """An annotation as a change would leave it.

        Raises:
            NoteGoneError: it is gone.
            StoreError: it can't be read.
        """
        record = change.get("annotations", annotation_id)
        if record is None:
            raise NoteGoneError(
                f"{self.path}: the note {annotation_id} is not there any more; it was deleted elsewhere.",
                on_screen="This note is not there any more; it was deleted elsewhere.",
            )
        return self._decode(record, annotation_id)

    def _decode(self, record: Record, annotation_id: str) -> Annotation:
        """Raises StoreError where a record can't be read."""
        try:
            return decode(record)
        except UnreadableRecordError as error:
            raise StoreError(
                f"{self.path}: the note {annotation_id} can't be read ({error}); run `postil doctor`.",
                on_screen=f"This note can't be read ({error}); run `postil doctor`.",
            ) from error

    def remove(self, annotation_id: str, label: str = "note deleted") -> Annotation:
        """Move an annotation to the trash.

        Raises:
            StoreError: it was not written, or there is no such annotation.
        """
        with self.change(label) as change:
            return self.discard(change, annotation_id)

    def include(self, change: OpenChange, annotation: Annotation) -> Annotation:
        """Add an annotation as part of a change."""
        if not annotation.id:
            annotation = replace(annotation, id=change.new_id("annotations", "n-", also="trash"))
        elif change.get("annotations", annotation.id) is not None:
            raise StoreError(f"{self.path}: there already is a note {annotation.id}.")
        change.put("annotations", encode(annotation))
        return annotation

    def discard(self, change: OpenChange, annotation_id: str) -> Annotation:
        """Move an annotation to the trash as part of a change."""
        record = change.get("annotations", annotation_id)
        if record is None:
            raise StoreError(
                f"{self.path}: there is no note {annotation_id}.",
                on_screen="This note is not there any more; it was deleted elsewhere.",
            )
        change.drop("annotations", annotation_id)
        change.put("trash", {"id": annotation_id, "deleted": time_text(self.moment()), "record": record})
        return self._decode(record, annotation_id)

    # -- trash

    def trash(self) -> list[Deleted]:
        """What was deleted in the last 30 days, the latest first."""
        items = map(_deleted_from_record, self._transactions.records("trash"))
        return sorted((item for item in items if item), key=lambda item: item.deleted, reverse=True)

    def restore(self, annotation_id: str, label: str = "note restored") -> Annotation:
        """Bring an annotation back from the trash.

        Raises:
            StoreError: it is not in the trash, or a note of that id is there again.
        """
        with self.change(label) as change:
            record = change.get("trash", annotation_id)
            deleted = _deleted_from_record(record) if record else None
            if deleted is None:
                raise StoreError(
                    f"{self.path}: the note {annotation_id} is not in the trash.",
                    on_screen="This note is not in the trash any more; it was brought back elsewhere, or its time was over.",
                )
            if change.get("annotations", annotation_id) is not None:
                raise StoreError(
                    f"{self.path}: there is a note {annotation_id} again; delete it first.",
                    on_screen="This note is among the notes again; delete it there to bring the older one back.",
                )
            note = self._decode(deleted.record, annotation_id)
            change.drop("trash", annotation_id)
            change.put("annotations", {**deleted.record, "id": annotation_id})
            return note

    # -- corrections

    def corrections(self, article_id: str | None = None) -> list[Record]:
        """The reader's corrections of entities, in the order they were made; copies, with `id` and `article`.

        Args:
            article_id: those that hold for this article, with those of all articles; None: all there are.
        """
        with self._transactions.newest() as index:
            return [dict(record) for record in index.corrections(article_id)]


def _deleted_from_record(record: Record) -> Deleted | None:
    """What lies in the trash, or None if it can't be made out."""
    moment, inner = read_time(record.get("deleted")), record.get("record")
    if moment is None or not isinstance(inner, dict):
        return None
    return Deleted(str(record["id"]), moment, inner)
