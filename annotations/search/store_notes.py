"""The notes of a store in the index, brought up to date when its file has changed."""

import json
import zlib
from functools import partial
from typing import Final

import orjson

from annotations.articles.catalog import FileStamp
from annotations.model import Annotation
from annotations.notes.article_tags import is_article_tags
from annotations.notes.query import foreign_title
from annotations.paths import path_key
from annotations.search.index import OF_ARTICLE, Noted, SearchIndex, put_notes
from annotations.store.repository import UNFILED, Repository
from annotations.text.hashtags import tags_said
from annotations.text.local_time import local_time

_AT_ONCE: Final = 1_000
_SAID_AS: Final = 2
"""Another number has what is kept of every note (`_noted`) written anew."""


def follow_store(index: SearchIndex, repository: Repository) -> int:
    """Take over what has changed since the file was looked at last; one look at its state where nothing has.

    Returns:
        The number of the store in the index; 0 where the index can't be used.
    """
    stamp = FileStamp.seen(repository.path) or FileStamp(0, 0)
    path = path_key(repository.path)
    sql = "select id, size, mtime_ns from stores where path = ?"
    known = index.ask(lambda db: db.execute(sql, (path,)).fetchone(), None)
    if known is None:
        added = "insert or ignore into stores (path, size, mtime_ns) values (?,-1,-1)"
        index.change(lambda db: db.execute(added, (path,)))
        known = index.ask(lambda db: db.execute(sql, (path,)).fetchone(), None)
    if known is None:
        return 0
    store = int(known[0])
    if FileStamp(known[1], known[2]) != stamp and _take_over(index, repository, store):
        values = (stamp.size, stamp.mtime_ns, store)
        kept = "update stores set size = ?, mtime_ns = ? where id = ?"
        index.change(lambda db: db.execute(kept, values))
    return store


def _take_over(index: SearchIndex, repository: Repository, store: int) -> bool:
    """Write what is new, changed or gone; False: not all of it was written."""
    known = dict(index.rows(tuple[str, int], "select note, mark from notes where store = ?", store))
    records = list(repository.tables().get("annotations", {}).values())
    marks = {record["id"]: _mark_of(record) for record in records if _is_whole(record)}
    titles = {record.id: record.title for record in repository.articles.all()}
    changed = [note for id, mark in marks.items() if known.get(id) != mark and (note := repository.get(id))]
    gone = [id for id in known if id not in marks]
    rows = [_noted(note, titles.get(note.target.source, ""), marks[note.id]) for note in changed]
    is_kept = not gone or index.change(partial(put_notes, store=store, notes=(), gone=gone))
    for at in range(0, len(rows), _AT_ONCE):
        is_kept &= index.change(partial(put_notes, store=store, notes=rows[at : at + _AT_ONCE], gone=()))
    return is_kept


def _is_whole(record: object) -> bool:
    return isinstance(record, dict) and isinstance(record.get("id"), str)


def _mark_of(record: dict[str, object]) -> int:
    """What tells a changed record from an unchanged one."""
    try:
        said = orjson.dumps(record)
    except orjson.JSONEncodeError:  # lone surrogates, and numbers beyond 64 bits: a record may hold anything
        said = json.dumps(record).encode()
    return zlib.crc32(said, _SAID_AS)


def _noted(note: Annotation, title: str, mark: int) -> Noted:
    place = note.position
    start, end = (place.start, place.end) if place else OF_ARTICLE if is_article_tags(note) else (0, 0)
    return Noted(
        note.id,
        note.target.source,
        foreign_title(note) or UNFILED if note.target.source == UNFILED else title or note.target.source,
        _said(note),
        note.tags,
        local_time(note.modified).date(),
        start,
        end,
        note.target.fingerprint,
        mark,
    )


def _said(note: Annotation) -> str:
    """What is searched and shown of a note: its words, quote, other tags and the name that it is on, a line each."""
    quote, in_words = " ".join(note.quote.split()), tags_said(note.note)
    lines = (
        " ".join(note.note.split()),
        f"“{quote}”" if quote else "",
        " ".join(f"#{tag}" for tag in note.tags if tag not in in_words),
        note.entity or "",
    )
    return "\n".join(filter(None, lines))
