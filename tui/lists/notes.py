"""The notes of the whole store on their shelves: in their articles, lost, without an article, deleted. Pure.

A shelf is filtered in the grammar of search, and grouped by article, tag, month or name.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from annotations.entities.labels import human_name, kind_of
from annotations.model import Anchor, Annotation
from annotations.notes.article_tags import is_article_tags
from annotations.notes.query import AnchoredNote, foreign_title
from annotations.search.query import Query
from annotations.search.row_filter import Answers, FilteredRow, means
from annotations.store.article_table import ArticleRecord
from annotations.store.codec import UnreadableRecordError, decode
from annotations.store.repository import UNFILED, Deleted
from annotations.text.folding import fold
from annotations.text.hashtags import is_within
from annotations.text.local_time import local_time

ShelfName = Literal["notes", "orphans", "unfiled", "trash"]
SHELVES: tuple[ShelfName, ...] = get_args(ShelfName)
Grouping = Literal["article", "tag", "month", "name"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


class NoteRow(Struct, frozen=True):
    """A note on a shelf."""

    note: Annotation
    anchor: Anchor
    title: str
    """Of its article, or of the document that an unfiled note came with; empty: none is known."""
    path: Path | None
    """None: the article's file is gone, or there is none."""
    deleted: datetime | None = None
    searched: FilteredRow = FilteredRow("")
    """As a filter looks at it."""
    group: str = ""
    """What it stands under, at first its article; a note with two tags stands under both."""

    @classmethod
    def of(
        cls,
        note: Annotation,
        anchor: Anchor,
        title: str,
        path: Path | None,
        deleted: datetime | None = None,
        article: ArticleRecord | None = None,
    ) -> "NoteRow":
        """A row with its words folded; `article`: what the store knows of its article."""
        tags = "".join(f"\n#{tag}" for tag in note.tags)
        folded = fold(f"{note.note}\n{note.quote}\n{note.entity or ''}\n{title}{tags}")
        searched = FilteredRow(folded, note.target.source, note, title, article)
        return cls(note, anchor, title, path, deleted, searched, group=title)


class Heading(Struct, frozen=True):
    """What the notes below it have in common: their article, a tag, a month, a name; without a title a blank line."""

    title: str = ""
    count: int = 0


ShelfRow = NoteRow | Heading


class Shelves(Struct, frozen=True):
    """All notes, each on one shelf."""

    notes: tuple[NoteRow, ...] = ()
    orphans: tuple[NoteRow, ...] = ()
    unfiled: tuple[NoteRow, ...] = ()
    trash: tuple[NoteRow, ...] = ()
    tagged: tuple[NoteRow, ...] = ()
    """The notes with the tags of whole articles among them, which are none: seen where a tag is asked for."""

    def on(self, shelf: ShelfName, *, tagged: bool = False) -> tuple[NoteRow, ...]:
        """The notes of one shelf; `tagged`: also what only holds the tags of an article."""
        rows: tuple[NoteRow, ...] = self.tagged if tagged and shelf == "notes" else getattr(self, shelf)
        return rows


def sort_onto_shelves(
    noted: Sequence[AnchoredNote], trash: Sequence[Deleted], articles: Mapping[str, ArticleRecord]
) -> Shelves:
    """Put notes on their shelves.

    Args:
        noted: all notes, in reading order.
        trash: what was deleted, the latest first.
        articles: what the store knows of them, by id.
    """
    on: dict[str, list[NoteRow]] = {name: [] for name in SHELVES}
    for one in noted:
        note, record = one.annotation, articles.get(one.annotation.target.source)
        if note.target.source == UNFILED:
            on["unfiled"].append(NoteRow.of(note, one.anchor, foreign_title(note), None))
        else:
            shelf = "orphans" if one.anchor.quality == "orphan" else "notes"
            on[shelf].append(NoteRow.of(note, one.anchor, one.title, one.path, article=record))
    for item in trash:
        try:
            note = decode(item.record)
        except UnreadableRecordError:
            continue
        record = articles.get(note.target.source)
        title = record.title if record is not None else ""
        on["trash"].append(NoteRow.of(note, Anchor(None, "exact", 1.0), title, None, item.deleted, record))
    tagged = tuple(on["notes"])
    on["notes"] = [row for row in tagged if not is_article_tags(row.note)]
    return Shelves(**{name: tuple(rows) for name, rows in on.items()}, tagged=tagged)


def rows_of(
    rows: Sequence[NoteRow],
    query: Query | None = None,
    tag: str = "",
    *,
    last: Collection[str] = (),
    grouping: Grouping = "article",
    answers: Answers = MappingProxyType({}),
) -> list[ShelfRow]:
    """Rows that a query means and that have the tag, under the headings of their groups.

    Args:
        rows: in their order.
        query: None: all.
        tag: the whole tag; also those nested in it.
        last: ids of notes that stand at the end.
        grouping: what the headings are.
        answers: what the index says of articles that the query asks.
    """
    kept = [
        row
        for row in rows
        if (not tag or any(is_within(one, tag) for one in row.note.tags))
        and means(query, row.searched, answers)
    ]
    kept.sort(key=lambda row: row.note.id in last)
    return _under_headings(kept if grouping == "article" else _GROUPED[grouping](kept))


def _under_headings(rows: Sequence[NoteRow]) -> list[ShelfRow]:
    shown: list[ShelfRow] = []
    for at, row in enumerate(rows):
        if row.group and (not at or rows[at - 1].group != row.group):
            count = 1
            while at + count < len(rows) and rows[at + count].group == row.group:
                count += 1
            shown += [Heading(), Heading(row.group, count)]
        shown.append(row)
    return shown


def _by_tag(rows: Sequence[NoteRow]) -> list[NoteRow]:
    """Under each of its tags, the most used first; those without one at the end."""
    counts = Counter(fold(tag) for row in rows for tag in row.note.tags)
    under = [replace(row, group=f"#{tag}") for row in rows for tag in row.note.tags]
    under.sort(key=lambda row: (-counts[fold(row.group[1:])], fold(row.group)))
    return under + [replace(row, group="Without a tag") for row in rows if not row.note.tags]


def _by_month(rows: Sequence[NoteRow]) -> list[NoteRow]:
    """Under the month that it was written in, the latest first."""
    latest = sorted(rows, key=lambda row: row.note.created, reverse=True)
    return [replace(row, group=f"{local_time(row.note.created):%B %Y}") for row in latest]


def _by_name(rows: Sequence[NoteRow]) -> list[NoteRow]:
    """Under the name that it is on, in their order; those on words or articles at the end."""
    kinds: dict[str, set[str]] = {}
    for row in rows:
        kinds.setdefault(fold(row.note.entity or ""), set()).add(kind_of(row.note.entity_label))

    def called(name: str, label: str) -> str:
        return f"{name} ({human_name(label)})" if label and len(kinds[fold(name)]) > 1 else name

    on_names = [
        replace(row, group=called(row.note.entity, row.note.entity_label)) for row in rows if row.note.entity
    ]
    on_names.sort(key=lambda row: fold(row.group))
    return on_names + [replace(row, group="On no name") for row in rows if not row.note.entity]


_GROUPED: Mapping[str, Callable[[Sequence[NoteRow]], list[NoteRow]]] = {
    "tag": _by_tag,
    "month": _by_month,
    "name": _by_name,
}
