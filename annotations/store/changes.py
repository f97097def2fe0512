"""Changes: several puts and drops in one write, and the way back and forth through them."""

import os
from collections.abc import Callable
from typing import Final

from msgspec import Struct, field

from annotations.model import Change
from annotations.store.document import Record

Key = tuple[str, str]
"""(table, record id)."""

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that an id can be read out and typed in."""

UNDO_KEPT: Final = 1000


def random_letters(count: int) -> str:
    """`count` letters of `ALPHABET`, each as likely: 32 of them divide a byte evenly."""
    return "".join(ALPHABET[byte % 32] for byte in os.urandom(count))


class OpenChange:
    """A change being put together. Nothing is written before its `with` block ends well.

    Args:
        find: the record stored under (table, record id), or None.
    """

    def __init__(self, label: str, find: Callable[[str, str], Record | None]) -> None:
        self.label = label
        self._find = find
        self._after: dict[Key, Record | None] = {}
        self._undone: dict[Key, Record | None] = {}

    def get(self, table: str, record_id: str) -> Record | None:
        """The record as this change would leave it. Don't change it: put a new one."""
        key = (table, record_id)
        return self._after[key] if key in self._after else self._find(table, record_id)

    def put(self, table: str, record: Record) -> None:
        """Add or replace a record; `record["id"]` says which."""
        identifier = record.get("id")
        if not isinstance(identifier, str) or not identifier:
            raise ValueError(f"a record of {table} needs an id")
        self._after[table, identifier] = record

    def drop(self, table: str, record_id: str) -> None:
        """Take a record out; none there is fine."""
        self._after[table, record_id] = None

    def undo_to(self, table: str, record_id: str, record: Record | None) -> None:
        """Have undo put something else there than what is there now: what was decided against."""
        self._after.setdefault((table, record_id), self._find(table, record_id))
        self._undone[table, record_id] = record

    def new_id(self, table: str, start: str, *, also: str = "") -> str:
        """An id nobody has in `table` (nor in the table `also`): `start` and six letters, more if many are taken."""
        for attempt in range(1000):
            length = 6 + attempt // 4
            identifier = start + random_letters(length)
            if self.get(table, identifier) is None and not (also and self.get(also, identifier)):
                return identifier
        raise RuntimeError(f"no free id in {table}")

    def finished(self) -> Change:
        """What is different now. Records that come out as they went in are left out."""
        before = {key: self._find(*key) for key in self._after} | self._undone
        changed = [key for key, record in self._after.items() if record != before[key]]
        return Change(self.label, {k: before[k] for k in changed}, {k: self._after[k] for k in changed})


class Refusal(Struct, frozen=True):
    """An undo or redo that was not done, and why, for people. The step is forgotten: the next call takes the one before."""

    label: str
    reason: str


class Journal(Struct):
    """The changes of a session, in order; `undone` waits for redo."""

    done: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)

    def add(self, change: Change) -> None:
        """Remember a new change; what was undone can't be redone any more."""
        self.done.append(change)
        del self.done[:-UNDO_KEPT]
        self.undone.clear()
