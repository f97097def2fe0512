"""Foreign notes into the store: read, filed to their articles, and written in one change that one undo takes back.

Each note remembers where it came from (`postil:imported`), so that the same file again adds nothing: not what is there, not
what was changed here since, and not what lies in the trash. What its source changed, and nobody here, is brought up to date.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.anchoring import describe
from annotations.articles.library_articles import Articles
from annotations.importers.match_articles import Filing, place_of, span_of
from annotations.importers.records import Imported, LeftOut, digest
from annotations.importers.registry import read_notes
from annotations.model import Annotation, Article, Selector, Target, TextQuoteSelector
from annotations.notes.body import body_of
from annotations.store.changes import OpenChange
from annotations.store.codec import encode, now, read_time, time_text, whole_ms
from annotations.store.repository import UNFILED, Repository
from annotations.text.plurals import pluralize

IMPORTED = "postil:imported"
"""Field of an annotation that says where it came from."""
_HERE = "already here"
_IN_TRASH = "deleted here"
_CHANGED = "changed here since it came in"


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

    def __str__(self) -> str:
        """A line of counts, and one for each reason."""
        verb = "would be added" if self.is_dry_run else "added"
        parts = [f"{self.added} {verb}", f"{self.merged} merged", f"{len(self.skipped)} skipped"]
        parts += [f"{self.orphaned} orphaned", f"{self.unfiled} unfiled"]
        reasons: dict[str, list[str]] = {}
        for one in self.skipped:
            reasons.setdefault(one.reason, []).append(one.where)
        lines = [", ".join(parts)]
        for reason, places in reasons.items():
            more = f" and {len(places) - 3} more" if len(places) > 3 else ""
            lines.append(f"skipped: {reason}: {', '.join(places[:3])}{more}")
        return "\n".join(lines)


class _Known(Struct, frozen=True):
    """A note that came in before."""

    id: str
    hash: str = ""
    is_untouched: bool = False
    is_deleted: bool = False
    modified: datetime | None = None


class Importing(Struct):
    """Where an import reads and writes."""

    articles: Articles
    repository: Repository
    cache: Path

    def run(
        self, path: Path, *, format: str | None, dry_run: bool, folders: Iterable[str | Path]
    ) -> ImportReport:
        """Import a file.

        Raises:
            ImportFormatError: it can't be read.
            StoreError: it was not written; nothing of it was.
        """
        format, reading = read_notes(path, format)
        report = ImportReport(str(path), format, dry_run, skipped=list(reading.left_out))
        records = _distinct(reading.records, report)
        fresh = self._not_here(records, format, ImportReport("", ""))
        filed = self._filed(fresh, folders)
        made = {r.key: _annotation(r, filed.get(r.key), format) for r in fresh}
        if dry_run:
            self._apply(None, records, filed, made, report)
        else:
            with self.repository.change(_label(len(fresh))) as change:
                self._apply(change, records, filed, made, report)
        return report

    def _apply(
        self,
        change: OpenChange | None,
        records: Sequence[Imported],
        filed: Mapping[str, Article | None],
        made: Mapping[str, tuple[Annotation, bool]],
        report: ImportReport,
    ) -> None:
        """Under the lock: what came in meanwhile is seen."""
        known = self._known(report.format)
        met: dict[str, Article] = {}
        for record in self._not_here(records, report.format, report, known):
            report.merged += record.merged
            old = known.get(record.key)
            article = filed.get(record.key)
            annotation, is_lost = made.get(record.key) or _annotation(record, article, report.format)
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

    def _put(self, change: OpenChange, annotation: Annotation, *, is_new: bool) -> None:
        if is_new and (not annotation.id or change.get("annotations", annotation.id) is None):
            self.repository.include(change, annotation)
            return
        old = change.get("annotations", annotation.id) or {}
        created = read_time(old.get("created")) or annotation.created
        change.put("annotations", encode(replace(annotation, created=created)))

    def _not_here(
        self,
        records: Sequence[Imported],
        format: str,
        report: ImportReport,
        known: Mapping[str, _Known] | None = None,
    ) -> list[Imported]:
        """Those to add or to bring up to date; the others are told to the report."""
        known = self._known(format) if known is None else known
        kept: list[Imported] = []
        for record in records:
            old = known.get(record.key)
            if old is None:
                kept.append(record)
            elif old.is_deleted:
                report.skipped.append(LeftOut(record.where, _IN_TRASH))
            elif old.hash == _hash(record):
                report.skipped.append(LeftOut(record.where, _HERE))
            elif not old.is_untouched and not _is_newer(record, old):
                report.skipped.append(LeftOut(record.where, _CHANGED))
            else:
                kept.append(record)
        return kept

    def _known(self, format: str) -> dict[str, _Known]:
        """What came in before in this format, by key; our own notes by id."""
        tables = self.repository.tables()
        found: dict[str, _Known] = {}
        for item in tables.get("trash", {}).values():
            record = item.get("record") if isinstance(item, dict) else None
            if isinstance(record, dict):
                found |= _keys_of(record, format, is_deleted=True)
        for record in tables.get("annotations", {}).values():
            if isinstance(record, dict):
                found |= _keys_of(record, format, is_deleted=False)
        return found

    def _filed(self, records: Sequence[Imported], folders: Iterable[str | Path]) -> dict[str, Article | None]:
        """Keys to articles; notes on one document together."""
        groups: dict[object, list[Imported]] = {}
        for record in records:
            about = (record.title, record.author, record.urls, record.own and record.own.target.source)
            groups.setdefault(about if any(about) else record.key, []).append(record)
        if not groups:
            return {}
        filing = Filing(self.articles, self.repository, folders, self.cache)
        try:
            return {
                note.key: article
                for notes in groups.values()
                for note, article in zip(notes, filing.file(notes), strict=True)
            }
        finally:
            filing.close()


def _put_article(change: OpenChange, id: str, about: Mapping[str, Any]) -> None:
    """What our own export says of an article that is not here, so that its notes have a title."""
    if change.get("articles", id) is None:
        change.put("articles", {"id": id, "paths": [], **about})


def _distinct(records: Iterable[Imported], report: ImportReport) -> list[Imported]:
    """Records once each. Two that share a key and not their words are two."""
    kept: dict[str, Imported] = {}
    for record in records:
        twin = kept.get(record.key)
        if twin is not None and (words := _words_beyond(record, twin)):
            record = replace(record, key=f"{record.key}-{digest(*words)}")
            twin = kept.get(record.key)
        if twin is None:
            kept[record.key] = record
        else:
            report.skipped.append(LeftOut(record.where, f"the same as {twin.where}"))
    return list(kept.values())


def _words_beyond(record: Imported, twin: Imported) -> tuple[str, ...]:
    """What of a record its twin does not say; nothing where it is the same note, or one of ours, known by its id."""
    if twin.quote != record.quote:
        return (record.quote,)
    said, said_before = (record.note, record.tags), (twin.note, twin.tags)
    is_another = record.own is None and any(said) and said != said_before
    return (record.quote, record.note, *record.tags) if is_another else ()


def _keys_of(record: Mapping[str, Any], format: str, *, is_deleted: bool) -> dict[str, _Known]:
    identifier = str(record.get("id", ""))
    about = record.get(IMPORTED)
    found: dict[str, _Known] = {}
    if format == "webannotation":
        modified = read_time(record.get("modified"))
        mark = digest(time_text(modified)) if modified else ""
        found[identifier] = _Known(identifier, mark, is_deleted=is_deleted, modified=modified)
    if isinstance(about, dict) and about.get("format") == format:
        untouched = about.get("modified") == record.get("modified")
        found[str(about.get("key"))] = _Known(identifier, str(about.get("hash")), untouched, is_deleted)
    return found


def _is_newer(record: Imported, old: _Known) -> bool:
    """Our own note, changed later elsewhere than here."""
    own = record.own
    return own is not None and old.modified is not None and own.modified > old.modified


def _hash(record: Imported) -> str:
    """What changes when the source changes a note."""
    if record.own is not None:
        return digest(time_text(record.own.modified))
    return digest(record.quote, record.note, *record.tags)


def _annotation(record: Imported, article: Article | None, format: str) -> tuple[Annotation, bool]:
    """The note, and whether its words are lost."""
    if record.own is not None:
        own = record.own
        source = article.id if article is not None else own.target.source
        return replace(own, target=replace(own.target, source=source)), False
    mark = _hash(record)
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


def _label(count: int) -> str:
    return f"{pluralize(count, 'note')} imported"


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
