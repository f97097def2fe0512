"""The articles that the store has met, in the table `articles`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field

from annotations.store.document import Record
from annotations.store.record_fields import read_date, read_list, read_paths, read_text
from annotations.store.transactions import Transactions


class ArticleRecord(Struct, frozen=True):
    """An article the store has met: enough to know it again after it was moved, renamed or edited."""

    id: str
    paths: tuple[str, ...] = ()
    """Where it has been seen, the latest first."""
    title: str = ""
    author: str | None = None
    published: date | None = None
    url: str | None = None
    fingerprint: str = ""
    """Of its text when it was last read."""
    sketch: tuple[int, ...] = ()
    """Similarity sketch of its text (the catalog's business)."""
    extra: dict[str, Any] = field(default_factory=dict)


class ArticleTable:
    """The articles of a notes file. Whoever puts a note on one writes its record in the same change."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, article_id: str) -> ArticleRecord | None:
        """What is known of an article, or None; of one that goes by several ids, under that which it is read as."""
        record = self._transactions.find("articles", self._transactions.same(article_id)[0])
        return article_from_record(record) if record else None

    def all(self) -> list[ArticleRecord]:
        records, same = self._transactions.records("articles"), self._transactions.same
        return [article_from_record(record) for record in records if same(record["id"])[0] == record["id"]]


def article_to_record(article: ArticleRecord) -> Record:
    """As it stands in the table `articles`."""
    record: Record = {"id": article.id, "paths": list(article.paths), "title": article.title}
    optional = {
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "fingerprint": article.fingerprint,
        "sketch": list(article.sketch),
    }
    record.update((name, value) for name, value in optional.items() if value)
    return {**article.extra, **record}


def article_from_record(record: Mapping[str, Any]) -> ArticleRecord:
    """Lenient: a field of the wrong type counts as not there."""
    known = ("id", "paths", "title", "author", "published", "url", "fingerprint", "sketch")
    return ArticleRecord(
        id=str(record["id"]),
        paths=read_paths(record.get("paths")),
        title=read_text(record.get("title")) or "",
        author=read_text(record.get("author")),
        published=read_date(record.get("published")),
        url=read_text(record.get("url")),
        fingerprint=read_text(record.get("fingerprint")) or "",
        sketch=tuple(n for n in read_list(record.get("sketch")) if type(n) is int),
        extra={name: value for name, value in record.items() if name not in known},
    )
