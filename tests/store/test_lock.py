"""Writers that share a file take turns: one that writes without a pause does not shut the others out."""

import errno
import os
import stat
import sys
import threading
import warnings
from pathlib import Path

import pytest

from annotations.errors import StoreError
from annotations.store.lock import FileLock

TURNS = 8


def test_a_greedy_writer_lets_a_patient_one_in(tmp_path: Path) -> None:
    path = str(tmp_path / "notes.json")
    greedy, patient = FileLock(path, timeout_s=60), FileLock(path, timeout_s=60)
    pause, done = threading.Event(), threading.Event()
    taken = 0

    def take_without_end() -> None:
        nonlocal taken
        while not done.is_set():
            greedy.acquire()
            pause.wait(0.02)  # a save
            greedy.release()
            taken += 1

    thread = threading.Thread(target=take_without_end)
    thread.start()
    try:
        for turn in range(1, TURNS + 1):
            patient.acquire()
            patient.release()
            assert taken <= 12 * turn + 12
            pause.wait(0.05)  # the other is at it again
    finally:
        done.set()
        thread.join()


def test_nobody_waits_longer_than_the_timeout(tmp_path: Path) -> None:
    path = str(tmp_path / "notes.json")
    holder, other = FileLock(path), FileLock(path, timeout_s=0.15)
    holder.acquire()
    with pytest.raises(StoreError, match="nothing was written"):
        other.acquire()
    holder.release()
    other.acquire()
    other.release()


def test_a_lone_writer_does_not_wait_for_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = FileLock(str(tmp_path / "notes.json"))
    monkeypatch.setattr("annotations.store.lock.time.sleep", lambda _: pytest.fail("it waited"))
    for _ in range(5):
        lock.acquire()
        lock.release()


def test_a_lock_that_can_not_be_given_back_at_once_is_no_lost_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock as SystemLock

    lock, freed = FileLock(str(tmp_path / "notes.json")), SystemLock.release

    def broken(self: SystemLock, force: bool = False) -> None:
        monkeypatch.setattr(SystemLock, "release", freed)
        raise OSError(5, "Input/output error")

    lock.acquire()
    monkeypatch.setattr(SystemLock, "release", broken)
    lock.release()
    lock.acquire()
    lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_a_file_system_without_locks_of_its_own_is_no_talk_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def missing(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", missing)
    lock, other = (
        FileLock(str(tmp_path / "notes.json")),
        FileLock(str(tmp_path / "notes.json"), timeout_s=0.1),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lock.acquire()
        with pytest.raises(StoreError, match="nothing was written"):
            other.acquire()
        lock.release()
        other.acquire()
        other.release()


LINE = "1: FLOCK  ADVISORY  WRITE {number} 00:1c:{inode} 0 EOF\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells who holds a lock")
@pytest.mark.parametrize(
    ("locks", "command", "said"),
    [
        (LINE.format(number=4711, inode="{inode}"), "vim\n", "process 4711 (vim) has held"),
        (LINE.format(number=4711, inode="{inode}"), None, "process 4711 has held"),
        (LINE.format(number=4711, inode="1{inode}"), "vim\n", "another program has held"),
        (LINE.format(number="{me}", inode="{inode}"), "vim\n", "another program has held"),
        (LINE.format(number=-1, inode="{inode}"), "vim\n", "another program has held"),
        ("1: -> FLOCK  ADVISORY  WRITE {inode} 00:1c:1 0 EOF\n", "vim\n", "another program has held"),
        ("1: FLOCK  ADVISORY  WRITE 4711\n", "vim\n", "another program has held"),
        (None, "vim\n", "another program has held"),
    ],
)
def test_who_holds_the_notes_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locks: str | None, command: str | None, said: str
) -> None:
    path = tmp_path / "notes.json"
    holder, other = FileLock(str(path)), FileLock(str(path), timeout_s=0)
    holder.acquire()
    inode = path.with_name("notes.json.lock").stat().st_ino

    def made_up(name: str) -> str:
        told = locks if name == "/proc/locks" else command
        if told is None:
            raise FileNotFoundError(name)
        assert name in ("/proc/locks", "/proc/4711/comm")
        return told.format(inode=inode, me=os.getpid())

    monkeypatch.setattr("annotations.store.lock.read_made_up", made_up)
    with pytest.raises(StoreError) as caught:
        other.acquire()
    holder.release()
    assert caught.value.message.startswith(f"{path}: {said} the notes for 0 s; nothing was written.")


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_the_lock_file_is_closed_to_others(tmp_path: Path) -> None:
    lock = FileLock(str(tmp_path / "notes.json"))
    lock.acquire()
    lock.release()
    assert stat.S_IMODE((tmp_path / "notes.json.lock").stat().st_mode) == 0o600


def test_a_lock_taken_on_one_thread_is_given_back_on_another(tmp_path: Path) -> None:
    lock, other = (FileLock(str(tmp_path / "notes.json"), timeout_s=0) for _ in range(2))
    taking = threading.Thread(target=lock.acquire)
    taking.start()
    taking.join()
    with pytest.raises(StoreError):
        other.acquire()
    lock.release()
    other.acquire()
    other.release()
