"""What the words around a name say of it: "Ilinca Maro, who" is a person, "Krumlov, where" a place.

The recogniser reads the same words, but of a name that it never saw it trusts the letters more. Each cue is a vote in the
article's count (`consistency`), where two votes are one mention as the recogniser has it. A cue speaks against labels
that it is known to mend; the strongest also for a label that is right here, and wrong in a heading that tells nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.sentence_openers import common_words
from annotations.entities.rules.tables import rows, words

STRONG, FAIR = 5, 3
_LEFT_CHARS, _RIGHT_CHARS = 40, 70

_WHERE = re.compile(
    r", where\b| (?:has|had|with) (?:about |some |around |only |over |fewer than )?\d[\d,.]* (?:people|inhabitants|residents|souls)\b"
)
_IN = re.compile(
    r"(?:\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Tt]hroughout|(?:north|south|east|west|mayor|city|town|village|port|residents|streets|outskirts|people|"
    r"suburbs?|capital|airport) (?:of|in)) )$"
)
_OPEN_END = re.compile(r" ?['’&-]| [A-Z]")
_PREPOSITION = re.compile(
    r"\b(?:[Ii]n|[Oo]f|[Aa]t|[Ff]rom|[Tt]o|[Nn]ear|[Oo]utside|into|through|via|around|for) (?:the )?$"
)
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Tt]h(?:is|at)) $")
_DOES = re.compile(r" (?:(?:has|had|is|was|will|would) )?(?:[a-z]+ly )?[a-z]{2,}(?:ed|s)\b")
_WHO = re.compile(r", who\b|,? aged \d|, \d\d,")
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
_FLOWS = re.compile(
    r"(?:[,.;:!?)]|$| (?:for|from|to|and|in|at|is|was|near|where|by|with|on|has|had|flows?|rises|burst|froze|floods?)\b)"
)
_KIN = re.compile(
    r"(?:\b(?:[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Yy]our)|['’]s) (?:[a-z-]+ )?(?:husband|wife|widower|widow|father|mother|son|"
    r"daughter|brother|sister|grandson|granddaughter|grandfather|grandmother|uncle|aunt|nephew|niece|cousin|twins?),? $"
)
_TITLE = re.compile(
    r"\b(?:President|Chairman|Chairwoman|Senator|Sen\.|Minister|Premier|Chancellor|Secretary|Governor|Gov\.|Congressman|Congresswoman|"
    r"General|Gen\.|Colonel|Captain|Lieutenant|Sergeant|Admiral|Judge|Justice|Bishop|Archbishop|Cardinal|Pope|Ayatollah|Sheikh|Imam|Rabbi) $"
)
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
_LISTED = re.compile(r",? (?:and|or) |, ")
_ITS_PEOPLE = re.compile(r" (?:people|tribe|tribes|tribesmen|clan|community)\b(?! of)")
_SEAT = re.compile(r"\b(?:College|University|School|Hospital|Street|Avenue|Road|Square|Cathedral|Prison), $")
_ITS_ISLAND = re.compile(r" (?:island|province|region|peninsula|quake|earthquake)\b")
_LAND_BEFORE = re.compile(
    r"\b(?:slopes?|summit|foot|flanks?|peak|banks|mouth|waters|crater|foothills) of (?:the )?$"
)
_LAND_BEHIND = re.compile(
    r" (?:range|glacier|volcano|massif|river|basin|delta|strait|fault|mountains|hills|desert|valley|reef)\b"
)
_ITS_WORK = re.compile(r"['’]s? [\"“]")
_FIRMS_TOO = frozenset(
    "trader dealer broker banker builder brewer baker farmer director architect consultant".split()
)
"""Callings that firms have too."""
_CAPITALS_THAT_ARE_NAMES = frozenset({"Washington", "Georgia", "Chad"})
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


def cues(text: str, names: Sequence[Mention]) -> Iterator[tuple[Mention, str, int]]:
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
            found = _of_person(mention.of(text), left, right)
        elif mention.label in _PLACES:
            found = _of_place(mention.of(text), mention.label, left, right)
        elif mention.label == "ORG":
            found = _of_firm(mention.of(text), left, right)
        elif mention.label == "EVENT" and mention.of(text).isalpha() and _ITS_ISLAND.match(right):
            found = ("GPE", FAIR)
        else:
            continue
        if found:
            yield mention, *found
    yield from _odd_ones(text, names)


def _of_person(name: str, left: str, right: str) -> tuple[str, int] | None:
    if _WHERE.match(right):
        return "GPE", STRONG
    if _KIN.search(left) or _WHO.match(right):
        return "PERSON", STRONG
    if name in towns() and not _DOES.match(right):
        return "GPE", FAIR
    if name in _CAPITALS_THAT_ARE_NAMES and not _SAYS.match(right):
        return "GPE", FAIR
    if " " not in name and _OF_A_TOWN.search(left) and right.startswith(","):
        return "GPE", FAIR
    if " " not in name and name not in given_names() and _IN.search(left) and not _OPEN_END.match(right):
        return "GPE", FAIR
    return None


def _of_place(name: str, label: str, left: str, right: str) -> tuple[str, int] | None:
    if label == "GPE" and _WHERE.match(right):
        return "GPE", STRONG
    if name in towns():
        return None
    if label == "GPE" and _ITS_WORK.match(right):
        return "PERSON", FAIR
    if _is_a_peoples(name, left, right):
        return "NORP", FAIR
    if label == "GPE" and (
        _LAND_BEFORE.search(left) or _LAND_BEHIND.match(right) or _is_river(name, left, right)
    ):
        return "LOC", FAIR
    if _ACRONYM.fullmatch(name) and not _is_place_in_capitals(name):
        return "ORG", FAIR
    if left.endswith(("the ", "The ")) and _PAPER.match(right):
        return "ORG", FAIR
    if _ITS_HEAD.match(right):
        return "ORG", FAIR
    if _KIN.search(left) or _TITLE.search(left):
        return "PERSON", STRONG
    if _PREPOSITION.search(left) or _ARTICLE.search(left):
        return None
    if label == "GPE" and _is_called_like_a_person(name):
        return "PERSON", STRONG
    noun = _NOUN_BEFORE.search(left)
    if (noun and noun[1] in words("callings")) or _WHO.match(right) or _SAYS.match(right):
        return "PERSON", FAIR
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


def _is_a_peoples(name: str, left: str, right: str) -> bool:
    """Whether one word stands between "the" and "people": "the Munduruku people"."""
    return (
        left.endswith(("the ", "The "))
        and name.isalpha()
        and not name.isupper()
        and _ITS_PEOPLE.match(right) is not None
    )


def _is_river(name: str, left: str, right: str) -> bool:
    """Whether a place of one word stands with an article and nothing behind it, as rivers do: "on the Mersey"."""
    return (
        left.endswith(("the ", "The "))
        and name.isalpha()
        and name.istitle()
        and not name.endswith("s")
        and _FLOWS.match(right) is not None
    )


def _of_firm(name: str, left: str, right: str) -> tuple[str, int] | None:
    if _is_a_peoples(name, left, right):
        return "NORP", FAIR
    if name in towns() and _SEAT.search(left) and right.startswith(","):
        return "GPE", FAIR
    said = name.split()
    if not 2 <= len(said) <= 3 or not all(word[0].isupper() and word[1:].islower() for word in said):
        return None
    if _KIN.search(left) or (_SAID_BEFORE.search(left) and _A_TRADER.match(right)):
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


def _is_somebody(name: str) -> bool:
    """Whether it is two words, a first name and one that no firm ends in."""
    said = name.split()
    return len(said) == 2 and _is_called_like_a_person(name) and not _says_trade(said)


def _says_trade(said: Sequence[str]) -> bool:
    """Whether a name ends as firms' names do, or in a plain word."""
    return said[-1] in words("trades") or said[-1].lower() in common_words() or said[-1] in words("heads")


def _odd_ones(text: str, names: Sequence[Mention]) -> Iterator[tuple[Mention, str, int]]:
    """Places among listed persons, and persons among listed places: "Petar Vlaic and Simion Oreste"."""
    rows: list[list[Mention]] = []
    for last, mention in pairwise([None, *names]):
        assert mention is not None
        if last is not None and _LISTED.fullmatch(text, last.end, mention.start):
            rows[-1].append(mention)
        else:
            rows.append([mention])
    for row in rows:
        labels = [m.label for m in row]
        if labels.count("PERSON") * 2 >= len(row) > 1:
            firms = [m for m in row if m.label == "ORG" and m.of(text) not in entries()]
            yield from ((m, "PERSON", FAIR) for m in firms if _is_somebody(m.of(text)))
        persons, towns = labels.count("PERSON"), labels.count("GPE")
        if len(row) < 2 or persons + towns < len(row) or not persons or not towns:
            continue
        for m in row:
            if m.of(text) in entries():
                continue
            if m.label == "GPE" and persons > towns and " " in m.of(text):
                yield m, "PERSON", FAIR
            elif m.label == "PERSON" and towns > persons:
                yield m, "GPE", FAIR
