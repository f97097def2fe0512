"""The index of articles and notes: an SQLite file (FTS5, with positions) that can be thrown away at any time.

A row is a file with an article in it, as it was when it was last read. Row numbers begin with the day the article was
published, so that FTS5 gives the newest first without sorting. `update` brings the rows up to date, `conditions` asks.
Without FTS5 the words are looked for in every text.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct, convert

from annotations.articles.catalog import FileStamp
from annotations.files.sqlite_cache import SqliteCache
from annotations.model import Block, TextSpan
from annotations.search.words import fold_all, spaced
from annotations.text.folding import fold

FILE_NAME = "search.sqlite"
MOST_BYTES = 16 << 30
"""A larger file is begun anew."""
_VERSION = 5
_WAIT_SECONDS = 2
_DAY_BITS: Final = 24
_SCHEMA = (
    """create table documents (
    id integer primary key, path text unique not null, article text not null, fingerprint text not null, size integer,
    mtime_ns integer, title text, author text, published text, site text, tags text, folder text, language text
)""",
    "create index by_article on documents (article)",
    "create index by_fingerprint on documents (fingerprint)",
    "create table texts (id integer primary key, text text not null, folded text, code text not null)",
    "create table tags (tag text, document integer, primary key (tag, document)) without rowid",
    "create table folders (path text primary key, mtime_ns integer) without rowid",
    "create table problems (path text primary key, said text) without rowid",
    "create table stores (id integer primary key, path text unique not null, size integer, mtime_ns integer)",
    """create table notes (
    id integer primary key, store integer, note text, article text, title text, said text, day text, start integer,
    end integer, fingerprint text, mark integer, unique (store, note)
)""",
    "create index by_noted on notes (store, article)",
    "create table note_tags (tag text, note integer, primary key (tag, note)) without rowid",
)
_TOKENIZER = "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N*'\", prefix = '1 2 3', content = ''"
_WORDS = (
    f"create virtual table words using fts5 (title, author, site, tags, body, {_TOKENIZER})",
    f"create virtual table titles using fts5 (title, {_TOKENIZER})",
    f"create virtual table note_words using fts5 (said, {_TOKENIZER})",
)
_TABLES = (
    "documents",
    "texts",
    "tags",
    "folders",
    "problems",
    "stores",
    "notes",
    "note_tags",
    "words",
    "titles",
    "note_words",
)
Answer = TypeVar("Answer")


class Document(Struct, frozen=True, array_like=True):
    """An article of a file, as the index keeps it."""

    path: str
    """As `path_key` writes it."""
    article: str
    fingerprint: str
    stamp: FileStamp
    title: str
    author: str | None
    published: date | None
    site: str
    tags: tuple[str, ...]
    """Those that the source gives."""
    folder: str
    """Folded, `/` before and after each name."""
    language: str
    text: str
    code: tuple[Block, ...] = ()
    """Blocks of code: entities are not looked for there."""


class Stored(Struct, frozen=True, array_like=True):
    """A text as the index keeps it."""

    fingerprint: str
    text: str
    folded: str
    code: tuple[Block, ...] = ()


OF_ARTICLE = (0, -1)
"""In place of a note's offsets: it holds the tags of its article, and is no note."""


class Noted(Struct, frozen=True, array_like=True):
    """A note, as the index keeps it. Offsets: code points of the text that it was made on."""

    note: str
    article: str
    title: str
    """Of its article, for when that is gone."""
    said: str
    tags: tuple[str, ...]
    day: date
    start: int
    end: int
    fingerprint: str
    mark: int
    """What tells a changed record from an unchanged one."""


class SearchIndex(SqliteCache):
    """The file. Safe to share between processes and threads; what goes wrong with it is a document not known.

    Args:
        folder: where it lies; None: in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        super().__init__(
            folder / FILE_NAME if folder else None,
            _VERSION,
            _make,
            wait_s=_WAIT_SECONDS,
            most_bytes=MOST_BYTES,
            also_in_memory=True,
        )

    def ask(self, query: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """What a query answers; `otherwise` where the file can't be used."""
        self.follow()
        return super().ask(query, otherwise)

    def put(self, documents: Iterable[Document]) -> bool:
        """Keep documents in the place of those of the same paths."""
        by_day = sorted(documents, key=lambda one: one.published or date.min)  # FTS5 takes what grows at once

        def insert(db: sqlite3.Connection) -> None:
            with_words = has_words(db)
            _drop(db, [one.path for one in by_day], with_words=with_words)
            for one in by_day:
                _insert(db, one, with_words=with_words)

        return self.change(insert)

    def drop(self, paths: Sequence[str]) -> bool:
        """Forget the documents of files that are gone."""
        return self.change(lambda db: _drop(db, paths, with_words=has_words(db)))

    def get(self, fingerprint: str) -> Stored | None:
        return self.ask(partial(text_of, fingerprint=fingerprint), None)


def text_of(db: sqlite3.Connection, fingerprint: str) -> Stored | None:
    """The text with a fingerprint; None: it is not there, or not any more: others write between two queries."""
    sql = "select text, folded, code from documents join texts using (id) where fingerprint = ? limit 1"
    row = db.execute(sql, (fingerprint,)).fetchone()
    if row is None:
        return None
    text, folded, code = row
    spans = (pair.split("-") for pair in code.split())
    blocks = tuple(Block(TextSpan(int(start), int(end)), "code") for start, end in spans)
    return convert((fingerprint, text, text.lower() if folded is None else folded, blocks), Stored)


def has_words(db: sqlite3.Connection) -> bool:
    """Has this SQLite a full-text index?"""
    return db.execute("select 1 from sqlite_master where name = 'words'").fetchone() is not None


def free_id(db: sqlite3.Connection, table: str, day: date | None) -> int:
    """A row number that begins with a day; without one, before all that have one."""
    first = first_id(day)
    sql = f"select max(id) from {table} where id >= ? and id < ?"
    (last,) = db.execute(sql, (first, first + (1 << _DAY_BITS))).fetchone()
    return int(last) + 1 if last is not None else first + 1


def first_id(day: date | None) -> int:
    """What the numbers of the rows of a day begin with; None: of those without a day."""
    return (day.toordinal() if day else 0) << _DAY_BITS


def day_of(id: int) -> int:
    """The ordinal of the day that a row number begins with; 0: none."""
    return id >> _DAY_BITS


def ancestors(tags: Iterable[str]) -> set[str]:
    """Folded tags with those that they are within: `news/asia` is also `news`."""
    folded = {" ".join(fold(tag).split()) for tag in tags}
    return {
        "/".join(parts[:end])
        for tag in folded
        for parts in [tag.split("/")]
        for end in range(1, len(parts) + 1)
    }


def _insert(db: sqlite3.Connection, one: Document, *, with_words: bool) -> None:
    id = free_id(db, "documents", one.published)
    published = one.published.isoformat() if one.published else None
    db.execute(
        "insert into documents values (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            id, one.path, one.article, one.fingerprint, one.stamp.size, one.stamp.mtime_ns, one.title, one.author,
            published, one.site, "\n".join(one.tags), one.folder, one.language,
        ),
    )  # fmt: skip
    code = " ".join(f"{block.span.start}-{block.span.end}" for block in one.code)
    folded = None if one.text.isascii() and "`" not in one.text else fold(one.text)
    db.execute("insert into texts values (?,?,?,?)", (id, one.text, folded, code))
    db.executemany("insert or ignore into tags values (?,?)", [(tag, id) for tag in ancestors(one.tags)])
    if with_words:
        row = _words_of(one.title, one.author, one.site, "\n".join(one.tags), one.text, folded)
        db.execute(
            "insert into words (rowid, title, author, site, tags, body) values (?,?,?,?,?,?)", (id, *row)
        )
        db.execute("insert into titles (rowid, title) values (?,?)", (id, row[0]))


def _words_of(
    title: str, author: str | None, site: str, tags: str, text: str, folded: str | None
) -> tuple[str, ...]:
    """What FTS5 is given of a document, and is told again when it is to forget it."""
    short = (spaced(fold_all(part)) for part in (title, author, site, tags))
    return (*short, spaced(text.lower() if folded is None else folded))


def _drop(db: sqlite3.Connection, paths: Iterable[str], *, with_words: bool) -> None:
    sql = "select id, title, author, site, tags, text, folded from documents join texts using (id) where path = ?"
    for path in paths:
        for id, *parts in db.execute(sql, (path,)).fetchall():
            if with_words:
                row = _words_of(*parts)
                db.execute(
                    "insert into words (words, rowid, title, author, site, tags, body) values ('delete',?,?,?,?,?,?)",
                    (id, *row),
                )
                db.execute("insert into titles (titles, rowid, title) values ('delete',?,?)", (id, row[0]))
            for table, key in (("documents", "id"), ("texts", "id"), ("tags", "document")):
                db.execute(f"delete from {table} where {key} = ?", (id,))


def put_notes(db: sqlite3.Connection, store: int, notes: Iterable[Noted], gone: Iterable[str]) -> None:
    """Keep notes of a store in the place of those of the same ids, and forget those that are gone."""
    notes, with_words = list(notes), has_words(db)
    for note in (*gone, *(one.note for one in notes)):
        for id, said in db.execute(
            "select id, said from notes where store = ? and note = ?", (store, note)
        ).fetchall():
            if with_words:
                db.execute(
                    "insert into note_words (note_words, rowid, said) values ('delete',?,?)",
                    (id, spaced(fold(said))),
                )
            db.execute("delete from notes where id = ?", (id,))
            db.execute("delete from note_tags where note = ?", (id,))
    for one in sorted(notes, key=lambda one: one.day):
        id = free_id(db, "notes", one.day)
        db.execute(
            "insert into notes values (?,?,?,?,?,?,?,?,?,?,?)",
            (
                id, store, one.note, one.article, one.title, one.said, one.day.isoformat(), one.start, one.end,
                one.fingerprint, one.mark,
            ),
        )  # fmt: skip
        db.executemany(
            "insert or ignore into note_tags values (?,?)", [(tag, id) for tag in ancestors(one.tags)]
        )
        if with_words:
            db.execute("insert into note_words (rowid, said) values (?,?)", (id, spaced(fold(one.said))))


def _make(db: sqlite3.Connection) -> None:
    for table in _TABLES:
        db.execute(f"drop table if exists {table}")
    for statement in _SCHEMA:
        db.execute(statement)
    with contextlib.suppress(sqlite3.OperationalError):  # an SQLite without FTS5
        for statement in _WORDS:
            db.execute(statement)
