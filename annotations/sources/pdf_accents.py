"""Letters with accents that a PDF sets as two signs, one over the other, as TeX does in its oldest fonts: `M¨uller` is Müller.

Source: OT1, TeX's text encoding of 128 signs (The TeXbook, appendix F), which has no letter with an accent.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from annotations.sources.pdf_note_marks import Box

_COMBINING: Final = dict(
    zip(
        "`´ˆ˜¯˘˙¨˚˝ˇ¸˛",
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328",
        strict=True,
    )
)
"""Accents as fonts have them, standing alone, to those that join with the letter before."""
_ACCENT: Final = re.compile(f"[{''.join(_COMBINING)}]")
_DOTLESS: Final = {"ı": "i", "ȷ": "j"}
_NEAR: Final = (1, -1, 2, -2)
"""Where the letter stands, counted from its accent: pdfium puts some blanks between."""
_FAR: Final = range(-3, -60, -1)
_MOST_FAR: Final = 50
"""Of a page, accents that are looked for so far."""
_NOTHING: Final = "\0"
_WORD_GAP: Final = 0.11
"""A smaller gap than this share of a letter's height is none between words."""


def join_accents(text: str, box: Callable[[int], Box | None]) -> str:
    """The characters of a page, one for one: accents are in the letters that they are set over, U+0000 in their place."""
    characters = list(text)
    far = _MOST_FAR
    for match in _ACCENT.finditer(text):
        at = match.start()
        letter = _letter_of(at, text, _NEAR, box)
        if letter is None and far:  # those of capitals may come at the end of their line
            letter, far = _letter_of(at, text, _FAR, box), far - 1
        if letter is not None:
            _join(characters, letter, at)
            _close_gap(characters, letter, at, box)
    return "".join(characters)


def _join(characters: list[str], letter: int, accent: int) -> None:
    """Put an accent into its letter, or behind it where there is no such letter."""
    whole = _joined(characters[letter], characters[accent])
    first, last = sorted((letter, accent))
    characters[last] = _NOTHING
    if len(whole) == 2:
        characters[first], characters[first + 1] = whole[0], whole[1]
    elif whole:
        characters[letter], characters[accent] = whole, _NOTHING


def _letter_of(at: int, text: str, steps: Iterable[int], box: Callable[[int], Box | None]) -> int | None:
    """Where the letter stands that an accent is set over or under."""
    accent = box(at)
    for letter in (at + step for step in steps):
        whole = _joined(text[letter], text[at]) if 0 <= letter < len(text) else ""
        has_room = len(whole) == 1 or not text[min(at, letter) + 1 : max(at, letter)].strip(" ")
        if whole and has_room and _is_over(accent, box(letter)):
            return letter
    return None


def _joined(letter: str, accent: str) -> str:
    """Both as one character, or as two if there is no such one; empty: no letter bears an accent there."""
    if not letter.isalpha():
        return ""
    return unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[accent])


def _is_over(accent: Box | None, letter: Box | None) -> bool:
    """Whether the middle of an accent is over or under its letter, on one line."""
    if accent is None or letter is None:
        return False
    middle = (accent[0] + accent[1]) / 2
    shared = min(accent[3], letter[3]) - max(accent[2], letter[2])
    return letter[0] < middle < letter[1] and shared > 0.4 * (letter[3] - letter[2])


def _close_gap(characters: list[str], letter: int, accent: int, box: Callable[[int], Box | None]) -> None:
    """Take out the blank that pdfium put behind an accent or before it, where the word goes on."""
    for blank in (max(letter, accent) + 1, min(letter, accent) + 1, min(letter, accent) - 1):
        if not 0 < blank < len(characters) - 1 or characters[blank] != " ":
            continue
        before, after = (box(letter), box(blank + 1)) if blank > letter else (box(blank - 1), box(letter))
        if (
            before is not None
            and after is not None
            and after[0] - before[1] < _WORD_GAP * (before[3] - before[2])
        ):
            characters[blank] = _NOTHING
