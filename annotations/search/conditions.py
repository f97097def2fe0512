"""A query as SQL over the index: one rule for articles and for notes, and one for what FTS5 answers and for what it can't.

Words go to FTS5 together, in one MATCH. What it knows only roughly (signs, `near`, names) it narrows down, and a function
of ours decides; where there is no FTS5 that function looks at every text.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct, field

from annotations.search.index import OF_ARTICLE, first_id
from annotations.search.query import TEXT_KINDS, Query, Term
from annotations.search.words import is_near, is_plain, occurs, tokens_of
from annotations.text.folding import fold

_SHORT: Final = ("title", "author", "site", "tags")
"""Columns that are not folded yet."""
_SIDE_BY_SIDE: Final = 50
"""SQLite takes conditions no deeper than a thousand, and each that is joined to others lies one deeper."""
IS_NOTE: Final = f"n.end <> {OF_ARTICLE[1]}"
_FOLDED: Final = "(select ifnull(folded, lower(text)) from texts where texts.id = d.id)"


class Sql(Struct, frozen=True):
    """A piece of SQL with its values."""

    text: str
    values: tuple[object, ...] = ()

    def within(self, frame: str, *values: object) -> "Sql":
        """The same in the place of `{}`; `values` are those before it."""
        return Sql(frame.replace("{}", self.text), (*values, *self.values))


def all_of(parts: Iterable[Sql]) -> Sql:
    """All parts hold."""
    return _joined([part for part in parts if part.text != "1"], " and ", "1")


def any_of(parts: Iterable[Sql]) -> Sql:
    """One of the parts holds."""
    return _joined(list(parts), " or ", "0")


def _joined(parts: Sequence[Sql], sign: str, empty: str) -> Sql:
    if not parts:
        return Sql(empty)
    texts = [part.text for part in parts]
    while len(texts) > _SIDE_BY_SIDE:
        some = range(0, len(texts), _SIDE_BY_SIDE)
        texts = [f"({sign.join(texts[at : at + _SIDE_BY_SIDE])})" for at in some]
    return Sql(f"({sign.join(texts)})", tuple(v for part in parts for v in part.values))


class Condition(Struct, frozen=True):
    """What a query asks of one table: a MATCH that narrows down at once, and what else has to hold."""

    match: str
    """Empty: none."""
    titles: str
    """What is looked for in any column, as a MATCH for titles; empty: nothing."""
    rest: Sql


class Asking(Struct, frozen=True):
    """A query, and what it needs beside the index."""

    query: Query
    store: int
    """Number of the store whose notes count."""
    read_states: Callable[[str], Sequence[str]]
    """Ids of the articles in a state; `unread`: of those that are not."""
    named: Callable[[Term], tuple[Sequence[str], Sequence[str]]]
    """Ids of the articles that name somebody, and of all of which that is known."""
    names: Callable[[str, str, str], bool | None]
    """Of any other article, by id and fingerprint: does it name somebody (folded)? None: nobody has looked."""
    with_words: bool = True
    """Is there FTS5?"""
    _looked_for: list[Term] = field(default_factory=list)

    def prepare(self, db: sqlite3.Connection) -> None:
        """Give SQLite the functions that decide where FTS5 only narrows down."""

        def says(number: int, folded: str | None) -> bool:
            term = self._looked_for[number]
            if not folded:
                return False
            return is_near(term, folded) if term.kind == "near" else _says(term, folded)

        def names(number: int, article: str, fingerprint: str, folded: str) -> bool:
            term = self._looked_for[number]
            known = self.names(term.value, article, fingerprint)
            return _says(term, folded) if known is None else known

        db.create_function("says", 2, says)
        db.create_function("says_raw", 2, lambda number, raw: raw is not None and says(number, fold(raw)))
        db.create_function("names", 4, names)

    def of_articles(self, *, by_notes: bool = False) -> Condition:
        """What articles have to meet; `d` is `documents`. `by_notes`: what is asked of notes is asked of theirs in any case."""
        by_notes = by_notes or bool(self.query.words)
        return self._condition(lambda term: self._of_article(term, counts_notes=by_notes or term.is_not))

    def of_notes(self) -> Condition | None:
        """What notes have to meet; `n` is `notes`. None: the query is not about notes."""
        if not self.query.words and not self.query.asks("tag", "has", "note", "noted"):
            return None
        return self._condition(self._of_note, is_of_notes=True)

    def _condition(self, sql_of: Callable[[Term], Sql], *, is_of_notes: bool = False) -> Condition:
        matches: list[str] = []
        anywhere: list[str] = []
        excluded: list[str] = []
        rest: list[Sql] = []
        for group in self.query.groups:
            words = [_match_of(term, is_of_notes=is_of_notes) if self.with_words else "" for term in group]
            is_exact = all(words) and all(map(_is_exact, group))
            if all(words) and not any(term.is_not for term in group):
                matches.append(f"({' OR '.join(words)})")
                anywhere += matches[-1:] if all(term.kind in TEXT_KINDS for term in group) else ()
            elif is_exact and len(group) == 1:
                excluded.append(words[0])
                continue
            if not (is_exact and not any(term.is_not for term in group)):
                rest.append(any_of(_negated(sql_of(t)) if t.is_not else sql_of(t) for t in group))
        match, titles = " AND ".join(matches), " AND ".join(anywhere)
        if excluded and match:
            match = f"({match}) NOT ({' OR '.join(excluded)})"
        elif excluded:
            rest += (_negated(_found_in(words, is_of_notes=is_of_notes)) for words in excluded)
        return Condition(match, titles, all_of(rest))

    def _number(self, term: Term) -> int:
        self._looked_for.append(term)
        return len(self._looked_for) - 1

    def _in_text(self, term: Term, columns: Sequence[str], *, is_of_notes: bool = False) -> Sql:
        """Words in a table's own texts: FTS5's answer, where it is only roughly right borne out by ours."""
        narrow = _match_of(term, is_of_notes=is_of_notes) if self.with_words else ""
        parts = [_found_in(narrow, is_of_notes=is_of_notes)] if narrow else []
        if not narrow or not _is_exact(term):
            number = self._number(term)
            looks = [Sql(f"says_raw(?, {column})", (number,)) for column in columns]
            if not is_of_notes and term.kind in TEXT_KINDS:
                looks.append(Sql(f"says(?, {_FOLDED})", (number,)))
            parts.append(any_of(looks))
        return all_of(parts)

    def _of_article(self, term: Term, *, counts_notes: bool) -> Sql:
        if term.kind in TEXT_KINDS:
            return self._in_text(term, [f"d.{name}" for name in _SHORT])
        if term.kind in ("title", "author", "site"):
            return self._in_text(term, [f"d.{term.kind}"])
        if term.kind in ("tag", "has", "note", "noted"):
            own = [Sql("d.id in (select document from tags where tag = ?)", (term.value,))]
            noted = self._of_note(term).within(
                "d.article in (select n.article from notes n where n.store = ? and {})", self.store
            )
            return any_of((own if term.kind == "tag" else []) + ([noted] if counts_notes else []))
        if term.kind == "is":
            return self._in_state(term.value, "d.article")
        if term.kind in ("ent", "with"):
            return self._named(term)
        return _of_row(term)

    def _named(self, term: Term) -> Sql:
        """Where names have been found, these; else the letters of the text."""
        named, known = map(json.dumps, map(list, self.named(term)))
        narrow = _phrase(term) if self.with_words else ""
        number = self._number(term)
        parts = [Sql("d.article not in (select value from json_each(?))", (known,))]
        parts += [_found_in(narrow, is_of_notes=False)] if narrow else []
        parts.append(Sql(f"names(?, d.article, d.fingerprint, {_FOLDED})", (number,)))
        return any_of([Sql("d.article in (select value from json_each(?))", (named,)), all_of(parts)])

    def _of_note(self, term: Term) -> Sql:
        if term.kind in TEXT_KINDS or term.kind == "note":
            return self._in_text(term, ["n.said"], is_of_notes=True)
        if term.kind == "tag":
            return Sql("n.id in (select note from note_tags where tag = ?)", (term.value,))
        if term.kind == "has":
            return Sql(IS_NOTE)
        if term.kind == "noted":
            return Sql(f"n.id >= ? and {IS_NOTE}", (first_id(term.day),))
        if term.kind == "is":
            return self._in_state(term.value, "n.article")
        article = self._of_article(term, counts_notes=False)
        return article.within("n.article in (select d.article from documents d where {})")

    def _in_state(self, state: str, column: str) -> Sql:
        ids = json.dumps(list(self.read_states(state)))
        sign = "not in" if state == "unread" else "in"
        return Sql(f"{column} {sign} (select value from json_each(?))", (ids,))


def _negated(sql: Sql) -> Sql:
    """It does not hold; what is not known does not hold."""
    return sql.within("not ifnull({}, 0)")


def _of_row(term: Term) -> Sql:
    """What the row of an article says itself."""
    if term.kind == "after":
        return Sql("d.id >= ?", (first_id(term.day),))
    if term.kind == "before":
        return Sql("(d.published is not null and d.id < ?)", (first_id(term.day),))
    if term.kind == "folder":
        return Sql("instr(d.folder, ?) > 0", ("/" + term.value,))
    return Sql("d.language = ?", (term.value,))


def _says(term: Term, folded: str) -> bool:
    return occurs(term.value, folded, is_phrase=term.kind == "phrase")


def _is_exact(term: Term) -> bool:
    """Is what FTS5 says of it what we say?"""
    return term.kind != "near" and is_plain(term.value)


def _found_in(match: str, *, is_of_notes: bool) -> Sql:
    table, row = ("note_words", "n.id") if is_of_notes else ("words", "d.id")
    return Sql(f"{row} in (select rowid from {table} where {table} match ?)", (match,))


def _match_of(term: Term, *, is_of_notes: bool = False) -> str:
    """A term for FTS5, which every text meets that the term means; empty: there is none."""
    if term.kind == "near":
        one, other = (_phrase(part) if part else "" for part in (term.beside, term.other))
        return f"NEAR({one} {other}, {term.between})" if one and other else ""
    if term.kind in TEXT_KINDS or (is_of_notes and term.kind == "note"):
        return _phrase(term)
    if term.kind in ("title", "author", "site") and not is_of_notes:
        return f"{term.kind} : {phrase}" if (phrase := _phrase(term)) else ""
    return ""


def _phrase(term: Term) -> str:
    """Words in a row; of a word that is no phrase the last may go on."""
    tokens = tokens_of(term.value)
    return f'"{" ".join(tokens)}"' + ("" if term.kind == "phrase" else " *") if tokens else ""
