"""Text as a search sees it: no case, no accents, plain quotation marks and dashes, wide and narrow letters alike."""

import re
import unicodedata

from annotations.model import TextSpan

_ODD = re.compile(r"[^\x00-\x7f]+")
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_WITH_MARKS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
"""Kana, Han and Hangul: what NFD takes off them is no accent."""
_SAME = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f", ""),
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th",
}  # fmt: skip
_known: dict[str, str] = {}
"""Letters folded before: a cache, nothing else."""


def fold(text: str) -> str:
    """Fold a text. Plain ASCII is as long as before; see `source_span` for the way back."""
    if text.isascii():
        return text.lower()
    return _ODD.sub(_folded_run, text).lower()


def source_span(text: str, start: int, end: int) -> TextSpan:
    """The code points of `text` behind `fold(text)[start:end]`, which is not empty."""
    odd = set("".join(_ODD.findall(text)))  # few, even where a text is long
    if all(len(_folded(char)) == 1 for char in odd):
        return TextSpan(start, end)
    at = 0
    first: int | None = None
    for index, char in enumerate(text):
        at += len(_folded(char))
        if first is None and at > start:
            first = index
        if at >= end:
            return TextSpan(first if first is not None else index, index + 1)
    raise ValueError(f"{start}..{end} is beyond the folded text")


def _folded_run(match: re.Match[str]) -> str:
    return "".join(map(_folded, match.group()))


def _folded(char: str) -> str:
    if char < "\x80":
        return char.lower()
    folded = _known.get(char)
    if folded is None:
        folded = _known[char] = _fold_char(char)
    return folded


def _fold_char(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    wide = unicodedata.normalize("NFKC", char).casefold()
    if not _WITH_MARKS.search(wide):
        wide = _MARKS.sub("", unicodedata.normalize("NFD", wide))
    return "".join(_SAME.get(one, one) for one in wide).lower()
