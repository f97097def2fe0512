"""Corrections of names as records of the store and in words: both ways, losing nothing that is one."""

import contextlib
from collections.abc import Iterable, Mapping
from typing import get_args

from annotations.entities.corrections import SCOPES, Correction, Kind, Scope, squeezed
from annotations.entities.labels import human_name, one_of
from annotations.errors import EngineError
from annotations.model import Target
from annotations.store.codec import Json, decode_place, encode_place

_SHORT_CHARS = 40
REACH: Mapping[Scope, str] = {
    "here": "here",
    "article": "in its article",
    "everywhere": "everywhere",
}
"""How far a correction holds, in a list of them."""
_WHERE: Mapping[Scope, str] = {"here": " here", "article": "", "everywhere": " everywhere"}


def to_record(correction: Correction) -> Json:
    """A correction as plain JSON values; what it does not say is left out."""
    record: Json = {
        "kind": correction.kind,
        "text": correction.text,
        "article": correction.article,
        "label": correction.label,
        "canonical": correction.canonical,
        "scope": correction.scope,
    }
    if correction.seen:
        record["seen"] = correction.seen
    if correction.any_kind:
        record["any_kind"] = True
    if correction.only_now:
        record["only_now"] = True
    if correction.selectors:
        record["target"] = encode_place(Target(correction.article, correction.selectors))
    return record


def from_record(record: Mapping[str, object]) -> Correction:
    """A correction from its record; unknown fields are left alone.

    One without a scope holds for its article, one that does not say which kind of name was seen for any kind.

    Raises:
        EngineError: the record is no correction; says what is the matter with it.
    """
    kinds: dict[str, Kind] = {known: known for known in get_args(Kind)}
    scopes: dict[str, Scope] = {known: known for known in SCOPES}
    kind, scope = kinds.get(str(record.get("kind"))), scopes.get(str(record.get("scope") or "article"))
    fields = {name: _words(record.get(name)) for name in ("text", "article", "label", "canonical", "seen")}
    if kind is None:
        raise EngineError(f"it has no kind: one of {', '.join(kinds)}")
    if not squeezed(fields["text"]):
        raise EngineError("it does not say which words it is about: text")
    if scope is None:
        raise EngineError(f"it has no scope: one of {', '.join(SCOPES)}")
    needed = {"relabel": "label", "add": "label", "same-as": "canonical"}.get(kind)
    if needed and not fields[needed]:
        raise EngineError(f"it has no {needed}")
    target = decode_place(record.get("target"))
    if scope == "here" and (target is None or not target.selectors):
        raise EngineError("it does not say where the words stand: target")
    return Correction(
        kind,
        fields["text"],
        fields["article"],
        fields["label"],
        fields["canonical"],
        scope,
        target.selectors if target else (),
        fields["seen"],
        record.get("any_kind") is True,
        record.get("only_now") is True,
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def read_corrections(records: Iterable[Mapping[str, object]]) -> tuple[Correction, ...]:
    """The corrections among the store's records, in their order; what is none is left out."""
    corrections = []
    for record in records:
        with contextlib.suppress(EngineError):
            corrections.append(from_record(record))
    return tuple(corrections)


def describe_correction(correction: Correction) -> str:
    """What it says, for people: “Minsk” is an event."""
    return f"“{short_name(correction.text)}” {_said(correction)}"


def describe_meant(correction: Correction) -> str:
    """The same with the kind of name that is meant, where others are not: “Minsk” (country or town) is an event."""
    kind = f" ({human_name(correction.seen)})" if is_of_a_kind(correction) else ""
    return f"“{short_name(correction.text)}”{kind} {_said(correction)}"


def is_of_a_kind(correction: Correction) -> bool:
    """Does it mean mentions of one kind alone?"""
    return correction.scope != "here" and bool(correction.seen) and not correction.any_kind


def _said(correction: Correction) -> str:
    match correction.kind:
        case "not-entity":
            return "is no name"
        case "same-as" if squeezed(correction.text) == correction.canonical:
            return "is a name of its own"
        case "same-as":
            return f"is {short_name(correction.canonical)}"
        case _:
            return f"is {one_of(correction.label)}"


def label_change(correction: Correction) -> str:
    """What it is called when it is undone."""
    return describe_correction(correction) + _WHERE[correction.scope]


def short_name(words: str) -> str:
    """A name as it stands in a sentence for people: in one line, of a long one its beginning."""
    words = squeezed(words)
    return words if len(words) <= _SHORT_CHARS else words[: _SHORT_CHARS - 1].rstrip() + "…"
