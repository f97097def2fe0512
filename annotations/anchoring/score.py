"""How well a place fits: how much of the quote and of both contexts is there."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from annotations.anchoring.normalize import Prepared
from annotations.anchoring.paragraph_edges import nearest
from annotations.anchoring.pattern import Pattern

_CHANCE: Final = 0.3
"""Two unrelated stretches of prose are about so similar (Levenshtein, normalised)."""
_EDGE_CHARS: Final = 8
"""The edge of a paragraph that stands where it stood tells as much as so many characters of context ..."""
FOREIGN_CHANGES: Final = 8
"""... and that another paragraph stands beyond it counts as so many changes."""


class Place(Struct, frozen=True):
    """A place in normalised text and what speaks for it."""

    start: int
    end: int
    likeness: float
    """Of the words, 0 to 1."""
    before: "Side"
    after: "Side"
    changes: float
    """Characters of prefix, quote and suffix that would have to change; see `Side.changes`."""

    @property
    def context_changes(self) -> float:
        """The same, of prefix and suffix only."""
        return self.before.changes + self.after.changes

    @property
    def lost(self) -> float:
        """The same of all three, whatever stands beyond the edges of the paragraph."""
        return self.changes + self.before.foreign + self.after.foreign


class Side(Struct, frozen=True):
    """What stands on one side of a place."""

    likeness: float
    """To the context, 0 to 1; 0 if there is none."""
    chars: int
    """Characters of the context that it was compared with."""
    changes: float
    """Characters of it that would have to change; a few for another paragraph beyond the edge of this one."""
    foreign: float
    """How many more it would be without that."""

    @property
    def gained(self) -> float:
        """Characters of the context that are there, above what chance gives."""
        return gain(self.likeness) * self.chars


def gain(likeness: float) -> float:
    """Likeness above what chance gives, 0 to 1."""
    return max(0.0, (likeness - _CHANCE) / (1 - _CHANCE))


def rated(prepared: Prepared, pattern: Pattern, start: int, end: int) -> Place:
    """Rate the place from `start` to `end` of the prepared text."""
    words = pattern.quote
    wrong = Levenshtein.distance(words, prepared.text[start:end])
    likeness = 1 - wrong / max(len(words), end - start, 1)
    before, after = side_before(prepared, pattern, start), side_after(prepared, pattern, end)
    return Place(start, end, likeness, before, after, wrong + before.changes + after.changes)


def side_before(prepared: Prepared, pattern: Pattern, start: int) -> Side:
    """Rate what stands before a place that begins at `start`."""
    context, own = pattern.prefix[::-1], pattern.head
    edge = None if own is None else nearest(prepared.breaks, start - own, _slack(own))
    beside = prepared.text[max(0, start - _room(context)) : start][::-1]
    return _side(context, beside, own, None if edge is None else start - edge)


def side_after(prepared: Prepared, pattern: Pattern, end: int) -> Side:
    """Rate what stands behind a place that ends at `end`."""
    context, own = pattern.suffix, pattern.tail
    edge = None if own is None else nearest(prepared.breaks, end + 1 + own, _slack(own))
    beside = prepared.text[end : end + _room(context)]
    return _side(context, beside, own, None if edge is None else edge - 1 - end)


def _room(context: str) -> int:
    return len(context) * 5 // 4


def _slack(own: int) -> int:
    return own // 3 + 1


def _side(context: str, beside: str, own: int | None, edge: int | None) -> Side:
    """Rate what stands beside a place; both are read away from the quote.

    Args:
        context: what stood there when the note was made.
        beside: what stands there now.
        own: how much of the context belongs to the quote's paragraph; None: all.
        edge: where in `beside` the place's paragraph ends; None, or negative: not about there.
    """
    lost = _lost(context, beside)
    whole = Side(1 - lost / len(context) if context else 0.0, len(context), lost, 0.0)
    if own is None or edge is None or edge < 0:
        return whole
    wrong = float(Levenshtein.distance(context[:own], beside[:edge]))
    foreign = min(FOREIGN_CHANGES, len(context) - own)
    if lost <= wrong + foreign:
        return whole
    return Side(
        max(0.0, 1 - wrong / (own + _EDGE_CHARS)), own + _EDGE_CHARS, wrong + foreign, lost - wrong - foreign
    )


def _lost(context: str, beside: str) -> float:
    """Changes that lead from a context to the text beside the place; the far end of `beside` is free."""
    if not context:
        return 0.0
    near = beside[: len(context)]
    if context == near:
        return 0.0
    changes = Levenshtein.distance(context, near)
    for length in (len(context) * 3 // 4, len(context) * 7 // 8, len(context) * 9 // 8, len(beside)):
        changes = min(changes, Levenshtein.distance(context, beside[:length]))
    return float(min(changes, len(context)))


def without_doubles(places: Sequence[Place]) -> list[Place]:
    """The best of all places that share more than half of their characters, the fewest changes first."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda p: (p.changes, -p.likeness)):
        if all(
            2 * (min(place.end, other.end) - max(place.start, other.start))
            <= min(place.end - place.start, other.end - other.start)
            for other in kept
        ):
            kept.append(place)
    return kept
