"""Coreference of people: who is meant by each mention: a full name, "Mr. Quispe", "Quispe" or "Teodoro".

Of several people who share a surname a bare one means, in this order: the only one that "Mr." or "Mrs." allows; the one
spoken of last in this paragraph; the one whom the title, else the first paragraph, is about, unless another has been
named in full again since; the one spoken of last. Who is brought in as somebody's relative and named once ("his
granddaughter Nélida Quispe") is meant only where nobody else can be. A given name that two people share stays apart.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct, field

from annotations.entities.coreference.full_names import Persons
from annotations.entities.rules.mentions import Mention

_MEN = "husband widower father son brother grandson grandfather uncle nephew stepson stepfather"
_WOMEN = "wife widow mother daughter sister granddaughter grandmother aunt niece stepdaughter stepmother"
_KIN = f"{_MEN} {_WOMEN} cousin child children parents sons daughters brothers sisters grandchildren siblings"
_RELATED = re.compile(
    rf"\b({'|'.join(_KIN.split())})(?:,| of| named| called)? (?:[A-Z][\w.]* (?:and )?){{0,3}}$", re.IGNORECASE
)
_IN_APPOSITION = re.compile(
    rf",(?: aged \d{{1,3}},)? (?:[\w’']+ ){{1,3}}?({_MEN.replace(' ', '|')}|{_WOMEN.replace(' ', '|')})\b"
)
_MISTER = re.compile(
    r"(?<!\w)(?:(Mr|Sir|Lord|Monsieur|Señor|Herr)|Mrs|Ms|Miss|Lady|Dame|Madame|Mme|Mademoiselle|Señora|Frau)\.? $"
)
_PRONOUN = re.compile(r"\b(?:([Hh]e)|[Ss]he)\b")
_AROUND_CHARS = 40
_PRONOUN_CHARS = 80
_LONG_LINE_CHARS = 80


class _Cast(Struct):
    """What is known of an article's people."""

    persons: Persons
    subjects: Collection[str]
    """Whom the title is about, else the first paragraph."""
    named: Counter[str] = field(default_factory=Counter)
    """How often each is named in full, up to where we read."""
    sexes: dict[str, str] = field(default_factory=dict)
    relatives: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    """Where each was spoken of last."""
    again: dict[str, int] = field(default_factory=dict)
    """Where each was named in full last, from the second time on."""


def resolve_people(text: str, mentions: Sequence[Mention], names: Sequence[str]) -> list[str]:
    """The name that each person goes by who is mentioned, in the order given. Linear in the text.

    Args:
        text: an article.
        mentions: of persons, in reading order.
        names: how each is written, shouting and line ends made good.
    """
    persons = Persons(names)
    cast = _Cast(persons, _subjects(text, mentions, names, persons))
    _learn_about(text, mentions, names, cast)
    persons_meant = []
    paragraph, start = 0, 0
    for mention, name in zip(mentions, names, strict=True):
        if (line := text.rfind("\n", start, mention.start)) >= 0:
            paragraph = line
        start = mention.start
        person = _resolve_person(text, mention, name, paragraph, cast)
        cast.seen[person] = mention.start
        if name in persons.names:
            cast.named[person] += 1
            if cast.named[person] > 1:
                cast.again[person] = mention.start
        persons_meant.append(person)
    return persons_meant


def _subjects(
    text: str, mentions: Sequence[Mention], names: Sequence[str], persons: Persons
) -> Collection[str]:
    """Who is named in full in the first line; if nobody is, in the first long one."""

    def named_in(start: int, end: int) -> Collection[str]:
        return {
            persons.names[name]
            for m, name in zip(mentions, names, strict=True)
            if start <= m.start and m.end <= end and name in persons.names
        }

    title_end = text.find("\n") if "\n" in text else 0
    if told := named_in(0, title_end):
        return told
    at = 0
    for line in text[:4000].split("\n"):
        if len(line) >= _LONG_LINE_CHARS:
            break
        at += len(line) + 1
    return named_in(at, text.find("\n", at))


def _learn_about(text: str, mentions: Iterable[Mention], names: Iterable[str], cast: _Cast) -> None:
    """Notes who is a man, who a woman, and who is brought in as a relative."""
    counts = Counter(cast.persons.names[name] for name in names if name in cast.persons.names)
    for mention, name in zip(mentions, names, strict=True):
        person = cast.persons.names.get(name)
        if person is None:
            continue
        before = text[max(0, mention.start - _AROUND_CHARS) : mention.start]
        kin = _RELATED.search(before)
        if kin and counts[person] == 1:
            cast.relatives.add(person)
        said = kin or _IN_APPOSITION.match(text, mention.end, mention.end + _AROUND_CHARS)
        sex = _sex_of_title(before) or (_sex_of_kin(said[1].lower()) if said else None)
        if sex:
            cast.sexes.setdefault(person, sex)


def _sex_of_title(before: str) -> str | None:
    title = _MISTER.search(before)
    return ("man" if title[1] else "woman") if title else None


def _sex_of_kin(word: str) -> str | None:
    return "man" if word in _MEN.split() else "woman" if word in _WOMEN.split() else None


def _resolve_person(text: str, mention: Mention, name: str, paragraph: int, cast: _Cast) -> str:
    candidates = cast.persons.of(name)
    if len(candidates) < 2:
        return candidates[0] if candidates else name
    sex = _sex_of_title(text[max(0, mention.start - _AROUND_CHARS) : mention.start]) or _sex_of_pronoun(
        text, mention
    )
    allowed = [one for one in candidates if cast.sexes.get(one, sex) == sex] if sex else []
    candidates = tuple(allowed) or candidates
    able = [one for one in candidates if one not in cast.relatives] or list(candidates)
    known = [one for one in able if one in cast.seen]
    here = [one for one in known if cast.seen[one] > paragraph]
    if here:
        return max(here, key=cast.seen.__getitem__)
    principal = [one for one in able if one in cast.subjects]
    if len(principal) == 1 and not any(
        cast.again.get(one, -1) > cast.seen.get(principal[0], -1) for one in known
    ):
        return principal[0]
    return max(known, key=cast.seen.__getitem__) if known else able[0]


def _sex_of_pronoun(text: str, mention: Mention) -> str | None:
    """What the next "he" or "she" says, in this sentence or the next."""
    said = _PRONOUN.search(text, mention.end, mention.end + _PRONOUN_CHARS)
    return ("man" if said[1] else "woman") if said else None
