"""The corpora that the recogniser is trained on: reading them, and what each of them leaves unsaid.

A corpus is one `<name>.jsonl.xz`, a sentence a line:
`{"split", "doc", "text", "ents": [[start, end, label]], "missing": [[start, end]]}`, offsets in code points of `text`.
"""

import hashlib
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

UNSURE_PLACE = "LOC?"
"""GPE or LOC, the corpus does not tell."""

MINOR = frozenset({"NORP", "EVENT", "WORK_OF_ART", "PRODUCT"})
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
    """How much of a corpus is used: `passes` over it per epoch (0.33: a third of it)."""

    name: str
    passes: float
    unsaid: frozenset[str] = field(default_factory=frozenset)


CORPORA = (
    Corpus("gum", 2.0),
    Corpus("crossner", 1.0),
    Corpus("uner_ewt", 2.0, MINOR),
    Corpus("wnut17", 1.0, frozenset({"NORP", "EVENT"})),
    Corpus("btc", 0.33, MINOR),
    Corpus("srilanka_gov", 0.4, MINOR),
)


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
        sentence_of(record, corpus.unsaid)
        for number, record in records
        if part_of(corpus.name, number, record) == part
    ]


def sentence_of(record: dict[str, object], unsaid: frozenset[str] = frozenset()) -> Sentence:
    """A record of a corpus file as a `Sentence`."""
    ents = tuple((start, end, label) for start, end, label in record.get("ents", ()))  # type: ignore[attr-defined]
    missing = tuple((start, end) for start, end in record.get("missing", ()))  # type: ignore[attr-defined]
    return Sentence(str(record["text"]), ents, missing, unsaid, str(record["doc"]))


def is_gold(text: str) -> bool:
    """Whether a line of the unlabelled news belongs to the slice of the gold set."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:2] < GOLD_BELOW


def read_news(folder: Path) -> list[str]:
    """The unlabelled news without the slice of the gold set."""
    texts = (str(record["text"]) for record in lines_of(folder / "voa_text.jsonl.xz"))
    return [text for text in texts if not is_gold(text)]
