"""The card of an entity: what it is called, when and where it is mentioned, who stands beside it."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, convert

from annotations.articles.catalog import Catalog
from annotations.articles.identity import place_of
from annotations.errors import QueryError
from annotations.mentions.company import Beside, beside
from annotations.mentions.identity import key_of
from annotations.mentions.index import MentionIndex
from annotations.mentions.names import (
    EVERYWHERE,
    NameCount,
    Where,
    list_names,
    spellings,
    where_sql,
)
from annotations.model import Anchor, Annotation, TextSpan
from annotations.notes.correction_records import read_corrections
from annotations.notes.name_notes import noted_names
from annotations.notes.query import AnchoredNote, gather_notes
from annotations.paths import path_of_key
from annotations.store.repository import Repository
from annotations.text.folding import fold
from annotations.text.plurals import pluralize
from annotations.text.spans import overlaps

_MOST_CANDIDATES = 5


class Mention(Struct, frozen=True):
    """A mention with the sentence around it."""

    article: str
    """Article id."""
    path: Path
    title: str
    published: date | None
    span: TextSpan
    """Code points of the article's text."""
    label: str
    passage_start: int
    """Where its sentence starts."""
    passage: str

    @property
    def before(self) -> str:
        """What its sentence says before it."""
        return self.passage[: self.span.start - self.passage_start]

    @property
    def words(self) -> str:
        return self.passage[self.span.start - self.passage_start : self.span.end - self.passage_start]

    @property
    def after(self) -> str:
        """What its sentence says behind it."""
        return self.passage[self.span.end - self.passage_start :]


class Card(Struct, frozen=True):
    """All that the articles say of an entity, and the reader's notes."""

    name: NameCount
    aliases: tuple[str, ...]
    """What else it is called, most often first."""
    mentions: Sequence[Mention]
    """The newest articles first, within each in reading order."""
    beside: Sequence[Beside]
    notes: Sequence[AnchoredNote]
    """Notes on it, and on what stands in a sentence with it."""

    @property
    def months(self) -> dict[str, int]:
        return months_of(self.mentions)


class _ArticleRow(Struct, frozen=True, array_like=True):
    """A row as it must be."""

    id: int
    article: str
    path: str
    title: str
    published: date | None


class _MentionRow(Struct, frozen=True, array_like=True):
    """The same of a mention."""

    article: int
    start: int
    end: int
    label: str
    passage_start: int
    passage: str


def mentions_of(index: MentionIndex, entity: int, where: Where = EVERYWHERE) -> list[Mention]:
    """The mentions of an entity, the newest articles first, within each in reading order."""

    def select(db: sqlite3.Connection) -> list[Mention]:
        condition, values = where_sql(db, where, "o.")
        articles = convert(
            db.execute(
                f"""select a.id, a.article, a.path, a.title, a.published from occurrences o
                join articles a on a.id = o.article where o.entity = ? and {condition}
                order by a.published is null, a.published desc, a.title, a.article""",
                (entity, *values),
            ).fetchall(),
            list[_ArticleRow],
        )
        said: dict[int, list[_MentionRow]] = {}
        sql = """select m.article, m.start, m."end", n.label, p.start, p.text from names n
            join mentions m on m.name = n.id join passages p on p.article = m.article and p.number = m.passage
            where n.entity = ?"""
        for row in convert(db.execute(sql, (entity,)).fetchall(), list[_MentionRow]):
            said.setdefault(row.article, []).append(row)
        return [
            Mention(
                one.article,
                path_of_key(one.path),
                one.title,
                one.published,
                TextSpan(row.start, row.end),
                row.label,
                row.passage_start,
                row.passage,
            )
            for one in articles
            for row in sorted(said.get(one.id, ()), key=lambda row: row.start)
        ]

    return index.ask_at_once(select, [])


def months_of(mentions: Iterable[Mention]) -> dict[str, int]:
    """Mentions by month ("2026-03"), in order; of articles with a date."""
    dates = (one.published for one in mentions if one.published is not None)
    return dict(sorted(Counter(day.isoformat()[:7] for day in dates).items()))


def card_of(
    index: MentionIndex, repository: Repository, catalog: Catalog, name: NameCount, where: Where = EVERYWHERE
) -> Card:
    """Put an entity's card together.

    Args:
        index: the mentions.
        repository: the notes.
        catalog: knows which files are as they were when they were last read.
        name: the entity.
        where: in which articles.
    """
    aliases = spellings(index, [name.id]).get(name.id, ())
    mentions = mentions_of(index, name.id, where)
    called = {fold(one) for one in (name.name, *aliases)}
    notes = _notes(repository, catalog, _IsOn(index, repository, called, name.label), mentions)
    return Card(name, aliases, mentions, beside(index, name.id, where), notes)


class _IsOn:
    """Tells whether a note is on a name that is called so."""

    def __init__(
        self, index: MentionIndex, repository: Repository, called: Collection[str], label: str
    ) -> None:
        self._index, self._repository, self._called, self._label = index, repository, called, label

    def __call__(self, note: Annotation) -> bool:
        """One whose kind nobody is of any more is on all that are called so."""
        if note.entity is None or fold(note.entity) not in self._called:
            return False
        said = read_corrections(self._repository.corrections(note.target.source))
        now = noted_names([note], said)[note.id]
        return now.is_of(self._label) or name_of(self._index, now.name, now.label) is None


def _notes(
    repository: Repository, catalog: Catalog, is_on: _IsOn, mentions: Iterable[Mention]
) -> list[AnchoredNote]:
    noted = repository.counts()
    passages: dict[str, list[TextSpan]] = {}
    files: dict[str, Path] = {}
    for one in mentions:
        if one.article in noted:
            files[one.article] = one.path
            span = TextSpan(one.passage_start, one.passage_start + len(one.passage))
            passages.setdefault(one.article, []).append(span)

    def is_on_it(note: AnchoredNote) -> bool:
        annotation, span = note.annotation, note.anchor.span
        if annotation.entity is not None:
            return is_on(annotation)
        near = passages.get(annotation.target.source, ())
        return span is not None and any(overlaps(span, passage) for passage in near)

    near = [note for note in gather_notes(repository, catalog, files.items()) if is_on_it(note)]
    return near + [
        _without_place(repository, catalog, note)
        for note in repository.annotations()
        if note.target.source not in files and is_on(note)
    ]


def _without_place(repository: Repository, catalog: Catalog, note: Annotation) -> AnchoredNote:
    """A note on the name in an article that does not mention it, or is not looked through."""
    id = note.target.source
    record = repository.articles.get(id)
    path = place_of(id, record.paths if record is not None else (), catalog)
    return AnchoredNote(note, Anchor(None, "exact", 1.0), record.title if record is not None else id, path)


def find_name(
    index: MentionIndex,
    name: str,
    where: Where = EVERYWHERE,
    *,
    label: str = "",
    there: str = "in these articles",
) -> NameCount:
    """The entity that goes by a name: by its own, else by what else it is called, else by a part of its name.

    Args:
        index: where it is looked up.
        name: as a person writes it; case and accents make no difference.
        where: in which articles.
        label: of several kinds this one; empty: the one with most mentions.
        there: how an error calls these articles.

    Raises:
        QueryError: nobody goes by it, or several do; says who.
    """
    words = fold(" ".join(name.split()))
    known = [one for one in list_names(index, where) if not label or one.label == label]
    own = [one for one in known if one.folded == words]
    if own:
        return own[0]
    by_id = {one.id: one for one in known}
    called = [by_id[id] for id in _called(index, words) if id in by_id]
    candidates = called or [one for one in known if words in one.folded or words in one.called]
    if len(candidates) == 1:
        return candidates[0]
    kind = f"{label} " if label else ""
    if not words or not candidates:
        raise QueryError(f"no {kind}name “{name}” {there}; `postil names` lists those that are there")
    shown = ", ".join(f"{one.name} ({one.label}, {one.mentions})" for one in candidates[:_MOST_CANDIDATES])
    more = len(candidates) - _MOST_CANDIDATES
    raise QueryError(
        f"“{name}” could be {pluralize(len(candidates), 'name')}: {shown}{f' and {more} more' if more > 0 else ''};"
        " write the whole name"
    )


def _called(index: MentionIndex, words: str) -> list[int]:
    """The entities that are called so somewhere, who is called so most first."""
    sql = """select n.entity from mentions m join names n on n.id = m.name
        where m.spelling in (select id from spellings where folded = ?) group by n.entity order by count(*) desc"""
    return [id for (id,) in index.rows(tuple[int], sql, words)]


def name_of(index: MentionIndex, name: str, label: str, where: Where = EVERYWHERE) -> NameCount | None:
    """The entity that a canonical name of an article belongs to; None: nobody is mentioned so."""
    kind, key = key_of(name, label)
    ids = index.rows(tuple[int], "select distinct entity from names where kind = ? and key = ?", kind, key)
    return next((one for (id,) in ids for one in list_names(index, where, entity=id)), None)
