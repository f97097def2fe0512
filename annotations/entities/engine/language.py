"""Is a text English? Asked of each article: other languages get rules only."""

import re
from typing import Final

from annotations.entities.rules.tables import table, words

ENGLISH: Final = "en"
_SAMPLE_CHARS = 3_000
_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile("[^\0-\u024f]")
_SHARE_OF_ENGLISH = 0.3
_FEWEST_WORDS, _FEWEST_LETTERS = 8, 8
_BELIEVED = frozenset(
    (
        "af bg bs ca cs cy da de el eo es et eu fi fr ga gl hr hu id is it la lb lt lv mk ms mt nb nl nn no pl pt ro ru sk sl sq sr "
        "sv sw tl tr uk vi be kk mn"
    ).split()
)
"""What the detector is believed on. It knows many more, some of them hard to tell from English full of names."""


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language; English when there is too little to tell.

    Only words in lower case are asked: names are foreign in any language, and a table of results or a list of guests
    is nothing but names. English prose is known by its small words alone; only where these are missing is the detector
    loaded (py3langid, after Lui and Baldwin 2012; half a second).
    """
    said = _WORD.findall(_sample(text))
    letters = sum(map(len, said))
    foreign = 0 if text.isascii() else len(_NOT_LATIN.findall("".join(said)))
    if foreign * 2 > letters:
        return _detected(" ".join(said)) if letters >= _FEWEST_LETTERS else ENGLISH
    small = [*filter(str.islower, said)]
    if len({*small}) < _FEWEST_WORDS:  # one that is said again and again tells no more
        return ENGLISH
    english = words("english")
    if sum(map(english.__contains__, small)) >= _SHARE_OF_ENGLISH * len(small):
        return ENGLISH
    code = _detected(" ".join(small))
    return code if code in _BELIEVED else ENGLISH


def only_rules(language: str, marked: str = "dates, sums and well-known names") -> str:
    """What a reader is told about an article that is not in English; empty for one that is.

    Args:
        language: its code.
        marked: what is seen of it.
    """
    if language == ENGLISH:
        return ""
    name = dict(table("tongues")).get(language)
    said = f"is in {name}, not in English" if name else "is not in English"
    return f"This article {said}: only {marked} are marked."


def _sample(text: str) -> str:
    """The beginning and a piece of the middle."""
    if len(text) <= 2 * _SAMPLE_CHARS:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE_CHARS] + " " + text[middle : middle + _SAMPLE_CHARS]


def _detected(words: str) -> str:
    import py3langid

    code, _ = py3langid.classify(words)
    return str(code)
