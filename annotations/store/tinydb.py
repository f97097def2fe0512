"""The notes file as a TinyDB database for scripts: tables hold the lock from reading to writing and see what others wrote."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from annotations.store.storage import DurableStorage


def _deep_copy(value: Any) -> Any:
    """A deep copy of a JSON value; what is no JSON value is shared."""
    if isinstance(value, dict):
        return {key: _deep_copy(item) for key, item in value.items()}
    return [_deep_copy(item) for item in value] if isinstance(value, list) else value


class DurableDocument(Document):
    """A document that shares nothing with the storage's memory: change it as you like.

    What is no object (a `null` that somebody has written) is shown as an empty one; it stays in the file as it is.
    """

    def __init__(self, value: Mapping[str, Any] | None, doc_id: int) -> None:
        super().__init__(_deep_copy(dict(value)) if isinstance(value, Mapping) else {}, doc_id)


class _Touched(dict[int, Any]):
    """Records handed to an updater; one that is looked at is copied first, so the storage's own never changes."""

    def __getitem__(self, number: int) -> Any:
        mine = _deep_copy(super().__getitem__(number))
        super().__setitem__(number, mine)
        return mine


class DurableTable(Table):
    """TinyDB's table over a `DurableStorage`. Everything TinyDB documents works as documented."""

    document_class = DurableDocument

    def __init__(self, storage: DurableStorage, name: str, **options: Any) -> None:
        self._seen = -1
        super().__init__(storage, name, **options)

    @property
    def _durable(self) -> DurableStorage:
        return cast(DurableStorage, self._storage)

    def insert(self, document: Mapping[str, Any]) -> int:
        """Insert a document under a number nobody else has."""
        with self._durable.hold():
            self._next_id = None  # another process may have taken it
            return super().insert(document)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert documents in one write."""
        with self._durable.hold():
            self._next_id = None
            return super().insert_multiple(documents)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Update what matches, else insert; nobody can come in between."""
        with self._durable.hold():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """Documents that match; remembered answers are dropped when the file has changed."""
        with self._durable.mutex:
            self._durable.refresh()
            if self._seen != self._durable.generation:
                self.clear_cache()
                self._seen = self._durable.generation
            return super().search(cond)

    def _update_table(self, updater: Callable[[dict[int, Any]], None]) -> None:
        """Run the updater on the newest state under the lock and write what it changed."""
        with self._durable.hold():
            old = {int(number): record for number, record in self._read_table().items()}
            new = _Touched(old)
            updater(new)
            puts: dict[str, Any] = {
                str(number): dict(record)
                for number, record in new.items()
                if number not in old or (record is not old[number] and record != old[number])
            }
            puts |= {str(number): None for number in old if number not in new}
            if puts:
                self._durable.commit({self.name: puts})
            self.clear_cache()


class NotesDB(TinyDB):
    """TinyDB over `DurableStorage`, with tables that hold the lock."""

    table_class = DurableTable  # type: ignore[assignment]  # TinyDB names its defaults narrowly
    default_storage_class = DurableStorage  # type: ignore[assignment]


def open_tinydb(path: str | os.PathLike[str], **options: Any) -> NotesDB:
    """The notes file as a TinyDB database with all safeguards. Options are `DurableStorage`'s."""
    return NotesDB(path, **options)
