"""Coreference: the name each mention goes by within its article: "Witkoff" is "Steve Witkoff", "the ECB" is "European Central Bank"."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from annotations.entities.coreference.full_names import is_generation, plain, straighten
from annotations.entities.coreference.people import resolve_people
from annotations.entities.coreference.short_forms import strip_form
from annotations.entities.labels import NAME_LABELS
from annotations.entities.rules.gazetteer import canonical_of
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import words

_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "de", "la", "du", "des", "&", "to"})
_LONG_TOWN = re.compile(
    r"(.{3,40}?) (?:do|da|de|del|di|della|upon|on|an der|am|sur|in) (?:the )?[A-Z]\S*(?: [A-Z]\S*)?$"
)
_LETTERS = re.compile(r"[.-]")
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,8}")


class Names(Struct, frozen=True):
    """What an article calls its people and organisations, gathered from its mentions."""

    persons: Mapping[str, tuple[str, ...]]
    """Full names by surname (casefolded), in order of appearance."""
    expansions: Mapping[str, str]
    """Organisation or place by acronym without dots."""
    firms: Mapping[str, str]
    """The fullest form by the name without its legal form or trade (casefolded)."""
    towns: Mapping[str, str]
    """The full name of a place by what stands before its "on the", "do" or "upon" (casefolded): "Vila Seca do Mar"."""


def tidy(name: str) -> str:
    """White space made single."""
    return " ".join(name.split())


def surname_of(name: str) -> str:
    """The last word of a full name that is no "Jr."; empty for a single word, and for the place of "Catherine of Aragon"."""
    if " of " in name:
        return ""
    said = [word for word in name.split() if not is_generation(word.rstrip(","))]
    return said[-1].rstrip(",") if len(said) > 1 else ""


def initials_of(name: str) -> str:
    """The capitals of a name's words, small words left out: "ECB" for "European Central Bank"."""
    words = [
        word
        for part in name.replace("-", " ").split()
        if (word := part.strip("()'\"“”’.,")) and word.lower() not in _SMALL
    ]
    return "".join(word[0] for word in words if word[0].isupper())


def gather_names(text: str, mentions: Sequence[Mention]) -> Names:
    """Collects full names, acronyms and firms from an article's mentions."""
    persons: dict[str, dict[str, int]] = defaultdict(dict)
    expansions: dict[str, Counter[str]] = defaultdict(Counter)
    firms: dict[str, str] = {}
    towns: dict[str, str] = {}
    for mention in mentions:
        name = tidy(mention.of(text))
        if mention.label == "GPE" and (whole := _LONG_TOWN.match(name)):
            towns.setdefault(whole[1].casefold(), name)
        if mention.label == "PERSON":
            name = straighten(name)
            if (surname := surname_of(name)) and not name.isupper():
                persons[surname.casefold()].setdefault(name, mention.start)
        elif mention.label in ("ORG", "GPE", "LOC") and " " in name:
            _gather_organisation(text, mention, name, expansions, firms)
    return Names(
        {key: tuple(names) for key, names in persons.items()},
        {key: names.most_common(1)[0][0] for key, names in expansions.items()},
        firms,
        towns,
    )


def _gather_organisation(
    text: str, mention: Mention, name: str, expansions: dict[str, Counter[str]], firms: dict[str, str]
) -> None:
    bracketed = re.compile(r"\s?\(\s?(?:the\s)?[\"“]?([A-Z][A-Za-z.&-]{1,9})[\"”]?\s?\)").match(
        text, mention.end
    )
    initials = initials_of(name)
    if bracketed and bracketed[1].replace(".", "").upper()[:1] == initials[:1]:
        expansions[bracketed[1].replace(".", "")][name] += 100
    if len(initials) >= 3:
        expansions[initials][name] += 1
    short = strip_form(name).casefold()
    if short and mention.label == "ORG" and len(name) > len(firms.get(short, "")):
        firms[short] = name


def find_canonical_names(text: str, mentions: Sequence[Mention]) -> list[str]:
    """The canonical name of each mention, in the order given; of a date or a sum the words themselves."""
    names = gather_names(text, mentions)
    shouted = {
        tidy(m.of(text)).casefold(): tidy(m.of(text)) for m in reversed(mentions) if not m.of(text).isupper()
    }
    canonical = [_unshout(tidy(m.of(text)), m.label, shouted) for m in mentions]
    persons = [number for number, m in enumerate(mentions) if m.label == "PERSON"]
    for number in persons:
        canonical[number] = straighten(canonical[number])
    letters = _index_by_letters([canonical[n] for n in persons])
    for number in persons:
        canonical[number] = letters.get(_LETTERS.sub("", canonical[number]), canonical[number])
    called = resolve_people(text, [mentions[n] for n in persons], [canonical[n] for n in persons])
    for number, name in zip(persons, called, strict=True):
        canonical[number] = name
    bodies: dict[str, str] = {}
    for number, mention in enumerate(mentions):
        if mention.label in ("ORG", "GPE", "LOC", "FAC"):
            canonical[number] = _canonical(canonical[number], mention.label, names, bodies)
    return canonical


def _index_by_letters(persons: Sequence[str]) -> Mapping[str, str]:
    """Full names by the letters that stand for them ("K.A.-L.", "JFK"), where they are one person's only."""
    short = {
        letters for name in persons if 1 < len(letters := _LETTERS.sub("", name)) <= 5 and letters.isupper()
    }
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for name in persons if short else ():
        if " " in name and (letters := initials_of(name)) in short:
            names[letters][name] = None
    return {letters: next(iter(full)) for letters, full in names.items() if len(full) == 1}


def _unshout(name: str, label: str, shouted: Mapping[str, str]) -> str:
    """A shouted name as it is written elsewhere; a person's as names are written, where it is shouted everywhere."""
    if label not in NAME_LABELS or len(name) <= 4 or not name.isupper():
        return name
    if label == "PERSON" and " " in name:
        return shouted.get(name.casefold()) or " ".join(
            _WORD.sub(_write_small, word) for word in name.split()
        )
    return shouted.get(name.casefold(), name)


def _write_small(word: re.Match[str]) -> str:
    """One word of a shouted person's name: "KERRY" as "Kerry", "MCDONALD" as "McDonald"; "III" and "JJ" stay."""
    said = word[0]
    if is_generation(said) or _VOWELS.isdisjoint(plain(said)):
        return said
    if said.lower() in words("particles") and word.start() == 0 and word.end() == len(word.string):
        return said.lower()
    return f"Mc{said[2:].capitalize()}" if said.startswith("MC") and len(said) > 3 else said.capitalize()


def _canonical(name: str, label: str, names: Names, bodies: dict[str, str]) -> str:
    """The full form of an organisation or a place; `bodies`: the one last named by its noun ("Council")."""
    expansion = names.expansions.get(name.replace(".", "")) if _ACRONYM.fullmatch(name) else None
    full = expansion or canonical_of(name)
    if label != "ORG":
        return full or names.towns.get(name.casefold(), name)
    full = full or names.firms.get(name.casefold(), name)
    noun = full.rpartition(" ")[2]
    if noun in words("bodies"):
        if noun == full:
            return bodies.get(noun, full)
        bodies[noun] = full
    return full
