"""Memory of the process that paints (not of the entity process), against the yardstick and in MiB."""

import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil

from tests.benchmarks.programs import home, open_bare, open_postil
from tests.benchmarks.table import Figure
from tests.benchmarks.texts import FIRST_WORDS, HUGE, NOVEL, SMALL, write_text
from tests.terminal.session import Terminal

TITLE = "memory of the UI process (PSS where the system knows it, else USS), after some reading"
_ROUNDS = 3
_WAIT_S = {"3 KB": 6.0, "3.2 MB": 20.0, "50 MB": 30.0}
"""How long entities come in before it is measured."""


def measure() -> Iterator[Figure]:
    """Three sizes, curly quotes and all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = write_text(folder / "small.txt", SMALL)
        ratios, notes = [], []
        for turn in range(_ROUNDS):
            env = home(folder / f"home{turn}")
            bare = _used_mib(open_bare, small, env, 1.0)
            ours = _used_mib(open_postil, small, env, _WAIT_S["3 KB"])
            ratios.append(ours / bare)
            notes.append(f"{ours:.0f} MiB against {bare:.0f}")
        yield Figure("3 KB against the bare app", statistics.median(ratios), 1.3, "x", "; ".join(notes))
        for size, bytes_, limit in (("3.2 MB", NOVEL, 110), ("50 MB", HUGE, 320)):
            path = write_text(folder / f"{bytes_}.txt", bytes_)
            used = _used_mib(open_postil, path, home(folder / f"home-{size}"), _WAIT_S[size])
            yield Figure(f"{size} with curly quotes", used, limit, "MiB")


def _used_mib(
    start: Callable[[Path, Mapping[str, str]], Terminal], path: Path, env: Mapping[str, str], wait_s: float
) -> float:
    with start(path, env) as program:
        program.wait_for(FIRST_WORDS)
        program.settle()
        for key in "  G  g   ":
            program.press(key)
        most = 0.0
        program.rest(wait_s)
        for _ in range(3):
            program.rest(0.3)
            info = psutil.Process(program.pid).memory_full_info()
            most = max(most, getattr(info, "pss", info.uss) / (1 << 20))
        return most
