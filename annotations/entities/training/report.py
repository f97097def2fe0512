"""Scores of the whole treated pipeline, for the model card: names in four classes and values, on documents.

    python -m annotations.entities.training.report [--corpora DIR] [--gold DIR] [--without STEP]... [--bias X]

Development sets are read as documents (the sentences of one document together), so that consistency within an article
counts. The gold sets are shown, never chosen on.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from annotations.entities import load_engine
from annotations.entities.engine import SpacyEngine
from annotations.entities.training.augment import joined
from annotations.entities.training.corpora import CORPORA, Sentence, read_corpus
from annotations.entities.training.evaluate import CLASSES, Finder, Span, by_label, evaluate, table

VALUES = dict.fromkeys(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"), "values")
NAMES = CLASSES | {"LAW": "other", "LANGUAGE": "other"}
EVERYTHING = NAMES | VALUES


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, help="folder of <name>.jsonl.xz: the development sets")
    parser.add_argument(
        "--gold", type=Path, default=Path("tests/golden/entities"), help="folder of our gold sets"
    )
    parser.add_argument("--without", action="append", default=[], help="a step of the treatment to leave out")
    parser.add_argument("--bias", type=float, help="towards no name, instead of the shipped one")
    parser.add_argument("--labels", action="store_true", help="by label too")
    asked = parser.parse_args()
    finder = finder_of_engine(engine_of(asked.without, asked.bias))
    sets = {f"{path.stem}": gold_documents(path) for path in sorted(asked.gold.glob("*.jsonl"))}
    print(table({name: evaluate(finder, documents, EVERYTHING) for name, documents in sets.items()}))
    if asked.corpora:
        print(table({name: evaluate(finder, found, NAMES) for name, found in dev_documents(asked.corpora)}))
    if asked.labels:
        print(table({name: by_label(finder, documents) for name, documents in sets.items()}))


def engine_of(without: Sequence[str] = (), bias: float | None = None) -> SpacyEngine:
    """The shipped engine, with steps left out or another bias."""
    engine = load_engine()
    for name in without:
        engine.nlp.disable_pipe(f"postil_{name}")
    if bias is not None:
        recogniser: Any = engine.nlp.get_pipe("postil_recogniser")
        recogniser.outside_bias = bias
    return engine


def finder_of_engine(engine: SpacyEngine) -> Finder:
    """A finder for `evaluate` on the treated pipeline."""

    def find(texts: Sequence[str]) -> list[list[Span]]:
        return [[(e.span.start, e.span.end, e.label) for e in engine.entities(text)] for text in texts]

    return find


def dev_documents(folder: Path) -> Iterator[tuple[str, list[Sentence]]]:
    """The development sets, a document each."""
    for corpus in CORPORA:
        sentences = read_corpus(folder, corpus, "dev")
        if sentences:
            grouped = [list(group) for _, group in groupby(sentences, key=lambda one: one.doc)]
            if len(grouped) == 1:  # tweets, of which the corpus says nothing more
                grouped = [[one] for one in sentences]
            yield corpus.name, [joined(group, " ") for group in grouped]


def gold_documents(path: Path) -> list[Sentence]:
    """A gold file: sentences, or articles whose paragraphs stand a line each."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        parts = [
            Sentence(part["text"], tuple((a, b, label) for a, b, label in part["ents"]))
            for part in record.get("paragraphs", [record])
        ]
        found.append(joined(parts, "\n"))
    return found


if __name__ == "__main__":
    main()
