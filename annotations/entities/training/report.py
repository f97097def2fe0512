"""Scores of the model with the reader's treatment after it, for the model card: names in four classes, and values.

    python -m annotations.entities.training.report [--corpora DIR] [--model DIR] [--bias X]... [--steps] [--labels]

Sentences of one document are read together, so that consistency within an article counts. `--steps` leaves out each
step of the treatment in turn; several `--bias` compare them. Choose on the development sets; the gold sets are shown.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.engine.treatment import TREATMENT, Step
from annotations.entities.labels import LABELS, NAME_LABELS
from annotations.entities.model.bio_tags import OUTSIDE, best_path, lawful_steps, spans_of
from annotations.entities.model.recogniser import PIPELINE, Matrix, OnnxScorer, words_of
from annotations.entities.model.wordpieces import WordPieces, windows
from annotations.entities.rules.mentions import Mention
from annotations.entities.training.augment import joined
from annotations.entities.training.corpora import CORPORA, Sentence, read_corpus
from annotations.entities.training.evaluate import CLASSES, Score, evaluate, table
from annotations.entities.training.recipe import tokenizer

VALUES = dict.fromkeys((label for label in LABELS if label not in NAME_LABELS), "values")
EVERYTHING = CLASSES | VALUES
BIASES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4)
STEPS: tuple[tuple[str, Step], ...] = (*TREATMENT, ("postil_consistency", make_consistent))

Seen = list[tuple[list[tuple[int, int]], Matrix]]
"""What the model says of a document: per window the (start, end) of its words, and their log-probabilities."""


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, help="folder of <name>.jsonl.xz: the development sets")
    parser.add_argument(
        "--gold", type=Path, default=Path("tests/golden/entities"), help="folder of gold sets"
    )
    parser.add_argument(
        "--model", type=Path, default=PIPELINE, help="folder of weights, vocabulary, settings"
    )
    parser.add_argument(
        "--bias", type=float, action="append", help="towards no name, instead of the model's own"
    )
    parser.add_argument("--steps", action="store_true", help="leave out each step of the treatment in turn")
    parser.add_argument("--labels", action="store_true", help="the gold sets by label too")
    asked = parser.parse_args()
    print(report(asked.model, asked.corpora, asked.gold, asked.bias, steps=asked.steps, labels=asked.labels))


def report(
    folder: Path,
    corpora: Path | None,
    gold: Path,
    biases: Sequence[float] | None = None,
    *,
    steps: bool = False,
    labels: bool = False,
) -> str:
    """The tables of the model card for the weights in `folder`, see the head of this file."""
    settings = json.loads((folder / "recogniser.json").read_text(encoding="utf-8"))
    model = Model(folder)
    tables = []
    for name, documents in [*gold_sets(gold), *(dev_sets(corpora) if corpora else ())]:
        classes = EVERYTHING if any(e[2] in VALUES for one in documents for e in one.ents) else CLASSES
        seen = [model.sees(one.text) for one in documents]
        for bias in biases or [float(settings["outside_bias"])]:
            rows = {f"{name}, alone": scores(documents, seen, bias, (), classes)}
            rows[f"{name}, treated"] = scores(documents, seen, bias, STEPS, classes)
            if steps:
                for step, _ in STEPS:
                    rest = tuple(one for one in STEPS if one[0] != step)
                    rows[f"{name}, without {step}"] = scores(documents, seen, bias, rest, classes)
            tables.append(f"bias {bias}\n{table(rows)}")
            if labels and classes is EVERYTHING:
                every = {label: label for label in EVERYTHING if label in LABELS}
                tables.append(table({name: scores(documents, seen, bias, STEPS, every)}))
    return "\n".join(tables)


def chosen_bias(folder: Path, corpora: Path, say: Callable[[str], None] = print) -> float:
    """The least of `BIASES` at which precision over names is no lower than recall on every development set.

    Of the treated names, as a reader sees them; the last of `BIASES` where none is enough.
    """
    model = Model(folder)
    sets = {
        name: (documents, [model.sees(one.text) for one in documents])
        for name, documents in dev_sets(corpora)
    }
    for bias in BIASES:
        by_set = {name: scores(*told, bias, STEPS, CLASSES) for name, told in sets.items()}
        say(f"bias {bias}\n{table(by_set)}")
        if all(score["all"].precision >= score["all"].recall for score in by_set.values()):
            break
    return bias


class Model:
    """The model, asked once for each document.

    Args:
        folder: holds weights and vocabulary.
    """

    def __init__(self, folder: Path) -> None:
        self._pieces = WordPieces((folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
        self._score = OnnxScorer(folder, threads=2)
        self._nlp = tokenizer()

    def sees(self, text: str) -> Seen:
        """The words of a document with their scores."""
        doc = self._nlp.make_doc(text)
        words, tokens = words_of(doc)
        rows = [window for window in windows(words, self._pieces) if window.words]
        seen: Seen = []
        for window, matrix in zip(rows, self._score(rows), strict=True):
            covered = [doc[tokens[word]] for word in window.words]
            seen.append(([(token.idx, token.idx + len(token)) for token in covered], matrix))
        return seen


def mentions_of(seen: Seen, bias: float) -> list[Mention]:
    """The names on the best lawful path, `bias` towards none."""
    mentions = []
    for places, matrix in seen:
        shift = np.zeros(matrix.shape[1], dtype=np.float32)
        shift[OUTSIDE] = bias
        for first, end, label in spans_of(best_path(matrix + shift, lawful_steps())):
            mentions.append(Mention(places[first][0], places[end - 1][1], label, "model"))
    return mentions


def scores(
    documents: Sequence[Sentence],
    seen: Sequence[Seen],
    bias: float,
    steps: Sequence[tuple[str, Step]],
    classes: dict[str, str],
) -> dict[str, Score]:
    """Scores by class of the model with `steps` after it."""
    spans: list[list[tuple[int, int, str]]] = []
    for one, told in zip(documents, seen, strict=True):
        mentions = mentions_of(told, bias)
        for _, step in steps:
            mentions = list(step(one.text, mentions))
        spans.append([(m.start, m.end, m.label) for m in mentions])
    return evaluate(lambda _: spans, documents, classes)


def dev_sets(folder: Path) -> Iterator[tuple[str, list[Sentence]]]:
    for corpus in CORPORA:
        sentences = read_corpus(folder, corpus, "dev")
        if sentences:
            grouped = [list(group) for _, group in groupby(sentences, key=lambda one: one.doc)]
            if len(grouped) == 1:  # tweets, of which the corpus says nothing more
                grouped = [[one] for one in sentences]
            yield corpus.name, [joined(group, " ") for group in grouped]


def gold_sets(folder: Path) -> Iterator[tuple[str, list[Sentence]]]:
    """The gold files: sentences, or articles whose paragraphs stand a line each."""
    for path in sorted(folder.glob("*.jsonl")):
        documents = []
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            parts = [
                Sentence(part["text"], tuple((a, b, label) for a, b, label in part["ents"]))
                for part in record.get("paragraphs", [record])
            ]
            documents.append(joined(parts, "\n"))
        yield path.stem, documents


if __name__ == "__main__":
    main()
