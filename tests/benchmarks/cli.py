"""The command line as whole processes: what each takes beyond `python -c pass`, measured in turn with it.

Search is measured on 1,000 articles of a few hundred words: cold without any cache, then warm, then after ten edits.
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from annotations.store.codec import encode
from annotations.store.repository import Repository
from tests.benchmarks.store import note
from tests.benchmarks.table import Figure, spread

TITLE = "whole processes"
ROUNDS = 9
NOTES = 10_000
ARTICLES = 1_000
_ROOT = Path(__file__).parents[2]
_NOTHING = [sys.executable, "-c", "pass"]


def measure() -> Iterator[Figure]:
    """Help, notes, completion and search."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("POSTIL_BENCH_DIR")) as name:
        folder = Path(name)
        env = _env(folder)
        _fill(folder)
        for args in (["--help"], ["--version"], ["notes"], ["tags"]):
            _run_ms(args, env)
        yield _beyond("postil --help, beyond python -c pass", ["--help"], env, 60)
        yield _beyond("postil --version, beyond python -c pass", ["--version"], env, 60)
        for args in (["notes"], ["notes", "--json"], ["notes", "--tag", "style", "--json"], ["tags"]):
            yield _whole(f"postil {' '.join(args)}, {NOTES:,} notes", args, env, 500)
        asked = {
            **env,
            "_POSTIL_COMPLETE": "bash_complete",
            "COMP_WORDS": "postil notes --tag st",
            "COMP_CWORD": "3",
        }
        yield _whole(f"completing a tag, {NOTES:,} notes", [], asked, 500)
        articles = _write_articles(folder / "articles")
        few = {**env, "POSTIL_STORE": str(folder / "few.json")}
        yield from _searches(articles, folder, few)
        asked = {
            **few,
            "_POSTIL_COMPLETE": "bash_complete",
            "COMP_WORDS": "postil show number",
            "COMP_CWORD": "2",
        }
        yield _whole(f"completing a title, {ARTICLES:,} articles", [], asked, 500)


def _searches(articles: Path, folder: Path, env: dict[str, str]) -> Iterator[Figure]:
    search = ["search", "envoy talks", str(articles)]
    _check_finds(search, env)  # and compile what only a first call compiles
    cold: list[float] = []
    for _ in range(3):
        shutil.rmtree(folder / "cache", ignore_errors=True)
        cold.append(_run_ms(search, env))
    yield Figure(
        f"postil search, {ARTICLES:,} articles, cold", statistics.median(cold), 1000, "ms", spread(cold)
    )
    yield _whole(f"postil search, {ARTICLES:,} articles, warm", search, env, 1000)
    for path in sorted(articles.iterdir())[:10]:
        path.write_text(path.read_text("utf-8") + "One sentence more.\n", "utf-8")
    edited = _run_ms(search, env)
    yield Figure(f"postil search, {ARTICLES:,} articles, ten edited", edited, 1000, "ms")


def _beyond(name: str, args: list[str], env: dict[str, str], limit_ms: float) -> Figure:
    taken = [(_run_ms(args, env), _run_ms(None, env)) for _ in range(ROUNDS)]
    more = [mine - nothing for mine, nothing in taken]
    return Figure(name, statistics.median(more), limit_ms, "ms", spread(more))


def _whole(name: str, args: list[str], env: dict[str, str], limit_ms: float) -> Figure:
    taken = [(_run_ms(args, env), _run_ms(None, env)) for _ in range(ROUNDS)]
    nothing = statistics.median(nothing for _, nothing in taken)
    mine = [whole for whole, _ in taken]
    return Figure(
        name, statistics.median(mine), limit_ms, "ms", f"{spread(mine)}; python -c pass {nothing:.0f}"
    )


def _run_ms(args: list[str] | None, env: dict[str, str]) -> float:
    """One process from its start to its end, what it prints thrown away; None: one that does nothing."""
    command = _NOTHING if args is None else [sys.executable, "-m", "tui", *args]
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True, cwd=_ROOT)
    return (time.perf_counter() - start) * 1000


def _check_finds(search: list[str], env: dict[str, str]) -> None:
    """What finds nothing is no search worth measuring: end here."""
    command = [sys.executable, "-m", "tui", *search]
    if not subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, cwd=_ROOT).stdout.strip():
        sys.exit(f"postil {' '.join(search)}: finds nothing; ask for words that the articles have")


def _env(folder: Path) -> dict[str, str]:
    """A store, settings and caches of its own; and compiled modules, as every installed program has them."""
    own = {"STORE": "notes.json", "CONFIG": "config.toml", "CACHE": "cache"}
    env = {**os.environ, **{f"POSTIL_{name}": str(folder / place) for name, place in own.items()}}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**env, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _fill(folder: Path) -> None:
    with Repository.open(folder / "notes.json") as repository, repository.change("all") as change:
        for number in range(NOTES):
            change.put("annotations", encode(note(number)))


def _write_articles(folder: Path) -> Path:
    """Articles out of the samples' paragraphs, always the same."""
    folder.mkdir()
    mixed = random.Random(7)
    paragraphs = [
        paragraph.strip()
        for path in sorted((_ROOT / "seeds").glob("*.txt"))
        for paragraph in path.read_text("utf-8").split("\n\n")
        if len(paragraph) > 200 and not paragraph.startswith("---")
    ]
    for number in range(ARTICLES):
        body = "\n\n".join(mixed.sample(paragraphs, 9))
        head = f"Report number {number}"
        if number % 3:
            (folder / f"{number}.txt").write_text(
                f"{head}\nBy John Roe, {number % 28 + 1} March 2025\n\n{body}", "utf-8"
            )
        else:
            front = f"---\ntitle: {head}\nauthor: Jane Doe\ntags: [x{number % 5}]\n---\n\n# {head}\n\n"
            (folder / f"{number}.md").write_text(front + body, "utf-8")
    return folder
