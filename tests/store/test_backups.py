"""Backups: which is the newest, whatever clocks and other programs say; what is none costs nothing."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.files.disk import RealFiles
from annotations.model import Annotation, Target, TextualBody
from annotations.store.backups import backups
from annotations.store.codec import now
from annotations.store.repository import Repository
from annotations.store.storage import DurableStorage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.json"


def backed_up(path: Path) -> list[str]:
    return sorted(one.name for one in backups_folder(path).iterdir())


def backups_folder(path: Path) -> Path:
    return Path(f"{path}.backups")


def note_at(path: Path, moment: datetime, text: str) -> None:
    """One change on a machine whose clock says `moment`."""
    with Repository(DurableStorage(path, clock=lambda: moment)) as repository:
        stamp = now()
        repository.add(Annotation("", Target("a-1"), (TextualBody(text),), stamp, stamp))


def test_backups_of_a_clock_that_ran_ahead_are_not_taken_for_the_newest(path: Path) -> None:
    ahead, true = datetime(2026, 11, 30, 12, 15, tzinfo=UTC), datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    for step in range(4):
        note_at(path, ahead + step * timedelta(minutes=6), f"ahead {step}")
    for step in range(5):
        note_at(path, true + step * timedelta(minutes=6), f"later {step}")
    newest = backups(RealFiles(), str(path))[0]
    assert newest.kind == "recent" and newest.made == true + timedelta(minutes=24)
    assert b"later 3" in Path(newest.path).read_bytes()
    path.write_bytes(b"")
    with Repository.open(path) as repository:
        assert [one.note for one in repository.annotations()][-2:] == ["later 2", "later 3"]


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_the_backup_just_made_stays_whatever_the_clock_said_before(path: Path, hours: int) -> None:
    true = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    for step in range(5):
        note_at(path, true + timedelta(hours=hours) + step * timedelta(minutes=6), f"wrong {step}")
    before = path.read_bytes()
    note_at(path, true, "right")
    made = backups_folder(path) / "recent-20261130T120000Z.json"
    assert (
        made.read_bytes() == before and Path(backups(RealFiles(), str(path))[0].path).read_bytes() == before
    )
    assert sum(name.startswith("recent") for name in backed_up(path)) == 3


def test_a_file_that_another_program_wrote_by_the_right_clock_is_backed_up_as_the_newest(path: Path) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    for step in range(3):
        note_at(path, ahead + step * timedelta(minutes=6), f"ahead {step}")
    future_ns = int(ahead.timestamp() * 1e9)
    for backup in backups_folder(path).iterdir():
        os.utime(backup, ns=(future_ns, future_ns))
    with TinyDB(path) as plain:
        plain.table("annotations").update({"creator": "me"})
    theirs = path.read_bytes()
    note_at(path, datetime.now(UTC), "ours")
    newest = backups(RealFiles(), str(path))[0]
    assert Path(newest.path).read_bytes() == theirs and newest.made < datetime.now(UTC) + timedelta(minutes=1)


@pytest.mark.parametrize(
    "name",
    [
        "recent-20269999T999999Z.json",
        "daily-20260230T000000Z.json",
        "recent-00000000T000000Z.json",
        "schema-٣-20260101T000000Z.json",
        "recent-２０２６０１０１T000000Z.json",
        "recent-20260101T000000Z.json.tmp",
    ],
)
def test_a_name_that_we_never_gave_is_no_backup(path: Path, name: str) -> None:
    note_at(path, datetime(2026, 1, 1, tzinfo=UTC), "one")
    note_at(path, datetime(2026, 1, 1, tzinfo=UTC), "two")
    (backups_folder(path) / name).write_text("{}")
    note_at(path, datetime(2026, 1, 2, tzinfo=UTC), "three")
    assert (backups_folder(path) / name).exists() and name not in str(backups(RealFiles(), str(path)))
    path.write_bytes(b"")
    with Repository.open(path) as repository:
        assert [one.note for one in repository.annotations()] == ["one", "two"]


def test_a_folder_or_a_pipe_among_the_backups_costs_nothing(path: Path) -> None:
    for step in range(2):
        note_at(path, datetime(2026, 1, 1, step, tzinfo=UTC), f"note {step}")
    (backups_folder(path) / "recent-20250101T000000Z.json").mkdir()
    os.mkfifo(backups_folder(path) / "recent-20250102T000000Z.json")
    for step in range(2, 6):
        note_at(path, datetime(2026, 1, 1, step, tzinfo=UTC), f"note {step}")
    path.write_bytes(b"")
    with Repository.open(path) as repository:
        assert len(repository.annotations()) == 5
