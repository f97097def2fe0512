"""The articles behind the notes: reading files, knowing each again by its id, listing folders."""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotations.articles.catalog import Catalog, Entry, FileStamp
from annotations.articles.identity import Records, Snapshot, identify, place_of
from annotations.articles.similarity import sketch_of
from annotations.errors import SourceError
from annotations.model import Article, ReadingState, Status
from annotations.sources import find_articles, read_article
from annotations.sources.members import is_there
from annotations.sources.text_cache import TextCache
from annotations.store.article_table import ArticleRecord, article_to_record
from annotations.store.repository import Repository

_REMEMBERED_AT_ONCE = 200


class Listing(Struct, frozen=True):
    """One line of the list of articles: what the catalogue and the store know, or why it can't be read."""

    path: Path
    id: str = ""
    title: str = ""
    author: str | None = None
    published: date | None = None
    words: int = 0
    minutes: int = 0
    notes: int = 0
    tags: tuple[str, ...] = ()
    status: Status = "unread"
    progress: float = 0.0
    fingerprint: str = ""
    source_tags: tuple[str, ...] = ()
    """Those that the source itself gives; `tags` are the reader's."""
    url: str | None = None
    starred: bool = False
    problem: str = ""
    """One sentence when it can't be read; all else is empty then."""


class Articles:
    """Article files as the store and the catalogue know them."""

    def __init__(self, repository: Repository, catalog: Catalog, texts: TextCache | None = None) -> None:
        self._repository = repository
        self._catalog = catalog
        self._texts = texts

    def read(self, path: str | Path) -> Article:
        """Read an article by its path, or by its id.

        Raises:
            SourceError: there is no such file or article, or it can't be read.
        """
        file = Path(path)
        if not is_there(file):
            file = self._file_of(str(path)) or file
        article = read_article(file, self._texts)
        stamp = FileStamp.of(file)
        article = replace(article, id=self.identify(article, file.absolute()))
        self._catalog.remember([Entry.of(article, file.absolute(), stamp)])
        return article

    def read_known(self, paths: Iterable[Path]) -> Iterator[Article]:
        """Read articles whose files are as they were when they were last read; others are passed over."""
        for path in paths:
            entry = self._catalog.entry(path)
            if entry is None or FileStamp.seen(entry.path) != entry.stamp:
                continue
            with contextlib.suppress(SourceError):
                yield replace(read_article(path, self._texts), id=entry.id)

    def _file_of(self, id: str) -> Path | None:
        """The file of an article; None: no article has this id.

        Raises:
            SourceError: its file is gone; says which.
        """
        path = self.path_of(id)
        if path is None and (record := self._repository.articles.get(id)) is not None and record.paths:
            raise SourceError(
                f"{id}, “{record.title}”: its file {record.paths[0]} is not there any more; open it where it is now"
            )
        return path

    def path_of(self, article_id: str) -> Path | None:
        """Where an article is, if a file of it is still there."""
        record = self._repository.articles.get(article_id)
        return place_of(article_id, record.paths if record else (), self._catalog)

    def copies(self, article: Article) -> list[Path]:
        """Duplicates: other files with the text of an article that have been seen and have not changed since."""
        own = article.source.absolute() if article.source is not None else None
        copies = [entry for entry in self._catalog.with_fingerprint(article.fingerprint) if entry.path != own]
        return sorted(entry.path for entry in copies if FileStamp.seen(entry.path) == entry.stamp)

    def known_id(self, id: str, fingerprint: str) -> str:
        """The id of an article that is known by this id, else by its text; empty: nobody has seen it."""
        if self._repository.articles.get(id) is not None or self._catalog.with_id(id):
            return id
        same_text = self._catalog.with_fingerprint(fingerprint) if fingerprint else ()
        return next((entry.id for entry in same_text), "")

    def ids_of(self, fingerprints: Collection[str]) -> frozenset[str]:
        """The ids of the articles that had one of these texts when they were last read."""
        entries = self._catalog.entries().values()
        return frozenset(entry.id for entry in entries if entry.fingerprint in fingerprints)

    def fingerprint_of(self, id: str) -> str:
        """Of an article's text when it was last read; empty where nobody knows."""
        record = self._repository.articles.get(id)
        if record is not None and record.fingerprint:
            return record.fingerprint
        return next((entry.fingerprint for entry in self._catalog.with_id(id)), "")

    def titles(self) -> dict[str, str]:
        """Ids and titles of all articles known so far, without a look at any file."""
        titles = {entry.id: entry.title for entry in self._catalog.entries().values()}
        titles.update((record.id, record.title) for record in self._repository.articles.all() if record.title)
        return titles

    def seen(self) -> list[Path]:
        """Where articles have been seen, those that have notes first; only files that are still there."""
        paths = [Path(path) for record in self._repository.articles.all() for path in record.paths[:1]]
        paths += [entry.path for entry in self._catalog.entries().values()]
        return [path for path in dict.fromkeys(paths) if is_there(path)]

    def identify(self, article: Article, path: Path) -> str:
        """The id this file goes by: that of its path, else that of the same text whose file is gone or the same."""
        return identify(article, path, Records(self._repository.articles.all()), self._catalog)

    def listings(
        self,
        paths: Iterable[str | Path],
        *,
        met: Callable[[Path, Article], None] | None = None,
    ) -> Iterator[Listing]:
        """The articles of files and folders, each as soon as it is known; what can't be read says why.

        Args:
            paths: files and folders.
            met: is given each article that had to be read, under the path of its listing.
        """
        known, counts = self._catalog.entries(), self._repository.counts()
        readings, tags = self._repository.reading.all(), self._tags_by_article()
        learnt: list[Entry] = []
        identities: tuple[Records, Snapshot] | None = None
        for file in find_articles((Path(path) for path in paths), self._texts):
            if isinstance(file, SourceError):
                yield Listing(file.path or Path(), problem=file.message)
                continue
            path = file.absolute()
            try:
                stamp = FileStamp.of(path)
                entry = known.get(str(path))
                if entry is None or entry.stamp != stamp:
                    article = read_article(path, self._texts)
                    if identities is None:
                        identities = Records(self._repository.articles.all()), Snapshot(known)
                    entry = Entry.of(replace(article, id=identify(article, path, *identities)), path, stamp)
                    learnt.append(entry)
                    if met is not None:
                        met(file, article)
            except (SourceError, OSError) as problem:
                yield Listing(file, title=file.name, problem=str(problem))
                continue
            if len(learnt) >= _REMEMBERED_AT_ONCE:
                self._catalog.remember(learnt)
                learnt = []
            state = readings.get(entry.id, ReadingState())
            yield Listing(
                file,
                entry.id,
                entry.title,
                entry.author,
                entry.published,
                entry.words,
                entry.minutes,
                counts.get(entry.id, 0),
                tags.get(entry.id, ()),
                state.status,
                state.progress,
                entry.fingerprint,
                entry.tags,
                entry.url,
                state.starred,
            )
        self._catalog.remember(learnt)

    def refresh(self, rows: Iterable[Listing]) -> list[Listing]:
        """The same articles with the notes, tags and reading states that the store has now."""
        counts, readings = self._repository.counts(), self._repository.reading.all()
        tags, unread = self._tags_by_article(), ReadingState()
        return [
            row
            if row.problem
            else replace(
                row,
                notes=counts.get(row.id, 0),
                tags=tags.get(row.id, ()),
                status=readings.get(row.id, unread).status,
                progress=readings.get(row.id, unread).progress,
                starred=readings.get(row.id, unread).starred,
            )
            for row in rows
        ]

    def record_of(self, article: Article) -> dict[str, object]:
        """What the store keeps of an article, so that its notes find it again."""
        old = self._repository.articles.get(article.id) or ArticleRecord(article.id)
        path = str(article.source.absolute()) if article.source else ""
        paths = tuple(dict.fromkeys([path, *old.paths] if path else old.paths))
        is_known = bool(old.sketch) and old.fingerprint == article.fingerprint
        return article_to_record(
            replace(
                old,
                paths=paths,
                title=article.title,
                author=article.author,
                published=article.published,
                url=article.url,
                fingerprint=article.fingerprint,
                sketch=old.sketch if is_known else sketch_of(article.text),
            )
        )

    def _tags_by_article(self) -> dict[str, tuple[str, ...]]:
        by_article: dict[str, dict[str, None]] = {}
        for note in self._repository.annotations():
            by_article.setdefault(note.target.source, {}).update(dict.fromkeys(note.tags))
        return {id: tuple(tags) for id, tags in by_article.items()}
