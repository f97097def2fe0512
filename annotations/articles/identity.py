"""Which article a file is (moved, edited, a duplicate): rules for one file, and answers for many from what is known, taken once."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from annotations.articles.catalog import Entry, FileStamp, new_id
from annotations.articles.similarity import likeness, sketch_of
from annotations.model import Article
from annotations.sources.members import is_there
from annotations.store.article_table import ArticleRecord

_LIKE_UNDER_ANOTHER_TITLE: Final = 0.35
"""Share of word triples in common. A tenth of all words replaced leaves 0.57, a third 0.17."""
_LIKE_UNDER_THE_TITLE: Final = 0.08
_CLEARLY: Final = 0.1
"""By so much a text must be more like one article that is gone than like any other."""


class Seen(Protocol):
    """What the catalogue remembers: `annotations.articles.catalog.Catalog`, or a `Snapshot` of it."""

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
        """Take `Repository.articles()`. Looks at the disk only when a file comes up that nobody knows."""
        self._records = list(records)
        self._gone: list[ArticleRecord] | None = None
        self.ids: set[str] = set()
        self.by_path: dict[str, ArticleRecord] = {}
        self.by_fingerprint: dict[str, str] = {}
        for record in self._records:
            self.ids.add(record.id)
            for path in record.paths:
                self.by_path.setdefault(path, record)
            if record.paths:  # of two that were met at a place it is the later one's
                self.by_path[record.paths[0]] = record
            if record.fingerprint:
                self.by_fingerprint.setdefault(record.fingerprint, record.id)

    def gone(self) -> list[ArticleRecord]:
        """Articles whose latest file is not there any more; a copy of it may be."""
        if self._gone is None:
            self._gone = [
                record for record in self._records if record.paths and not is_there(Path(record.paths[0]))
            ]
        return self._gone


def identify(article: Article, path: Path, records: Records, seen: Seen) -> str:
    """The id a file goes by: that of its path, else of the same text, else of one that is gone and much like it.

    Known words beat a known path: where another article's very text stands at a known path, files changed places; where
    a strange text stands there and the known one in another file, that one was moved away.
    """
    same = records.by_fingerprint.get(article.fingerprint)
    record = records.by_path.get(str(path))
    if record is not None and not same and _was_moved_away(record, article, path, seen):
        known = seen.entry(path)
        return known.id if known and known.id != record.id else _fresh_id(article, path, records, seen)
    if record is not None:
        return record.id if same is None or record.fingerprint == article.fingerprint else same
    if (known := seen.entry(path)) is not None:
        return same or known.id
    if known_id := same or _most_alike(article, records.gone()):
        return known_id
    for entry in seen.with_fingerprint(article.fingerprint):
        return entry.id
    return _fresh_id(article, path, records, seen)


def _fresh_id(article: Article, path: Path, records: Records, seen: Seen) -> str:
    for entry in seen.with_fingerprint(article.fingerprint):  # as it was called when it was last seen
        if entry.id not in records.ids:
            return entry.id
    fresh = new_id(article.fingerprint)
    taken = fresh in records.ids or seen.with_id(fresh)
    return new_id(article.fingerprint, str(path)) if taken else fresh


def _was_moved_away(record: ArticleRecord, article: Article, path: Path, seen: Seen) -> bool:
    """Is the text at a known path another one, and the known one in another file: seen there, or beside with its old stamp?"""
    if not record.sketch or _rate(record, article, sketch_of(article.text)) > 0:
        return False
    places = (entry for entry in seen.with_fingerprint(record.fingerprint) if entry.path != path)
    if any(entry.stamp == FileStamp.seen(entry.path) for entry in places):
        return True
    known = seen.entry(path)
    if known is None or known.fingerprint != record.fingerprint:
        return False
    return any(one != path and FileStamp.seen(one) == known.stamp for one in path.parent.iterdir())


def place_of(id: str, stored: Iterable[str], seen: Seen) -> Path | None:
    """The file of an article, of those that are there: one that its notes were made on, else one that was read.

    Of an article in several folders it is always the same one: to read a file changes nothing.

    Args:
        id: the article's.
        stored: where the store has met it, the latest first.
        seen: what the catalogue remembers.
    """
    paths = [Path(path) for path in stored]
    others = {path for path in paths if (entry := seen.entry(path)) is not None and entry.id != id}
    place = next((path for path in paths if path not in others and is_there(path)), None)
    if place is None:
        paths = sorted(entry.path for entry in seen.with_id(id)) + paths
        place = next((path for path in paths if is_there(path)), None)
    return place


def _most_alike(article: Article, gone: Sequence[ArticleRecord]) -> str | None:
    """The one among articles whose files are gone that has this title or much of this text; None: it is new."""
    if not gone:
        return None
    sketch = sketch_of(article.text)
    rated = sorted(((_rate(record, article, sketch), record.id) for record in gone), reverse=True)
    (best, best_id), rival = rated[0], rated[1][0] if rated[1:] else 0.0
    return best_id if best > 0 and best - rival >= _CLEARLY else None


def _rate(record: ArticleRecord, article: Article, sketch: Sequence[int]) -> float:
    """0: another article. A shared title counts as much as a good part of the text."""
    has_title = bool(record.title) and record.title == article.title
    if not record.sketch:  # written by an older version: the title is all there is
        return 1.0 if has_title else 0.0
    alike = likeness(record.sketch, sketch)
    if alike < (_LIKE_UNDER_THE_TITLE if has_title else _LIKE_UNDER_ANOTHER_TITLE):
        return 0.0
    return alike + (0.5 if has_title else 0.0)
