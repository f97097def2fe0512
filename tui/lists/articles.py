"""What the list of articles shows: what was searched for, or all with a tag; in an order, in groups. Pure."""

import os
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from annotations.library import Listing
from annotations.model import TextSpan
from annotations.text.folding import fold
from annotations.text.hashtags import is_within
from annotations.text.plurals import group_digits, pluralize
from tui.lists.article_groups import GROUPS, GroupLine, grouped, in_group
from tui.lists.article_order import ArticleOrder

if TYPE_CHECKING:
    from annotations.search.matching import Hit

SORTS = ("published", "title", "author", "minutes", "progress", "notes", "tags")
"""Columns to sort by, besides the order of the folders."""
_LARGEST_FIRST = frozenset({"published", "progress", "notes"})
_SNIPPETS = 3


class Snippet(Struct, frozen=True):
    """The words around a hit, below the article that it is in."""

    words: str
    is_note: bool


ArticleRow = Listing | Snippet | GroupLine


class SearchHits(Struct, frozen=True):
    """What a search of the articles found."""

    words: str
    best: "Sequence[Hit]"
    """The best of them in order."""
    total: int
    pending: int
    """Articles that have not been looked at yet."""

    @property
    def is_cut(self) -> bool:
        """Are there more hits than are known?"""
        return self.total > len(self.best)

    def count(self, rows: int) -> str:
        """How much was found, as it can be counted on the screen; `rows`: articles that are shown."""
        said = pluralize(rows, "article")
        return f"the best {said} of {group_digits(self.total)} hits" if self.is_cut else said


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
        rows = [row for row in rows if not row.problem]
        left = sum(row.minutes * (1 - row.progress) for row in rows if row.status != "read")
        fields = {name for name in SORTS if any(map(attrgetter(name), rows))} | {"title", "minutes"}
        fields |= {"tags"} if any(map(attrgetter("source_tags"), rows)) else set()
        return cls(
            len(rows),
            sum(row.status == "unread" for row in rows),
            sum(map(attrgetter("notes"), rows)),
            round(left),
            frozenset(fields),
        )


class ListState:
    """Rows with a filter, an order and groups."""

    def __init__(self) -> None:
        self._rows: Sequence[Listing] = ()
        self._told: Sequence[Listing] = ()
        """The rows with one for each story."""
        self.totals = Totals()
        """Of all rows, shown or not; a story that several tell counts once."""
        self.tag = ""
        """Only articles with this tag."""
        self.sort = "published"
        """A column of `SORTS`; empty: the order of the folders."""
        self.is_backwards = True
        self.group = ""
        """One of `annotations.lists.article_groups.GROUPS`; empty: no groups."""
        self._hits: SearchHits | None = None
        self._hits_by_article: dict[str, list[Hit]] = {}
        self._stories: dict[Path, tuple[Path, ...]] = {}
        self._order = ArticleOrder()
        self.is_ranked = False
        """Does what was found stand in the order of the search, best first?"""

    @property
    def rows(self) -> Sequence[Listing]:
        """All rows, in the order of the folders."""
        return self._rows

    @rows.setter
    def rows(self, rows: Sequence[Listing]) -> None:
        self._rows = rows
        self._count()

    @property
    def hits(self) -> SearchHits | None:
        """Only what a search found is shown; None: nothing is searched for."""
        return self._hits

    @hits.setter
    def hits(self, hits: SearchHits | None) -> None:
        if hits is None or self._hits is None or hits.words != self._hits.words:
            self.is_ranked = hits is not None
        self._hits, self._hits_by_article = hits, {}
        for hit in hits.best if hits is not None else ():
            self._hits_by_article.setdefault(hit.article, []).append(hit)

    def fold(self, stories: Iterable[Sequence[Listing]]) -> bool:
        """Have articles that tell one story stand in one row; says whether that is new."""
        before, self._stories = self._stories, {}
        for story in stories:
            paths = tuple(row.path for row in story)
            self._stories.update(dict.fromkeys(paths, paths))
        if before == self._stories:
            return False
        self._count()
        return True

    def _count(self) -> None:
        self._told = self._folded(self._rows)
        self.totals = Totals.of(self._told)

    @property
    def is_by_date_alone(self) -> bool | None:
        """Is the order that of dates, or (False) of the folders? None: one that the catalogue does not have, or groups."""
        return None if self.group or self.sort not in ("", "published") else bool(self.sort)

    def copies_of(self, row: Listing) -> list[Listing]:
        """The other articles that tell the story of one, shown or not."""
        paths = {*self._stories.get(row.path, ())} - {row.path}
        return [other for other in self.rows if other.path in paths] if paths else []

    def count_copies(self, row: Listing) -> int:
        """How many others tell its story."""
        return max(len(self._stories.get(row.path, ())) - 1, 0)

    def count_stories(self, articles: Collection[str]) -> int:
        """How many rows some articles take, by their ids, if nothing else is shown."""
        stories, rows = self._stories, self._rows
        return len({stories.get(row.path, row.path) for row in rows if row.id in articles})

    def tags(self) -> list[tuple[str, int]]:
        """All tags, most used first, with how many rows each leaves (`tag`): nested ones are in it, a story counts once."""
        from annotations.notes.tags import tag_tree

        stories, first = self._stories, dict[Path | tuple[Path, ...], str]()
        told = {row.id: first.setdefault(stories.get(row.path, row.path), row.id) for row in self._rows}
        tree = tag_tree((), {row.id: row.all_tags for row in self._rows}, told)
        counts = [(node.tag, node.article_count) for node in tree if node.is_given]
        return sorted(counts, key=lambda item: (-item[1], fold(item[0])))

    def _folded(self, rows: Sequence[Listing]) -> Sequence[Listing]:
        """Of each story the row that was read or begun, else has notes, else is the longest; in its own place."""
        if not self._stories:
            return rows
        best: dict[tuple[Path, ...], Listing] = {}
        for row in rows:
            story = self._stories.get(row.path)
            if story is not None and (story not in best or _worth(row) > _worth(best[story])):
                best[story] = row
        return [row for row in rows if row.path not in self._stories or best[self._stories[row.path]] is row]

    @property
    def is_filtered(self) -> bool:
        """Are some rows left out?"""
        return bool(self._hits is not None or self.tag)

    def place_of(self, row: Listing) -> TextSpan | None:
        """Where in an article's text stands what was searched for; empty: in a note on all of it; None: nowhere."""
        hits = [hit for hit in self._hits_by_article.get(row.id, ()) if hit.start < hit.end or hit.note]
        best = next((hit for hit in hits if hit.start < hit.end), hits[0] if hits else None)
        return TextSpan(best.start, best.end) if best is not None else None

    def next_group(self) -> None:
        """By the next of `GROUPS` that parts any of the rows; after the last by none."""
        at = GROUPS.index(self.group)
        later = (group for group in GROUPS[at + 1 :] if any(in_group(row, group) for row in self.rows))
        self.group = next(later, "")

    def sort_by(self, column: str) -> None:
        """Sort by a column, the most useful end first; by the same once more turns it round."""
        if column == self.sort and not self.is_ranked:
            self.is_backwards = not self.is_backwards
        else:
            self.sort, self.is_backwards = column, column in _LARGEST_FIRST
        self.is_ranked = False

    def next_sort(self) -> None:
        """By the next column; after the last in the order of the folders."""
        steps = ("", *SORTS)
        self.sort = steps[(steps.index(self.sort) + 1) % len(steps)]
        self.is_backwards, self.is_ranked = self.sort in _LARGEST_FIRST, False

    def turn_round(self) -> None:
        """The other end first."""
        self.is_backwards, self.is_ranked = not self.is_backwards, False

    def shown(self) -> Sequence[ArticleRow]:
        """The rows that are shown, in order, in groups; below what was found the words around it."""
        kept = self._folded(self._filtered()) if self.is_filtered else self._told
        if self._hits is None:
            return grouped(self._ordered(kept), self.group)
        rank = {id: at for at, id in enumerate(self._hits_by_article)}
        kept = sorted(kept, key=lambda row: rank[row.id]) if self.is_ranked else self._ordered(kept)
        shown: list[ArticleRow] = []
        for row in kept:
            shown += (row, *self._snippets(row))
        return shown

    def _filtered(self) -> Sequence[Listing]:
        rows = self._rows
        if self.tag:
            rows = [row for row in rows if any(is_within(tag, self.tag) for tag in row.all_tags)]
        return rows if self._hits is None else [row for row in rows if row.id in self._hits_by_article]

    def _snippets(self, row: Listing) -> list[Snippet]:
        """The words around its best hits, but not its title once more: a text begins with that."""
        hits = [
            hit
            for hit in self._hits_by_article.get(row.id, ())
            if hit.kind == "note" or hit.end > len(row.title)
        ]
        return [Snippet(hit.snippet, hit.kind == "note") for hit in hits[:_SNIPPETS]]

    def _ordered(self, kept: Sequence[Listing]) -> Sequence[Listing]:
        """What has nothing to sort by stands last."""
        if not self.sort:
            return kept[::-1] if self.is_backwards else kept
        return self._order.ordered(kept, self.sort, is_backwards=self.is_backwards)

    def prepared(self, rows: Sequence[Listing]) -> Sequence[Listing]:
        """Rows that are about to be shown, ready to be sorted; from any thread."""
        self._order.prepare(rows)
        return rows


def merged(rows: Sequence[Listing], gone: Collection[Path], come: Sequence[Listing]) -> list[Listing]:
    """Rows without those of some files and folders, and with others in their place or beside those of their folder."""
    left, inside = set(gone), tuple(str(path) + os.sep for path in gone)
    fresh = {row.path: row for row in come}
    kept: list[Listing] = []
    for row in rows:
        if row.path in fresh:
            kept.append(fresh.pop(row.path))
        elif row.path not in left and not str(row.path).startswith(inside):
            kept.append(row)
    for row in fresh.values():
        beside = (at + 1 for at in range(len(kept) - 1, -1, -1) if kept[at].path.parent == row.path.parent)
        kept.insert(next(beside, len(kept)), row)
    return kept


def _worth(row: Listing) -> tuple[bool, bool, int]:
    return (row.status != "unread", bool(row.notes), row.words)


def are_as_on_disk(rows: Sequence[Listing], fresh: Sequence[Listing]) -> bool:
    """Do the files say the same of some articles as of others, whatever the store says? Quick where most rows are the same."""
    return len(rows) == len(fresh) and all(
        row is other or row == other or _on_disk(row) == _on_disk(other)
        for row, other in zip(rows, fresh, strict=True)
    )


def _on_disk(row: Listing) -> tuple[object, ...]:
    return (str(row.path), row.problem, row.fingerprint, row.title, row.author, row.published)
