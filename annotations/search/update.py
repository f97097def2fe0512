"""Bring the index up to date: what is new, changed, moved or gone; never all anew.

A folder is looked through again when its own time of change is another one, as it is when a file comes, goes, is renamed
or saved the way editors do it. A file written in place leaves its folder as it was: of some thousands of files each is
looked at, of more none; then lists, `postil index` and the watch find it, and a search looks at the files it prints.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import astuple

from annotations.articles.catalog import FileStamp
from annotations.articles.library_articles import Articles, Listing
from annotations.errors import SourceError
from annotations.files.presence import changed_ns, is_anything, is_folder
from annotations.model import Article
from annotations.paths import path_key, path_of_key
from annotations.search.index import Document, SearchIndex
from annotations.search.scope import below, outermost
from annotations.sources import read_article
from annotations.sources.blocks import of_kind
from annotations.sources.members import file_of, is_there
from annotations.text.addresses import site_of
from annotations.text.folding import fold

_AT_ONCE: Final = 200
_EACH_UP_TO: Final = 5_000
"""So many files are looked at one by one: a hundredth of a second."""
_ASKED_EVERY: Final = 20
"""After so many files that are looked at it is asked whether to stop."""
_SETTLED_NS: Final = 2_000_000_000
"""A folder changed so lately may change again within the same tick of its clock (two seconds on FAT)."""
_LANGUAGE_CHARS: Final = 1_500


Row = TypeVar("Row")


class UpdateReport(Struct):
    """What an update met."""

    missing: list[str] = field(default_factory=list)
    """A sentence for each file and folder that was named and is not there."""
    read: int = 0
    """How many articles were read into the index."""
    is_kept: bool = True
    """Was all of it written?"""
    is_whole: bool = True
    """Or was it told to stop?"""


class _KnownRow(Struct, array_like=True):
    path: str
    size: int
    mtime_ns: int
    article: str
    fingerprint: str
    title: str | None
    author: str | None
    published: str | None
    site: str | None
    tags: str | None


class _Known(Struct, frozen=True):
    """What the index has of a file."""

    mark: tuple[object, ...]
    stamp: FileStamp


class IndexUpdate:
    """One update of an index.

    Args:
        index: it.
        articles: lists and reads.
        should_stop: asked after each article; what was read until then is kept.
        watch: told how many articles have been read.
    """

    def __init__(
        self,
        index: SearchIndex,
        articles: Articles,
        *,
        should_stop: Callable[[], bool] = lambda: False,
        watch: Callable[[int], None] = lambda read: None,
    ) -> None:
        self._index = index
        self._articles = articles
        self._should_stop = should_stop
        self._watch = watch
        self._fresh: list[Document] = []
        self.report = UpdateReport()

    def look_through(self, paths: Iterable[str | Path], *, each: bool = False) -> UpdateReport:
        """Files and folders: those that are new or have changed.

        Args:
            paths: as they were named.
            each: look at every known file, however many there are.
        """
        named = {path_key(Path(path)): Path(path) for path in paths}
        wanted = outermost(named)
        for key, path in named.items():
            if key in wanted or not is_there(path):
                self._look_at(key, path, each=each)
        self._keep()
        return self.report

    def read_files(self, paths: Iterable[Path]) -> UpdateReport:
        """Read files that are known to have changed, or to be gone."""
        for file in dict.fromkeys(map(file_of, paths)):
            if is_anything(file):
                self._scan(file)
            else:
                self._finish(path_key(file), [*self._known(path_key(file))], {}, {})
        self._keep()
        return self.report

    def keep_rows(self, rows: Iterable[Listing], met: Mapping[Path, Article]) -> UpdateReport:
        """Keep articles that have just been listed; `met`: those that were read for it, by the path of their listing."""
        for row in rows:
            name = path_key(row.path)
            self._meet(row, name, self._known(name).get(name), met.get(row.path))
        self._keep()
        return self.report

    def _look_at(self, key: str, path: Path, *, each: bool) -> None:
        folders = dict(self._at("select path, mtime_ns from folders", key, tuple[str, int]))
        most = None if each else _EACH_UP_TO + 1
        stamps = self._stamps(key, most)
        if (is_folder(path) and key not in folders) or not (stamps or folders):
            self._scan(path)  # never met, or not there
            return
        changed = {folder for folder, mtime_ns in folders.items() if _mtime_ns(folder) != mtime_ns}
        for folder in changed:
            if not any(str(parent) in changed for parent in Path(folder).parents):
                self._scan(path if folder == key else path_of_key(folder))
        if most is not None and len(stamps) == most:
            return
        stale = self._stale(stamps)
        if path_of_key(key) in map(file_of, stale):
            self._scan(path)
        else:
            self.read_files(stale)

    def _stale(self, stamps: Mapping[str, FileStamp]) -> list[Path]:
        """The files that are not as they were; those that were looked at until it is told to stop."""
        stale: list[Path] = []
        for at, (name, stamp) in enumerate(stamps.items()):
            if at % _ASKED_EVERY == 0 and self._should_stop():
                self.report.is_whole = False
                break
            if _stamp(name) != stamp:
                stale.append(path_of_key(name))
        return stale

    def _scan(self, path: Path) -> None:
        """List and read what is at a path and below it; forget what is not there any more."""
        if self._should_stop():
            self.report.is_whole = False
            return
        key, begun_ns = path_key(path), time.time_ns()
        known = self._known(key)
        met: dict[Path, Article] = {}
        walked: dict[str, int] = {}
        seen: set[str] = set()
        problems: dict[str, str] = {}
        for row in self._articles.listings([path], met=met.__setitem__, walked=walked):
            if self._should_stop():
                self.report.is_whole = False
                return
            name = path_key(row.path)
            problem = row.problem or self._meet(row, name, known.get(name), met.pop(row.path, None))
            if problem and name == key and not is_there(path):
                self.report.missing.append(problem)
            elif problem:
                problems[name] = problem
            else:
                seen.add(name)
        self._keep()
        settled = {
            path_key(Path(folder)): ns if ns < begun_ns - _SETTLED_NS else 0 for folder, ns in walked.items()
        }
        self._finish(key, [name for name in known if name not in seen], settled, problems)

    def _meet(self, row: Listing, name: str, known: _Known | None, article: Article | None) -> str:
        """Put an article among what is to be kept, if it is not what is known; returns why it can't be."""
        stamp = FileStamp.seen(row.path)
        if stamp is None:
            return ""
        if known is not None and known.mark == _mark(row) and known.stamp == stamp:
            return ""
        try:
            self._fresh.append(self._document(row, name, stamp, article))
        except SourceError as problem:
            return problem.message
        self.report.read += 1
        self._watch(self.report.read)
        if len(self._fresh) >= _AT_ONCE:
            self._keep()
        return ""

    def _document(self, row: Listing, name: str, stamp: FileStamp, article: Article | None) -> Document:
        """Raises SourceError where the file can't be read."""
        stored = self._index.get(row.fingerprint) if article is None else None
        if article is None and stored is None:
            article = read_article(row.path)
        text = article.text if article is not None else stored.text if stored is not None else ""
        code = (
            of_kind(article.blocks, "code")
            if article is not None
            else stored.code
            if stored is not None
            else ()
        )
        return Document(
            name, row.id, article.fingerprint if article is not None else row.fingerprint, stamp, row.title, row.author,
            row.published, site_of(row.url) or "", row.source_tags, _folder(name), _language(article, text), text, code,
        )  # fmt: skip

    def _keep(self) -> None:
        if self._fresh:
            self.report.is_kept &= self._index.put(self._fresh)
            self._fresh = []

    def _finish(
        self, key: str, gone: Sequence[str], folders: Mapping[str, int], problems: Mapping[str, str]
    ) -> None:
        """What a whole look at a path leaves: nothing of what is gone, the times of folders, what can't be read."""
        within = below(key, "path")

        def write(db: sqlite3.Connection) -> None:
            for table in ("folders", "problems"):
                db.execute(f"delete from {table} where path = ? or {within.text}", (key, *within.values))
            db.executemany("insert or replace into folders values (?,?)", folders.items())
            db.executemany("insert or replace into problems values (?,?)", problems.items())

        if gone:
            self.report.is_kept &= self._index.drop(gone)
        self.report.is_kept &= self._index.change(write)

    # -- what the index knows of a path and what is below it

    def _known(self, key: str) -> dict[str, _Known]:
        sql = "select path, size, mtime_ns, article, fingerprint, title, author, published, site, tags from documents"
        rows = map(astuple, self._at(sql, key, _KnownRow))
        return {path: _Known(tuple(mark), FileStamp(size, ns)) for path, size, ns, *mark in rows}

    def _stamps(self, key: str, most: int | None) -> dict[str, FileStamp]:
        """Of at most so many."""
        limit = "" if most is None else f" limit {most}"
        rows = self._at("select path, size, mtime_ns from documents", key, tuple[str, int, int], limit)
        return {path: FileStamp(size, mtime_ns) for path, size, mtime_ns in rows}

    def _at(self, sql: str, key: str, kind: type[Row], end: str = "") -> list[Row]:
        """Rows of a path and of what is below it."""
        within = below(key, "path")
        where = f"where path = ? or {within.text}{end}"
        return self._index.rows(kind, f"{sql} {where}", key, *within.values)


def _mark(row: Listing) -> tuple[object, ...]:
    """What is compared of an article; in the order of `IndexUpdate._known`."""
    published = row.published.isoformat() if row.published else None
    return (
        row.id,
        row.fingerprint,
        row.title,
        row.author,
        published,
        site_of(row.url) or "",
        "\n".join(row.source_tags),
    )


def _stamp(name: str) -> FileStamp | None:
    """Of a file as it is now, or of the file of many that an article is in; None: it is gone."""
    try:
        return FileStamp.from_stat(os.stat(name))  # noqa: PTH116  # thousands of them each time the list opens
    except (OSError, ValueError):
        return FileStamp.seen(path_of_key(name))


def _mtime_ns(folder: str) -> int:
    """When a folder last changed; -1: it is gone."""
    try:
        return changed_ns(os.stat(path_of_key(folder)))  # noqa: PTH116  # hundreds of them before each answer
    except (OSError, ValueError):
        return -1


def _folder(name: str) -> str:
    """The folder of a file as `folder:` looks for it."""
    return fold(os.path.dirname(name).replace(os.sep, "/")) + "/"  # noqa: PTH120  # of a key, not of a path


def _language(article: Article | None, text: str) -> str:
    from annotations.entities.engine.language import language_of  # only where something is new

    return (article.language if article is not None else None) or language_of(text[:_LANGUAGE_CHARS])
