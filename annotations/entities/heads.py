"""What a name's own noun says: "Galway Street" is no town, "Lindqvist Bank" no person.

Also leaves out lower-case words beside a name, and joins an organisation with the place it is of. Joining all neighbouring
pieces of one name was tried: no gain (model card).
"""

import re
from collections.abc import Iterable
from functools import cache

from annotations.entities.labels import NAME_LABELS
from annotations.entities.mentions import Mention
from annotations.entities.tables import table, words

_DIRECTION = re.compile(
    r"(?:(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|mid)[a-z]*[ -])+(?=[^\W\d_a-z])"
)
_TRAILING = re.compile(
    r"(?: (?:province|state|city|region|district|county|island|panel|event|area|government))+$"
)
_OWNED = re.compile(r"['’]s? [a-z]")
"""After a possessive and in lower case: not of the name any more ("University of NSW|'s school of health")."""
_MASS_BEFORE = re.compile(
    r"\b(?:grams?|kilograms?|kilos?|kg|tons?|tonnes?|pounds|ounces|lit(?:re|er)s?|barrels?|gallons?) of $"
)
"""Before a substance, which is no name: "300 grams of TNT"."""
_OF = re.compile(r" of (?:the )?")
_HONOURS = re.compile(r",? (?:KC|QC|SC|MP|MEP|MBE|OBE|CBE|PhD|MD|Esq)\.?$")


@cache
def _labels(place: str) -> dict[str, str]:
    """Labels by head noun; `place`: "last" or "first"."""
    found: dict[str, str] = {}
    for key, line in table("heads"):
        where, label = key.split()
        if where == place:
            found |= dict.fromkeys(line.split(), label)
    return found


def by_head(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Names without lower-case company, with the label that their own noun gives; names all in lower case are dropped."""
    found = (
        _headed(text, _bare(text, m)) if m.label in NAME_LABELS and m.origin == "model" else m
        for m in _with_their_places(text, sorted(mentions))
    )
    return [
        m
        for m in found
        if m.label not in NAME_LABELS
        or m.origin != "model"
        or (_is_name(m.of(text)) and not _MASS_BEFORE.search(text, max(0, m.start - 14), m.start))
    ]


def _with_their_places(text: str, mentions: list[Mention]) -> list[Mention]:
    """An organisation and the place it is of, which the recogniser took for two: "Medical Journal" of "Australia"."""
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else None
        if (
            last
            and (last.label, last.origin, mention.label) == ("ORG", "model", "GPE")
            and _OF.fullmatch(text, last.end, mention.start)
            and _labels("last").get(last.of(text).split()[-1]) == "ORG"
        ):
            found[-1] = last._replace(end=mention.end)
        else:
            found.append(mention)
    return found


def _is_described(name: str) -> bool:
    """Whether it is a description in lower case: "health department for the state of Massachusetts"."""
    said = name.split()
    return len(said) > 3 and said[0].islower() and sum(word[0].islower() for word in said) * 2 > len(said)


def _is_name(name: str) -> bool:
    if _is_described(name):
        return False
    return (
        any(char.isupper() or not char.isascii() for char in name)
        and not name.islower()
        and name not in words("faiths")
    )


def _bare(text: str, mention: Mention) -> Mention:
    """A name without directions before it, nouns behind it, and honours behind a person's."""
    name = mention.of(text)
    if mention.label in ("ORG", "PERSON", "GPE") and (owned := _OWNED.search(name)) and owned.start() > 1:
        mention = mention._replace(end=mention.start + owned.start())
        name = mention.of(text)
    if mention.label in ("GPE", "LOC") and (before := _DIRECTION.match(name)):
        mention = mention._replace(start=mention.start + before.end())
    name = mention.of(text)
    if mention.label in ("GPE", "ORG", "NORP", "EVENT") and (behind := _TRAILING.search(name)):
        mention = mention._replace(end=mention.start + behind.start())
    if mention.label == "PERSON" and (honours := _HONOURS.search(name)) and honours.start():
        mention = mention._replace(end=mention.start + honours.start())
    return mention


def _headed(text: str, mention: Mention) -> Mention:
    said = mention.of(text).split()
    if len(said) < 2:
        return mention
    label = _labels("last").get(said[-1].rstrip(".")) or (
        _labels("first").get(said[0]) if mention.label != "PERSON" else None
    )
    if label == "ORG" and mention.label in ("PERSON", "GPE", "LOC", "NORP"):
        return mention._replace(label="ORG")
    if label == "PRODUCT" and mention.label in ("ORG", "EVENT", "GPE", "FAC", "WORK_OF_ART"):
        return mention._replace(label="PRODUCT")
    if label in ("FAC", "LOC") and mention.label in ("GPE", "LOC", "FAC"):
        return mention._replace(label=label)
    return mention
