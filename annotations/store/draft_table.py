"""Drafts: notes that were being written when the program ended, in the table `drafts`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.model import TextSpan
from annotations.store.codec import now, read_time, time_text
from annotations.store.document import Record
from annotations.store.record_fields import read_span, read_text, read_texts
from annotations.store.transactions import Transactions


class Draft(Struct, frozen=True):
    """A note that was being written when the program ended."""

    article: str
    """Article id."""
    note: str
    tags: tuple[str, ...] = ()
    span: TextSpan | None = None
    """Code points of the article's text; None: the whole article, or an entity."""
    entity: str | None = None
    annotation: str | None = None
    """Id of the note that was being edited; None: a new one."""
    id: str = ""
    """Given by the store."""
    saved: datetime | None = None
    """Given by the store."""
    extra: dict[str, Any] = field(default_factory=dict)


class DraftTable:
    """The drafts of a notes file. All writes are durable on return and raise `StoreError`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def all(self) -> list[Draft]:
        """Notes that were being written when the program ended, oldest first."""
        return [draft_from_record(record) for record in self._transactions.records("drafts")]

    def save(self, draft: Draft) -> Draft:
        """Keep an unfinished note; an empty id is filled. Not a step of undo."""
        with self._transactions.change("draft kept", undoable=False) as change:
            identifier = draft.id or change.new_id("drafts", "d-")
            kept = replace(draft, id=identifier, saved=now())
            change.put("drafts", draft_to_record(kept))
            return kept

    def drop(self, draft_id: str, *, undoable: bool = False) -> None:
        """Forget an unfinished note; none there is fine. `undoable`: its words are in no note, they were thrown away."""
        with self._transactions.change("words thrown away", undoable=undoable) as change:
            change.drop("drafts", draft_id)


def draft_to_record(draft: Draft) -> Record:
    """As it stands in the table `drafts`; `id` and `saved` must be there."""
    assert draft.saved is not None
    record: Record = {
        "id": draft.id,
        "article": draft.article,
        "saved": time_text(draft.saved),
        "note": draft.note,
        "tags": list(draft.tags),
        "span": [draft.span.start, draft.span.end] if draft.span else None,
        "entity": draft.entity,
        "annotation": draft.annotation,
    }
    return {**draft.extra, **record}


def draft_from_record(record: Mapping[str, Any]) -> Draft:
    """Lenient: a field of the wrong type counts as not there."""
    known = ("id", "article", "saved", "note", "tags", "span", "entity", "annotation")
    return Draft(
        article=read_text(record.get("article")) or "",
        note=read_text(record.get("note")) or "",
        tags=read_texts(record.get("tags")),
        span=read_span(record.get("span")),
        entity=read_text(record.get("entity")),
        annotation=read_text(record.get("annotation")),
        id=str(record["id"]),
        saved=read_time(record.get("saved")),
        extra={name: value for name, value in record.items() if name not in known},
    )
