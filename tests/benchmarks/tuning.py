"""What `postil train` learns from thirty corrections of one kind of text, and what it forgets."""

import time
from collections.abc import Callable, Iterator, Sequence

from annotations.entities.engine.spacy_engine import SpacyEngine, ours, treated
from annotations.entities.engine_version import engine_key
from annotations.entities.model.recogniser import recogniser_of
from annotations.entities.training.corpora import Sentence
from annotations.entities.training.evaluate import evaluate
from annotations.entities.tuning.drills import drills
from annotations.entities.tuning.tune import Corrected, read_gold, tune
from annotations.model import Entity, TextSpan
from annotations.paths import gold_folder, samples_folder
from annotations.sources import read_article
from tests.benchmarks.ship_news import judged, learnt
from tests.benchmarks.table import Figure

TITLE = "learning from corrections"
_CORRECTED_SENTENCES = 22
"""They hold thirty names that the shipped recogniser gets wrong."""
_JUDGED_SENTENCES = 66
_MARKED = ("blind", "news", "samples", "whole_articles")


def measure() -> Iterator[Figure]:
    """F1 of the treated names, before and after."""
    engine = treated(ours(), engine_key())
    sets = {name: read_gold(gold_folder(), [f"{name}.jsonl"]) for name in _MARKED}
    sets["unseen news of ships"] = judged(_JUDGED_SENTENCES)
    before = {name: _score(engine, sentences) for name, sentences in sets.items()}
    since = time.monotonic()
    tuning = tune(
        [Corrected(one.text, _correcting(one)) for one in learnt(_CORRECTED_SENTENCES)],
        [*drills(), *(read_article(path).text for path in sorted(samples_folder().iterdir()))],
    )
    took = time.monotonic() - since
    recogniser_of(engine.nlp).learn(tuning.head)
    after = {name: _score(engine, sentences) for name, sentences in sets.items()}
    unseen = before.pop("unseen news of ships"), after.pop("unseen news of ships")
    note = f"{tuning.places} places corrected; {unseen[0]:.1f} -> {unseen[1]:.1f}"
    yield Figure(
        "F1 short of ten points gained, unseen text", max(0.0, unseen[0] + 10 - unseen[1]), 0, "", note
    )
    words = f"of {tuning.words} corrected words, each judged unlearnt: {tuning.right[0]} -> {tuning.right[1]} right"
    yield Figure(
        "words of the corrections not learnt better", float(tuning.right[1] <= tuning.right[0]), 0, "", words
    )
    said = ", ".join(f"{name} {before[name]:.1f} -> {after[name]:.1f}" for name in before)
    lost = max(before[name] - after[name] for name in before)
    yield Figure("F1 lost on the worst of the marked sets", lost, 0.5, "", said)
    yield Figure("`postil train`, by the clock", took, 120, "s")


def _correcting(sentence: Sentence) -> Callable[[tuple[Entity, ...]], tuple[Entity, ...]]:
    names = tuple(
        Entity(TextSpan(start, end), label, sentence.text[start:end], sentence.text[start:end])
        for start, end, label in sentence.ents
    )
    return lambda _: names


def _score(engine: SpacyEngine, sentences: Sequence[Sentence]) -> float:
    def find(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        return [[(e.span.start, e.span.end, e.label) for e in engine.entities(text)] for text in texts]

    return evaluate(find, sentences)["all"].f1
