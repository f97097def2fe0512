"""The notes of many articles at once, each where it stands today, without reading articles that did not change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from annotations.anchoring import resolve
from annotations.articles.catalog import Catalog, Entry, FileStamp
from annotations.articles.identity import place_of
from annotations.errors import SourceError
from annotations.model import IMPORTED, Anchor, Annotation, Article
from annotations.sources import read_article
from annotations.sources.find_files import natural_key
from annotations.store.article_table import ArticleRecord
from annotations.store.codec import tags_in
from annotations.store.repository import UNFILED, Repository


class AnchoredNote(Struct, frozen=True):
    """A note, where its words stand, and its article as far as it is known."""

    annotation: Annotation
    anchor: Anchor
    title: str = ""
    path: Path | None = None
    """None: the article's file is gone."""


def gather_notes(
    repository: Repository, catalog: Catalog, files: Iterable[tuple[str, Path]] | None = None
) -> list[AnchoredNote]:
    """Gather notes, article by article in natural order of their titles, in reading order within each.

    Args:
        repository: the store.
        catalog: knows which files are as they were when they were last read.
        files: article ids and their files; None: all that have notes.
    """
    by_article: dict[str, list[Annotation]] = {}
    for note in repository.annotations():
        by_article.setdefault(note.target.source, []).append(note)
    records = {record.id: record for record in repository.articles.all()}
    if files is not None:
        places = {id: path for id, path in files if id in by_article}
    else:
        stored = {id: records[id].paths if id in records else () for id in by_article}
        places = {id: path for id in by_article if (path := place_of(id, stored[id], catalog)) is not None}
    wanted = places if files is not None else by_article
    groups = [
        _of_article(by_article[id], _title(id, records, catalog), places.get(id), catalog)
        for id in wanted
        if id != UNFILED
    ]
    if UNFILED in wanted:
        groups += _unfiled(by_article[UNFILED], catalog)
    groups.sort(key=lambda notes: (natural_key(notes[0].title), str(notes[0].path)))
    return [noted for notes in groups for noted in notes]


def count_tags(repository: Repository) -> list[tuple[str, int]]:
    """All tags of notes with how many notes have them, most used first."""
    counts: Counter[str] = Counter()
    for record in repository.tables().get("annotations", {}).values():
        counts.update(tags_in(record))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))


def foreign_title(note: Annotation) -> str:
    """The title of the document that an imported note was on, as its source had it; empty if it had none."""
    about = note.extra.get(IMPORTED)
    title = about.get("title") if isinstance(about, dict) else None
    return title if isinstance(title, str) else ""


def _unfiled(notes: Sequence[Annotation], catalog: Catalog) -> list[list[AnchoredNote]]:
    """Notes that came in without an article, by the documents that they were on."""
    by_title: dict[str, list[Annotation]] = {}
    for note in notes:
        by_title.setdefault(foreign_title(note) or UNFILED, []).append(note)
    return [_of_article(same, title, None, catalog) for title, same in by_title.items()]


def reading_order(note: Annotation, anchor: Anchor) -> tuple[int, int, int, datetime]:
    """Sort key: notes on the whole article, then by place, orphans last; by age where all else is the same."""
    moment = note.created
    if anchor.span is not None:
        return (1, anchor.span.start, anchor.span.end, moment)
    return (2 if anchor.quality == "orphan" else 0, 0, 0, moment)


def _title(id: str, records: Mapping[str, ArticleRecord], catalog: Catalog) -> str:
    record = records.get(id)
    if record is not None and record.title:
        return record.title
    return next((entry.title for entry in catalog.with_id(id)), id)


def _of_article(
    notes: Sequence[Annotation], title: str, path: Path | None, catalog: Catalog
) -> list[AnchoredNote]:
    """Notes where they stand today; the file, if it has changed, says itself what its title is now."""
    entry = _known(path, catalog)
    article = None if entry is not None else _read(path)
    fingerprint = entry.fingerprint if entry is not None else ""
    anchors = _anchors(notes, path, fingerprint, article)
    title = entry.title if entry is not None else article.title if article is not None else title
    pairs = sorted(zip(notes, anchors, strict=True), key=lambda pair: reading_order(*pair))
    return [AnchoredNote(note, anchor, title, path) for note, anchor in pairs]


def _anchors(
    notes: Sequence[Annotation], path: Path | None, fingerprint: str, article: Article | None
) -> list[Anchor]:
    """A text with the fingerprint that a note was made on has it where it was; only other texts are read."""
    anchors: list[Anchor] = []
    for note in notes:
        if not note.target.selectors:
            anchors.append(Anchor(None, "exact", 1.0))
        elif fingerprint and note.target.fingerprint == fingerprint and (place := note.position) is not None:
            anchors.append(Anchor(place, "exact", 1.0))
        else:
            article = article or _read(path)
            anchor = article and resolve(article.text, note.target.selectors)
            anchors.append(anchor or Anchor(None, "orphan", 0.0))
    return anchors


def _known(path: Path | None, catalog: Catalog) -> Entry | None:
    """What is known of a file that is as it was when it was last read."""
    entry = catalog.entry(path) if path is not None else None
    return entry if entry is not None and entry.stamp == FileStamp.seen(entry.path) else None


def _read(path: Path | None) -> Article | None:
    if path is None:
        return None
    try:
        return read_article(path)
    except SourceError:
        return None
