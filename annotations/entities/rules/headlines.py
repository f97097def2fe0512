"""Headlines, whose capitals make their words look like names; and the words that an article has in lower case too."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{2,}")
_PLAIN = re.compile(r"(?<![\w@#/.’'-])[^\W\d_A-ZÀ-Þ]{2,30}+(?![\w@/])")


@lru_cache(maxsize=4)
def find_plain_words(text: str) -> frozenset[str]:
    """The words that a text has in lower case, of which a capital says little. Linear in the text."""
    return frozenset(_PLAIN.findall(text))


def in_title_case(text: str, offset: int) -> bool:
    """Whether the line around `offset` capitalises nearly all its words, as a headline does. Looks at 400 characters."""
    start = max(text.rfind("\n", max(0, offset - 200), offset) + 1, offset - 200, 0)
    end = text.find("\n", offset, offset + 200)
    line = text[start : end if end >= 0 else offset + 200]
    long_words = [word for word in _WORD.findall(line) if len(word) > 3]
    return len(long_words) >= 3 and sum(word[0].isupper() for word in long_words) >= 0.8 * len(long_words)
