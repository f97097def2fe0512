"""Changes of the notes file: one write each, undo, redo and trash, and the newest state to read from.

Threads: any thread may call, one at a time is served. Processes: any number may share a file.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from annotations.errors import StoreError
from annotations.model import Change
from annotations.store.changes import Journal, OpenChange, Refusal
from annotations.store.codec import now, read_time, whole_ms
from annotations.store.document import Record, Tables
from annotations.store.index import Index
from annotations.store.migrations import migration, schema_of, too_new
from annotations.store.storage import DurableStorage
from annotations.store.undo_reading import around_reading

TRASH_KEPT: Final = timedelta(days=30)


class Transactions:
    """The records of a storage, changed in steps that can be undone."""

    def __init__(self, storage: DurableStorage) -> None:
        self._storage = storage
        self._mutex = storage.mutex
        self._journal = Journal()
        self._index = Index({})
        self._generation = -1
        self._changing = False
        self._notices: dict[str, None] = {}
        self._newest()

    def close(self) -> None:
        """Nothing is pending: every change was written when it was made."""
        with self._mutex:
            self._storage.close()

    # -- reading

    @property
    def path(self) -> str:
        """The notes file itself, symbolic links followed."""
        return self._storage.path

    @property
    def read_only(self) -> str:
        """Why nothing can be changed, for people; empty if it can."""
        return self._storage.read_only

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know of the file: damage repaired, records skipped. In the order it came up."""
        with self._mutex:
            told = (*self._storage.notices, *self._index.notices)
            self._notices.update(dict.fromkeys(told))
            return tuple(self._notices)

    def has_changed(self) -> bool:
        """Did another process write since we last looked? Costs one `stat`."""
        with self._mutex:
            return self._generation != self._storage.generation or self._storage.is_stale()

    @contextlib.contextmanager
    def newest(self) -> Iterator[Index]:
        """The index of the newest state; no other thread changes it within the block."""
        with self._mutex:
            yield self._newest()

    def state(self) -> int:
        """A number for the newest state."""
        with self._mutex:
            self._newest()
            return self._generation

    def find(self, table: str, record_id: str) -> Record | None:
        """A record (shared: don't change it), or None."""
        with self._mutex:
            return self._newest().find(table, record_id)

    def records(self, table: str) -> list[Record]:
        """All records of a table that have an id, in the file's order (shared: don't change them)."""
        with self._mutex:
            return list(self._newest().records(table))

    @property
    def same(self) -> Callable[[str], tuple[str, ...]]:
        """Tells, for the newest state, all ids of an article; the first one is what it is read as."""
        with self._mutex:
            return self._newest().same

    def tables(self) -> Tables:
        """The raw tables as they stand (shared: don't change them)."""
        with self._mutex:
            return self._storage.refresh()

    def _newest(self) -> Index:
        tables = self._storage.refresh()
        generation = self._storage.generation
        if self._generation != generation:
            self._storage.refuse_foreign()  # which may read a newer state
            self._notices.update(dict.fromkeys(self._index.notices))
            self._index = Index(tables)
            self._generation = generation
            if reason := too_new(tables):
                self._storage.read_only = reason
                self._notices.setdefault(f"{self.path}: {reason}")
        return self._index

    # -- writing

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
                change = around_reading(_keeping_articles(turned(taken[-1]), index), index.find)
                others = {key[0] for key, record in change.before.items() if index.find(*key) != record}
                if others:
                    taken.pop()
                    since = "read through since, or " if others == {"reading"} else ""
                    return Refusal(
                        change.label,
                        f"“{change.label}” was left as it is: it has been {since}changed elsewhere since.",
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
        limit = (
            min(now(), self._storage.saved() or now()) - TRASH_KEPT
        )  # a clock that has run ahead empties nothing
        purged = [i for i in _outdated(index, limit) if ("trash", i) not in change.after]
        for name, rows in (*schema.items(), *index.puts({("trash", i): None for i in purged}).items()):
            puts.setdefault(name, {}).update(rows)
        self._storage.commit(puts, backup=backup)
        index.note(change, puts)
        index.forget("trash", purged)
        self._generation = self._storage.generation

    def moment(self) -> datetime:
        """The present; when the notes were saved last, if the clock is behind that: it was wrong then, or is now."""
        with self._mutex:
            return max(now(), whole_ms(self._storage.saved() or now()))

    def _refuse_if_read_only(self) -> None:
        if self._storage.read_only:
            raise StoreError(f"{self.path}: {self._storage.read_only}", title="Read only")


def _keeping_articles(change: Change, index: Index) -> Change:
    """A step without what the store knows of articles: notes that others have made on them since would have none."""
    kept = {
        key: record
        for key, record in change.after.items()
        if key[0] != "articles" or (record is not None and index.find(*key) is None)
    }
    return Change(change.label, {key: change.before[key] for key in kept}, kept)


def _outdated(index: Index, limit: datetime) -> list[str]:
    """Ids of what is in the trash since before the limit."""
    moments = ((record["id"], read_time(record.get("deleted"))) for record in index.records("trash"))
    return [identifier for identifier, moment in moments if moment is not None and moment < limit]
