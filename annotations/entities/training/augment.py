"""Variations of the training sentences: other names, other casing, other typography, glued and joined text.

Every function takes and returns `Sentence`s whose offsets fit their text.
"""

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from annotations.entities.training.corpora import Sentence
from annotations.entities.training.names import Names

SWAP_SENTENCE, SWAP_NAME = 0.5, 0.6
LOWER, UPPER, TITLE, CURLY = 0.04, 0.06, 0.06, 0.3
BYLINE, DATELINE, TABLE, HONORIFIC = 0.03, 0.04, 0.02, 0.06
SMALL_WORDS = frozenset("a an and as at but by for from if in into nor of on or over the to up with".split())
HONORIFICS = (
    "President|Prime Minister|Mr.|Mrs.|Ms.|Dr.|Sen.|Rep.|Gov.|Gen.|General|Major General|Foreign Minister|Secretary of State|"
    "Professor|Prof.|Judge|Senator|Governor|Mayor|Chancellor|Sir|Defense Minister|Ambassador|Captain|Col.|Sgt.|Pope|King|Queen|"
    "Prince|CEO|Chairman|Director|spokesman|coach|analyst|envoy"
).split("|")
AGENCIES = "Reuters AP AFP Xinhua UPI Bloomberg".split()
MONTHS = "January February March April May June July August September October November December".split()


def replace_spans(sentence: Sentence, new: Sequence[str]) -> Sentence:
    """The sentence with the text of each entity replaced by `new`, in order; all offsets moved."""
    edits = sorted(zip(sentence.ents, new, strict=True), key=lambda edit: edit[0][0])
    if any(a[0][1] > b[0][0] for a, b in pairwise(edits)):
        return sentence
    if any(
        start < m_end and m_start < end
        for start, end, _ in sentence.ents
        for m_start, m_end in sentence.missing
    ):
        return sentence
    text, ents, at = "", [], 0
    shifts: list[tuple[int, int]] = []
    for (start, end, label), name in edits:
        text += sentence.text[at:start]
        ents.append((len(text), len(text) + len(name), label))
        text += name
        at = end
        shifts.append((end, len(text) - end))
    text += sentence.text[at:]
    missing = tuple((_moved(start, shifts), _moved(end, shifts)) for start, end in sentence.missing)
    return Sentence(text, tuple(ents), missing, sentence.unsaid, sentence.doc)


def _moved(offset: int, shifts: Sequence[tuple[int, int]]) -> int:
    moved = offset
    for end, by in shifts:
        if offset >= end:
            moved = offset + by
    return moved


def swap_names(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """Other names of the same label, now and then, in the same casing."""
    new = []
    for start, end, label in sentence.ents:
        old = sentence.text[start:end]
        other = names.of(label, old) if rng.random() < SWAP_NAME else None
        if other and old.isupper() and len(old) > 5:
            other = other.upper()
        if other and old.islower():
            other = other.lower()
        new.append(other or old)
    return replace_spans(sentence, new)


def recase(sentence: Sentence, change: Callable[[str], str]) -> Sentence:
    """The sentence in another casing, or as it was where that would change its length."""
    text = change(sentence.text)
    if len(text) != len(sentence.text):
        return sentence
    return Sentence(text, sentence.ents, sentence.missing, sentence.unsaid, sentence.doc)


def title_case(text: str) -> str:
    """As in a headline: all but the small words capitalised."""
    words = text.split(" ")
    return " ".join(
        word if word.lower() in SMALL_WORDS and number else word[:1].upper() + word[1:]
        for number, word in enumerate(words)
    )


def curly(text: str) -> str:
    """Typographer's quotes and dashes, one character for one."""
    text = text.replace("'", "’")
    opened = False
    out = []
    for char in text:
        if char == '"':
            char = "”" if opened else "“"
            opened = not opened
        out.append(char)
    return "".join(out).replace(" - ", " – ")


def with_prefix(prefix: str, ents: Sequence[tuple[int, int, str]], sentence: Sentence) -> Sentence:
    """The sentence after a prefix that has entities of its own."""
    by = len(prefix)
    moved = [(start + by, end + by, label) for start, end, label in sentence.ents]
    missing = tuple((start + by, end + by) for start, end in sentence.missing)
    return Sentence(prefix + sentence.text, (*ents, *moved), missing, sentence.unsaid, sentence.doc)


def byline(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """A byline before the sentence, often glued to it: "Halvard Brekke, 3/14/2026An American envoy"."""
    name = names.person()
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1999, 2030)
    lead = rng.choice(("", "By ", "by ", "Written by "))
    date = rng.choice(
        (f"{month}/{day}/{year}", f"{MONTHS[month - 1]} {day}, {year}", f"{year}-{month:02}-{day:02}")
    )
    glue = rng.choice(("", "", " ", "\n"))
    prefix = f"{lead}{name}{rng.choice((', ', ' | ', ' - ', chr(10)))}{date}{glue}"
    return with_prefix(prefix, [(len(lead), len(lead) + len(name), "PERSON")], sentence)


def dateline(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """A dateline before the sentence: "KYIV (Reuters) - "."""
    place = names.place()
    place = place.upper() if rng.random() < 0.6 else place
    agency = rng.choice(AGENCIES)
    if rng.random() < 0.4:
        prefix = f"{place} {rng.choice('-–—')} "
        return with_prefix(prefix, [(0, len(place), "GPE")], sentence)
    prefix = f"{place} ({agency}) {rng.choice('-–—')} "
    at = len(place) + 2
    return with_prefix(prefix, [(0, len(place), "GPE"), (at, at + len(agency), "ORG")], sentence)


def honorific(sentence: Sentence, rng: random.Random) -> Sentence:
    """A title before one of the people, outside of the name."""
    people = [ent for ent in sentence.ents if ent[2] == "PERSON"]
    if not people:
        return sentence
    start, _, _ = rng.choice(people)
    before = sentence.text[:start]
    if (
        (before and not before.endswith((" ", "\n")))
        or before.rstrip().endswith(".")
        or before[-7:].istitle()
    ):
        return sentence
    head = cut(sentence, 0, start)
    title = rng.choice(HONORIFICS) + " "
    title = title[0].upper() + title[1:] if not before else title
    tail = with_prefix(title, (), cut(sentence, start, len(sentence.text)))
    return joined([head, tail], "") if head else tail


def cut(sentence: Sentence, start: int, end: int) -> Sentence:
    """A part of a sentence with what lies in it."""
    ents = tuple((a - start, b - start, label) for a, b, label in sentence.ents if start <= a and b <= end)
    missing = tuple(
        (max(a, start) - start, min(b, end) - start) for a, b in sentence.missing if a < end and b > start
    )
    return Sentence(sentence.text[start:end], ents, missing, sentence.unsaid, sentence.doc)


def joined(parts: Sequence[Sentence], between: str) -> Sentence:
    """Sentences as one text."""
    text = ""
    ents: list[tuple[int, int, str]] = []
    missing: list[tuple[int, int]] = []
    for number, part in enumerate(parts):
        by = len(text) + (len(between) if number else 0)
        text += (between if number else "") + part.text
        ents.extend((start + by, end + by, label) for start, end, label in part.ents)
        missing.extend((start + by, end + by) for start, end in part.missing)
    return Sentence(text, tuple(ents), tuple(missing), parts[0].unsaid, parts[0].doc)


def results_table(names: Names, rng: random.Random) -> Sentence:
    """A row or a headline of sports results, as wire services send them.

    Teams go by the names of their cities (ORG); a country's team stays a country (GPE).
    """
    kind = rng.randrange(5)
    national = rng.random() < 0.35
    team = names.country if national else names.city
    label = "GPE" if national else "ORG"
    parts: list[str | tuple[str, str]]
    if kind == 0:
        parts = [(team(), label), f" {rng.randint(0, 120)} ", (team(), label), f" {rng.randint(0, 120)}"]
    elif kind == 1:
        parts = [
            f"{rng.randint(1, 20)}. ",
            (names.person(), "PERSON"),
            " (",
            (names.country(), "GPE"),
            f") {rng.uniform(9, 240):.2f}",
        ]
    elif kind == 2:
        parts = [
            (names.person(), "PERSON"),
            " (",
            (names.country(), "GPE"),
            ") beat ",
            (names.person(), "PERSON"),
            " (",
            (names.country(), "GPE"),
            f") {rng.randint(0, 7)}-{rng.randint(0, 7)} {rng.randint(0, 7)}-{rng.randint(0, 7)}",
        ]
    elif kind == 3:
        numbers = " ".join(str(rng.randint(0, 90)) for _ in range(rng.randint(3, 8)))
        parts = [(team(), label), f" {numbers}"]
    else:
        between = rng.choice([" AT ", " V ", " vs "])
        parts = [(team().upper(), label), between, (team().upper(), label)]
    text, ents = "", []
    for part in parts:
        if isinstance(part, tuple):
            ents.append((len(text), len(text) + len(part[0]), part[1]))
            text += part[0]
        else:
            text += part
    return Sentence(text, tuple(ents))


def vary(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """One random variation of a sentence (often itself)."""
    if rng.random() < SWAP_SENTENCE:
        sentence = swap_names(sentence, names, rng)
    if rng.random() < HONORIFIC:
        sentence = honorific(sentence, rng)
    roll = rng.random()
    for share, change in ((LOWER, str.lower), (UPPER, str.upper), (TITLE, title_case)):
        if roll < share:
            sentence = recase(sentence, change)
            break
        roll -= share
    else:
        roll = rng.random()
        if roll < BYLINE:
            sentence = byline(sentence, names, rng)
        elif roll < BYLINE + DATELINE:
            sentence = dateline(sentence, names, rng)
    if rng.random() < CURLY:
        sentence = recase(sentence, curly)
    return sentence
