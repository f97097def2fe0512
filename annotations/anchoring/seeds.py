"""Where an approximate search is worth while: short pieces of the pattern that stand in the text unchanged.

Pieces are looked for with `str.find`, which reads 100 KB in some ten microseconds, in any script and without an index.
A pattern with k changes, cut into more than k pieces, has at least one piece whole (the pigeonhole filter: Navarro,
"A guided tour to approximate string matching", 2001, 7.1). Rare pieces count more than common ones.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from annotations.anchoring.normalize import Prepared

_PIECE_CHARS: Final = 10
_PIECES: Final = 28
_OCCURRENCES: Final = 32
"""A piece that stands more often tells little; the places around the expected one are taken."""


class Seed(NamedTuple):
    """A piece of the pattern, and where it stands in the text."""

    offset: int
    """Position in the pattern."""
    length: int
    weight: float
    """Of each of its places."""
    places: Sequence[int]


_Hit = tuple[int, Seed]
"""A place of a seed, and the seed."""


class Region(Struct, frozen=True):
    """A stretch of the text that looks like the pattern."""

    start: int
    end: int
    weight: float


def find_seeds(prepared: Prepared, pattern: str, near: int) -> list[Seed]:
    """Look for pieces of `pattern` all over a text.

    Args:
        prepared: the text.
        pattern: normalised.
        near: where the pattern is expected; for pieces that stand too often.
    """
    length = max(3, min(_PIECE_CHARS, len(pattern) // 5))
    last = len(pattern) - length
    step = max(length // 2, -(-last // _PIECES), 1)
    offsets = [*range(0, last, step), last] if last > 0 else [0]
    seeds: list[Seed] = []
    for offset in offsets:
        piece = pattern[offset : offset + length]
        places = prepared.occurrences(piece, _OCCURRENCES, near + offset)
        if places:
            seeds.append(Seed(offset, length, 1 / len(places), places))
    return seeds


def regions(seeds: Sequence[Seed], pattern_chars: int, text_chars: int, at_most: int) -> list[Region]:
    """Stretches where seeds stand in the pattern's own order and distance, the heaviest first."""
    width = max(24, pattern_chars // 6)
    buckets: dict[int, list[_Hit]] = {}
    weights: dict[int, float] = {}
    for seed in seeds:
        offset, weight = seed.offset, seed.weight
        for at in seed.places:
            bucket = (at - offset) // width  # by where the pattern would begin
            if bucket in buckets:
                buckets[bucket].append((at, seed))
                weights[bucket] += weight
            else:
                buckets[bucket] = [(at, seed)]
                weights[bucket] = weight
    pairs = {bucket: weights[bucket] + weights.get(bucket + 1, 0.0) for bucket in buckets}
    heaviest: list[Region] = []
    taken: set[int] = set()
    for bucket in sorted(pairs, key=pairs.__getitem__, reverse=True):
        if bucket in taken:
            continue
        held = [*buckets[bucket], *buckets.get(bucket + 1, ())]
        taken |= {bucket - 1, bucket, bucket + 1} if bucket + 1 in buckets else {bucket}
        heaviest.append(_region(held, pattern_chars, text_chars, pairs[bucket]))
        if len(heaviest) == at_most:
            break
    return heaviest


def _region(held: Sequence[_Hit], pattern_chars: int, text_chars: int, weight: float) -> Region:
    """From where the pattern must begin to where it must end, with room that grows with the distance to a seed."""
    first_at, first = min(held, key=lambda hit: hit[1].offset)
    last_at, last = max(held, key=lambda hit: hit[1].offset)
    start = first_at - first.offset - first.offset // 6 - 4
    rest = pattern_chars - last.offset
    end = last_at + rest + rest // 6 + 4
    start, end = min(start, min(at for at, _ in held)), max(end, max(at + seed.length for at, seed in held))
    return Region(max(0, start), min(text_chars, end), weight)
