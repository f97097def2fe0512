"""Paragraphs have edges, and words have neighbours: what says where a quote begins or ends when its context is gone.

What stands beyond the edge of the quote's own paragraph may go any time, as paragraphs are moved, put in and taken out.
Where the edge itself stands where it stood, nothing is missing. Everything here is said of the start of a quote; the
end is the same, seen in a mirror.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

_WORD_OUTWARD: Final = re.compile(r"([^\w]*)([\w'-]+)")
_WORDS_LAID: Final = 3
"""So many words that are gone, or a third of the quote's, are laid over those that stand in their place."""
_ENDING: Final = re.compile(r"[^\w\s'-]+$")
_GROWN_LETTERS: Final = 3
"""A word that grew by more is another word."""
_FULL_STOP: Final = re.compile(r"[.!?]")


def within_word(text: str, at: int) -> bool:
    """Do letters stand on both sides of `at`?"""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def nearest(breaks: Sequence[int], at: int, within: int) -> int | None:
    """The break nearest to `at`, no farther off than `within`."""
    index = bisect_left(breaks, at)
    edge = min(breaks[max(index - 1, 0) : index + 1], key=lambda b: abs(b - at), default=None)
    return edge if edge is not None and abs(edge - at) <= within else None


def laid_over(beside: str, gone: str, words: int) -> int:
    """How many characters of `beside` stand where the words of `gone` stood; both are read outward from what is known.

    Word by word, and no farther than to where a sentence or a paragraph ends that did not end there before.

    Args:
        beside: the text outward, up to the edge of its paragraph.
        gone: the part of the quote that was not found, outward.
        words: how many words the quote has.
    """
    lost = _WORD_OUTWARD.findall(gone)
    if len(lost) > max(_WORDS_LAID, words // 3):
        return 0
    reached = 0
    for (gap, _), match in zip(lost, _WORD_OUTWARD.finditer(beside), strict=False):
        if _FULL_STOP.search(match[1]) and not _FULL_STOP.search(gap):
            break
        reached = match.end()
    else:
        end = _ENDING.search(gone)
        if end is not None and beside.startswith(end[0], reached):
            reached += len(end[0])
    return reached


def grown_letters(inside: str, outside: str) -> int:
    """How many letters of `outside` a word grew by; both are read outward from an end that was a word's end.

    Args:
        inside: the text from the end inward.
        outside: the text from the end outward.
    """
    if not inside[:1].isalnum():
        return 0
    grown = next((at for at, char in enumerate(outside) if not char.isalnum()), len(outside))
    return grown if grown <= _GROWN_LETTERS else 0
