"""The reader's own word on entities: a pure function over what an engine found.

A correction holds at one place (here), in its article, or everywhere. The narrower scope wins over the wider one, in
the same scope the later over the earlier. Of an article, or everywhere, it means mentions of the kind that the reader saw
when it was said: what is said of Minsk the town does not hold for Minsk the treaty. Who says something at another desk,
or at the same moment, sees what others have not heard of yet: a later word of the kind that was there before holds too.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from annotations.anchoring import resolve
from annotations.entities.labels import kind_of
from annotations.model import Entity, Selector, TextSpan
from annotations.text.boundaries import WORD_ENDS, WORD_STARTS
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
    """The new label (relabel, add), of the name that it goes by (same-as); of a single mention in any case, so that it
    is a name whatever an engine says."""
    canonical: str = ""
    """The name it goes by (same-as; optional for add). Its own words: it is apart from all others."""
    scope: Scope = "article"
    selectors: tuple[Selector, ...] = ()
    """Where the mention stands of which it was said, described as the place of a note is; here it holds for that alone."""
    seen: str = ""
    """The label that the words had when it was said; empty: nobody knows."""
    any_kind: bool = False
    """Does it hold for mentions of other kinds than `seen` too?"""
    only_now: bool = False
    """Was `seen` itself said, of single mentions or articles? Then those that only were of that kind before are not meant."""

    @property
    def new_label(self) -> str:
        """The label that mentions have from now on, of another kind than before; empty: they keep their own."""
        is_other = self.kind == "same-as" and self.seen and kind_of(self.label) != kind_of(self.seen)
        return self.label if self.kind in ("relabel", "add") or is_other else ""

    def holds_for(self, article_id: str) -> bool:
        return self.scope == "everywhere" or self.article == article_id

    def means(self, label: str) -> bool:
        return not self.seen or self.any_kind or kind_of(label) == kind_of(self.seen)


class _Mention(Struct):
    """An entity while corrections are laid over it; how narrow the scope is of what was said of it, -1: nothing was."""

    entity: Entity
    words: str
    is_name: bool = True
    """False: somebody said that it is none; a narrower or later word may bring it back."""
    kinds_before: tuple[str, ...] = ()
    """What it was before somebody said that it is of another kind, the engine's first."""
    name_scope: int = -1
    label_scope: int = -1
    canonical_scope: int = -1

    def take(self, correction: Correction, *, of_its_words: bool) -> None:
        """Become what a correction says, as far as nothing narrower was said.

        Args:
            correction: it means this mention.
            of_its_words: it is about the words as they stand here, not only about the name that they go by.
        """
        scope = SCOPES.index(correction.scope)
        is_name = correction.kind != "not-entity"
        if (of_its_words or not is_name) and scope >= self.name_scope:
            self.is_name, self.name_scope = is_name, scope
        if correction.new_label and scope >= self.label_scope:
            self._take_label(correction.new_label, scope)
        if correction.kind in ("same-as", "add") and scope >= self.canonical_scope:
            name = correction.canonical or self.words
            self.entity, self.canonical_scope = replace(self.entity, canonical=name), scope

    def _take_label(self, label: str, scope: int) -> None:
        kinds = (*self.kinds_before, kind_of(self.entity.label))
        self.kinds_before = kinds[: kinds.index(kind)] if (kind := kind_of(label)) in kinds else kinds
        self.entity, self.label_scope = replace(self.entity, label=label), scope

    def is_meant(self, correction: Correction) -> bool:
        """Is it, or was it before something no narrower was said of its kind, of the kind that a correction means?"""
        if correction.means(self.entity.label):
            return True
        is_later = not correction.only_now and self.label_scope <= SCOPES.index(correction.scope)
        return is_later and kind_of(correction.seen) in self.kinds_before

    @property
    def scope(self) -> int:
        """The narrowest scope of what was said of it."""
        return max(self.name_scope, self.label_scope, self.canonical_scope)


def apply_corrections(
    text: str,
    entities: Iterable[Entity],
    corrections: Sequence[Correction],
    window: TextSpan | None = None,
) -> tuple[Entity, ...]:
    """Entities with a reader's corrections applied, each to the mentions as the reader saw them when it was said.

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
    for correction in corrections:
        correcting.apply(correction)
    return correcting.entities


def changed_mentions(before: Iterable[Entity], after: Iterable[Entity]) -> int:
    """How many mentions are not as they were; the preview of a correction."""
    return len({entity.span for entity in {*before} ^ {*after}})


def kinds_called(words: str, entities: Iterable[Entity]) -> frozenset[str]:
    """The kinds of the entities that are called so, by their words or the name that they go by."""
    words = squeezed(words)
    return frozenset(
        kind_of(entity.label) for entity in entities if words in (squeezed(entity.text), entity.canonical)
    )


def is_said_of_some(words: str, label: str, corrections: Iterable[Correction]) -> bool:
    """Has the reader said of single mentions or articles that these words are of the kind of a label?"""
    return any(
        one.scope != "everywhere"
        and one.new_label
        and squeezed(one.text) == squeezed(words)
        and kind_of(one.new_label) == kind_of(label)
        for one in corrections
    )


def names_on_the_way(words: Iterable[str], corrections: Iterable[Correction]) -> set[str]:
    """Words and names, and what they may have gone by while corrections were laid over them, oldest first."""
    names = {*words}
    for correction in corrections:
        if correction.canonical and squeezed(correction.text) in names:
            names.add(correction.canonical)
    return names


def name_now(
    name: str, corrections: Sequence[Correction], label: str = "", article: str = ""
) -> tuple[str, str]:
    """What a name is called now, and its label: who was joined with somebody goes by that one's name.

    Args:
        name: as it was called when something was written on it.
        corrections: those that hold where it is asked for, oldest first.
        label: that it had; empty: nobody knows, and it stays so.
        article: the one in which it was written: its kind follows what was said of that one alone.
    """
    name = squeezed(name)
    for correction in sorted(corrections, key=lambda correction: SCOPES.index(correction.scope)):
        if correction.scope == "here" or squeezed(correction.text) != name:
            continue
        if label and not correction.means(label):
            continue
        if correction.kind == "same-as":
            name = correction.canonical
        is_its_own = correction.scope == "everywhere" or correction.article == article
        if label and is_its_own and correction.new_label:
            label = correction.new_label
    return name, label


def place_of(text: str, correction: Correction) -> TextSpan | None:
    """Where the mention stands of which it was said; of one that does not say so the only place of its words."""
    span = resolve(text, correction.selectors).span if correction.selectors else None
    if span is None:
        places = find_words(text, squeezed(correction.text), TextSpan(0, len(text)))
        span = places[0] if len(places) == 1 else None
    return span


def find_words(text: str, words: str, window: TextSpan) -> list[TextSpan]:
    """Where words stand in a stretch of text as whole words, if its script parts them; whatever white space is between."""
    parts = words.split()
    if not parts or text.find(parts[0], window.start, window.end) < 0:
        return []
    pattern = re.compile(WORD_STARTS + r"\s+".join(map(re.escape, parts)) + WORD_ENDS)
    return [
        TextSpan(match.start(), match.end()) for match in pattern.finditer(text, window.start, window.end)
    ]


class _Correcting:
    """The mentions of a text on their way from what an engine said to what the reader says."""

    def __init__(self, text: str, entities: Iterable[Entity], window: TextSpan) -> None:
        self._text, self._window = text, window
        self._mentions = [_mention(entity) for entity in entities]
        self._known = {mention.words for mention in self._mentions}
        self._known |= {mention.entity.canonical for mention in self._mentions}
        """Words and names that mentions have or had: a correction of others is passed over at once."""
        self._denied: list[tuple[Correction, TextSpan | None]] = []
        """What is no name, with its place if it is none there alone: no wider word makes it one."""

    @property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(mention.entity for mention in self._mentions if mention.is_name)

    def apply(self, correction: Correction) -> None:
        words = squeezed(correction.text)
        if correction.scope == "here":
            span = resolve(self._text, correction.selectors).span
            if span is not None and self._window.start <= span.start and span.end <= self._window.end:
                self._apply_at(span, correction)
        elif correction.kind == "add":
            self._add(correction)
        elif words in self._known:
            for mention in self._mentions:
                if words in (mention.words, mention.entity.canonical) and mention.is_meant(correction):
                    mention.take(correction, of_its_words=words == mention.words)
            self._known.add(correction.canonical)
        if correction.kind == "not-entity" and correction.scope == "article":
            self._denied.append((correction, None))

    def _apply_at(self, span: TextSpan, correction: Correction) -> None:
        """The mention at a place; where the engine sees none there, or another one, the reader's takes its place."""
        there = [mention for mention in self._mentions if overlaps(mention.entity.span, span)]
        if correction.kind == "not-entity":
            self._denied.append((correction, span))
            for mention in there:
                mention.take(correction, of_its_words=True)
        elif len(there) == 1 and there[0].entity.span == span:
            there[0].take(correction, of_its_words=True)
        elif correction.label:
            self._put([span], correction)

    def _add(self, correction: Correction) -> None:
        words = squeezed(correction.text)
        if correction.scope == "everywhere" and any(
            place is None and squeezed(said.text) == words and said.means(correction.label)
            for said, place in self._denied
        ):
            return
        spans = self._find_free(words)
        if spans:
            self._known |= {words, correction.canonical}
            self._put(spans, correction)

    def _put(self, spans: Sequence[TextSpan], correction: Correction) -> None:
        """Mentions at these places, instead of those that they overlap, as far as nothing narrower was said there."""
        scope = SCOPES.index(correction.scope)
        fixed = [mention.entity.span for mention in self._mentions if mention.scope > scope]
        fixed += [place for said, place in self._denied if place and said.scope != correction.scope]
        is_fixed = self._cover(fixed)
        spans = [span for span in spans if not is_fixed(span)]
        is_taken = self._cover(spans)
        kept = [mention for mention in self._mentions if not is_taken(mention.entity.span)]
        for span in spans:
            words = self._text[span.start : span.end]
            mention = _mention(Entity(span, correction.label, words, squeezed(words)))
            mention.name_scope = mention.label_scope = scope
            if correction.canonical:
                mention.entity = replace(mention.entity, canonical=correction.canonical)
                mention.canonical_scope = scope
            kept.append(mention)
        self._mentions = sorted(kept, key=lambda mention: mention.entity.span)

    def _cover(self, spans: Iterable[TextSpan]) -> Callable[[TextSpan], bool]:
        """Says of a stretch of the window whether one of these touches it."""
        covered, start = bytearray(len(self._window) + 1), self._window.start
        for span in spans:
            covered[span.start - start : span.end - start] = b"\1" * len(span)
        return lambda span: any(covered[span.start - start : span.end - start])

    def _find_free(self, words: str) -> list[TextSpan]:
        """Where words stand outside of longer names; if they only stand within such, there."""
        everywhere = find_words(self._text, words, self._window)
        names = [mention.entity.span for mention in self._mentions if mention.is_name]
        starts = [span.start for span in names]

        def is_free(span: TextSpan) -> bool:
            before = bisect_right(starts, span.start) - 1
            return before < 0 or names[before] == span or names[before].end < span.end

        return [span for span in everywhere if is_free(span)] or everywhere


def _mention(entity: Entity) -> _Mention:
    return _Mention(entity, squeezed(entity.text))


def squeezed(words: str) -> str:
    """Words with single blanks between them: so they are compared."""
    return " ".join(words.split())
