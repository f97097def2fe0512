"""Who is named, how often, since when: the list of names, of all articles or of some."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct, convert

from annotations.entities.labels import human_name
from annotations.mentions.index import MentionIndex

Sort = Literal["mentions", "articles", "first", "last"]
SORTS: tuple[Sort, ...] = get_args(Sort)
_ORDER = {
    "mentions": "6 desc, 4",
    "articles": "7 desc, 6 desc, 4",
    "first": "8 is null, 8, 6 desc, 4",
    "last": "9 is null, 9 desc, 6 desc, 4",
}
_FETCHED = 1_000
_COLUMNS = "e.id, e.name, e.label, e.folded, e.called"


class NameCount(Struct, frozen=True, array_like=True):
    """An entity over articles."""

    id: int
    """Its number in the index, as long as that is kept."""
    name: str
    label: str
    folded: str
    called: str
    """Folded, a line each: how it is spelled elsewhere, where its name does not hold that."""
    mentions: int
    articles: int
    first: date | None
    """Date of the earliest article with a date that names it."""
    last: date | None


class Where(Struct, frozen=True):
    """Which articles are counted."""

    articles: frozenset[str] | None = None
    """Ids; None: all that the index has."""
    after: date | None = None
    """This day or later. Articles without a date are left out where there is a bound."""
    before: date | None = None
    """Earlier than this day."""
    asked: str = ""
    """What these articles were asked for by, to be said beside what is counted in them."""

    @property
    def is_everywhere(self) -> bool:
        return self.articles is None and self.after is None and self.before is None


EVERYWHERE = Where()


def list_names(
    index: MentionIndex,
    where: Where = EVERYWHERE,
    *,
    sort: Sort = "mentions",
    most: int = -1,
    entity: int | None = None,
) -> list[NameCount]:
    """The names of articles with counts.

    Args:
        index: where they are looked up.
        where: which articles.
        sort: most mentions or articles first, first seen first, last seen first.
        most: no more than so many; -1: all.
        entity: only this one.
    """

    def select(db: sqlite3.Connection) -> list[NameCount]:
        own, values = ("1", ()) if entity is None else ("e.id = ?", (entity,))
        if where.is_everywhere:
            sql = f"select {_COLUMNS}, mentions, articles, first, last from entities e where mentions != 0 and {own}"
            rows = db.execute(f"{sql} order by {_ORDER[sort]} limit ?", (*values, most))
        else:
            condition, more = where_sql(db, where, "o.")
            sql = f"""select {_COLUMNS}, sum(o.mentions), count(*), min(o.published), max(o.published)
                from occurrences o join entities e on e.id = o.entity where {own} and {condition}
                group by o.entity"""
            rows = db.execute(f"{sql} order by {_ORDER[sort]} limit ?", (*values, *more, most))
        return list(_counts(rows))

    return index.ask(select, [])


def _counts(rows: sqlite3.Cursor) -> Iterator[NameCount]:
    """Rows as values; what many of them have alike, labels and days, is there once."""
    labels: dict[str, str] = {}
    days: dict[date | None, date | None] = {}
    while some := rows.fetchmany(_FETCHED):
        for row in convert(some, list[NameCount]):
            yield NameCount(
                row.id,
                row.name,
                labels.setdefault(row.label, row.label),
                row.name if row.name == row.folded else row.folded,
                row.called,
                row.mentions,
                row.articles,
                days.setdefault(row.first, row.first),
                days.setdefault(row.last, row.last),
            )


def spellings(index: MentionIndex, entities: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """What entities are called in the articles besides their name, most often first."""
    wanted = set(entities)
    asked = () if len(wanted) > 50 else tuple(wanted)
    among = f"and n.entity in ({', '.join('?' * len(asked))})" if len(wanted) <= 50 else ""
    sql = f"""select n.entity, s.words, count(*) from mentions m join names n on n.id = m.name
        join spellings s on s.id = m.spelling join entities e on e.id = n.entity where s.words != e.name
        {among} group by n.entity, s.id order by n.entity, 3 desc, s.words"""
    said: dict[int, list[str]] = {}
    for entity, words, _ in index.rows(tuple[int, str, int], sql, *asked):
        if entity in wanted:
            said.setdefault(entity, []).append(words)
    return {entity: tuple(words) for entity, words in said.items()}


def articles_named(index: MentionIndex, words: str) -> frozenset[str]:
    """The ids of articles that name somebody or something so, in full or by these letters of it. `words`: folded."""
    sql = """select a.article from articles a where a.id in (
        select m.article from mentions m where m.spelling in (select id from spellings where instr(folded, ?))
        union select o.article from occurrences o
            where o.entity in (select id from entities where instr(folded, ?)))"""
    return frozenset(id for (id,) in index.rows(tuple[str], sql, words, words))


def kinds_of_twins(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What to call the kinds of those that are called alike; by name and label, as `names` has them."""
    known = set(names)
    said = Counter(name for name, _ in known)
    return {(name, label): human_name(label) for name, label in known if said[name] > 1}


def where_sql(db: sqlite3.Connection, where: Where, table: str) -> tuple[str, list[object]]:
    """What an occurrence must be like, as SQL; `table`: its name there, with a dot."""
    conditions, values = ["1"], list[object]()
    if where.after is not None:
        conditions.append(f"{table}published >= ?")
        values.append(where.after.isoformat())
    if where.before is not None:
        conditions.append(f"{table}published < ?")
        values.append(where.before.isoformat())
    if where.articles is not None:
        db.execute("create temp table if not exists scope (article text primary key) without rowid")
        db.execute("delete from temp.scope")
        db.executemany("insert into temp.scope values (?)", [(id,) for id in where.articles])
        conditions.append(
            f"{table}article in (select a.id from articles a join temp.scope s on s.article = a.article)"
        )
    return " and ".join(conditions), values


def articles_with(index: MentionIndex, words: str) -> frozenset[str]:
    """The ids of articles that name an entity which is called so anywhere; where nobody is, those whose name has these words.

    `words`: folded, the whole name, or some words of it.
    """
    for called in ("folded = ?", "instr(' ' || folded || ' ', ' ' || ? || ' ')"):
        sql = f"""select distinct a.article from occurrences o join articles a on a.id = o.article where o.entity in (
            select id from entities where {called} union select n.entity from mentions m
                join names n on n.id = m.name
                where m.spelling in (select id from spellings where {called}))"""
        if ids := frozenset(id for (id,) in index.rows(tuple[str], sql, words, words)):
            return ids
    return frozenset()


def articles_heard(index: MentionIndex, words: str) -> frozenset[str]:
    """The ids of articles in which a name is written so or goes by it, or would but for the reader's corrections.

    `words`: folded, the whole name.
    """
    sql = """select a.article from articles a where a.id in (
        select article from mentions where spelling in (select id from spellings where folded = ?)
        union select article from heard where folded = ?
        union select article from mentions where name in (
            select n.id from names n join entities e on e.id = n.entity where e.folded = ?))"""
    return frozenset(id for (id,) in index.rows(tuple[str], sql, words, words, words))


def articles_under(index: MentionIndex, paths: Iterable[Path]) -> frozenset[str]:
    """The ids of the articles that the index has of files and folders, without a look at any of them."""
    wanted = [str(path.absolute()) for path in paths]
    return frozenset(
        id
        for id, path in index.rows(tuple[str, str], "select article, path from articles")
        if any(path == one or path.startswith(one.rstrip(os.sep) + os.sep) for one in wanted)
    )


def where_under(index: MentionIndex, paths: Iterable[Path]) -> Where:
    """All articles that the index has of files and folders."""
    under = articles_under(index, paths)
    return EVERYWHERE if len(under) == count_articles(index) else Where(under)


def count_articles(index: MentionIndex) -> int:
    return index.ask(lambda db: int(db.execute("select count(*) from articles").fetchone()[0]), 0)


def count_names(index: MentionIndex, where: Where = EVERYWHERE) -> int:
    """How many `list_names` gives."""

    def count(db: sqlite3.Connection) -> int:
        if where.is_everywhere:
            return int(db.execute("select count(*) from entities where mentions != 0").fetchone()[0])
        condition, values = where_sql(db, where, "o.")
        sql = f"select count(distinct o.entity) from occurrences o where {condition}"
        return int(db.execute(sql, values).fetchone()[0])

    return index.ask(count, 0)


def canonical_names(index: MentionIndex, entity: int) -> tuple[str, ...]:
    """The names that an entity goes by within articles: its own, its acronym where nothing else is said."""
    sql = "select distinct name from names where entity = ? order by id"
    return tuple(name for (name,) in index.rows(tuple[str], sql, entity))


def names_in(index: MentionIndex, article: str) -> list[tuple[str, str]]:
    """What an article's names go by in it, each with its label, as far as the index has the article."""
    sql = """select distinct n.name, n.label from articles a join mentions m on m.article = a.id
        join names n on n.id = m.name where a.article = ?"""
    return index.rows(tuple[str, str], sql, article)


def articles_of(index: MentionIndex, entity: int) -> frozenset[str]:
    sql = "select a.article from occurrences o join articles a on a.id = o.article where o.entity = ?"
    return frozenset(id for (id,) in index.rows(tuple[str], sql, entity))
