"""Variations of the training sentences: other names, other casing, other typography, glued and joined text.

Every function takes and returns `Sentence`s whose offsets fit their text.
"""

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from annotations.entities.training.corpora import Sentence
from annotations.entities.training.names import Names

SWAP_SENTENCE, SWAP_NAME = 0.5, 0.6
LOWER, UPPER, TITLE, CURLY = 0.04, 0.06, 0.06, 0.3
BYLINE, DATELINE, HONORIFIC = 0.03, 0.04, 0.06
APPOSED, ATTRIBUTIVE, TYPO = 0.08, 0.3, 0.04
SMALL_WORDS = frozenset("a an and as at but by for from if in into nor of on or over the to up with".split())
HONORIFICS = (
    "President|Prime Minister|Mr.|Mrs.|Ms.|Dr.|Sen.|Rep.|Gov.|Gen.|General|Major General|Foreign Minister|Secretary of State|"
    "Professor|Prof.|Judge|Senator|Governor|Mayor|Chancellor|Sir|Defense Minister|Ambassador|Captain|Col.|Sgt.|Pope|King|Queen|"
    "Prince|CEO|Chairman|Director|spokesman|coach|analyst|envoy|mechanic|farmer|engineer|lawyer|teacher|officer|manager|economist|"
    "striker|midfielder|novelist|historian|journalist|researcher|lawmaker|opposition leader|police chief"
).split("|")
FIRMS = (
    "shipping company|private-equity firm|software maker|aid group|rights group|oil company|drug maker|research institute|football club|"
    "rowing club|trade union|newspaper|broadcaster|news agency|law firm|airline|retailer|bank|insurer|consultancy|rebel group|"
    "opposition party|charity|band|think tank|consortium|start-up|brewery|mining group|engineering company|publisher|car maker|"
    "militant group|construction firm|consumer group|university|power company|steelmaker|hedge fund|website|production company"
).split("|")
QUARTERS = (
    "",
    "",
    "",
    "northern ",
    "southern ",
    "eastern ",
    "western ",
    "central ",
    "coastal ",
    "nearby ",
    "mountain ",
)
TOWNS = "town city village port suburb province district capital municipality region".split()
_BEFORE_BARE = re.compile(
    r"(?:^|\b(?:at|for|from|with|by|to|in|near|and|against|between|through|like|as|join|joined|left) )\Z"
)
"""What stands before a name that takes no article."""
_HAPPENED_IN = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Tt]his|[Tt]hat|[Tt]wo|[Tt]hree|[Rr]ecent|[Ss]uicide) "
    r"((?:[a-z-]{3,14} )?(?:attack|bombing|blast|explosion|strike|airstrike|protest|rally|massacre|siege|shooting|fire|flood|"
    r"earthquake|conference|summit|talk|meeting|airport|hospital|prison|school|university|government|court|office|market|festival|"
    r"race|match|election|crash|plant|mission|embassy|base|operation|clash|raid|killing|riot|trial)s?) (?:in|at|on|near) \Z"
)
_INNER = re.compile(r"(?<=[a-z])[a-z](?=[a-z]{2})")
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
        day = rng.choice(
            ("", "", f", {rng.choice(MONTHS)[:3]}. {rng.randint(1, 28)}", f" {rng.randint(1994, 2026)}-08-11")
        )
        prefix = f"{place}{day} {rng.choice('-–—')} "
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


def apposed(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """A strange name with a word before it that says what it is: "for the shipping firm Lindqvist Harrow", "in the port of Oru"."""
    fit = [
        (start, end, label)
        for start, end, label in sentence.ents
        if label in ("ORG", "GPE")
        and _BEFORE_BARE.search(sentence.text, 0, start)
        and not any(a < end and start < b for a, b in sentence.missing)
    ]
    if not fit:
        return sentence
    start, end, label = rng.choice(fit)
    the = "the" if start else "The"
    kind, name = (
        (f"{the} {rng.choice(FIRMS)} ", names.strange())
        if label == "ORG"
        else (f"{the} {rng.choice(QUARTERS)}{rng.choice(TOWNS)} of ", names.city())
    )
    said = Sentence(
        kind + name, ((len(kind), len(kind) + len(name), label),), (), sentence.unsaid, sentence.doc
    )
    return joined([cut(sentence, 0, start), said, cut(sentence, end, len(sentence.text))], "")


def attributive(sentence: Sentence, rng: random.Random) -> Sentence:
    """A place before what happened there: "the bombing in Oru" becomes "the Oru bombing"."""
    for start, end, label in sentence.ents:
        place = _HAPPENED_IN.search(sentence.text, 0, start) if label == "GPE" else None
        if place and sentence.text[end : end + 1] not in (",", "'", "’", "-") and rng.random() < ATTRIBUTIVE:
            before, name = cut(sentence, 0, place.start(1)), cut(sentence, start, end)
            after = cut(sentence, end, len(sentence.text))
            return joined([before, name, Sentence(" " + place[1], ()), after], "")
    return sentence


def typo(sentence: Sentence, rng: random.Random) -> Sentence:
    """Two neighbouring letters within a word in each other's place."""
    places = [match.start() for match in _INNER.finditer(sentence.text)]
    if not places:
        return sentence
    at = rng.choice(places)
    text = sentence.text
    return recase(sentence, lambda _: text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def vary(sentence: Sentence, names: Names, rng: random.Random) -> Sentence:
    """One random variation of a sentence (often itself)."""
    if rng.random() < SWAP_SENTENCE:
        sentence = swap_names(sentence, names, rng)
    if rng.random() < HONORIFIC:
        sentence = honorific(sentence, rng)
    if rng.random() < APPOSED:
        sentence = apposed(sentence, names, rng)
    sentence = attributive(sentence, rng)
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
    if rng.random() < TYPO:
        sentence = typo(sentence, rng)
    if rng.random() < CURLY:
        sentence = recase(sentence, curly)
    return sentence
