"""The corpora that the recogniser is trained on: reading them, and what each of them leaves unsaid.

A corpus is one `<name>.jsonl.xz`, a sentence a line:
`{"split", "doc", "text", "ents": [[start, end, label]], "missing": [[start, end]]}`, offsets in code points of `text`.
"""

import hashlib
import json
import lzma
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.entities.rules.tables import words

UNSURE_PLACE, UNSURE_PEOPLE = "LOC?", "NORP?"
UNSURE = {UNSURE_PLACE: ("GPE", "LOC"), UNSURE_PEOPLE: ("NORP", "LANGUAGE")}
"""Marks of which the corpus does not tell which of two labels they are."""

MINOR = frozenset({"NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE"})
DEV_EVERY = 12
"""CrossNER has no development part here: every twelfth sentence is ours."""
GOLD_BELOW = "1a"
"""Unlabelled news whose SHA-256 begins below this is kept out of training: the gold set is drawn from it
(tests/golden/entities/GUIDELINE.md)."""


class Sentence(Struct, frozen=True):
    """A labelled sentence. Offsets: code points of `text`.

    `missing` are spans that are named but whose label our scheme lacks; `unsaid` the labels that the corpus never
    gives, so that a capitalised word outside all spans may still have one of them.
    """

    text: str
    ents: tuple[tuple[int, int, str], ...]
    missing: tuple[tuple[int, int], ...] = ()
    unsaid: frozenset[str] = frozenset()
    doc: str = ""


class Corpus(Struct, frozen=True):
    """How much of a corpus is used: `passes` over it per epoch (0.33: a third of it).

    `unsaid` are the labels that it never gives; `ours` says that it was marked under our guideline.
    """

    name: str
    passes: float
    unsaid: frozenset[str] = field(default_factory=frozenset)
    ours: bool = False


CORPORA = (
    Corpus("gum", 2.0),
    Corpus("crossner", 1.0),
    Corpus("uner_ewt", 2.0, MINOR),
    Corpus("wnut17", 0.5, frozenset({"NORP", "EVENT", "LAW", "LANGUAGE"})),
    Corpus("voa_marked", 1.0, ours=True),
    Corpus("world_marked", 1.5, ours=True),
    Corpus("world2_marked", 1.5, ours=True),
    Corpus("world3_marked", 1.5, ours=True),
)
_MARINES = re.compile(r"\bMarines?\b")
_PLACES_OF_BOTH_KINDS = frozenset({"Guantanamo Bay", "Guantanamo"})


def lines_of(path: Path) -> Iterator[dict[str, object]]:
    """The records of a corpus file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def part_of(corpus: str, number: int, record: dict[str, object]) -> str:
    """train, dev or test: as the corpus says, but CrossNER gets a dev part."""
    if corpus == "crossner":
        return "dev" if number % DEV_EVERY == 0 else "train"
    return str(record["split"])


def read_corpus(folder: Path, corpus: Corpus, part: str) -> list[Sentence]:
    """One part (train, dev, test) of a corpus, in its order."""
    records = enumerate(lines_of(folder / f"{corpus.name}.jsonl.xz"))
    return [
        harmonise(sentence_of(record, corpus.unsaid), ours=corpus.ours)
        for number, record in records
        if part_of(corpus.name, number, record) == part
    ]


def sentence_of(record: dict[str, object], unsaid: frozenset[str] = frozenset()) -> Sentence:
    """A record of a corpus file as a `Sentence`."""
    ents = tuple((start, end, label) for start, end, label in record.get("ents", ()))  # type: ignore[attr-defined]
    missing = tuple((start, end) for start, end in record.get("missing", ()))  # type: ignore[attr-defined]
    return Sentence(str(record["text"]), ents, missing, unsaid, str(record["doc"]))


def harmonise(sentence: Sentence, *, ours: bool) -> Sentence:
    """The sentence with doubt where the corpora contradict each other (a language) or themselves."""
    return _doubt_waverings(sentence) if ours else _doubt_languages(sentence)


def _doubt_languages(sentence: Sentence) -> Sentence:
    """In the older corpora a language is a NORP as a people is; ours tell them apart."""
    ents = tuple(
        (start, end, UNSURE_PEOPLE)
        if label == "NORP" and sentence.text[start:end] in words("languages")
        else (start, end, label)
        for start, end, label in sentence.ents
    )
    return replace(sentence, ents=ents)


def _doubt_waverings(sentence: Sentence) -> Sentence:
    """Where our annotators wavered: "Iraqi Defense Ministry" (one name or two), a Marine, what kind of place Guantanamo is."""
    two_names = {
        span
        for first, second in pairwise(sorted(sentence.ents))
        if (first[2], second[2]) == ("NORP", "ORG") and sentence.text[first[1] : second[0]] == " "
        for span in (first, second)
    }
    unmarked = [
        match.span()
        for match in _MARINES.finditer(sentence.text)
        if not any(start < match.end() and match.start() < end for start, end, _ in sentence.ents)
    ]
    ents = tuple(
        (start, end, UNSURE_PLACE if sentence.text[start:end] in _PLACES_OF_BOTH_KINDS else label)
        for start, end, label in sentence.ents
        if (start, end, label) not in two_names
    )
    doubts = [*sentence.missing, *((start, end) for start, end, _ in two_names), *unmarked]
    return replace(sentence, ents=ents, missing=tuple(sorted(doubts)))


def is_gold(text: str) -> bool:
    """Whether a line of the unlabelled news belongs to the slice of the gold set."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:2] < GOLD_BELOW


def read_news(folder: Path) -> list[str]:
    """The unlabelled news without the slice of the gold set, and without what `voa_marked` took from it: its dev part chooses."""
    marked = {str(record["text"]) for record in lines_of(folder / "voa_marked.jsonl.xz")}
    texts = (str(record["text"]) for record in lines_of(folder / "voa_text.jsonl.xz"))
    return [text for text in texts if text not in marked and not is_gold(text)]
