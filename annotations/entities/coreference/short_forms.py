"""Coreference of short forms: names that an article makes out of its other names.

"Hansamar" of "Hansamar Bank", "Zainab" of "Zainab Okonjo-Whitfield", "Marovian" of "Marovia", "the Council" of "Northern
Council". The full form tells what the short one is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from annotations.entities.coreference.full_names import parse_name
from annotations.entities.rules.gazetteer import entries, is_language
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.name_lists import towns
from annotations.entities.rules.tables import words

_WORD = re.compile(r"(?<![\w-])[A-Z][a-z]{4,20}(?![\w-])")
_CLUB = re.compile(
    r" (?:(?:Rowing|Football|Rugby|Cricket|Hockey|Sailing|Yacht|Athletic|Golf|Tennis|Cycling|Boat) Club|FC|AFC|RFC|CC)$"
)
_STORMS = frozenset({"Hurricane", "Typhoon", "Cyclone", "Storm"})
_SHORTEST_STEM = 4


def label_short_forms(names: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Labels of short forms by their words.

    Args:
        names: (words, label) of an article's names.
    """
    labels: dict[str, str] = {}
    for name, label in names:
        said = name.split()
        if len(said) < 2 or name.isupper():
            continue
        if label == "ORG" and (short := strip_form(name)) and _tells_nothing(short):
            labels.setdefault(short, "ORG")
        elif label == "EVENT" and said[-2] in _STORMS and _tells_nothing(said[-1]):
            labels[said[-1]] = "EVENT"
        elif label == "PERSON" and parse_name(name):
            surnames = [" ".join(said[1:])] if len(said) > 2 else []
            labels |= {short: "PERSON" for short in (said[0], *surnames) if _tells_nothing(short)}
    return labels


def strip_form(name: str) -> str:
    """A firm's name without its form or trade ("Hansamar" of "Hansamar Bank"); empty: it has none."""
    said = name.split()
    if said[-2:-1] == ["&"]:
        return " ".join(said[:-2])
    if club := _CLUB.search(name):
        return name[: club.start()]
    is_form = said[-1].strip(".,").lower() in words("firms") or said[-1] in words("trades")
    return " ".join(said[:-1]).rstrip(",") if is_form else ""


def _tells_nothing(short: str) -> bool:
    """Whether a short form is no name or word in its own right, as "Newcastle" of "Newcastle Bank" is."""
    return len(short) > 2 and short[0].isupper() and short not in entries() and short not in towns()


def find_peoples(text: str, places: Sequence[str]) -> Iterator[Mention]:
    """Peoples and languages named after an article's own places, wherever they stand: "Marovian" where there is a Marovia."""
    forms = {form for place in set(places) for form in _demonyms(place)} - entries().keys()
    if not forms:
        return
    for match in _WORD.finditer(text):
        if match.group() in forms or match.group().removesuffix("s") in forms:
            label = "LANGUAGE" if is_language(text, match.start(), match.end()) else "NORP"
            yield Mention(match.start(), match.end(), label, "echo")


def _demonyms(place: str) -> Iterator[str]:
    if " " in place or len(place) < _SHORTEST_STEM or not place.isalpha() or place.isupper():
        return
    if place.endswith("a"):
        yield from (f"{place}n", f"{place[:-1]}ese")
    elif place[-1] in "eo":
        yield from (f"{place[:-1]}an", f"{place[:-1]}ian", f"{place}an")
    else:
        yield from (f"{place}{ending}" for ending in ("ian", "ese", "an", "i", "ish"))
