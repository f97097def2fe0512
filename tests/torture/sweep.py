"""Die before, in and after every single call to the disk, and look at what is left.

Two stories are told again and again, each time with another end: a session of changes, and the mending of a damaged
file. After each death every image of the disk must open, hold all that was acknowledged, and need no mending.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from annotations.errors import StoreError
from annotations.model import Annotation, Target, TextualBody
from annotations.store.backups import backups
from annotations.store.recovery import load
from annotations.store.repository import Repository
from annotations.store.storage import DurableStorage
from tests.torture.disk import Death, Disk, NoLock, When

PATH = "/home/notes.json"
START = datetime(2025, 4, 26, 12, tzinfo=UTC)
Notes = dict[str, str]
MakeDisk = Callable[..., Disk]


class Clock:
    """Moves on by as much as makes every kind of backup fall due now and then."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(hours=5, minutes=7)
        return self.moment


@dataclass
class Story:
    """What was acknowledged, and what may also be the case since the last change was not answered."""

    notes: Notes = field(default_factory=dict)
    maybe: Notes = field(default_factory=dict)


def opened(disk: Disk, clock: Callable[[], datetime] | None = None) -> Repository:
    return Repository(DurableStorage(PATH, files=disk, lock=NoLock(), clock=clock or Clock()))


def notes_of(repository: Repository) -> Notes:
    return {a.id: a.note for a in repository.annotations()}


def note(identifier: str, text: str) -> Annotation:
    return Annotation(identifier, Target("a-1"), (TextualBody(text),), START, START)


def session(disk: Disk, story: Story, rounds: int) -> None:
    """Adds, edits and deletes; the story says at each moment what must be there."""
    repository = opened(disk, Clock())
    for number in range(rounds):
        name, older = f"n-{number:06}", f"n-{number - 1:06}"
        _do(story, {name: "new"}, lambda name=name: repository.add(note(name, "new")))
        if number % 3 == 1 and older in story.notes:
            edited = replace(repository.get(older), body=(TextualBody("edited"),))
            _do(story, {older: "edited"}, lambda edited=edited: repository.update(edited))
        if number % 4 == 3:
            _do(story, {name: None}, lambda name=name: repository.remove(name))


def _do(story: Story, change: dict[str, str | None], act: Callable[[], object]) -> None:
    after = {k: v for k, v in (story.notes | change).items() if v is not None}
    story.maybe = after
    act()
    story.notes = after


def steps_of(make: MakeDisk, rounds: int) -> int:
    """How many changing calls the whole session makes."""
    disk = make()
    session(disk, Story(), rounds)
    return len(disk.steps)


def sweep_session(make: MakeDisk = Disk, *, rounds: int = 4, every: int = 1) -> tuple[int, list[str]]:
    """Die at every `every`-th call. Returns the number of images looked at, and what was wrong."""
    looked, wrong = 0, []
    for step in range(0, steps_of(make, rounds), every):
        for when in ("before", "in", "after"):
            disk, story = make(die_at=step, when=when), Story()
            with contextlib.suppress(Death):
                session(disk, story, rounds)
            for name, image in disk.images():
                looked += 1
                if problem := problem_of(image, story):
                    wrong.append(f"{when} {disk.steps[step]}, {name}: {problem}")
    return looked, wrong


def problem_of(image: Disk, story: Story) -> str:
    """What is wrong with the store on a disk; empty: nothing."""
    if PATH in image.seen:
        try:
            json.loads(image.seen[PATH].seen)
        except ValueError as error:
            return f"not whole: {error}"
    elif story.notes:
        return "the file is gone"
    repository = opened(image)
    found = notes_of(repository)
    if found not in (story.notes, story.maybe):
        return f"notes are {found}, not {story.notes}"
    if any("damaged" in notice for notice in repository.notices):
        return f"it needed mending: {repository.notices}"
    for backup in backups(image, PATH):
        try:
            load(image.read(backup.path)[0])
        except ValueError as error:
            return f"the backup {backup.path} is not whole: {error}"
    repository.add(note("n-last00", "after"))
    return "" if notes_of(opened(image)) == found | {"n-last00": "after"} else "it can't be written any more"


def sweep_errors(
    make: MakeDisk = Disk, *, error: int, rounds: int = 4, every: int = 1
) -> tuple[int, list[str]]:
    """Let every call fail in turn: a message, nothing lost, no litter, and the next change works."""
    looked, wrong = 0, []
    for step in range(0, steps_of(make, rounds), every):
        for when in ("before", "in"):
            disk, story = make(die_at=step, when=when, error=error), Story()
            with contextlib.suppress(StoreError):
                session(disk, story, rounds)
            looked += 1
            image = next(iter(disk.images()))[1]
            litter = [name for name in image.seen if name.endswith(".tmp")]
            problem = problem_of(image, story) or (f"litter: {litter}" if litter else "")
            if problem and not disk.steps[step].startswith("unlink"):
                wrong.append(f"{when} {disk.steps[step]}: {problem}")
    return looked, wrong


def sweep_mending(make: MakeDisk = Disk, *, rounds: int = 10) -> tuple[int, list[str]]:
    """Die at every call while a damaged file is being mended: what backup and file held must still come out."""
    story = Story()
    healthy = make()
    session(healthy, story, rounds)
    names = {name: (inode.mode, inode.seen) for name, inode in healthy.seen.items()}
    looked, wrong, step = 0, [], 0
    while True:
        going_on = False
        for when in ("before", "in", "after"):
            disk = _damaged(make, names, step, when)
            try:
                opened(disk)
            except Death:
                going_on = True
            for name, image in disk.images():
                looked += 1
                found = notes_of(opened(image))
                if not found.items() >= {k: v for k, v in story.notes.items() if v != "new"}.items():
                    wrong.append(f"mending, {when} step {step}, {name}: {found}")
        if not going_on:
            return looked, wrong
        step += 1


def _damaged(make: MakeDisk, names: dict[str, tuple[int, bytes]], step: int, when: When) -> Disk:
    """The disk after a healthy session whose notes file was then cut in half long ago."""
    disk = make(die_at=step, when=when)
    from tests.torture.disk import Inode

    for number, (name, (mode, raw)) in enumerate(names.items(), start=1000):
        held = raw[: len(raw) * 2 // 3] if name == PATH else raw
        disk.seen[name] = disk.kept[name] = Inode(number, mode, held, held, 1)
    disk.made = 2000
    return disk
