"""Library: the one façade that the screen and the command line hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from annotations.anchoring import AnchorsKept, describe
from annotations.articles.catalog import Catalog
from annotations.articles.library_articles import Articles, Listing
from annotations.errors import SourceError
from annotations.files.closing import Closing
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
from annotations.notes.article_tags import ArticleTags, put_edited, says_nothing
from annotations.notes.body import body_of, check_sayable, color_named, named, rewrite
from annotations.notes.bookmarks import Bookmarks
from annotations.notes.edits import NoteEdits
from annotations.notes.query import AnchoredNote, count_tags, gather_notes, reading_order
from annotations.notes.tags import TagEdits
from annotations.paths import cache_folder, store_path
from annotations.sources.read_article import read_beginning
from annotations.sources.text_cache import TextCache
from annotations.store.changes import Refusal
from annotations.store.codec import encode, now
from annotations.store.repository import Deleted, Repository

if TYPE_CHECKING:
    from annotations.articles.preview import Preview
    from annotations.entities.article_entities import ArticleEntities
    from annotations.entities.corrections import Correction
    from annotations.entities.index_articles import Progress
    from annotations.exporters.collect import ExportHow
    from annotations.exporters.items import ExportReport
    from annotations.exporters.plan import ExportPlan
    from annotations.importers.run import ImportReport
    from annotations.intake.take_over import TakeOver
    from annotations.mentions.card import Card
    from annotations.mentions.names import NameCount, Where
    from annotations.mentions.service import Mentions
    from annotations.notes.correction_files import TakenIn
    from annotations.notes.correction_reach import Reach
    from annotations.notes.name_corrections import NameCorrections
    from annotations.notes.story_copies import StoryCopies
    from annotations.search.service import SearchResult, SearchService
    from annotations.search.update import UpdateReport

__all__ = ["Library", "Listing", "Refusal"]


class Library(Closing):
    """Articles, their entities and their notes. A context manager; `close` flushes."""

    def __init__(
        self, repository: Repository, catalog: Catalog, *, cache: Path | None = None, model: str = ""
    ) -> None:
        """Take an open store and catalogue; `Library.open` is the usual way in."""
        self.cache = cache or cache_folder()
        """Folder for what can be thrown away."""
        self.repository = repository
        self._catalog = catalog
        self._texts = TextCache(self.cache)
        self._articles = self.articles = Articles(repository, catalog, self._texts)
        self.note_edits = NoteEdits(repository, self._articles)
        self.tag_edits = TagEdits(repository)
        self.article_tags = ArticleTags(repository, self._articles)
        self.bookmarks = Bookmarks(repository)
        self._anchors, self._model = AnchorsKept(), model

    @classmethod
    def open(
        cls,
        store: str | Path | None = None,
        *,
        cache: Path | None = None,
        model: str = "",
        read_only: bool = False,
    ) -> Self:
        """Open the notes file (default: `$POSTIL_STORE`, else the platform's data folder).

        Args:
            store: the notes file; it comes into being with the first note.
            cache: folder for what can be thrown away.
            model: an installed spaCy pipeline to use instead of ours.
            read_only: write nothing to the notes file; a damaged one is restored in memory only.

        Raises:
            StoreError: the file can't be read, or is no notes file.
        """
        path = store_path(Path(store) if store is not None else None)
        repository = Repository.open(path, read_only=read_only)
        return cls(repository, Catalog(cache or cache_folder()), cache=cache, model=model)

    def close(self) -> None:
        """Close store and caches; every note was written when it was made."""
        self.repository.close()
        for name in self.__dict__.keys() & {"article_entities", "mentions", "near_copies", "texts"}:
            getattr(self, name).close()
        self._catalog.close()
        self._texts.close()

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
        return self._articles.read(path)

    def read_beginning(self, path: Path) -> Article | None:
        """What of an article can be shown while all of it is read, where that takes seconds; it is nobody's yet: no id."""
        return read_beginning(path, self._texts)

    def path_of(self, article_id: str) -> Path | None:
        """Where an article was last seen, if that file is still there."""
        return self._articles.path_of(article_id)

    def copies(self, article: Article) -> list[Path]:
        """Other files that hold the same text, as far as they have been seen: notes on one are notes on all."""
        return self._articles.copies(article)

    @cached_property
    def near_copies(self) -> "StoryCopies":
        """Which articles tell the same story, in the same words or nearly."""
        from annotations.notes.story_copies import StoryCopies

        return StoryCopies(self.cache, self._articles, self.repository, self._texts)

    def listings(self, paths: Iterable[str | Path]) -> Iterator[Listing]:
        """The articles of files and folders, each as soon as it is known; what can't be read says why."""
        return self._articles.listings(paths)

    def titles(self) -> dict[str, str]:
        """Ids and titles of all articles known so far, without a look at any file."""
        return self._articles.titles()

    @cached_property
    def texts(self) -> "SearchService":
        """The index of articles and notes: brings it up to date, and searches files as they are now."""
        from annotations.search.service import SearchService

        parts = self._articles, self.repository, self._catalog, self.cache, self.article_entities.known
        return SearchService(*parts, lambda: self.mentions, lambda texts: self.near_copies.telling(texts))

    def search(
        self, query: str, paths: Iterable[str | Path], *, everywhere: bool = False, limit: int | None = None
    ) -> "SearchResult":
        """Search the index alone, at once and from any thread; see `SearchService.search`."""
        return self.texts.search(query, paths, everywhere=everywhere, limit=limit)

    def index_texts(
        self, paths: Iterable[str | Path], *, should_stop: Callable[[], bool] = lambda: False
    ) -> "UpdateReport":
        """Bring the index up to date with files and folders, or with files that have changed; for the background."""
        return self.texts.index_texts(paths, should_stop=should_stop)

    def refresh(self, rows: Sequence[Listing]) -> list[Listing]:
        """Listings with what the store says of them now; reads no article."""
        return self._articles.refresh(rows)

    def preview(self, path: str | Path) -> "Preview":
        """An article summed up for a preview; its names come from the cache or not at all.

        Raises:
            SourceError: it can't be read.
        """
        from annotations.articles.preview import preview_of

        article = self.read(path)
        return preview_of(article, self.known_entities(article), self.repository.annotations(article.id))

    def reading(self, article: Article) -> ReadingState:
        """How far the reader got."""
        return self.repository.reading.get(article.id)

    def save_reading(self, article_id: str, state: ReadingState, *, known: Status | None = None) -> None:
        """Keep how far the reader got."""
        self.repository.reading.save({article_id: state}, known=known)

    # -- entities: the list opens without

    @cached_property
    def name_corrections(self) -> "NameCorrections":
        """What the reader has corrected of names."""
        from annotations.notes.name_corrections import NameCorrections

        return NameCorrections(self.repository, self._articles)

    @cached_property
    def article_entities(self) -> "ArticleEntities":
        """Entities of articles, corrections applied."""
        from annotations.entities.article_entities import ArticleEntities

        return ArticleEntities(self.name_corrections.corrections, model=self._model)

    def entities(self, article: Article) -> tuple[Entity, ...]:
        """An article's entities with the reader's corrections: from the cache, else found here and now."""
        return self.article_entities.find(article)

    def known_entities(self, article: Article) -> tuple[Entity, ...] | None:
        """An article's entities with the reader's corrections, if they have been found before. Milliseconds."""
        return self.article_entities.known(article)

    def reach(self, *corrections: "Correction", instead_of: "Correction | None" = None) -> "Reach":
        """How many mentions in how many articles would change, as far as known, were `corrections` said, `instead_of` not."""
        from annotations.notes.correction_reach import reach_of

        unheard = [self.mentions.unheard(one.text) for one in corrections if one.kind != "add"]
        paths = self.looked_through()
        if len(unheard) == len(corrections):
            paths -= frozenset.intersection(*unheard)
        return reach_of(corrections, self._articles.read_known(paths), self.article_entities, instead_of)

    def export_corrections(self) -> bytes:
        """All corrections of names as JSON lines."""
        from annotations.notes.correction_files import lines_of

        return b"".join(lines_of(self.name_corrections.all(), self._articles))

    def import_corrections(self, lines: str) -> "TakenIn":
        """Take corrections in that another desk has exported; what is here already adds nothing.

        Raises:
            StoreError: they were not written.
        """
        from annotations.notes.correction_files import take_in

        return take_in(lines, self.name_corrections, self._articles)

    def index(
        self,
        articles: Iterable[Article],
        *,
        jobs: int = 1,
        total: int = 0,
        progress: Callable[["Progress"], None] = lambda _: None,
    ) -> "Progress":
        """Find the entities of many articles ahead of reading, in `jobs` processes: `index_articles`."""
        from annotations.entities.index_articles import index_articles

        return index_articles(articles, self.article_entities, jobs=jobs, total=total, progress=progress)

    def looked_through(self) -> frozenset[Path]:
        """Files, by absolute path, whose text as it was last read has been looked through for entities. Reads none."""
        known = self.article_entities.looked_through()
        return frozenset(e.path for e in self._catalog.entries() if e.fingerprint in known)

    @cached_property
    def mentions(self) -> "Mentions":
        """The index of who is named where."""
        from annotations.mentions.service import Mentions

        return Mentions(self._articles, self.article_entities, self.repository, self.cache)

    def card(self, name: "NameCount", where: "Where") -> "Card":
        """All that articles say of an entity, with the notes on it."""
        from annotations.mentions.card import card_of

        return card_of(self.mentions.index, self.repository, self._catalog, name, where)

    @property
    def engine_name(self) -> str:
        """Name and version of the entity engine; loads nothing."""
        return self.article_entities.engine_name

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
        entity_label: str = "",
    ) -> Annotation:
        """Put a note, tags or a highlight on a span, an entity (`entity_label`: which kind) or the whole article; durable.

        Raises:
            AnchorError: the span lies outside the text or is empty; the colour is none of ours; nothing is said.
            StoreError: it was not written.
        """
        check_sayable(article, span, note, tags, color, entity)
        target = Target(
            article.id,
            describe(article.text, span) if span else (),
            article.fingerprint,
            color_named(color) or ("yellow" if span else None),
        )
        moment = now()
        annotation = Annotation("", target, body_of(note, tags, named(entity, entity_label)), moment, moment)
        label = "note added" if note else "tags added" if tags else "highlight added"
        with self.repository.change(label) as change:
            if self.repository.articles.get(article.id) is None or article.source is not None:
                change.put("articles", self._articles.record_of(article))
            return self.repository.include(change, annotation)

    def update(
        self,
        annotation_id: str,
        *,
        note: str | None = None,
        tags: Sequence[str] | None = None,
        color: str | None = None,
        seen: Annotation | None = None,
    ) -> Annotation:
        """Change a note; what is not given stays. Durable on return. One that says nothing any more goes to the trash.

        Args:
            annotation_id: which.
            note: its words from now on.
            tags: its tags from now on.
            color: of the highlight.
            seen: the note as it was when the reader began to write; what others have changed since is kept.

        Raises:
            NoteChangedError: somebody else has changed the words since `seen`.
            NoteGoneError: somebody has deleted it.
            StoreError: it was not written.
        """
        with self.repository.change("tags changed" if note is None else "note changed") as change:
            old = self.repository.within(change, annotation_id)
            edited = rewrite(old, seen or old, note, tags, color)
            put_edited(self.repository, change, edited)
            if says_nothing(edited):
                change.label = "note deleted"
        return edited

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
        notes = self.repository.annotations(article.id)
        anchored = [(note, self._anchors.anchor(article, note)) for note in notes]
        return sorted(anchored, key=lambda pair: reading_order(*pair))

    def all_notes(self, paths: Iterable[str | Path] | None = None) -> list[AnchoredNote]:
        """The notes of the whole store, or of the articles of files and folders, in reading order.

        Raises:
            SourceError: one of `paths` can't be read.
        """
        if paths is None:
            return gather_notes(self.repository, self._catalog)
        named = [Path(path) for path in paths]
        listings = list(self.listings(named))
        for listing in listings:
            if listing.problem and not listing.title and listing.path in named:
                raise SourceError(listing.problem)
        files = [(listing.id, listing.path) for listing in listings if not listing.problem]
        return gather_notes(self.repository, self._catalog, files)

    def export(
        self,
        articles: Iterable[Article | str | Path] | None = None,
        *,
        to: str | Path,
        format: str = "markdown",
        **how: Unpack["ExportHow"],
    ) -> "ExportReport":
        """Write notes out; what a person edited there is kept. Arguments as for `export_plan`.

        Returns:
            What it did: counts of notes, files, and with `to="-"` the text.

        Raises:
            ExportError: no such format, or a file can't be read or written.
            SourceError: one of `articles` can't be read.
        """
        from annotations.exporters.collect import gathered

        return gathered(self, articles, to=to, format=format, **how).write()

    def export_plan(
        self,
        articles: Iterable[Article | str | Path] | None = None,
        *,
        to: str | Path,
        format: str = "markdown",
        **how: Unpack["ExportHow"],
    ) -> "ExportPlan":
        """Prepare an export and write nothing: its counts, its files, its diff; `write()` does it.

        Args:
            articles: read articles, paths of files and folders, or ids; None: all with notes.
            to: a folder, or "-": the text is in the report.
            format: markdown, or another key of `annotations.exporters.registry.FORMATS`.
            how: flavor, tag, split, entity_pages, template, find_names, watch: see `annotations.exporters.collect.ExportHow`.
        """
        from annotations.exporters.collect import gathered

        return gathered(self, articles, to=to, format=format, **how).plan()

    def import_notes(
        self,
        path: str | Path,
        *,
        format: str | None = None,
        dry_run: bool = False,
        folders: Iterable[str | Path] = (),
        watch: Callable[[float], None] = lambda share: None,
    ) -> "ImportReport":
        """Read foreign notes in, in one change; each ten thousand of a large file are one of their own.

        Args:
            path: the file; `-` is standard input.
            format: a key of `annotations.importers.registry.FORMATS`; None: guessed.
            dry_run: write nothing; only say what would be done.
            folders: where articles are looked for, beside those that the store knows.
            watch: told which share is done, from 0 to 1.

        Raises:
            ImportFormatError: the file can't be read.
            StoreError: not all was written; says how much was.
        """
        from annotations.importers.run import Importing

        importing = Importing(self._articles, self.repository, self.cache)
        return importing.run(Path(path), format=format, dry_run=dry_run, folders=folders, watch=watch)

    def take_over(self, folder: str | Path) -> "TakeOver":
        """What takes whole exports of other services over, and fetches the texts that they left waiting.

        Args:
            folder: the library folder, where their articles go.
        """
        from annotations.importers.run import Importing
        from annotations.intake.add import LibraryFolder
        from annotations.intake.take_over import TakeOver
        from annotations.intake.waiting import WaitingList

        return TakeOver(
            self._articles,
            self.repository,
            Importing(self._articles, self.repository, self.cache),
            LibraryFolder(Path(folder), self.listings),
            WaitingList(self.repository.path.parent / "waiting.json"),
        )

    def attach(self, annotation_id: str, article: Article) -> Annotation:
        """Put a note that has no article, or the wrong one, to an article: on its words if they stand there.

        Raises:
            StoreError: there is no such note, or it was not written.
        """
        from annotations.importers.run import attached

        with self.repository.change("note attached") as change:
            note = attached(self.repository.within(change, annotation_id), article)
            change.put("annotations", encode(note))
            change.put("articles", self._articles.record_of(article))
        return note

    def tags(self) -> list[tuple[str, int]]:
        """All tags of notes with how many notes have them, most used first."""
        return count_tags(self.repository)
