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
_FEW = 30
_ASCII = bytes(range(0x80))
_known: dict[str, str] = {}
"""Letters folded before: a cache, nothing else."""


def fold(text: str) -> str:
    """Fold a text. Plain ASCII is as long as before; see `source_span` for the way back."""
    if text.isascii():
        return text.lower()
    odd = set(_odd_letters(text))
    if len(odd) > _FEW:
        return _ODD.sub(_folded_run, text).lower()
    for (
        char
    ) in odd:  # one by one costs a third; what comes out is folded, so that it stays whatever comes next
        text = text.replace(char, _folded(char))
    return text.lower()


def _odd_letters(text: str) -> str:
    """What is not ASCII; by way of bytes, which is ten times as fast as a search for it."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def source_span(text: str, start: int, end: int) -> TextSpan:
    """The code points of `text` behind `fold(text)[start:end]`, which is not empty."""
    if text.isascii():
        return TextSpan(start, end)
    return TextSpan(_source_of(text, start), _source_of(text, end - 1) + 1)


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
