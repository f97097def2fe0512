"""Learning from corrections, on a tiny case: examples, fit, what is kept and how one goes back."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from annotations.entities.engine import spacy_engine
from annotations.entities.engine.spacy_engine import SpacyEngine, load_engine, ours, treated
from annotations.entities.engine_version import engine_key, tuned_head, tuned_heads
from annotations.entities.model.recogniser import PIPELINE, OnnxScorer, recogniser_of
from annotations.entities.model.tuned_head import TunedHead
from annotations.entities.model.wordpieces import WordPieces, windows
from annotations.entities.tuning import tune as tuning
from annotations.entities.tuning.drills import drills
from annotations.entities.tuning.examples import FOLDS, Examples, Reader, corrected_places
from annotations.entities.tuning.fit import fit
from annotations.entities.tuning.tune import Corrected, Tuning, go_back, keep, read_gold, tune
from annotations.errors import EngineError
from annotations.model import Entity, TextSpan
from annotations.paths import gold_folder

SHIPS = ("Old Margit", "Pelagia", "Anna Quist", "Dunlin", "Silver Anne", "Harald Brisk")
FRAMES = ("The {} lost an anchor off Leith.", "{} took on forty crates of herring.")
KEPT = "Angela Merkel met Emmanuel Macron in Paris. The United Nations said so in Geneva."


def corrected(ship: str, frame: str) -> Corrected:
    text = frame.format(ship)
    start = text.index(ship)
    name = Entity(TextSpan(start, start + len(ship)), "PRODUCT", ship, ship)

    def correct(before: tuple[Entity, ...]) -> tuple[Entity, ...]:
        return (name, *(e for e in before if e.span.start >= name.span.end))

    return Corrected(text, correct)


CORRECTED = [corrected(ship, frame) for ship in SHIPS for frame in FRAMES]


@pytest.fixture(scope="module")
def shipped() -> SpacyEngine:
    return treated(ours(), engine_key())


@pytest.fixture(scope="module")
def examples(shipped: SpacyEngine) -> Examples:
    examples = Examples(Reader(shipped.nlp))
    for article in CORRECTED:
        before = shipped.entities(article.text)
        examples.add(article.text, corrected_places(before, article.correct(before), 19))
    examples.add(KEPT, ())
    return examples


@pytest.fixture(scope="module")
def head(examples: Examples) -> TunedHead:
    return fit(examples.lesson())


def labels(engine: SpacyEngine, text: str) -> dict[str, str]:
    return {entity.text: entity.label for entity in engine.entities(text)}


def test_what_was_corrected_is_learnt_and_all_else_stays(head: TunedHead) -> None:
    text, engine = "The Sea Otter lost an anchor off Leith.", treated(ours(), engine_key())
    kept = labels(engine, KEPT)
    assert labels(engine, text).get("Sea Otter") != "PRODUCT"
    recogniser_of(engine.nlp).learn(head)
    assert labels(engine, text).get("Sea Otter") == "PRODUCT"
    assert labels(engine, KEPT) == kept


def test_a_head_of_nothing_changes_no_score_and_another_one_adds_to_them(examples: Examples) -> None:
    pieces = WordPieces((PIPELINE / "vocabulary.txt").read_text().split("\n"))
    [window] = windows(KEPT.split(), pieces)
    [plain] = OnnxScorer(PIPELINE, threads=1)([window])
    nothing = TunedHead(np.zeros((384, plain.shape[1]), np.float32), np.zeros(plain.shape[1], np.float32))
    [same] = OnnxScorer(PIPELINE, threads=1, head=nothing)([window])
    assert np.array_equal(plain, same)
    raised = nothing._replace(bias=np.eye(plain.shape[1], dtype=np.float32)[3] * 50)
    [other] = OnnxScorer(PIPELINE, threads=1, head=raised)([window])
    assert set(other.argmax(axis=1)) == {3}


def test_each_correction_is_in_one_fold_with_the_same_words_and_judged_without_them(
    examples: Examples,
) -> None:
    assert len(examples.places) >= 10
    counts = [examples.right(None, fold)[1] for fold in range(FOLDS)]
    assert sum(counts) == sum(len(window.words_in(place.span)) for window, place in examples.places)
    lessons = [examples.lesson(fold) for fold in range(FOLDS)]
    whole = examples.lesson()
    assert all(len(lesson.tags) < len(whole.tags) for lesson in lessons)
    assert len(whole.features) == len(whole.logits) > len(whole.tags)


def test_what_was_taken_off_is_learnt_as_no_name_and_unknown_labels_are_left_out() -> None:
    def named(start: int, text: str, label: str) -> Entity:
        return Entity(TextSpan(start, start + len(text)), label, text, text)

    before = [named(0, "Golf", "ORG"), named(10, "Friday", "DATE"), named(20, "Rome", "GPE")]
    after = [named(20, "Rome", "LAW"), named(30, "Ana", "PERSON")]
    places = corrected_places(before, after, 19)
    assert [(place.words, place.label) for place in places] == [("Ana", "PERSON"), ("Golf", "")]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A few marked sentences instead of all."""
    few = read_gold(gold_folder(), ["samples.jsonl"])[:10]
    monkeypatch.setattr(tuning, "read_gold", lambda _: few)
    yield


def test_it_is_judged_kept_taken_into_the_engines_name_and_taken_back(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    made = tune(CORRECTED, [KEPT], told.append)
    assert made.places >= 10 and made.words >= made.places and len(told) == 4
    assert made.right[1] > made.right[0]
    shipped = engine_key()
    path = keep(made)
    assert (tuned_head(), engine_key().name) == (path, "postil")
    assert engine_key() != shipped
    second = keep(made)
    assert (path.stem[-2:], second.stem[-2:]) == ("-1", "-2")
    found = load_engine().entities("The Sea Otter lost an anchor off Leith.")
    assert ("Sea Otter", "PRODUCT") in [(entity.text, entity.label) for entity in found]
    with monkeypatch.context() as updated:
        updated.setattr("annotations.entities.engine_version.weights_version", lambda: "another")
        assert tuned_heads() == []  # it was learnt on other weights, and says nothing of these
    assert [go_back(), go_back(), go_back(), engine_key()] == [second, path, None, shipped]


def test_what_is_not_better_is_not_kept() -> None:
    head = TunedHead(np.zeros((1, 1), np.float32), np.zeros(1, np.float32))
    assert Tuning(10, 20, (3, 9), (92.0, 91.6), head).is_better
    assert not Tuning(10, 20, (3, 9), (92.0, 91.4), head).is_better
    assert not Tuning(10, 20, (3, 3), (92.0, 92.0), head).is_better


def test_too_few_corrections_are_one_line() -> None:
    with pytest.raises(EngineError, match="too few to learn from"):
        tune(CORRECTED[:2], [KEPT])


@pytest.mark.parametrize("content", [b"", b"PK\3\4 odd", b"\x93NUMPY odd"])
def test_what_is_no_head_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "head.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        TunedHead.read(path)


def test_a_head_that_can_not_be_used_says_how_it_is_taken_away(shipped: SpacyEngine, tmp_path: Path) -> None:
    path = tmp_path / "head.npz"
    path.write_bytes(TunedHead(np.ones((3, 2), np.float32), np.ones(2, np.float32)).as_bytes())
    with pytest.raises(EngineError, match="postil train --back"):
        spacy_engine.learn(shipped.nlp, path)


def test_drills_are_the_same_each_time_and_full_of_names() -> None:
    texts = list(drills())
    assert texts == list(drills())
    assert "{" not in "".join(texts) and len(texts) == 20
