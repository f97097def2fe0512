"""Who and what the articles of a library are about: names with their mentions, from what has been found already.

Reads articles and the entity cache; finds nothing itself. What was counted once is kept for the session.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from annotations.articles.catalog import FileStamp
from annotations.articles.library_articles import Listing
from annotations.articles.preview import TIMES
from annotations.errors import SourceError
from annotations.model import Article, Entity, TextSpan

_AROUND_CHARS = 60


class In(Struct, frozen=True):
    """A name in one article."""

    path: Path
    title: str
    count: int


class Name(Struct, frozen=True):
    """A name over all articles."""

    name: str
    label: str
    """The label that it has most often."""
    count: int
    places: tuple[In, ...]
    """The articles, those that say it most first."""


class Overview(Struct, frozen=True):
    """How far the counting is, and what it has found."""

    names: tuple[Name, ...] = ()
    """The most said first."""
    known: int = 0
    """Articles whose names have been found."""
    articles: int = 0
    """Articles looked at so far."""
    unknown: tuple[Path, ...] = ()
    """Articles in which nobody has looked for names yet."""


class Mention(Struct, frozen=True):
    """A name where it is said."""

    path: Path
    title: str
    span: TextSpan
    """Code points of the article's text."""
    label: str
    before: str
    words: str
    after: str


_Counts = dict[tuple[str, str], int]
"""How often a name (canonical, label) is said."""


class NameCounter:
    """Counts names article by article.

    Args:
        read: reads an article.
        known: an article's entities if they have been found, else None.
        corrections: a number that stands for what holds for an article; another one counts it anew.
        looked_through: absolute paths of articles whose entities may be known; others are not even read.
    """

    def __init__(
        self,
        read: Callable[[Path], Article],
        known: Callable[[Article], tuple[Entity, ...] | None],
        corrections: Callable[[str], int],
        looked_through: Callable[[], frozenset[Path]],
    ) -> None:
        self._read, self._known, self._corrections = read, known, corrections
        self._looked_through = looked_through
        self._kept: dict[tuple[Path, FileStamp, int], _Counts] = {}

    def overviews(self, listings: Iterable[Listing], *, every: int = 50) -> Iterator[Overview]:
        """Count names over articles; yields after so many articles each, and at the end."""
        counts: dict[str, Counter[Path]] = {}
        labels: dict[str, Counter[str]] = {}
        titles: dict[Path, str] = {}
        unknown: list[Path] = []
        looked_at, there = 0, self._looked_through()
        for row in listings:
            if row.problem:
                continue
            looked_at += 1
            said = self._counts(row) if row.path.absolute() in there else None
            if said is None:
                unknown.append(row.path)
            else:
                titles[row.path] = row.title
                for (name, label), count in said.items():
                    counts.setdefault(name, Counter())[row.path] += count
                    labels.setdefault(name, Counter())[label] += count
            if looked_at % every == 0:
                yield _summed(counts, labels, titles, looked_at, unknown)
        yield _summed(counts, labels, titles, looked_at, unknown)

    def _counts(self, row: Listing) -> _Counts | None:
        try:
            key = (row.path, FileStamp.of(row.path), self._corrections(row.id))
            if (kept := self._kept.get(key)) is not None:
                return kept
            entities = self._known(self._read(row.path))
        except (SourceError, OSError):
            return {}
        if entities is None:
            return None
        counts: _Counts = {}
        for entity in entities:
            if entity.label not in TIMES:
                name = (entity.canonical, entity.label)
                counts[name] = counts.get(name, 0) + 1
        self._kept[key] = counts
        return counts

    def mentions(self, name: Name) -> list[Mention]:
        """Where a name is said, article by article, in reading order."""
        mentions: list[Mention] = []
        for place in name.places:
            try:
                article = self._read(place.path)
            except SourceError:
                continue
            entities = self._known(article) or ()
            mentions += [
                _mention(article, place, entity) for entity in entities if entity.canonical == name.name
            ]
        return mentions


def _mention(article: Article, place: In, entity: Entity) -> Mention:
    span, text = entity.span, article.text
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - _AROUND_CHARS)
    end = text.find("\n", span.end)
    end = min(len(text) if end < 0 else end, span.end + 2 * _AROUND_CHARS)
    lead = "…" if start and text[start - 1] != "\n" else ""
    return Mention(
        place.path,
        place.title,
        span,
        entity.label,
        lead + text[start : span.start],
        text[span.start : span.end],
        text[span.end : end],
    )


def _summed(
    counts: dict[str, Counter[Path]],
    labels: dict[str, Counter[str]],
    titles: dict[Path, str],
    articles: int,
    unknown: list[Path],
) -> Overview:
    names = [
        Name(
            name,
            labels[name].most_common(1)[0][0],
            places.total(),
            tuple(In(path, titles[path], count) for path, count in places.most_common()),
        )
        for name, places in counts.items()
    ]
    names.sort(key=lambda one: (-one.count, one.name.casefold()))
    return Overview(tuple(names), articles - len(unknown), articles, tuple(unknown))
