"""How well notes stay on their words: `python -m tests.benchmarks.anchoring [TEXT...]`

Edits with known truth (`tests/benchmarks/edits.py`) on the first 100 KB of a text. Without arguments: the sample
articles (84 KB), and a text of near-identical sentences. Everything was tuned on the first chapters of "Alice in
Wonderland" and on those sentences, nothing on the samples. "200 notes" includes making the text ready, which a note's own
time does not. Ends with 1 if a figure of the promise is missed.
"""

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotations.anchoring import describe, resolve
from annotations.anchoring.normalize import prepare
from annotations.model import Selector, TextSpan
from annotations.paths import samples_folder
from annotations.sources import read_article
from annotations.text.canonical import canonical
from tests.benchmarks import edits
from tests.benchmarks.edits import Text

CHARS = 100_000
QUOTES = 200
EDITS: dict[str, edits.Edit] = {
    "typos in 2 % of letters": edits.typos,
    "paragraphs in and out": edits.paragraphs_changed,
    "quotes, dashes, blanks": edits.typography,
    "paragraphs reordered": edits.reordered,
    "sentences swapped": edits.sentences_reordered,
    "10 % of words replaced": edits.reworded,
    "all together": edits.everything,
}
AT_LEAST = {"all together": 0.98}
"""Share that must be right; 99 % for the others."""


@dataclass
class Row:
    """What became of the notes of one kind of edit."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    times_ms: list[float] = field(default_factory=list)
    total_s: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return sum(self.counts[what] for what in ("right", "ends", "orphan", "wrong"))

    def share(self, what: str) -> float:
        return self.counts[what] / max(self.asked, 1)

    def p95_ms(self) -> float:
        return statistics.quantiles(self.times_ms, n=20)[-1] if len(self.times_ms) > 1 else 0.0


def judged(found: TextSpan | None, truth: TextSpan | None) -> str:
    """Right is the very span, blanks at its ends aside; "ends": the right words, but not all or some besides."""
    if found is None:
        return "right" if truth is None else "orphan"
    if truth is None:
        return "wrong"
    shared = min(found.end, truth.end) - max(found.start, truth.start)
    return "right" if found == truth else "ends" if 2 * shared >= min(len(found), len(truth)) else "wrong"


def tight(text: str, span: TextSpan | None) -> TextSpan | None:
    """Without what typography puts at the ends: blanks and zero-width characters."""
    if span is None:
        return None
    start, end = span.start, span.end
    skip = "\u200b\u00ad\u2060"
    while start < end and (text[start].isspace() or text[start] in skip):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in skip):
        end -= 1
    return TextSpan(start, end)


def ask(row: Row, edited: Text, old: TextSpan, selectors: tuple[Selector, ...]) -> None:
    truth, state = edited.truth(old)
    if state == "torn":
        row.counts["torn"] += 1
        return
    since = time.perf_counter()
    anchor = resolve(edited.chars, selectors)
    row.times_ms.append((time.perf_counter() - since) * 1000)
    verdict = judged(tight(edited.chars, anchor.span), tight(edited.chars, truth))
    row.counts[verdict] += 1
    if verdict != "right":
        found = edited.chars[anchor.span.start : anchor.span.end] if anchor.span else None
        asked = next(getattr(s, "exact", "") for s in selectors)
        wanted = edited.chars[truth.start : truth.end] if truth else None
        row.wrong.append(
            f"{verdict}\n   asked  {asked!r}\n   wanted {wanted!r}\n   found  {found!r} {anchor}"
        )


def edited_rows(text: str, seed: int, rounds: int = 1) -> Iterator[Row]:
    for name, edit in EDITS.items():
        row, prepared_s = Row(name), 0.0
        for turn in range(rounds):
            rng = random.Random(f"{name} {seed} {turn}")
            spans = edits.quotes(text, rng, QUOTES)
            known = [describe(text, span) for span in spans]
            edited = edit(Text.first(text), rng)
            since = time.perf_counter()
            prepare(edited.chars)
            prepared_s += time.perf_counter() - since
            for span, selectors in zip(spans, known, strict=True):
                ask(row, edited, span, selectors)
        row.total_s = (sum(row.times_ms) / 1000 + prepared_s) / rounds
        yield row


def deleted_row(text: str, seed: int, name: str, before: edits.Edit | None, count: int = QUOTES) -> Row:
    """Each quote taken out of a text of its own (and the text edited besides): an orphan, every time."""
    row = Row(name)
    rng = random.Random(f"deleted {seed}")
    base = before(Text.first(text), rng) if before else Text.first(text)
    for span in edits.quotes(text, rng, count):
        edited = edits.without(base, span)
        prepare(edited.chars)
        ask(row, edited, span, describe(text, span))
    row.total_s = sum(row.times_ms) / 1000
    return row


def rows(text: str, seed: int, rounds: int = 1) -> Iterator[Row]:
    yield from edited_rows(text, seed, rounds)
    yield deleted_row(text, seed, "quote deleted", None)
    yield deleted_row(text, seed, "deleted, all together", edits.everything)


def samples() -> str:
    """The prose that comes with postil: its sample articles, one after the other."""
    files = sorted(path for path in samples_folder().iterdir() if path.suffix in (".txt", ".md"))
    return "\n\n".join(read_article(path).text for path in files)[:CHARS]


def report(name: str, text: str, seed: int, rounds: int, *, near_identical: bool) -> int:
    print(f"\n{name}: {len(text):,} characters, {QUOTES * rounds} quotes a kind of edit")
    print(
        f"{'':28}{'right':>8}{'ends off':>10}{'orphan':>8}{'wrong':>8}{'median':>9}{'p95':>9}{'200 notes':>11}"
    )
    missed = 0
    for row in rows(text, seed, rounds):
        wanted = 0.0 if near_identical else AT_LEAST.get(row.name, 1.0 if "deleted" in row.name else 0.99)
        allowed = 0.03 if near_identical else 0.0
        bad = row.share("right") < wanted or row.share("wrong") > allowed or row.p95_ms() > 15
        bad = bad or ("deleted" not in row.name and row.total_s > 1)
        missed += bad
        print(
            f"{'BAD ' if bad else 'ok  '}{row.name:24}{row.share('right'):8.1%}{row.share('ends'):10.1%}"
            f"{row.share('orphan'):8.1%}"
            f"{row.share('wrong'):8.1%}{statistics.median(row.times_ms):6.2f} ms{row.p95_ms():6.2f} ms"
            f"{row.total_s:9.2f} s"
        )
        if "-v" in sys.argv:
            print("\n".join(row.wrong[:8]))
    return missed


def main(paths: list[str]) -> int:
    """Print the tables; returns how many figures were missed."""
    texts = [(Path(path).name, canonical(Path(path).read_text(encoding="utf-8"))[:CHARS]) for path in paths]
    missed = 0
    for name, text in texts or [("the sample articles", samples())]:
        missed += report(name, text, 1, 2, near_identical=False)
    missed += report(
        "near-identical sentences", edits.twins(random.Random(9), CHARS), 2, 2, near_identical=True
    )
    print(f"\n{missed} figures missed")
    return missed


if __name__ == "__main__":
    sys.exit(min(main([path for path in sys.argv[1:] if path != "-v"]), 1))
