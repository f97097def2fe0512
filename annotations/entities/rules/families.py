"""Families: "the Obamas", "the Jameses" and "the Holmes' house" are people, where teams and bands are called so too.

A family has the surname of somebody in the article, or a common one, or one of a surname's shape ("the Lindqvists"); or it
stands beside such a one, or lives as families do: "the Kowalczyks' daughter", "the Okafors had two sons". With its noun a
family needs no more: "the Haddad family", "the Oyelaran brothers", "the Ferreira and Lis families".
"""

import re
from collections.abc import Iterator, Set

from annotations.entities.rules.gazetteer import entries, label_of
from annotations.entities.rules.headlines import find_plain_words
from annotations.entities.rules.match_scores import is_on_sport
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.name_lists import towns
from annotations.entities.rules.tables import words

_PLURAL = re.compile(
    r"\b(?:[Tt]he(?: (?:young|old|eld)er(?:ly)?)?|[Bb]oth) ((?=[^\W\d_a-z])[^\W\d_][\w’'-]{1,24}?s)(?![\w-]| [A-Z]| of\b|[’'-]\w)"
)
_KIN = r"(?:son|daughter|baby|toddler|house|flat|apartment|kitchen|garden|dog|marriage|wedding|living room|bedroom)"
"""What one family has; a people or a band would have many."""
_THEIRS = re.compile(rf"[’'] (?:[a-z]+ )?{_KIN}\b")
_AT_HOME = re.compile(
    r" (?:[a-z]+ ){0,2}(?:(?:dined|lunched|had dinner|had supper)\b|lived (?:next door|upstairs|across the (?:street|road))"
    r"|(?:had|have|raised|lost|adopted|buried) (?:a|an|no|one|two|three|four|five|six|seven|eight|nine|ten|their|\d{1,2})"
    rf" (?:[a-z]+ )?(?:sons?|daughters?|child(?:ren)?|kids|babies|{_KIN})\b"
    rf"|(?:[a-z]+ ){{1,8}}their (?:[a-z]+ )?{_KIN}\b)"
)
_VISITED = re.compile(
    r"\b(?:din(?:ed|es?|ing|ner) (?:with|at)|supper (?:with|at)|lunch (?:with|at)|lodg(?:ed|ing) with|stay(?:ed|ing)? with"
    r"|next door to|neighbou?rs?,|married into) $"
)
_PART = r"(?:Ma?c|Fitz|D[ei]|L[ae]|Van|[^\W\d_a-z][’'])?[^\W\d_a-z][^\W\d_A-Z]{1,20}"
_SURNAME = rf"({_PART}(?:-{_PART})?)"
_NAMED = re.compile(
    rf"\b(?:[Tt]h(?:e|is|at)|[Bb]oth|[Hh]is|[Hh]er|[Tt]heir) (?:[a-z]+ ){{0,2}}{_SURNAME}(?:,? and (?:the )?{_SURNAME} families"
    r"| (?P<noun>family|brothers|sisters|siblings|cousins|couple|twins|clan))(?![\w-]| of\b)"
)
_SHAPE = re.compile(
    r"(?:\w{2,}(?:ss[eo]n|[lnr]sen|mann|bergh?|stein|feld|baum|str[öo]m|qvist|quist|enko|czyk|[wv]ici?z|vić|[oe]vic|[sc]ki|sky|skaya"
    r"|opoulos|oulou|akis|escu|eanu|shvili|adze|eir[ao]|etti|elli|ucci|acci|ardi|[^\W\d_]ez|o[gğ]lu|zadeh|nejad|dóttir|worth|ington"
    r"|yama|moto|mura|swamy|murthy|a[yj]ev)|Mc[A-Z]\w+|O[’'][A-Z]\w+|Mac[A-Z]\w+|Fitz\w+)"
)
"""How surnames of many countries end, and words of English and names of peoples do not."""
_NOBODY = frozenset({"Royal", "Imperial", "Holy", "First", "Mafia"})
_BESIDE = re.compile(r",? and |, |,? or ")
_HISSING = ("s", "x", "z", "ch", "sh")


def find_families(text: str, surnames: Set[str]) -> Iterator[Mention]:
    """Families by their name in the plural. Linear in the text.

    Args:
        text: an article.
        surnames: of the people in it.
    """
    is_sport = is_on_sport(text)
    named = {family.of(text) for family in find_named_families(text, surnames)}
    known = {*surnames} if is_sport else {*surnames, *words("surnames"), *named, *_find_households(text)}
    row: list[re.Match[str]] = []
    for match in _PLURAL.finditer(text):
        if row and not _BESIDE.fullmatch(text, row[-1].end(), match.start()):
            yield from _choose_families(row, known, may_guess=not is_sport)
            row = []
        row.append(match)
    yield from _choose_families(row, known, may_guess=not is_sport)


def find_named_families(text: str, surnames: Set[str]) -> Iterator[Mention]:
    """Surnames that the noun of a family follows. Linear in the text.

    Args:
        text: an article.
        surnames: of the people in it.
    """
    known = {*surnames, *words("surnames")}
    plain = find_plain_words(text)
    for match in _NAMED.finditer(text):
        for group in (1, 2):
            name = match[group]
            if name and name.lower() not in plain and _bears(name, match["noun"] or "families", known):
                yield Mention(*match.span(group), "PERSON", "rule")


def is_shaped_as_surname(word: str) -> bool:
    """Whether it ends, or begins, as only surnames do."""
    return _SHAPE.fullmatch(word) is not None


def _bears(name: str, noun: str, known: Set[str]) -> bool:
    """Whether people of that noun can be called so: no town or people; a clan is a body, but where it is known."""
    if name in known:
        return True
    if noun.startswith("clan"):
        return is_shaped_as_surname(name)
    listed = label_of(name)
    is_body = listed == "ORG" and not noun.startswith("famil")  # "the Siemens brothers"
    return (not listed or is_body) and name not in _NOBODY and name not in towns()


def _find_households(text: str) -> Iterator[str]:
    """Surnames of those who live as families do."""
    for match in _PLURAL.finditer(text):
        end = match.end()
        if (
            _THEIRS.match(text, end)
            or _AT_HOME.match(text, end, end + 100)
            or _VISITED.search(text, max(0, match.start() - 20), match.start())
        ):
            yield from _singulars(match[1])


def _choose_families(row: list[re.Match[str]], known: Set[str], *, may_guess: bool) -> Iterator[Mention]:
    if any(_is_family(match, known, may_guess) for match in row):
        yield from (Mention(*match.span(1), "PERSON", "rule") for match in row if match[1] not in entries())


def _is_family(match: re.Match[str], known: Set[str], may_guess: bool) -> bool:
    """Whether it is a surname with the ending of the plural, or one in -s that an apostrophe follows."""
    name = match[1]
    if match.string[match.end() : match.end() + 1] in ("'", "’") and name in known:
        return True
    singulars = _singulars(name)
    return not known.isdisjoint(singulars) or (
        may_guess and any(is_shaped_as_surname(one) and one not in entries() for one in singulars)
    )


def _singulars(name: str) -> set[str]:
    stem = name.removesuffix("es")
    return {name.removesuffix("s"), *([stem] if stem != name and stem.endswith(_HISSING) else [])}
