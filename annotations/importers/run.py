"""Foreign notes into the store: read, filed to their articles, and written in one change that one undo takes back.

Each note remembers where it came from (`postil:imported`), so that the same file again adds nothing: not what is there, not
what was changed here since, and not what lies in the trash. What its source changed, and nobody here, is brought up to date.
Of a large file each ten thousand notes are a change of their own: what is in is kept, and the file can be imported again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.anchoring import describe
from annotations.articles.library_articles import Articles
from annotations.errors import StoreError
from annotations.importers.known_notes import (
    HashesByKey,
    Known,
    compare,
    distinct_records,
    hash_of,
    hashes_by_key,
    known_notes,
)
from annotations.importers.match_articles import Filing, place_of, span_of
from annotations.importers.records import Imported, LeftOut, Reading
from annotations.importers.registry import read_notes
from annotations.model import IMPORTED, Annotation, Article, Selector, Target, TextQuoteSelector
from annotations.notes.body import body_of
from annotations.store.changes import OpenChange
from annotations.store.codec import encode, now, read_time, time_text, whole_ms
from annotations.store.repository import UNFILED, Repository
from annotations.text.plurals import pluralize

_PART = 10_000
"""So many records are written at once."""

Watch = Callable[[float], None]
"""Told which share is done, from 0 to 1."""


class ImportReport(Struct):
    """What an import did, or would do."""

    file: str
    format: str
    is_dry_run: bool = False
    added: int = 0
    merged: int = 0
    """Records that went into another one, or brought a note here up to date."""
    orphaned: int = 0
    """Of those added: their article is known, but their words do not stand in it."""
    unfiled: int = 0
    """Of those added: no article was found for them."""
    skipped: list[LeftOut] = field(default_factory=list)
    notices: list[LeftOut] = field(default_factory=list)
    """What notes that came in have lost on the way."""

    def __str__(self) -> str:
        """A line of counts, and one for each reason."""
        verb = "would be added" if self.is_dry_run else "added"
        parts = [f"{self.added} {verb}", f"{self.merged} merged", f"{len(self.skipped)} skipped"]
        parts += [f"{self.orphaned} orphaned", f"{self.unfiled} unfiled"]
        lines = [", ".join(parts), *reasons("skipped", self.skipped), *reasons("not all", self.notices)]
        return "\n".join(lines)


def reasons(head: str, told: Iterable[LeftOut]) -> Iterator[str]:
    """A line for each reason, with the places of the first three."""
    reasons: dict[str, list[str]] = {}
    for one in told:
        reasons.setdefault(one.reason, []).append(one.where)
    for reason, places in reasons.items():
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        yield f"{head}: {reason}: {', '.join(places[:3])}{more}"


class Importing(Struct):
    """Where an import reads and writes."""

    articles: Articles
    repository: Repository
    cache: Path

    def run(
        self,
        path: Path,
        *,
        format: str | None,
        dry_run: bool,
        folders: Iterable[str | Path],
        watch: Watch = lambda share: None,
    ) -> ImportReport:
        """Import a file; `-` is standard input.

        Raises:
            ImportFormatError: it can't be read.
            StoreError: it was not written; says how much of it was.
        """
        format, reading = read_notes(path, format)
        return self.take_in(reading, str(path), format, dry_run=dry_run, folders=folders, watch=watch)

    def take_in(
        self,
        reading: Reading,
        file: str,
        format: str,
        *,
        dry_run: bool,
        folders: Iterable[str | Path],
        coming: Mapping[str, Article] = MappingProxyType({}),
        watch: Watch = lambda share: None,
    ) -> ImportReport:
        """Take in what was read from a file.

        Args:
            reading: its notes.
            file: its name.
            format: what it was read as.
            dry_run: whether nothing is to be kept.
            folders: where the articles are.
            coming: of a dry run, the articles that would be there by then, by the keys of the notes on them.
            watch: is told how far it is.

        Raises:
            StoreError: it was not written; says how much of it was.
        """
        report = ImportReport(file, format, dry_run, skipped=list(reading.left_out), notices=reading.notices)
        groups = distinct_records(reading.records, report.skipped)
        said = hashes_by_key(groups)
        known = known_notes(self.repository.tables(), format, said)
        fresh = [record for group in groups for record, _ in compare(group, known, [])]
        filed: dict[str, Article | None] = {
            record.key: coming[record.key] for record in fresh if record.key in coming
        }
        filed |= self._filed([record for record in fresh if record.key not in coming], folders, watch)
        total, done = sum(map(len, groups)), 0
        for part in _parts(groups):
            if dry_run:
                self._apply(None, part, filed, known, report)
            else:
                self._write(part, filed, said, report, done)
            done += sum(map(len, part))
            watch(0.5 + done / total / 2)
        return report

    def _write(
        self,
        part: Sequence[list[Imported]],
        filed: Mapping[str, Article | None],
        said: HashesByKey,
        report: ImportReport,
        done: int,
    ) -> None:
        """One part as one change."""
        try:
            with self.repository.change("") as change:  # what came in meanwhile is seen
                known = known_notes(self.repository.tables(), report.format, said)
                count = self._apply(change, part, filed, known, report)
                change.label = f"{pluralize(count, 'note')} imported"
        except StoreError as problem:
            if not done:
                raise
            raise StoreError(
                f"{problem.message} The first {done:,} notes of {report.file} are kept: import it again to go on.",
                title=problem.title,
            ) from problem

    def _apply(
        self,
        change: OpenChange | None,
        part: Sequence[list[Imported]],
        filed: Mapping[str, Article | None],
        known: Known,
        report: ImportReport,
    ) -> int:
        """Add what is new and bring up to date what has changed; returns how many that are."""
        met: dict[str, Article] = {}
        pairs = [pair for group in part for pair in compare(group, known, report.skipped)]
        for record, old in pairs:
            article = filed.get(record.key)
            annotation, is_lost = _annotation(record, article, report.format)
            report.merged += record.merged
            if old is not None:
                report.merged += 1
                annotation = replace(annotation, id=old.id)
            else:
                report.added += 1
                report.orphaned += is_lost
                report.unfiled += article is None
            if article is not None:
                met[article.id] = article
            if change is not None:
                self._put(change, annotation, is_new=old is None)
                if article is None and record.own is not None and record.extra:
                    _put_article(change, annotation.target.source, record.extra)
        if change is not None:
            for article in met.values():
                change.put("articles", self.articles.record_of(article))
        return len(pairs)

    def _put(self, change: OpenChange, annotation: Annotation, *, is_new: bool) -> None:
        if is_new and (not annotation.id or change.get("annotations", annotation.id) is None):
            self.repository.include(change, annotation)
            return
        old = change.get("annotations", annotation.id) or {}
        created = read_time(old.get("created")) or annotation.created
        change.put("annotations", encode(replace(annotation, created=created)))

    def _filed(
        self, records: Sequence[Imported], folders: Iterable[str | Path], watch: Watch
    ) -> dict[str, Article | None]:
        """Keys to articles; notes on one document together."""
        groups: dict[object, list[Imported]] = {}
        for record in records:
            about = (record.title, record.author, record.urls, record.own and record.own.target.source)
            groups.setdefault(about if any(about) else record.key, []).append(record)
        if not groups:
            return {}
        filing = Filing(self.articles, self.repository, folders, self.cache)
        filed: dict[str, Article | None] = {}
        try:
            for notes in groups.values():
                filed |= zip((note.key for note in notes), filing.file(notes), strict=True)
                watch(len(filed) / len(records) / 2)
            return filed
        finally:
            filing.close()


def _parts(groups: Iterable[list[Imported]]) -> Iterator[list[list[Imported]]]:
    """Groups put together until they are a part."""
    part: list[list[Imported]] = []
    size = 0
    for group in groups:
        part.append(group)
        size += len(group)
        if size >= _PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _put_article(change: OpenChange, id: str, about: Mapping[str, Any]) -> None:
    """What our own export says of an article that is not here, so that its notes have a title."""
    if change.get("articles", id) is None:
        change.put("articles", {"id": id, "paths": [], **about})


def _annotation(record: Imported, article: Article | None, format: str) -> tuple[Annotation, bool]:
    """The note, and whether its words are lost."""
    if record.own is not None:
        own = record.own
        source = article.id if article is not None else own.target.source
        return replace(own, target=replace(own.target, source=source)), False
    mark = hash_of(record)
    selectors: tuple[Selector, ...] = ()
    fingerprint = ""
    is_lost = False
    if article is not None and not record.quote and (span := span_of(article, record)) is not None:
        record = replace(record, quote=article.text[span.start : span.end])  # it gave a position only
        selectors, fingerprint = describe(article.text, span), article.fingerprint
    elif record.quote:
        selectors = (TextQuoteSelector(record.quote, record.prefix, record.suffix),)
        if article is not None:
            span = place_of(article, record).span
            is_lost = span is None
            if span is not None:
                selectors, fingerprint = describe(article.text, span), article.fingerprint
    color = record.color or ("yellow" if record.quote else None)
    target = Target(
        article.id if article else UNFILED, selectors, fingerprint, color if record.quote else None
    )
    created = _moment(record.created or record.modified)
    modified = _moment(record.modified or record.created) if record.modified or record.created else created
    about = {
        "format": format,
        "key": record.key,
        "hash": mark,
        "modified": time_text(modified),
        "title": record.title,
        "author": record.author,
        "url": record.urls[0] if record.urls else "",
        "location": record.location,
        **record.extra,
    }
    extra: dict[str, object] = {IMPORTED: {name: value for name, value in about.items() if value}}
    body = body_of(record.note, record.tags, None)
    return Annotation("", target, body, created, modified, extra), is_lost


def _moment(moment: datetime | None) -> datetime:
    return whole_ms(moment) if moment is not None else now()


def attached(note: Annotation, article: Article) -> Annotation:
    """A note moved to an article: where its words stand there, or, if they do not, as an orphan of it."""
    selectors, fingerprint = note.target.selectors, ""
    quote = next((s for s in selectors if isinstance(s, TextQuoteSelector)), None)
    if quote is not None:
        span = place_of(
            article, Imported("", quote=quote.exact, prefix=quote.prefix, suffix=quote.suffix)
        ).span
        selectors = (quote,)
        if span is not None:
            selectors, fingerprint = describe(article.text, span), article.fingerprint
    target = replace(note.target, source=article.id, selectors=selectors, fingerprint=fingerprint)
    return replace(note, target=target, modified=now())
