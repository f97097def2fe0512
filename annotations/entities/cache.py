"""Found entities on disk, by fingerprint and engine: an SQLite file that can be thrown away at any time.

Opening and one `get` take a few milliseconds and load no spaCy. Several processes may use it at once; a file that is
not a sound database is deleted and begun anew; when it can't be used at all, everything is simply a miss.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from annotations.files.sqlite_cache import open_cache, throw_away
from annotations.model import Entity, TextSpan
from annotations.paths import cache_folder

FILE_NAME = "entities.sqlite"
MOST_BYTES = 200 * 1024 * 1024
_SCHEMA_VERSION = 2
_WAIT_SECONDS = 5
_FRESH_SECONDS = 86_400
_SCHEMA = """
CREATE TABLE found (
    fingerprint TEXT NOT NULL, engine TEXT NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,
    language TEXT NOT NULL, data BLOB NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (fingerprint, engine, part)
)"""


class KnownSections(NamedTuple):
    """The sections of a text that have been worked on."""

    parts: int
    """How many sections it has."""
    language: str
    """ISO 639-1."""
    entities: dict[int, tuple[Entity, ...]]
    """By number."""

    @property
    def all(self) -> tuple[Entity, ...] | None:
        """The entities of the whole text; None if not all of it has been worked on."""
        if len(self.entities) != self.parts:
            return None
        return tuple(entity for part in sorted(self.entities) for entity in self.entities[part])


class EntityCache:
    """Entities of texts by fingerprint, engine and section.

    Args:
        path: the file; None: `entities.sqlite` in the cache folder.
        most_bytes: size at which what was used longest ago leaves.
    """

    def __init__(self, path: Path | None = None, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path or cache_folder() / FILE_NAME
        self._most_bytes = most_bytes
        self._connection: sqlite3.Connection | None = None
        self._usable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        return self._connection is not None or self.path.exists()

    def get(self, text: str, fingerprint: str, engine: str) -> tuple[Entity, ...] | None:
        """The entities of a whole text, or None if not all of it has been worked on."""
        known = self.sections(text, fingerprint, engine)
        return known.all if known is not None else None

    def sections(self, text: str, fingerprint: str, engine: str) -> KnownSections | None:
        """What is known of a text, section by section; None: nothing."""
        rows = self._read(fingerprint, engine)
        if not rows:
            return None
        try:
            entities = {part: tuple(_unpack(text, data)) for part, _, _, data in rows}
        except (ValueError, zlib.error, TypeError, IndexError):
            self.forget(fingerprint)
            return None
        _, parts, language, _ = rows[0]
        return KnownSections(parts, language, entities)

    def parts(self, fingerprint: str, engine: str) -> frozenset[int]:
        """The sections of a text that have been worked on."""
        return frozenset(part for part, *_ in self._read(fingerprint, engine))

    def fingerprints(self, engine: str) -> frozenset[str]:
        """Names of all texts that an engine has worked on, wholly or in part."""
        rows = self._do("SELECT DISTINCT fingerprint FROM found WHERE engine = ?", (engine,))
        return frozenset(row[0] for row in rows or [])

    def put(
        self,
        fingerprint: str,
        engine: str,
        entities: Iterable[Entity],
        *,
        part: int = 0,
        parts: int = 1,
        language: str = "en",
    ) -> None:
        """Keeps the entities of one section. Offsets: code points of the whole text; `language`: the text's."""
        row = (fingerprint, engine, part, parts, language, _pack(entities), int(time.time()))
        if self._do("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", row) is not None:
            self._shrink()

    def forget(self, fingerprint: str) -> None:
        """Drops all that is known of a text."""
        self._do("DELETE FROM found WHERE fingerprint = ?", (fingerprint,))

    def check(self) -> str | None:
        """For `doctor`: what is wrong with the file, or None."""
        rows = self._do("PRAGMA quick_check")
        if rows is None:
            return f"{self.path} can't be used: entities are found anew each time"
        return None if rows == [("ok",)] else f"{self.path} is damaged: delete it"

    def _read(self, fingerprint: str, engine: str) -> list[tuple[int, int, str, bytes]]:
        if not self.is_there:
            return []
        where = "WHERE fingerprint = ? AND engine = ?"
        rows = self._do(
            f"SELECT part, parts, language, data, used FROM found {where} ORDER BY part",
            (fingerprint, engine),
        )
        now = int(time.time())
        if rows and min(row[4] for row in rows) < now - _FRESH_SECONDS:
            self._do(f"UPDATE found SET used = ? {where}", (now, fingerprint, engine))
        return [(part, parts, language, data) for part, parts, language, data, _ in rows or []]

    def _do(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]] | None:
        """Runs one statement; None if the file can't be used. A damaged file is replaced once."""
        for _ in range(2):
            try:
                connection = self._open()
                if connection is None:
                    return None
                with connection:
                    return connection.execute(sql, values).fetchall()
            except sqlite3.OperationalError:
                return None  # locked for long, disk full, read-only: a miss
            except sqlite3.DatabaseError:
                self._throw_away()
        return None

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and self._usable:
            self._connection = open_cache(
                self.path, _SCHEMA_VERSION, _make, wait_s=_WAIT_SECONDS, is_wal=False
            )
            self._usable = self._connection is not None
        return self._connection

    def _throw_away(self) -> None:
        self.close()
        self._usable = throw_away(self.path)  # another process holds it (Windows): do without

    def _shrink(self) -> None:
        """Drops a quarter of the texts, those used longest ago, when the file is too large."""
        pages = self._do("PRAGMA page_count"), self._do("PRAGMA freelist_count"), self._do("PRAGMA page_size")
        if not all(pages):
            return
        total, unused, size = (int(str(rows[0][0])) for rows in pages if rows)
        if (total - unused) * size <= self._most_bytes:
            return
        oldest = "SELECT rowid FROM found ORDER BY used, rowid LIMIT (SELECT max(1, count(*) / 4) FROM found)"
        self._do(f"DELETE FROM found WHERE rowid IN ({oldest})")


def _make(db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE IF EXISTS found")
    db.execute(_SCHEMA)


def _pack(entities: Iterable[Entity]) -> bytes:
    rows = [
        [e.span.start, e.span.end, e.label, None if e.canonical == e.text else e.canonical] for e in entities
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 3)


def _unpack(text: str, data: bytes) -> Iterable[Entity]:
    for start, end, label, canonical in json.loads(zlib.decompress(data)):
        words = text[start:end]
        yield Entity(TextSpan(start, end), label, words, words if canonical is None else canonical)
