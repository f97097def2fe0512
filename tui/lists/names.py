"""What the list of names shows: of some articles, filtered by words and kind, in an order. Pure, and quick at 30,000 names."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from msgspec import Struct

from annotations.mentions.names import SORTS, NameCount, Sort, Where
from annotations.search.query import TEXT_KINDS, Term, parse_query
from annotations.search.row_filter import Answers
from annotations.search.words import is_near
from tui.theme import GROUPS, group_of

ALL, THE_SAME = "all", "the same?"
_NEW_DAYS = 7
_OF_NAMES = TEXT_KINDS | {"ent"}
"""What is asked of a name itself; all else is asked of the articles that name it."""
_NOBODY: Mapping[Term, Collection[int]] = MappingProxyType({})


class NameQuery(Struct, frozen=True):
    """What a filter asks for."""

    groups: tuple[tuple[Term, ...], ...] = ()
    """Of each group one must hold of a name."""
    of_articles: tuple[tuple[Term, ...], ...] = ()
    """What the articles must be like in which names are counted."""
    asked: str = ""
    """The words that ask for these articles."""

    @property
    def terms(self) -> list[Term]:
        """All that is asked of articles."""
        groups = (*self.groups, *self.of_articles)
        return [term for group in groups for term in group if term.kind not in _OF_NAMES]

    @property
    def of_articles_too(self) -> tuple[object, ...]:
        """Two filters that have this alike ask the same of articles."""
        return (self.of_articles, *self.terms)


class Counted(Struct, frozen=True):
    """In which articles names were counted."""

    query: NameQuery
    where: Where
    named_in: Mapping[Term, Collection[int]] = _NOBODY
    """Numbers of the names in the articles that a term means, its `-` left aside, of groups that ask names too."""


def parse_name_query(text: str) -> NameQuery:
    """Read a filter of names: words of a name, and fields of the articles that are counted.

    Raises:
        QueryError: it can't be understood.
    """
    if not text.strip():
        return NameQuery()
    groups = parse_query(text).groups
    articles = tuple(group for group in groups if not any(term.kind in _OF_NAMES for term in group))
    names = tuple(group for group in groups if any(term.kind in _OF_NAMES for term in group))
    return NameQuery(names, articles, " ".join(text.split()) if articles else "")


def where_of(
    query: NameQuery, articles: Iterable[str], scope: frozenset[str] | None, answers: Answers
) -> Where:
    """The articles that a filter means.

    Args:
        query: the filter.
        articles: the ids of those that there are.
        scope: those that are looked at; None: all that the index has.
        answers: which of them its terms mean.
    """
    if not query.of_articles:
        return Where(scope)
    ids = (
        id
        for id in articles
        if all(any((id in answers.get(t, ())) != t.is_not for t in group) for group in query.of_articles)
    )
    return Where(frozenset(ids), asked=query.asked)


class NameState:
    """Names with a filter and an order."""

    def __init__(self) -> None:
        self._names: Sequence[NameCount] = ()
        self._ordered: Sequence[NameCount] | None = None
        self.query = NameQuery()
        self.named_in = _NOBODY
        """As `Counted.named_in`."""
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
            matching = _matching(matching, group, self.named_in)
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


def _matching(
    names: Sequence[NameCount], group: Sequence[Term], named_in: Mapping[Term, Collection[int]]
) -> Sequence[NameCount]:
    """The names of which one of the terms holds."""
    if len(group) == 1 and group[0].kind != "near" and not group[0].is_not:
        words = group[0].value
        return [name for name in names if words in name.folded or (name.called and words in name.called)]
    return [name for name in names if any(_is_named(name, term, named_in) != term.is_not for term in group)]


def _is_named(name: NameCount, term: Term, named_in: Mapping[Term, Collection[int]]) -> bool:
    """Whether a term holds of a name; words are looked for anywhere in it."""
    if term.kind == "near":
        return is_near(term, name.folded) or is_near(term, name.called)
    if term.kind in _OF_NAMES:
        return term.value in name.folded or term.value in name.called
    return name.id in named_in.get(term, ())


def _ordered(names: Sequence[NameCount], sort: Sort) -> Sequence[NameCount]:
    """Names in an order; what has no date comes last."""
    if sort == "mentions":
        return names
    if sort == "articles":
        return sorted(names, key=lambda name: -name.articles)
    if sort == "first":
        return sorted(names, key=lambda name: name.first or date.max)
    return sorted(names, key=lambda name: name.last or date.min, reverse=True)
