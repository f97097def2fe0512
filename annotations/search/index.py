"""The texts of articles, folded and indexed, in an SQLite file that can be thrown away at any time.

By fingerprint: an article that changed has another one, so what is found here is never out of date. The full-text index
only narrows down; `matching` decides. Without FTS5, or for words that it does not cut as we do, all texts are looked at.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct, convert

from annotations.files.sqlite_cache import SqliteCache
from annotations.model import Article, Block, TextSpan
from annotations.search.matching import UNSPACED
from annotations.search.query import Query, Term
from annotations.sources.blocks import of_kind
from annotations.text.folding import fold

FILE_NAME = "search.sqlite"
MOST_BYTES = 2 << 30
"""A larger file is begun anew."""
_VERSION = 2
_WAIT_SECONDS = 2
_TABLE = """
create table texts (
    id integer primary key, fingerprint text unique not null, text text not null, folded text, code text not null
)
"""
_WORDS = """
create virtual table words using fts5 (
    body, content = '', detail = none, tokenize = "unicode61 remove_diacritics 0 categories 'L* N*'"
)
"""
_HAN_AND_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fcc"
_INDEXABLE = re.compile(rf"[ -~\u00a0-\u024f\u0370-\u052f\uac00-\ud7a3{_HAN_AND_KANA}]+")
"""What FTS5's tables (Unicode 6.1) and Python's agree on."""
_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_UNSPACED = re.compile(f"([{UNSPACED}])")


class Stored(Struct, frozen=True, array_like=True):
    """A text as the index keeps it."""

    fingerprint: str
    text: str
    folded: str
    code: tuple[Block, ...] = ()
    """Blocks of code: entities are not looked for there."""

    @classmethod
    def of(cls, article: Article) -> Self:
        """What to keep of an article."""
        return cls(article.fingerprint, article.text, fold(article.text), of_kind(article.blocks, "code"))


class TextIndex:
    """The file of texts. Safe to share between processes; what goes wrong with it is a text not known.

    Args:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self._cache = SqliteCache(
            folder / FILE_NAME, _VERSION, _make, wait_s=_WAIT_SECONDS, most_bytes=MOST_BYTES
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._cache.close()

    @property
    def was_lost(self) -> bool:
        """Was the file begun anew meanwhile: is a text that was known not known any more?"""
        return self._cache.was_lost

    def known(self, wanted: Mapping[str, bool]) -> set[str]:
        """Those of the texts that are here; they are the ones that `candidates` then looks at, as they are now.

        Args:
            wanted: fingerprints; True: a candidate whatever is asked.
        """

        def select(db: sqlite3.Connection) -> set[str]:
            _end(db)
            db.execute("create temp table if not exists wanted (fingerprint text primary key, always int)")
            db.execute("begin")  # what others write from now on is not seen until the end
            db.execute("delete from wanted")
            db.executemany("insert or ignore into wanted values (?,?)", wanted.items())
            rows = db.execute("select fingerprint from texts join wanted using (fingerprint)")
            return {row[0] for row in rows}

        return self._cache.ask(select, set())

    def get(self, fingerprint: str) -> Stored | None:
        """One text, or None if it is not here."""
        sql = "select text, folded, code from texts where fingerprint = ?"

        def select(db: sqlite3.Connection) -> Stored | None:
            row = db.execute(sql, (fingerprint,)).fetchone()
            return _stored(fingerprint, *row) if row else None

        return self._cache.ask(select, None)

    def candidates(self, query: Query) -> Iterator[Stored]:
        """The texts asked for by `known` that a query could mean: all that it does mean, and others.

        Where the file is found to be damaged on the way (`was_lost`), some are missing.
        """
        sql = "select fingerprint from texts join wanted using (fingerprint)"

        def select(db: sqlite3.Connection) -> list[str]:
            asked = _asked(query) if _has_words(db) else ""
            where = " where always or id in (select rowid from words where words match ?)" if asked else ""
            return [row[0] for row in db.execute(sql + where, (asked,) if asked else ())]

        nothing: list[str] = []
        for fingerprint in self._cache.ask(select, nothing):
            if (stored := self.get(fingerprint)) is not None:
                yield stored

    def add(self, texts: Iterable[Stored]) -> None:
        """Keep texts. One that can't be written is no reason to stop: it will be read again."""
        fresh = list(texts)

        def insert(db: sqlite3.Connection) -> None:
            _end(db)
            db.execute("begin immediate")
            has_words = _has_words(db)
            for stored in fresh:
                _insert(db, stored, has_words=has_words)
            db.execute("commit")

        self._cache.ask(insert, None)


def _end(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("commit")


def _has_words(db: sqlite3.Connection) -> bool:
    """Has this SQLite a full-text index?"""
    return db.execute("select 1 from sqlite_master where name = 'words'").fetchone() is not None


def _insert(db: sqlite3.Connection, stored: Stored, *, has_words: bool) -> None:
    code = " ".join(f"{block.span.start}-{block.span.end}" for block in stored.code)
    folded = None if stored.text.isascii() else stored.folded
    done = db.execute(
        "insert or ignore into texts (fingerprint, text, folded, code) values (?,?,?,?)",
        (stored.fingerprint, stored.text, folded, code),
    )
    if done.rowcount and has_words:
        plain = stored.folded.isascii()  # most of what had curly quotes only
        body = stored.folded if plain else _UNSPACED.sub(r" \1 ", stored.folded)
        db.execute("insert into words (rowid, body) values (?,?)", (done.lastrowid, body))


def _stored(fingerprint: str, text: str, folded: str | None, code: str) -> Stored:
    """A text from its row; raises where the row is none of ours."""
    if folded is None:
        folded = text.lower()
    return convert((fingerprint, text, folded, _blocks(code)), Stored)


def _make(db: sqlite3.Connection) -> None:
    db.execute("drop table if exists texts")
    db.execute("drop table if exists words")
    db.execute(_TABLE)
    with contextlib.suppress(sqlite3.OperationalError):  # an SQLite without FTS5
        db.execute(_WORDS)


def _blocks(code: str) -> tuple[Block, ...]:
    spans = (pair.split("-") for pair in code.split())
    return tuple(Block(TextSpan(int(start), int(end)), "code") for start, end in spans)


def _asked(query: Query) -> str:
    """A query for FTS5 that every text meets which `query` means; empty if there is none."""
    groups = []
    for group in query.groups:
        alternatives = [_asked_term(term) for term in group]
        if all(alternatives):
            groups.append("(" + " OR ".join(alternatives) + ")")
    return " AND ".join(groups)


def _asked_term(term: Term) -> str:
    if term.is_not or term.kind not in ("word", "phrase") or not _INDEXABLE.fullmatch(term.value):
        return ""
    tokens = [token for token in _TOKEN.findall(term.value) if token.isalnum()]
    if not tokens:
        return ""
    quoted = [f'"{token}"' for token in tokens]
    return "(" + " AND ".join([*quoted[:-1], quoted[-1] + "*"]) + ")"
