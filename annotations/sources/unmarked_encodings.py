"""Encodings that say nothing of themselves and show only in what is read: UTF-16 and UTF-32 without a mark, HZ, UTF-7.

Asked where bytes stand that no text has, or signs that these write with; the answer must make words.
"""

import codecs
from typing import Final

from annotations.sources.multi_byte_encodings import makes_sense

_FEWEST_LETTERS: Final = 3
_OF_ONE_ALPHABET: Final = 0.95
_ALPHABETS: Final = frozenset({*range(0x07), *range(0x09, 0x11), 0x12, 0x13, 0x17, 0x1E, 0x1F})
"""The first bytes of letters that words are spelled with, of one alphabet all near each other."""


def wide_encoding(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, whatever the script; None: nothing that makes words.

    Args:
        sample: the beginning of a file, with bytes that no text in another encoding has.
    """
    names = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
    return next((name for name in names if _makes_words(_decoded(sample, name))), None)


def seven_bit_encoding(sample: bytes) -> str | None:
    """HZ or UTF-7, which write all in ASCII; None: it is what it looks like."""
    if b"~{" in sample and b"~}" in sample and makes_sense(_decoded(sample, "hz")):
        return "hz"
    return "utf-7" if b"+" in sample and _makes_words(_decoded(sample, "utf-7")) else None


def _decoded(sample: bytes, name: str) -> str:
    """The text, but for a last letter that is cut; nothing where it can't be that."""
    try:
        return codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return ""


def _makes_words(text: str) -> bool:
    """Whether letters beyond ASCII are of one alphabet, or those that Chinese, Japanese or Korean is written with."""
    letters = [char for char in text if char >= "\x80" and char.isalpha()]
    is_shown = all(char.isprintable() or char.isspace() for char in text)
    if len(letters) < _FEWEST_LETTERS or not is_shown:
        return False
    spelled = sum(ord(char) >> 8 in _ALPHABETS for char in letters)
    return spelled >= _OF_ONE_ALPHABET * len(letters) or makes_sense(text)
