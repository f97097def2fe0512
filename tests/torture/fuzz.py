"""Random keys on the page for a while, then kill -9: no crash, no note lost.

`python -m tests.torture.fuzz [SECONDS] [SEED]` prints what came of it. A note is lost if it was in the store once and is
neither there nor in the trash at the end. Undo, which may rightly take a note
away, and keys that run other programs are not pressed.
"""

import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from annotations.store.repository import Repository
from tests.terminal.session import Terminal

_ROOT = Path(__file__).parents[2]
_KEYS = (
    *"jjjjkkkkdubgG{}{}nNeEeE*LixcMmfI+-zyTta]][[DDvVvVJK?/1234567890'aaa",
    *("\r", "\x1b", "\x1b", "\x1b", "\t", " ", "\x1b[Z", "\x1b[A", "\x1b[B", "\x13", "\x13", "\x14", "\x12"),
    *("\x1b1", "\x1b2", "\x1b3", "\x1b4", "\x1b[200~pasted\r\n\x07words\x1b[201~", "\x7f"),
)
_SELECTING = "vVhlwbejk(){}0$o\tHyHgHp"
_WORDS = ("copper ", "tin", "é", "京都", "#tag", "e\u0301", "\u200d", ", ")
_SIZES = (
    (80, 24),
    (120, 40),
    (200, 50),
    (60, 12),
    (99, 30),
    (100, 30),
    (40, 8),
    (20, 5),
    (10, 3),
    (1, 1),
    (23, 9),
)
_TEXT_PARAGRAPHS = 80


@dataclass(slots=True)
class Course:
    """What happened."""

    keys: int = 0
    starts: int = 0
    ended_well: int = 0
    notes: set[str] = field(default_factory=set)
    """Ids that were ever seen in the store."""
    wrong: list[str] = field(default_factory=list)


def fuzz(folder: Path, seconds: float, seed: int) -> Course:
    """Press keys for so long; `folder` is empty."""
    chance, course = random.Random(seed), Course()
    texts = folder / "texts"
    texts.mkdir()
    names = "Steve Witkoff met Ana Ruiz in Ghent on 3 May 2021 about copper, tin and $1.2bn. 京都の人。 "
    for number in range(3):
        body = [f"Paragraph {n} of {number}. {names * (n % 4 + 1)}" for n in range(_TEXT_PARAGRAPHS)]
        (texts / f"{number}.txt").write_text("\n\n".join([f"Title {number}", *body]), encoding="utf-8")
    (folder / "config.toml").write_text("", encoding="utf-8")
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not course.wrong:
        _one_run(folder, chance, course, ends)
    _look(folder, course, is_over=True)
    return course


def _one_run(folder: Path, chance: random.Random, course: Course, ends: float) -> None:
    course.starts += 1
    command = [sys.executable, "-m", "tui", "--store", str(folder / "notes.json")]
    command += ["--config", str(folder / "config.toml"), str(folder / "texts" / f"{chance.randrange(3)}.txt")]
    env = {"PYTHONPATH": str(_ROOT), "PATH": str(folder / "none"), "HOME": str(folder)}
    env["POSTIL_CACHE"] = str(folder / "cache")
    with Terminal(command, columns=100, rows=30, cwd=str(folder), env=env) as page:
        page.wait_for("postil ›")
        until = min(ends, time.monotonic() + chance.choice((5, 20, 60)))
        while time.monotonic() < until:
            if page.process.poll() is not None:
                if page.process.returncode:
                    shown = "\n".join(line.rstrip() for line in page.screen.lines() if line.strip())
                    course.wrong.append(
                        f"ended with {page.process.returncode} after {course.keys} keys:\n{shown}"
                    )
                else:
                    course.ended_well += 1
                return
            _burst(page, chance, course)
            _look(folder, course)
        page.process.kill()
        page.process.wait()


def _burst(page: Terminal, chance: random.Random, course: Course) -> None:
    """Some keys at once, a size, or a whole note."""
    kind = chance.random()
    if kind < 0.06:
        page.resize(*chance.choice(_SIZES), timeout_s=0.05)
        return
    if kind < 0.25:
        keys = ["a", *chance.choices(_WORDS, k=4), chance.choice(("\x13", "\x1b\x1b"))]
    elif kind < 0.4:
        keys = ["v", *chance.choices(_SELECTING, k=6), chance.choice(("\x1b", "a\x13", "t", "c"))]
    else:
        keys = chance.choices(_KEYS, k=chance.randrange(1, 12))
    course.keys += len(keys)
    page.send("".join(keys))
    page.rest(chance.choice((0.0, 0.002, 0.02, 0.1)))


def _look(folder: Path, course: Course, *, is_over: bool = False) -> None:
    """Which notes are there, and in the trash."""
    store = folder / "notes.json"
    if not store.exists():
        return
    with Repository.open(store) as repository:
        kept = {note.id for note in repository.annotations()} | {one.id for one in repository.trash()}
    if is_over:
        course.wrong += [f"a note is lost: {id}" for id in course.notes - kept]
    course.notes |= kept


def main(seconds: float, seed: int) -> int:
    """Returns 1 if something went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        course = fuzz(Path(folder), seconds, seed)
    print(
        f"seed {seed}: {course.keys} keys, {course.starts} starts, {course.ended_well} ended by a key, "
        f"{len(course.notes)} notes, {len(course.wrong)} wrong"
    )
    print("\n".join(course.wrong[:5]))
    return 1 if course.wrong else 0


if __name__ == "__main__":
    arguments = [float(word) for word in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 600, int(arguments[1]) if arguments[1:] else 1))
