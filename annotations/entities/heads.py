"""What a name's own noun says: "Galway Street" is no town, "Lindqvist Bank" no person.

Also leaves out lower-case words beside a name. Joining neighbouring pieces of one name was tried: no gain (model card).
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
        for m in mentions
    )
    return [m for m in found if m.label not in NAME_LABELS or m.origin != "model" or _is_name(m.of(text))]


def _is_name(name: str) -> bool:
    return (
        any(char.isupper() or not char.isascii() for char in name)
        and not name.islower()
        and name not in words("faiths")
    )


def _bare(text: str, mention: Mention) -> Mention:
    """A name without directions before it, nouns behind it, and honours behind a person's."""
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
    if label in ("FAC", "LOC") and mention.label in ("GPE", "LOC", "FAC"):
        return mention._replace(label=label)
    return mention
