"""kill -9 at random moments: what a writer said was done must be in the file, and the file must open."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tinydb import TinyDB

from annotations.store.repository import Repository

ROOT = Path(__file__).parents[2]
ENDLESS = 10**6


@dataclass
class Tally:
    """What writers have said, over all kills."""

    kills: int = 0
    acknowledged: int = 0
    notes: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return f"{self.kills} kills, {self.acknowledged:,} changes acknowledged, {len(self.wrong)} wrong"


def start(store: Path, name: str, seed: int, rounds: int = ENDLESS) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.torture.writer", str(store), name, str(seed), str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ})


def take_in(tally: Tally, lines: Iterator[str]) -> dict[str, str] | None:
    """Follow what a writer said to its end; returns what it was trying when it died."""
    trying: dict[str, str] | None = None
    for line in lines:
        if not line.endswith("\n"):
            break  # cut off in the middle of a word
        said = json.loads(line)
        if "trying" in said:
            trying = said
            continue
        trying = None
        tally.acknowledged += 1
        if said["done"] == "remove":
            tally.notes.pop(said["id"], None)
        else:
            tally.notes[said["id"]] = said["text"]
    return trying


def verify(tally: Tally, store: Path, trying: list[dict[str, str]]) -> None:
    """Compare the file with what was said; a change that was being tried may be there or not."""
    try:
        with TinyDB(store) as plain:
            plain.table("annotations").all()
        with Repository.open(store) as repository:
            found = {a.id: a.note for a in repository.annotations()}
            tally.wrong += [f"notice: {notice}" for notice in repository.notices]
    except Exception as error:
        tally.wrong.append(f"unreadable: {error!r}")
        return
    open_texts = {t["text"] for t in trying if t["trying"] != "remove"}
    open_removals = {t["id"] for t in trying if t["trying"] == "remove"}
    for identifier in {*found, *tally.notes}:
        is_now, said = found.get(identifier), tally.notes.get(identifier)
        if is_now == said or is_now in open_texts or (is_now is None and identifier in open_removals):
            continue
        tally.wrong.append(f"kill {tally.kills}: {identifier} is {is_now!r}, acknowledged was {said!r}")
    tally.notes = found


def kill_often(store: Path, kills: int, writers: int, seed: int = 1, tally: Tally | None = None) -> Tally:
    """Let `writers` write, kill them all at a random moment, look, again; notes pile up over the kills."""
    chance, tally = random.Random(seed), tally or Tally()
    while tally.kills < kills:
        running = [start(store, f"w{n}", tally.kills) for n in range(writers)]
        heads = [_first_words(process, chance.randint(1, 10)) for process in running]
        time.sleep(chance.uniform(0, 0.006))
        for process in chance.sample(running, len(running)):
            process.kill()
        tails = [process.communicate()[0] for process in running]
        lines = [
            iter((head + tail).splitlines(keepends=True)) for head, tail in zip(heads, tails, strict=True)
        ]
        trying = [said for each in lines if (said := take_in(tally, each))]
        tally.kills += writers
        verify(tally, store, trying)
    return tally


def _first_words(process: subprocess.Popen[str], acknowledged: int) -> str:
    """What a writer says until so many changes are done: two lines each."""
    assert process.stdout
    return "".join(process.stdout.readline() for _ in range(2 * acknowledged))


def one_of_many_killed(store: Path, rounds: int, writers: int = 4, timeout_s: float = 300) -> Tally:
    """Several writers at once, the first is killed in the middle: the others finish, nothing of anybody is lost."""
    tally = Tally(kills=1)
    running = [start(store, f"w{n}", 0, ENDLESS if n == 0 else rounds) for n in range(writers)]
    victim = running[0]
    assert victim.stdout
    head = "".join(victim.stdout.readline() for _ in range(rounds))
    victim.kill()
    outputs = [head + victim.communicate()[0]]
    outputs += [process.communicate(timeout=timeout_s)[0] for process in running[1:]]
    trying = [said for output in outputs if (said := take_in(tally, iter(output.splitlines(keepends=True))))]
    tally.wrong += [
        f"writer {n} ended with {p.returncode}" for n, p in enumerate(running[1:], 1) if p.returncode
    ]
    verify(tally, store, trying)
    return tally
