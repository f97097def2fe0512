"""Is a place good enough, or is the note an orphan? The floor, the rival test and the look for a gap.

A place must be good enough by itself (a floor), clearly better than every other (the rival test), and must not be
contradicted by a gap: where prefix and suffix stand together without the quote, the quote was deleted. Rather an orphan,
which is shown with its candidates, than a note on the wrong sentence.
"""

from collections.abc import Sequence
from typing import Final

from annotations.anchoring.candidates import exact_places, gaps, similar_places
from annotations.anchoring.normalize import Prepared
from annotations.anchoring.paragraph_edges import within_word
from annotations.anchoring.pattern import EVIDENCE_CHARS, Pattern
from annotations.anchoring.score import Place, gain, without_doubles
from annotations.anchoring.seeds import Seed, find_seeds

_LIKENESS_FLOOR: Final = 0.4
"""Words less alike than this are other words, however well the context fits."""
_LIKENESS_ALONE: Final = 0.75
"""Words without their context must be at least so much alike ..."""
_CHARS_ALONE: Final = 34
"""... and so many characters of them be left; ..."""
_EXACT_CHARS_ALONE: Final = 28
"""... words that stand unchanged may be a little fewer."""
_CONTEXT_COUNTS: Final = 0.3
"""Less of the context than this is no context."""
_CONTEXT_STANDS: Final = 0.7
"""With so much of it the words need be no more alike than the floor; in between the less the more ..."""
_LIKENESS_ONE_SIDED: Final = 0.68
_SIDE_COUNTS: Final = 0.2
"""... and where one side is gone, at least so much."""
_RIVAL_CHARS: Final = 3
"""The next best place must need so many changes more than the best ..."""
_RIVAL_SHARE: Final = 1.25
_TWIN_SHARE: Final = 2.0
"""... and so many times as many, or so many if it looks like the quote itself, as in texts full of formulas."""
_TWIN_SCORE: Final = 0.5
_TWIN_CHANGES: Final = 0.4
"""The same of a rival that is only known by its changes: a share of the characters of quote and context."""
_CONTEXT_CHARS: Final = 48
"""Context that is compared with less than this tells less."""
_GAP_CHARS: Final = 3
"""A gap must have the contexts so many characters nearer to what they were than the best place has them, unless its words
are in doubt."""
_CHARS_BEYOND_DOUBT: Final = 48
"""Words of this length that stand unchanged in one place only were moved there, even if their old place is closed."""


def judged(prepared: Prepared, pattern: Pattern, near: int) -> tuple[Place | None, list[Place]]:
    """The place that is sure, or None; and all places that are worth a look, the fewest changes first.

    Args:
        prepared: the text.
        pattern: what is looked for.
        near: where in the normalised text it is expected.
    """
    seeds = find_seeds(prepared, pattern.text, near)
    candidates = [*exact_places(prepared, pattern, near), *similar_places(prepared, pattern, seeds)]
    places = without_doubles([place for place in candidates if _has_words(prepared.text, pattern, place)])
    if places and is_sure(pattern, places) and not _is_closed(prepared, pattern, places, seeds):
        return places[0], places
    return None, places


def score(pattern: Pattern, place: Place) -> float:
    """0 to 1: the words count twice, the context once."""
    words, context = 2 * len(pattern.quote), place.before.chars + place.after.chars
    return (words * gain(place.likeness) + place.before.gained + place.after.gained) / (words + context)


def is_sure(pattern: Pattern, places: Sequence[Place]) -> bool:
    """Is the first of `places` (the fewest changes first) good enough, and clearly better than the second?

    The passage that was most like the quote when it was described is a rival, whether it is seen here or not.
    """
    best = places[0]
    if not is_good(pattern, best):
        return False
    rivals = [
        (r.changes, r.lost, _TWIN_SHARE if score(pattern, r) >= _TWIN_SCORE else _RIVAL_SHARE)
        for r in places[1:2]
    ]
    if pattern.twin is not None:
        is_like = pattern.twin[0] <= _TWIN_CHANGES * len(pattern.text)
        rivals.append((*pattern.twin, _TWIN_SHARE if is_like else _RIVAL_SHARE))
    return all(
        changes >= best.changes * share + _RIVAL_CHARS or lost >= best.lost * share + _RIVAL_CHARS
        for changes, lost, share in rivals
    )


def is_good(pattern: Pattern, place: Place) -> bool:
    """The floor: is enough of the words and of their context there?"""
    words, context = gain(place.likeness) * len(pattern.quote), place.before.gained + place.after.gained
    chars = max(place.before.chars + place.after.chars, min(_CONTEXT_CHARS, pattern.context_chars))
    share = context / max(chars, 1)
    if share < _CONTEXT_COUNTS and pattern.context_chars:
        return place.likeness >= _LIKENESS_ALONE and words >= (
            _EXACT_CHARS_ALONE if place.likeness == 1 else _CHARS_ALONE
        )
    floor = _LIKENESS_ALONE - (_LIKENESS_ALONE - _LIKENESS_FLOOR) * min(1.0, share / _CONTEXT_STANDS)
    if (
        pattern.prefix
        and pattern.suffix
        and min(gain(place.before.likeness), gain(place.after.likeness)) < _SIDE_COUNTS
    ):
        floor = max(floor, _LIKENESS_ONE_SIDED)
    enough = min(EVIDENCE_CHARS, 0.8 * len(pattern.text))
    return place.likeness >= floor and words + context >= enough


def _has_words(text: str, pattern: Pattern, place: Place) -> bool:
    """Words where the quote has words: not just the marks beside a deleted one, nor a piece of its neighbour."""
    if _is_bare(text[place.start : place.end]) and not _is_bare(pattern.quote):
        return False
    return not _tears_a_word(text, pattern, place)


def _is_bare(words: str) -> bool:
    return not any(map(str.isalnum, words))


def _tears_a_word(text: str, pattern: Pattern, place: Place) -> bool:
    """Words little like the quote that begin or end within a word where the quote did not: chance, or its neighbour."""
    return place.likeness < _LIKENESS_ALONE and any(
        within_word(text, at) and not within_word(pattern.text, was)
        for at, was in ((place.start, pattern.start), (place.end, pattern.end))
    )


def _is_closed(prepared: Prepared, pattern: Pattern, places: Sequence[Place], seeds: Sequence[Seed]) -> bool:
    """Do prefix and suffix stand together somewhere without the quote, better than they stand around the best place?"""
    best, limit = places[0], places[0].context_changes
    is_doubtful = best.likeness < _LIKENESS_ALONE
    if not pattern.prefix or not pattern.suffix or not (limit or is_doubtful):
        return False
    twins = sum(place.likeness == 1 for place in places)
    if best.likeness == 1 and len(pattern.quote) >= _CHARS_BEYOND_DOUBT and twins == 1:
        return False
    return any(
        gap + (_GAP_CHARS if gap else 0) < limit or (is_doubtful and gap <= limit)
        for gap in gaps(prepared, pattern, seeds)
    )


def nearest_twin(
    prepared: Prepared, pattern: Pattern, start: int, end: int, without: Prepared
) -> tuple[int, int]:
    """Changes that lead from a quote, where it stands from `start` to `end`, to the passage most like it elsewhere.

    Args:
        prepared: the text.
        pattern: the quote in its context.
        start: where the quote stands in the normalised text.
        end: and where it ends.
        without: what stands around the quote, as it would be if that were deleted: what would then be taken for it.

    Returns:
        Two ways of counting: `Place.changes` and `Place.lost`.
    """
    seeds = find_seeds(prepared, pattern.text, start)
    candidates = [*exact_places(prepared, pattern, start), *similar_places(prepared, pattern, seeds)]
    others = [place for place in candidates if place.end <= start or place.start >= end]
    left = similar_places(without, pattern, find_seeds(without, pattern.text, 0))
    others += [place for place in left if is_good(pattern, place)]
    most = len(pattern.text)
    return (
        round(min((place.changes for place in others), default=most)),
        round(min((place.lost for place in others), default=most)),
    )
