"""The store against TinyDB's own JSONStorage on the same notes, paired: `python -m tests.benchmarks.store [NOTES...]`.

Each round measures both, one after the other, so that what else the machine does hits both alike; medians are printed,
and the disk's fsync of as many bytes beside them.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tinydb import TinyDB, where

from annotations.model import Annotation, Target, TextPositionSelector, TextQuoteSelector, TextualBody
from annotations.store.codec import encode, now
from annotations.store.repository import Repository

SIZES = (10_000, 100_000)
ROUNDS = {10_000: 9, 100_000: 3}
WORDS = "the envoy met nobody in the old town on a rainy day and wrote a long letter home about copper prices".split()


def note(number: int) -> Annotation:
    """A note as people make them: a sentence quoted, two said about it, a tag."""
    turn = number % len(WORDS)
    words = " ".join(WORDS[turn:] + WORDS[:turn])
    start = number * 7 % 50_000
    target = Target(
        f"article-{number % 500}",
        (TextQuoteSelector(words[:80], words[:32], words[-32:]), TextPositionSelector(start, start + 80)),
        f"{number:032x}",
        "yellow",
    )
    moment = now()
    body = (TextualBody(f"{words}? {number}"), TextualBody("style", "tagging"))
    return Annotation(f"n-{number:06}" if number >= 0 else "", target, body, moment, moment)


def timed_ms(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def fsync_ms(folder: Path, size: int) -> float:
    """Write and sync as many bytes as the notes file has."""
    path, raw = folder / "fsync.probe", os.urandom(1 << 20) * (size // (1 << 20) + 1)

    def probe() -> None:
        with path.open("wb") as handle:
            handle.write(raw[:size])
            handle.flush()
            os.fsync(handle.fileno())

    taken = timed_ms(probe)
    path.unlink()
    return taken


def make_files(folder: Path, count: int) -> tuple[Path, Path]:
    """The same notes in a file of ours and in one of TinyDB's."""
    ours, stock = folder / "ours.json", folder / "stock.json"
    with Repository.open(ours) as repository, repository.change("all") as change:
        for number in range(count):
            change.put("annotations", encode(note(number)))
    with TinyDB(stock) as plain:
        plain.table("annotations").insert_multiple(encode(note(number)) for number in range(count))
    return ours, stock


def longest_wait_ms(act: Callable[[], object]) -> float:
    """The longest a thread that ticks every millisecond had to wait while `act` ran in another."""
    worker = threading.Thread(target=act)
    worst, last = 0.0, time.perf_counter()
    worker.start()
    while worker.is_alive():
        time.sleep(0.001)
        here = time.perf_counter()
        worst, last = max(worst, here - last), here
    return worst * 1000


def measure(folder: Path, count: int) -> dict[str, tuple[float, float, float]]:
    """Name of the deed to (ours, stock, wanted ratio), in ms: medians."""
    ours, stock = make_files(folder, count)
    taken: dict[str, list[tuple[float, float]]] = {"open": [], "save": [], "query": []}
    probes, waits = [], []
    with Repository.open(ours) as repository, TinyDB(stock) as plain:
        table = plain.table("annotations")
        repository.add(note(-1))
        for turn in range(ROUNDS.get(count, 5)):
            article = f"article-{turn}"
            taken["open"].append(
                (timed_ms(lambda: Repository.open(ours).close()), timed_ms(lambda: TinyDB(stock).tables()))
            )
            record = encode(note(count + turn))
            mine = timed_ms(lambda: repository.add(note(-1)))
            taken["save"].append((mine, timed_ms(lambda record=record: table.insert(record))))
            mine = timed_ms(lambda article=article: repository.annotations(article))
            asked = where("target")["source"] == article
            taken["query"].append((mine, timed_ms(lambda asked=asked: table.search(asked))))
            probes.append(fsync_ms(folder, ours.stat().st_size))
            waits.append(longest_wait_ms(lambda: repository.add(note(-1))))
    wanted = {"open": 1.0, "save": 1 / 5, "query": 1 / 8}
    rows = {
        name: (_median(o for o, _ in t), _median(s for _, s in t), wanted[name]) for name, t in taken.items()
    }
    print(
        f"\n{count:,} notes, {ours.stat().st_size / 1e6:.1f} MB; fsync of as much: {_median(probes):.1f} ms"
    )
    print(f"longest wait of another thread while saving: {_median(waits):.1f} ms")
    return rows


def _median(values: object) -> float:
    return statistics.median(list(values))  # type: ignore[call-overload]


def main(sizes: tuple[int, ...] = SIZES) -> int:
    """Print the table. Returns how many figures miss their mark."""
    missed = 0
    for count in sizes:
        with tempfile.TemporaryDirectory(dir=os.environ.get("POSTIL_BENCH_DIR")) as folder:
            for name, (ours, stock, wanted) in measure(Path(folder), count).items():
                good = ours <= stock * wanted
                missed += not good
                print(
                    f"  {name:6} {ours:9.2f} ms  stock {stock:9.2f} ms  1/{stock / ours:<7.1f} wanted 1/{1 / wanted:g}  {'yes' if good else 'NO'}"
                )
    return missed


if __name__ == "__main__":
    sys.exit(min(main(tuple(map(int, sys.argv[1:])) or SIZES), 1))
