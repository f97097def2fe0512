"""The grammar of search over rows that are in memory: the filter of lists of notes, tags and names, letter by letter.

What a row says itself is looked for in it; all else is asked of its article, which the index answers
(`SearchService.articles_of`).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from msgspec import Struct

from annotations.errors import QueryError
from annotations.model import Annotation
from annotations.notes.article_tags import is_article_tags
from annotations.search.query import TEXT_KINDS, Kind, Query, Term, parse_query
from annotations.search.words import is_near, occurs
from annotations.store.article_table import ArticleRecord
from annotations.text.addresses import site_of
from annotations.text.folding import fold
from annotations.text.hashtags import is_within
from annotations.text.local_time import local_time

Answers = Mapping[Term, Collection[str]]
"""What the index says: the keys of the rows that a term means, its `-` left aside."""
NOTED_KINDS: frozenset[Kind] = frozenset(("note", "tag", "ent", "noted", "has"))
"""What a note says itself, besides words."""
NOTE_KINDS: frozenset[Kind] = TEXT_KINDS | NOTED_KINDS | {"title", "author", "site", "after", "before"}
"""What a note says itself, or what the store knows of its article, which may be gone."""


class FilteredRow(Struct, frozen=True):
    """A row as it is looked at."""

    folded: str
    """All that it says: where words are looked for."""
    key: str = ""
    """What it goes by in `Answers`: the id of its article."""
    note: Annotation | None = None
    title: str = ""
    """Of its article."""
    record: ArticleRecord | None = None
    """What the store knows of its article."""


def query_of(typed: str) -> tuple[Query | None, str]:
    """What has been typed so far: the query, None for nothing; and what is wrong with it, for people.

    While a field has no value yet, or a parenthesis no end, what stands before it holds.
    """
    words, wrong = typed.split(), ""
    while words:
        try:
            return parse_query(" ".join(words)), wrong
        except QueryError as error:
            wrong = wrong or error.message
            words.pop()
    return None, wrong


def terms_beyond(query: Query | None, own: Collection[Kind]) -> list[Term]:
    """What a query asks that rows don't say themselves; `own`: what they do."""
    groups = query.groups if query is not None else ()
    return [term for group in groups for term in group if term.kind not in own]


def means(query: Query | None, row: FilteredRow, answers: Answers) -> bool:
    return query is None or all(holds_one(group, row, answers) for group in query.groups)


def holds_one(group: Iterable[Term], row: FilteredRow, answers: Answers) -> bool:
    return any(_holds(term, row, answers) != term.is_not for term in group)


def is_said(term: Term, folded: str) -> bool:
    """Whether a text has a word, a phrase, or two near each other."""
    if term.kind == "near":
        return is_near(term, folded)
    return occurs(term.value, folded, is_phrase=term.kind == "phrase")


def _holds(term: Term, row: FilteredRow, answers: Answers) -> bool:
    kind = term.kind
    if (keys := answers.get(term)) is not None:
        return row.key in keys
    if kind in TEXT_KINDS:
        return is_said(term, row.folded)
    if kind == "title":
        return occurs(term.value, fold(row.title))
    if kind in ("author", "site", "after", "before"):
        return row.record is not None and _is_recorded(term, row.record)
    return row.note is not None and _is_noted(term, row.note)


def _is_noted(term: Term, note: Annotation) -> bool:
    if term.kind == "note":
        return is_said(term, fold(note.note))
    if term.kind == "tag":
        return any(is_within(" ".join(fold(tag).split()), term.value) for tag in note.tags)
    if term.kind == "ent":
        return occurs(term.value, fold(f"{note.entity or ''}\n{note.quote}"))
    if is_article_tags(note):
        return False
    return term.kind == "has" or (term.day is not None and local_time(note.modified).date() >= term.day)


def _is_recorded(term: Term, record: ArticleRecord) -> bool:
    if term.kind == "author":
        return occurs(term.value, fold(record.author or ""))
    if term.kind == "site":
        return term.value in fold(site_of(record.url) or "")
    return _is_dated(record.published, term)


def _is_dated(published: date | None, term: Term) -> bool:
    if published is None or term.day is None:
        return False
    return published >= term.day if term.kind == "after" else published < term.day
