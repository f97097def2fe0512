"""The full-size proof: `python -m tests.torture [KILLS]`. Prints each figure of the promise; ends with 1 if one is broken."""

import contextlib
import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.store import main as benchmark
from tests.torture.disk import Disk
from tests.torture.killing import Tally, kill_often, one_of_many_killed
from tests.torture.sweep import sweep_errors, sweep_mending, sweep_session


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("POSTIL_BENCH_DIR")) as folder:
        yield Path(folder)


def report(what: str, figures: str, wrong: list[str], since: float) -> bool:
    print(
        f"{'ok ' if not wrong else 'BAD'} {what}: {figures}  ({time.monotonic() - since:.0f} s)", flush=True
    )
    for line in wrong[:5]:
        print(f"      {line}")
    return bool(wrong)


def killed(what: str, act: Callable[[Path], Tally]) -> bool:
    since = time.monotonic()
    with workplace() as folder:
        tally = act(folder / "notes.json")
    return report(what, tally.words, tally.wrong, since)


def swept(what: str, act: Callable[[], tuple[int, list[str]]]) -> bool:
    since = time.monotonic()
    looked, wrong = act()
    return report(what, f"{looked:,} disks looked at, {len(wrong)} wrong", wrong, since)


def main(kills: int) -> int:
    """Run all; returns how many promises broke."""
    no_links = partial(Disk, links=False)
    broken = [
        swept("death and power loss at every call", lambda: sweep_session(rounds=12)),
        swept("the same without hard links", lambda: sweep_session(no_links, rounds=12)),
        swept("death while a damaged file is mended", lambda: sweep_mending(rounds=12)),
        *(
            swept(
                f"{errno.errorcode[code]} at every call",
                lambda code=code: sweep_errors(error=code, rounds=12),
            )
            for code in (errno.ENOSPC, errno.EIO, errno.EACCES)
        ),
        killed("kill -9, one writer", lambda store: kill_often(store, kills // 2, 1, seed=1)),
        killed("kill -9, three writers", lambda store: kill_often(store, kills - kills // 2, 3, seed=2)),
        killed("4 at once, one killed", lambda store: one_of_many_killed(store, rounds=200)),
        bool(benchmark()),
    ]
    print(f"\n{broken.count(True)} of {len(broken)} promises broken")
    return broken.count(True)


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]) if sys.argv[1:] else 1000), 1))
