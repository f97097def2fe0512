"""What a name's own noun says: "Galway Street" is no town, "Lindqvist Bank" no person.

Also repairs borders that the recogniser drew through a name: pieces of one name are joined, what belongs to a firm's
name is taken in, lower-case words beside a name are left out.
"""

import re
from collections.abc import Iterable
from functools import cache

from annotations.entities.labels import NAME_LABELS
from annotations.entities.mentions import Mention
from annotations.entities.tables import table, words

_JOINED_LABELS = frozenset({"PERSON", "ORG"})
_DIRECTION = re.compile(
    r"(?:(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|mid)[a-z]*[ -])+(?=[^\W\d_a-z])"
)
_TRAILING = re.compile(
    r"(?: (?:province|state|city|region|district|county|island|panel|event|area|government))+$"
)
_HONOURS = re.compile(r",? (?:KC|QC|SC|MP|MEP|MBE|OBE|CBE|PhD|MD|Esq)\.?$")
_NEXT_WORD = re.compile(r" ([A-Z][A-Za-z]+)(?![\w’'])")


@cache
def _labels(place: str) -> dict[str, str]:
    """Labels by head noun; `place`: "last" or "first"."""
    found: dict[str, str] = {}
    for key, line in table("heads"):
        where, label = key.split()
        if where == place:
            found |= dict.fromkeys(line.split(), label)
    return found


def whole_names(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Names with their borders repaired: pieces joined, firms' last words taken in."""
    found: list[Mention] = []
    for mention in sorted(mentions):
        last = found[-1] if found else None
        if (
            last
            and last.label == mention.label in _JOINED_LABELS
            and text[last.end : mention.start] in (" ", "-", "")
        ):
            found[-1] = last._replace(end=mention.end)
        else:
            found.append(mention)
    starts = {mention.start for mention in found}
    return [_with_firm_word(text, mention, starts) for mention in found]


def _with_firm_word(text: str, mention: Mention, starts: set[int]) -> Mention:
    """Takes in a following "Branch" or "AS" that the recogniser cut off, and makes an organisation of the whole."""
    if mention.label not in ("ORG", "PERSON", "GPE"):
        return mention
    match = _NEXT_WORD.match(text, mention.end)
    if match and match.start(1) not in starts and _labels("last").get(match[1]) == "ORG":
        return mention._replace(end=match.end(), label="ORG")
    return mention


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
