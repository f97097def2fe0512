"""Letters for the places in view, so that any of them is two keys away. Pure."""

from collections.abc import Sequence

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


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
