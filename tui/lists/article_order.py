"""The order of the list of articles. Quick for a hundred thousand: only values that differ are sorted, and titles once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from msgspec import Struct

from annotations.library import Listing
from annotations.text.folding import fold

_WORDS = frozenset({"title", "author", "tags"})
"""Columns that are sorted as words are."""
_NUMBERS = frozenset({"minutes", "progress", "notes"})
_SORTED_AT_ONCE = 5_000
"""So many titles are brought into order before other threads have their turn."""


class _Titled(Struct):
    """Rows in the order of their titles."""

    rows: Sequence[Listing]
    """As they were given."""
    by_title: list[Listing]
    equal: list[tuple[int, int]]
    """From where to where all have the same title."""
    titled: int
    """How many have a title; those without come last."""
    has_problems: bool
    """Can any of them not be read?"""


class ArticleOrder:
    """Orders rows by a column, and remembers the order of all titles; from any thread."""

    def __init__(self) -> None:
        self._folded: dict[str | None, str | None] = {None: None}
        self._titles: dict[str, None] = {}
        """All titles met so far, folded, in their order."""
        self._known = _Titled((), [], [], 0, has_problems=False)
        """The rows that were ordered last."""

    def prepare(self, rows: Sequence[Listing]) -> None:
        """Bring rows into the order of their titles before they are shown."""
        if self._known.rows is not rows:
            self._known = self._titled(rows)

    def ordered(self, rows: Sequence[Listing], column: str, *, is_backwards: bool) -> Sequence[Listing]:
        """Rows by a column of theirs, equal ones by title; what has nothing there stands last, as the folders have it.

        Equal titles and days stand as the folders have them.
        """
        if column == "published":
            return self._by_value(rows, rows, column, is_backwards=is_backwards)
        self.prepare(rows)
        known = self._known if self._known.rows is rows else self._titled(rows)
        if column != "title":
            return self._by_value(known.by_title, rows, column, is_backwards=is_backwards)
        return _backwards(known) if is_backwards else known.by_title

    def _by_value(
        self, in_turn: Sequence[Listing], rows: Sequence[Listing], column: str, *, is_backwards: bool
    ) -> Sequence[Listing]:
        """`in_turn`: the rows as equal ones are to stand; `rows`: as the folders have them."""
        has_problems = self._has_problems(rows)
        if column in _NUMBERS and not has_problems:
            return sorted(in_turn, key=attrgetter(column), reverse=is_backwards)
        equal: dict[Any, list[Listing]] = defaultdict(list)
        values = self._values(in_turn, column, has_problems=has_problems)
        for value, row in zip(values, in_turn, strict=True):
            equal[value].append(row)
        without: Sequence[Listing] = equal.pop(None, ())
        if len(without) == len(rows):
            return rows
        in_order = [*chain.from_iterable(equal[value] for value in sorted(equal, reverse=is_backwards))]
        if without and in_turn is not rows:
            last = {*map(id, without)}
            without = [row for row in rows if id(row) in last]
        return [*in_order, *without]

    def _values(self, rows: Sequence[Listing], column: str, *, has_problems: bool) -> list[Any]:
        """What rows are sorted by; None where there is nothing."""
        values: list[Any] = list(map(attrgetter("all_tags" if column == "tags" else column), rows))
        if column == "tags":
            values = [" ".join(tags or ()) for tags in values]
        if has_problems:
            values = [None if row.problem else value for value, row in zip(values, rows, strict=True)]
        if column not in _WORDS:
            return values
        for words in {*values}.difference(self._folded):
            self._folded[words] = fold(words) or None
        return [*map(self._folded.__getitem__, values)]

    def _has_problems(self, rows: Sequence[Listing]) -> bool:
        return self._known.has_problems if self._known.rows is rows else any(map(attrgetter("problem"), rows))

    def _titled(self, rows: Sequence[Listing]) -> _Titled:
        has_problems = self._has_problems(rows)
        titles = self._values(rows, "title", has_problems=has_problems)
        first: dict[Any, int] = {}
        others: dict[Any, list[int]] = defaultdict(list)
        for number, title in enumerate(titles):
            if title in first:
                others[title].append(number)
            else:
                first[title] = number
        without = [first.pop(None), *others.pop(None, ())] if None in first else []
        numbers, equal = list[int](), list[tuple[int, int]]()
        for title in self._in_order(first):
            numbers.append(first[title])
            if title in others:
                numbers += others[title]
                equal.append((len(numbers) - 1 - len(others[title]), len(numbers)))
        titled = len(numbers)
        by_title = [rows[number] for number in (*numbers, *without)]
        return _Titled(rows, by_title, equal, titled, has_problems)

    def _in_order(self, titles: Collection[str]) -> Iterator[str]:
        """Folded titles, sorted among all that were met before."""
        known = self._titles
        new = [title for title in titles if title not in known]
        if new:
            runs = [sorted(new[at : at + _SORTED_AT_ONCE]) for at in range(0, len(new), _SORTED_AT_ONCE)]
            known = self._titles = dict.fromkeys(sorted(chain(known, *runs)))
        return iter(known) if len(known) == len(titles) else (title for title in known if title in titles)


def _backwards(known: _Titled) -> list[Listing]:
    """The last title first; of equal ones the first stays so."""
    in_order = known.by_title[: known.titled][::-1]
    for start, end in known.equal:
        in_order[known.titled - end : known.titled - start] = known.by_title[start:end]
    return in_order + known.by_title[known.titled :]
