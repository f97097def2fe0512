"""Families: "the Obamas", "the Jameses" and "the Holmes' house" are people, where teams and bands are called so too.

A family has the surname of somebody in the article, or a common one; or it stands beside such a one, or lives as families do:
"the Kowalczyks' daughter", "the Kowalczyk family".
"""

import re
from collections.abc import Iterator, Set

from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.match_scores import is_on_sport
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import words

_PLURAL = re.compile(r"\b[Tt]he ((?=[^\W\d_a-z])[^\W\d_][\w’'-]{1,24}?s)(?![\w-]| [A-Z]| of\b|[’'-]\w)")
_AT_HOME = re.compile(
    r"\b[Tt]he ((?=[^\W\d_a-z])[^\W\d_][\w’'-]{2,24}?s)[’'] (?:[a-z]+ )?"
    r"(?:son|daughter|baby|house|flat|apartment|kitchen|garden|dog|marriage|wedding|living room|bedroom)\b"
)
"""What one family has; a people or a band would have many."""
_NAMED = re.compile(r"\b[Tt]he ((?=[^\W\d_a-z])[^\W\d_][\w’'-]{2,24}) family\b")
_BESIDE = re.compile(r",? and |, |,? or ")
_HISSING = ("s", "x", "z", "ch", "sh")


def find_families(text: str, surnames: Set[str]) -> Iterator[Mention]:
    """Families by their name in the plural. Linear in the text.

    Args:
        text: an article.
        surnames: of the people in it.
    """
    known = {*surnames} if is_on_sport(text) else {*surnames, *words("surnames"), *_find_households(text)}
    row: list[re.Match[str]] = []
    for match in _PLURAL.finditer(text):
        if row and not _BESIDE.fullmatch(text, row[-1].end(), match.start()):
            yield from _choose_families(row, known)
            row = []
        row.append(match)
    yield from _choose_families(row, known)


def _find_households(text: str) -> Iterator[str]:
    """Surnames of those who live as families do."""
    for match in _AT_HOME.finditer(text):
        yield from _singulars(match[1])
    for match in _NAMED.finditer(text):
        yield match[1]


def _choose_families(row: list[re.Match[str]], known: Set[str]) -> Iterator[Mention]:
    if any(_is_family(match, known) for match in row):
        yield from (Mention(*match.span(1), "PERSON", "rule") for match in row if match[1] not in entries())


def _is_family(match: re.Match[str], known: Set[str]) -> bool:
    """Whether it is a surname with the ending of the plural, or one in -s that an apostrophe follows."""
    name = match[1]
    if match.string[match.end() : match.end() + 1] in ("'", "’") and name in known:
        return True
    return not known.isdisjoint(_singulars(name))


def _singulars(name: str) -> set[str]:
    stem = name.removesuffix("es")
    return {name.removesuffix("s"), *([stem] if stem != name and stem.endswith(_HISSING) else [])}
