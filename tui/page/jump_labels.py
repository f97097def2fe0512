"""Letters for the places in view, so that any of them is two keys away. Pure."""

from collections.abc import Sequence

from annotations.model import TextSpan
from annotations.text.boundaries import words

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"
_SHORTEST_CHARS = 4
_APART_CHARS = 10
"""So far apart at least are two letters of jumps on a line, so that the words between them can be read."""


def words_to_jump_to(text: str, start: int, end: int) -> list[TextSpan]:
    """The words of a line that get letters: the first one, then longer ones that are far enough apart."""
    chosen: list[TextSpan] = []
    for span in words(text, TextSpan(start, end)):
        if len(span) < 2 or (chosen and len(span) < _SHORTEST_CHARS):
            continue
        if not chosen or span.start - chosen[-1].start >= _APART_CHARS:
            chosen.append(span)
    return chosen


def jump_labels(places: Sequence[int]) -> dict[int, str]:
    """A label for each place (code points), near ones first in the alphabet: one letter each while they last, else two.

    No label begins with another one. More places than labels: the last ones have none.
    """
    count = len(_LETTERS)
    if len(places) <= count:
        return dict(zip(places, _LETTERS, strict=False))
    pairs = (first + second for first in _LETTERS for second in _LETTERS)
    return dict(zip(places, pairs, strict=False))


def narrowed(labels: dict[int, str], letter: str) -> dict[int, str]:
    """The labels that begin with `letter`, without it; an empty label: this is the place."""
    return {place: label[1:] for place, label in labels.items() if label.startswith(letter)}
