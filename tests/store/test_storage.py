"""The storage under TinyDB: lock, cache, other programs, disks that say no."""

import itertools
import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.operations import add

from annotations.errors import StoreError
from annotations.files.disk import RealFiles, Stamp
from annotations.store.backups import backups, due, surplus
from annotations.store.document import EncodedTables, next_number, parse
from annotations.store.lock import FileLock
from annotations.store.storage import DurableStorage
from annotations.store.tinydb import open_tinydb

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from annotations.store.lock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.json"


def test_all_of_tinydb_works_as_it_does_on_a_plain_file(path: Path, tmp_path: Path) -> None:
    def use(db: TinyDB) -> list[object]:
        table = db.table("things")
        answers: list[object] = [
            table.insert({"n": 1, "deep": {"a": [1]}}),
            table.insert_multiple([{"n": 2}, {"n": 3}]),
        ]
        answers += [table.update({"x": "y"}, where("n") > 1), table.update(add("n", 10), where("n") == 3)]
        answers += [
            table.upsert({"n": 2, "z": 1}, where("n") == 2),
            table.upsert({"n": 99}, where("n") == 99),
        ]
        answers += [table.search(where("x") == "y"), table.count(where("n") > 1), table.get(doc_id=1)]
        answers += [
            table.update_multiple([({"q": 1}, where("n") == 1)]),
            table.remove(where("n") == 2),
            table.all(),
        ]
        answers += [
            table.contains(where("n") == 2),
            table.search(where("n") == 99),
            len(table),
            db.insert({"d": 1}),
        ]
        table.truncate()
        answers += [table.all(), db.tables(), db.drop_table("things"), db.tables(), db.all()]
        db.drop_tables()
        return [*answers, db.all()]

    with open_tinydb(path) as ours, TinyDB(tmp_path / "plain.json") as plain:
        assert use(ours) == use(plain)


def test_what_is_handed_out_can_be_changed_without_harm(path: Path) -> None:
    with open_tinydb(path) as db:
        mine = {"deep": {"list": [1]}}
        number = db.insert(mine)
        mine["deep"]["list"].append(2)
        db.get(doc_id=number)["deep"]["list"].append(3)
        db.all()[0]["deep"].clear()
        assert db.all() == [{"deep": {"list": [1]}}]
        with pytest.raises(ZeroDivisionError):
            db.update(lambda record: record["deep"]["list"].append(1 // 0))
        assert db.all() == [{"deep": {"list": [1]}}]


def test_two_databases_never_give_the_same_number(path: Path) -> None:
    with open_tinydb(path) as one, open_tinydb(path) as other:
        numbers = [db.insert({"n": n}) for n in range(5) for db in (one, other)]
        assert numbers == list(range(1, 11))
        assert one.search(where("n") == 4) == other.search(where("n") == 4)
        other.insert({"n": 4})
        assert one.count(where("n") == 4) == 3


def test_a_write_based_on_an_old_reading_is_refused(path: Path) -> None:
    one, other = DurableStorage(path), DurableStorage(path)
    one.write({"t": {"1": {}}})
    tables = dict(one.read() or {})
    other.read()
    other.write({"t": {"1": {"new": 1}}})
    with pytest.raises(StoreError, match="meanwhile"):
        one.write({**tables, "u": {}})
    assert other.read() == {"t": {"1": {"new": 1}}}


def test_what_is_written_while_we_write_is_not_lost(path: Path) -> None:
    """Whoever deletes the lock file lets two in at once."""

    class Slow(RealFiles):
        def seal(self, descriptor: int, path: str, mtime_ns: int) -> Stamp:
            Path(f"{other.path}.lock").unlink(missing_ok=True)
            other.write({"t": {"1": {}, "2": {"new": 1}}})
            return super().seal(descriptor, path, mtime_ns)

    other, slow = DurableStorage(path), DurableStorage(path, files=Slow())
    other.write({"t": {"1": {}}})
    with pytest.raises(StoreError, match="meanwhile"):
        slow.write({"t": {"1": {"mine": 1}}})
    assert json.loads(path.read_bytes()) == {"t": {"1": {}, "2": {"new": 1}}}
    assert not list(path.parent.glob("*.tmp"))


def test_plain_tinydb_may_write_in_between(path: Path) -> None:
    with open_tinydb(path) as ours:
        ours.insert({"n": 1})
        with TinyDB(path) as plain:
            plain.insert({"n": 2})
        ours.insert({"n": 3})
    with TinyDB(path) as plain:
        assert [r["n"] for r in plain.all()] == [1, 2, 3]


def test_a_change_of_equal_size_is_seen(path: Path) -> None:
    with open_tinydb(path) as one, open_tinydb(path) as other:
        one.insert({"n": 1})
        for value in (2, 3, 4, 5):
            (one if value % 2 else other).update({"n": value})
            assert one.all() == other.all() == [{"n": value}]


def test_a_held_lock_is_a_message_that_names_the_holder_and_nothing_is_written(path: Path) -> None:
    with open_tinydb(path) as db:
        db.insert({"n": 1})
    before = path.read_bytes()
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout.readline() == b"held\n"
        with open_tinydb(path, lock_timeout_s=0.05) as db:
            with pytest.raises(StoreError) as caught:
                db.insert({"n": 2})
            assert db.all() == [{"n": 1}], "reading needs no lock"
        if sys.platform.startswith("linux"):
            assert f"process {holder.pid}" in caught.value.message
        assert "nothing was written" in caught.value.message
        assert path.read_bytes() == before
        holder.kill()
    with open_tinydb(path, lock_timeout_s=5) as db:
        assert db.insert({"n": 2}) == 2, "a dead holder holds nothing"


def test_the_lock_is_held_from_reading_to_writing(path: Path) -> None:
    def count_up(times: int) -> None:
        with open_tinydb(path, lock_timeout_s=60) as db:
            for _ in range(times):
                db.update(add("n", 1))

    with open_tinydb(path) as db:
        db.insert({"n": 0})
    threads = [threading.Thread(target=count_up, args=(10,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_tinydb(path) as db:
        assert db.all() == [{"n": 30}]


def test_write_protection_is_respected_even_for_root(path: Path) -> None:
    with open_tinydb(path) as db:
        db.insert({"n": 1})
    path.chmod(0o444)
    with open_tinydb(path) as db, pytest.raises(StoreError, match="write-protected"):
        db.insert({"n": 2})
    assert len(json.loads(path.read_bytes())["_default"]) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_message(path: Path) -> None:
    with open_tinydb(path) as db:
        db.insert({"n": 1})
    path.parent.chmod(0o555)
    try:
        with open_tinydb(path) as db, pytest.raises(StoreError):
            db.insert({"n": 2})
    finally:
        path.parent.chmod(0o755)


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="needs /dev/full")
def test_a_full_disk_is_a_message_nothing_is_lost_and_no_litter(path: Path) -> None:
    class Full(RealFiles):
        def create(self, path: str, mode: int) -> int:
            os.close(super().create(path, mode))
            return os.open("/dev/full", os.O_WRONLY)

    with open_tinydb(path) as db:
        db.insert({"n": 1})
    before = path.read_bytes()
    with open_tinydb(path, files=Full()) as db:
        with pytest.raises(StoreError, match=r"No space left.*Free some space"):
            db.insert({"n": 2})
        assert db.all() == [{"n": 1}]
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*.tmp"))


def test_leftovers_of_the_killed_are_swept(path: Path) -> None:
    (path.parent / ".notes.json.1-aa.tmp").write_bytes(b"half")
    (path.parent / ".other.json.1-aa.tmp").write_bytes(b"not ours")
    with open_tinydb(path) as db:
        db.insert({"n": 1})
    assert [p.name for p in path.parent.glob(".*.tmp")] == [".other.json.1-aa.tmp"]


def test_backups_come_as_promised(path: Path) -> None:
    moment = datetime(2025, 4, 26, 12, tzinfo=UTC)
    storage = DurableStorage(path, clock=lambda: moment)
    made = []
    for _ in range(6 * 9):
        moment += timedelta(hours=4)
        storage.write({"t": {"1": {"at": moment.isoformat()}}})
    for _ in range(10):
        moment += timedelta(seconds=20)
        storage.write({"t": {"1": {"at": moment.isoformat()}}})
    made = backups(RealFiles(), str(path))
    recent = [b.made for b in made if b.kind == "recent"]
    daily = [b.made for b in made if b.kind == "daily"]
    assert len(recent) == 3 and min(a - b for a, b in itertools.pairwise(recent)) >= timedelta(minutes=5)
    assert moment - recent[0] < timedelta(minutes=5), "the clock that stands still makes no new one"
    assert len(daily) == 7 and len({made.date() for made in daily}) == 7
    for backup in made:
        at = datetime.fromisoformat(parse(Path(backup.path).read_bytes())["t"]["1"]["at"])
        assert at < backup.made, "it is the file as it stood before"


def test_a_clock_that_was_wrong_does_not_stop_backups() -> None:
    assert due([], datetime(2025, 1, 1, tzinfo=UTC)) == ["recent", "daily"]
    assert surplus([]) == []


def test_one_record_is_one_line_and_only_changed_ones_move() -> None:
    tables = {"t": {str(n): {"id": str(n), "x": "é\n"} for n in range(1, 2000)}, "e": {}, "raw": 3}
    first = b"".join(EncodedTables(tables).blobs())
    assert parse(first) == tables
    encoded = EncodedTables(parse(first))
    assert b"".join(encoded.blobs()) == first
    encoded.put("t", "700", {"id": "new"})
    encoded.put("t", "701", None)
    encoded.put("t", next_number(tables["t"]), {"id": "last"})
    encoded.put("fresh", "1", {})
    changed = b"".join(encoded.blobs())
    expected = {
        **tables,
        "t": {**tables["t"], "700": {"id": "new"}, "2000": {"id": "last"}},
        "fresh": {"1": {}},
    }
    del expected["t"]["701"]
    assert parse(changed) == expected
    gone, come = (
        set(first.split(b"\n")) - set(changed.split(b"\n")),
        set(changed.split(b"\n")) - set(first.split(b"\n")),
    )
    assert len(gone) <= 4 and len(come) <= 7


def test_the_lock_is_one_over_all_names_of_a_file(path: Path, tmp_path: Path) -> None:
    path.write_text("{}")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert DurableStorage(link).path == DurableStorage(path).path == os.path.realpath(path)
    assert isinstance(FileLock(str(path)), FileLock)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folders to sync")
def test_data_is_synced_before_the_name_and_the_name_before_the_answer(path: Path, monkeypatch) -> None:
    with open_tinydb(path) as db:
        db.insert_multiple([{"n": 0}])
        db.insert({"n": 1})  # makes the backups that are due
        deeds: list[str] = []
        sync, rename = os.fsync, os.replace

        def fsync(descriptor: int) -> None:
            deeds.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
            sync(descriptor)

        def replace(source: str, target: str) -> None:
            deeds.append("replace")
            rename(source, target)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "replace", replace)
        db.insert({"n": 2})
    assert deeds == ["sync file", "replace", "sync folder"]


class Breaks(RealFiles):
    """A disk on which a new file can't take the old one's place while `broken`."""

    broken = False

    def replace(self, source: str, target: str) -> None:
        if self.broken:
            raise OSError(5, "Input/output error")
        super().replace(source, target)


@pytest.mark.parametrize("opened", [open_tinydb, lambda *a, **k: TinyDB(*a, storage=DurableStorage, **k)])
def test_a_change_that_failed_is_neither_seen_nor_written_by_the_next_save(path: Path, opened) -> None:
    files = Breaks()
    with opened(path, files=files) as db:
        db.insert_multiple([{"n": 1}, {"n": 2}])
        db.insert({"n": 3})
        files.broken = True
        for attempt in (
            lambda: db.insert({"n": 4}),
            lambda: db.update({"n": "never said to be saved"}, doc_ids=[1]),
            lambda: db.remove(doc_ids=[2]),
        ):
            with pytest.raises(StoreError, match="Input/output"):
                attempt()
            assert db.all() == [{"n": 1}, {"n": 2}, {"n": 3}]
        files.broken = False
        db.update({"n": 5}, doc_ids=[3])
        assert db.all() == [{"n": 1}, {"n": 2}, {"n": 5}]
    assert parse(path.read_bytes())["_default"] == {"1": {"n": 1}, "2": {"n": 2}, "3": {"n": 5}}
    assert not list(path.parent.glob(".*.tmp"))


def test_a_failed_write_takes_no_number(path: Path) -> None:
    files = Breaks()
    with open_tinydb(path, files=files) as db:
        db.insert({"n": 1})
        files.broken = True
        with pytest.raises(StoreError, match="Input/output"):
            db.insert({"n": 2})
        files.broken = False
        assert db.insert({"n": 3}) == 2
    assert parse(path.read_bytes())["_default"] == {"1": {"n": 1}, "2": {"n": 3}}


class FolderBreaks(RealFiles):
    """A disk that takes a file but does not confirm its name."""

    def sync_folder(self, path: str) -> None:
        raise OSError(5, "Input/output error")


def test_a_change_that_the_disk_did_not_confirm_is_not_called_unsaved(path: Path) -> None:
    with open_tinydb(path) as db:
        db.insert({"n": 1})
        db.insert({"n": 2})  # makes the backups that are due
    with open_tinydb(path, files=FolderBreaks()) as db:
        with pytest.raises(StoreError, match=r"stands in the file, but .*Input/output.* again"):
            db.insert({"n": 3})
        assert db.all() == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.skipif(os.utime not in os.supports_fd, reason="times are set by name here")
def test_a_file_system_that_keeps_its_own_times_can_be_saved_to(path: Path, monkeypatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refused)  # a stick that was mounted for somebody else
    monkeypatch.setattr(os, "supports_fd", {*os.supports_fd, refused})
    with open_tinydb(path) as db, open_tinydb(path) as other:
        for n in range(3):
            db.insert({"n": n})
            assert len(other.all()) == n + 1
