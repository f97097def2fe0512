"""Full-text search over articles and notes, answered from the index alone; and the index brought up to date.

`search` looks at no file: it may be asked at each key, from any thread. `search_files` first brings in what is new, and
looks at the files of what it found.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, convert
from msgspec.structs import replace

from annotations.articles.catalog import Catalog, FileStamp
from annotations.articles.library_articles import Articles
from annotations.files.presence import is_folder
from annotations.model import Article, Entity
from annotations.notes.query import gather_notes
from annotations.paths import path_of_key
from annotations.search.conditions import IS_NOTE, Asking, Sql
from annotations.search.find_rows import (
    DocumentRow,
    NoteRow,
    find_articles,
    find_documents,
    find_notes,
    unique,
)
from annotations.search.index import OF_ARTICLE, SearchIndex, Stored, day_of, has_words, text_of
from annotations.search.matching import Hit, best_place, words_around, words_of_note
from annotations.search.query import Query, Term, parse_query
from annotations.search.scope import Scope, scope_of
from annotations.search.store_notes import follow_store
from annotations.search.update import IndexUpdate, UpdateReport
from annotations.store.repository import Repository
from annotations.text.folding import fold

if TYPE_CHECKING:
    from annotations.mentions.service import Mentions

_TRIES = 3


class SearchResult(Struct, frozen=True):
    """What a search found."""

    hits: tuple[Hit, ...] = ()
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


class _Found(Struct):
    """The rows of an answer, and what there is to look at."""

    documents: list[DocumentRow]
    notes: list[NoteRow]
    result: SearchResult


class SearchService:
    """Searches the articles and notes of a library.

    Args:
        articles: lists and reads files.
        repository: the notes.
        catalog: knows which files are as they were.
        cache: folder of what can be thrown away; None: the index lives in memory.
        known_entities: an article's entities as the reader sees them, None where nobody has looked for them.
        mentions: who is named where, as far as it is known.
        telling: the texts that tell the same stories as some, these too; by fingerprint.
    """

    def __init__(
        self,
        articles: Articles,
        repository: Repository,
        catalog: Catalog,
        cache: Path | None,
        known_entities: Callable[[Article], tuple[Entity, ...] | None],
        mentions: Callable[[], "Mentions"],
        telling: Callable[[Iterable[str]], set[str]] = set,
    ) -> None:
        self._articles, self._repository, self._catalog = articles, repository, catalog
        self._known_entities, self._mentions, self._telling = known_entities, mentions, telling
        self._reading = SearchIndex(cache)
        self._writing = SearchIndex(cache)
        """An open file of its own: an answer does not wait for what is being written."""
        self._counted: tuple[tuple[Scope, int, int, int], tuple[int, int, int]] | None = None

    def close(self) -> None:
        """Let go of the index."""
        self._reading.close()
        self._writing.close()

    @property
    def _index(self) -> SearchIndex:
        is_alone = self._writing.is_in_memory or self._reading.is_in_memory
        return self._writing if is_alone else self._reading

    def search(
        self, text: str, paths: Iterable[str | Path], *, everywhere: bool = False, limit: int | None = None
    ) -> SearchResult:
        """Answer from the index alone, without a look at any article.

        Args:
            text: the query.
            paths: files and folders.
            everywhere: also all other notes of the store, and the articles that they are on.
            limit: the most hits to give; None: all.

        Raises:
            QueryError: the query can't be understood.
        """
        query = parse_query(text)
        scope = scope_of(paths, store=follow_store(self._index, self._repository), everywhere=everywhere)
        matches = self._find(query, scope, limit)
        return replace(matches.result, hits=tuple(self._hits(query, matches, limit)))

    def search_files(
        self,
        text: str,
        paths: Iterable[str | Path],
        *,
        everywhere: bool = False,
        limit: int | None = None,
        watch: Callable[[int], None] = lambda read: None,
    ) -> SearchResult:
        """Bring in what is new, then search; files that turn out to have changed are read again.

        Args:
            text: the query.
            paths: files and folders.
            everywhere: as for `search`.
            limit: the most hits to give; None: all.
            watch: told how many articles have been read.

        Raises:
            QueryError: the query can't be understood.
        """
        query, named = parse_query(text), list(paths)
        for number in range(1, _TRIES + 1):
            losses = self._reading.losses + self._writing.losses
            report = self.index_texts(named, everywhere=everywhere, watch=watch)
            if not report.is_kept and not self._writing.is_in_memory:
                break
            scope = scope_of(named, store=follow_store(self._index, self._repository), everywhere=everywhere)
            matches = self._find(query, scope, limit)
            hits = list(self._hits(query, matches, limit))
            changed = [
                path
                for row in matches.documents
                if FileStamp.seen(path := path_of_key(row.path)) != FileStamp(*row.stamp)
            ]
            if changed:
                IndexUpdate(self._writing, self._articles).read_files(changed)
            is_sound = not changed and losses == self._reading.losses + self._writing.losses
            if is_sound or (
                number == _TRIES and self._index.is_in_memory
            ):  # nothing else is left to try then
                told = (*report.missing, *matches.result.problems)
                return replace(matches.result, hits=tuple(self._add_places(hits)), problems=told)
        return self._in_memory(text, named, everywhere=everywhere, limit=limit)

    def _in_memory(
        self, text: str, paths: Sequence[str | Path], *, everywhere: bool, limit: int | None
    ) -> SearchResult:
        """Search without a file for the index: another process holds it, or it can't be written."""
        of_this = SearchService(
            self._articles, self._repository, self._catalog, None, self._known_entities, self._mentions,
            self._telling,
        )  # fmt: skip
        try:
            return of_this.search_files(text, paths, everywhere=everywhere, limit=limit)
        finally:
            of_this.close()

    def index_texts(
        self,
        paths: Iterable[str | Path],
        *,
        everywhere: bool = False,
        each: bool = False,
        should_stop: Callable[[], bool] = lambda: False,
        watch: Callable[[int], None] = lambda read: None,
    ) -> UpdateReport:
        """Bring the index up to date with files and folders. May take long: for a thread in the background.

        Args:
            paths: files and folders, or files that have changed.
            everywhere: also the articles that notes are on, wherever they are.
            each: look at every known file, however many there are.
            should_stop: asked after each article; what was read until then is kept.
            watch: told how many articles have been read.
        """
        update = IndexUpdate(self._writing, self._articles, should_stop=should_stop, watch=watch)
        update.look_through(paths, each=each)
        if everywhere and (store := follow_store(self._writing, self._repository)):
            update.look_through(self._noted_files(store))
        return update.report

    def articles_of(self, terms: Iterable[Term]) -> dict[Term, frozenset[str]]:
        """The ids of the articles that each of some terms means, its `-` left aside: for what is filtered in memory."""
        store = follow_store(self._index, self._repository)

        def find(db: sqlite3.Connection, term: Term) -> frozenset[str]:
            return find_articles(db, self._asking(db, Query(((replace(term, is_not=False),),)), store))

        return {term: self._index.ask_at_once(partial(find, term=term), frozenset()) for term in terms}

    def articles_meant(self, text: str) -> frozenset[str]:
        """The ids of all articles that a query means, be it by their notes, wherever they lie.

        Raises:
            QueryError: the query can't be understood.
        """
        query, store = parse_query(text), follow_store(self._index, self._repository)
        return self._index.ask_at_once(
            lambda db: find_articles(db, self._asking(db, query, store)), frozenset()
        )

    def notes_of(self, result: SearchResult) -> dict[str, str]:
        """The notes that were found, and those on the articles that were found: their ids, with those of their articles."""
        notes = {hit.note: hit.article for hit in result.hits if hit.note}
        articles = dict.fromkeys(hit.article for hit in result.hits if hit.kind == "text")
        return notes | {note.id: id for id in articles for note in self._repository.annotations(id)}

    def keep_texts(self, articles: Mapping[Path, Article]) -> None:
        """Put articles into the catalogue and the index that were read elsewhere: by their paths, of unchanged files."""
        IndexUpdate(self._writing, self._articles).keep_rows(self._articles.keep_read(articles), articles)

    def _noted_files(self, store: int) -> list[Path]:
        """The files of articles with notes that are new to the index, or not as they were."""
        sql = (
            "select article, min(path), min(size), min(mtime_ns) from notes left join documents using (article) "
            "where store = ? group by article"
        )
        known: list[tuple[str, str | None, int, int]] = self._writing.ask(
            lambda db: db.execute(sql, (store,)).fetchall(), []
        )
        return [path for row in known if (path := self._moved(*row)) is not None]

    def _moved(self, article: str, path: str | None, size: int, mtime_ns: int) -> Path | None:
        """The file of an article that has to be looked at; None: it is as it was, or gone."""
        if path is not None and FileStamp.seen(path_of_key(path)) == FileStamp(size, mtime_ns):
            return None
        return self._articles.path_of(article) or (path_of_key(path) if path is not None else None)

    # -- asking

    def _find(self, query: Query, scope: Scope, limit: int | None) -> _Found:
        nothing = _Found([], [], SearchResult())

        def find(db: sqlite3.Connection) -> _Found:
            asking = self._asking(db, query, scope.store)
            within, (articles, all_articles, notes) = scope.of_articles, self._sizes(db, scope)
            if articles == all_articles:
                within = Sql("1")
            count, documents = find_documents(db, asking, within, None if _is_queue(query) else limit)
            total, noted = find_notes(db, asking, scope, limit)
            own = unique(documents)
            result = SearchResult(
                (),
                total + count - (len(documents) - len(own)),
                self._count_pending(db, scope, articles),
                _problems(db, scope),
                articles,
                notes,
            )
            return _Found(own, noted, result)

        return self._index.ask_at_once(find, nothing)

    def _asking(self, db: sqlite3.Connection, query: Query, store: int) -> Asking:
        asking = Asking(
            query, store, lambda state: self._read_states(db, state), self._named, self._names(db), with_words=has_words(db)
        )  # fmt: skip
        asking.prepare(db)
        return asking

    def _sizes(self, db: sqlite3.Connection, scope: Scope) -> tuple[int, int, int]:
        """How many articles there are to look at, of how many, and how many notes; counted once until something is written."""
        (written,) = db.execute("pragma data_version").fetchone()
        state = (scope, written, db.total_changes, id(db))
        if self._counted is None or self._counted[0] != state:
            articles, notes = scope.of_articles, scope.of_notes
            sql = (
                f"select (select count(*) from documents d where {articles.text}), (select count(*) from documents), "
                f"(select count(*) from notes n where {notes.text} and {IS_NOTE})"
            )
            self._counted = state, db.execute(sql, (*articles.values, *notes.values)).fetchone()
        return self._counted[1]

    def _read_states(self, db: sqlite3.Connection, state: str) -> Sequence[str]:
        """Ids of the articles in a state; `unread`: of those that are not, or whose story a copy tells that is not."""
        states = self._repository.reading.all().items()
        if state == "starred":
            return [id for id, one in states if one.starred]
        ids = [id for id, one in states if (one.status != state) == (state == "unread")]
        return [*ids, *self._telling_the_same(db, ids)] if state == "unread" else ids

    def _telling_the_same(self, db: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
        """Ids of the articles that tell the stories of some."""
        sql = "select distinct fingerprint from documents where article in (select value from json_each(?))"
        texts = {text for (text,) in db.execute(sql, (json.dumps(ids),))}
        told = json.dumps([*self._telling(texts)])
        sql = "select distinct article from documents where fingerprint in (select value from json_each(?))"
        return [id for (id,) in db.execute(sql, (told,))] if texts else []

    def _named(self, term: Term) -> tuple[Sequence[str], Sequence[str]]:
        mentions = self._mentions()
        named = (
            mentions.articles_named(term.value) if term.kind == "ent" else mentions.articles_with(term.value)
        )
        return list(named), mentions.index.ids()

    def _names(self, db: sqlite3.Connection) -> Callable[[str, str, str], bool | None]:
        """By the entities of an article, where they have been found already."""
        names: dict[str, frozenset[str] | None] = {}

        def is_named(name: str, article: str, fingerprint: str) -> bool | None:
            if article not in names:
                stored = text_of(db, fingerprint)
                names[article] = self._names_in(article, stored) if stored is not None else None
            known = names[article]
            return None if known is None else any(name in one for one in known)

        return is_named

    def _names_in(self, id: str, stored: Stored) -> frozenset[str] | None:
        article = Article(id, None, "", stored.text, stored.code, fingerprint=stored.fingerprint)
        entities = self._known_entities(article)
        if entities is None:
            return None
        return frozenset(fold(name) for entity in entities for name in (entity.canonical, entity.text))

    def _count_pending(self, db: sqlite3.Connection, scope: Scope, known: int) -> int:
        """Of folders that nobody has looked through to their end: what the catalogue knows beyond the index."""
        for path in scope.paths:
            if not db.execute("select 1 from folders where path = ?", (path,)).fetchone() and is_folder(
                path_of_key(path)
            ):
                return max(0, self._catalog.count_below(scope.paths) - known)
        return 0

    # -- hits

    def _hits(self, query: Query, matches: _Found, limit: int | None) -> Iterator[Hit]:
        rows: list[DocumentRow | NoteRow] = [*matches.documents, *matches.notes]
        rows.sort(key=lambda row: (-row.score, -day_of(row.id), row.title, row.article, row.id))
        if _is_queue(query):
            places = {id: at for at, id in enumerate(self._repository.reading.queue())}
            rows.sort(key=lambda row: places.get(row.article, 0))
        articles: dict[str, tuple[str, str, str]] = {}
        shown = rows[:limit]
        texts = self._texts([row for row in shown if isinstance(row, DocumentRow)])
        for row in shown:
            if isinstance(row, DocumentRow):
                yield _text_hit(query, row, texts.get(row.id))
            else:
                yield self._note_hit(query, row, articles)

    def _texts(self, rows: Sequence[DocumentRow]) -> dict[int, Stored]:
        def select(db: sqlite3.Connection) -> dict[int, Stored]:
            texts = ((row.id, text_of(db, row.fingerprint)) for row in rows)
            return {id: stored for id, stored in texts if stored is not None}

        return self._index.ask(select, {})

    def _note_hit(self, query: Query, row: NoteRow, articles: dict[str, tuple[str, str, str]]) -> Hit:
        if row.article not in articles:
            sql = "select title, path, fingerprint from documents where article = ? order by path limit 1"
            nothing: tuple[str, str, str] | None = None
            known = self._index.ask(
                lambda db: convert(
                    db.execute(sql, (row.article,)).fetchone(), tuple[str, str, str] | None, strict=True
                ),
                nothing,
            )
            articles[row.article] = known or (row.title, "", "")
        title, path, fingerprint = articles[row.article]
        snippet, marks = words_of_note(query, row.said)
        is_note = (row.start, row.end) != OF_ARTICLE
        start, end = (row.start, row.end) if is_note and fingerprint == row.fingerprint else (0, 0)
        return Hit(
            row.article, title, "note" if is_note else "text", start, end, snippet, round(row.score, 4), row.note if is_note else "", path_of_key(path) if path else None,
            marks,
        )  # fmt: skip

    def _add_places(self, hits: list[Hit]) -> list[Hit]:
        """Give the hits in notes the place of their words where the text has changed since."""
        wanted = {hit.article: hit.path for hit in hits if hit.kind == "note" and hit.path is not None}
        if not wanted:
            return hits
        noted = gather_notes(self._repository, self._catalog, wanted.items())
        spans = {one.annotation.id: one.anchor.span for one in noted}
        return [
            replace(hit, start=span.start, end=span.end) if (span := spans.get(hit.note)) else hit
            for hit in hits
        ]


def _is_queue(query: Query) -> bool:
    """Is it `is:later` alone? Its answer stands in the order in which the articles were put by."""
    terms = [term for group in query.groups for term in group]
    return [(term.kind, term.value, term.is_not) for term in terms] == [("is", "later", False)]


def _text_hit(query: Query, row: DocumentRow, stored: Stored | None) -> Hit:
    text, folded = (stored.text, stored.folded) if stored is not None else ("", "")
    span = best_place(query, text, folded, fold(row.title))
    snippet, marks = words_around(query, text, span)
    score, path = round(row.score, 4), path_of_key(row.path)
    return Hit(row.article, row.title, "text", span.start, span.end, snippet, score, path=path, marks=marks)


def _problems(db: sqlite3.Connection, scope: Scope) -> tuple[str, ...]:
    where = replace(scope, everywhere=False).of_articles
    rows = db.execute(f"select said from problems d where {where.text} order by path", where.values)
    return tuple(said for (said,) in rows)
