"""Full-text search over article files and their notes: the catalogue knows the files, the index their texts.

What the index does not know is read, searched and kept there, so an answer is always of the files as they are now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.articles.catalog import Catalog
from annotations.articles.library_articles import Articles, Listing
from annotations.errors import SourceError
from annotations.model import Annotation, Article, Entity
from annotations.notes.query import foreign_title, gather_notes
from annotations.search.index import Stored, TextIndex
from annotations.search.matching import Hit, Page, note_hits, occurs, text_hit
from annotations.search.query import Query, parse_query
from annotations.sources import read_article
from annotations.store.repository import UNFILED, Repository
from annotations.text.folding import fold

_KEPT_AT_ONCE = 500


class SearchResult(Struct, frozen=True):
    """What a search found."""

    hits: tuple[Hit, ...]
    """Best first; not more than were wanted."""
    total: int = 0
    """How many there are."""
    pending: int = 0
    """How many known articles have not been looked at yet."""
    problems: tuple[str, ...] = ()
    """A sentence for each file or folder that could not be searched."""
    articles: int = 0
    notes: int = 0
    """How many of each were looked at."""


class SearchService(Struct):
    """Where a search looks."""

    articles: Articles
    repository: Repository
    catalog: Catalog
    cache: Path
    """Folder of what can be thrown away."""
    known_entities: Callable[[Article], tuple[Entity, ...] | None]
    """What `ent:` asks: an article's entities as the reader sees them, None where nobody has looked for them."""
    _names: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def search(
        self, text: str, paths: Iterable[str | Path], *, everywhere: bool = False, limit: int | None = None
    ) -> SearchResult:
        """Search the articles of files and folders, and the notes on them.

        Args:
            text: the query.
            paths: files and folders.
            everywhere: also all other notes of the store, and the articles that they are on.
            limit: the most hits to give; None: all.

        Raises:
            QueryError: the query can't be understood.
        """
        query = parse_query(text)
        met: dict[Path, Article] = {}
        rows: list[Listing] = []
        problems: list[str] = []
        notes = self._notes()
        noted = [path for id in notes if (path := self.articles.path_of(id))] if everywhere else []
        for row in self.articles.listings([*paths, *noted], met=met.__setitem__):
            if row.problem:
                problems.append(row.problem)
            else:
                rows.append(row)
        files = {row.id: row.path for row in rows}
        hits: list[Hit] = []
        for page in self._pages(query, rows, met, notes, problems):
            hits += self._hits_of(query, page)
        if everywhere:
            for page in self._without_text(notes, files):
                hits += note_hits(query, page, self._is_named)
        hits = self._add_places(hits, files)
        hits.sort(key=lambda hit: (-hit.score, hit.title, hit.article, hit.kind, hit.start))
        total = len(hits)
        hits = [replace(hit, path=files.get(hit.article)) for hit in hits[:limit]]
        looked_at = sum(len(of_one) for id, of_one in notes.items() if everywhere or id in files)
        return SearchResult(tuple(hits), total, 0, tuple(problems), len(rows), looked_at)

    def _hits_of(self, query: Query, page: Page) -> Iterator[Hit]:
        hit = text_hit(query, page, self._is_named)
        if hit is not None:
            yield hit
        yield from note_hits(query, page, self._is_named)

    def _notes(self) -> dict[str, tuple[Annotation, ...]]:
        by_article: dict[str, list[Annotation]] = {}
        for note in self.repository.annotations():
            by_article.setdefault(note.target.source, []).append(note)
        return {id: tuple(notes) for id, notes in by_article.items()}

    def _pages(
        self,
        query: Query,
        rows: Sequence[Listing],
        met: dict[Path, Article],
        notes: dict[str, tuple[Annotation, ...]],
        problems: list[str],
    ) -> Iterator[Page]:
        """The articles that the query could mean, and all that have notes."""
        by_text: dict[str, list[Listing]] = {}
        for row in rows:
            by_text.setdefault(row.fingerprint, []).append(row)
        with TextIndex(self.cache) as index:
            known = index.known({text: any(r.id in notes for r in same) for text, same in by_text.items()})
            seen: set[str] = set()
            for stored in index.candidates(query):
                seen.add(stored.fingerprint)
                for row in by_text[stored.fingerprint]:
                    yield self._page(row, stored, notes)
            if index.was_lost:
                known = seen
            fresh: list[Stored] = []
            for row in rows:
                if row.fingerprint in known:
                    continue
                read = self._read(row, met, problems)
                if read is not None:
                    fresh.append(read)
                    yield self._page(row, read, notes)
                if len(fresh) >= _KEPT_AT_ONCE:
                    index.add(fresh)
                    fresh = []
            index.add(fresh)

    def _without_text(
        self, notes: Mapping[str, tuple[Annotation, ...]], files: Mapping[str, Path]
    ) -> Iterator[Page]:
        """The notes that have no article any more, or never had one, by the article or document they were on."""
        titles = self.articles.titles()
        for id, of_one in notes.items():
            if id not in files:
                for note in of_one:
                    title = foreign_title(note) or UNFILED if id == UNFILED else titles.get(id, id)
                    yield Page(id, title, None, None, (), "", "", notes=(note,))

    @staticmethod
    def _read(row: Listing, met: dict[Path, Article], problems: list[str]) -> Stored | None:
        try:
            article = met.pop(row.path, None) or read_article(row.path)
        except SourceError as problem:
            problems.append(problem.message)
            return None
        return Stored.of(article)

    @staticmethod
    def _page(row: Listing, stored: Stored, notes: dict[str, tuple[Annotation, ...]]) -> Page:
        return Page(
            row.id,
            row.title,
            row.author,
            row.published,
            row.source_tags,
            stored.text,
            stored.folded,
            stored.fingerprint,
            stored.code,
            notes.get(row.id, ()),
        )

    def _is_named(self, page: Page, name: str) -> bool:
        """By the entities where they have been found already, else by the letters of the text."""
        if page.id not in self._names:
            self._names[page.id] = self._names_in(page)
        names = self._names[page.id]
        if names is None:
            return occurs(name, page.folded)
        return any(name in known for known in names)

    def _names_in(self, page: Page) -> frozenset[str] | None:
        article = Article(page.id, None, page.title, page.text, page.code, fingerprint=page.fingerprint)
        entities = self.known_entities(article)
        if entities is None:
            return None
        return frozenset(fold(name) for entity in entities for name in (entity.canonical, entity.text))

    def _add_places(self, hits: list[Hit], files: dict[str, Path]) -> list[Hit]:
        """Give the hits in notes the place of the words that the note is on."""
        wanted = {hit.article for hit in hits if hit.kind == "note" and hit.article in files}
        if not wanted:
            return hits
        noted = gather_notes(self.repository, self.catalog, [(id, files[id]) for id in wanted])
        spans = {one.annotation.id: one.anchor.span for one in noted}
        return [
            replace(hit, start=span.start, end=span.end) if (span := spans.get(hit.note)) else hit
            for hit in hits
        ]
