"""Start: from the command to the first text, paired with the yardstick in the same round."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.programs import home, open_bare, open_postil
from tests.benchmarks.table import Figure, spread
from tests.benchmarks.texts import FIRST_WORDS, HUGE, NOVEL, SMALL, write_text

TITLE = "first text, from the command on; medians of ratios of pairs in the same round"
ROUNDS = 9


def measure(rounds: int = ROUNDS) -> Iterator[Figure]:
    """First text at three sizes."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured(Path(folder), rounds)


def _measured(folder: Path, rounds: int) -> Iterator[Figure]:
    texts = {
        "3 KB": write_text(folder / "small.txt", SMALL),
        "3.2 MB": write_text(folder / "novel.txt", NOVEL),
        "3.2 MB wrapped": write_text(folder / "wrapped.txt", NOVEL, wrapped=True),
        "50 MB": write_text(folder / "huge.txt", HUGE),
        "50 MB wrapped": write_text(folder / "long.txt", HUGE, wrapped=True),
    }
    taken: dict[str, list[float]] = {name: [] for name in ("bare", *texts)}
    for turn in range(-1, rounds):
        env = home(folder / f"home{turn}")
        with open_bare(texts["3 KB"], env) as bare:
            found = {"bare": bare.wait_for(FIRST_WORDS)}
        for name, path in texts.items():
            with open_postil(path, env) as ours:
                found[name] = ours.wait_for(FIRST_WORDS)
        for name, seconds in found.items():
            taken[name] += [seconds] if turn >= 0 else []  # the first round warms the disk's cache
    yield _ratio("3 KB against the bare app", taken["3 KB"], taken["bare"], 1.25)
    for name, limit in (("3.2 MB", 1.3), ("3.2 MB wrapped", 1.3), ("50 MB", 4), ("50 MB wrapped", 4)):
        yield _ratio(f"{name} against our own 3 KB", taken[name], taken["3 KB"], limit)


def _ratio(name: str, ours: list[float], theirs: list[float], limit: float) -> Figure:
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    note = f"{statistics.median(ours) * 1000:.0f} ms against {statistics.median(theirs) * 1000:.0f}; {spread(ratios)}"
    return Figure(name, statistics.median(ratios), limit, "x", note)
