"""The rows that a query means, best first, and how many there are.

Best is what the title or a note says, then what FTS5 rates highest (BM25), then what is newest. Where thousands are meant
the rating tells nothing any more and takes longest: those go by title and age alone.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct, convert

from annotations.search.conditions import Asking, Condition, Sql, all_of
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
        sql = f"select d.id from documents d where {where.text} order by d.id desc"
        ids = [id for (id,) in db.execute(sql, where.values)]
        return len(ids), _documents(db, [(id, _UNRATED) for id in ids[:limit]])
    ids = _ids(db, "words", condition.match, where, _MOST_RATED + 1)
    if len(ids) > _MOST_RATED:
        return _unrated(db, condition, where, ids, limit)
    if not ids:
        return 0, []
    known = set(ids)
    titled = set(_ids(db, "titles", condition.titles, Sql("1"))) if condition.titles else set()
    rated = [
        (id, _rate(rating) + (_BETTER if id in titled else 0.0))
        for id, rating in db.execute(
            f"select rowid, {_RATING} from words where words match ?", (condition.match,)
        )
        if id in known
    ]
    rated.sort(key=lambda one: (-one[1], -one[0]))
    return len(ids), _documents(db, rated[:limit])


def _unrated(
    db: sqlite3.Connection, condition: Condition, where: Sql, newest: Sequence[int], limit: int | None
) -> tuple[int, list[DocumentRow]]:
    """Of thousands: those with the words in their title, then all others, of both the newest first.

    `newest`: the first thousands; asking for them takes FTS5 as long as asking for all, where many words begin so.
    """
    matching = _matching("words", condition.match, where)
    (total,) = db.execute(f"select count(*) from {matching.text}", matching.values).fetchone()
    best = _titled(db, condition, where, limit)
    known = set(best)
    if limit is None or limit + len(best) > len(newest):
        newest = _ids(db, "words", condition.match, where)
    chosen = [(id, _BETTER + _UNRATED) for id in best]
    chosen += [(id, _UNRATED) for id in newest if id not in known]
    return total, _documents(db, chosen[:limit])


def _matching(table: str, match: str, where: Sql) -> Sql:
    """The rows that match in one of the tables of words; `d` is `documents` where more has to hold."""
    if where.text == "1":
        return Sql(f"{table} where {table} match ?", (match,))
    return where.within(
        f"{table} join documents d on d.id = {table}.rowid where {table} match ? and {{}}", match
    )


def _ids(db: sqlite3.Connection, table: str, match: str, where: Sql, limit: int | None = None) -> list[int]:
    """Rows that match, the newest first: as FTS5 has them, so that it stops at the limit."""
    matching, most = _matching(table, match, where), -1 if limit is None else limit
    sql = f"select {table}.rowid from {matching.text} order by {table}.rowid desc limit ?"
    return [id for (id,) in db.execute(sql, (*matching.values, most))]


def _titled(db: sqlite3.Connection, condition: Condition, where: Sql, limit: int | None) -> list[int]:
    """Rows with the words in their title, the newest first."""
    if not condition.titles:
        return []
    if condition.titles == condition.match:  # what is in the title is in the article
        return _ids(db, "titles", condition.titles, where, limit)
    meant = set(_ids(db, "words", condition.match, where))
    return [id for id in _ids(db, "titles", condition.titles, Sql("1")) if id in meant][:limit]


def find_articles(db: sqlite3.Connection, asking: Asking) -> frozenset[str]:
    """The ids of all articles that a query means, be it by their notes."""
    condition = asking.of_articles(by_notes=True)
    source = Sql(f"documents d where {condition.rest.text}", condition.rest.values)
    if condition.match:
        matching = _matching("words", condition.match, condition.rest)
        source = matching.within("documents where id in (select words.rowid from {})")
    sql = f"select distinct article from {source.text}"
    return frozenset(id for (id,) in db.execute(sql, source.values))


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

    return index.ask_at_once(select, [])


def _documents(db: sqlite3.Connection, chosen: Sequence[tuple[int, float]]) -> list[DocumentRow]:
    """The rows of these numbers, in their order, with their scores."""
    sql = f"select {_DOCUMENT} from documents d where d.id in (select value from json_each(?))"
    rows = {row[0]: row for row in db.execute(sql, (json.dumps([id for id, _ in chosen]),))}
    return [
        convert((*rows[id][:-2], rows[id][-2:], score), DocumentRow) for id, score in chosen if id in rows
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
    (total,) = db.execute(f"select count(*) from {source} where {where.text}", where.values).fetchone()
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
