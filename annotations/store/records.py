"""What the store keeps besides annotations: articles it has met, reading states, drafts, the trash.

Each has a `to_record` and a `from_record`; unknown fields of a newer version are kept in `extra`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, get_args

from msgspec import Struct, field

from annotations.model import ReadingState, Status, Target, TextPositionSelector, TextQuoteSelector, TextSpan
from annotations.store.codec import decode_place, encode_place, read_time, time_text
from annotations.store.document import Record

_STATUSES: Final = frozenset(get_args(Status))
_PLACES: Final = "postil:places"
"""What the marks of an article are found by when its text has changed."""


class ArticleRecord(Struct, frozen=True):
    """An article the store has met: enough to know it again after it was moved, renamed or edited."""

    id: str
    paths: tuple[str, ...] = ()
    """Where it has been seen, the latest first."""
    title: str = ""
    author: str | None = None
    published: date | None = None
    url: str | None = None
    fingerprint: str = ""
    """Of its text when it was last read."""
    sketch: tuple[int, ...] = ()
    """Similarity sketch of its text (the catalog's business)."""
    extra: dict[str, Any] = field(default_factory=dict)


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


class Mark(Struct, frozen=True):
    """A named place of an article."""

    offset: int
    """Code point of the text that it was set on."""
    place: Target | None = None
    """Its words, to find it by; None: only the offset is known."""


class Deleted(Struct, frozen=True):
    """Something in the trash: the annotation's id, when it was deleted, and its record as it was."""

    id: str
    deleted: datetime
    record: Record


def article_to_record(article: ArticleRecord) -> Record:
    """As it stands in the table `articles`."""
    record: Record = {"id": article.id, "paths": list(article.paths), "title": article.title}
    optional = {
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "fingerprint": article.fingerprint,
        "sketch": list(article.sketch),
    }
    record.update((name, value) for name, value in optional.items() if value)
    return {**article.extra, **record}


def article_from_record(record: Mapping[str, Any]) -> ArticleRecord:
    """Lenient: a field of the wrong type counts as not there."""
    known = ("id", "paths", "title", "author", "published", "url", "fingerprint", "sketch")
    return ArticleRecord(
        id=str(record["id"]),
        paths=_texts(record.get("paths")),
        title=_text(record.get("title")) or "",
        author=_text(record.get("author")),
        published=_date(record.get("published")),
        url=_text(record.get("url")),
        fingerprint=_text(record.get("fingerprint")) or "",
        sketch=tuple(n for n in _list(record.get("sketch")) if type(n) is int),
        extra={name: value for name, value in record.items() if name not in known},
    )


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
        article=_text(record.get("article")) or "",
        note=_text(record.get("note")) or "",
        tags=_texts(record.get("tags")),
        span=_span(record.get("span")),
        entity=_text(record.get("entity")),
        annotation=_text(record.get("annotation")),
        id=str(record["id"]),
        saved=read_time(record.get("saved")),
        extra={name: value for name, value in record.items() if name not in known},
    )


def state_to_record(article_id: str, state: ReadingState, old: Mapping[str, Any]) -> Record:
    """As it stands in the table `reading`; what else stands there (marks) is kept."""
    words = state.words
    fresh = {
        "id": article_id,
        "status": state.status,
        "progress": state.progress,
        "offset": state.offset,
        "line": state.line,
        "words": [words.prefix, words.exact, words.suffix] if words is not None else None,
        "fingerprint": state.fingerprint,
    }
    return {**old, **fresh}


def state_from_record(record: Mapping[str, Any]) -> ReadingState:
    """Lenient: nonsense is an unread article."""
    status, progress, offset = record.get("status"), record.get("progress"), record.get("offset")
    line, words = record.get("line"), _texts(record.get("words"))
    return ReadingState(
        status=status if isinstance(status, str) and status in _STATUSES else "unread",  # type: ignore[arg-type]
        progress=min(max(float(progress), 0.0), 1.0) if isinstance(progress, int | float) else 0.0,
        offset=offset if type(offset) is int and offset >= 0 else 0,
        line=line if type(line) is int and line >= 0 else None,
        words=TextQuoteSelector(words[1], words[0], words[2]) if len(words) == 3 else None,
        fingerprint=_text(record.get("fingerprint")) or "",
    )


def marks_from_record(record: Mapping[str, Any]) -> dict[str, Mark]:
    """Named places of an article, by letter; a mark without its words (older versions set such) has its offset only."""
    marks, places = record.get("marks"), record.get(_PLACES)
    places = places if isinstance(places, dict) else {}
    if not isinstance(marks, dict):
        return {}
    return {k: Mark(v, _place_at(places.get(k), v)) for k, v in marks.items() if type(v) is int and v >= 0}


def _place_at(raw: object, offset: int) -> Target | None:
    """The place of a mark, unless an older version, which knows offsets only, has set it elsewhere since."""
    place = decode_place(raw)
    starts = [s.start for s in place.selectors if isinstance(s, TextPositionSelector)] if place else []
    return place if starts == [offset] else None


def mark_to_record(name: str, mark: Mark | None, old: Mapping[str, Any]) -> Record:
    """A reading state with a mark set, or with None taken away; what else stands there is kept."""
    record = dict(old)
    for field_name in ("marks", _PLACES):
        held = record.get(field_name)
        record[field_name] = {k: v for k, v in held.items() if k != name} if isinstance(held, dict) else {}
    if mark is not None:
        record["marks"][name] = mark.offset
        if mark.place is not None:
            record[_PLACES][name] = encode_place(mark.place)
    if not record[_PLACES]:
        del record[_PLACES]
    return record


def deleted_from_record(record: Mapping[str, Any]) -> Deleted | None:
    """What lies in the trash, or None if it can't be made out."""
    moment, inner = read_time(record.get("deleted")), record.get("record")
    if moment is None or not isinstance(inner, dict):
        return None
    return Deleted(str(record["id"]), moment, inner)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in _list(value) if isinstance(item, str))


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _span(value: object) -> TextSpan | None:
    match value:
        case [int(start), int(end)] if 0 <= start <= end:
            return TextSpan(start, end)
    return None
