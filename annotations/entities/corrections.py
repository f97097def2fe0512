"""The reader's own word on entities: a pure function over what an engine found.

A correction holds at one place (here), in its article, or everywhere. The narrower scope wins over the wider one, in
the same scope the later over the earlier.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from annotations.anchoring import resolve
from annotations.model import Entity, Selector, TextSpan
from annotations.text.spans import overlaps

Kind = Literal["not-entity", "relabel", "same-as", "add"]
Scope = Literal["everywhere", "article", "here"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""The widest first: so they are applied."""


class Correction(Struct, frozen=True):
    """What a reader said about some words."""

    kind: Kind
    text: str
    """The words it is about: as they stand in the article, or the name they go by."""
    article: str
    """Article id: of the article that it holds for, or, everywhere, in which it was said."""
    label: str = ""
    """The new label (relabel, add); of a single mention in any case, so that it is a name whatever an engine says."""
    canonical: str = ""
    """The name it goes by (same-as; optional for add). Its own words: it is apart from all others."""
    scope: Scope = "article"
    selectors: tuple[Selector, ...] = ()
    """Where a single mention stands (here), described as the place of a note is."""

    def holds_for(self, article_id: str) -> bool:
        """Does it say anything of an article?"""
        return self.scope == "everywhere" or self.article == article_id


class _Mention(Struct):
    """An entity while corrections are laid over it."""

    entity: Entity
    words: str
    is_name: bool = True
    """False: somebody said that it is none; a narrower or later word may bring it back."""


def apply_corrections(
    text: str,
    entities: Iterable[Entity],
    corrections: Sequence[Correction],
    window: TextSpan | None = None,
) -> tuple[Entity, ...]:
    """Entities with a reader's corrections applied: everywhere, article, here, and each of these in their order.

    Words are those of a mention or the name that it goes by: what is said of "Steve Witkoff" holds for the "Witkoff"
    that means him, what is said of "Witkoff" for these words alone.

    Args:
        text: the article's canonical text; offsets are its code points.
        entities: what the engine found in `window`, sorted, disjoint.
        corrections: those that hold for this article, oldest first.
        window: the stretch that is looked at; None: the whole text.

    Returns:
        Entities, sorted, disjoint. An added entity takes the place of those it overlaps; words that also stand within
        longer names ("Witkoff" in "Steve Witkoff") leave these as they are.
    """
    kept = tuple(entities)
    if not corrections:
        return kept
    correcting = _Correcting(text, kept, window or TextSpan(0, len(text)))
    for correction in sorted(corrections, key=lambda correction: SCOPES.index(correction.scope)):
        correcting.apply(correction)
    return correcting.entities


def changed_mentions(before: Iterable[Entity], after: Iterable[Entity]) -> int:
    """How many mentions are not as they were; the preview of a correction."""
    return len({entity.span for entity in {*before} ^ {*after}})


def name_now(name: str, corrections: Sequence[Correction]) -> str:
    """What a name is called now: who was joined with somebody goes by that one's name.

    Args:
        name: as it was called when something was written on it.
        corrections: those that hold where it is asked for, oldest first.
    """
    name = squeezed(name)
    for correction in sorted(corrections, key=lambda correction: SCOPES.index(correction.scope)):
        if correction.kind == "same-as" and correction.scope != "here" and squeezed(correction.text) == name:
            name = correction.canonical
    return name


class _Correcting:
    """The mentions of a text on their way from what an engine said to what the reader says."""

    def __init__(self, text: str, entities: Iterable[Entity], window: TextSpan) -> None:
        self._text, self._window = text, window
        self._mentions = [_mention(entity) for entity in entities]
        self._known = {mention.words for mention in self._mentions}
        self._known |= {mention.entity.canonical for mention in self._mentions}
        """Words and names that mentions have or had: a correction of others is passed over at once."""

    @property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(mention.entity for mention in self._mentions if mention.is_name)

    def apply(self, correction: Correction) -> None:
        if correction.scope == "here":
            span = resolve(self._text, correction.selectors).span
            if span is not None and self._window.start <= span.start and span.end <= self._window.end:
                self._apply_at(span, correction)
        elif correction.kind == "add":
            self._add(correction)
        elif (words := squeezed(correction.text)) in self._known:
            for mention in self._mentions:
                if words in (mention.words, mention.entity.canonical):
                    if words == mention.words or correction.kind == "not-entity":
                        mention.is_name = correction.kind != "not-entity"
                    mention.entity = _changed(mention.entity, correction)
            self._known.add(correction.canonical)

    def _apply_at(self, span: TextSpan, correction: Correction) -> None:
        """The mention at a place; where the engine sees none there, or another one, the reader's takes its place."""
        there = [mention for mention in self._mentions if overlaps(mention.entity.span, span)]
        if correction.kind == "not-entity":
            for mention in there:
                mention.is_name = False
        elif len(there) == 1 and there[0].entity.span == span:
            there[0].is_name, there[0].entity = True, _changed(there[0].entity, correction)
        elif correction.label:
            self._put([span], correction)

    def _add(self, correction: Correction) -> None:
        words = squeezed(correction.text)
        spans = self._find_free(words)
        if spans:
            self._known |= {words, correction.canonical}
            self._put(spans, correction)

    def _put(self, spans: Sequence[TextSpan], correction: Correction) -> None:
        """Mentions at these places, instead of those that they overlap."""
        taken, start = bytearray(len(self._window) + 1), self._window.start
        for span in spans:
            taken[span.start - start : span.end - start] = b"\1" * len(span)
        kept = [
            mention
            for mention in self._mentions
            if not any(taken[mention.entity.span.start - start : mention.entity.span.end - start])
        ]
        for span in spans:
            words = self._text[span.start : span.end]
            name = correction.canonical or squeezed(words)
            kept.append(_mention(Entity(span, correction.label, words, name)))
        self._mentions = sorted(kept, key=lambda mention: mention.entity.span)

    def _find_free(self, words: str) -> list[TextSpan]:
        """Where words stand outside of longer names; if they only stand within such, there."""
        everywhere = self._find_words(words)
        names = [mention.entity.span for mention in self._mentions if mention.is_name]
        starts = [span.start for span in names]

        def is_free(span: TextSpan) -> bool:
            before = bisect_right(starts, span.start) - 1
            return before < 0 or names[before] == span or names[before].end < span.end

        return [span for span in everywhere if is_free(span)] or everywhere

    def _find_words(self, words: str) -> list[TextSpan]:
        """Where words stand as whole words, whatever white space is between them."""
        parts, window = words.split(), self._window
        if not parts or self._text.find(parts[0], window.start, window.end) < 0:
            return []
        pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)")
        return [
            TextSpan(match.start(), match.end())
            for match in pattern.finditer(self._text, window.start, window.end)
        ]


def _mention(entity: Entity) -> _Mention:
    return _Mention(entity, squeezed(entity.text))


def _changed(entity: Entity, correction: Correction) -> Entity:
    match correction.kind:
        case "relabel":
            return replace(entity, label=correction.label)
        case "same-as":
            return replace(entity, canonical=correction.canonical)
        case "add":
            name = correction.canonical or squeezed(entity.text)
            return replace(entity, label=correction.label, canonical=name)
        case _:
            return entity


def squeezed(words: str) -> str:
    """Words with single blanks between them: so they are compared."""
    return " ".join(words.split())
