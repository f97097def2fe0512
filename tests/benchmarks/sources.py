"""How well articles are taken out of pages: the 181 pages of scrapinghub/article-extraction-benchmark, by its own measure.

    python -m tests.benchmarks.sources FOLDER [--fit]

FOLDER is a checkout of that repository (its pages are not ours to ship). Pages at even places were used to choose the
weights, those at odd places were not; `--fit` chooses them anew and prints them.
"""

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from annotations.sources import main_content
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.page_metadata import page_metadata

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"^\d+\. ")
_RIDGE = 10.0


class Page:
    """A page with its blocks, their features, and which of them are of the article by hand."""

    def __init__(self, markup: str, body: str) -> None:
        since = time.perf_counter()
        root = parse_html(markup)
        about = page_metadata(root)
        self.blocks = HtmlBlocks(base_level=1)
        self.blocks.read(next(root.iter("body"), root))
        votes = main_content.count_votes(self.blocks, root)
        features = main_content.features_of(self.blocks, votes, about.title)
        self.seconds = time.perf_counter() - since
        self.names = list(features[0]) if features else []
        self.features = np.array([list(one.values()) for one in features]).reshape(len(features), -1)
        self.truth = _WORD.findall(body)
        flat = [word for words in votes.words for word in words]
        truth = [word.casefold() for word in self.truth]
        self.is_of_article = np.array(main_content._shares(votes.words, flat, truth)) > 0.5
        self.sizes = np.array([len(words) for words in votes.words], dtype=float)

    def text(self, weights: "np.ndarray") -> list[str]:
        """The words of the blocks that the weights choose; the numbers of lists, which no page has as words, left out."""
        is_wanted = list(self.features @ weights > 0) if len(self.features) else []
        drafts = [self.blocks.drafts[index] for index in main_content.choose_blocks(self.blocks, is_wanted)]
        texts = [_NUMBER.sub("", one.text) if one.kind == "list-item" else one.text for one in drafts]
        return _WORD.findall("\n".join(texts))


def runs(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """The runs of four words that the benchmark compares."""
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def measure(pages: Sequence[Page], weights: "np.ndarray") -> str:
    """F1, precision, recall and pages without any fault, as the benchmark's own `evaluate.py` has them."""
    precisions, recalls, perfect = [], [], []
    for page in pages:
        words = page.text(weights)
        ours, theirs = runs(words), runs(page.truth)
        shared = sum(min(count, theirs[run]) for run, count in ours.items())
        if ours:
            precisions.append(shared / ours.total() if theirs else 0.0)
        if theirs:
            recalls.append(shared / theirs.total())
        perfect.append(words == page.truth)
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    return f"F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}  without fault {statistics.mean(perfect):.1%}"


def fit(pages: Sequence[Page]) -> "np.ndarray":
    """Weights by logistic regression (Newton's method, ridge), each page counting about as much as another."""
    features = np.vstack([page.features for page in pages if len(page.features)])
    truth = np.concatenate([page.is_of_article for page in pages]).astype(float)
    counts = np.concatenate(
        [
            np.minimum(page.sizes, 100) / max(1.0, page.sizes[page.is_of_article].sum()) * 100 + 0.2
            for page in pages
        ]
    )
    weights = np.zeros(features.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (counts * (chance - truth)) + _RIDGE * weights
        bend = (features * (counts * chance * (1 - chance))[:, None]).T @ features + _RIDGE * np.eye(
            len(weights)
        )
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true", help="choose the weights anew and print them")
    options = parser.parse_args()
    truth = json.loads((options.folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = []
    for name in sorted(truth):
        with gzip.open(options.folder / "html" / f"{name}.html.gz", "rt", encoding="utf-8") as file:
            pages.append(Page(file.read(), truth[name]["articleBody"]))
    chosen, held_out = pages[::2], pages[1::2]
    if options.fit:
        weights = fit(chosen)
        names = next(page.names for page in pages if page.names)
        print(
            "\n".join(f'        "{name}": {weight:.2f},' for name, weight in zip(names, weights, strict=True))
        )
    else:
        weights = np.array(list(main_content.WEIGHTS.values()))
    print(f"chosen on   {measure(chosen, weights)}")
    print(f"held out    {measure(held_out, weights)}")
    print(f"all         {measure(pages, weights)}")
    if options.fit:
        print(f"turned      {measure(chosen, fit(held_out))}")
    print(f"median {statistics.median(page.seconds for page in pages) * 1000:.0f} ms a page")


if __name__ == "__main__":
    main()
