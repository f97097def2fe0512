"""Lay a pattern over a stretch of text and read off where a boundary of the pattern came to lie.

The ends that approximate matching gives are often a few characters off (an end that was reworded matches nothing), so
they are read off the whole alignment, contexts included: what was not changed on either side of a boundary fixes it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from rapidfuzz.distance import Levenshtein

_WORD: Final = re.compile(r"\w+")
_SOLID_CHARS: Final = 3
"""Shorter equal stretches inside a change are chance: an "e" is found in any word."""
_TELLING_CHARS: Final = 5
"""Equal stretches of this length are hardly ever chance."""
_CONFIRMED: Final = 0.4
"""Share of a context that must be there before it may say where the quote begins or ends."""


class Stretch(Struct, frozen=True):
    """`pattern[start:start + length]` and `text[at:at + length]` are equal."""

    start: int
    at: int
    length: int


class Alignment(Struct, frozen=True):
    """The equal stretches of a pattern and a stretch of text, in order; all else was changed."""

    pattern: str
    text: str
    stretches: tuple[Stretch, ...]

    def told(self, start: int, end: int, at: int, until: int) -> list[Stretch]:
        """The equal stretches that are no chance, within `pattern[start:end]` and `text[at:until]`."""
        telling = []
        for s in self.stretches:
            skipped = max(0, start - s.start, at - s.at)
            length = min(s.length, end - s.start, until - s.at) - skipped
            if length >= _TELLING_CHARS:
                telling.append(Stretch(s.start + skipped, s.at + skipped, length))
        return telling

    def start_of(self, boundary: int) -> tuple[int, int]:
        """Where in `text` begins what begins at `boundary` of the pattern, and from where on of the pattern that is.

        The second is `boundary` itself, unless the context is not there to say where the words begin: then it is
        where the first of the words stands that is there.
        """
        return _start(self.pattern, self.text, self.stretches, boundary)

    def end_of(self, boundary: int) -> tuple[int, int]:
        """Where in `text` ends what ends at `boundary` of the pattern: the same question, seen in a mirror."""
        chars, width = len(self.pattern), len(self.text)
        mirrored = [
            Stretch(chars - s.start - s.length, width - s.at - s.length, s.length)
            for s in reversed(self.stretches)
        ]
        at, known = _start(self.pattern[::-1], self.text[::-1], mirrored, chars - boundary)
        return width - at, chars - known


def align(pattern: str, text: str) -> Alignment:
    """Lay `pattern` over `text` with the fewest changes."""
    blocks = Levenshtein.editops(pattern, text).as_matching_blocks()
    solid = [Stretch(*block) for block in blocks if block[2] >= _SOLID_CHARS]
    return Alignment(pattern, text, tuple(solid or (Stretch(*block) for block in blocks if block[2])))


def _start(pattern: str, text: str, stretches: Sequence[Stretch], boundary: int) -> tuple[int, int]:
    index = bisect_left(stretches, boundary + 1, key=lambda s: s.start + s.length)
    right = stretches[index] if index < len(stretches) else Stretch(len(pattern), len(text), 0)
    if right.start < boundary:  # unchanged on both sides
        return right.at + boundary - right.start, boundary
    left = stretches[index - 1] if index else Stretch(0, 0, 0)
    outside = sum(s.length for s in stretches[:index] if s.length >= _TELLING_CHARS)
    if (
        not boundary or outside < _CONFIRMED * boundary
    ):  # no context is here: nothing but the words themselves
        right = _first_telling(stretches[index:]) or right
        skipped, rest = _leftover(pattern, right), _rest_of_word(pattern, text, right)
        known = pattern.rfind(" ", 0, right.start) + 1 if rest else right.start + skipped
        return right.at + skipped - rest, max(known, boundary)
    return _beside(pattern, text, left, right, boundary), boundary


def _beside(pattern: str, text: str, left: Stretch, right: Stretch, boundary: int) -> int:
    """The boundary lies in a change between two stretches."""
    old_start, new_start = left.start + left.length, left.at + left.length
    changed, new = pattern[old_start : right.start], text[new_start : right.at]
    cut = boundary - old_start
    if cut == len(changed):  # what follows is unchanged; letters may have been put in before it
        return right.at - (0 if changed else _attached(new))
    if cut == 0:  # what stands before is unchanged
        return new_start + _after_insertion(new, changed)
    return new_start + _same_word(changed, new, cut)


def _first_telling(stretches: Sequence[Stretch]) -> Stretch | None:
    """From where on more is equal than changed: without a context to hold them, chance stretches are left out."""
    best, best_sum, total = None, 0, 0
    behind: Stretch | None = None
    for stretch in reversed(stretches):
        if behind is not None:
            old, new = behind.start - stretch.start, behind.at - stretch.at
            total -= max(old, new) - stretch.length
        total += stretch.length
        if total > best_sum:
            best, best_sum = stretch, total
        behind = stretch
    return best


def _leftover(pattern: str, right: Stretch) -> int:
    """Punctuation that an unchanged stretch begins with and that belongs to the word before, which is gone."""
    words = pattern[right.start : right.start + right.length]
    first = next((index for index, char in enumerate(words) if char.isalnum()), 0)
    return words.rfind(" ", 0, first) + 1


def _rest_of_word(pattern: str, text: str, right: Stretch) -> int:
    """Changed letters before an unchanged stretch that begins within a word."""
    if not (pattern[: right.start][-1:].isalnum() and pattern[right.start : right.start + 1].isalnum()):
        return 0
    at = right.at
    while at and text[at - 1].isalnum():
        at -= 1
    return right.at - at


def _attached(new: str) -> int:
    """Letters that were put in right before an unchanged word belong to it; words that were put in don't."""
    tail = new[new.rfind(" ") + 1 :]
    return len(tail) if len(tail) <= _SOLID_CHARS else 0


def _after_insertion(new: str, changed: str) -> int:
    """Where the changed words begin in `new`; what was put in before them is left out if it is much longer."""
    if len(new) <= 2 * len(changed) + 12:
        return 0
    return _words_from_end(new, changed.count(" "))


def _same_word(changed: str, new: str, cut: int) -> int:
    """Both sides were reworded: the boundary stands before the same word, counted from the quote's own side."""
    if changed[cut - 1] == " ":
        return _words_from_end(new, changed[cut:].count(" "))
    if changed[cut].isalnum() and not changed[cut - 1].isalnum():
        words = [match.start() for match in _WORD.finditer(new)]
        return words[max(-len(_WORD.findall(changed[cut:])), -len(words))] if words else 0
    return max(0, len(new) - (len(changed) - cut))  # within a word


def _words_from_end(text: str, count: int) -> int:
    """Where the word begins that has `count` blanks behind it."""
    at = len(text) + 1
    for _ in range(count + 1):
        at = text.rfind(" ", 0, max(at - 1, 0)) + 1
        if not at:
            break
    return at
