"""The reader's own word on entities: a pure function over what an engine found.

A correction holds for all mentions of the same words in its article.
"""

import contextlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import EngineError
from annotations.model import Entity, TextSpan

Kind = Literal["not-entity", "relabel", "same-as", "add"]


class Correction(Struct, frozen=True):
    """What a reader said about some words of an article."""

    kind: Kind
    text: str
    """The words it is about, as they stand in the article."""
    article: str
    """Article id: the scope."""
    label: str = ""
    """The new label (relabel, add)."""
    canonical: str = ""
    """The name it goes by (same-as; optional for add)."""


def apply_corrections(
    text: str, entities: Iterable[Entity], corrections: Sequence[Correction]
) -> tuple[Entity, ...]:
    """Entities with a reader's corrections applied in their order; a later one on the same words wins.

    Args:
        text: the article's canonical text; offsets are its code points.
        entities: what the engine found, sorted, disjoint.
        corrections: those of this article, oldest first.

    Returns:
        Entities, sorted, disjoint. An added entity takes the place of those it overlaps; words that also stand within
        longer names ("Witkoff" in "Steve Witkoff") leave these as they are.
    """
    kept = list(entities)
    for correction in corrections:
        kept = _apply(text, kept, correction)
    return tuple(kept)


def _apply(text: str, entities: list[Entity], correction: Correction) -> list[Entity]:
    if correction.kind == "add":
        return _add(text, entities, correction)
    words = _key(correction.text)
    if correction.kind == "not-entity":
        return [entity for entity in entities if _key(entity.text) != words]
    return [_change(entity, correction) if _key(entity.text) == words else entity for entity in entities]


def _change(entity: Entity, correction: Correction) -> Entity:
    if correction.kind == "relabel":
        return replace(entity, label=correction.label)
    return replace(entity, canonical=correction.canonical)


def _add(text: str, entities: list[Entity], correction: Correction) -> list[Entity]:
    added = [
        Entity(
            span, correction.label, text[span.start : span.end], correction.canonical or _key(correction.text)
        )
        for span in _find_free(text, entities, correction.text)
    ]
    taken = bytearray(len(text) + 1)
    for entity in added:
        taken[entity.span.start : entity.span.end] = b"\1" * len(entity.span)
    kept = [entity for entity in entities if not any(taken[entity.span.start : entity.span.end])]
    return sorted([*kept, *added], key=lambda entity: entity.span)


def _find_free(text: str, entities: Sequence[Entity], words: str) -> list[TextSpan]:
    """Where words stand outside of longer names; if they only stand within such, there."""
    everywhere = _find_words(text, words)
    starts = [entity.span.start for entity in entities]

    def is_free(span: TextSpan) -> bool:
        before = bisect_right(starts, span.start) - 1
        return before < 0 or entities[before].span == span or entities[before].span.end < span.end

    return [span for span in everywhere if is_free(span)] or everywhere


def _find_words(text: str, words: str) -> list[TextSpan]:
    """Where words stand as whole words, whatever white space is between them."""
    parts = words.split()
    if not parts:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)"
    return [TextSpan(match.start(), match.end()) for match in re.finditer(pattern, text)]


def _key(words: str) -> str:
    return " ".join(words.split())


def to_record(correction: Correction) -> dict[str, str]:
    """A correction as a plain dictionary for the store."""
    return {
        "kind": correction.kind,
        "text": correction.text,
        "article": correction.article,
        "label": correction.label,
        "canonical": correction.canonical,
    }


def read_corrections(records: Iterable[Mapping[str, object]]) -> tuple[Correction, ...]:
    """The corrections among the store's dictionaries, in their order; what is none is left out."""
    corrections = []
    for record in records:
        with contextlib.suppress(EngineError):
            corrections.append(from_record(record))
    return tuple(corrections)


def from_record(record: Mapping[str, object]) -> Correction:
    """A correction from the store's dictionary; unknown fields are left alone.

    Raises:
        EngineError: the record is no correction.
    """
    kinds: dict[str, Kind] = {known: known for known in get_args(Kind)}
    kind = kinds.get(str(record.get("kind")))
    if kind is None or not record.get("text"):
        raise EngineError("A correction in the notes file can't be read: run `postil doctor`.")
    fields = {name: str(record.get(name) or "") for name in ("text", "article", "label", "canonical")}
    return Correction(kind=kind, **fields)
