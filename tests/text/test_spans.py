"""Runs cover their window without gaps and tell the truth about every character."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotations.model import TextSpan
from annotations.text.spans import runs, trimmed

points = st.integers(0, 60)
spans = st.tuples(points, points).map(lambda pair: TextSpan(min(pair), max(pair)))
layers = st.lists(st.tuples(spans, st.sampled_from("abcd")), max_size=8)


@given(spans, layers)
def test_runs_are_disjoint_complete_and_right(window: TextSpan, layered: list[tuple[TextSpan, str]]) -> None:
    cut = runs(window, layered)
    assert [offset for run in cut for offset in range(run.span.start, run.span.end)] == list(
        range(window.start, window.end)
    )
    for run in cut:
        for offset in range(run.span.start, run.span.end):
            assert run.classes == tuple(name for span, name in layered if offset in span)
    assert all(one.classes != other.classes for one, other in itertools.pairwise(cut))


def test_trimmed_leaves_white_space_out() -> None:
    assert trimmed("  ab  ", TextSpan(0, 6)) == TextSpan(2, 4)
    assert trimmed("    ", TextSpan(1, 3)) == TextSpan(1, 1)
