"""Caches in SQLite files that can be thrown away at any time: one that is not sound is deleted and begun anew.

Several processes may use one; whoever finds it missing or of another version makes it, the others wait for that.
"""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from annotations.files.disk import PRIVATE, RealFiles

PARTS = ("", "-wal", "-shm", "-journal")
"""What SQLite puts beside a file, by the end of its name."""


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
        except sqlite3.DatabaseError:
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


def throw_away(path: Path) -> bool:
    """Delete a cache and what SQLite put beside it; False: another process holds it (Windows), or it may not be deleted."""
    try:
        for end in PARTS:
            path.with_name(path.name + end).unlink(missing_ok=True)
    except OSError:
        return False
    return True
