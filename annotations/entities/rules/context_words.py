"""What the words around a name say of it: "Ilinca Maro, who" is a person, "Krumlov, where" a place.

The recogniser reads the same words, but of a name that it never saw it trusts the letters more. Each cue is a vote in the
article's count (`consistency`), where two votes are one mention as the recogniser has it. A cue speaks against labels
that it is known to mend; the strongest also for a label that is right here, and wrong in a heading that tells nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.headlines import common_words
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import rows, words

STRONG, FAIR = 5, 3
_LEFT_CHARS, _RIGHT_CHARS = 40, 70

_OF_PEOPLE = re.compile(r".*(?:[a-z]ans?|ese|ish|[a-z]ics?|[a-z]s|i|ites?|[aeo]ños?|men)$")
"""How peoples are called, and no place."""
_STANDS_ALONE = re.compile(
    r"[,.;:)”\n]|$| (?:at|in|on|near|to|from|and|is|was|were|had|has|have|before|after|when|where|by|with|between|who|said|[a-z]+ed)\b"
)
_ON = re.compile(r"\b(?:[Oo]n|off) $")
_THE_WATER = re.compile(r"\b(?:on|in|along|across|into|over|up|down|of|from|the) the $")
_PREPOSITION = re.compile(
    r"\b(?:[Ii]n|[Oo]f|[Aa]t|[Ff]rom|[Tt]o|[Nn]ear|[Oo]utside|into|through|via|around|for) (?:the )?$"
)
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Tt]h(?:is|at)) $")
_DOES = re.compile(r" (?:(?:has|had|is|was|will|would) )?(?:[a-z]+ly )?[a-z]{2,}(?:ed|s)\b")
_SAYS = re.compile(
    r",? (?:said|says|told|tells|added|adds|recalled|recalls|replied|laughed|smiled|nodded|shrugged|remembers|remembered|"
    r"explained|explains|wrote|writes|insisted|joked)\b"
)
_SAID_BEFORE = re.compile(
    r"[”\"’',] (?:said|says|added|adds|recalled|replied|laughed|asked|wrote|explained) $"
)
_A_TRADER = re.compile(r", an? [a-z]")
_LED_BY = re.compile(
    r"\b(?:(?:led|headed|founded|written|directed|designed|chaired|owned|run|represented|interviewed|coached) by|named|hired|appointed) $"
)
_AT_A_FIRM = re.compile(r" (?:at|of|from|with) (?:the )?[A-ZÀ-Þ]|,? (?:who|aged \d)\b|, \d\d,")
_OF_A_TOWN = re.compile(r",(?: aged)?(?: \d{1,3},)? of $")
_NOUN_BEFORE = re.compile(r"\b([a-z][a-z-]+) $")
_PAPER = re.compile(
    r" (?:[A-Z]?[a-z]+(?:-[a-z]+)? )?(?:newspaper|news agency|magazine|broadcaster|airline|television station)\b"
)
_ITS_HEAD = re.compile(
    r" (?:president|chairman|chairwoman|chief executive|CEO|spokesman|spokeswoman|manager|coach|founder|co-founder) [A-Z]"
)
_ACRONYM = re.compile(r"(?:[A-Z]\.){3,}|[A-Z]{3,6}s?")
_PLACES_BY_LETTERS = frozenset(
    "USA UAE USSR DRC PRC DPRK ROK GDR FRG FYROM NYC NSW NWFP CAR KRG BVI USVI KSA".split()
)
_FIRMS_TOO = frozenset(
    "trader dealer broker banker builder brewer baker farmer director architect consultant".split()
)
"""Callings that firms have too."""
CAPITALS_THAT_ARE_NAMES = frozenset({"Washington", "Georgia", "Chad", "Jordan"})
"""Places that the tables leave out because people are called so too; by themselves, with no full name in the article, they are places."""
_PLACES = frozenset({"GPE", "LOC", "FAC"})


@cache
def given_names() -> frozenset[str]:
    """First names of many cultures that are no towns or plain words."""
    return frozenset(name for _, names in rows("given") for name in names)


@cache
def towns() -> frozenset[str]:
    """Towns of 50,000 people and more that are nobody's name."""
    return frozenset(name for _, names in rows("towns") for name in names)


def find_cues(text: str, names: Sequence[Mention]) -> Iterator[tuple[Mention, str, int]]:
    """(mention, label, votes) for what stands around names. Linear in the text.

    Args:
        text: an article.
        names: in reading order, labelled by the recogniser or a table.
    """
    for mention in names:
        if mention.origin == "rule" or mention.of(text) in entries():
            continue
        left = text[max(0, mention.start - _LEFT_CHARS) : mention.start].rpartition("\n")[2]
        right = text[mention.end : mention.end + _RIGHT_CHARS].partition("\n")[0]
        if mention.label == "PERSON":
            told = _of_person(mention.of(text), left, right)
        elif mention.label == "NORP":
            told = _of_people(mention.of(text), left, right)
        elif mention.label in _PLACES:
            told = _of_place(mention.of(text), mention.label, left, right)
        elif mention.label == "ORG":
            told = _of_firm(mention.of(text), left, right)
        else:
            continue
        if told:
            yield mention, *told


def _of_person(name: str, left: str, right: str) -> tuple[str, int] | None:
    if name in towns() and not _DOES.match(right):
        return "GPE", FAIR
    if name in CAPITALS_THAT_ARE_NAMES and not _SAYS.match(right):
        return "GPE", FAIR
    if " " not in name and _OF_A_TOWN.search(left) and right.startswith(","):
        return "GPE", FAIR
    return None


def _of_people(name: str, left: str, right: str) -> tuple[str, int] | None:
    """A place that the recogniser took for a people: "fishermen from |Huarmey|, Casma"."""
    if _OF_PEOPLE.fullmatch(name) or not _STANDS_ALONE.match(right):
        return None
    if _ON.search(left):
        return "LOC", STRONG
    return ("GPE", STRONG) if _PREPOSITION.search(left) and not left.endswith("the ") else None


def _of_place(name: str, label: str, left: str, right: str) -> tuple[str, int] | None:
    if name in towns():
        return None
    if _ACRONYM.fullmatch(name) and not _is_place_in_capitals(name):
        return "ORG", FAIR
    if (left.endswith(("the ", "The ")) and _PAPER.match(right)) or _ITS_HEAD.match(right):
        return "ORG", FAIR
    if label == "GPE" and " " not in name and _THE_WATER.search(left) and _STANDS_ALONE.match(right):
        return "LOC", STRONG
    if _PREPOSITION.search(left) or _ARTICLE.search(left):
        return None
    if label == "GPE" and _is_called_like_a_person(name):
        return "PERSON", STRONG
    return None


def _is_place_in_capitals(name: str) -> bool:
    known = name.replace(".", "")
    return known in _PLACES_BY_LETTERS or known.title() in entries() or known.title() in towns()


def _is_called_like_a_person(name: str) -> bool:
    """Whether it is a first name and one or two more words, none of which says what kind of place it is."""
    said = name.split()
    is_short = 2 <= len(said) <= 3
    return (
        is_short and said[0] in given_names() and not any(word.lower() in words("grounds") for word in said)
    )


def _of_firm(name: str, left: str, right: str) -> tuple[str, int] | None:
    said = name.split()
    if not 2 <= len(said) <= 3 or not all(word[0].isupper() and word[1:].islower() for word in said):
        return None
    if _SAID_BEFORE.search(left) and _A_TRADER.match(right):
        return "PERSON", FAIR
    noun = _NOUN_BEFORE.search(left)
    if len(said) == 2 and noun and noun[1] in words("callings") - _FIRMS_TOO and not _says_trade(said):
        return "PERSON", FAIR
    if (
        _is_called_like_a_person(name)
        and not _says_trade(said)
        and (_LED_BY.search(left) or _AT_A_FIRM.match(right))
    ):
        return "PERSON", FAIR
    return None


def _says_trade(said: Sequence[str]) -> bool:
    """Whether a name ends as firms' names do, or in a plain word."""
    return said[-1] in words("trades") or said[-1].lower() in common_words() or said[-1] in words("heads")
