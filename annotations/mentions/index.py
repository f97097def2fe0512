"""The index of mentions on disk: a cache in SQLite that is rebuilt from articles, found entities and corrections.

It is opened, never loaded: what a screen asks is answered by a query. Several processes may use it at once.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from annotations.files.sqlite_cache import SqliteCache, made_by
from annotations.mentions.identity import Key, join_names, key_of, stated_short_form
from annotations.mentions.passages import BYLINE, ArticleMentions, ArticleState
from annotations.text.folding import fold

FILE_NAME = "mentions.sqlite"
_VERSION = 4
PACKED = "I"
"""How the numbers of entities lie in `present`: an array of these."""
_WAIT_SECONDS = 5
_TABLES = {
    "articles": """(id integer primary key, article text unique, path text, title text, published text,
        fingerprint text, engine text, corrections text)""",
    "names": "(id integer primary key, name text, label text, kind text, key text, entity integer, unique (name, label))",
    "spellings": "(id integer primary key, words text unique, folded text)",
    "mentions": """(article integer, paragraph integer, passage integer, start integer, "end" integer, name integer,
        spelling integer, primary key (article, paragraph, passage, start)) without rowid""",
    "passages": """(article integer, number integer, start integer, text text,
        primary key (article, number)) without rowid""",
    "stated": "(article integer, kind text, short text, full_kind text, full text)",
    "entities": """(id integer primary key, kind text, key text, name text, label text, folded text, called text,
        mentions integer, articles integer, first text, last text, unique (kind, key))""",
    "occurrences": """(entity integer, article integer, published text, mentions integer,
        primary key (entity, article)) without rowid""",
    "present": "(article integer primary key, entities blob)",
    "called": "(name integer, spelling integer, primary key (name, spelling)) without rowid",
    "heard": "(article integer, folded text)",
    "rules": "(number integer primary key, rule text)",
    "apart": "(kind text, key text, primary key (kind, key))",
}
"""An entity is all names that are one; an occurrence is an entity in an article; `present` has the
entities of each article's text, bylines left out, at once. `called`: how a name is spelled somewhere,
in an entity those spellings that its name does not hold; `heard`: words that would be mentions but
for the reader's corrections; `rules`: the corrections of all articles that are in force in what is kept; `apart`: names that
the reader has said to be nobody else."""
_INDICES = {
    "mentions_by_name": "mentions (name)",
    "mentions_by_spelling": "mentions (spelling)",
    "names_by_key": "names (kind, key)",
    "names_by_entity": "names (entity)",
    "stated_by_article": "stated (article)",
    "heard_by_article": "heard (article)",
    "entities_by_mentions": "entities (mentions)",
    "occurrences_by_article": "occurrences (article)",
}
_SCHEMA = (
    *(f"drop table if exists {name}" for name in _TABLES),
    *(f"create table {name} {columns}" for name, columns in _TABLES.items()),
    *(f"create index {name} on {on}" for name, on in _INDICES.items()),
)


class _StateRow(Struct, frozen=True, array_like=True):
    """A row as it must be: SQLite itself keeps anything in any column."""

    article: str
    path: str
    title: str
    published: date | None
    fingerprint: str
    engine: str
    corrections: str


class MentionIndex(SqliteCache):
    """The file of mentions; `annotations/mentions/service.py` keeps it up to date."""

    def __init__(self, folder: Path) -> None:
        """`mentions.sqlite` in `folder`; where that can't be used it lives in memory."""
        super().__init__(
            folder / FILE_NAME, _VERSION, made_by(*_SCHEMA), wait_s=_WAIT_SECONDS, also_in_memory=True
        )

    def states(self, article: str = "") -> dict[str, ArticleState]:
        """Of what the mentions of each article were made, or of one, by article id."""
        sql = "select article, path, title, published, fingerprint, engine, corrections from articles"
        sql, values = (f"{sql} where article = ?", (article,)) if article else (sql, ())
        return {
            row.article: ArticleState(
                row.path, row.title, row.published, row.fingerprint, row.engine, row.corrections
            )
            for row in self.rows(_StateRow, sql, *values)
        }

    def said(self) -> dict[str, str]:
        """Digests of the reader's own word on each article, by id."""
        return dict(self.rows(tuple[str, str], "select article, corrections from articles"))

    def ids(self) -> list[str]:
        return [id for (id,) in self.rows(tuple[str], "select article from articles")]

    def put(self, articles: Sequence[ArticleMentions]) -> None:
        """Keep the mentions of articles in the place of what was known of them."""

        def write(db: sqlite3.Connection) -> None:
            touched = Touched()
            for one in articles:
                _put(db, one, touched)
            settle(db, touched)

        if articles:
            self.change(write)

    def forget(self, articles: Iterable[str]) -> None:
        ids = list(articles)

        def write(db: sqlite3.Connection) -> None:
            touched = Touched()
            for article in ids:
                touched.names.update(_drop(db, article, touched))
                db.execute("delete from articles where article = ?", (article,))
            settle(db, touched)

        if ids:
            self.change(write)

    def rules(self) -> list[str]:
        """The corrections of all articles that are in force in what is kept."""
        return [rule for (rule,) in self.rows(tuple[str], "select rule from rules order by number")]

    def keep_rules(self, rules: Sequence[str], apart: Collection[Key]) -> None:
        """Keep which corrections of all articles are in force in what is kept, and who is nobody else by them."""

        def write(db: sqlite3.Connection) -> None:
            for table in ("rules", "apart"):
                db.execute(f"delete from {table}")
            db.executemany("insert into rules (rule) values (?)", [(rule,) for rule in rules])
            db.executemany("insert into apart values (?, ?)", sorted(apart))
            settle(db, Touched())

        self.change(write)


class Touched:
    """What a change leaves to be summed up anew."""

    def __init__(self) -> None:
        self.articles: set[int] = set()
        self.names: set[int] = set()
        """Those that are mentioned more or less often than before, or at another time."""
        self.named: set[int] = set()
        """Those that had mentions in an article that was read anew: they may be spelled otherwise now."""
        self.entities: set[int] = set()


def _put(db: sqlite3.Connection, one: ArticleMentions, touched: Touched) -> None:
    before = _drop(db, one.article, touched)
    state = one.state
    published = state.published.isoformat() if state.published else None
    was = db.execute("select published from articles where article = ?", (one.article,)).fetchone()
    db.execute(
        """insert into articles (article, path, title, published, fingerprint, engine, corrections)
        values (?, ?, ?, ?, ?, ?, ?) on conflict (article) do update set path = excluded.path, title = excluded.title,
        published = excluded.published, fingerprint = excluded.fingerprint, engine = excluded.engine,
        corrections = excluded.corrections""",
        (one.article, state.path, state.title, published, state.fingerprint, state.engine, state.corrections),
    )
    (number,) = db.execute("select id from articles where article = ?", (one.article,)).fetchone()
    touched.articles.add(number)
    names = {pair: name_number(db, *pair) for pair in {(placed.name, placed.label) for placed in one.names}}
    spellings = {words: _spelling(db, words) for words in {placed.words for placed in one.names}}
    db.executemany(
        "insert or replace into mentions values (?, ?, ?, ?, ?, ?, ?)",
        [
            (number, placed.paragraph, placed.passage, placed.span.start, placed.span.end,
             names[placed.name, placed.label], spellings[placed.words])
            for placed in one.names
        ],
    )  # fmt: skip
    db.executemany(
        "insert or ignore into called values (?, ?)",
        {(names[placed.name, placed.label], spellings[placed.words]) for placed in one.names},
    )
    db.executemany(
        "insert into passages values (?, ?, ?, ?)",
        [(number, at, passage.start, passage.text) for at, passage in enumerate(one.passages)],
    )
    after = Counter(names[placed.name, placed.label] for placed in one.names)
    is_moved = was is not None and was[0] != published
    touched.names.update(name for name in before | after if is_moved or before[name] != after[name])
    state_short_forms(db, number, one.stated)
    db.executemany("insert into heard values (?, ?)", [(number, fold(words)) for words in one.heard])


def state_short_forms(db: sqlite3.Connection, article: int, said: Iterable[tuple[str, str, str]]) -> None:
    """Keep what an article states by calling names otherwise; `said`: (words, name, label)."""
    stated = {
        (*short, *key_of(name, label))
        for words, name, label in said
        if words != name and (short := stated_short_form(words, name, label))
    }
    db.executemany("insert into stated values (?, ?, ?, ?, ?)", [(article, *row) for row in sorted(stated)])


def _drop(db: sqlite3.Connection, article: str, touched: Touched) -> Counter[int]:
    """Take out what is known of an article; its row stays, so that it keeps its number. How often it had which name."""
    row = db.execute("select id from articles where article = ?", (article,)).fetchone()
    if row is None:
        return Counter()
    touched.articles.add(row[0])
    counts = "select name, count(*) from mentions where article = ? group by name"
    before = Counter(dict(db.execute(counts, row).fetchall()))
    touched.named.update(before)
    for table in ("mentions", "passages", "stated", "heard"):
        db.execute(f"delete from {table} where article = ?", row)
    return before


def name_number(db: sqlite3.Connection, name: str, label: str) -> int:
    """The number of a name; a new one begins as an entity of its own, or joins that of its key."""
    known = db.execute("select id from names where name = ? and label = ?", (name, label)).fetchone()
    if known is not None:
        return int(known[0])
    kind, key = key_of(name, label)
    entity = _entity(db, (kind, key))
    row = (name, label, kind, key, entity)
    added = db.execute("insert into names (name, label, kind, key, entity) values (?, ?, ?, ?, ?)", row)
    return int(added.lastrowid or 0)


def _spelling(db: sqlite3.Connection, words: str) -> int:
    known = db.execute("select id from spellings where words = ?", (words,)).fetchone()
    if known is not None:
        return int(known[0])
    added = db.execute("insert into spellings (words, folded) values (?, ?)", (words, fold(words)))
    return int(added.lastrowid or 0)


def _entity(db: sqlite3.Connection, key: Key) -> int:
    known = db.execute("select id from entities where kind = ? and key = ?", key).fetchone()
    if known is not None:
        return int(known[0])
    row = (*key, "", "", "", "", 0, 0)
    added = db.execute(
        """insert into entities (kind, key, name, label, folded, called, mentions, articles)
        values (?, ?, ?, ?, ?, ?, ?, ?)""",
        row,
    )
    return int(added.lastrowid or 0)


def settle(db: sqlite3.Connection, touched: Touched) -> None:
    """Join names to the entities that they belong to now, then sum up what has changed."""
    _forget_spellings(db, touched)
    _join(db, touched)
    db.execute("create temp table if not exists touched (id integer primary key)")
    db.execute("delete from temp.touched")
    db.executemany("insert into temp.touched values (?)", [(id,) for id in touched.articles])
    db.execute("delete from occurrences where article in temp.touched")
    db.execute(
        """insert into occurrences select n.entity, m.article, a.published, count(*)
        from mentions m join names n on n.id = m.name join articles a on a.id = m.article
        where m.article in temp.touched group by n.entity, m.article"""
    )
    _pack(db, touched.articles)
    for name in touched.names:
        touched.entities.update(*db.execute("select entity from names where id = ?", (name,)))
    _sum_up(db, touched.entities)


def _forget_spellings(db: sqlite3.Connection, touched: Touched) -> None:
    """What a name is called nowhere any more; it would still be found by that."""
    sql = """delete from called where name = ? and not exists (select 1 from mentions indexed by mentions_by_spelling
        where mentions.spelling = called.spelling and mentions.name = called.name)"""
    touched.names.update(name for name in touched.named if db.execute(sql, (name,)).rowcount)


def _pack(db: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Keep who is named in the text of each of these articles in one row: so many rows less to count company by."""
    sql = f"""select distinct n.entity from mentions m join names n on n.id = m.name
        where m.article = ? and m.paragraph != {BYLINE}"""
    rows = (
        (id, array(PACKED, (entity for (entity,) in db.execute(sql, (id,)).fetchall())).tobytes())
        for id in articles
    )
    db.executemany("insert or replace into present values (?, ?)", rows)


def _join(db: sqlite3.Connection, touched: Touched) -> None:
    """Move names whose entity is another one than it was."""
    stated = db.execute("select distinct kind, short, full_kind, full from stated").fetchall()
    apart = set(db.execute("select kind, key from apart").fetchall())
    joins = join_names((((kind, short), (full_kind, full)) for kind, short, full_kind, full in stated), apart)
    moved = db.execute(
        """select n.id, n.kind, n.key, n.entity from names n join entities e on e.id = n.entity
        where e.kind != n.kind or e.key != n.key"""
    ).fetchall()
    wanted = {(id, kind, key, entity) for id, kind, key, entity in moved}
    for name in joins:
        wanted.update(
            db.execute("select id, kind, key, entity from names where kind = ? and key = ?", name).fetchall()
        )
    for id, kind, key, entity in sorted(wanted):
        target = _entity(db, joins.get((kind, key), (kind, key)))
        if target != entity:
            db.execute("update names set entity = ? where id = ?", (target, id))
            touched.entities.update((entity, target))
            said_in = db.execute("select distinct article from mentions where name = ?", (id,)).fetchall()
            touched.articles.update(article for (article,) in said_in)


def _sum_up(db: sqlite3.Connection, entities: Iterable[int]) -> None:
    """Count entities anew; each goes by the name it has most, one of its own where it has one, of two rather by no capitals."""
    rows: list[tuple[object, ...]] = []
    for id in sorted(entities):
        named = db.execute(
            """select n.name, n.label from names n join entities e on e.id = n.entity where n.entity = ?
            order by (n.kind = e.kind and n.key = e.key) desc,
                (select count(*) from mentions m where m.name = n.id) desc,
                n.name = upper(n.name), n.name, n.label limit 1""",
            (id,),
        ).fetchone() or ("", "")
        mentions, articles, first, last = db.execute(
            "select total(mentions), count(*), min(published), max(published) from occurrences where entity = ?",
            (id,),
        ).fetchone()
        folded = fold(named[0])
        called = db.execute(
            """select distinct s.folded from names n join called c on c.name = n.id
            join spellings s on s.id = c.spelling where n.entity = ? order by 1""",
            (id,),
        ).fetchall()
        others = "\n".join(words for (words,) in called if words not in folded)
        rows.append((*named, folded, others, int(mentions), articles, first, last, id))
    db.executemany(
        """update entities set name = ?, label = ?, folded = ?, called = ?, mentions = ?, articles = ?, first = ?, last = ?
        where id = ?""",
        rows,
    )
