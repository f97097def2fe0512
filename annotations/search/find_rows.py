"""The rows that a query means, best first, and how many there are.

Best is what the title or a note says, then what FTS5 rates highest (BM25), then what is newest. Where thousands are meant
the rating tells nothing any more and takes longest: those go by title and age alone.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final

from msgspec import Struct, convert

from annotations.search.conditions import Asking, Sql, all_of
from annotations.search.index import SearchIndex, has_words
from annotations.search.query import Query, Term
from annotations.search.scope import Scope

_MOST_RATED: Final = 2_000
_RATING: Final = "bm25(words, 8.0, 2.0, 1.0, 4.0, 1.0)"
_DOCUMENT: Final = "d.id, d.article, d.path, d.title, d.fingerprint, d.size, d.mtime_ns"
_NOTE: Final = "n.id, n.article, n.note, n.title, n.said, n.start, n.end, n.fingerprint"
_BETTER: Final = 1.0
"""What a word in the title, or in a note, is worth; a text is rated below."""
_UNRATED: Final = 0.5


class DocumentRow(Struct, frozen=True, array_like=True):
    """An article that is meant."""

    id: int
    article: str
    path: str
    title: str
    fingerprint: str
    stamp: tuple[int, int]
    """Size and time (ns) of its last change."""
    score: float


class NoteRow(Struct, frozen=True, array_like=True):
    """A note that is meant."""

    id: int
    article: str
    note: str
    title: str
    said: str
    start: int
    end: int
    fingerprint: str
    score: float


def find_documents(
    db: sqlite3.Connection, asking: Asking, within: Sql, limit: int | None
) -> tuple[int, list[DocumentRow]]:
    """The articles that a query means, and how many there are.

    Args:
        db: the index.
        asking: the query.
        within: where, as `Scope.of_articles` says it; 1: all of them.
        limit: the most to give.
    """
    condition = asking.of_articles()
    where = all_of([within, condition.rest])
    if not condition.match:
        total = _count(db, "documents d", where)
        return total, _documents(db, "documents d", where, {}, limit, 0.0)
    if where.text == "1":
        (total,) = db.execute("select count(*) from words where words match ?", (condition.match,)).fetchone()
    else:
        total = _count(db, *_matching(condition.match, where))
    titled = f"({condition.match}) AND (title : ({condition.wanted}))"
    if total > _MOST_RATED:
        best = _documents(db, *_matching(titled, where), {}, limit, _BETTER)
        known = {row.id for row in best}
        rest = _documents(db, *_matching(condition.match, where), {}, limit, 0.0)
        return total, [*best, *(row for row in rest if row.id not in known)][:limit]
    if not total:
        return 0, []
    ids = db.execute("select rowid from words where words match ?", (titled,))
    scores = {id: _BETTER for (id,) in ids}
    rows = _documents(db, *_matching(condition.match, where), scores, None, 0.0, rating=_RATING)
    return total, sorted(rows, key=lambda row: (-row.score, -row.id))[:limit]


def articles_saying(index: SearchIndex, words: str) -> list[str]:
    """Ids of the articles in which these words stand in a row; `words`: folded."""
    query = Query(((Term("phrase", words),),))

    def select(db: sqlite3.Connection) -> list[str]:
        asking = Asking(
            query,
            0,
            lambda state: (),
            lambda term: ((), ()),
            lambda *article: False,
            with_words=has_words(db),
        )
        asking.prepare(db)
        _, rows = find_documents(db, asking, Sql("1"), None)
        return [row.article for row in unique(rows)]

    return index.ask(select, [])


def _matching(match: str, where: Sql) -> tuple[str, Sql]:
    own = Sql("words match ?", (match,))
    return "words join documents d on d.id = words.rowid", all_of([own, where])


def _count(db: sqlite3.Connection, source: str, where: Sql) -> int:
    (total,) = db.execute(f"select count(*) from {source} where {where.text}", where.values).fetchone()
    return int(total)


def _documents(
    db: sqlite3.Connection,
    source: str,
    where: Sql,
    better: dict[int, float],
    limit: int | None,
    base: float,
    rating: str = "0",
) -> list[DocumentRow]:
    """Rows, the newest first. `better`: what some are worth beside their rating; `base`: what all are."""
    order = "words.rowid" if source.startswith("words") else "d.id"
    sql = f"select {_DOCUMENT}, {rating} from {source} where {where.text} order by {order} desc limit ?"
    rows = db.execute(sql, (*where.values, -1 if limit is None else limit))
    return [
        convert((*row, (size, mtime_ns), base + better.get(row[0], 0.0) + _rate(rated)), DocumentRow)
        for *row, size, mtime_ns, rated in rows
    ]


def find_notes(
    db: sqlite3.Connection, asking: Asking, scope: Scope, limit: int | None
) -> tuple[int, list[NoteRow]]:
    """The notes that a query means, and how many there are."""
    condition = asking.of_notes()
    if condition is None:
        return 0, []
    where = all_of([scope.of_notes, condition.rest])
    source, rating, order = "notes n", "0", "n.id desc"
    if condition.match:
        source = "note_words join notes n on n.id = note_words.rowid"
        where = all_of([Sql("note_words match ?", (condition.match,)), where])
    total = _count(db, source, where)
    if condition.match and total <= _MOST_RATED:
        rating, order = "bm25(note_words)", "bm25(note_words), n.id desc"
    sql = f"select {_NOTE}, {rating} from {source} where {where.text} order by {order} limit ?"
    rows = db.execute(sql, (*where.values, -1 if limit is None else limit))
    return total, [convert((*row, _BETTER + _rate(rated)), NoteRow) for *row, rated in rows]


def _rate(rated: float) -> float:
    """FTS5's rating, the better the lower, as one from 0 to 1; in steps, so that what is nearly equal goes by age."""
    if not rated:
        return _UNRATED
    steps = round(2 * max(0.0, -rated)) / 2
    return steps / (1 + steps)


def unique(rows: Iterable[DocumentRow]) -> list[DocumentRow]:
    """One row an article: copies of a file are one article."""
    first: dict[str, DocumentRow] = {}
    for row in rows:
        first.setdefault(row.article, row)
    return list(first.values())
