"""Drops common words that look like names only because a sentence or a headline begins or is capitalised there."""

import re
from collections.abc import Iterable
from functools import cache

from annotations.entities.labels import NAME_LABELS
from annotations.entities.rules.dates_and_numbers import opens_sentence
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import words

_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def common_words() -> frozenset[str]:
    """English words that are hardly ever a name, in lower case."""
    return words("common")


def in_title_case(text: str, offset: int) -> bool:
    """Whether the line around `offset` capitalises nearly all its words, as a headline does. Looks at 400 characters."""
    long_words = _long_words_around(text, offset)
    return len(long_words) >= 3 and sum(word[0].isupper() for word in long_words) >= 0.8 * len(long_words)


def in_capitals(text: str, offset: int) -> bool:
    """Whether the line around `offset` is shouted: nearly all its words in capitals. Looks at 400 characters."""
    long_words = _long_words_around(text, offset)
    return len(long_words) >= 3 and sum(word.isupper() for word in long_words) >= 0.8 * len(long_words)


def _long_words_around(text: str, offset: int) -> list[str]:
    start = max(text.rfind("\n", max(0, offset - 200), offset) + 1, offset - 200, 0)
    end = text.find("\n", offset, offset + 200)
    line = text[start : end if end >= 0 else offset + 200]
    return [word for word in _WORD.findall(line) if len(word) > 3]


def without_openers(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Names without those that are one common word at the start of a sentence or in a headline, or in lower case.

    A word that is a name inside a sentence too ("He joined Arsenal") stays where it is written the same.
    """
    held = list(mentions)
    common = {m for m in held if _is_common_opener(text, m)}
    inside = {m.of(text) for m in held if m.origin == "model" and m not in common and m.of(text).istitle()}
    return [m for m in held if m not in common or m.of(text) in inside]


def _is_common_opener(text: str, mention: Mention) -> bool:
    if mention.origin != "model" or mention.label not in NAME_LABELS:
        return False
    said = mention.of(text).split()
    if len(said) > 1:
        return False
    if said[0].isupper():
        return said[0].lower() in common_words() and in_capitals(text, mention.start)
    if said[0].islower():
        return said[0] in common_words()
    if said[0].lower() not in common_words():
        return False
    return opens_sentence(text, mention.start) or in_title_case(text, mention.start)
