"""Library: the one façade that the screen and the command line hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from annotations.anchoring import describe, resolve
from annotations.catalog import Catalog, Entry, FileStamp, new_id
from annotations.composing import body_of, color_named
from annotations.errors import AnchorError, ExportError, SourceError
from annotations.gathering import Noted, gather_notes, reading_order
from annotations.model import (
    Anchor,
    Annotation,
    Article,
    Change,
    Entity,
    ReadingState,
    Status,
    Target,
    TextSpan,
)
from annotations.paths import cache_folder, store_path
from annotations.sources import find_articles, read_article
from annotations.store.changes import Refusal
from annotations.store.codec import now
from annotations.store.records import ArticleRecord, Deleted
from annotations.store.repository import Repository

if TYPE_CHECKING:
    from annotations.entities.engine import EntityEngine
    from annotations.exporters.items import ExportItem, ExportReport

__all__ = ["Library", "Listing", "Refusal"]

_REMEMBERED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Listing:
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
    problem: str = ""
    """One sentence when it can't be read; all else is empty then."""


class Library:
    """Articles, their entities and their notes. A context manager; `close` flushes."""

    def __init__(self, repository: Repository, catalog: Catalog, *, model: str = "") -> None:
        """Take an open store and catalogue; `Library.open` is the usual way in."""
        self.repository = repository
        self._catalog = catalog
        self._model = model
        self._engine: EntityEngine | None = None

    @classmethod
    def open(cls, store: str | Path | None = None, *, cache: Path | None = None, model: str = "") -> Self:
        """Open the notes file (default: `$POSTIL_STORE`, else the platform's data folder).

        Args:
            store: the notes file; it comes into being with the first note.
            cache: folder for what can be thrown away.
            model: an installed spaCy pipeline to use instead of ours.

        Raises:
            StoreError: the file can't be read.
        """
        repository = Repository.open(store_path(Path(store) if store is not None else None))
        return cls(repository, Catalog(cache or cache_folder()), model=model)

    def close(self) -> None:
        """Close store and catalogue; every note was written when it was made."""
        self.repository.close()
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know of the notes file: damage mended, records skipped."""
        return self.repository.notices

    # -- articles

    def read(self, path: str | Path) -> Article:
        """Read an article by its path, or by its id.

        Raises:
            SourceError: there is no such file or article, or it can't be read.
        """
        file = Path(path)
        if not file.exists() and (found := self.path_of(str(path))):
            file = found
        article = read_article(file)
        stamp = FileStamp.of(file)
        article = replace(article, id=self._identified(article, file.absolute()))
        self._catalog.remember([Entry.of(article, file.absolute(), stamp)])
        return article

    def path_of(self, article_id: str) -> Path | None:
        """Where an article was last seen, if that file is still there."""
        record = self.repository.article(article_id)
        paths = [entry.path for entry in self._catalog.with_id(article_id)]
        paths += [Path(path) for path in record.paths] if record else []
        return next((path for path in paths if path.exists()), None)

    def _identified(self, article: Article, path: Path) -> str:
        """The id this file goes by: that of its path, else that of the same text whose file is gone or the same."""
        records = self.repository.articles()
        for record in records:
            if str(path) in record.paths:
                return record.id
        if (known := self._catalog.entry(path)) is not None:
            return known.id
        for record in records:
            if record.fingerprint == article.fingerprint:
                return record.id
        for record in records:
            if record.title == article.title and not any(Path(old).exists() for old in record.paths):
                return record.id
        for entry in self._catalog.with_fingerprint(article.fingerprint):
            return entry.id
        fresh = new_id(article.fingerprint)
        taken = self.repository.article(fresh) is not None or self._catalog.with_id(fresh)
        return new_id(article.fingerprint, str(path)) if taken else fresh

    def listings(self, paths: Iterable[str | Path]) -> Iterator[Listing]:
        """The articles of files and folders, each as soon as it is known; what can't be read says why."""
        known, counts = self._catalog.entries(), self.repository.counts()
        readings, tags = self.repository.readings(), self._tags_by_article()
        learnt: list[Entry] = []
        for found in find_articles(Path(path) for path in paths):
            if isinstance(found, SourceError):
                yield Listing(Path(), problem=found.message)
                continue
            path = found.absolute()
            try:
                stamp = FileStamp.of(path)
                entry = known.get(str(path))
                if entry is None or entry.stamp != stamp:
                    article = read_article(path)
                    entry = Entry.of(replace(article, id=self._identified(article, path)), path, stamp)
                    learnt.append(entry)
            except (SourceError, OSError) as problem:
                yield Listing(found, title=found.name, problem=str(problem))
                continue
            if len(learnt) >= _REMEMBERED_AT_ONCE:
                self._catalog.remember(learnt)
                learnt = []
            state = readings.get(entry.id, ReadingState())
            yield Listing(
                found,
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
            )
        self._catalog.remember(learnt)

    def reading(self, article: Article) -> ReadingState:
        """How far the reader got."""
        return self.repository.reading(article.id)

    def save_reading(self, article_id: str, state: ReadingState) -> None:
        """Keep how far the reader got."""
        self.repository.save_reading({article_id: state})

    # -- entities

    def entities(self, article: Article) -> tuple[Entity, ...]:
        """An article's entities with the reader's corrections: from the cache, else found here and now."""
        from annotations.entities.cache import EntityCache
        from annotations.entities.corrections import corrected, from_record
        from annotations.entities.service import cached_entities, entities_for

        with EntityCache() as cache:
            found = cached_entities(article, cache, self._model or None)
            if found is None:
                found = entities_for(article, self._loaded_engine(), cache)
        records = self.repository.corrections(article.id) if article.id else []
        return corrected(article.text, found, [from_record(record) for record in records])

    def _loaded_engine(self) -> "EntityEngine":
        from annotations.entities.engine import load_engine

        if self._engine is None:
            self._engine = load_engine(self._model or None)
        return self._engine

    @property
    def engine_name(self) -> str:
        """Name and version of the entity engine; loads nothing."""
        from annotations.entities.identity import engine_key

        return str(engine_key(self._model or None))

    # -- notes

    def annotate(
        self,
        article: Article,
        span: TextSpan | None = None,
        *,
        note: str = "",
        tags: Sequence[str] = (),
        color: str | None = None,
        entity: str | None = None,
    ) -> Annotation:
        """Put a note, tags or a highlight on a span, an entity or the whole article. Durable on return.

        Raises:
            AnchorError: the span lies outside the text or is empty; the colour is none of ours.
            StoreError: it was not written.
        """
        if span is not None and not (span.start < span.end <= len(article.text)):
            raise AnchorError(
                f"{span.start}..{span.end} is no stretch of {article.title!r}: select some words first"
            )
        target = Target(
            article.id,
            describe(article.text, span) if span else (),
            article.fingerprint,
            color_named(color) or ("yellow" if span else None),
        )
        moment = now()
        annotation = Annotation("", target, body_of(note, tags, entity), moment, moment)
        label = "note added" if note else "tags added" if tags else "highlight added"
        with self.repository.change(label) as change:
            if self.repository.article(article.id) is None or article.source is not None:
                change.put("articles", self._article_record(article))
            return self.repository.include(change, annotation)

    def _article_record(self, article: Article) -> dict[str, object]:
        from annotations.store.records import article_to_record

        old = self.repository.article(article.id) or ArticleRecord(article.id)
        path = str(article.source.absolute()) if article.source else ""
        paths = tuple(dict.fromkeys([path, *old.paths] if path else old.paths))
        return article_to_record(
            replace(
                old,
                paths=paths,
                title=article.title,
                author=article.author,
                published=article.published,
                url=article.url,
                fingerprint=article.fingerprint,
            )
        )

    def update(
        self,
        annotation_id: str,
        *,
        note: str | None = None,
        tags: Sequence[str] | None = None,
        color: str | None = None,
    ) -> Annotation:
        """Change a note; what is not given stays. Durable on return."""

        def how(old: Annotation) -> Annotation:
            body = body_of(old.note if note is None else note, old.tags if tags is None else tags, old.entity)
            target = old.target if color is None else replace(old.target, color=color_named(color))
            return replace(old, body=body, target=target, modified=now())

        return self.repository.edit(annotation_id, how, "tags changed" if note is None else "note changed")

    def remove(self, annotation_id: str) -> Annotation:
        """Move a note to the trash."""
        return self.repository.remove(annotation_id)

    def undo(self) -> Change | Refusal | None:
        """Take the last change back; None when there is nothing to undo."""
        return self.repository.undo()

    def redo(self) -> Change | Refusal | None:
        """Do again what was undone last."""
        return self.repository.redo()

    def trash(self) -> list[Deleted]:
        """What was deleted in the last 30 days, the latest first."""
        return self.repository.trash()

    def restore(self, annotation_id: str) -> Annotation:
        """Bring a note back from the trash."""
        return self.repository.restore(annotation_id)

    def notes(self, article: Article) -> list[tuple[Annotation, Anchor]]:
        """An article's notes where they stand today: on the whole article first, in reading order, orphans last."""
        found = [(note, self._anchor(article, note)) for note in self.repository.annotations(article.id)]
        return sorted(found, key=lambda pair: reading_order(*pair))

    def all_notes(self, paths: Iterable[str | Path] | None = None) -> list[Noted]:
        """The notes of the whole store, or of the articles of files and folders, in reading order.

        Raises:
            SourceError: one of `paths` can't be read.
        """
        if paths is None:
            return gather_notes(self.repository, self._catalog)
        listings = list(self.listings(paths))
        for listing in listings:
            if listing.problem and not listing.title:
                raise SourceError(listing.problem)
        files = [(listing.id, listing.path) for listing in listings if not listing.problem]
        return gather_notes(self.repository, self._catalog, files)

    @staticmethod
    def _anchor(article: Article, note: Annotation) -> Anchor:
        if not note.target.selectors:
            return Anchor(None, "exact", 1.0)
        return resolve(article.text, note.target.selectors)

    def export(
        self,
        articles: Iterable[Article | str | Path] | None = None,
        *,
        to: str | Path,
        format: str = "markdown",
        flavor: str = "obsidian",
        tag: str | None = None,
    ) -> "ExportReport":
        """Write notes out; what a person edited there is kept.

        Args:
            articles: read articles, paths of files and folders, or ids; None: all with notes.
            to: a folder, or "-": the text is in the report.
            format: markdown.
            flavor: obsidian or plain.
            tag: only notes with this tag.

        Raises:
            ExportError: no such format, or the folder can't be written.
        """
        from annotations.exporters.write import export_markdown

        if format != "markdown":
            raise ExportError(f"there is no format {format!r}: take markdown")
        items = [self._export_item(article, tag) for article in self._to_export(articles)]
        return export_markdown([i for i in items if i.notes], None if str(to) == "-" else Path(to), flavor)

    def _to_export(self, articles: Iterable[Article | str | Path] | None) -> Iterator[Article]:
        if articles is None:
            articles = [path for id in sorted(self.repository.counts()) if (path := self.path_of(id))]
        for one in articles:
            if isinstance(one, Article):
                yield one
            elif Path(one).is_dir():
                yield from (
                    self.read(found) for found in find_articles([Path(one)]) if isinstance(found, Path)
                )
            else:
                yield self.read(one)

    def _export_item(self, article: Article, tag: str | None) -> "ExportItem":
        from annotations.exporters.items import ExportItem

        notes = tuple(pair for pair in self.notes(article) if tag is None or tag in pair[0].tags)
        return ExportItem(article, notes, self.entities(article) if notes else ())

    def tags(self) -> list[tuple[str, int]]:
        """All tags of notes with how many notes have them, most used first."""
        counts: dict[str, int] = {}
        for note in self.repository.annotations():
            for tag in note.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))

    def _tags_by_article(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for note in self.repository.annotations():
            found.setdefault(note.target.source, {}).update(dict.fromkeys(note.tags))
        return {id: tuple(tags) for id, tags in found.items()}
