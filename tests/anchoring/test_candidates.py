"""Where a quote was taken out: prefix and suffix that meet speak against the places that are left."""

import pytest

from annotations.anchoring.candidates import gaps
from annotations.anchoring.normalize import prepare_uncached
from annotations.anchoring.pattern import Pattern
from annotations.anchoring.seeds import find_seeds
from annotations.model import TextQuoteSelector

BEFORE = "The council met on Tuesday evening and heard"
QUOTE = "three reports on the old pier"
AFTER = "before the members voted for the new harbour."
ELSE = "Nobody spoke of it in the town for long, and the winter came. "


@pytest.mark.parametrize(
    ("around", "changes"),
    [
        (f"{BEFORE} {AFTER}", {0.0}),
        (f"{BEFORE.replace('evening', 'morning')} {AFTER}", {3.0}),
        (f"{BEFORE} {AFTER} {ELSE}{BEFORE.replace('Tuesday', 'Thursday')} {AFTER}", {0.0, 2.0}),
        (f"{BEFORE} {QUOTE} {AFTER}", set()),
        (f"{BEFORE} a long song about the sea by the choir {AFTER}", set()),
        (f"{BEFORE.removesuffix('and heard')}{AFTER.removeprefix('before the members ')}", set()),
        (f"{BEFORE}. {ELSE}", set()),
        (f"{ELSE}{AFTER}", set()),
    ],
)
def test_a_gap_is_where_the_contexts_meet_with_the_changes_in_them(around: str, changes: set[float]) -> None:
    pattern = Pattern.of(TextQuoteSelector(QUOTE, f"{BEFORE} ", f" {AFTER}"))
    text = prepare_uncached(ELSE * 2 + around + " " + ELSE * 2)
    assert set(gaps(text, pattern, find_seeds(text, pattern.text, 0))) == changes
