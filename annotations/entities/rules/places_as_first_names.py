"""People whose first name is a place's: "Jamaica Kincaid", "Sofia Alvarez". The recogniser sees a place or a firm, or both parts by themselves."""

import re
from collections.abc import Iterable, Set

from annotations.entities.rules.families import is_shaped_as_surname
from annotations.entities.rules.gazetteer import label_of
from annotations.entities.rules.head_nouns import labels_of_nouns
from annotations.entities.rules.headlines import find_plain_words, in_title_case
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.name_lists import towns
from annotations.entities.rules.tables import words

_PLACES = frozenset({"GPE", "LOC"})
_GROUND = re.compile(
    r"(?:North|South|East|West|Central|Upper|Lower|[A-Z]\w*ern|City|County|Heights|Plains?|Hills?|Beach|Falls?|Springs?|Parks?|Woods?|Town|Island"
    r"|Point|Valley|Basin|Border|Delta|Forest|Ridge|Pass|Quarter|Ward|Creek|Harbou?r|Bay|Lakes?|Fields?|Gardens?|Green|Grove|Rock|Gate|Port|Quadra|Minor|Hole)"
)
_ONE_BODY = re.compile(
    r" (?:smiled|laughed|nodded|shrugged|walked|watched|grew up|was born|married|sang|sat|stood|died|wept|wondered|lives|lived|teaches|taught)\b"
    r"|,? who\b|, \d\d[,;.)]|, an? [a-z]"
)
"""Behind a name, what one person does or is, and no firm."""
_BY = re.compile(
    r"\b(?:(?:novel|book|poem|song|story|play|film|painting|essay|memoir|written|directed|sung|painted|composed) by"
    r"|daughter|son|wife|husband|sister|brother|actor|actress|artist|author|composer|director|lawyer|novelist|painter|poet|scientist|singer"
    r"|teacher|writer) $"
)
_PEERAGE = re.compile(
    r"\b(?:(?:Grand )?(?:Duke|Duchess)|Arch(?:duke|duchess)|Prince|Princess|Earl|Countess|Marquess|Marquis|Viscount|Viscountess|Baron|Baroness) of $"
)
"""Before a place that somebody has a title of: the "Duke of York" is no place, and rarely there."""
_NO_PEER = re.compile(r" [A-Z]|[’'-]s? ?[A-Z]")
"""Behind a title's place, what makes it the name of a street, a theatre or an award."""
_KIN = r"(?:mother|father|mum|mom|dad|parents|sister|brother|siblings|husband|wife|son|daughter|children|kids|aunt|uncle|cousin|grandmother|grandfather|boyfriend|girlfriend|fianc[eé]e?)"
_ONES_OWN = re.compile(
    rf" (?:(?:says?|said|thinks?|thought|hopes?|hoped|added|recalled|wondered)(?: that)? (?:s?he\b|(?:her|his) {_KIN}\b)"
    rf"|(?:tells?|told|asks?|asked|calls?|called|hugged|kissed|loves?|loved|visited|missed|married) (?:her|his) (?:[a-z]+ )?{_KIN}\b)"
)
"""Behind a name that stands alone, what only a person says and does; a country or a town is "it"."""
_FOR_ONES_OWN = re.compile(r" for (?:her|his) [a-z]")
_THANKED = re.compile(r"\b(?:thank(?:s|ed)?|forg[ai]ve(?:s|n)?|praised|blamed|scolded) $")


def join_first_names(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions with the people called after places made persons, and joined where the place stands by itself."""
    called: list[Mention] = []
    plain = find_plain_words(text)
    for mention in sorted(mentions):
        before = called[-1] if called else None
        if (
            before is not None
            and before.label in _PLACES
            and (before.end + 1, mention.label) == (mention.start, "PERSON")
            and before.of(text) in words("places as first names")
            and _may_be_surname(mention.of(text), plain)
            and text[before.end] == " "
            and not in_title_case(text, mention.start)
        ):
            called[-1] = before._replace(end=mention.end, label="PERSON")
        else:
            called.append(_with_peerage(text, _label_person(text, mention, plain)))
    return called


def _with_peerage(text: str, mention: Mention) -> Mention:
    """A title of nobility whole, where the place by itself was taken, or the title for a place: "|Duke of |York"."""
    if mention.label not in (*_PLACES, "PERSON") or _NO_PEER.match(text, mention.end):
        return mention
    if " of " in mention.of(text):
        at = mention.start + mention.of(text).index(" of ") + 4
        is_peer = _PEERAGE.search(text, mention.start, at) is not None
        return mention._replace(label="PERSON") if is_peer else mention
    title = _PEERAGE.search(text, max(0, mention.start - 30), mention.start)
    return mention._replace(start=title.start(), label="PERSON") if title else mention


def _label_person(text: str, mention: Mention, plain: Set[str]) -> Mention:
    """A person where a place's name stands before what can be a surname; a firm needs a surname that is sure, or what persons do."""
    first, _, last = mention.of(text).partition(" ")
    if not last and mention.label in _PLACES and _is_one_alone(text, mention):
        return mention._replace(label="PERSON")
    if (
        mention.label not in (*_PLACES, "ORG", "FAC", "NORP")
        or first not in words("places as first names")
        or first == last
        or not _may_be_surname(last, plain)
    ):
        return mention
    is_sure = last in words("surnames") or is_shaped_as_surname(last)
    if mention.label in _PLACES or is_sure or _is_one_body(text, mention):
        return mention._replace(label="PERSON")
    return mention


def _is_one_alone(text: str, mention: Mention) -> bool:
    """Whether a first name that may be a place's does as a person does, with "she" or "his mother"."""
    if mention.of(text) not in words("places as first names"):
        return False
    is_thanked = _THANKED.search(text, max(0, mention.start - 10), mention.start) is not None
    return _ONES_OWN.match(text, mention.end) is not None or (
        is_thanked and _FOR_ONES_OWN.match(text, mention.end) is not None
    )


def _is_one_body(text: str, mention: Mention) -> bool:
    is_called = _BY.search(text, max(0, mention.start - 20), mention.start) is not None
    return is_called or _ONE_BODY.match(text, mention.end) is not None


def _may_be_surname(word: str, plain: Set[str]) -> bool:
    """Whether it is one word that is no place, body or plural, nor one of the article's `plain` words."""
    return (
        word.replace("-", "").replace("’", "").replace("'", "").isalpha()
        and word.lower() not in plain
        and word not in labels_of_nouns("last")
        and not word.isupper()
        and word not in towns()
        and not (label_of(word) or _GROUND.fullmatch(word))
        and (not word.endswith("s") or word in words("surnames") or is_shaped_as_surname(word))
    )
