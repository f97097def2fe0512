"""Quotes that something was put into: the first part stands in one place, the rest in a later one."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

from annotations.anchoring.align import Alignment, align
from annotations.anchoring.normalize import Prepared
from annotations.anchoring.paragraph_edges import nearest
from annotations.anchoring.pattern import Pattern
from annotations.anchoring.score import FOREIGN_CHANGES, Place, Side, side_after, side_before
from annotations.anchoring.seeds import Seed, regions

_BRIDGED_CHARS: Final = 4_000
"""So much may have been put into the middle of a quote."""
_BRIDGED_SHARE: Final = 0.7
_HALF_CHARS: Final = 8
_OVERLAP_CHARS: Final = 2
_CONTEXT_STANDS: Final = 0.8
_BRIDGE_CHANGES: Final = 8
_CHARS_A_CHANGE: Final = 40
"""What was put in counts as changes too: a few at once, and one for so many characters."""
_REGIONS: Final = 4
_PART_LIKENESS: Final = 0.6
"""Each part, with the context on its side, must be at least so much like what it was."""
_PART_SLACK_CHARS: Final = 4


class Half(Struct, frozen=True):
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
    """Quotes that something was put into anywhere: the first half in one region, the second in a later one."""
    for one, other in product(halves, halves):
        apart = other.place.start - one.place.end
        if not 0 <= apart <= _BRIDGED_CHARS or one.last > other.first + _OVERLAP_CHARS:
            continue
        if one.kept < _least(one.place.before.likeness) or other.kept < _least(other.place.after.likeness):
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


class _Part(Struct, frozen=True):
    """One side of a paragraph's edge within a quote: the words there, and the context beyond them."""

    start: int
    end: int
    wrong: int
    """Characters of the words that would have to change."""
    side: Side


def parted(prepared: Prepared, pattern: Pattern, seeds: Sequence[Seed]) -> Iterator[Place]:
    """Quotes over several paragraphs that other paragraphs were put between.

    The edge of a paragraph says where each part ends, so a part may be a single word, or reworded: its context holds it.
    """
    for edge in (at for at in pattern.breaks if pattern.start < at - 1 and at < pattern.end):
        heads = _heads(prepared, pattern, seeds, edge)
        tails = _tails(prepared, pattern, seeds, edge) if heads else []
        for head, tail in product(heads, tails):
            if 1 < tail.start - head.end <= _BRIDGED_CHARS:
                wrong = head.wrong + tail.wrong
                chars = max(len(pattern.quote), head.end - head.start + tail.end - tail.start)
                yield Place(
                    head.start,
                    tail.end,
                    1 - wrong / chars,
                    head.side,
                    tail.side,
                    wrong + head.side.changes + tail.side.changes + FOREIGN_CHANGES,
                )


def _heads(prepared: Prepared, pattern: Pattern, seeds: Sequence[Seed], edge: int) -> list[_Part]:
    text, breaks = prepared.text, prepared.breaks
    whole, words = pattern.text[: edge - 1], pattern.text[pattern.start : edge - 1]
    own = [seed for seed in seeds if seed.offset + seed.length <= len(whole)]
    heads = []
    for region in regions(own, len(whole), len(text), _REGIONS):
        start = region.start + align(whole, text[region.start : region.end]).start_of(pattern.start)[0]
        closing = nearest(breaks, start + len(words) + 1, len(words) // 3 + _PART_SLACK_CHARS)
        if closing is not None and start < closing - 1:
            wrong = Levenshtein.distance(words, text[start : closing - 1])
            part = _Part(start, closing - 1, wrong, side_before(prepared, pattern, start))
            if _stands(part, len(whole)):
                heads.append(part)
    return heads


def _tails(prepared: Prepared, pattern: Pattern, seeds: Sequence[Seed], edge: int) -> list[_Part]:
    text, breaks = prepared.text, prepared.breaks
    whole, words = pattern.text[edge:], pattern.text[edge : pattern.end]
    own = [seed._replace(offset=seed.offset - edge) for seed in seeds if seed.offset >= edge]
    tails = []
    for region in regions(own, len(whole), len(text), _REGIONS):
        end = region.start + align(whole, text[region.start : region.end]).end_of(len(words))[0]
        opening = nearest(breaks, end - len(words), len(words) // 3 + _PART_SLACK_CHARS)
        if opening is not None and opening < end:
            wrong = Levenshtein.distance(words, text[opening:end])
            part = _Part(opening, end, wrong, side_after(prepared, pattern, end))
            if _stands(part, len(whole)):
                tails.append(part)
    return tails


def _stands(part: _Part, chars: int) -> bool:
    return part.wrong + part.side.changes <= (1 - _PART_LIKENESS) * chars
