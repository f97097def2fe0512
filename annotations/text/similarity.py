"""How alike two texts are, told by a few numbers kept of each: a bottom-k sketch (MinHash) of their word triples.

Source: Broder, "On the resemblance and containment of documents", 1997 (the smallest hashes of a set are a fair sample
of it). An edited, renamed file is known again by the sketch that the store keeps of the article.
"""

import heapq
import re
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final

from msgspec import Struct

_KEPT: Final = 48
_WORDS: Final = 20_000
"""So many words from the start of a text are looked at."""


@cache
def _token() -> re.Pattern[str]:
    """A word, or one character of a script that writes no blanks; takes a millisecond to compile."""
    return re.compile("[\u3040-\u9fff\uac00-\ud7a3]|\\w+")


def sketch_of(text: str, kept: int = _KEPT) -> tuple[int, ...]:
    """The smallest hashes (32 bit) of a text's word triples, in order; of short texts all. Some ms for a long read."""
    words = [match[0].casefold() for match in islice(_token().finditer(text), _WORDS)]
    triples = zip(words, words[1:], words[2:], strict=False) if len(words) > 2 else [tuple(words)]
    hashes = {zlib.crc32(" ".join(triple).encode("utf-8", "surrogatepass")) for triple in triples}
    return tuple(heapq.nsmallest(kept, hashes))


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of word triples that two texts have in common (Jaccard), 0 to 1, read off their sketches."""
    if not one or not other:
        return 0.0
    first, second = set(one), set(other)
    sample = heapq.nsmallest(_KEPT, first | second)
    return sum(hash in first and hash in second for hash in sample) / len(sample)


class Overlap(Struct, frozen=True):
    """What two texts have in common, read off sketches of `kept` hashes each."""

    jaccard: float
    """Of the word triples of both, the share that is in both."""
    containment: float
    """Of those of the shorter one, the share that is in the longer one too; 1 for a text and a cut of it."""

    @classmethod
    def of(cls, one: Sequence[int], other: Sequence[int], kept: int) -> "Overlap":
        """Compare two sketches as far as both reach: beyond the largest hash of a full one nothing is known of it."""
        full = [sketch[-1] for sketch in (one, other) if len(sketch) >= kept]
        reach = min(full, default=1 << 32)
        first, second = (bisect_right(sketch, reach) for sketch in (one, other))
        if not first or not second:
            return cls(0.0, 0.0)
        shared = len(set(one).intersection(other))  # none of them is beyond the reach of either
        return cls(shared / (first + second - shared), shared / min(first, second))
