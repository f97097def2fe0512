"""Fits the tuned head: softmax regression on the corrected words, held to the shipped scores on all that is rehearsed."""

import numpy as np

from annotations.entities.model.bio_tags import OUTSIDE
from annotations.entities.model.tuned_head import TunedHead
from annotations.entities.tuning.examples import Lesson, Matrix, Tags, log_softmax

_STEPS, _RATE, _MOMENTS = 200, np.float32(0.01), (np.float32(0.9), np.float32(0.99))
"""Adam's (Kingma and Ba 2015)."""
_REHEARSAL = 1000.0
"""What the rehearsed words weigh against the corrected ones. Tried from 1 to 2,000 (`make bench ONLY=tuning`): the less it is, the
more is learnt and the more forgotten; at 400 the smallest of four marked sets loses two names, at 1,000 none loses any."""
_SURE_ENOUGH = 0.95
"""A corrected word that is so probable is learnt no further."""
_DECAY = np.float32(1e-3)


def fit(lesson: Lesson) -> TunedHead:
    """The head that says what the reader said and else what the shipped weights say.

    The loss is cross-entropy on corrected words, Kullback-Leibler's divergence from the shipped scores on rehearsed ones
    (learning without forgetting, Li and Hoiem 2018) and weight decay: it has one minimum. Only tags that corrections are
    about are moved.
    """
    mean, scale = lesson.features.mean(axis=0), lesson.features.std(axis=0) + np.float32(1e-6)
    weight, bias = _descend((lesson.features - mean) / scale, lesson.logits, lesson.tags)
    weight = weight / scale[:, None]
    return TunedHead(weight, bias - mean @ weight)


def _descend(features: Matrix, scores: Matrix, tags: Tags) -> tuple[Matrix, Matrix]:
    """Weight and bias on standardised features; the first rows are the corrected words."""
    learnt = np.arange(len(tags))
    wanted = np.exp(log_softmax(scores))
    moved = np.zeros(scores.shape[1], dtype=np.float32)
    moved[[OUTSIDE, *tags, *scores[learnt].argmax(axis=1)]] = 1
    wanted[learnt] = 0
    wanted[learnt, tags] = 1
    shares = np.full((len(scores), 1), _REHEARSAL / max(len(scores) - len(tags), 1), dtype=np.float32)
    shares[learnt] = 1 / len(tags)
    values = np.zeros((features.shape[1] + 1, scores.shape[1]), dtype=np.float32)
    first, second = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, _STEPS + 1):
        likely = np.exp(log_softmax(scores + features @ values[:-1] + values[-1]))
        slope = (likely - wanted) * shares
        slope[learnt[likely[learnt, tags] > _SURE_ENOUGH]] = 0
        gradient = np.vstack([features.T @ slope, slope.sum(axis=0)]) * moved + _DECAY * values
        first = _MOMENTS[0] * first + (1 - _MOMENTS[0]) * gradient
        second = _MOMENTS[1] * second + (1 - _MOMENTS[1]) * gradient**2
        ahead = first / (1 - _MOMENTS[0] ** step)
        values -= _RATE * ahead / (np.sqrt(second / (1 - _MOMENTS[1] ** step)) + np.float32(1e-8))
    return values[:-1], values[-1]
