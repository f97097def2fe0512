"""Teaches the recogniser a reader's corrections, judges what it learnt, and keeps the better one."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from annotations.entities.engine.spacy_engine import SpacyEngine, ours, treated
from annotations.entities.engine_version import engine_key, next_head, tuned_heads
from annotations.entities.model.recogniser import recogniser_of
from annotations.entities.model.tuned_head import TunedHead
from annotations.entities.training.corpora import Sentence
from annotations.entities.training.evaluate import evaluate
from annotations.entities.tuning.examples import FOLDS, Examples, Reader, corrected_places
from annotations.entities.tuning.fit import fit
from annotations.errors import EngineError
from annotations.files.read import read_text
from annotations.files.write import write_file
from annotations.model import Entity
from annotations.paths import gold_folder

FEWEST_PLACES = 10
MOST_LOST = 0.5
"""So many points of F1 on the shipped gold may be lost at most."""
_GOLD = ("samples.jsonl", "whole_articles.jsonl")

Correct = Callable[[tuple[Entity, ...]], tuple[Entity, ...]]


class Corrected(Struct, frozen=True):
    """An article that the reader corrected."""

    text: str
    correct: Correct
    """Lays the corrections over what an engine says."""


class Tuning(Struct, frozen=True):
    """What came of it."""

    places: int
    """Corrected places that were learnt from."""
    words: int
    """Of these places; each was judged by a head that was fitted without it."""
    right: tuple[int, int]
    """How many of these words are read as the reader says, by the shipped recogniser and by what was learnt."""
    gold: tuple[float, float]
    """F1 of both on the shipped marked texts, per cent."""
    head: TunedHead
    """Fitted to all corrections."""

    @property
    def is_better(self) -> bool:
        """Are more words right, and are the marked texts read as well as before but for what may be lost?"""
        return self.right[1] > self.right[0] and self.gold[1] >= self.gold[0] - MOST_LOST


def tune(
    articles: Iterable[Corrected], rehearsal: Iterable[str], told: Callable[[str], None] = lambda _: None
) -> Tuning:
    """Learn from corrections and judge what was learnt; nothing is kept yet.

    Args:
        articles: those that the reader corrected.
        rehearsal: texts that must be read as they are read now.
        told: is told what is being done.

    Raises:
        EngineError: there are too few corrections, or the recogniser does not load.
    """
    nlp = ours()
    shipped = treated(nlp, engine_key())
    examples = Examples(Reader(nlp))
    told("reading the corrected articles")
    for article in articles:
        entities = shipped.entities(article.text)
        places = corrected_places(entities, article.correct(entities), recogniser_of(shipped.nlp).tag_count)
        examples.add(article.text, places)
    if len(examples.places) < FEWEST_PLACES or examples.different_words < FOLDS:
        raise EngineError(
            f"The corrections change {len(examples.places)} places where {examples.different_words} different names stand: "
            f"too few to learn from. Correct {FEWEST_PLACES} places of {FOLDS} names at least, better thirty, then train."
        )
    told("reading what must stay as it is")
    for text in rehearsal:
        examples.add(text, ())
    told("learning")
    before = [examples.right(None, fold) for fold in range(FOLDS)]
    after = [examples.right(fit(examples.lesson(fold)), fold) for fold in range(FOLDS)]
    head = fit(examples.lesson())
    told("judging")
    gold_before = gold_score(shipped)
    recogniser_of(nlp).learn(head)
    return Tuning(
        len(examples.places),
        sum(count for _, count in before),
        (sum(right for right, _ in before), sum(right for right, _ in after)),
        (gold_before, gold_score(shipped)),
        head,
    )


def gold_score(engine: SpacyEngine) -> float:
    """F1 of an engine's names on the shipped marked texts, per cent."""

    def find(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        return [[(e.span.start, e.span.end, e.label) for e in engine.entities(text)] for text in texts]

    return evaluate(find, read_gold(gold_folder()))["all"].f1


def read_gold(folder: Path, files: Sequence[str] = _GOLD) -> list[Sentence]:
    """Marked texts: a line each, or paragraph by paragraph.

    Raises:
        EngineError: they are not there.
    """
    try:
        rows = [json.loads(line) for name in files for line in read_text(folder / name).splitlines()]
    except OSError as error:
        raise EngineError(f"{error.filename}: the marked texts are missing; reinstall postil") from error
    marked = [item for row in rows for item in row.get("paragraphs", [row])]
    return [Sentence(item["text"], tuple((s, e, label) for s, e, label in item["ents"])) for item in marked]


def keep(tuning: Tuning) -> Path:
    """Have what was learnt in force from now on; names are found anew as articles are read.

    Raises:
        EngineError: it could not be written.
    """
    path = next_head()
    try:
        write_file(path, tuning.head.as_bytes())
    except OSError as error:
        raise EngineError(f"{path} can't be written: {error.strerror}; make room and train again") from error
    return path


def go_back() -> Path | None:
    """Take away what was kept last; None: the recogniser is as it was shipped.

    Raises:
        EngineError: it could not be taken away.
    """
    heads = tuned_heads()
    if not heads:
        return None
    try:
        heads[-1].unlink()
    except OSError as error:
        raise EngineError(f"{heads[-1]} can't be taken away: {error.strerror}; delete it yourself") from error
    return heads[-1]
