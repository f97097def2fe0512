"""Places where a quote may stand: the very words, what looks like them (fuzzy matching), and the gap where they stood."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from annotations.anchoring.align import Alignment, align
from annotations.anchoring.normalize import Prepared
from annotations.anchoring.paragraph_edges import grown_letters, laid_over, within_word
from annotations.anchoring.pattern import Pattern
from annotations.anchoring.score import Place, rated
from annotations.anchoring.seeds import Seed, regions
from annotations.anchoring.split_quotes import Half, bridges, parted

_REGIONS: Final = 10
_SEAM_CHARS: Final = 14
_LONGEST_WORD: Final = 8
"""So far the end of a word is looked for that has grown."""
_TWINS: Final = 60
"""Exact occurrences that are rated; where there are more, those nearest to the expected place."""


def exact_places(prepared: Prepared, pattern: Pattern, near: int) -> list[Place]:
    """Every place where the very words stand."""
    starts = prepared.occurrences(pattern.quote, _TWINS, near)
    return [
        rated(prepared, pattern, *_whole_words(prepared.text, pattern, at, at + len(pattern.quote)))
        for at in starts
    ]


def similar_places(prepared: Prepared, pattern: Pattern, seeds: Sequence[Seed]) -> list[Place]:
    """Places that look like the quote in its context, the ends read off the alignment."""
    text = prepared.text
    places, halves = [], []
    for region in regions(seeds, len(pattern.text), len(text), _REGIONS):
        laid = align(pattern.text, text[region.start : region.end])
        start, first = laid.start_of(pattern.start)
        end, last = laid.end_of(pattern.end)
        if start < end:
            place = (region.start + start, region.start + end)
            if first > pattern.start or last < pattern.end:
                place = _widened(prepared, pattern, place, (first, last))
            places.append(rated(prepared, pattern, *_whole_words(text, pattern, *place)))
            halves.append(Half.of(laid, pattern, region.start, places[-1]))
    return [*places, *bridges(halves, pattern), *parted(prepared, pattern, seeds)]


def _whole_words(text: str, pattern: Pattern, start: int, end: int) -> tuple[int, int]:
    """The same place; where the quote began or ended with a whole word, so does the place, though a letter was put in."""
    if not within_word(pattern.text, pattern.start):
        start -= grown_letters(text[start : start + 1], text[max(0, start - _LONGEST_WORD) : start][::-1])
    if not within_word(pattern.text, pattern.end):
        end += grown_letters(text[end - 1 : end], text[end : end + _LONGEST_WORD])
    return start, end


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
        start -= laid_over(prepared.text[edge:start][::-1], gone[::-1], words) if _has_words(gone) else 0
    if last < pattern.end:
        index = bisect_right(breaks, end)
        edge = breaks[index] - 1 if index < len(breaks) else len(prepared.text)
        gone = pattern.text[last : min((pattern.end, *(b - 1 for b in pattern.breaks if b > last)))]
        end += laid_over(prepared.text[end:edge], gone, words) if _has_words(gone) else 0
    return start, end


def _has_words(text: str) -> bool:
    """Not just a mark or the number of an item, in whose place no word stood."""
    return any(map(str.isalpha, text)) or text.strip().isdigit()


def gaps(prepared: Prepared, pattern: Pattern, seeds: Sequence[Seed]) -> Iterator[float]:
    """Places where prefix and suffix stand without the quote: for each, the changes in the two."""
    joined = pattern.prefix.rstrip(" ") + " " + pattern.suffix.lstrip(" ")
    seam = len(pattern.prefix.rstrip(" "))
    if joined in prepared.text:
        yield 0.0
    shift = pattern.end - pattern.start
    moved = [
        seed if seed.offset < pattern.start else seed._replace(offset=seed.offset - shift)
        for seed in seeds
        if seed.offset + seed.length <= pattern.start or seed.offset >= pattern.end
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
