"""Which article a file is: rules for one file, and answers for many from what is known, taken once."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from annotations.catalog import Entry, new_id
from annotations.model import Article
from annotations.store.records import ArticleRecord


class Seen(Protocol):
    """What the catalogue remembers: `annotations.catalog.Catalog`, or a `Snapshot` of it."""

    def entry(self, path: Path) -> Entry | None:
        """What was known of a path when it was last read."""

    def with_id(self, id: str) -> Sequence[Entry]:
        """The files that were last seen as this article."""

    def with_fingerprint(self, fingerprint: str) -> Sequence[Entry]:
        """The files that last had this text."""


class Snapshot:
    """The catalogue at one moment, in memory: for thousands of files at once."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """Take `Catalog.entries()`."""
        self._by_path = entries
        self._by_id: dict[str, list[Entry]] = {}
        self._by_fingerprint: dict[str, list[Entry]] = {}
        for entry in entries.values():
            self._by_id.setdefault(entry.id, []).append(entry)
            self._by_fingerprint.setdefault(entry.fingerprint, []).append(entry)

    def entry(self, path: Path) -> Entry | None:
        """What was known of a path when it was last read."""
        return self._by_path.get(str(path))

    def with_id(self, id: str) -> Sequence[Entry]:
        """The files that were last seen as this article."""
        return self._by_id.get(id, ())

    def with_fingerprint(self, fingerprint: str) -> Sequence[Entry]:
        """The files that last had this text."""
        return self._by_fingerprint.get(fingerprint, ())


class Records:
    """The articles that the store has met, by what tells them apart; of several the first one counts."""

    def __init__(self, records: Iterable[ArticleRecord]) -> None:
        """Take `Repository.articles()`."""
        self.ids: set[str] = set()
        self.by_path: dict[str, str] = {}
        self.by_fingerprint: dict[str, str] = {}
        self.by_title: dict[str, list[ArticleRecord]] = {}
        for record in records:
            self.ids.add(record.id)
            for path in record.paths:
                self.by_path.setdefault(path, record.id)
            self.by_fingerprint.setdefault(record.fingerprint, record.id)
            self.by_title.setdefault(record.title, []).append(record)


def identify(article: Article, path: Path, records: Records, seen: Seen) -> str:
    """The id a file goes by: that of its path, else that of the same text, or of the same title whose file is gone."""
    if str(path) in records.by_path:
        return records.by_path[str(path)]
    if (known := seen.entry(path)) is not None:
        return known.id
    if article.fingerprint in records.by_fingerprint:
        return records.by_fingerprint[article.fingerprint]
    for record in records.by_title.get(article.title, ()):
        if not any(Path(old).exists() for old in record.paths):
            return record.id
    for entry in seen.with_fingerprint(article.fingerprint):
        return entry.id
    fresh = new_id(article.fingerprint)
    taken = fresh in records.ids or seen.with_id(fresh)
    return new_id(article.fingerprint, str(path)) if taken else fresh
