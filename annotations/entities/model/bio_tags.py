"""The recogniser's BIO tags, and the best lawful path through them.

BIO tags (Ramshaw and Marcus 1995) over OntoNotes' labels of names, decoded with Viterbi's algorithm.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE")
"""In the order of the weights' tags. Weights may know the first of them only, as those up to version 3 did."""
TAGS = ("O", *(f"{mark}-{label}" for label in LABELS for mark in "BI"))
OUTSIDE = 0
_BARRED = np.float32(-1e4)
_ADJACENT = np.float32(-2.0)
"""Cost of two names of one label with nothing between them: nearly always one name. Chosen on development sets."""


def begin(label: str) -> int:
    """The tag number of a name's first word."""
    return 1 + 2 * LABELS.index(label)


def inside(label: str) -> int:
    """The tag number of a name's further words."""
    return 2 + 2 * LABELS.index(label)


def lawful_steps() -> npt.NDArray[np.float32]:
    """What a step from tag i to tag j costs: barred where I- does not follow its own B- or I-, see also `_ADJACENT`."""
    steps = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for label in LABELS:
        steps[:, inside(label)] = _BARRED
        steps[begin(label), inside(label)] = 0
        steps[inside(label), inside(label)] = 0
        steps[begin(label), begin(label)] = steps[inside(label), begin(label)] = _ADJACENT
    return steps


def best_path(scores: npt.NDArray[np.float32], steps: npt.NDArray[np.float32]) -> list[int]:
    """The lawful row of tags with the highest sum.

    Args:
        scores: log-probabilities, shape (words, tags), of as many of `TAGS` as the weights know.
        steps: `lawful_steps()`.
    """
    if not len(scores):
        return []
    known = scores.shape[1]
    steps = steps[:known, :known]
    greedy = scores.argmax(axis=1)
    if not greedy.any():
        return [OUTSIDE] * len(scores)
    total = scores[0] + np.where(np.arange(known) % 2 == 0, _BARRED, np.float32(0))
    total[OUTSIDE] = scores[0][OUTSIDE]
    back = np.zeros(scores.shape, dtype=np.int64)
    for row in range(1, len(scores)):
        ways = total[:, None] + steps
        back[row] = ways.argmax(axis=0)
        total = ways[back[row], np.arange(known)] + scores[row]
    tag = int(total.argmax())
    path = [tag]
    for row in range(len(scores) - 1, 0, -1):
        tag = int(back[row, tag])
        path.append(tag)
    return path[::-1]


def spans_of(path: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """(first word, end word, label) of each name in a lawful row of tags."""
    start, label = 0, ""
    for number, tag in enumerate((*path, OUTSIDE)):
        if label and (tag == OUTSIDE or tag % 2 == 1):
            yield start, number, label
            label = ""
        if tag % 2 == 1:
            start, label = number, LABELS[tag // 2]
