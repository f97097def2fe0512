"""What the list of articles shows: filtered by words and tag, in an order. Pure, and quick at 5,000 rows."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from pathlib import Path

from msgspec import Struct

from annotations.library import Listing
from annotations.text.folding import fold

SORTS = ("published", "title", "author", "minutes", "progress", "notes", "tags")
"""Columns to sort by, besides the order of the folders."""
_FIELDS = len(SORTS)
_LARGEST_FIRST = frozenset({"published", "progress", "notes"})


class Totals(Struct, frozen=True):
    """Counts for the line at the top; what can't be read is no article."""

    articles: int = 0
    unread: int = 0
    notes: int = 0
    minutes_left: int = 0
    """To read what has not been read yet."""
    fields: frozenset[str] = frozenset()
    """Those that any of them has: what stands in no row needs no column."""

    @classmethod
    def of(cls, rows: Iterable[Listing]) -> "Totals":
        """Count rows."""
        articles = unread = notes = 0
        minutes, fields = 0.0, {"title", "minutes"}
        for row in rows:
            if row.problem:
                continue
            articles += 1
            if len(fields) < _FIELDS:
                fields.update(name for name in SORTS if name not in fields and getattr(row, name))
            unread += row.status == "unread"
            notes += row.notes
            if row.status != "read":
                minutes += row.minutes * (1 - row.progress)
        return cls(articles, unread, notes, round(minutes), frozenset(fields))


class ListState:
    """Rows with a filter and an order."""

    def __init__(self) -> None:
        self._rows: Sequence[Listing] = ()
        self.totals = Totals()
        """Of all rows, shown or not."""
        self.words = ""
        """What was typed; each word must be found in title, author or tags; `#word` in tags only."""
        self.tag = ""
        """Only articles with this tag."""
        self.sort = "published"
        """A column of `SORTS`; empty: the order of the folders."""
        self.is_backwards = True
        self._folded: dict[tuple[Path, str, str | None, tuple[str, ...]], str] = {}

    @property
    def rows(self) -> Sequence[Listing]:
        """All rows, in the order of the folders."""
        return self._rows

    @rows.setter
    def rows(self, rows: Sequence[Listing]) -> None:
        self._rows, self.totals = rows, Totals.of(rows)

    @property
    def is_filtered(self) -> bool:
        """Are some rows left out?"""
        return bool(self.words.strip() or self.tag)

    def sort_by(self, column: str) -> None:
        """Sort by a column, the most useful end first; by the same once more turns it round."""
        if column == self.sort:
            self.is_backwards = not self.is_backwards
        else:
            self.sort, self.is_backwards = column, column in _LARGEST_FIRST

    def next_sort(self) -> None:
        """By the next column; after the last in the order of the folders."""
        steps = ("", *SORTS)
        self.sort = steps[(steps.index(self.sort) + 1) % len(steps)]
        self.is_backwards = self.sort in _LARGEST_FIRST

    def shown(self) -> list[Listing]:
        """The rows that are shown, in order. What has nothing to sort by stands last."""
        words = fold(self.words).split()
        kept = [row for row in self.rows if self._is_kept(row, words)]
        if self.sort:
            values = [(self._sort_value(row), row) for row in kept]
            known = [pair for pair in values if pair[0] is not None]
            known.sort(key=itemgetter(0), reverse=self.is_backwards)
            return [row for _, row in known] + [row for value, row in values if value is None]
        return kept[::-1] if self.is_backwards else kept

    def _is_kept(self, row: Listing, words: Sequence[str]) -> bool:
        if self.tag and self.tag not in row.tags:
            return False
        if not words:
            return True
        hay = self._hay(row)
        return all(f"\n{word}" in hay if word[0] == "#" and len(word) > 1 else word in hay for word in words)

    def prepare(self, rows: Iterable[Listing]) -> None:
        """Fold the words of rows ahead of the first letter that is typed; from any thread."""
        for row in rows:
            self._hay(row)

    def _hay(self, row: Listing) -> str:
        key = (row.path, row.title, row.author, row.tags)
        hay = self._folded.get(key)
        if hay is None:
            tags = "".join(f"\n#{tag}" for tag in row.tags)
            hay = self._folded[key] = fold(f"{row.title}\n{row.author or ''}{tags}")
        return hay

    def _sort_value(self, row: Listing) -> object:
        if row.problem:
            return None
        value = getattr(row, self.sort)
        if isinstance(value, tuple):
            value = " ".join(value)
        return fold(value) or None if isinstance(value, str) else value
