"""Is a text English? Asked of each article: other languages get rules only."""

import re
from typing import Final

from annotations.entities.tables import words

ENGLISH: Final = "en"
_SAMPLE_CHARS = 3_000
_WORD = re.compile(r"[^\W\d_]+")
_SHARE_OF_ENGLISH = 0.2
_FEWEST_WORDS = 12


def language_of(text: str) -> str:
    """The ISO 639-1 code of a text's language; English when there is too little to tell.

    English prose is known by its small words alone; only where these are missing is the detector loaded (py3langid,
    after Lui and Baldwin 2012; half a second).
    """
    sample = _sample(text)
    said = [word.lower() for word in _WORD.findall(sample)]
    letters = sum(map(len, said))
    foreign = sum(char > "\u024f" for word in said for char in word)
    if foreign * 2 <= letters:
        if len(said) < _FEWEST_WORDS:
            return ENGLISH
        if sum(word in words("english") for word in said) >= _SHARE_OF_ENGLISH * len(said):
            return ENGLISH
    if letters < 8:
        return ENGLISH
    return _detected(" ".join(said))


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
