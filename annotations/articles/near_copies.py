"""Near-copies: the same story twice, as two papers print what one agency sent, or as a page is saved on two days.

Of each text a sketch is kept (`similarity`), and its smallest hashes in an index: an article that is added is compared
with those few that share most of them. That takes 1 to 3 ms and 2 KB an article, of ten thousand as of two. What was compared
once is kept, in an SQLite file that can be thrown away.
"""

import heapq
import re
import sqlite3
from array import array
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from annotations.files.sqlite_cache import SqliteCache, made_by
from annotations.model import Article, BlockKind
from annotations.text.boundaries import sentences
from annotations.text.folding import fold
from annotations.text.similarity import Overlap, sketch_of

FILE_NAME: Final = "near_copies.sqlite"
_VERSION: Final = 2
_WAIT_SECONDS: Final = 2
_MOST_BYTES: Final = 1 << 30
_KEPT: Final = 200
"""Hashes of a sketch; the error of a share is 0.035."""
_INDEXED: Final = 24
"""Hashes by which an article is looked up."""
_LEAST_SHARED: Final = 2
"""With fewer of them in common two articles are not compared."""
_MOST_WITH_A_HASH: Final = 50
"""A hash that more articles have (a site's furniture) brings these ones only."""
_MOST_COMPARED: Final = 50
"""Of more articles (each of a site's has its furniture) those that share most hashes."""
_LEAST_CONTAINMENT: Final = 0.55
"""Measured on `tests/golden/near_copies`: a cut with a new lead has 0.51 and more, a report of another event on the same
pattern, or of the next day with the same background, 0.46 at most, with the furniture of its site 0.52."""
_LEAST_JACCARD: Final = 0.2
"""A quotation of a few lines is no copy of a long article."""
_SHORT: Final = 50
"""Triples: of shorter texts the furniture of a site can be most; they are copies under the same title only."""
_TOO_SHORT: Final = 20
"""Triples: of shorter texts only the very same are copies."""
_DAYS_APART: Final = 7
_CONTAINMENT_DAYS_APART: Final = 0.85
"""A weekly report repeats itself; printed so many days apart it must be nearly the same."""
_FRAME_WORDS: Final = 12
"""A paragraph of fewer words that is no sentence, or only asks, is a label: of pages on one template they are the same."""
_WORD: Final = re.compile(r"\w+")
_SENTENCE_END: Final = re.compile("[.!…。！．।؟۔][\"'”’»」』)\\]]*$")
_MAKE: Final = (
    "drop table if exists texts",
    "drop table if exists hashes",
    "drop table if exists pairs",
    "create table texts (number integer primary key, fingerprint text unique not null, sketch blob not null, "
    "title text not null, day integer)",
    "create table hashes (hash integer, number integer, primary key (hash, number)) without rowid",
    "create table pairs (one integer, other integer, primary key (one, other)) without rowid",
)


class Sketch(Struct, frozen=True, array_like=True):
    """What of an article tells whether another one is a copy of it."""

    hashes: tuple[int, ...]
    """The `_KEPT` smallest of its word triples, in order."""
    title: str
    """Folded."""
    published: date | None = None

    @classmethod
    def of(cls, article: Article) -> "Sketch":
        """Sketch an article; its title counts as its text does, the frame of its page does not."""
        return cls(sketch_of(_told(article), _KEPT), fold(article.title), article.published)

    def is_like(self, other: "Sketch") -> bool:
        """Is it the same story, cut, under another headline, with another lead or other spellings?"""
        overlap = Overlap.of(self.hashes, other.hashes, _KEPT)
        least = _LEAST_CONTAINMENT
        if self.published and other.published and abs((self.published - other.published).days) > _DAYS_APART:
            least = _CONTAINMENT_DAYS_APART
        if overlap.containment < least or overlap.jaccard < _LEAST_JACCARD:
            return False
        shorter = min(len(self.hashes), len(other.hashes))
        return shorter >= (_TOO_SHORT if self.title == other.title else _SHORT)


def _told(article: Article) -> str:
    """What an article says, without headings, tables and labels: pages of a vault that share these tell no one story."""
    words = (
        (block.kind, article.text[block.span.start : block.span.end].rstrip()) for block in article.blocks
    )
    return "\n".join(said for kind, said in words if _is_told(kind, said))


def _is_told(kind: BlockKind, words: str) -> bool:
    if kind in ("byline", "heading", "code"):
        return False
    if kind == "title" or _SENTENCE_END.search(words[-4:]):
        return True
    return kind != "list-item" and len(_WORD.findall(words[:400])) >= _FRAME_WORDS


class NearCopies(SqliteCache):
    """The file of sketches, by fingerprint of the text. Safe to share between processes and threads."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder / FILE_NAME,
            _VERSION,
            made_by(*_MAKE),
            wait_s=_WAIT_SECONDS,
            most_bytes=_MOST_BYTES,
            also_in_memory=True,
        )

    def known(self) -> frozenset[str]:
        """The fingerprints of all texts that have been compared."""
        return frozenset(name for (name,) in self.rows(tuple[str], "select fingerprint from texts"))

    def add(self, articles: Iterable[Article]) -> None:
        """Compare articles with all that are here, in one write. Those that are known cost nothing."""
        given = {article.fingerprint: article for article in articles}

        asked = "select fingerprint from texts where fingerprint = ?"
        sketches = {
            name: Sketch.of(article)
            for name, article in given.items()
            if not self.rows(tuple[str], asked, name)
        }
        if not sketches:
            return

        def insert(db: sqlite3.Connection) -> None:
            for fingerprint, sketch in sketches.items():
                _insert(db, fingerprint, sketch)

        self.change(insert)

    def telling(self, fingerprints: Iterable[str]) -> set[str]:
        """The texts that tell the same stories as some, these too, as far as they have been compared."""
        beside: dict[str, list[str]] = {}
        for one, other in self._pairs():
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
        told = set(fingerprints)
        left = [*told]
        while left:
            fresh = [name for name in beside.get(left.pop(), ()) if name not in told]
            told.update(fresh)
            left += fresh
        return told

    def _pairs(self) -> list[tuple[str, str]]:
        sql = (
            "select a.fingerprint, b.fingerprint from pairs "
            "join texts a on a.number = one join texts b on b.number = other"
        )
        return self.rows(tuple[str, str], sql)

    def groups(self, fingerprints: Iterable[str]) -> list[tuple[str, ...]]:
        """Those of the texts that tell one story each, two or more, in the order given."""
        order = {fingerprint: place for place, fingerprint in enumerate(dict.fromkeys(fingerprints))}
        roots: dict[str, str] = {}
        for one, other in self._pairs():
            if one in order and other in order:
                first, *later = sorted({_root(roots, one), _root(roots, other)}, key=order.__getitem__)
                roots.update(dict.fromkeys(later, first))
        members: dict[str, list[str]] = {}
        for fingerprint in sorted({name for pair in roots.items() for name in pair}, key=order.__getitem__):
            members.setdefault(_root(roots, fingerprint), []).append(fingerprint)
        return [tuple(group) for group in members.values()]


def _root(roots: Mapping[str, str], name: str) -> str:
    while name in roots:
        name = roots[name]
    return name


def _insert(db: sqlite3.Connection, fingerprint: str, sketch: Sketch) -> None:
    """Keep a sketch, and which of those that are here it is like."""
    packed = array("I", sketch.hashes).tobytes()
    day = sketch.published.toordinal() if sketch.published else None
    done = db.execute(
        "insert or ignore into texts (fingerprint, sketch, title, day) values (?,?,?,?)",
        (fingerprint, packed, sketch.title, day),
    )
    if not done.rowcount:
        return
    number = done.lastrowid
    shared: dict[int, int] = {}
    indexed = sketch.hashes[:_INDEXED]
    for hash in indexed:
        for (other,) in db.execute(
            f"select number from hashes where hash = ? limit {_MOST_WITH_A_HASH}", (hash,)
        ):
            shared[other] = shared.get(other, 0) + 1
    sharing = [other for other, count in shared.items() if count >= _LEAST_SHARED]
    for other in heapq.nlargest(_MOST_COMPARED, sharing, key=shared.__getitem__):
        if sketch.is_like(_sketch(db, other)):
            db.execute("insert or ignore into pairs values (?,?)", (other, number))
    db.executemany("insert or ignore into hashes values (?,?)", ((hash, number) for hash in indexed))


def _sketch(db: sqlite3.Connection, number: int) -> Sketch:
    packed, title, day = db.execute(
        "select sketch, title, day from texts where number = ?", (number,)
    ).fetchone()
    hashes = array("I")
    hashes.frombytes(packed)
    return Sketch(tuple(hashes), title, date.fromordinal(day) if day is not None else None)


class Difference(Struct, frozen=True):
    """A sentence that only one of two texts has."""

    is_in_copy: bool
    """It is in the copy only; else in the other one only."""
    words: str


def differences(article: Article, copy: Article) -> list[Difference]:
    """What an article and its copy say differently, sentence by sentence: first what only the copy has, in its order."""
    of_article, of_copy = _sentences(article), _sentences(copy)
    only_there = [Difference(True, words) for key, words in of_copy.items() if key not in of_article]
    return only_there + [Difference(False, words) for key, words in of_article.items() if key not in of_copy]


def _sentences(article: Article) -> dict[str, str]:
    """The sentences of an article by their folded words."""
    text = article.text
    spans = [span for block in article.blocks for span in sentences(text, block.span)]
    words = (" ".join(text[span.start : span.end].split()) for span in spans)
    return {" ".join(fold(sentence).split()): sentence for sentence in words}
