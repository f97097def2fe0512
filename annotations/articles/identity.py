"""Which article a file is (moved, edited, a duplicate): rules for one file, and what many teach of each other."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Final, Protocol

from annotations.articles.catalog import Entry, FileStamp, new_id
from annotations.errors import SourceError
from annotations.model import Article
from annotations.paths import is_piped, path_key
from annotations.sources import read_article
from annotations.sources.members import is_there
from annotations.store.article_table import ArticleRecord
from annotations.store.same_articles import LIKE_IN_WORDS
from annotations.text.similarity import likeness, sketch_of

_LIKE_UNDER_THE_TITLE: Final = 0.08
_LIKE_IN_PLACE: Final = 0.2
"""Under the title and at the path of a text that lies elsewhere too: what newsletters have in common each time is less."""
LAST: Final = 2
"""So often a file has been asked about before its answer is final."""
_MOST_AROUND: Final = 5_000
"""Files and folders that are looked at for a text that was moved: 20 ms, for a text that has nothing of the known one."""
_CLEARLY: Final = 0.1
"""By so much a text must be more like one article that is gone than like any other."""


class Seen(Protocol):
    """What the catalogue remembers: `annotations.articles.catalog.Catalog`, or `Learning` over it."""

    def entry(self, path: Path) -> Entry | None:
        """What was known of a path when it was last read."""

    def with_id(self, id: str) -> Sequence[Entry]:
        """The files that were last seen as this article."""

    def with_fingerprint(self, fingerprint: str) -> Sequence[Entry]:
        """The files that last had this text."""


class Learning:
    """What the catalogue remembers with what is learnt on the way; a text that is not where it was is known from there too."""

    def __init__(self, catalog: Seen) -> None:
        """Take the catalogue: what is asked of it grows with what is learnt, not with what it knows."""
        self._catalog = catalog
        self._learnt: dict[str, Entry] = {}
        self._by_id: dict[str, dict[str, Entry]] = {}
        self._by_fingerprint: dict[str, dict[str, Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Know a file as it is now."""
        if (old := self._learnt.get(entry.key) or self._catalog.entry(entry.path)) is not None:
            self._by_id.get(old.id, {}).pop(old.key, None)
            self._by_fingerprint.setdefault(old.fingerprint, {})[old.key] = old
        self._learnt[entry.key] = entry
        self._by_id.setdefault(entry.id, {})[entry.key] = entry
        self._by_fingerprint.setdefault(entry.fingerprint, {})[entry.key] = entry

    def entry(self, path: Path) -> Entry | None:
        """What was known of a path when it was last read."""
        return self._learnt.get(path_key(path)) or self._catalog.entry(path)

    def with_id(self, id: str) -> Sequence[Entry]:
        """The files that were last seen as this article."""
        known = (one for one in self._catalog.with_id(id) if one.key not in self._learnt)
        return [*known, *self._by_id.get(id, {}).values()]

    def with_fingerprint(self, fingerprint: str) -> Sequence[Entry]:
        """The files that last had this text, and those that had it before: it may have moved from there."""
        known = {one.key: one for one in self._catalog.with_fingerprint(fingerprint)}
        return list((known | self._by_fingerprint.get(fingerprint, {})).values())


class Records:
    """The articles that the store has met, by what tells them apart; of several the first one counts."""

    def __init__(self, records: Iterable[ArticleRecord]) -> None:
        """Take `Repository.articles()`. Looks at the disk only when a text comes up that nobody knows."""
        self.by_id = {record.id: record for record in records}
        self._last_at: dict[str, list[ArticleRecord]] = {}
        self._once_at: dict[str, ArticleRecord] = {}
        self.by_fingerprint: dict[str, str] = {}
        self._by_hash: dict[int, list[ArticleRecord]] | None = None
        self.left: dict[str, list[Path]] = {}
        """Where articles have been and may have left, by their ids; known once it was asked for those that share words."""
        self._by_title: dict[str, list[ArticleRecord]] = {}
        for record in self.by_id.values():
            for path in record.paths[1:]:
                self._once_at.setdefault(path, record)
            for path in record.paths[:1]:
                self._last_at.setdefault(path, []).append(record)
            if record.fingerprint:
                self.by_fingerprint.setdefault(record.fingerprint, record.id)

    def at(self, path: Path) -> list[ArticleRecord]:
        """The articles that were met last at a place, the later one first; else one that was met there before."""
        name = str(path)
        once = self._once_at.get(name)
        return self._last_at.get(name, [])[::-1] or ([once] if once is not None else [])

    def has_left(self, seen: Seen) -> bool:
        """May any article have left its file?"""
        self.sharing("", tuple, seen)
        return bool(self.left)

    def sharing(self, title: str, sketch: Callable[[], Sequence[int]], seen: Seen) -> list[ArticleRecord]:
        """Articles that may have left their file and share any words with a text; where no words are kept, its title."""
        if self._by_hash is None:
            self._by_hash = {}
            for record in self.by_id.values():
                if record.paths and (places := _left_places(record, seen)):
                    self.left[record.id] = places
                    for hash in record.sketch:
                        self._by_hash.setdefault(hash, []).append(record)
                    if not record.sketch:  # written by an older version
                        self._by_title.setdefault(record.title, []).append(record)
        alike = sketch() if self._by_hash else ()
        sharing = {one.id: one for hash in alike for one in self._by_hash.get(hash, ())}
        return list((sharing | {one.id: one for one in self._by_title.get(title, ())}).values())


def _left_places(record: ArticleRecord, seen: Seen) -> list[Path]:
    """Of the files that an article, or a copy of it, was in: those gone, changed, another one's, or never seen here."""
    last, known = Path(record.paths[0]), {entry.path: entry.stamp for entry in seen.with_id(record.id)}
    left = [path for path, stamp in known.items() if FileStamp.seen(path) != stamp]
    if last not in known:
        left.append(last)
    return left


def identify(
    article: Article, path: Path, records: Records, seen: Seen, asked_before: int = LAST
) -> str | None:
    """The id a file goes by: that of its text, else of what is like it at its path, else of what has left another file.

    Known words beat a known path: where another article's very text stands at a known path, files changed places; where
    a strange text stands there and the known one in another file, that one was moved away.

    Args:
        article: what stands in the file.
        path: the file, absolute.
        records: what the store has met.
        seen: what the catalogue remembers.
        asked_before: how often. Not at all: the files around it may not have been looked at, and None is the answer for a
            strange text at a known path; ask again when they have. Once: those that have come from elsewhere say so, the
            others are asked a last time.
    """
    known, noted = seen.entry(path), records.at(path)
    here = list(dict.fromkeys(one.id for one in (*noted, known) if one is not None))
    same = _with_the_text(article.fingerprint, here, records, seen)
    is_here = same in here
    strange = _Strange(article, path, here, records, seen)
    if noted and is_here:
        record = records.by_id.get(same or "")
        if (
            record is None
        ):  # noted on elsewhere, or on a page that lay open: this may be another state of that
            is_here = noted[0].paths[0] != str(path) and strange.is_elsewhere(noted[0].id)
        elif record.fingerprint != article.fingerprint and record.paths and record.paths[0] != str(path):
            is_here = not is_there(Path(record.paths[0]))  # words known there beat this path
    if same is not None and (is_here or not noted):
        is_as_it_was = known is not None and not known.is_gone and known.fingerprint == article.fingerprint
        if same in records.by_id or is_as_it_was or not records.has_left(seen):
            return same
        return (strange.noted_since(same) or same) if asked_before else None
    return strange.id(None if same in here else same, asked_before)


def _with_the_text(fingerprint: str, here: Sequence[str], records: Records, seen: Seen) -> str | None:
    """Whose text it is: of those at this path the ones with notes first, then of any with notes, then of any seen."""
    noted = records.by_fingerprint.get(fingerprint)
    same = [*([noted] if noted else ()), *(entry.id for entry in seen.with_fingerprint(fingerprint))]
    same_here = [id for id in here if id in same]
    in_order = [
        *(id for id in same_here if id in records.by_id),
        *([noted] if noted else ()),
        *same_here,
        *same,
    ]
    return in_order[0] if in_order else None


class _Strange:
    """A text that is none of those known at its path; `here`: the ids of those."""

    def __init__(
        self, article: Article, path: Path, here: Sequence[str], records: Records, seen: Seen
    ) -> None:
        self._article, self._path, self._here, self._records, self._seen = article, path, here, records, seen

    @cached_property
    def _sketch(self) -> tuple[int, ...]:
        """Made when there is something to compare with: a third of the time that a new article takes."""
        return sketch_of(self._article.text)

    def id(self, same: str | None, asked_before: int) -> str | None:
        """Whose it is; `same`: the article elsewhere that has this very text."""
        rated = [(self._rate(self._records.by_id[id]), id) for id in self._here if id in self._records.by_id]
        rate, alike = max(rated, default=(0.0, ""))
        is_edited = bool(alike) and self._is_edited(self._records.by_id[alike])
        if same is not None:  # it was moved here, or copied over an earlier state of what is here
            return alike if is_edited and self._places(self._article.fingerprint) else same
        if is_edited:
            return alike
        if self._here and asked_before == 0:
            return None
        known = self._seen.entry(self._path)
        last = known.id if known is not None else self._here[0] if self._here else ""
        under_title = alike if rate > 0 else last if known and known.title == self._article.title else ""
        is_in_place = rate > 0 and known is not None and known.id == alike
        if self._here and asked_before < LAST:
            return None if under_title else self.most_alike()
        if under_title and not self._was_moved_away(under_title, is_in_place=is_in_place):
            return under_title
        if (id := self.most_alike()) is not None:
            return id
        return last if last and not self._was_moved_away(last) else self._fresh_id()

    def _rate(self, record: ArticleRecord) -> float:
        return _rate(record, self._article.title, self._sketch)

    def _is_edited(self, record: ArticleRecord) -> bool:
        """Is it so much like an article that the title need not say so too?"""
        if not record.sketch:
            return record.title == self._article.title
        return likeness(record.sketch, self._sketch) >= LIKE_IN_WORDS

    def noted_since(self, same: str) -> str | None:
        """For a text without notes that comes back: the article that it was edited into meanwhile, if neither is anywhere else."""
        id = None if self.is_elsewhere(same) else self.most_alike()
        return None if id is None or self.is_elsewhere(id) else id

    def is_elsewhere(self, id: str) -> bool:
        """Does an article stand in another file, as it was seen there?"""
        others = (one for one in self._seen.with_id(id) if one.path != self._path)
        return any(FileStamp.seen(one.path) == one.stamp for one in others)

    def most_alike(self) -> str | None:
        """The one among articles that have left their file that has this title or much of this text; None: it is new."""
        sharing = self._records.sharing(self._article.title, lambda: self._sketch, self._seen)
        rated = [(rate, one) for one in sharing if one.id not in self._here and (rate := self._rate(one)) > 0]
        rated.sort(key=lambda pair: pair[0], reverse=True)
        while rated and not self._is_here(*rated[0]):
            del rated[0]
        if not rated or (rated[1:] and rated[0][0] - rated[1][0] < _CLEARLY):
            return None
        return rated[0][1].id

    def _is_here(self, rate: float, record: ArticleRecord) -> bool:
        """Is this text more like an article than what stands in a file that it may have left, or a copy of that?"""
        for place in self._records.left[record.id]:
            there = read_or_none(place) if is_there(place) else None
            if there is None or there.fingerprint == self._article.fingerprint:
                return True
            if _rate(record, there.title, sketch_of(there.text)) < rate:
                return True
        return False

    def _was_moved_away(self, id: str, *, is_in_place: bool = False) -> bool:
        """Does the text of an article that was at this path, and which this is not, stand in another file?

        Where words of it are left here (`is_in_place`) what stands elsewhere may be a copy, and this what was edited.
        """
        known, record = self._seen.entry(self._path), self._records.by_id.get(id)
        is_last = known is not None and known.id == id
        fingerprints = {known.fingerprint} if known is not None and is_last else set[str]()
        if record is not None and not is_in_place:
            fingerprints.add(record.fingerprint)
            last = Path(record.paths[0]) if record.paths else self._path
            if (last != self._path and is_there(last)) or any(
                one.path != self._path and is_there(one.path) for one in self._seen.with_id(id)
            ):
                return True
        places = [place for fingerprint in fingerprints for place in self._places(fingerprint)]
        if not places and known is not None and is_last:  # not seen yet, but beside, with its old stamp
            folder = self._path.parent
            around = () if is_in_place else (one for one in files_around(self._path) if one.parent != folder)
            beside = (one for one in chain(folder.iterdir(), around) if one != self._path)
            first = next((one for one in beside if FileStamp.seen(one) == known.stamp), None)
            places = [first] if first is not None else []
        if not places or (record is not None and not is_in_place):
            return bool(places)
        return self._is_strange_to(places[0], _LIKE_IN_PLACE if is_in_place else LIKE_IN_WORDS)

    def _is_strange_to(self, place: Path, least: float) -> bool:
        """Is it another text than the one in a file, whatever their titles?"""
        there = read_or_none(place)
        return there is None or likeness(sketch_of(there.text), self._sketch) < least

    def _places(self, fingerprint: str) -> list[Path]:
        """The other files that have a text, unchanged since that was seen."""
        entries = [one for one in self._seen.with_fingerprint(fingerprint) if one.path != self._path]
        return [one.path for one in entries if FileStamp.seen(one.path) == one.stamp]

    def _fresh_id(self) -> str:
        fresh = new_id(self._article.fingerprint)
        is_taken = fresh in self._records.by_id or self._seen.with_id(fresh)
        return new_id(self._article.fingerprint, str(self._path)) if is_taken else fresh


def files_around(path: Path) -> Iterator[Path]:
    """The files of a folder, of those within it and beside it: the nearest first, `_MOST_AROUND` at most."""
    folders, left = deque([path.parent, path.parent.parent]), _MOST_AROUND
    met = set(folders)
    while folders and left:
        with contextlib.suppress(OSError), os.scandir(folders.popleft()) as entries:
            for entry in islice(entries, left):
                left -= 1
                one = Path(entry.path)
                if not entry.is_dir(follow_symlinks=False):
                    yield one
                elif one not in met:
                    met.add(one)
                    folders.append(one)


def read_or_none(path: Path) -> Article | None:
    try:
        return read_article(path)
    except SourceError:
        return None


def place_of(id: str, stored: Iterable[str], seen: Seen) -> Path | None:
    """The file of an article, of those that are there: one that its notes were made on, else one that was read.

    Of an article in several folders it is always the same one: to read a file changes nothing. What came on standard
    input is taken only where no other file has it.

    Args:
        id: the article's.
        stored: where the store has met it, the latest first.
        seen: what the catalogue remembers.
    """
    all_stored = [Path(path) for path in stored]
    paths = [path for path in all_stored if not is_piped(path)]
    others = {path for path in paths if (entry := seen.entry(path)) is not None and entry.id != id}
    place = next((path for path in paths if path not in others and is_there(path)), None)
    if place is None:
        paths = sorted(entry.path for entry in seen.with_id(id)) + all_stored
        place = next((path for path in sorted(paths, key=is_piped) if is_there(path)), None)
    return place


def _rate(record: ArticleRecord, title: str, sketch: Sequence[int]) -> float:
    """0: another article. A shared title counts as much as a good part of the text."""
    has_title = bool(record.title) and record.title == title
    if not record.sketch:  # written by an older version: the title is all there is
        return 1.0 if has_title else 0.0
    alike = likeness(record.sketch, sketch)
    if alike < (_LIKE_UNDER_THE_TITLE if has_title else LIKE_IN_WORDS):
        return 0.0
    return alike + (0.5 if has_title else 0.0)
