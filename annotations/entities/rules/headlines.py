"""Common words, and headlines, whose capitals make them look like names."""

import re
from functools import cache

from annotations.entities.rules.tables import words

_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def common_words() -> frozenset[str]:
    """English words that are hardly ever a name, in lower case."""
    return words("common")


def in_title_case(text: str, offset: int) -> bool:
    """Whether the line around `offset` capitalises nearly all its words, as a headline does. Looks at 400 characters."""
    start = max(text.rfind("\n", max(0, offset - 200), offset) + 1, offset - 200, 0)
    end = text.find("\n", offset, offset + 200)
    line = text[start : end if end >= 0 else offset + 200]
    long_words = [word for word in _WORD.findall(line) if len(word) > 3]
    return len(long_words) >= 3 and sum(word[0].isupper() for word in long_words) >= 0.8 * len(long_words)
