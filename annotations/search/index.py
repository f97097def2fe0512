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

from msgspec import Struct

from annotations.files.sqlite_cache import open_cache, throw_away
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


class Stored(Struct, frozen=True):
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
        self._path = folder / FILE_NAME
        self._has_words = False
        self._db: sqlite3.Connection | None = None
        self._open()

    def _open(self) -> None:
        self._db = open_cache(self._path, _VERSION, _make, wait_s=_WAIT_SECONDS, most_bytes=MOST_BYTES)
        if self._db is None:
            return
        try:
            words_table = self._db.execute("select 1 from sqlite_master where name = 'words'").fetchone()
            self._db.execute("create temp table wanted (fingerprint text primary key, always int)")
            self._has_words = bool(words_table)
        except sqlite3.Error:
            self.close()  # no room: do without

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def throw_away(self) -> None:
        """Delete the file: it is no sound database."""
        self.close()
        throw_away(self._path)

    def known(self, wanted: Mapping[str, bool]) -> set[str]:
        """Those of the texts that are here; they are the ones that `candidates` then looks at, as they are now.

        Args:
            wanted: fingerprints; True: a candidate whatever is asked.
        """
        if self._db is None:
            return set()
        try:
            self._end()
            self._db.execute("begin")  # what others write from now on is not seen until the end
            self._db.execute("delete from wanted")
            self._db.executemany("insert or ignore into wanted values (?,?)", wanted.items())
            rows = self._db.execute("select fingerprint from texts join wanted using (fingerprint)")
            return {row[0] for row in rows}
        except sqlite3.OperationalError:
            return set()
        except sqlite3.DatabaseError:
            self.throw_away()
            return set()

    def get(self, fingerprint: str) -> Stored | None:
        """One text, or None if it is not here."""
        if self._db is None:
            return None
        sql = "select text, folded, code from texts where fingerprint = ?"
        try:
            row = self._db.execute(sql, (fingerprint,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        return Stored(fingerprint, row[0], row[1] or row[0].lower(), _blocks(row[2])) if row else None

    def candidates(self, query: Query) -> Iterator[Stored]:
        """The texts asked for by `known` that a query could mean: all that it does mean, and others.

        Raises:
            sqlite3.DatabaseError: the file is damaged.
        """
        if self._db is None:
            return
        sql = "select fingerprint, text, folded, code from texts join wanted using (fingerprint)"
        asked = _asked(query) if self._has_words else ""
        if asked:
            sql += " where always or id in (select rowid from words where words match ?)"
        rows = self._db.execute(sql, (asked,) if asked else ())
        for fingerprint, text, folded, code in rows:
            yield Stored(fingerprint, text, text.lower() if folded is None else folded, _blocks(code))

    def add(self, texts: Iterable[Stored]) -> None:
        """Keep texts. One that can't be written is no reason to stop: it will be read again."""
        if self._db is None:
            return
        try:
            self._end()
            self._db.execute("begin immediate")
            for stored in texts:
                self._insert(self._db, stored)
            self._db.execute("commit")
        except (sqlite3.Error, UnicodeEncodeError):
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("rollback")

    def _end(self) -> None:
        if self._db is not None and self._db.in_transaction:
            self._db.execute("commit")

    def _insert(self, db: sqlite3.Connection, stored: Stored) -> None:
        code = " ".join(f"{block.span.start}-{block.span.end}" for block in stored.code)
        folded = None if stored.text.isascii() else stored.folded
        done = db.execute(
            "insert or ignore into texts (fingerprint, text, folded, code) values (?,?,?,?)",
            (stored.fingerprint, stored.text, folded, code),
        )
        if done.rowcount and self._has_words:
            plain = stored.folded.isascii()  # most of what had curly quotes only
            body = stored.folded if plain else _UNSPACED.sub(r" \1 ", stored.folded)
            db.execute("insert into words (rowid, body) values (?,?)", (done.lastrowid, body))


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
