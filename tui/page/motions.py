"""Motions of the selection: pure functions from a text and an offset to an offset. Code points."""

from collections.abc import Callable

from annotations.model import TextSpan
from annotations.text.boundaries import next_grapheme, previous_grapheme, sentences, word_at, words

Motion = Callable[[str, int], int]
"""From a text and an offset to an offset."""

_FAR_CHARS = 4_000


def _ahead(text: str, offset: int) -> TextSpan:
    return TextSpan(min(offset, len(text)), min(len(text), offset + _FAR_CHARS))


def _behind(text: str, offset: int) -> TextSpan:
    return TextSpan(max(0, offset - _FAR_CHARS), min(offset, len(text)))


def right(text: str, offset: int) -> int:
    """The next cluster."""
    return min(next_grapheme(text, offset), max(len(text) - 1, 0))


def left(text: str, offset: int) -> int:
    """The cluster before."""
    return previous_grapheme(text, offset)


def next_word(text: str, offset: int) -> int:
    here = word_at(text, offset)
    after = here.end if here is not None and offset in here else offset
    return next((word.start for word in words(text, _ahead(text, after))), offset)


def word_end(text: str, offset: int) -> int:
    """Last character of this word, or of the next one when already there."""
    word = word_at(text, offset + 1)
    return word.end - 1 if word is not None else offset


def previous_word(text: str, offset: int) -> int:
    """Start of this word, or of the one before when already there."""
    before = words(text, _behind(text, offset))
    return before[-1].start if before else offset


def next_sentence(text: str, offset: int) -> int:
    return next((s.start for s in sentences(text, _ahead(text, offset))[1:]), offset)


def previous_sentence(text: str, offset: int) -> int:
    """Start of this sentence, or of the one before when already there."""
    starts = [s.start for s in sentences(text, _behind(text, offset)) if s.start < offset]
    return starts[-1] if starts else offset


def sentence_end(text: str, offset: int) -> int:
    """Last character of this sentence, or of the next one when already there."""
    start = max(0, offset - _FAR_CHARS)
    start = text.rfind("\n", start, offset) + 1 or start
    window = TextSpan(start, min(len(text), offset + _FAR_CHARS))
    return next((left(text, s.end) for s in sentences(text, window) if left(text, s.end) > offset), offset)
