"""The notes, as the rest of postil sees them: typed values in, typed values out, every change undoable.

    with Repository.open("notes.json") as repository:
        note = repository.add(annotation)             # on the disk when it returns
        with repository.change("2 notes deleted") as change:
            repository.discard(change, one); repository.discard(change, other)
        repository.undo()

Threads: any thread may call, one at a time is served; a caller that must not wait (the screen) hands work to one worker.
Processes: any number may share a file; what is read is always the newest state.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from msgspec.structs import replace

from annotations.errors import NoteGoneError, StoreError
from annotations.model import Annotation, Change
from annotations.store import records
from annotations.store.changes import Journal, OpenChange, Refusal
from annotations.store.codec import UnreadableRecordError, decode, encode, now, read_time, time_text
from annotations.store.index import IDENTIFIED, Index
from annotations.store.lock import TIMEOUT_S
from annotations.store.migrations import migration, schema_of, too_new
from annotations.store.records import ArticleRecord, Deleted, Draft
from annotations.store.shelf import Shelf
from annotations.store.storage import DurableStorage

TRASH_KEPT: Final = timedelta(days=30)
UNFILED: Final = "unfiled"
"""Reserved article id: annotations that came in without an article we know."""


class Repository(Shelf):
    """The notes file. Open with `Repository.open`; use as a context manager or call `close`."""

    def __init__(self, storage: DurableStorage) -> None:
        self._storage = storage
        self._mutex = storage.mutex
        self._journal = Journal()
        self._index: Index | None = None
        self._generation = -1
        self._changing = False
        self._notices: dict[str, None] = {}

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
        return cls.over(DurableStorage(path, read_only=reason, lock_timeout_s=lock_timeout_s))

    @classmethod
    def over(cls, storage: DurableStorage) -> Self:
        """A repository over a storage that is there already."""
        repository = cls(storage)
        repository._newest()
        return repository

    def close(self) -> None:
        """Nothing is pending: every change was written when it was made."""
        with self._mutex:
            self._storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- the file

    @property
    def path(self) -> Path:
        """The notes file itself, symbolic links followed."""
        return Path(self._storage.path)

    @property
    def read_only(self) -> str:
        """Why nothing can be changed, for people; empty if it can."""
        return self._storage.read_only

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know of the file: damage mended, records skipped. In the order it came up."""
        with self._mutex:
            found = (*self._storage.notices, *(self._index.notices if self._index else ()))
            self._notices.update(dict.fromkeys(found))
            return tuple(self._notices)

    def changed(self) -> bool:
        """Did another process write since we last looked? Costs one `stat`."""
        with self._mutex:
            return self._generation != self._storage.generation or self._storage.is_stale()

    def _newest(self) -> Index:
        """The index of the newest state."""
        tables = self._storage.refresh()
        if self._index is None or self._generation != self._storage.generation:
            if self._index is not None:
                self._notices.update(dict.fromkeys(self._index.notices))
            self._index = Index(tables)
            self._generation = self._storage.generation
            if reason := too_new(tables):
                self._storage.read_only = reason
                self._notices.setdefault(f"{self.path}: {reason}")
        return self._index

    # -- annotations

    def annotations(self, article_id: str | None = None) -> list[Annotation]:
        """Annotations of an article, or all, in the order they were made."""
        with self._mutex:
            return self._newest().annotations(article_id)

    def get(self, annotation_id: str) -> Annotation | None:
        """One annotation, or None."""
        with self._mutex:
            return self._newest().annotation(annotation_id)

    def counts(self) -> dict[str, int]:
        """Number of annotations by article id."""
        with self._mutex:
            return self._newest().counts()

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
        change.put("trash", {"id": annotation_id, "deleted": time_text(now()), "record": record})
        return decode(record)

    # -- change, undo, redo

    @contextlib.contextmanager
    def change(self, label: str, *, undoable: bool = True) -> Iterator[OpenChange]:
        """Collect puts and drops over several tables; one write when the block ends, none if it raises.

        The lock is held for the whole block: keep it short.

        Raises:
            StoreError: nothing was written.
        """
        with self._mutex:
            if self._changing:
                raise RuntimeError("a change is open already")
            self._changing = True
            try:
                with self._storage.hold():
                    change = OpenChange(label, self._newest().find)
                    self._refuse_if_read_only()
                    yield change
                    finished = change.finished()
                    if finished.after:
                        self._write(finished)
                        if undoable:
                            self._journal.add(finished)
            finally:
                self._changing = False

    def undo(self) -> Change | Refusal | None:
        """Take the last change back. None: nothing to undo; a `Refusal`: somebody changed the same record since."""
        return self._step_back(
            self._journal.done, self._journal.undone, lambda c: Change(c.label, c.after, c.before)
        )

    def redo(self) -> Change | Refusal | None:
        """Do again what was undone last; answers as `undo` does."""
        return self._step_back(self._journal.undone, self._journal.done, lambda c: c)

    def _step_back(
        self, taken: list[Change], given: list[Change], turned: Callable[[Change], Change]
    ) -> Change | Refusal | None:
        with self._mutex:
            if not taken:
                return None
            with self._storage.hold():
                index = self._newest()
                self._refuse_if_read_only()
                change = turned(taken[-1])
                if any(index.find(*key) != record for key, record in change.before.items()):
                    taken.pop()
                    return Refusal(
                        change.label,
                        f"“{change.label}” was left as it is: it has been changed elsewhere since.",
                    )
                self._write(change)
            given.append(taken.pop())
            return given[-1]

    def _write(self, change: Change) -> None:
        """Put a change on the disk, with what is due at a write: schema, trash."""
        index, tables = self._newest(), self._storage.refresh()
        puts = index.puts(change.after)
        schema = migration(tables)
        backup = f"schema-{schema_of(tables)}" if schema and tables else ""
        purged = [i for i in self._outdated(index) if ("trash", i) not in change.after]
        for name, rows in (*schema.items(), *index.puts({("trash", i): None for i in purged}).items()):
            puts.setdefault(name, {}).update(rows)
        self._storage.commit(puts, backup=backup)
        index.note(change, puts)
        index.forget("trash", purged)
        self._generation = self._storage.generation

    def _outdated(self, index: Index) -> list[str]:
        """Ids in the trash that have had their 30 days."""
        limit = now() - TRASH_KEPT
        found = ((record["id"], read_time(record.get("deleted"))) for record in index.records("trash"))
        return [identifier for identifier, moment in found if moment is not None and moment < limit]

    def _refuse_if_read_only(self) -> None:
        if self._storage.read_only:
            raise StoreError(f"{self.path}: {self._storage.read_only}", title="Read only")

    # -- trash

    def trash(self) -> list[Deleted]:
        """What was deleted in the last 30 days, the latest first."""
        with self._mutex:
            found = [records.deleted_from_record(record) for record in self._newest().records("trash")]
        return sorted((item for item in found if item), key=lambda item: item.deleted, reverse=True)

    def restore(self, annotation_id: str, label: str = "note restored") -> Annotation:
        """Bring an annotation back from the trash.

        Raises:
            StoreError: it is not in the trash, or a note of that id is there again.
        """
        with self.change(label) as change:
            record = change.get("trash", annotation_id)
            deleted = records.deleted_from_record(record) if record else None
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
            change.drop("trash", annotation_id)
            change.put("annotations", deleted.record)
            return decode(deleted.record)

    def tables(self) -> dict[str, Any]:
        """The raw tables as they stand (shared: don't change them), for doctor and exporters."""
        with self._mutex:
            return self._storage.refresh()


__all__ = [
    "IDENTIFIED",
    "UNFILED",
    "ArticleRecord",
    "Deleted",
    "Draft",
    "OpenChange",
    "Refusal",
    "Repository",
]
