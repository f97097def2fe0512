"""Families: "the Obamas", "the Jameses" and "the Holmes' house" are people, where teams and bands are called so too.

A family has the surname of somebody in the article, or a common one; or it stands beside such a one.
"""

import re
from collections.abc import Collection, Iterator

from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.match_scores import is_on_sport
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import words

_PLURAL = re.compile(r"\b[Tt]he ((?=[^\W\d_a-z])[^\W\d_][\w’'-]{2,24}?s)(?![\w-]| [A-Z]| of\b|[’'-]\w)")
_BESIDE = re.compile(r",? and |, |,? or ")
_HISSING = ("s", "x", "z", "ch", "sh")


def find_families(text: str, surnames: Collection[str]) -> Iterator[Mention]:
    """Families by their name in the plural. Linear in the text.

    Args:
        text: an article.
        surnames: of the people in it.
    """
    known = {*surnames} if is_on_sport(text) else {*surnames, *words("surnames")}
    row: list[re.Match[str]] = []
    for match in _PLURAL.finditer(text):
        if row and not _BESIDE.fullmatch(text, row[-1].end(), match.start()):
            yield from _choose_families(row, known)
            row = []
        row.append(match)
    yield from _choose_families(row, known)


def _choose_families(row: list[re.Match[str]], known: Collection[str]) -> Iterator[Mention]:
    if any(_is_family(match, known) for match in row):
        yield from (Mention(*match.span(1), "PERSON", "rule") for match in row if match[1] not in entries())


def _is_family(match: re.Match[str], known: Collection[str]) -> bool:
    """Whether it is a surname with the ending of the plural, or one in -s that an apostrophe follows."""
    name = match[1]
    if match.string[match.end() : match.end() + 1] in ("'", "’") and name in known:
        return True
    stem = name.removesuffix("es")
    singular = stem if stem != name and stem.endswith(_HISSING) else name.removesuffix("s")
    return singular in known
