"""Texts once taken from files, kept: a newer library does not move the words under a note by surprise.

A text is known by its file's bytes, the reader and the reader's own version. A cache: it can be thrown away; the text is
then taken anew, and notes find their words again as in any file that was edited.
"""

import sqlite3
import zlib
from datetime import date
from pathlib import Path
from typing import Final, Self

import msgspec
from msgspec import Struct

from annotations.files.sqlite_cache import SqliteCache, made_by
from annotations.model import Article, Mark, MarkKind, TextSpan
from annotations.sources.blocks import BlockTable
from annotations.sources.registry import Collection
from annotations.text.digests import blake2b

_FORMAT: Final = 1
_MOST_BYTES: Final = 1 << 29
_WAIT_SECONDS: Final = 1


class KeptArticle(Struct, array_like=True):
    """An article without its file and id, as it can be written."""

    title: str
    text: str
    blocks: tuple[bytes, bytes, bytes, bytes]
    marks: list[tuple[int, int, MarkKind, str]]
    fingerprint: str
    author: str | None
    published: date | None
    standfirst: str | None
    language: str | None
    url: str | None
    tags: tuple[str, ...]
    notice: str
    pages: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, article: Article) -> Self:
        """Take an article's own."""
        table = article.blocks if isinstance(article.blocks, BlockTable) else BlockTable(article.blocks)
        return cls(
            article.title,
            article.text,
            table.to_bytes(),
            [(mark.span.start, mark.span.end, mark.kind, mark.href) for mark in article.marks],
            article.fingerprint,
            article.author,
            article.published,
            article.standfirst,
            article.language,
            article.url,
            article.tags,
            article.notice,
            article.pages,
        )

    def at(self, path: Path) -> Article:
        """The article of a file."""
        return Article(
            id="",
            source=path,
            title=self.title,
            text=self.text,
            blocks=BlockTable.from_bytes(self.blocks),
            marks=tuple(Mark(TextSpan(start, end), kind, href) for start, end, kind, href in self.marks),
            fingerprint=self.fingerprint,
            author=self.author,
            published=self.published,
            standfirst=self.standfirst,
            language=self.language,
            url=self.url,
            tags=self.tags,
            notice=self.notice,
            pages=self.pages,
        )


_SCHEMA: Final = ("drop table if exists texts", "create table texts (name text primary key, kept blob)")


class TextCache(SqliteCache):
    """The file of kept texts. One that is damaged is begun anew; without one every text is taken anew."""

    def __init__(self, folder: Path) -> None:
        self.collection: tuple[Path, bytes, Collection] | None = None
        """The file of many articles that was read last, with its bytes, open."""
        super().__init__(
            folder / "texts.sqlite", _FORMAT, made_by(*_SCHEMA), wait_s=_WAIT_SECONDS, most_bytes=_MOST_BYTES
        )

    def get(self, raw: bytes, reader: str, path: Path) -> Article | None:
        """The text that was taken from these bytes, as an article of the file at `path`; None: none was.

        Args:
            raw: the file's bytes.
            reader: the module with its version, and of a collection the member.
            path: where the file is now.
        """

        def select(db: sqlite3.Connection) -> Article | None:
            row = db.execute("select kept from texts where name = ?", (_name(raw, reader),)).fetchone()
            if row is None:
                return None
            return msgspec.msgpack.decode(zlib.decompress(row[0]), type=KeptArticle).at(path)

        return self.ask(select, None)

    def has(self, raw: bytes, reader: str) -> bool:
        """Whether the text of these bytes is kept."""

        def select(db: sqlite3.Connection) -> bool:
            return (
                db.execute("select 1 from texts where name = ?", (_name(raw, reader),)).fetchone() is not None
            )

        return self.ask(select, False)

    def put(self, raw: bytes, reader: str, article: Article) -> None:
        """Keep the text that was taken from these bytes."""
        kept = zlib.compress(msgspec.msgpack.encode(KeptArticle.of(article)), 1)
        self.write("insert or replace into texts values (?, ?)", [(_name(raw, reader), kept)])


def _name(raw: bytes, reader: str) -> str:
    return f"{blake2b(raw, digest_size=16).hexdigest()} {reader}"
