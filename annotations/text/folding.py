"""Which texts count as equal: the one table of quotation marks, dashes and accents, and what is compared by it.

`fold` is for searching: without case, accents and forms of signs. `skeleton` is for anchoring: the same with its case,
and with marks gone in every script, so that NFC and NFD are one. `fold_case` is for tags and names: case alone.
`spellings` is for patterns over the text itself.
"""

import re
import unicodedata
from functools import cache
from types import MappingProxyType

from annotations.model import TextSpan
from annotations.text.canonical import composed

_SIGNS = {"'": "‘’‚‛′`´ʼ", '"': "“”„‟″«»", "-": "‐‑‒–—―−"}
"""What a keyboard has, and what typography makes of it."""
_UNSEEN = "\u00ad\u034f\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
"""Soft hyphens, joiners and selectors; as in the brackets of a regular expression."""
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th",
    "Ø": "O", "Ł": "L", "Đ": "D", "Æ": "AE", "Œ": "OE", "Ħ": "H", "Ŧ": "T", "Ð": "D", "Þ": "TH",
}  # fmt: skip
"""Letters with a stroke and ligatures: Unicode does not decompose them."""
EQUAL = MappingProxyType(
    {sign: plain for plain, signs in _SIGNS.items() for sign in signs}
    | {
        chr(code): ""
        for first, last in re.findall("(.)(?:-(.))?", _UNSEEN)
        for code in range(ord(first), ord(last or first) + 1)
    }
    | _LETTERS
)
"""Character to what it counts as; those that are not here decide by their decomposition."""
_ODD = re.compile(r"[^\x00-\x7f]+")
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_WITHOUT_ACCENTS = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"))
"""First and last of Kana, Han and Hangul: what NFD takes off them is no accent."""
_FEW = 30
_ASCII = bytes(range(0x80))
_known: dict[str, str] = {}
"""Letters folded before: a cache, nothing else."""


def fold(text: str) -> str:
    """Fold a text for searching. Plain ASCII is as long as before; see `source_span` for the way back."""
    text = text.replace("`", "'")
    if text.isascii():
        return text.lower()
    odd = set(_odd_letters(text))
    if len(odd) > _FEW:
        return _ODD.sub(lambda run: "".join(map(_folded, run[0])), text).lower()
    for (
        char
    ) in odd:  # one by one costs a third; what comes out is folded, so that it stays whatever comes next
        text = text.replace(char, _folded(char))
    return text.lower()


def fold_case(text: str) -> str:
    """A tag or name as it is compared: without case, composed or not, its accents kept."""
    return text.lower() if text.isascii() else composed(text).casefold()


def skeleton(char: str) -> str:
    """A character without its marks and in its plain form, case kept; white space of any kind is a blank.

    Empty for what is not seen, and for a mark by itself. A slip of an accent or of a vowel sign makes no difference.
    """
    if char in EQUAL:
        return EQUAL[char]
    if char.isspace():
        return " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    plain = "".join(EQUAL.get(part, part) for part in plain)
    # A lone accent before a blank must not take the blank along: "´" is " " and a combining mark in NFKD.
    return plain if char.isalnum() else plain.strip()


@cache
def spellings(char: str) -> str:
    """A pattern for a quotation mark or dash that takes any that counts as equal; empty for all else."""
    plain = EQUAL.get(char, char)
    return f"[{plain}{_SIGNS[plain]}]" if plain in _SIGNS else ""


def source_span(text: str, start: int, end: int) -> TextSpan:
    """The code points of `text` behind `fold(text)[start:end]`, which is not empty."""
    if text.isascii():
        return TextSpan(start, end)
    return TextSpan(_source_of(text, start), _source_of(text, end - 1) + 1)


def _odd_letters(text: str) -> str:
    """What is not ASCII; by way of bytes, which is ten times as fast as a search for it."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def _source_of(text: str, at: int) -> int:
    """The code point of `text` that `fold(text)[at]` comes from. Only what is not ASCII is looked at one by one."""
    folded = source = 0
    for run in _ODD.finditer(text):
        plain = run.start() - source
        if at < folded + plain:
            return source + at - folded
        folded, source = folded + plain, run.start()
        for char in run.group():
            folded += len(_folded(char))
            if at < folded:
                return source
            source += 1
    return source + at - folded


def _folded(char: str) -> str:
    if char < "\x80":
        return char.lower()
    folded = _known.get(char)
    if folded is None:
        folded = _known[char] = _fold_char(char)
    return folded


def _fold_char(char: str) -> str:
    if char in EQUAL:
        return EQUAL[char].lower()
    wide = unicodedata.normalize("NFKC", char).casefold()
    if not any(first <= one <= last for one in wide for first, last in _WITHOUT_ACCENTS):
        wide = _MARKS.sub("", unicodedata.normalize("NFD", wide))
    return "".join(EQUAL.get(one, one) for one in wide).lower()
