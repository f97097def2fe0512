"""The catalogue: what is known of each article file, so that 5,000 of them are listed without reading them again.

A cache in SQLite that can be thrown away. It also remembers which path had which article id: the store knows that for
articles with notes or reading state; for all others the catalogue is the memory that keeps an id through edits.
"""

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, Self

from msgspec import Meta, Struct
from msgspec.structs import astuple

from annotations.files.presence import changed_ns
from annotations.files.sqlite_cache import SqliteCache, made_by, rows_as
from annotations.model import Article
from annotations.paths import path_key, path_of_key
from annotations.sources.members import stat_of
from annotations.text.digests import blake2b

_SCHEMA = (
    "drop table if exists articles",
    """create table articles (
    path text primary key, size integer, mtime_ns integer, id text, fingerprint text,
    title text, author text, published text, words integer, tags text, url text, is_gone integer
)""",
    "create index by_id on articles (id)",
    "create index by_fingerprint on articles (fingerprint)",
    "create index by_date on articles (published desc)",
)
_COLUMNS = "path size mtime_ns id fingerprint title author published words tags url is_gone".split()
_REMEMBER = (
    f"insert into articles values ({', '.join('?' * len(_COLUMNS))}) on conflict (path) do update set "  # our own names
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
)
"""A file that is known keeps its place among the rows: they stand in the order in which files are met in their folders."""
_VERSION = 4
_WAIT_SECONDS = 2
WORDS_A_MINUTE = 230
_COUNTED_CHARS = 250_000
_BEGIN_NONE = bytes(range(0xE3))
"""In UTF-8, what is beyond U+3000 begins with a byte above these."""


class FileStamp(Struct, frozen=True):
    """What tells a changed file from an unchanged one."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Raises OSError when there is no such file."""
        return cls.from_stat(stat_of(path))

    @classmethod
    def from_stat(cls, stat: os.stat_result) -> Self:
        return cls(stat.st_size, changed_ns(stat))

    @classmethod
    def seen(cls, path: Path) -> Self | None:
        """The stamp of a file that may be gone; None when it is."""
        try:
            return cls.of(path)
        except OSError:
            return None


class Entry(Struct, frozen=True, array_like=True, gc=False):
    """One article file as the catalogue knows it: a row of it as it must be, SQLite itself keeps anything in any column."""

    key: str
    """Its path, as `path_key` writes it."""
    size: int
    mtime_ns: int
    id: str
    fingerprint: str
    title: str
    author: str | None
    published: date | None
    words: Annotated[int, Meta(ge=0)]
    tag_lines: str = ""
    url: str | None = None
    is_gone: Literal[0, 1] = 0
    """Was it not there when its folder was last looked through? What was known of it still tells it when it comes back."""

    @property
    def path(self) -> Path:
        """Where it is; made anew each time, for a hundred thousand that takes a while."""
        return path_of_key(self.key)

    @property
    def stamp(self) -> FileStamp:
        """Of its file, when it was last read."""
        return FileStamp(self.size, self.mtime_ns)

    @property
    def tags(self) -> tuple[str, ...]:
        """Those that the source gives."""
        return tuple(self.tag_lines.split("\n")) if self.tag_lines else ()

    @property
    def minutes(self) -> int:
        """Time to read, at least a minute."""
        return max(1, round(self.words / WORDS_A_MINUTE))

    @classmethod
    def of(cls, article: Article, path: Path, stamp: FileStamp) -> Self:
        """What to remember of an article that has just been read."""
        return cls(
            path_key(path),
            stamp.size,
            stamp.mtime_ns,
            article.id,
            article.fingerprint,
            article.title,
            article.author,
            article.published,
            count_words(article.text),
            "\n".join(article.tags),
            article.url,
        )


def count_words(text: str) -> int:
    """Words of a text; a CJK character counts as half a word. Beyond 250,000 characters: by their start."""
    if len(text) > _COUNTED_CHARS:
        return count_words(text[:_COUNTED_CHARS]) * len(text) // _COUNTED_CHARS
    cjk = len(re.findall("[\u3040-\u9fff\uac00-\ud7a3]", text)) if _may_hold_cjk(text) else 0
    return len(text.split()) + cjk // 2


def _may_hold_cjk(text: str) -> bool:
    """Whether any byte of its UTF-8 could begin such a character: a glance, where to look takes a while."""
    return not text.isascii() and bool(text.encode("utf-8", "replace").translate(None, _BEGIN_NONE))


def new_id(*parts: str) -> str:
    """An article id made of what identifies it: `a-` and ten of `[a-z0-9]`."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number, digits = int.from_bytes(digest), ""
    for _ in range(10):
        number, rest = divmod(number, 32)
        digits += "0123456789abcdefghjkmnpqrstvwxyz"[rest]
    return "a-" + digits


class Catalog(SqliteCache):
    """The catalogue file. Safe to share between processes and threads; one that is odd in any way is made anew."""

    def __init__(self, folder: Path) -> None:
        """`catalog.sqlite` in `folder`; where that can't be used it lives in memory."""
        super().__init__(
            folder / "catalog.sqlite", _VERSION, made_by(*_SCHEMA), wait_s=_WAIT_SECONDS, also_in_memory=True
        )

    def entry(self, path: Path) -> Entry | None:
        """What was known of `path` when it was last read; compare its stamp with the file's."""
        return next(iter(self._select("where path = ?", path_key(path))), None)

    def entries(self) -> list[Entry]:
        return self._select("")

    def at(self, paths: Iterable[Path]) -> dict[str, Entry]:
        """What is known of files, and of all below folders; by key."""
        keys = map(path_key, paths)
        rows = (
            self._select("where path = ? or path >= ? and path < ?", key, *_ends_below(key)) for key in keys
        )
        return {entry.key: entry for entry in chain.from_iterable(rows)}

    def strangers(self, ids: Iterable[str]) -> list[str]:
        """Those of some ids that no file is known by."""
        sql = "select value from json_each(?) where not exists (select 1 from articles where id = value)"
        return [id for (id,) in self.rows(tuple[str], sql, json.dumps([*ids]))]

    def present(self) -> list[Entry]:
        """The files that were there when they were last looked for, in the order they were met first."""
        return self._select("where not is_gone order by rowid")

    def tagged(self) -> list[Entry]:
        """Those of the files that were there whose source gives tags."""
        return self._select("where tags <> '' and not is_gone")

    def with_id(self, id: str) -> list[Entry]:
        """The files that were last seen as this article."""
        return self._select("where id = ?", id)

    def with_ids(self, ids: Iterable[str]) -> list[Entry]:
        """The files that were last seen as one of some articles."""
        return self._select("where id in (select value from json_each(?))", json.dumps([*ids]))

    def with_fingerprint(self, fingerprint: str) -> list[Entry]:
        """The files that last had this text."""
        return self._select("where fingerprint = ?", fingerprint)

    def first(self, paths: Sequence[Path], count: int, *, by_date: bool, is_backwards: bool) -> list[Entry]:
        """The first of the files that were there among and below some paths, without a look at the others.

        Args:
            paths: files and folders.
            count: how many.
            by_date: in the order in which they were published, what has no date last; else as they were met first.
            is_backwards: the other end first.
        """
        way = "desc" if is_backwards else "asc"
        order = f"rowid {way}"
        if by_date:  # what has no date is the least
            order = "published desc, rowid" if is_backwards else "published is null, published, rowid"
        among = " or ".join(["+path = ? or +path >= ? and +path < ?"] * len(paths))  # "+": not by their index
        ends = [end for key in map(path_key, paths) for end in (key, *_ends_below(key))]
        return self._select(f"where not is_gone and ({among}) order by {order} limit ?", *ends, count)

    def count_below(self, folders: Iterable[str]) -> int:
        """How many files are known below some folders."""
        sql = "select count(*) from articles where path >= ? and path < ? and not is_gone"

        def count(db: sqlite3.Connection) -> int:
            return sum(db.execute(sql, _ends_below(folder)).fetchone()[0] for folder in folders)

        return self.ask(count, 0)

    def _select(self, where: str, *values: str | int) -> list[Entry]:
        sql = f"select * from articles {where}"
        return self.ask(lambda db: rows_as(Entry, db.execute(sql, values)), [])

    def remember(self, entries: Iterable[Entry]) -> None:
        """Keep what was learnt. A catalogue that can't be written is no reason to stop."""
        rows = [
            tuple(value.isoformat() if isinstance(value, date) else value for value in astuple(entry))
            for entry in entries
        ]
        self.write(_REMEMBER, rows)


def _ends_below(folder: str) -> tuple[str, str]:
    """Between which keys all that is below a folder lies; the second is beyond it."""
    start = f"{folder.rstrip(os.sep)}{os.sep}"
    return start, start[:-1] + chr(ord(os.sep) + 1)
