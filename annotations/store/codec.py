"""Annotations as W3C Web Annotation JSON, both ways, losing nothing.

`encode` writes https://www.w3.org/TR/annotation-model/ as plain JSON values. `target.source` is the bare article id
(a relative IRI), the target's fingerprint is `postil:fingerprint`, the highlight's colour `styleClass`.

What the model has no place for (fields of a newer version, of another program) is kept in `Annotation.extra`:
top-level fields under their own name; unknown parts of `target` and `body` under these two names (`_Leftovers`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, get_args

from annotations.model import (
    COLORS,
    Annotation,
    Motivation,
    Purpose,
    Selector,
    Target,
    TextPositionSelector,
    TextQuoteSelector,
    TextualBody,
)
from annotations.store.record_fields import is_identifier, sayable

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
FINGERPRINT: Final = "postil:fingerprint"
_TWIN: Final = "postil:twin"
_LABEL: Final = "postil:label"

Json = dict[str, object]

_KNOWN: Final = frozenset(("@context", "id", "type", "motivation", "created", "modified", "body", "target"))
_PURPOSES: Final = frozenset(get_args(Purpose))
_MOTIVATIONS: Final = frozenset(get_args(Motivation))
_FORMAT: Final = "text/markdown"
_OTHERS: Final = "*"
"""Key under which whole bodies or selectors of unknown kinds are kept."""


class UnreadableRecordError(ValueError):
    """A record that is no annotation: it is kept in the file, skipped and reported."""


def now() -> datetime:
    """The present as the store writes it: UTC, whole milliseconds."""
    return whole_ms(datetime.now(UTC))


def whole_ms(moment: datetime) -> datetime:
    """`moment` in UTC, cut to whole milliseconds; a naive one is taken as UTC."""
    if moment.tzinfo is UTC and not moment.microsecond % 1000:
        return moment  # as it was read: nearly always
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    utc = aware.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: `2025-04-26T14:02:00.000Z`."""
    utc = moment.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def read_time(text: object) -> datetime | None:
    """The moment an ISO 8601 text names, in UTC and whole milliseconds; None if it names none."""
    if not isinstance(text, str):
        return None
    try:
        return whole_ms(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def encode(annotation: Annotation) -> Json:
    """An annotation as W3C JSON. Fields in `extra` come last; they never replace one the model knows."""
    extra = annotation.extra
    record: Json = {
        "@context": extra.get("@context", CONTEXT),
        "id": annotation.id,
        "type": extra.get("type", "Annotation"),
        "motivation": extra.get("motivation", annotation.motivation),
        "created": time_text(annotation.created),
        "modified": time_text(annotation.modified),
        "body": _encode_bodies(annotation.body, _mapping(extra.get("body"))),
        "target": _encode_target(annotation.target, _mapping(extra.get("target"))),
    }
    record.update((name, value) for name, value in extra.items() if name not in _KNOWN)
    return record


def decode(record: object) -> Annotation:
    """The annotation a W3C record stands for.

    Lenient where the standard allows several shapes (one body or a list, a target that is a bare IRI, no dates).

    Raises:
        UnreadableRecordError: no id, no target, or not an object at all.
    """
    if not isinstance(record, dict):
        raise UnreadableRecordError("not an object")
    identifier = record.get("id")
    if not is_identifier(identifier):
        raise UnreadableRecordError("it has no id" if not identifier else "its id is no plain text")
    extra: Json = {}
    if not record.keys() <= _KNOWN:
        extra = {name: value for name, value in record.items() if name not in _KNOWN}
    target = _decode_target(record.get("target"), extra)
    body = _decode_bodies(record.get("body"), extra)
    created = read_time(record.get("created")) or read_time(record.get("modified"))
    created = created or datetime.fromtimestamp(0, UTC)
    modified = read_time(record.get("modified")) or created
    _keep_unusual(record, extra)
    return Annotation(identifier, target, body, created, modified, extra)


def tags_in(record: object) -> tuple[str, ...]:
    """The tags of a record, as `decode(record).tags` has them, in a tenth of the time; none for what is no annotation."""
    if not isinstance(record, dict) or not is_identifier(record.get("id")) or not record.get("target"):
        return ()
    raw = record.get("body")
    listed = raw if isinstance(raw, list) else [raw]
    bodies = (_read_body(one) for one in listed if isinstance(one, dict) and one.get("purpose") == "tagging")
    return tuple(body.value for body in bodies if body is not None)


def _keep_unusual(record: Json, extra: Json) -> None:
    """Keep what `encode` would otherwise write anew: other contexts, types and motivations."""
    if record.get("@context", CONTEXT) != CONTEXT:
        extra["@context"] = record["@context"]
    if record.get("type", "Annotation") != "Annotation":
        extra["type"] = record["type"]
    motivation = record.get("motivation", "commenting")
    if not isinstance(motivation, str) or motivation not in _MOTIVATIONS:
        extra["motivation"] = motivation


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _encode_bodies(bodies: tuple[TextualBody, ...], extra: Mapping[str, object]) -> list[object]:
    """Bodies as W3C; unknown fields of one come back to the body with the same purpose (for tags: and value)."""
    written: list[object] = []
    for body in bodies:
        known: Json = {
            "type": "TextualBody",
            "value": body.value,
            "purpose": body.purpose,
            "format": body.format,
        }
        if body.label:
            known[_LABEL] = body.label
        written.append({**_mapping(extra.get(_body_key(body))), **known})
    others = extra.get(_OTHERS)
    return written + (others if isinstance(others, list) else [])


def _body_key(body: TextualBody) -> str:
    return f"tagging:{body.value}" if body.purpose == "tagging" else body.purpose


def _decode_bodies(raw: object, extra: Json) -> tuple[TextualBody, ...]:
    listed = raw if isinstance(raw, list) else [] if raw is None else [raw]
    bodies: list[TextualBody] = []
    kept: Json = {}
    others: list[object] = []
    for item in listed:
        body = _read_body(item)
        if body is None:
            others.append(item)
            continue
        bodies.append(body)
        known = {*_BODY_FIELDS, _LABEL} if body.label else _BODY_FIELDS
        if isinstance(item, dict) and not item.keys() <= known:
            kept[_body_key(body)] = {k: v for k, v in item.items() if k not in known}
    if others:
        kept[_OTHERS] = others
    if kept:
        extra["body"] = kept
    return tuple(bodies)


def _read_body(item: object) -> TextualBody | None:
    """A TextualBody whose purpose the model knows, or None."""
    if not isinstance(item, dict) or item.get("type", "TextualBody") != "TextualBody":
        return None
    value, purpose, media = item.get("value"), item.get("purpose", "commenting"), item.get("format", _FORMAT)
    if not isinstance(value, str) or not isinstance(media, str):
        return None
    if not isinstance(purpose, str) or purpose not in _PURPOSES:
        return None
    label = item.get(_LABEL) if purpose == "identifying" else None
    label = sayable(label) if isinstance(label, str) else ""
    return TextualBody(sayable(value), purpose, media, label)  # type: ignore[arg-type]  # it is one of _PURPOSES


def encode_place(target: Target) -> Json:
    """A place in an article by itself, as it stands within an annotation."""
    return _encode_target(target, {})


def decode_place(raw: object) -> Target | None:
    """The place that `encode_place` wrote, or None if it can't be made out."""
    try:
        return _decode_target(raw, {})
    except UnreadableRecordError:
        return None


def _encode_target(target: Target, extra: Mapping[str, object]) -> Json:
    written: Json = {"source": target.source}
    left = _mapping(extra.get("selector"))
    selectors = [_encode_selector(selector, left) for selector in target.selectors]
    others = left.get(_OTHERS)
    selectors += others if isinstance(others, list) else []
    if selectors:
        written["selector"] = selectors
    if target.color is not None:
        written["styleClass"] = target.color
    if target.fingerprint:
        written[FINGERPRINT] = target.fingerprint
    written.update((k, v) for k, v in extra.items() if k != "selector" and k not in written)
    return written


def _encode_selector(selector: Selector, left: Mapping[str, object]) -> object:
    known: Json
    if isinstance(selector, TextQuoteSelector):
        known = {
            "type": "TextQuoteSelector",
            "exact": selector.exact,
            "prefix": selector.prefix,
            "suffix": selector.suffix,
        }
        if selector.twin is not None:
            known[_TWIN] = list(selector.twin)
    else:
        known = {"type": "TextPositionSelector", "start": selector.start, "end": selector.end}
    return {**known, **_mapping(left.get(str(known["type"])))}


def _decode_target(raw: object, extra: Json) -> Target:
    if is_identifier(raw):
        return Target(raw)
    if not isinstance(raw, dict):
        raise UnreadableRecordError("it has no target")
    source = raw.get("source")
    if not is_identifier(source):
        raise UnreadableRecordError(
            "its target has no source" if not source else "its target's source is no plain text"
        )
    color, mark = raw.get("styleClass"), raw.get(FINGERPRINT)
    known = _TARGET_FIELDS
    if color not in COLORS:
        color, known = None, known - {"styleClass"}
    if not isinstance(mark, str) or not mark:
        mark, known = "", known - {FINGERPRINT}
    left: Json = {}
    if not raw.keys() <= known:
        left = {k: v for k, v in raw.items() if k not in known}
    selectors, unknown = _decode_selectors(raw.get("selector"))
    if unknown:
        left["selector"] = unknown
    if left:
        extra["target"] = left
    return Target(source, selectors, mark, color)


def _decode_selectors(raw: object) -> tuple[tuple[Selector, ...], Json]:
    """The selectors the model knows, and what is left: fields by selector type, whole selectors under `*`."""
    selectors: list[Selector] = []
    left: Json = {}
    others: list[object] = []
    for item in raw if isinstance(raw, list) else [] if raw is None else [raw]:
        selector = _read_selector(item)
        if selector is None:
            others.append(item)
            continue
        selectors.append(selector)
        known = _SELECTOR_FIELDS[type(selector)]
        if isinstance(item, dict) and not item.keys() <= known:
            left[type(selector).__name__] = {k: v for k, v in item.items() if k not in known}
    if others:
        left[_OTHERS] = others
    return tuple(selectors), left


_SELECTOR_FIELDS: Final = {
    TextQuoteSelector: frozenset({"type", "exact", "prefix", "suffix", _TWIN}),
    TextPositionSelector: frozenset({"type", "start", "end"}),
}
_TARGET_FIELDS: Final = frozenset({"source", "selector", "styleClass", FINGERPRINT})
_BODY_FIELDS: Final = frozenset({"type", "value", "purpose", "format"})


def _read_selector(item: object) -> Selector | None:
    if not isinstance(item, dict):
        return None
    if item.get("type") == "TextQuoteSelector":
        exact, prefix, suffix = item.get("exact"), item.get("prefix", ""), item.get("suffix", "")
        if isinstance(exact, str) and isinstance(prefix, str) and isinstance(suffix, str):
            return TextQuoteSelector(
                sayable(exact), sayable(prefix), sayable(suffix), _read_twin(item.get(_TWIN))
            )
    if item.get("type") == "TextPositionSelector":
        start, end = item.get("start"), item.get("end")
        if type(start) is int and type(end) is int and 0 <= start <= end:
            return TextPositionSelector(start, end)
    return None


def _read_twin(value: object) -> tuple[int, int] | None:
    match value:
        case [int(changes), int(lost)] if changes >= 0 and lost >= 0:
            return changes, lost
    return None
