"""What the list of names shows: of some articles, filtered by words and kind, in an order. Pure, and quick at 30,000 names."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from annotations.errors import QueryError
from annotations.library import Listing
from annotations.mentions.names import SORTS, NameCount, Sort, Where
from annotations.search.query import Term, parse_query
from annotations.text.addresses import site_of
from annotations.text.folding import fold
from tui.theme import GROUPS, group_of

ALL, THE_SAME = "all", "the same?"
_NEW_DAYS = 7
_OF_ARTICLES: dict[str, Callable[[Listing, str], bool]] = {
    "tag": lambda row, value: any(
        f"{fold(tag)}/".startswith(f"{value}/") for tag in (*row.tags, *row.source_tags)
    ),
    "folder": lambda row, value: value in fold(str(Path(row.path).absolute().parent)),
    "author": lambda row, value: value in fold(row.author or ""),
    "title": lambda row, value: value in fold(row.title),
    "site": lambda row, value: value in fold(site_of(row.url) or ""),
    "is": lambda row, value: row.starred if value == "starred" else row.status == value,
    "has": lambda row, _: row.notes > 0,
}


class NameQuery(Struct, frozen=True):
    """What a filter asks for."""

    groups: tuple[tuple[Term, ...], ...] = ()
    """Words of names: of each group one must hold."""
    of_articles: tuple[tuple[Term, ...], ...] = ()
    """What articles must be like."""
    asked: str = ""
    """The words that ask for these articles."""


def parse_name_query(text: str) -> NameQuery:
    """Read a filter of names: words of a name, and fields of the articles that are counted.

    Raises:
        QueryError: it can't be understood, or asks for what only a search through texts can tell.
    """
    if not text.strip():
        return NameQuery()
    names: list[tuple[Term, ...]] = []
    articles: list[tuple[Term, ...]] = []
    for group in parse_query(text).groups:
        kinds = {term.kind for term in group}
        if kinds <= {"word", "phrase", "ent"}:
            names.append(group)
        elif kinds <= {"after", "before", *_OF_ARTICLES}:
            articles.append(group)
        else:
            raise QueryError(
                "names are filtered by words, after: before: tag: folder: author: title: site: is: has:"
            )
    return NameQuery(tuple(names), tuple(articles), " ".join(text.split()) if articles else "")


def where_of(query: NameQuery, rows: Iterable[Listing], scope: frozenset[str] | None) -> Where:
    """The articles that a filter means.

    Args:
        query: the filter.
        rows: the articles that there are.
        scope: those that are looked at; None: all that the index has.
    """
    if not query.of_articles:
        return Where(scope)
    ids = (
        row.id
        for row in rows
        if not row.problem and all(any(_holds(term, row) for term in group) for group in query.of_articles)
    )
    return Where(frozenset(ids), asked=query.asked)


def _holds(term: Term, row: Listing) -> bool:
    if term.kind in ("after", "before"):
        day, bound = row.published, term.day
        is_so = (
            day is not None and bound is not None and (day >= bound if term.kind == "after" else day < bound)
        )
    else:
        is_so = _OF_ARTICLES[term.kind](row, term.value)
    return is_so != term.is_not


class NameState:
    """Names with a filter and an order."""

    def __init__(self) -> None:
        self._names: Sequence[NameCount] = ()
        self._ordered: Sequence[NameCount] | None = None
        self.query = NameQuery()
        self.group = ALL
        """A group of labels, all, or those that could be the same as another one."""
        self.sort: Sort = "mentions"
        self.is_backwards = False
        self.only_new = False
        """Only those that were first seen in the last week."""
        self.offers: dict[str, str] = {}
        """Names that could be the same as another one, by name."""

    @property
    def names(self) -> Sequence[NameCount]:
        """All names, those with most mentions first."""
        return self._names

    @names.setter
    def names(self, names: Sequence[NameCount]) -> None:
        self._names, self._ordered = names, None

    def next_sort(self) -> None:
        """Order by the next column."""
        self.sort = SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)]
        self._ordered = None

    def reverse(self) -> None:
        """Turn the order round."""
        self.is_backwards = not self.is_backwards
        self._ordered = None

    def shown(self, today: date) -> tuple[Sequence[NameCount], list[tuple[str, int]]]:
        """The rows, and the kinds with how many names each has; of a kind that has none any more all are shown."""
        matching = self._in_order()
        if self.only_new:
            since = today - timedelta(days=_NEW_DAYS)
            matching = [name for name in matching if name.first is not None and name.first >= since]
        for group in self.query.groups:
            matching = _matching(matching, group)
        counts = Counter(name.label for name in matching)
        groups = {
            group: sum(count for label, count in counts.items() if group_of(label) == group)
            for group in GROUPS
        }
        offered = [name for name in matching if name.name in self.offers] if self.offers else []
        tabs = [(ALL, len(matching)), *((group, count) for group, count in groups.items() if count)]
        tabs += [(THE_SAME, len(offered))] if offered else []
        if self.group not in dict(tabs):
            self.group = ALL
        if self.group == ALL:
            return matching, tabs
        if self.group == THE_SAME:
            return offered, tabs
        labels = {label for label in counts if group_of(label) == self.group}
        return [name for name in matching if name.label in labels], tabs

    def turn(self, tabs: Sequence[str], by: int) -> None:
        """Go to the next or the previous kind."""
        at = tabs.index(self.group) if self.group in tabs else 0
        self.group = tabs[(at + by) % len(tabs)]

    def _in_order(self) -> Sequence[NameCount]:
        if self._ordered is None:
            self._ordered = _ordered(self._names, self.sort)
            if self.is_backwards:
                self._ordered = self._ordered[::-1]
        return self._ordered


def _matching(names: Sequence[NameCount], group: Sequence[Term]) -> Sequence[NameCount]:
    """The names of which one of the terms holds."""
    if len(group) == 1 and not group[0].is_not:
        words = group[0].value
        return [name for name in names if words in name.folded or (name.called and words in name.called)]
    return [
        name
        for name in names
        if any((term.value in name.folded or term.value in name.called) != term.is_not for term in group)
    ]


def _ordered(names: Sequence[NameCount], sort: Sort) -> Sequence[NameCount]:
    """Names in an order; what has no date comes last."""
    if sort == "mentions":
        return names
    if sort == "articles":
        return sorted(names, key=lambda name: -name.articles)
    if sort == "first":
        return sorted(names, key=lambda name: name.first or date.max)
    return sorted(names, key=lambda name: name.last or date.min, reverse=True)
