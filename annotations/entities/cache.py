"""Found entities on disk, by fingerprint and engine: an SQLite file that can be thrown away at any time.

Opening and one `get` take a few milliseconds and load no spaCy. Several processes may use it at once; a file that is
not a sound database is deleted and begun anew; when it can't be used at all, everything is simply a miss.
"""

import sqlite3
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct, convert

from annotations.files.closing import Closing
from annotations.files.sqlite_cache import SqliteCache, made_by
from annotations.model import Entity, TextSpan
from annotations.paths import cache_folder

FILE_NAME = "entities.sqlite"
MOST_BYTES = 200 * 1024 * 1024
_SCHEMA_VERSION = 2
_WAIT_SECONDS = 5
_FRESH_SECONDS = 86_400
_SCHEMA = (
    "DROP TABLE IF EXISTS found",
    """CREATE TABLE found (
    fingerprint TEXT NOT NULL, engine TEXT NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,
    language TEXT NOT NULL, data BLOB NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (fingerprint, engine, part)
)""",
)

_SELECT = "SELECT part, parts, language, data, used FROM found"
_WHERE = "WHERE fingerprint = ? AND engine = ?"


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


class EntityCache(Closing):
    """Entities of texts by fingerprint, engine and section.

    Args:
        path: the file; None: `entities.sqlite` in the cache folder.
        most_bytes: size at which what was used longest ago leaves.
    """

    def __init__(self, path: Path | None = None, *, most_bytes: int = MOST_BYTES) -> None:
        self.path = path or cache_folder() / FILE_NAME
        self._cache = SqliteCache(
            self.path, _SCHEMA_VERSION, made_by(*_SCHEMA), wait_s=_WAIT_SECONDS, is_wal=False
        )
        self._most_bytes = most_bytes

    def close(self) -> None:
        self._cache.close()

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        return self._cache.is_there

    def get(self, text: str, fingerprint: str, engine: str) -> tuple[Entity, ...] | None:
        """The entities of a whole text, or None if not all of it has been worked on."""
        known = self.sections(text, fingerprint, engine)
        return known.all if known is not None else None

    def sections(self, text: str, fingerprint: str, engine: str) -> KnownSections | None:
        """What is known of a text, section by section; None: nothing."""
        if not self.is_there:
            return None

        def select(db: sqlite3.Connection) -> KnownSections | None:
            rows = [convert(row, _Row) for row in db.execute(f"{_SELECT} {_WHERE}", (fingerprint, engine))]
            if not rows:
                return None
            now = int(time.time())
            if min(row.used for row in rows) < now - _FRESH_SECONDS:
                db.execute(f"UPDATE found SET used = ? {_WHERE}", (now, fingerprint, engine))
            entities = {row.part: tuple(_unpack(text, row.data)) for row in rows}
            return KnownSections(rows[0].parts, rows[0].language, entities)

        return self._cache.ask(select, None)

    def parts(self, fingerprint: str, engine: str) -> frozenset[int]:
        """The sections of a text that have been worked on."""
        if not self.is_there:
            return frozenset()
        rows = self._cache.rows(_Row, f"{_SELECT} {_WHERE}", fingerprint, engine)
        return frozenset(row.part for row in rows)

    def fingerprints(self, engine: str) -> frozenset[str]:
        """Names of all texts that an engine has worked on, wholly or in part."""
        sql = "SELECT DISTINCT fingerprint FROM found WHERE engine = ?"
        return frozenset(name for (name,) in self._cache.rows(tuple[str], sql, engine))

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

        def insert(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            self._shrink(db)

        self._cache.ask(insert, None)

    def _shrink(self, db: sqlite3.Connection) -> None:
        """Drops a quarter of the texts, those used longest ago, when the file is too large."""
        names = ("page_count", "freelist_count", "page_size")
        total, unused, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
        if (total - unused) * size > self._most_bytes:
            oldest = (
                "SELECT rowid FROM found ORDER BY used, rowid LIMIT (SELECT max(1, count(*) / 4) FROM found)"
            )
            db.execute(f"DELETE FROM found WHERE rowid IN ({oldest})")


class _Row(Struct, frozen=True, array_like=True):
    """A row as it must be: SQLite itself keeps anything in any column."""

    part: int
    parts: int
    language: str
    data: bytes
    used: int


def _pack(entities: Iterable[Entity]) -> bytes:
    rows = [
        [e.span.start, e.span.end, e.label, None if e.canonical == e.text else e.canonical] for e in entities
    ]
    return zlib.compress(msgspec.json.encode(rows), 3)


def _unpack(text: str, data: bytes) -> Iterable[Entity]:
    """Raises what `SqliteCache` takes for a surprise where these can't be entities of the text."""
    rows = msgspec.json.decode(zlib.decompress(data), type=list[tuple[int, int, str, str | None]])
    for start, end, label, canonical in rows:
        words = text[start:end]
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no entity of this text: {start}..{end} {label}")
        yield Entity(TextSpan(start, end), label, words, words if canonical is None else canonical)
