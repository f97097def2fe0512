"""The articles behind the notes: reading files, knowing each again by its id, listing folders."""

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotations.articles.catalog import Catalog, Entry, FileStamp
from annotations.articles.identity import Learning, Records, identify, place_of
from annotations.articles.open_page import places_of
from annotations.errors import SourceError
from annotations.files.presence import is_folder
from annotations.model import Article, ReadingState, Status
from annotations.paths import name_of_key, path_key
from annotations.sources import read_article
from annotations.sources.find_files import Met, is_walked, walk_articles
from annotations.sources.members import is_there
from annotations.sources.text_cache import TextCache
from annotations.store.article_table import ArticleRecord, article_to_record
from annotations.store.codec import tags_in
from annotations.store.document import Record
from annotations.store.index import source_of
from annotations.store.record_fields import read_paths
from annotations.store.repository import Repository
from annotations.store.same_articles import last_place
from annotations.text.hashtags import with_source_tags
from annotations.text.similarity import sketch_of

_REMEMBERED_AT_ONCE = 200
_LOOKED_AT_ONE_BY_ONE = 200
_MOST_PATHS = 50


class Listing(Struct, frozen=True, gc=False):
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

    @property
    def all_tags(self) -> tuple[str, ...]:
        """The reader's, then those of the source; one that both give is the reader's."""
        return with_source_tags(self.tags, self.source_tags) if self.source_tags else self.tags


class Articles:
    """Article files as the store and the catalogue know them."""

    def __init__(self, repository: Repository, catalog: Catalog, texts: TextCache | None = None) -> None:
        self._repository = repository
        self._catalog = catalog
        self._texts = texts
        self._read_ns: dict[tuple[str, str], int] = {}
        """When an article, by id and fingerprint, was read last."""

    def read(self, path: str | Path) -> Article:
        """Read an article by its path, or by its id.

        Raises:
            SourceError: there is no such file or article, or it can't be read.
        """
        file = Path(path)
        if not is_there(file):
            file = self._file_of(str(path)) or file
        moment_ns = time.time_ns()
        article = read_article(file, self._texts)
        stamp = FileStamp.of(file)
        article = replace(article, id=self.identify(article, file.absolute()))
        self._read_ns[article.id, article.fingerprint] = moment_ns
        self._catalog.remember([Entry.of(article, file.absolute(), stamp)])
        return article

    def readable(self, names: Iterable[str | Path]) -> Iterator[Article]:
        """Read articles by path or id; those that can't be read are passed over."""
        for name in names:
            with contextlib.suppress(SourceError):
                yield self.read(name)

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

    def with_fingerprint(self, fingerprint: str) -> list[Entry]:
        """The files that had a text when they were last read, those that are gone too."""
        return self._catalog.with_fingerprint(fingerprint)

    def ids_of(self, fingerprints: Collection[str]) -> frozenset[str]:
        """The ids of the articles that had one of these texts when they were last read."""
        entries = self._catalog.entries()
        return frozenset(entry.id for entry in entries if entry.fingerprint in fingerprints)

    def fingerprints(self, ids: Iterable[str]) -> dict[str, str]:
        """Of the texts of articles when they were last read, by id; those that nobody knows are left out."""
        return {entry.id: entry.fingerprint for entry in self._catalog.with_ids(ids)}

    def fingerprint_of(self, id: str) -> str:
        """Of an article's text when it was last read; empty where nobody knows."""
        record = self._repository.articles.get(id)
        if record is not None and record.fingerprint:
            return record.fingerprint
        return next((entry.fingerprint for entry in self._catalog.with_id(id)), "")

    def titles(self) -> dict[str, str]:
        """Ids and titles of all articles known so far, without a look at any file."""
        titles = {entry.id: entry.title for entry in self._catalog.entries()}
        titles.update((record.id, record.title) for record in self._repository.articles.all() if record.title)
        return titles

    def seen(self) -> list[Path]:
        """Where articles have been seen, those that have notes first; only files that are still there."""
        paths = [Path(path) for record in self._repository.articles.all() for path in record.paths[:1]]
        paths += [entry.path for entry in self._catalog.entries()]
        return [path for path in dict.fromkeys(paths) if is_there(path)]

    def identify(self, article: Article, path: Path) -> str:
        """The id this file goes by: what is known of it under this path, else what its words or its path say."""
        known = self._catalog.entry(path)
        if (
            known is not None
            and known.fingerprint == article.fingerprint
            and self._repository.articles.get(known.id)
        ):
            return self._repository.joined.get(known.id, known.id)
        id = identify(article, path, Records(self._repository.articles.all()), self._catalog)
        assert id is not None, "nothing is left to ask"
        return self._repository.joined.get(id, id)

    def listings(
        self,
        paths: Iterable[str | Path],
        *,
        met: Callable[[Path, Article], None] | None = None,
        walked: dict[str, int] | None = None,
    ) -> Iterator[Listing]:
        """The articles of files and folders, each as soon as it is known; what can't be read says why.

        A file that holds another text than it did comes last: that text may have moved from, and its own to, any of the others.

        Args:
            paths: files and folders.
            met: is given each article that had to be read, under the path of its listing.
            walked: is given each folder with the time (ns) that it was last changed.
        """
        folders = [Path(path) for path in paths]
        known, listed = self._catalog.at(folders), self._listed()
        unmet, asked_again = _Unmet(folders, known), self._to_ask_again(known)
        learnt, doubtful = list[Entry](), list[tuple[Met, int]]()
        identities = _Identities(self._repository, self._catalog)
        files = chain(
            ((met_now, 0) for met_now in walk_articles(folders, self._texts, walked=walked)),
            iter(doubtful),  # it grows on the way
        )
        for one, asked_before in files:
            if isinstance(one, SourceError):
                unmet.cannot_tell(one.path)
                yield Listing(one.path or Path(), problem=one.message)
                continue
            file, status = one
            path, stamp = file.absolute(), FileStamp.from_stat(status)
            key = path_key(path)
            unmet.meet(key)
            try:
                entry = known.get(key)
                if (
                    entry is None
                    or entry.stamp != stamp
                    or (entry.is_gone and identities.may_be_older(entry))
                    or not asked_again.isdisjoint((str(path), entry.fingerprint))
                ):
                    article = read_article(path, self._texts)
                    entry = identities.entry(article, path, stamp, asked_before)
                    if entry is None:
                        doubtful.append((one, asked_before + 1))
                        continue
                    learnt.append(entry)
                    if met is not None:
                        met(file, article)
                elif entry.is_gone:
                    learnt.append(entry := replace(entry, is_gone=0))
            except (SourceError, OSError) as problem:
                yield Listing(file, title=file.name, problem=str(problem))
                continue
            if len(learnt) >= _REMEMBERED_AT_ONCE:
                self._catalog.remember(learnt)
                learnt = []
            yield listed(file, entry)
        self._catalog.remember([*learnt, *(replace(entry, is_gone=1) for entry in unmet.entries())])

    def _to_ask_again(self, known: Mapping[str, Entry]) -> frozenset[str]:
        """Paths and fingerprints of articles that the store knows better: they were noted on elsewhere, or at another place."""
        stored = self._repository.tables().get("articles", {}).values() if known else ()
        last = {id: _last_key(one) for one in stored if isinstance(id := one.get("id"), str)}
        ids = dict.fromkeys(self._catalog.strangers(last)) if last else {}
        told = list[str]()
        for id, key in last.items():
            is_elsewhere = (entry := known.get(key)) is not None and entry.id != id and entry.id not in last
            if (is_elsewhere or id in ids) and (record := self._repository.articles.get(id)) is not None:
                told += (*record.paths, record.fingerprint)
        return frozenset(one for one in told if one)

    def keep_read(self, articles: Mapping[Path, Article]) -> Iterator[Listing]:
        """The listings of articles that were read elsewhere, of files that are as they were then; by their paths.

        One that is left out has to be listed with the others: its text may have moved from, and its own to, any of them.
        """
        listed, records = self._listed(), Records(self._repository.articles.all())
        for file, article in articles.items():
            path = file.absolute()
            stamp, entry = FileStamp.seen(path), self._catalog.entry(path)
            if stamp is not None and (entry is None or entry.stamp != stamp):
                id = identify(article, path, records, self._catalog, 0)
                entry = Entry.of(replace(article, id=id), path, stamp) if id is not None else None
                self._catalog.remember([entry] if entry is not None else [])
            if stamp is not None and entry is not None:
                yield listed(file, entry)

    def known(self, paths: Iterable[str | Path]) -> list[Listing]:
        """The articles of files and folders as they were last seen, without a look at the disk."""
        return self._as_listed(paths, self._catalog.present())

    def known_first(
        self, paths: Sequence[str | Path], count: int, *, by_date: bool, is_backwards: bool
    ) -> list[Listing]:
        """The first of `known` in an order that the catalogue has (`Catalog.first`): as quick for any number of articles.

        Empty where so many paths are given that it would be no quicker.
        """
        if len(paths) > _MOST_PATHS:
            return []
        first = self._catalog.first(
            [Path(path) for path in paths], count, by_date=by_date, is_backwards=is_backwards
        )
        return self._as_listed(paths, first)

    def source_tags(self, paths: Iterable[str | Path]) -> dict[str, tuple[str, ...]]:
        """The tags that the sources of articles among and below some paths give, by article, as they were last seen."""
        folders = [(Path(path), str(Path(path).absolute())) for path in paths]
        entries = self._catalog.tagged()
        return {entry.id: entry.tags for entry in entries if _as_named(name_of_key(entry.key), folders)}

    def _as_listed(self, paths: Iterable[str | Path], entries: Iterable[Entry]) -> list[Listing]:
        """The listings of those that are among or below some paths, under the paths that these give them."""
        listed, folders = self._listed(), [(Path(path), str(Path(path).absolute())) for path in paths]
        return [
            listed(file, entry)
            for entry in entries
            if (file := _as_named(name_of_key(entry.key), folders)) is not None
        ]

    def look_at(
        self, changed: Sequence[Path], folders: Sequence[Path]
    ) -> tuple[list[Path], list[Listing]] | None:
        """What has become of files that have changed on the disk.

        Args:
            changed: absolute paths.
            folders: the files and folders that are listed.

        Returns:
            Paths, as they are listed, of which all rows go (a folder's too), and the rows that come; None: all has to be
            looked through again.
        """
        if len(changed) > _LOOKED_AT_ONE_BY_ONE:
            return None
        named = [(folder, str(folder.absolute())) for folder in folders]
        gone: list[Path] = []
        there: list[Path] = []
        for path in changed:
            file = _as_named(str(path), named)
            if file is None:
                continue
            if is_folder(path):
                return None
            gone.append(file)
            if is_there(path) and is_walked(path, folders):
                there.append(file)
        known = self._catalog.at(changed)
        left = [entry for path in changed if (entry := known.get(path_key(path))) and not is_there(path)]
        self._catalog.remember(replace(entry, is_gone=1) for entry in left)
        return gone, list(self.listings(there))

    def _listed(self) -> Callable[[Path, Entry], Listing]:
        """What makes a line of the list, with what the store says of each article now."""
        counts, readings = self._repository.counts(), self._repository.reading.all()
        tags, unread = self._tags_by_article(), ReadingState()
        authors: dict[str | None, str | None] = {}
        """Each name once, however many articles are by it: a list is sorted by author in half the time."""

        joined = self._repository.joined

        def listed(file: Path, entry: Entry) -> Listing:
            id = joined.get(entry.id, entry.id)
            state = readings.get(id, unread)
            return Listing(
                file,
                id,
                entry.title,
                authors.setdefault(entry.author, entry.author),
                entry.published,
                entry.words,
                entry.minutes,
                counts.get(id, 0),
                tags.get(id, ()),
                state.status,
                state.progress,
                entry.fingerprint,
                entry.tags,
                entry.url,
                state.starred,
            )

        return listed

    def refresh(self, rows: Iterable[Listing]) -> list[Listing]:
        """The same articles with the notes, tags and reading states that the store has now."""
        counts, readings = self._repository.counts(), self._repository.reading.all()
        tags, unread, joined = self._tags_by_article(), ReadingState(), self._repository.joined

        def refreshed(row: Listing) -> Listing:
            id = joined.get(row.id, row.id)
            notes, own, state = counts.get(id, 0), tags.get(id, ()), readings.get(id, unread)
            now = (id, notes, own, state.status, state.progress, state.starred)
            if row.problem or now == (row.id, row.notes, row.tags, row.status, row.progress, row.starred):
                return row
            return replace(
                row,
                id=id,
                notes=notes,
                tags=own,
                status=state.status,
                progress=state.progress,
                starred=state.starred,
            )

        return list(map(refreshed, rows))

    def record_of(self, article: Article) -> dict[str, object]:
        """What the store keeps of an article, so that its notes find it again; known words beat a known path."""
        old = self._repository.articles.get(article.id) or ArticleRecord(article.id)
        read_ns = self._read_ns.get((article.id, article.fingerprint))
        places = places_of(article, self._catalog, self._repository.articles, read_ns)
        paths = tuple(dict.fromkeys([*map(str, places), *old.paths]))
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
        joined = self._repository.joined
        for record in self._repository.tables().get("annotations", {}).values():
            if tags := tags_in(record):
                source = source_of(record)
                by_article.setdefault(joined.get(source, source), {}).update(dict.fromkeys(tags))
        return {id: tuple(tags) for id, tags in by_article.items()}


class _Identities:
    """Which article each of many files is; what was found of one counts for those behind it."""

    def __init__(self, repository: Repository, catalog: Catalog) -> None:
        self._repository, self._seen = repository, Learning(catalog)
        self._records: Records | None = None

    def may_be_older(self, entry: Entry) -> bool:
        """Whether what comes back is without notes, and what it was edited into may have left its file."""
        records = self._records_now()
        return entry.id not in records.by_id and records.has_left(self._seen)

    def _records_now(self) -> Records:
        if self._records is None:
            self._records = Records(self._repository.articles.all())
        return self._records

    def entry(self, article: Article, path: Path, stamp: FileStamp, asked_before: int) -> Entry | None:
        """What to remember of an article that has just been read; None: ask again when the others are known."""
        id = identify(article, path, self._records_now(), self._seen, asked_before)
        if id is None:
            return None
        entry = Entry.of(replace(article, id=id), path, stamp)
        self._seen.add(entry)
        return entry


class _Unmet:
    """What is known below some folders and has not been met on the way through them."""

    def __init__(self, folders: Iterable[Path], known: Mapping[str, Entry]) -> None:
        self._folders = [_below(folder) for folder in folders]
        self._known, self._met = known, set[str]()
        self._untold: list[str] = []

    def meet(self, key: str) -> None:
        """It is there."""
        self._met.add(key)

    def cannot_tell(self, path: Path | None) -> None:
        """A file or folder that can't be read, or is missing (an empty drive): nobody knows what is below it."""
        self._untold.append(_below(path) if path is not None else "")

    def entries(self) -> list[Entry]:
        """Those that are gone now."""
        folders, untold = tuple(self._folders), tuple(self._untold)
        return [
            entry
            for key, entry in self._known.items()
            if not entry.is_gone
            and key not in self._met
            and key.startswith(folders)
            and not key.startswith(untold)
        ]


def _last_key(record: Record) -> str:
    """Where an article was met last, as the catalogue's keys are; empty: nowhere."""
    last = last_place(record)
    return last if last.isascii() else path_key(Path(last)) if read_paths(record.get("paths")) else ""


def _below(folder: Path) -> str:
    """What the keys of all paths below a folder begin with."""
    return f"{path_key(folder).rstrip(os.sep)}{os.sep}"


def _as_named(path: str, folders: Iterable[tuple[Path, str]]) -> Path | None:
    """An absolute path as it is met on the way through files and folders (each with its absolute path); None: it is not."""
    for folder, start in folders:
        if path == start:
            return folder
        if path.startswith(start) and path[len(start.rstrip(os.sep))] == os.sep:
            return Path(path) if folder.is_absolute() else folder / path[len(start.rstrip(os.sep)) + 1 :]
    return None
