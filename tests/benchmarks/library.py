"""A library of thousands: the list on the screen, search as a process and as one types, the index beside FTS5 by hand.

Paired in the same round with a bare Textual app, with newsboat where that is installed, or with sqlite3 over the same
table. Of 1,000 and 10,000 articles;
`POSTIL_BENCH_ARTICLES=100000` measures other numbers (several with commas), which takes as long as they take to write.
"""

import math
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil

from annotations.library import Library
from annotations.search.conditions import Asking, Sql
from annotations.search.find_rows import find_documents
from annotations.search.index import FILE_NAME
from annotations.search.query import parse_query
from tests.benchmarks.library_articles import COMMON, RARE, write_library
from tests.benchmarks.newsboat import Newsboat, is_installed, version
from tests.benchmarks.programs import ROWS, home, open_bare, open_postil, postil
from tests.benchmarks.table import Figure, percentile, spread
from tests.terminal.session import HAS_PTY, Terminal

TITLE = "a library of articles of 600 words; medians"
_ROUNDS = 7
_SHOWN = ROWS
"""Hits that the list asks for at each letter: as many as may be in view, the rest when no further letter comes."""
_WHOLE = " unread ·"
"""Stands at the top when all is listed; at the bottom a key hints at the next unread one before that."""
_LIMITS: dict[str, tuple[float, float, float]] = {
    "first": (1.3, 1.4, 1.8), "list": (0.3, 0.6, 3), "complete": (0.5, 0.7, 3), "key": (16, 16, 50), "search": (0.25, 0.3, 0.5),
    "index": (3, 3, 3), "memory": (20, 60, 250), "changed": (0.5, 0.5, 0.5), "scan": (6, 60, 600),
}  # fmt: skip
"""For up to 1,000, up to 10,000 and more articles."""


def measure() -> Iterator[Figure]:
    """Each size by itself."""
    sizes = os.environ.get("POSTIL_BENCH_ARTICLES", "1000,10000").split(",")
    for count in map(int, sizes):
        with tempfile.TemporaryDirectory(dir=os.environ.get("POSTIL_BENCH_DIR")) as name:
            yield from _measured(Path(name), count)


def _measured(folder: Path, count: int) -> Iterator[Figure]:
    articles = write_library(folder / "articles", count)
    env = {**home(folder / "home", with_entities=False)}
    with Library.open(env["POSTIL_STORE"], cache=Path(env["POSTIL_CACHE"])) as library:
        begun = time.perf_counter()
        library.index_texts([articles])
        yield _figure("scan", "texts met for the first time", count, time.perf_counter() - begun, "s")
        yield from _asked(library, articles, Path(env["POSTIL_CACHE"]), count)
        yield _changed(library, articles, count)
    time.sleep(2.1)  # folders that changed less than two seconds ago are looked at again
    yield _process("list", ["list", "--json", str(articles)], env, count)
    yield _process("search", ["search", RARE, str(articles), "--limit", "20"], env, count)
    if HAS_PTY:
        yield from _on_screen(articles, env, count)


def _figure(name: str, what: str, count: int, value: float, unit: str, note: str = "") -> Figure:
    limit = _LIMITS[name][0 if count <= 1_000 else 1 if count <= 10_000 else 2]
    return Figure(f"{what}, {count:,}", value, limit, unit, note)


def _asked(library: Library, articles: Path, cache: Path, count: int) -> Iterator[Figure]:
    """One process: letters as they are typed, and the answer beside FTS5's own."""
    letters = [word[:end] for word in ("said", "report", RARE) for end in range(1, len(word) + 1)]
    library.search(RARE, [articles], limit=_SHOWN)
    taken = [_ms(lambda typed=typed: library.search(typed, [articles], limit=_SHOWN)) for typed in letters]  # type: ignore[misc]
    yield _figure("key", "a letter of a search, p95", count, percentile(taken, 0.95), "ms", spread(taken))
    with sqlite3.connect(cache / FILE_NAME) as db:
        for asked in (RARE, COMMON, f"{COMMON} report"):
            yield _beside_fts5(db, asked, count)


def _beside_fts5(db: sqlite3.Connection, asked: str, count: int) -> Figure:
    """The index's own answer, and one by hand: how many there are, and the best twenty with their titles."""
    match = " ".join(f'"{word}" *' for word in asked.split())

    def own() -> None:
        asking = Asking(parse_query(asked), 1, lambda _: (), lambda _: ((), ()), lambda *_: None)
        asking.prepare(db)
        find_documents(db, asking, Sql("1"), 20)

    def by_hand() -> None:
        db.execute("select count(*) from words where words match ?", (match,)).fetchone()
        best = "select rowid, rank from words where words match ? order by rank limit 20"
        db.execute(
            f"select title from ({best}) join documents on id = rowid order by rank", (match,)
        ).fetchall()

    pairs = [(_ms(own), _ms(by_hand)) for _ in range(3 * _ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    note = f"{ours:.2f} ms against {theirs:.2f}"
    return _figure("index", f"the answer to {asked!r} by FTS5's", count, ours / theirs, "x", note)


def _ms(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _changed(library: Library, articles: Path, count: int) -> Figure:
    """From the save until a search finds it."""
    path = next(articles.rglob("8.md"))
    taken = []
    for turn in range(_ROUNDS):
        path.write_text(path.read_text("utf-8") + f"\n\nAnother word: turn{turn}x.\n", "utf-8")
        begun = time.perf_counter()
        library.index_texts([path])
        assert library.search(f"turn{turn}x", [articles]).total == 1
        taken.append(time.perf_counter() - begun)
    return _figure("changed", "a changed file found", count, statistics.median(taken), "s", spread(taken))


def _process(name: str, args: list[str], env: Mapping[str, str], count: int) -> Figure:
    own, taken = {**os.environ, **env}, list[float]()
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(_ROUNDS + 1):
        begun = time.perf_counter()
        subprocess.run(postil(*args), env=own, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - begun)
    return _figure(
        name, f"postil {args[0]}, warm", count, statistics.median(taken[1:]), "s", spread(taken[1:])
    )


def _on_screen(articles: Path, env: Mapping[str, str], count: int) -> Iterator[Figure]:
    """First rows and the whole list beside the bare app, moving about, memory."""
    text = next(articles.rglob("9.txt"))
    beside = _newsboat(articles)
    first, whole, theirs = list[float](), list[float](), list[float]()
    for _ in range(_ROUNDS):
        with open_bare(text, env) as bare:
            shown = bare.wait_for("Report number")
            least = _mib(bare)
        with open_postil(articles, env) as ours:
            first.append(ours.wait_for("Report number") / shown)
            whole.append(ours.wait_for(_WHOLE))
        if beside is not None:
            theirs.append(beside.first_rows() / shown)
    yield _figure(
        "first", "first rows by the bare app's", count, statistics.median(first), "x", spread(first)
    )
    if beside is None:
        print(
            "  newsboat isn't installed: its first rows are not measured (apt-get install newsboat)",
            flush=True,
        )
    else:
        name = f"the same of {version()}, {count:,} items"
        yield Figure(name, statistics.median(theirs), math.inf, "x", spread(theirs))
    yield _figure("complete", "the list complete", count, statistics.median(whole), "s", spread(whole))
    with open_postil(articles, env) as ours:
        ours.wait_for(_WHOLE)
        ours.settle()
        taken = [reply.last_ms for key in "j" * 40 + ">>>" if (reply := ours.press(key)) is not None]
        yield _figure("key", "a move or a sort, p95", count, percentile(taken, 0.95), "ms", spread(taken))
        yield _figure("memory", "memory above the bare app", count, _mib(ours) - least, "MiB")


def _newsboat(articles: Path) -> Newsboat | None:
    """It, with an item for each article, where it is installed."""
    if not is_installed():
        return None
    files = sorted(path for path in articles.rglob("*") if path.is_file())
    return Newsboat(articles.with_name("newsboat"), (path.read_text("utf-8") for path in files))


def _mib(program: Terminal) -> float:
    info = psutil.Process(program.pid).memory_full_info()
    return float(getattr(info, "pss", info.uss)) / (1 << 20)
