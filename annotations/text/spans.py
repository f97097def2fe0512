"""Span algebra: overlapping layers become disjoint runs."""

import itertools
from bisect import insort
from collections.abc import Iterable

from msgspec import Struct

from annotations.model import TextSpan


class Run(Struct, frozen=True):
    """A stretch of text that looks the same all through."""

    span: TextSpan
    classes: tuple[str, ...]
    """Names of the layers that cover it, lowest first; empty: plain text."""


def overlaps(one: TextSpan, other: TextSpan) -> bool:
    """Do the two share at least one character? Empty spans share none."""
    return max(one.start, other.start) < min(one.end, other.end)


def covers(outer: TextSpan, inner: TextSpan) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def intersection(one: TextSpan, other: TextSpan) -> TextSpan | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return TextSpan(start, end) if start < end else None


def trimmed(text: str, span: TextSpan) -> TextSpan:
    """`span` without white space at its ends; an all-blank span shrinks to nothing at its start."""
    words = text[span.start : span.end]
    left = len(words) - len(words.lstrip())
    right = len(words.rstrip())
    return (
        TextSpan(span.start + left, span.start + right) if left < right else TextSpan(span.start, span.start)
    )


def runs(window: TextSpan, layers: Iterable[tuple[TextSpan, str]]) -> list[Run]:
    """Cut `window` into disjoint runs that tell which layers cover them.

    Args:
        window: the stretch to cut, for example a row of a page.
        layers: (span, class) pairs; a later pair lies above an earlier one. Spans may overlap and leave the window.

    Returns:
        Runs in order, covering `window` without gaps; neighbours differ in their classes. An empty window has none.
    """
    inside = [(part, name) for span, name in layers if (part := intersection(span, window))]
    if not len(window):
        return []
    begins: dict[int, list[int]] = {window.start: []}
    ends: dict[int, list[int]] = {window.end: []}
    for at, (part, _) in enumerate(inside):
        begins.setdefault(part.start, []).append(at)
        ends.setdefault(part.end, []).append(at)
    disjoint: list[Run] = []
    covering: list[int] = []
    """The layers that cover the run from here on, by their numbers, in order."""
    for start, end in itertools.pairwise(sorted(begins.keys() | ends.keys())):
        over = ends.get(start)
        if over:
            covering = [at for at in covering if at not in over]
        for at in begins.get(start, ()):
            insort(covering, at)
        classes = tuple(inside[at][1] for at in covering)
        if disjoint and disjoint[-1].classes == classes:
            disjoint[-1] = Run(TextSpan(disjoint[-1].span.start, end), classes)
        else:
            disjoint.append(Run(TextSpan(start, end), classes))
    return disjoint
