"""Names of a library of 5,000 articles with 200,000 mentions: made up, put into the caches as an engine would have left them."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from annotations.entities.article_entities import ArticleEntities
from annotations.entities.cache import EntityCache
from annotations.entities.corrections import Correction
from annotations.library import Library
from annotations.mentions.company import beside
from annotations.mentions.names import EVERYWHERE, Where, articles_under, list_names
from annotations.model import Entity, TextSpan
from tests.benchmarks.table import Figure
from tui.lists.names import NameState, parse_name_query

TITLE = "the workbench of names"
ARTICLES, MENTIONS_EACH, NAMES = 5_000, 40, 40_000
_LABELS = ("PERSON", "PERSON", "ORG", "GPE")
_CORRECTED_IN = 1_000
"""Articles that mention, twice each, whom a correction is about: 2,000 mentions."""
_RUNS = 7
_TODAY = date(2026, 11, 30)


def measure() -> Iterator[Figure]:
    """Make the library, then ask it what the screens ask."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["POSTIL_CACHE"] = str(folder / "cache")  # where found names are kept
        with Library.open(folder / "notes.json", cache=folder / "cache") as library:
            rows = _make(library, folder / "articles")
            before = time.perf_counter()
            coverage = library.mentions.update(rows)
            yield Figure("the index made anew, all of it", time.perf_counter() - before, 60, "s")
            assert coverage.known == ARTICLES
            yield from _asked(library, folder)
            yield from _corrected(library)
        yield Figure("memory of a process with all names", _memory(folder), 20, "MiB", "above one with none")


def _make(library: Library, folder: Path) -> list:
    """Write the articles, list them, and keep their names."""
    draw = random.Random(5)
    names = [
        f"{draw.choice(_SYLLABLES)}{draw.choice(_SYLLABLES)} {draw.choice(_SYLLABLES).title()}{at}"
        for at in range(NAMES)
    ]
    weights = list(accumulate(1 / (rank + 1) ** 0.85 for rank in range(NAMES)))
    folder.mkdir()
    texts: list[list[str]] = []
    for number in range(ARTICLES):
        said = draw.choices(names, cum_weights=weights, k=MENTIONS_EACH - 2 * (number < _CORRECTED_IN))
        said += ["Vera Orlova"] * (2 * (number < _CORRECTED_IN))
        texts.append(said)
        day = _TODAY - timedelta(days=draw.randrange(2_000))
        words = "\n\n".join(
            " ".join(f"{name} came by." for name in said[at : at + 4]) for at in range(0, len(said), 4)
        )
        (folder / f"{number}.md").write_text(f"---\ntitle: Article {number}\ndate: {day}\n---\n{words}\n")
    rows = list(library.listings([folder]))
    with EntityCache() as cache, ArticleEntities(cache=cache) as kept:
        for row in rows:
            article = library.read(row.path)
            entities, at = [], 0
            for name in texts[int(row.path.stem)]:
                at = article.text.index(name, at)
                label = _LABELS[len(name) % len(_LABELS)]
                entities.append(Entity(TextSpan(at, at + len(name)), label, name, name))
                at += len(name)
            kept.keep(article, entities, section=0, language="en")
    return rows


_SYLLABLES = ("Mar", "dov", "kin", "Ala", "ber", "Tos", "ril", "Vel", "nam", "Oki")


def _asked(library: Library, folder: Path) -> Iterator[Figure]:
    index, folders = library.mentions.index, [folder / "articles"]

    def first_rows() -> object:
        assert len(articles_under(index, folders)) == ARTICLES
        return list_names(index, most=200)

    yield _best("names screen: what its first frame shows", first_rows, 100)
    names = list_names(index)
    yield _best(f"all {len(names):,} names", lambda: list_names(index), 1_000)
    recent = Where(after=_TODAY - timedelta(days=30))
    yield _best("names of the last month", lambda: list_names(index, recent), 1_000)
    state = NameState()
    state.names = names
    for words in ("m", "mar", "mar tos"):
        state.query = parse_name_query(words)
        yield _best(f"a filter key: {words}", lambda: state.shown(_TODAY), 16)
    vera = next(name for name in names if name.name == "Vera Orlova")
    yield _best("a card (2,000 mentions)", lambda: library.card(vera, EVERYWHERE), 50)
    yield _best("who appears with it (1,000 articles)", lambda: beside(index, vera.id), 100)
    yield _best("who appears with the most frequent", lambda: beside(index, names[0].id), 100)


def _corrected(library: Library) -> Iterator[Figure]:
    def correct() -> None:
        library.mentions.apply_rules()

    correction = Correction("relabel", "Vera Orlova", "", "ORG", scope="everywhere")
    library.name_corrections.include([correction], "relabelled")
    before = time.perf_counter()
    correct()
    yield Figure(
        "a correction everywhere, in the index",
        (time.perf_counter() - before) * 1e3,
        1_000,
        "ms",
        "2,000 mentions",
    )
    vera = next(name for name in list_names(library.mentions.index, most=50) if name.name == "Vera Orlova")
    assert (vera.label, vera.mentions) == ("ORG", 2 * _CORRECTED_IN)


def _best(name: str, ask: Callable[[], object], limit_ms: float) -> Figure:
    times = []
    for _ in range(_RUNS):
        before = time.perf_counter()
        ask()
        times.append((time.perf_counter() - before) * 1e3)
    return Figure(name, min(times), limit_ms, "ms", f"median {sorted(times)[_RUNS // 2]:.1f}")


_HOLDS = """
import sys
from pathlib import Path
import psutil
from annotations.mentions.index import MentionIndex
from annotations.mentions.names import list_names
index = MentionIndex(Path(sys.argv[1]))
names = list_names(index)
print(psutil.Process().memory_info().rss)
"""


def _memory(folder: Path) -> float:
    """MiB that the names of all articles cost a process that holds them."""
    (folder / "empty").mkdir()

    def held(cache: Path) -> int:
        done = subprocess.run(
            [sys.executable, "-c", _HOLDS, str(cache)], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    return (held(folder / "cache") - held(folder / "empty")) / (1 << 20)
