"""Where each record of the store's tables stands: by its own id, and annotations by article."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec.structs import replace

from annotations.model import Annotation, Change
from annotations.store.codec import UnreadableRecordError, decode
from annotations.store.document import TABLES, Record, Tables, next_number
from annotations.store.record_fields import is_identifier
from annotations.store.same_articles import SameArticles
from annotations.text.plurals import pluralize

Numbered = tuple[int, Record]
"""A record with its place in the file's order."""

IDENTIFIED = tuple(name for name in TABLES if name != "meta")


class Index:
    """Answers for one state of the tables; `note` follows our own changes, another process's make a new index."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._numbers: dict[str, dict[str, str]] = {}
        self._by_article: dict[str, dict[str, bool]] | None = None
        """Ids of annotations by article, and whether each is a note."""
        self._on_names: dict[str, None] | None = None
        self._corrections: tuple[list[Numbered], dict[str, list[Numbered]]] | None = None
        self._decoded: dict[str, Annotation] = {}
        self.notices: list[str] = []
        for name in IDENTIFIED:
            self._numbers[name] = self._number(name)

    def _number(self, name: str) -> dict[str, str]:
        numbers: dict[str, str] = {}
        unreadable = twins = 0
        for number, record in self._tables.get(name, {}).items():
            identifier = record.get("id") if isinstance(record, dict) else None
            if not is_identifier(identifier):
                unreadable += 1
            elif identifier in numbers:
                twins += 1
            else:
                numbers[identifier] = number
        if unreadable:
            self.notices.append(_skipped(name, unreadable))
        if twins:
            self.notices.append(
                f"{twins:,} of {name} have an id that another one has: run `postil doctor --repair` to see them too."
            )
        return numbers

    def find(self, table: str, record_id: str) -> Record | None:
        """The record itself (shared: don't change it), or None."""
        number = self._numbers[table].get(record_id)
        record: Record | None = None if number is None else self._tables[table][number]
        return record

    def records(self, table: str) -> Iterator[Record]:
        """All records of a table that have an id, in the file's order."""
        rows = self._tables.get(table, {})
        return (rows[number] for number in self._numbers[table].values())

    def ids(self, table: str) -> Iterable[str]:
        return self._numbers[table].keys()

    def annotation(self, record_id: str) -> Annotation | None:
        """The annotation of that id; None if there is none or it can't be read (then it is told)."""
        if (known := self._decoded.get(record_id)) is not None:
            return known
        record = self.find("annotations", record_id)
        if record is None:
            return None
        try:
            annotation = decode(record)
        except UnreadableRecordError as error:
            notice = f"The note {record_id} can't be read ({error}); it stays in the file as it is."
            if notice not in self.notices:
                self.notices.append(notice)
            return None
        if (source := self.same(annotation.target.source)[0]) != annotation.target.source:
            annotation = replace(annotation, target=replace(annotation.target, source=source))
        self._decoded[record_id] = annotation
        return annotation

    @cached_property
    def _same(self) -> SameArticles:
        return SameArticles(self.records("articles"), self._numbers["articles"])

    def same(self, article_id: str) -> tuple[str, ...]:
        """All ids of an article; the first one is what it is read as, in annotations and corrections too."""
        return self._same.of(article_id)

    @property
    def joined(self) -> Mapping[str, str]:
        """Ids that an article is not read as, with that which it is."""
        return self._same.joined

    def annotations(self, article_id: str | None) -> list[Annotation]:
        """Annotations of an article, or all, in the file's order."""
        own = self._articles().get(self.same(article_id)[0], ()) if article_id is not None else None
        ids = self.ids("annotations") if own is None else own
        return [annotation for i in ids if (annotation := self.annotation(i)) is not None]

    def counts(self) -> dict[str, int]:
        """How many notes each article has; 0: there is an annotation, but it only holds the article's tags."""
        return {source: sum(ids.values()) for source, ids in self._articles().items() if source and ids}

    def annotations_on_names(self) -> list[Annotation]:
        """Annotations on entities, of all articles, in the file's order."""
        if self._on_names is None:
            on_names = (record for record in self.records("annotations") if is_on_name(record))
            self._on_names = {record["id"]: None for record in on_names}
        return [annotation for i in self._on_names if (annotation := self.annotation(i)) is not None]

    def corrections(self, article_id: str | None) -> list[Record]:
        """Corrections of names, in the file's order: all, or an article's own and those with the scope everywhere."""
        if self._corrections is None:
            everywhere, by_article = list[Numbered](), dict[str, list[Numbered]]()
            for place, record in enumerate(self.records("corrections")):
                article = record.get("article")
                source = self.same(article)[0] if isinstance(article, str) else article
                is_wide = record.get("scope") == "everywhere"
                said = everywhere if is_wide else by_article.setdefault(str(source), [])
                said.append((place, record if source == article else {**record, "article": source}))
            self._corrections = everywhere, by_article
        everywhere, by_article = self._corrections
        if article_id is None:
            own = [numbered for said in by_article.values() for numbered in said]
        else:
            own = by_article.get(self.same(article_id)[0], [])
        merged = sorted([*everywhere, *own], key=lambda item: item[0])
        return [record for _, record in merged]

    def _articles(self) -> dict[str, dict[str, bool]]:
        if self._by_article is None:
            self._by_article = {}
            for record in self.records("annotations"):
                source = self.same(source_of(record))[0]
                self._by_article.setdefault(source, {})[record["id"]] = not _holds_tags(record)
        return self._by_article

    def puts(self, after: Mapping[tuple[str, str], Record | None]) -> dict[str, dict[str, Record | None]]:
        """A change by record id as one by TinyDB number; new records get the next numbers."""
        by_number: dict[str, dict[str, Record | None]] = {}
        for (table, record_id), record in after.items():
            rows = by_number.setdefault(table, {})
            number = self._numbers[table].get(record_id)
            if number is not None:
                rows[number] = record
            elif record is not None:
                rows[self._free(table, rows)] = record
        return by_number

    def _free(self, table: str, new: dict[str, Record | None]) -> str:
        """A number neither the table nor the change at hand has."""
        rows = self._tables.get(table, {})
        number = int(next_number(rows))
        if new and (last := next(reversed(new))) not in rows:
            number = int(last) + 1
        while str(number) in rows or str(number) in new:
            number += 1
        return str(number)

    def note(self, change: Change, puts: Mapping[str, Mapping[str, Record | None]]) -> None:
        """Follow a change that has been written, so that nothing need be looked up anew."""
        for (table, record_id), record in change.after.items():
            if record is None:
                self._numbers[table].pop(record_id, None)
            if table == "corrections":
                self._corrections = None
            if table == "annotations":
                self._follow(record_id, change.before[table, record_id], record)
        for table, rows in puts.items():
            for number, record in rows.items():
                if record is not None:
                    self._numbers.setdefault(table, {})[str(record.get("id", ""))] = number
        for (table, record_id), record in change.after.items():
            if table == "articles" and self._same.follow(change.before[table, record_id], record):
                self._by_article = self._corrections = None
                self._decoded.clear()

    def forget(self, table: str, ids: Iterable[str]) -> None:
        """Follow records that were taken out besides a change."""
        for record_id in ids:
            self._numbers[table].pop(record_id, None)

    def _follow(self, record_id: str, before: Record | None, after: Record | None) -> None:
        self._decoded.pop(record_id, None)
        if is_on_name(before) or is_on_name(after):
            self._on_names = None
        if self._by_article is None:
            return
        if before is not None:
            self._by_article.get(self.same(source_of(before))[0], {}).pop(record_id, None)
        if after is not None:
            source = self.same(source_of(after))[0]
            self._by_article.setdefault(source, {})[record_id] = not _holds_tags(after)


def is_on_name(record: Record | None) -> bool:
    """Is an annotation's record on an entity?"""
    return record is not None and "identifying" in _purposes(record)


def _holds_tags(record: Record) -> bool:
    """Does it hold the tags of a whole article, and nothing else?"""
    target = record.get("target")
    is_of_words = isinstance(target, dict) and bool(target.get("selector"))
    return not is_of_words and _purposes(record) == {"tagging"}


def _purposes(record: Record) -> set[object]:
    """What the parts of an annotation's body are there for."""
    body = record.get("body")
    bodies = body if isinstance(body, list) else [body]
    return {
        purpose for one in bodies if isinstance(one, dict) and isinstance(purpose := one.get("purpose"), str)
    }


def source_of(record: Record) -> str:
    """The article an annotation's record is about; empty if it doesn't say."""
    target = record.get("target")
    source = target.get("source") if isinstance(target, dict) else target
    return source if is_identifier(source) else ""


def _skipped(name: str, count: int) -> str:
    what = pluralize(count, "record")
    return (
        f"{what} of {name} can't be read: kept in the file as it is, and left out. `postil doctor` says more."
    )
