"""The recipe in small: preparation, augmentation, targets, decoding, scoring, without torch; training where torch is."""

import json
import lzma
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.entities.model.bio_tags import LABELS, TAGS, begin, best_path, inside, lawful_steps, spans_of
from annotations.entities.model.recogniser import PIPELINE, Matrix, Scorer
from annotations.entities.model.wordpieces import Window, WordPieces
from annotations.entities.training import coined
from annotations.entities.training.augment import (
    apposed,
    attributive,
    byline,
    cut,
    dateline,
    honorific,
    joined,
    replace_spans,
    typo,
    vary,
)
from annotations.entities.training.corpora import Corpus, Sentence, harmonise, is_gold, read_corpus, read_news
from annotations.entities.training.evaluate import CLASSES, evaluate, table
from annotations.entities.training.news import (
    label_news,
    read_labelled_news,
    together,
    with_votes,
    write_news,
)
from annotations.entities.training.recipe import tokenizer
from annotations.entities.training.report import STEPS, scores
from annotations.entities.training.rows import ANY, Row, rows_of
from annotations.entities.training.wire import FIRM_NEWS, ROWS, firm_news, results_table

SENTENCE = Sentence(
    "Steve Witkoff flew to Moscow for the Volvo Open.",
    ((0, 13, "PERSON"), (22, 28, "GPE"), (37, 42, "ORG")),
    ((43, 47),),
)


class FewNames:
    """Names as the augmentation asks for them, from a short list."""

    def person(self) -> str:
        return "Ana María Ólafsdóttir"

    def place(self) -> str:
        return "Ulan Bator"

    city = country = place

    def organisation(self, *, words: int = 2) -> str:
        return "Ek & Söner AB"

    def strange(self) -> str:
        return "Lindqvist Harrow"

    def of(self, label: str, old: str = "") -> str | None:
        return {"PERSON": self.person(), "GPE": self.place()}.get(label)


def names_of(sentence: Sentence) -> list[str]:
    return [sentence.text[start:end] for start, end, _ in sentence.ents]


def test_swapped_names_keep_every_offset() -> None:
    swapped = replace_spans(SENTENCE, ["Li", "Ulan Bator", "SAAB AB"])
    assert swapped.text == "Li flew to Ulan Bator for the SAAB AB Open."
    assert names_of(swapped) == ["Li", "Ulan Bator", "SAAB AB"]
    assert [swapped.text[a:b] for a, b in swapped.missing] == ["Open"]


@pytest.mark.parametrize("seed", range(60))
def test_variations_keep_spans_on_word_edges(seed: int) -> None:
    rng = random.Random(seed)
    varied = vary(SENTENCE, FewNames(), rng)
    for start, end, label in varied.ents:
        assert label in LABELS
        assert varied.text[start:end].strip() == varied.text[start:end] != ""
    assert {"enop"} == {
        "".join(sorted(varied.text[a:b].lower())) for a, b in varied.missing
    }  # but for a typo


def test_bylines_datelines_tables_and_titles() -> None:
    rng = random.Random(3)
    assert names_of(byline(SENTENCE, FewNames(), rng))[0] == "Ana María Ólafsdóttir"
    assert names_of(dateline(SENTENCE, FewNames(), rng))[0].lower() == "ulan bator"
    titled = honorific(SENTENCE, rng)
    assert titled.text != SENTENCE.text
    assert names_of(titled) == names_of(SENTENCE)
    assert all(name.strip() for name in names_of(results_table(FewNames(), rng)))


@pytest.mark.parametrize("make", [results_table, firm_news])
@pytest.mark.parametrize("seed", range(len(ROWS + FIRM_NEWS)))
def test_what_the_wire_sends_holds_whole_names_and_no_open_brace(
    make: Callable[[FewNames, random.Random], Sentence], seed: int
) -> None:
    row = make(FewNames(), random.Random(seed))
    assert not set("{}") & set(row.text)
    assert all(row.text[a:b].strip() == row.text[a:b] and label in LABELS for a, b, label in row.ents)


def test_an_apposition_says_what_the_strange_name_is() -> None:
    said = apposed(Sentence("He works for Volvo in Lund.", ((13, 18, "ORG"),)), FewNames(), random.Random(1))
    assert said.text.startswith("He works for the ")
    assert said.text.endswith(" Lindqvist Harrow in Lund.")
    assert names_of(said) == ["Lindqvist Harrow"]
    article = Sentence("He works for the Volvo Group.", ((17, 28, "ORG"),))
    assert apposed(article, FewNames(), random.Random(1)) == article


def test_a_place_is_put_before_what_happened_there() -> None:
    told = Sentence("After the drone strike in Oru he left Lund.", ((26, 29, "GPE"), (38, 42, "GPE")))
    moved = next(
        one for seed in range(99) if (one := attributive(told, random.Random(seed))).text != told.text
    )
    assert moved.text == "After the Oru drone strike he left Lund."
    assert names_of(moved) == ["Oru", "Lund"]


def test_a_typo_keeps_the_length_and_the_letters() -> None:
    wrong = typo(SENTENCE, random.Random(5))
    assert wrong.text != SENTENCE.text
    assert sorted(wrong.text) == sorted(SENTENCE.text)
    assert wrong.ents == SENTENCE.ents


@given(st.integers(0, 48), st.integers(0, 48))
def test_a_cut_and_joined_sentence_loses_nothing_outside_the_cut(one: int, other: int) -> None:
    start, end = min(one, other), max(one, other)
    part = cut(SENTENCE, start, end)
    assert part.text == SENTENCE.text[start:end]
    assert names_of(joined([part, SENTENCE], " "))[-3:] == names_of(SENTENCE)


def test_targets_say_what_the_corpus_says() -> None:
    pieces = WordPieces((PIPELINE / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
    (row,) = rows_of([SENTENCE], tokenizer(), pieces)
    assert row.targets[:2] == [1 << begin("PERSON"), 1 << inside("PERSON")]
    assert row.targets[8] == ANY
    unsure = Sentence("In Asia", ((3, 7, "LOC?"),))
    (row,) = rows_of([unsure], tokenizer(), pieces)
    assert row.targets == [1, 1 << begin("GPE") | 1 << begin("LOC")]
    language = Sentence("Speak Latin", ((6, 11, "NORP?"),))
    (row,) = rows_of([language], tokenizer(), pieces)
    assert row.targets == [1, 1 << begin("NORP") | 1 << begin("LANGUAGE")]
    (row,) = rows_of([Sentence("the French cook", (), (), frozenset({"NORP"}))], tokenizer(), pieces)
    assert row.targets == [1, 1 | 1 << begin("NORP") | 1 << inside("NORP"), 1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_decoding_finds_a_lawful_path_and_the_best(seed: int, words: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(words, len(TAGS))).astype(np.float32)
    path = best_path(scores, lawful_steps())
    for before, tag in zip([0, *path], path, strict=False):
        assert tag % 2 == 1 or tag == 0 or before in (tag, tag - 1)
    spans = list(spans_of(path))
    assert sum(end - start for start, end, _ in spans) == sum(1 for tag in path if tag)
    if words <= 2:
        steps = lawful_steps()
        lawful = [tag for tag in range(len(TAGS)) if tag == 0 or tag % 2 == 1]
        best = max(
            scores[0, a] + (scores[1, b] + steps[a, b] if words == 2 else 0)
            for a in lawful
            for b in range(len(TAGS))
        )
        total = scores[0, path[0]] + (scores[1, path[1]] if words == 2 else 0)
        assert total == pytest.approx(best, abs=1e-4)


def test_weights_that_know_fewer_labels_are_read_as_they_are() -> None:
    scores = np.random.default_rng(1).normal(size=(9, begin("LAW"))).astype(np.float32)
    padded = np.pad(scores, ((0, 0), (0, len(TAGS) - begin("LAW"))), constant_values=-1e3)
    assert best_path(scores, lawful_steps()) == best_path(padded, lawful_steps())


def test_a_doubtful_seam_does_not_cut_a_name_in_two() -> None:
    scores = np.full((2, len(TAGS)), -9.0, dtype=np.float32)
    scores[0, begin("LOC")] = scores[1, begin("LOC")] = -0.5
    scores[1, inside("LOC")] = -1.0
    assert list(spans_of(best_path(scores, lawful_steps()))) == [(0, 2, "LOC")]


def test_scores_count_exact_spans_and_spare_what_is_unsaid() -> None:
    found = [(0, 13, "PERSON"), (22, 28, "ORG"), (43, 47, "EVENT"), (0, 5, "DATE")]
    scores = evaluate(lambda texts: [found for _ in texts], [SENTENCE])
    assert (scores["person"].right, scores["person"].found, scores["person"].wanted) == (1, 1, 1)
    assert (scores["organisation"].right, scores["organisation"].found) == (0, 1)
    assert scores["other"].found == 0
    assert scores["all"].f1 == pytest.approx(100 * 2 * 1 / (2 + 3))
    assert "| x |" in table({"x": scores})
    assert set(CLASSES.values()) == set(scores) - {"all"}


def test_corpora_are_read_and_the_gold_slice_stays_out(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "gum.jsonl.xz", "wt", encoding="utf-8") as file:
        for split in ("train", "dev"):
            file.write(
                json.dumps({"split": split, "doc": "a", "text": "In Rome", "ents": [[3, 7, "GPE"]]}) + "\n"
            )
    with lzma.open(tmp_path / "voa_text.jsonl.xz", "wt", encoding="utf-8") as file:
        for number in range(300):
            file.write(json.dumps({"doc": number, "text": f"line {number}"}) + "\n")
    marked = next(f"line {number}" for number in range(300) if not is_gold(f"line {number}"))
    with lzma.open(tmp_path / "voa_marked.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"split": "dev", "doc": "v1", "text": marked, "ents": []}) + "\n")
    assert read_corpus(tmp_path, Corpus("gum", 1.0), "dev")[0].ents == ((3, 7, "GPE"),)
    kept = read_news(tmp_path)
    assert 200 < len(kept) < 300
    assert not any(is_gold(text) for text in kept)
    assert marked not in kept


def test_a_language_of_the_older_corpora_may_be_a_people_too() -> None:
    sentence = Sentence("French Buddhists", ((0, 6, "NORP"), (7, 16, "NORP")))
    assert harmonise(sentence, ours=False).ents == ((0, 6, "NORP?"), (7, 16, "NORP"))
    assert harmonise(sentence, ours=True).ents == sentence.ents


def test_where_our_annotators_wavered_nothing_is_said() -> None:
    ministry = Sentence(
        "The Iraqi Defense Ministry met Iraqi envoys", ((4, 9, "NORP"), (10, 26, "ORG"), (31, 36, "NORP"))
    )
    doubted = harmonise(ministry, ours=True)
    assert doubted.ents == ((31, 36, "NORP"),)
    assert doubted.missing == ((4, 9), (10, 26))
    marine = Sentence("A Marine of the US Marines", ((16, 26, "ORG"),))
    assert harmonise(marine, ours=True) == Sentence(marine.text, marine.ents, ((2, 8),))
    bay = Sentence("at Guantanamo Bay", ((3, 17, "LOC"),))
    assert harmonise(bay, ours=True).ents == ((3, 17, "LOC?"),)


def test_news_learns_what_the_teacher_is_sure_of_and_leaves_the_rest_unsaid() -> None:
    pieces = WordPieces((PIPELINE / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
    sure, doubtful = {"Annan": "PERSON", "Hofstad": "ORG"}, {"Bushehr": "GPE"}

    def teacher(windows: Sequence[Window]) -> Iterator[Matrix]:
        """Knows words by their first piece."""
        for window in windows:
            scores = np.full((len(window.words), len(TAGS)), -9.0, dtype=np.float32)
            scores[:, 0] = -0.01
            for row, first in enumerate(window.firsts):
                for known, chance in ((sure, 0.98), (doubtful, 0.5)):
                    for word, label in known.items():
                        if window.ids[first] == pieces.word(word).ids[0]:
                            scores[row, 0], scores[row, begin(label)] = np.log(
                                [1 - chance, chance - 1e-6 + 1e-3]
                            )
            yield scores

    (news,) = label_news(
        ["Mr. Annan of Hofstad told Egypt about the whole plan for Bushehr and its many reactors."],
        tokenizer(),
        pieces,
        teacher,
        say=lambda _: None,
    )
    labels = [(news.text[a:b], label) for a, b, label in news.ents]
    assert labels == [("Annan", "PERSON"), ("Hofstad", "ORG"), ("Egypt", "GPE")]
    assert [news.text[a:b] for a, b in news.missing] == ["Bushehr"]


def test_teachers_that_disagree_are_sure_of_nothing() -> None:
    def teacher(tag: int) -> Scorer:
        def score(windows: Sequence[Window]) -> Iterator[Matrix]:
            for window in windows:
                scores = np.full((len(window.words), len(TAGS)), np.log(0.1 / (len(TAGS) - 1)))
                scores[:, tag] = np.log(0.9)
                yield scores.astype(np.float32)

        return score

    window = Window([0], [0], [0], [0])
    (agreed,) = together([teacher(3), teacher(3)])([window])
    (split,) = together([teacher(3), teacher(5)])([window])
    assert np.exp(agreed[0, 3]) == pytest.approx(0.9, abs=1e-5)
    assert np.exp(split[0]).max() < 0.5
    assert np.exp(split[0]).sum() == pytest.approx(1, abs=1e-5)


def test_mentions_over_all_the_news_outvote_a_doubt_and_a_lone_voice() -> None:
    agreed = Sentence("Hamas left", ((0, 5, "ORG"),))
    doubt, lone = Sentence("Hamas left", (), ((0, 5),)), Sentence("Hamas left", ((0, 5, "PERSON"),))
    *_, doubted, contradicted = with_votes([agreed] * 12 + [doubt, lone])
    assert doubted == agreed
    assert contradicted == doubt


def test_labelled_news_is_kept_and_read_again(tmp_path: Path) -> None:
    write_news(tmp_path / "news.jsonl", [SENTENCE])
    (read,) = read_labelled_news(tmp_path / "news.jsonl")
    assert (read.text, read.ents, read.missing) == (SENTENCE.text, SENTENCE.ents, SENTENCE.missing)


def test_the_report_scores_the_model_with_and_without_its_treatment() -> None:
    wanted = Sentence("Mr. Annan left", ((4, 9, "PERSON"),))
    matrix = np.full((3, len(TAGS)), -9.0, dtype=np.float32)
    matrix[0, begin("PERSON")] = matrix[1, inside("PERSON")] = matrix[2, 0] = -0.1
    seen = [[([(0, 3), (4, 9), (10, 14)], matrix)]]
    assert scores([wanted], seen, 0.0, (), CLASSES)["all"].right == 0
    assert scores([wanted], seen, 0.0, STEPS, CLASSES)["all"].f1 == 100
    assert scores([wanted], seen, 20.0, STEPS, CLASSES)["all"].found == 0


@pytest.mark.parametrize("seed", range(20))
def test_invented_names_look_like_names(seed: int) -> None:
    rng = random.Random(seed)
    for name in (
        coined.firm(rng),
        coined.town(rng),
        coined.acronym(rng),
        coined.body(rng),
        coined.plain_firm(rng),
        coined.headed("Ek", rng),
    ):
        assert name == name.strip()
        assert name[0].isupper()


def trained_with() -> tuple[Any, Any]:
    """torch and the encoder in it, where the [train] extra is installed."""
    torch = pytest.importorskip(
        "torch", reason="training needs the [train] extra; torch is not installed here"
    )
    encoder = pytest.importorskip(
        "annotations.entities.training.encoder", reason="safetensors is not installed here"
    )
    return torch, encoder


def test_a_step_of_training_lowers_the_loss_of_sets() -> None:
    torch, encoder = trained_with()
    torch.manual_seed(0)
    scores = torch.zeros((3, len(TAGS)), requires_grad=True)
    masks = torch.tensor([1, 1 << begin("GPE") | 1 << begin("LOC"), ANY])
    loss = encoder.set_loss(scores, masks)
    loss.backward()
    assert scores.grad is not None
    assert scores.grad[2].abs().sum() == 0
    assert encoder.set_loss(scores - scores.grad, masks) < loss


def test_written_out_attention_is_torchs_own() -> None:
    torch, encoder = trained_with()
    torch.manual_seed(0)
    query, key, value = torch.randn(3, 2, 4, 7, 8)
    mask = torch.ones(2, 1, 1, 7, dtype=torch.bool)
    mask[1, :, :, 4:] = False
    expected = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    assert torch.allclose(encoder.attention(query, key, value, mask), expected, atol=1e-5)


def test_a_training_says_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, encoder = trained_with()
    from annotations.entities.training import train

    monkeypatch.setattr(train, "TIMED_STEPS", 1)
    monkeypatch.setattr(train, "has_quick_bfloat16", lambda: False)
    row = Row(Window([3, 7], [0, 1], [0], [0]), [1])
    said: list[str] = []
    plan = train.Plan(epochs=2)
    train.train(
        encoder.Recogniser(50),
        lambda _: [row],
        0,
        plan,
        checkpoint=tmp_path / "weights.pt",
        say=said.append,
    )
    assert "1 more: about 0 minutes" in said[0]
    assert "float32 instead" in said[0]


def test_the_recogniser_says_the_same_with_and_without_bfloat16(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the two is quicker is the processor's business, what is learnt is not."""
    torch, encoder = trained_with()
    from annotations.entities.training import train

    torch.manual_seed(0)
    model = encoder.Recogniser(50, dropout=0.0)
    windows = [Window([3, 7, 9], [0, 1, 2], [0, 1], [0, 2]), Window([5, 8], [1, 1], [2], [0])]
    read = []
    for quick in (False, True):
        monkeypatch.setattr(train, "has_quick_bfloat16", lambda quick=quick: quick)
        read.append(np.concatenate(list(train.log_probabilities(model, windows, 0))))
    assert read[0].shape == (3, len(TAGS))
    assert np.abs(read[0] - read[1]).max() > 0, "bfloat16 is used where it is quick"
    assert np.allclose(read[0], read[1], atol=0.1)
