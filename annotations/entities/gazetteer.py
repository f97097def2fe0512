"""Names from tables: countries, large towns, regions, peoples, faiths, parties, well-known organisations.

Tables are short and of our own making (`tables/`): a name is in them only if it means little else.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from annotations.entities.mentions import Mention, free
from annotations.entities.tables import rows, words

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|(?<=[A-Za-z])[’'.](?=[A-Za-z]))*(?:(?<=\.[A-Z])\.)?")
_LANGUAGE_BEFORE = re.compile(
    r"(?i:\b(?:in|into|speak|speaks|speaking|spoke|spoken|learn|learning|fluent in|written in)\s)$"
)
_PLAIN_AFTER = re.compile(
    r"(?:[,.;:!?)\]”\"’']|$|\n|-(?:language|speaking)\b|\s(?:and|or|as|at|for|with|by|on|that|is|was|but|to|language)\b)"
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
    found: dict[str, Entry] = {}
    for label, names in rows("places"):
        found |= {name: Entry(label, name, True) for name in names}
    for canonical, names in rows("organisations"):
        found |= {name: Entry("ORG", canonical, True) for name in (canonical, *names)}
    for canonical, names in rows("countries"):
        found |= {name: Entry("GPE", canonical, True) for name in (canonical, *names)}
    for _, names in rows("nationalities"):
        for name in names:
            found[name] = found[name + "s"] = Entry("NORP", name, True)
    return found


@cache
def _by_first_word() -> dict[str, tuple[int, frozenset[str]]]:
    """For the first word of each name: the length in characters of the longest name, and the names."""
    grouped: dict[str, set[str]] = {}
    for name in entries():
        match = _WORD.match(name)
        grouped.setdefault(match.group() if match else name, set()).add(name)
    return {word: (max(map(len, names)), frozenset(names)) for word, names in grouped.items()}


def listed(text: str) -> Iterator[Mention]:
    """Names of the tables in a text, longest first at each place; case counts. Linear in the length of the text."""
    index = _by_first_word()
    at = 0
    for match in _WORD.finditer(text):
        start = match.start()
        if start < at:
            continue
        word = match.group()
        found = index.get(word) or index.get(word.partition("'")[0].partition("’")[0])
        if word in words("languages") and _is_language(text, start, match.end()):
            yield Mention(start, match.end(), "LANGUAGE", "list")
            at = match.end()
        elif found is not None and (end := _longest(text, start, *found)):
            entry = entries()[text[start:end]]
            if not _shouted(text, start, end):
                yield Mention(start, end, entry.label, "list")
            at = end


def _longest(text: str, start: int, most_chars: int, names: frozenset[str]) -> int:
    """Where the longest of `names` that stands at `start` ends; 0 if none does."""
    for end in range(min(len(text), start + most_chars), start, -1):
        whole = end == len(text) or not text[end].isalnum()
        if whole and text[start:end] in names:
            return end
    return 0


def _is_language(text: str, start: int, end: int) -> bool:
    if not _PLAIN_AFTER.match(text, end):
        return False
    if text[start:end] in words("only languages"):
        return True
    return _LANGUAGE_BEFORE.search(text, max(0, start - 14), start) is not None or text.startswith(
        " language", end
    )


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether an acronym stands among shouted words, where "WHO", "US" and "TIME" may be plain words."""
    name = text[start:end]
    if not name.isupper() or "." in name:
        return False
    around = (
        text[max(0, start - 25) : start].rpartition("\n")[2] + " " + text[end : end + 25].partition("\n")[0]
    )
    words = [word for word in around.split() if len(word) > 2 and word[0].isalpha()]
    return len(words) >= 2 and sum(word.isupper() for word in words) * 2 > len(words)


def with_listed(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Adds the tables' names where nothing longer stands; corrects the label of a name that the tables know."""
    known = {(m.start, m.end): m for m in listed(text)}
    corrected = [
        m._replace(label=known[m.start, m.end].label)
        if (m.start, m.end) in known and m.origin == "model"
        else m
        for m in mentions
    ]
    grown = [k for k in known.values() if " " in k.of(text)]
    pieces = {
        m
        for m in corrected
        for k in grown
        if k.start <= m.start and m.end <= k.end and len(m.of(text)) < k.end - k.start
    }
    rest = [m for m in corrected if m not in pieces]
    return rest + free(known.values(), rest)


def joined(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Two peoples with a hyphen between become one mention: "Russian-Ukrainian"."""
    found: list[Mention] = []
    for mention in sorted(mentions):
        last = found[-1] if found else None
        if last and last.label == mention.label == "NORP" and text[last.end : mention.start] in ("-", "–"):
            found[-1] = last._replace(end=mention.end)
        else:
            found.append(mention)
    return found


def is_place(name: str) -> bool:
    """Whether the tables are sure that a name is a country's or a town's."""
    entry = entries().get(name)
    return entry is not None and entry.label == "GPE" and entry.sure


def canonical_of(name: str) -> str | None:
    """The tables' canonical form of a name ("the US" is "United States"), or None."""
    entry = entries().get(name)
    return entry.canonical if entry and entry.label in ("GPE", "ORG") else None
