"""Names from tables: countries, large towns, regions, peoples, faiths, parties, well-known organisations.

Tables are short and of our own making (`tables/`): a name is in them only if it means little else.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from annotations.entities.rules.mentions import Mention, keep_free
from annotations.entities.rules.plain_firms import find_plain_firms
from annotations.entities.rules.tables import rows, words

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|(?<=[A-Za-z])[’'.](?=[A-Za-z]))*(?:(?<=\.[A-Z])\.)?")
_LANGUAGE_BEFORE = re.compile(
    r"\b(?i:in|into|speaks?|speaking|spoke|spoken|learn|learning)\s(?:(?:North|South|East|West)ern )?$"
)
_TONGUE_BEFORE = re.compile(
    r"\b(?:in|speaks?|speaking|spoke|spoken|into) (?:[A-Z]\w+ )?([A-Z]\w+)(?:, [A-Z]\w+){0,4}(?:[^.\n]{0,30}?, |(?: with [\w ]{2,20})? (?:and|or) (?:in )?(?:[a-z, ]{0,12}, )?)$"
)
"""Before the second language of a row: "in Kazakh, |Kyrgyz"."""
_PLAIN_AFTER = re.compile(
    r"(?:[,.;:!?)\]”\"’']|$|\n|-(?:language|speaking)\b|\s(?:and|or|as|at|for|with|by|on|that|is|was|but|to|through|says?|said|reads?|reading|language)\b)"
)

_ADDRESS = re.compile(
    r"(?<!\w)(?:(?:Mr|Mrs|Ms|Miss|Dr|Mme|Sgt|Col|Lt)\.?|(?<=[a-z,] )Private|Sergeant|Corporal|Lieutenant|Colonel|Detective|Constable|"
    r"Inspector|Professor|Sir) $"
)
HOUSES = frozenset({"White House", "Downing Street", "Kremlin", "Capitol Hill"})
_AT_A_HOUSE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|to|[Ii]nside|[Oo]utside|around|across|beyond|on|into|of|leaves?|left|leaving|visit(?:s|ed)?|"
    r"entered|enters?) (?:the )?$"
)


class Entry(NamedTuple):
    """A name in a table."""

    label: str
    canonical: str
    sure: bool
    """Whether the table's label outweighs the recogniser's."""


@cache
def entries() -> dict[str, Entry]:
    """Every known name as it is written, with its label."""
    known: dict[str, Entry] = {}
    for kind, names in rows("places"):
        label, _, town = kind.partition(" ")
        known |= {name: Entry(label, name, not town) for name in names}
    for kind, names in rows("products"):
        if kind == "plain":
            known |= {name: Entry("PRODUCT", name, True) for name in names}
        elif kind == "scriptures":
            known |= {name: Entry("WORK_OF_ART", name, True) for name in names}
    for canonical, names in rows("organisations"):
        known |= {name: Entry("ORG", canonical, True) for name in (canonical, *names)}
    for canonical, names in rows("countries"):
        known |= {name: Entry("GPE", canonical, True) for name in (canonical, *names)}
    for _, names in rows("nationalities"):
        for name in names:
            known[name] = Entry("NORP", name, True)
            known.setdefault(f"{name}s", Entry("NORP", name, True))  # "Laos" is a country
    shouted = {name.upper(): entry for name, entry in known.items() if _can_be_shouted(name, entry)}
    return shouted | known


def _can_be_shouted(name: str, entry: Entry) -> bool:
    """Whether a name in capitals ("JAPAN BEAT CHINA") means the same: not short ones, which may be plain words."""
    return entry.label in ("GPE", "NORP") and len(name) > 4 and not name.isupper()


@cache
def _by_first_word() -> dict[str, tuple[int, frozenset[str]]]:
    """For the first word of each name: the length in characters of the longest name, and the names."""
    grouped: dict[str, set[str]] = {}
    for name in entries():
        match = _WORD.match(name)
        grouped.setdefault(match.group() if match else name, set()).add(name)
    return {word: (max(map(len, names)), frozenset(names)) for word, names in grouped.items()}


def find_listed(text: str) -> Iterator[Mention]:
    """Names of the tables in a text, longest first at each place; case counts. Linear in the length of the text."""
    index = _by_first_word()
    at = 0
    for match in _WORD.finditer(text):
        start = match.start()
        if start < at:
            continue
        word = match.group()
        candidates = index.get(word) or index.get(word.partition("'")[0].partition("’")[0])
        if word in words("languages") and is_language(text, start, match.end()):
            yield Mention(start, match.end(), "LANGUAGE", "list")
            at = match.end()
        elif candidates is not None and (end := _longest(text, start, *candidates)):
            entry = entries()[text[start:end]]
            yield Mention(start, end, entry.label, "list")
            at = end


def _longest(text: str, start: int, most_chars: int, names: frozenset[str]) -> int:
    """Where the longest of `names` that stands at `start` ends; 0 if none does."""
    for end in range(min(len(text), start + most_chars), start, -1):
        whole = end == len(text) or not text[end].isalnum()
        if whole and text[start:end] in names:
            return end
    return 0


def is_language(text: str, start: int, end: int) -> bool:
    """Whether a people's name means its language: "in Marovian", "the Marovian language"."""
    if not _PLAIN_AFTER.match(text, end):
        return False
    before = _TONGUE_BEFORE.search(text, max(0, start - 60), start)
    return (
        _LANGUAGE_BEFORE.search(text, max(0, start - 20), start) is not None
        or (before is not None and before[1] in words("languages"))
        or text.startswith(" language", end)
    )


def add_listed_names(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Adds the tables' names where nothing longer stands; corrects the label of a name that the tables know."""
    known = {(m.start, m.end): m for m in chain(find_listed(text), find_plain_firms(text))}
    corrected = [
        _correct_label(text, m, known[m.start, m.end]) if (m.start, m.end) in known else m for m in mentions
    ]
    grown = [k for k in known.values() if " " in k.of(text)]
    pieces = {
        m
        for m in corrected
        for k in grown
        if k.start <= m.start and m.end <= k.end and len(m.of(text)) < k.end - k.start
    }
    rest = [m for m in corrected if m not in pieces]
    return [_label_house(text, _label_addressed(text, m)) for m in rest + keep_free(known.values(), rest)]


def _label_house(text: str, mention: Mention) -> Mention:
    """A house that stands for who is in it, unless somebody is at it: "the White House said", but "at the White House"."""
    if mention.label != "FAC" or mention.of(text) not in HOUSES:
        return mention
    is_place = _AT_A_HOUSE.search(text, max(0, mention.start - 16), mention.start)
    return mention if is_place else mention._replace(label="ORG")


def _label_addressed(text: str, mention: Mention) -> Mention:
    """A person where the word before says so: "Mr. Aden" is not the town."""
    if mention.label in ("GPE", "LOC", "ORG", "FAC") and _ADDRESS.search(
        text, max(0, mention.start - 14), mention.start
    ):
        return mention._replace(label="PERSON")
    return mention


def _correct_label(text: str, mention: Mention, listed: Mention) -> Mention:
    """A recogniser's name with the table's label, unless it says that a town's name is its club's, or a people's its language's."""
    if mention.label == "LANGUAGE" and mention.of(text) in words("languages"):
        return mention
    entry = entries().get(listed.of(text))  # None: a language
    club = mention.label == "ORG" and entry is not None and not entry.sure
    return mention if club or mention.origin != "model" else mention._replace(label=listed.label)


def is_place(name: str) -> bool:
    """Whether the tables are sure that a name is a country's or a town's."""
    entry = entries().get(name)
    return entry is not None and entry.label == "GPE" and entry.sure


def label_of(name: str) -> str:
    """The label that the tables give a name, sure or not; empty: they don't know it."""
    entry = entries().get(name)
    return entry.label if entry is not None else ""


def canonical_of(name: str) -> str | None:
    """The tables' canonical form of a name ("the US" is "United States"), or None."""
    entry = entries().get(name) or (
        _shouted_organisations().get(name) if name.isupper() and " " in name else None
    )
    return entry.canonical if entry and entry.label in ("GPE", "ORG") else None


@cache
def _shouted_organisations() -> dict[str, Entry]:
    return {name.upper(): entry for name, entry in entries().items() if " " in name and entry.label == "ORG"}
