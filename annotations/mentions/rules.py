"""What the reader says of all articles, brought into the index by one query instead of reading each article again.

Only what is said last, and of words of which nothing narrower or earlier takes back what they were: all else is read anew.
"""

import sqlite3
from collections.abc import Iterable

from msgspec import convert

from annotations.entities.corrections import Correction, squeezed
from annotations.entities.labels import kind_of
from annotations.mentions.index import MentionIndex, Touched, name_number, settle, state_short_forms
from annotations.text.folding import fold


def apply_rule(
    index: MentionIndex, correction: Correction, before: Iterable[Correction] = ()
) -> frozenset[str] | None:
    """Bring a correction that has just been made of all articles into the index.

    Args:
        index: the mentions as they were before.
        correction: it holds everywhere.
        before: what was said of all articles earlier.

    Returns:
        The ids of articles that have corrections of their own and have to be read anew; None: all that have the words,
        nothing was done.
    """
    words, kind = squeezed(correction.text), correction.kind
    if kind == "add":
        return None
    said_kinds = {kind_of(one.new_label) for one in before if one.new_label}

    def write(db: sqlite3.Connection) -> frozenset[str] | None:
        if db.execute("select 1 from heard where folded = ? limit 1", (fold(words),)).fetchone():
            return None
        db.execute("begin immediate")
        said = db.execute(
            """select m.article, m.paragraph, m.passage, m.start, n.id, n.name, n.label, a.article, a.corrections
            from mentions m join names n on n.id = m.name join articles a on a.id = m.article
            where m.spelling in (select id from spellings where words = ?)
                or m.name in (select id from names where name = ?)""",
            (words, words),
        ).fetchall()
        others = {kind_of(row[6]) for row in said if not correction.means(row[6])}
        if others & said_kinds:
            db.execute("rollback")
            return None  # which of them were of the kind that is meant before that was said is not kept here
        said = [row for row in said if correction.means(row[6])]
        touched = Touched()
        places = [row[:4] for row in said if not row[8]]
        touched.articles.update(row[0] for row in said if not row[8])
        touched.names.update(row[4] for row in said if not row[8])
        if kind == "not-entity":
            where = "article = ? and paragraph = ? and passage = ? and start = ?"
            db.executemany(f"delete from mentions where {where}", places)
        else:
            names = {
                (name, label): _named(db, correction, name, label)
                for *_, name, label, _, own in said
                if not own
            }
            touched.names.update(names.values())
            db.executemany(
                "update mentions set name = ? where article = ? and paragraph = ? and passage = ? and start = ?",
                [(names[row[5], row[6]], *row[:4]) for row in said if not row[8]],
            )
        _keep_heard(db, touched, words)
        settle(db, touched)
        db.execute("commit")
        return convert({row[7] for row in said if row[8]}, frozenset[str])

    return index.ask(write, None)


def _named(db: sqlite3.Connection, correction: Correction, name: str, label: str) -> int:
    """What a mention goes by from now on."""
    name = name if correction.kind == "relabel" else correction.canonical
    return name_number(db, name, correction.new_label or label)


def _keep_heard(db: sqlite3.Connection, touched: Touched, words: str) -> None:
    """Keep that the words were names before, how names are spelled now, and what the articles state."""
    db.executemany("insert into heard values (?, ?)", [(id, fold(words)) for id in touched.articles])
    for name in touched.names:
        db.execute("delete from called where name = ?", (name,))
        db.execute("insert into called select distinct name, spelling from mentions where name = ?", (name,))
    for article in touched.articles:
        db.execute("delete from stated where article = ?", (article,))
        said = db.execute(
            """select distinct s.words, n.name, n.label from mentions m join names n on n.id = m.name
            join spellings s on s.id = m.spelling where m.article = ? and s.words != n.name""",
            (article,),
        ).fetchall()
        state_short_forms(db, article, said)
