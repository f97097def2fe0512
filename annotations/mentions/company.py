"""Co-occurrence: who is named in the same articles, paragraphs and sentences as somebody; not who wrote them."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from msgspec import Struct, convert

from annotations.mentions.index import PACKED, MentionIndex
from annotations.mentions.names import EVERYWHERE, NameCount, Where, kinds_of_twins, where_sql
from annotations.mentions.passages import BYLINE

_UNIT = 1 << 32
"""More than an article has paragraphs or passages: an article's number times this, plus theirs, is a unit's own."""


class Beside(Struct, frozen=True, array_like=True):
    """Somebody who is named beside somebody."""

    id: int
    name: str
    label: str
    articles: int
    paragraphs: int
    sentences: int


def beside(index: MentionIndex, entity: int, where: Where = EVERYWHERE, *, most: int = 200) -> list[Beside]:
    """Who is named in the same articles as an entity: most articles first, of these who stands nearest."""

    def select(db: sqlite3.Connection) -> list[Beside]:
        condition, values = where_sql(db, where, "o.")
        sql = f"""select p.entities from occurrences o join present p on p.article = o.article
            where o.entity = ? and {condition}"""
        packed = convert(db.execute(sql, (entity, *values)).fetchall(), list[tuple[bytes]])
        articles = Counter(array(PACKED, b"".join(chain.from_iterable(packed))))
        del articles[entity]
        enough = min((count for _, count in articles.most_common(most)), default=0)
        counts = {id: count for id, count in articles.items() if count >= enough}
        ids = ",".join(map(str, counts))  # as text: there may be more of them than a statement takes values
        sql = f"select id, entity from names where entity in ({ids})"
        named = dict(convert(db.execute(sql).fetchall(), list[tuple[int, int]]))
        paragraphs, sentences = _near(db, entity, condition, values, named)
        sql = f"select id, name, label from entities where id in ({ids})"
        rows = [(*one, counts[one[0]], paragraphs[one[0]], sentences[one[0]]) for one in db.execute(sql)]
        rows.sort(key=lambda row: (-row[3], -row[4], -row[5], row[1]))
        return convert(rows[:most], list[Beside])

    return index.ask_at_once(select, [])


def kinds_beside(name: NameCount, company: Sequence[Beside]) -> dict[tuple[str, str], str]:
    """What to call the kinds of those in a name's company that are called as it is, or as each other."""
    return kinds_of_twins([(name.name, name.label), *((one.name, one.label) for one in company)])


def said_of_company(company: Sequence[Beside], twins: Mapping[tuple[str, str], str]) -> str:
    """Names with how many articles they share, in a row; those that are called alike with their kinds."""
    kinds = (twins.get((one.name, one.label)) for one in company)
    return ", ".join(
        f"{one.name}{f' ({kind})' if kind else ''} {one.articles}"
        for one, kind in zip(company, kinds, strict=True)
    )


def _near(
    db: sqlite3.Connection, entity: int, condition: str, values: Sequence[object], named: Mapping[int, int]
) -> tuple[Counter[int], Counter[int]]:
    """In how many paragraphs, and in how many passages, others stand with an entity.

    Args:
        db: the index.
        entity: whom they stand with.
        condition: which occurrences `o` are counted.
        values: of the condition.
        named: the numbers of the others' names with theirs.
    """
    own = {id for (id,) in db.execute("select id from names where entity = ?", (entity,))}
    sql = f"""select m.article * {_UNIT} + m.paragraph, m.article * {_UNIT} + m.passage, m.name from (
            select distinct m.article, m.paragraph from mentions m
            join occurrences o on o.article = m.article and o.entity = ?
            where m.name in (select id from names where entity = ?) and m.paragraph != {BYLINE} and {condition}
        ) unit join mentions m on m.article = unit.article and m.paragraph = unit.paragraph"""
    paragraphs: dict[int, set[int]] = {}
    passages: dict[int, set[int]] = {}
    with_it: set[int] = set()
    for paragraph, passage, name in db.execute(sql, (entity, entity, *values)):
        if name in own:
            with_it.add(passage)
        elif (other := named.get(name)) is not None:
            paragraphs.setdefault(paragraph, set()).add(other)
            passages.setdefault(passage, set()).add(other)
    sentences = (passages[passage] for passage in with_it if passage in passages)
    return Counter(chain.from_iterable(paragraphs.values())), Counter(chain.from_iterable(sentences))


def matrix(
    index: MentionIndex, entities: Sequence[int], where: Where = EVERYWHERE
) -> dict[tuple[int, int], int]:
    """In how many articles any two of some entities are named together; on the diagonal, in how many at all."""

    def select(db: sqlite3.Connection) -> dict[tuple[int, int], int]:
        condition, values = where_sql(db, where, "o.")
        marks = ", ".join("?" * len(entities))
        sql = f"""select o.entity, other.entity, count(*) from occurrences o
            join occurrences other on other.article = o.article and other.entity in ({marks})
            where o.entity in ({marks}) and {condition} group by 1, 2"""
        rows = db.execute(sql, (*entities, *entities, *values)).fetchall()
        return {(one, other): count for one, other, count in convert(rows, list[tuple[int, int, int]])}

    return index.ask(select, {})
