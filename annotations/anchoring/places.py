"""Places where a quote may stand, each rated: how much of the quote and of both contexts is there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from annotations.anchoring.align import Alignment, align
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
_TWINS: Final = 60
"""Exact occurrences that are rated; where there are more, those nearest to the expected place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in normalised text and what speaks for it."""

    start: int
    end: int
    likeness: float
    """Of the words, 0 to 1."""
    before: float
    """Likeness of what stands before to the prefix; 0 if there is none."""
    after: float
    """The same for the suffix."""
    changes: float
    """Characters of prefix, quote and suffix that would have to change."""
    context_changes: float
    """The same, of prefix and suffix only."""


def rated(text: str, pattern: Pattern, start: int, end: int) -> Place:
    """Rate `text[start:end]`."""
    words, prefix, suffix = pattern.quote, pattern.prefix, pattern.suffix
    wrong = Levenshtein.distance(words, text[start:end])
    likeness = 1 - wrong / max(len(words), end - start, 1)
    lost_before = _lost(prefix[::-1], text[max(0, start - len(prefix) - len(prefix) // 4) : start][::-1])
    lost_after = _lost(suffix, text[end : end + len(suffix) + len(suffix) // 4])
    return Place(
        start,
        end,
        likeness,
        1 - lost_before / len(prefix) if prefix else 0.0,
        1 - lost_after / len(suffix) if suffix else 0.0,
        wrong + lost_before + lost_after,
        lost_before + lost_after,
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
    return [rated(prepared.text, pattern, at, at + len(pattern.quote)) for at in found]


def similar_places(prepared: Prepared, pattern: Pattern, hits: Sequence[Hit]) -> list[Place]:
    """Places that look like the quote in its context, the ends read off the alignment."""
    text = prepared.text
    found, halves = [], []
    for region in regions(hits, len(pattern.text), len(text), _REGIONS):
        laid = align(pattern.text, text[region.start : region.end])
        start = region.start + laid.start_of(pattern.start)
        end = region.start + laid.end_of(pattern.end)
        if start < end:
            found.append(rated(text, pattern, start, end))
            halves.append(Half.of(laid, pattern, region.start, found[-1]))
    return [*found, *bridges(halves, pattern)]


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
            if one.kept < _least(one.place.before) or other.kept < _least(other.place.after):
                continue
            kept = min(one.kept + other.kept, len(pattern.quote))
            if kept < _BRIDGED_SHARE * len(pattern.quote):
                continue
            lost = (1 - one.place.before) * len(pattern.prefix) + (1 - other.place.after) * len(
                pattern.suffix
            )
            yield Place(
                one.place.start,
                other.place.end,
                kept / len(pattern.quote),
                one.place.before,
                other.place.after,
                len(pattern.quote) - kept + lost + _BRIDGE_CHANGES + apart / _CHARS_A_CHANGE,
                lost,
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
        start, end = laid.start_of(0), laid.end_of(len(joined))
        if start < end and _meet(laid, seam):
            yield float(Levenshtein.distance(joined, window[start:end]))


def _meet(laid: Alignment, seam: int) -> bool:
    """Do the two contexts meet at their seam? What stands right beside it must be there, not only what is farther off."""
    before, after = laid.end_of(seam), laid.start_of(seam)
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
