"""The entity pipeline: how long it takes to load, how long a word takes, how large it is.

Each figure comes from a fresh process, as the reader's entity process is. By the clock a figure counts only on a quiet
machine, so the processor time stands beside it: with two cores to itself a word takes a little more than half of it.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from annotations.entities.engine_version import PIPELINE
from tests.benchmarks.table import Figure, spread
from tests.benchmarks.texts import paragraphs

TITLE = "the entity pipeline"
_ROUNDS = 5
_WORDS_AN_ARTICLE, _ARTICLES = 600, 24
_CHILD = """
import json, sys, time
began = time.perf_counter()
from annotations.entities import load_engine
engine = load_engine()
engine.entities("Steve Witkoff met Putin.")
loaded = time.perf_counter() - began, time.process_time()
texts = json.load(sys.stdin)
clock, cpu = time.perf_counter(), time.process_time()
found = sum(len(engine.entities(text)) for text in texts)
import psutil
print(json.dumps({
    "load_s": loaded[0], "load_cpu_s": loaded[1], "found": found,
    "clock_s": time.perf_counter() - clock, "cpu_s": time.process_time() - cpu,
    "mib": psutil.Process().memory_info().rss / 2**20,
}))
"""


def measure() -> Iterator[Figure]:
    """Loading, words, memory, weights."""
    articles = _articles()
    words = sum(len(article.split()) for article in articles)
    runs = [_run(articles) for _ in range(_ROUNDS)]

    def median(name: str) -> float:
        return statistics.median(run[name] for run in runs)

    yield Figure("loaded and asked once, by the clock", median("load_s"), 1.5, "s", _note(runs, "load_s"))
    yield Figure("the same, processor time", median("load_cpu_s"), 1.5, "s", _note(runs, "load_cpu_s"))
    clock, cpu = (median(name) / words * 1e6 for name in ("clock_s", "cpu_s"))
    yield Figure(
        "a word, by the clock", clock, 200, "µs", f"{1e6 / clock:,.0f} words/s, an article at a time"
    )
    yield Figure("a word, processor time", cpu, 400, "µs", f"{1e6 / cpu:,.0f} words for a second of it")
    yield Figure(f"memory after {words:,} words", median("mib"), 350, "MiB", _note(runs, "mib"))
    weights = sum(path.stat().st_size for path in Path(PIPELINE).iterdir()) / 1e6
    yield Figure("weights and vocabulary", weights, 25, "MB")


def _articles() -> list[str]:
    """Articles of the sample texts' paragraphs, each of about `_WORDS_AN_ARTICLE` words."""
    pool = [block for block in paragraphs() if block.isprintable()]
    made: list[str] = []
    at = 0
    while len(made) < _ARTICLES:
        article: list[str] = []
        while sum(len(block.split()) for block in article) < _WORDS_AN_ARTICLE:
            article.append(pool[at % len(pool)])
            at += 1
        made.append("\n".join(article))
    return made


def _run(articles: list[str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], input=json.dumps(articles), capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _note(runs: list[dict[str, float]], name: str) -> str:
    return spread(run[name] for run in runs)
