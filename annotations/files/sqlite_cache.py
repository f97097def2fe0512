"""Caches in SQLite files that can be thrown away at any time: one that surprises in any way is deleted and begun anew.

Several processes may use one; whoever finds it missing or of another version makes it, the others wait for that.
"""

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from msgspec import MsgspecError, convert

from annotations.files.closing import Closing
from annotations.files.disk import PRIVATE, RealFiles

PARTS = ("", "-wal", "-shm", "-journal")
"""What SQLite puts beside a file, by the end of its name."""


_SURPRISES: Final = (
    sqlite3.Error,
    MsgspecError,
    zlib.error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)
"""What a query over odd bytes, tables or rows can end in."""
_NOT_NOW: Final = frozenset(
    (
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    )
)
"""Answers that say nothing of what is in the file."""
Answer = TypeVar("Answer")
Row = TypeVar("Row")
_AT_ONCE: Final = 250
"""Rows made into values at a time, a third of a millisecond in which no other thread has its turn."""


def made_by(*statements: str) -> Callable[[sqlite3.Connection], None]:
    """What makes the tables of a cache by statements that drop and create them."""

    def make(db: sqlite3.Connection) -> None:
        for statement in statements:
            db.execute(statement)

    return make


class SqliteCache(Closing):
    """A cache file, opened when it is first asked. Whatever surprises in it: it is begun anew, once, without a word.

    Args:
        path: the file; None: it lives in memory.
        version: of its tables.
        make: drops what is there and makes the tables.
        wait_s: how long to wait for another process.
        most_bytes: a larger file is begun anew.
        is_wal: readers don't wait for writers (not on every network disk).
        also_in_memory: where the file can't be used it lives in memory.
    """

    def __init__(
        self,
        path: Path | None,
        version: int,
        make: Callable[[sqlite3.Connection], None],
        *,
        wait_s: float,
        most_bytes: int | None = None,
        is_wal: bool = True,
        also_in_memory: bool = False,
    ) -> None:
        self.path = path
        self.losses = 0
        """How often what was in it has been thrown away, by us or by others."""
        self._also_in_memory = also_in_memory or path is None
        self._db: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        """Device and number of the file that is open."""
        self._is_usable = True
        self._mutex = threading.RLock()
        self._how = (version, make, wait_s, most_bytes, is_wal)

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        return self._db is not None or (self.path is not None and self.path.exists())

    @property
    def is_in_memory(self) -> bool:
        """Does it live in memory, since its file can't be used?"""
        return self._db is not None and self._file is None

    def close(self) -> None:
        """Let go of the file; the next query opens it again."""
        with self._mutex:
            if self._db is not None:
                self._db.close()
                self._db = None

    def follow(self) -> None:
        """Let go of a file that is not the one at its path any more: somebody else has begun it anew."""
        with self._mutex:
            if self._db is not None and self._file is not None and self._file != self._file_there():
                self.losses += 1
                self.close()

    def ask(self, query: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """What a query answers; `otherwise` where the cache can't be used.

        Args:
            query: reads or writes, and makes values of what it reads: rows that can't be such count as surprises.
            otherwise: the answer of a cache that holds nothing.
        """
        with self._mutex:
            for _ in range(2):
                db = self._opened()
                if db is None:
                    return otherwise
                try:
                    return query(db)
                except _SURPRISES as error:
                    if db.in_transaction:
                        with contextlib.suppress(sqlite3.Error):
                            db.execute("rollback")
                    if _is_no_fault(error):
                        return otherwise
                    self._begin_anew()
        return otherwise

    def rows(self, kind: type[Row], sql: str, *values: object) -> list[Row]:
        """All rows that a statement gives, as values of a kind; none where the cache can't be used."""
        return self.ask(lambda db: rows_as(kind, db.execute(sql, values)), [])

    def ask_at_once(self, query: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """The same for several questions: all are answered as of one moment, though others write meanwhile."""
        return self._in_transaction("begin", query, otherwise)

    def change(self, how: Callable[[sqlite3.Connection], object]) -> bool:
        """Write in one transaction; False: it was not written, which is no reason to stop."""

        def write(db: sqlite3.Connection) -> bool:
            how(db)
            return True

        return self._in_transaction("begin immediate", write, False)

    def _in_transaction(
        self, begin: str, query: Callable[[sqlite3.Connection], Answer], otherwise: Answer
    ) -> Answer:
        def run(db: sqlite3.Connection) -> Answer:
            db.execute(begin)
            answer = query(db)
            db.execute("commit")
            return answer

        return self.ask(run, otherwise)

    def write(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement for each row, in one transaction."""
        self.change(lambda db: db.executemany(sql, rows))

    def _opened(self) -> sqlite3.Connection | None:
        if self._db is None and self._is_usable:
            version, make, wait_s, most_bytes, is_wal = self._how
            if self.path is not None:
                self._db = open_cache(
                    self.path, version, make, wait_s=wait_s, most_bytes=most_bytes, is_wal=is_wal
                )
            self._file = self._file_there() if self._db is not None else None
            if self._db is None and self._also_in_memory:
                self._db = open_cache(":memory:", version, make, wait_s=0)
            self._is_usable = self._db is not None
        return self._db

    def _file_there(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat() if self.path is not None else None
        except OSError:
            return None
        return (status.st_dev, status.st_ino) if status is not None else None

    def _begin_anew(self) -> None:
        self.losses += 1
        self.close()
        if self.path is not None:  # held by another process (Windows): the next query meets the same
            throw_away(self.path)


def _is_no_fault(error: Exception) -> bool:
    """Does an error say nothing of what is in the file: held, full, closed, or asked for what can't be in it?"""
    if isinstance(error, sqlite3.ProgrammingError | UnicodeEncodeError):
        return True
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_NOW


def open_cache(
    path: Path | str,
    version: int,
    make: Callable[[sqlite3.Connection], None],
    *,
    wait_s: float,
    most_bytes: int | None = None,
    is_wal: bool = True,
) -> sqlite3.Connection | None:
    """Open a cache, ready to use from any thread; every statement is written at once (`isolation_level=None`).

    Args:
        path: the file, or ":memory:".
        version: of its tables; kept in `user_version`.
        make: drops what is there and makes the tables, within a transaction.
        wait_s: how long to wait for another process.
        most_bytes: a larger file is begun anew.
        is_wal: readers don't wait for writers (not on every network disk).

    Returns:
        None when it can't be used: held for long, read-only, no room.
    """
    for _ in range(2):
        db: sqlite3.Connection | None = None
        try:
            if isinstance(path, Path):
                _make_private(path)
            db = sqlite3.connect(path, timeout=wait_s, isolation_level=None, check_same_thread=False)
            _set_up(db, version, make, most_bytes, is_wal)
        except (OSError, sqlite3.OperationalError):
            if db is not None:
                db.close()
            return None
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # what SQLite says of a schema need be no text
            if db is not None:
                db.close()
            if not isinstance(path, Path) or not throw_away(path):
                return None
        else:
            return db
    return None


def _make_private(path: Path) -> None:
    """A cache holds words of articles: closed to other users, as SQLite makes what it puts beside it."""
    RealFiles().make_folder(str(path.parent))
    with contextlib.suppress(FileExistsError):
        path.touch(PRIVATE, exist_ok=False)
        return
    with contextlib.suppress(PermissionError):  # on a disk that was mounted for somebody else
        if path.stat().st_mode & ~PRIVATE & 0o777:
            path.chmod(PRIVATE)


def _set_up(
    db: sqlite3.Connection,
    version: int,
    make: Callable[[sqlite3.Connection], None],
    most_bytes: int | None,
    is_wal: bool,
) -> None:
    db.execute(
        "pragma synchronous = off"
    )  # first: to make a new file durable takes longer than to read an article
    if _is_sound(db, version, most_bytes):
        return
    if is_wal:
        db.execute("pragma journal_mode = wal")
    db.execute("begin immediate")  # two that come at once must not both begin anew
    try:
        if not _is_sound(db, version, most_bytes):
            make(db)
            db.execute(f"pragma user_version = {version}")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("rollback")
        raise
    db.execute("commit")


def _is_sound(db: sqlite3.Connection, version: int, most_bytes: int | None) -> bool:
    """Whether it is a file of ours, of this version, and not too large."""
    known_version, pages, size = (
        db.execute(f"pragma {name}").fetchone()[0] for name in ("user_version", "page_count", "page_size")
    )
    return bool(known_version == version and (most_bytes is None or pages * size <= most_bytes))


def rows_as(kind: type[Row], cursor: sqlite3.Cursor) -> list[Row]:
    """All rows as values of a kind; raises where one can't be such."""
    rows: list[Row] = []
    while some := cursor.fetchmany(_AT_ONCE):
        rows += convert(some, list[kind])  # type: ignore[valid-type]  # the kind is known when it is called
    return rows


def throw_away(path: Path) -> bool:
    """Delete a cache and what SQLite put beside it; False: another process holds it (Windows), or it may not be deleted."""
    try:
        for end in PARTS:
            path.with_name(path.name + end).unlink(missing_ok=True)
    except OSError:
        return False
    return True
