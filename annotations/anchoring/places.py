"""Places where a quote may stand, each rated: how much of the quote and of both contexts is there."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from annotations.anchoring.align import Alignment, align
from annotations.anchoring.edges import laid_over, nearest
from annotations.anchoring.normal import Prepared, occurrences
from annotations.anchoring.pattern import Pattern
from annotations.anchoring.seeds import Hit, regions
from annotations.values import dataclass

_CHANCE: Final = 0.3
"""Two unrelated stretches of prose are about so similar (Levenshtein, normalised)."""
_REGIONS: Final = 10
_BRIDGED_CHARS: Final = 4_000
"""So much may have been put into the middle of a quote."""
_BRIDGED_SHARE: Final = 0.7
_HALF_CHARS: Final = 8
_OVERLAP_CHARS: Final = 2
_CONTEXT_STANDS: Final = 0.8
_BRIDGE_CHANGES: Final = 8
_CHARS_A_CHANGE: Final = 40
"""What was put in counts as changes too: a few at once, and one for so many characters."""
_SEAM_CHARS: Final = 14
_EDGE_CHARS: Final = 8
"""The edge of a paragraph that stands where it stood tells as much as so many characters of context ..."""
_FOREIGN_CHANGES: Final = 8
"""... and that another paragraph stands beyond it counts as so many changes."""
_TWINS: Final = 60
"""Exact occurrences that are rated; where there are more, those nearest to the expected place."""


@dataclass(frozen=True, slots=True)
class Place:
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


@dataclass(frozen=True, slots=True)
class Side:
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


def rated(prepared: Prepared, pattern: Pattern, start: int, end: int) -> Place:
    """Rate the place from `start` to `end` of the prepared text."""
    text, words = prepared.text, pattern.quote
    wrong = Levenshtein.distance(words, text[start:end])
    likeness = 1 - wrong / max(len(words), end - start, 1)
    room = len(pattern.prefix) * 5 // 4
    edge = None
    if pattern.head is not None:
        edge = nearest(prepared.breaks, start - pattern.head, _slack(pattern.head))
    before = _side(
        pattern.prefix[::-1],
        text[max(0, start - room) : start][::-1],
        pattern.head,
        start - edge if edge is not None and edge <= start else None,
    )
    room = len(pattern.suffix) * 5 // 4
    edge = None
    if pattern.tail is not None:
        edge = nearest(prepared.breaks, end + 1 + pattern.tail, _slack(pattern.tail))
    after = _side(
        pattern.suffix,
        text[end : end + room],
        pattern.tail,
        edge - 1 - end if edge is not None and edge > end else None,
    )
    return Place(start, end, likeness, before, after, wrong + before.changes + after.changes)


def _slack(own: int) -> int:
    return own // 3 + 1


def _side(context: str, beside: str, own: int | None, edge: int | None) -> Side:
    """Rate what stands beside a place.

    Args:
        context: read away from the quote.
        beside: the text, read away from the place.
        own: how much of the context belongs to the quote's paragraph; None: all.
        edge: where in `beside` the place's paragraph ends; None: not about there.
    """
    lost = _lost(context, beside)
    whole = Side(1 - lost / len(context) if context else 0.0, len(context), lost, 0.0)
    if own is None or edge is None:
        return whole
    wrong = float(Levenshtein.distance(context[:own], beside[:edge]))
    foreign = min(_FOREIGN_CHANGES, len(context) - own)
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


def exact_places(prepared: Prepared, pattern: Pattern, near: int) -> list[Place]:
    """Every place where the very words stand."""
    found = occurrences(prepared.text, pattern.quote, _TWINS, near)
    return [rated(prepared, pattern, at, at + len(pattern.quote)) for at in found]


def similar_places(prepared: Prepared, pattern: Pattern, hits: Sequence[Hit]) -> list[Place]:
    """Places that look like the quote in its context, the ends read off the alignment."""
    text = prepared.text
    found, halves = [], []
    for region in regions(hits, len(pattern.text), len(text), _REGIONS):
        laid = align(pattern.text, text[region.start : region.end])
        start, first = laid.start_of(pattern.start)
        end, last = laid.end_of(pattern.end)
        if start < end:
            place = (region.start + start, region.start + end)
            if first > pattern.start or last < pattern.end:
                place = _widened(prepared, pattern, place, (first, last))
            found.append(rated(prepared, pattern, *place))
            halves.append(Half.of(laid, pattern, region.start, found[-1]))
    return [*found, *bridges(halves, pattern)]


def _widened(
    prepared: Prepared, pattern: Pattern, place: tuple[int, int], known: tuple[int, int]
) -> tuple[int, int]:
    """The same place with what stands where words of the quote stood that are gone, and their context with them."""
    (start, end), (first, last) = place, known
    breaks, words = prepared.breaks, pattern.quote.count(" ") + 1
    if first > pattern.start:
        index = bisect_right(breaks, start)
        edge = breaks[index - 1] if index else 0
        gone = pattern.text[max((pattern.start, *(b for b in pattern.breaks if b <= first))) : first]
        start -= laid_over(prepared.text[edge:start][::-1], gone[::-1], words)
    if last < pattern.end:
        index = bisect_right(breaks, end)
        edge = breaks[index] - 1 if index < len(breaks) else len(prepared.text)
        gone = pattern.text[last : min((pattern.end, *(b for b in pattern.breaks if b > last)))]
        end += laid_over(prepared.text[end:edge], gone, words)
    return start, end


@dataclass(frozen=True, slots=True)
class Half:
    """What of the quote stands in a region: pattern positions of its first and last unchanged letter."""

    place: Place
    first: int
    last: int
    kept: int

    @classmethod
    def of(cls, laid: Alignment, pattern: Pattern, region: int, place: Place) -> "Half":
        """Read it off the alignment of a region that begins at `region`."""
        told = laid.told(pattern.start, pattern.end, place.start - region, place.end - region)
        if not told:
            return cls(place, 0, 0, 0)
        return cls(place, told[0].start, told[-1].start + told[-1].length, sum(s.length for s in told))


def bridges(halves: Sequence[Half], pattern: Pattern) -> Iterator[Place]:
    """Quotes that something was put into: the first half in one region, the second in a later one."""
    for one in halves:
        for other in halves:
            apart = other.place.start - one.place.end
            if not 0 <= apart <= _BRIDGED_CHARS or one.last > other.first + _OVERLAP_CHARS:
                continue
            if one.kept < _least(one.place.before.likeness) or other.kept < _least(
                other.place.after.likeness
            ):
                continue
            kept = min(one.kept + other.kept, len(pattern.quote))
            if kept < _BRIDGED_SHARE * len(pattern.quote):
                continue
            lost = one.place.before.changes + other.place.after.changes
            yield Place(
                one.place.start,
                other.place.end,
                kept / len(pattern.quote),
                one.place.before,
                other.place.after,
                len(pattern.quote) - kept + lost + _BRIDGE_CHANGES + apart / _CHARS_A_CHANGE,
            )


def _least(context: float) -> int:
    """How much of the quote a half must have; less if its context stands beside it."""
    return _HALF_CHARS // 2 if context >= _CONTEXT_STANDS else _HALF_CHARS


def gaps(prepared: Prepared, pattern: Pattern, hits: Sequence[Hit]) -> Iterator[float]:
    """Places where prefix and suffix stand without the quote: for each, the changes in the two."""
    joined = pattern.prefix.rstrip(" ") + " " + pattern.suffix.lstrip(" ")
    seam = len(pattern.prefix.rstrip(" "))
    if joined in prepared.text:
        yield 0.0
    shift = pattern.end - pattern.start
    moved = [
        Hit(hit.at, hit.offset if hit.offset < pattern.start else hit.offset - shift, hit.weight, hit.length)
        for hit in hits
        if hit.offset + hit.length <= pattern.start or hit.offset >= pattern.end
    ]
    for region in regions(moved, len(joined), len(prepared.text), _REGIONS):
        window = prepared.text[region.start : region.end]
        laid = align(joined, window)
        start, end = laid.start_of(0)[0], laid.end_of(len(joined))[0]
        if start < end and _meet(laid, seam):
            yield float(Levenshtein.distance(joined, window[start:end]))


def _meet(laid: Alignment, seam: int) -> bool:
    """Do the two contexts meet at their seam? What stands right beside it must be there, not only what is farther off."""
    before, after = laid.end_of(seam)[0], laid.start_of(seam)[0]
    left = laid.pattern[max(0, seam - _SEAM_CHARS) : seam], laid.text[max(0, before - _SEAM_CHARS) : before]
    right = laid.pattern[seam : seam + _SEAM_CHARS], laid.text[after : after + _SEAM_CHARS]
    return all(2 * Levenshtein.distance(*side) <= len(side[0]) for side in (left, right))


def gain(likeness: float) -> float:
    """Likeness above what chance gives, 0 to 1."""
    return max(0.0, (likeness - _CHANCE) / (1 - _CHANCE))


def without_doubles(places: Iterable[Place]) -> list[Place]:
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
