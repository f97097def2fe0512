"""Raised numbers of a PDF: those behind a word refer to a footnote, those before one begin it. Both read `[1]`."""

import re
from collections.abc import Callable
from typing import Final

Box = tuple[float, float, float, float]
"""Left, right, bottom and top of a character, in points."""

_REFERENCE: Final = re.compile(
    r"(?<=[^\W\d_][^\W\d_][^\W\d_])(?<!sin)(?<!cos)(?<!tan)(?<!log)(?<!exp)([.,;:!?\"”’]{0,3})(?:\r\n)?(\d{1,3})(?!\w)"
)
_BEGINNING: Final = re.compile(r"(?<![^\r\n\x02\ufffe])(\d{1,3})(?:[ \r\n]{0,2})(?=[^\W\d_]|[“\"‘'(])")
_SMALLER: Final = 0.87
_RAISED: Final = 0.08
_APART: Final = 0.5
"""All three are shares of the height of the letter beside it."""
_RAISED_ZERO: Final = 0xE100
_RAISED_DIGITS: Final = {digit: chr(_RAISED_ZERO + digit - 0x30) for digit in range(0x30, 0x3A)}
_PLAIN_DIGITS: Final = {_RAISED_ZERO + digit: str(digit) for digit in range(10)}
_RUN: Final = re.compile(f"([{chr(_RAISED_ZERO)}-{chr(_RAISED_ZERO + 9)}]+)(?=(\\w?))")


def mark_raised(text: str, box: Callable[[int], Box | None]) -> str:
    r"""The characters of a page, one for one, with the digits of raised numbers as digits of their own.

    Args:
        text: the page's characters; lines end in `\r\n`.
        box: the place of one of them.
    """
    characters = list(text)
    for match in _REFERENCE.finditer(text):
        start, end = match.span(2)
        if _is_raised(box(start), box(match.end(1) - 1)):
            characters[start:end] = text[start:end].translate(_RAISED_DIGITS)
    for match in _BEGINNING.finditer(text):
        start, end = match.span(1)
        if _is_raised(box(end - 1), box(match.end())) and not _goes_on(box(start - 3), box(start)):
            characters[start:end] = text[start:end].translate(_RAISED_DIGITS)
    return "".join(characters)


def _is_raised(number: Box | None, letter: Box | None) -> bool:
    if number is None or letter is None:
        return False
    height = letter[3] - letter[2]
    gap = max(number[0] - letter[1], letter[0] - number[1])
    return (
        0 < number[3] - number[2] < _SMALLER * height
        and number[2] > letter[2] + _RAISED * height
        and gap < _APART * height
        and number[2] < letter[3]
    )


def _goes_on(before: Box | None, number: Box | None) -> bool:
    """Whether a number that pdfium put on a line of its own is a power of what stands before the line's end."""
    if before is None or number is None:
        return False
    height = before[3] - before[2]
    return before[2] < number[3] and number[2] < before[3] and abs(number[0] - before[1]) < _APART * height


def show_marks(text: str) -> str:
    """A line with its raised numbers in brackets."""
    return _RUN.sub(lambda run: f"[{run[1].translate(_PLAIN_DIGITS)}]{' ' if run[2] else ''}", text)
