"""Letters for the places in view, so that any of them is two keys away. Pure."""

from collections.abc import Sequence
from itertools import chain

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


def jump_labels(places: Sequence[int]) -> dict[int, str]:
    """A label for each place (code points), near ones first in the alphabet: one letter while there are enough, else two.

    No label begins with another one: some letters stand alone, on the nearest places, the others begin pairs. More
    places than labels: the last ones have none.
    """
    size = len(_LETTERS)
    pairs = min(max(-(-(len(places) - size) // (size - 1)), 0), size)
    alone, firsts = _LETTERS[: size - pairs], _LETTERS[size - pairs :]
    labels = chain(alone, (first + second for first in firsts for second in _LETTERS))
    return dict(zip(places, labels, strict=False))


def narrowed(labels: dict[int, str], letter: str) -> dict[int, str]:
    """The labels that begin with `letter`, without it; an empty label: this is the place."""
    return {place: label[1:] for place, label in labels.items() if label.startswith(letter)}
