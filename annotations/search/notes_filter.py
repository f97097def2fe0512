"""The grammar of search over notes that are in memory: the filter of the list of all notes, letter by letter."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from annotations.errors import QueryError
from annotations.model import Annotation
from annotations.search.query import Query, Term, parse_query
from annotations.search.words import is_near, occurs
from annotations.store.article_table import ArticleRecord
from annotations.text.addresses import site_of
from annotations.text.folding import fold
from annotations.text.hashtags import is_within
from annotations.text.local_time import local_time

_KINDS = "words, tag: ent: note: title: author: after: before: noted:"


class FilteredNote(Struct, frozen=True):
    """A note as it is looked at."""

    note: Annotation
    title: str
    """Of its article."""
    folded: str
    """All that it says and is on, with its tags and the title of its article."""
    article: ArticleRecord | None = None
    """What the store knows of it."""
    path: Path | None = None


def query_of(typed: str) -> tuple[Query | None, str]:
    """What has been typed so far: the query, None for nothing; and what is wrong with it, for people.

    While a field has no value yet, or a parenthesis no end, what stands before it holds.
    """
    words, wrong = typed.split(), ""
    while words:
        try:
            query = parse_query(" ".join(words))
            for group in query.groups:
                for term in group:
                    _refuse_unknown(term)
        except QueryError as error:
            wrong = wrong or error.message
            words.pop()
        else:
            return query, wrong
    return None, wrong


def _refuse_unknown(term: Term) -> None:
    if term.kind not in _KNOWN:
        raise QueryError(f"{term.kind}: is not asked of notes; these are: {_KINDS}")


def means(query: Query, one: FilteredNote) -> bool:
    """Whether a query means a note."""
    return all(any(_holds(term, one) != term.is_not for term in group) for group in query.groups)


_TEXT_KINDS = frozenset(("word", "phrase", "near", "note"))
_ARTICLE_KINDS = frozenset(("title", "author", "site", "folder", "after", "before"))
_KNOWN = _TEXT_KINDS | _ARTICLE_KINDS | {"tag", "ent", "noted", "has"}


def _holds(term: Term, one: FilteredNote) -> bool:
    kind = term.kind
    if kind in _TEXT_KINDS:
        return _is_said(term, one.folded if kind != "note" else fold(one.note.note))
    if kind in _ARTICLE_KINDS:
        return _of_article(term, one)
    if kind == "tag":
        return any(is_within(" ".join(fold(tag).split()), term.value) for tag in one.note.tags)
    if kind == "ent":
        on = fold(f"{one.note.entity or ''}\n{one.note.quote}")
        return occurs(term.value, on)
    if kind == "noted":
        return term.day is not None and local_time(one.note.modified).date() >= term.day
    return True  # has:note


def _is_said(term: Term, folded: str) -> bool:
    if term.kind == "near":
        return is_near(term, folded)
    return occurs(term.value, folded, is_phrase=term.kind == "phrase")


def _of_article(term: Term, one: FilteredNote) -> bool:
    kind = term.kind
    if kind == "title":
        return occurs(term.value, fold(one.title))
    if kind == "folder":
        return one.path is not None and term.value in (fold(part) for part in one.path.parent.parts)
    article = one.article
    if article is None:
        return False
    if kind == "author":
        return occurs(term.value, fold(article.author or ""))
    if kind == "site":
        return term.value in fold(site_of(article.url) or "")
    return _is_dated(article.published, term)


def _is_dated(published: date | None, term: Term) -> bool:
    if published is None or term.day is None:
        return False
    return published >= term.day if term.kind == "after" else published < term.day
