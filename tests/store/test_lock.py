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
def test_a_lock_that_the_disk_keeps_is_a_message_and_can_be_had_again_when_it_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    lock, flock = FileLock(str(tmp_path / "notes.json")), fcntl.flock

    def keep(descriptor: int, operation: int) -> None:
        if operation & fcntl.LOCK_UN:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        flock(descriptor, operation)

    lock.acquire()
    monkeypatch.setattr(fcntl, "flock", keep)
    lock.release()
    with pytest.raises(StoreError, match="nothing was written"):
        lock.acquire()
    monkeypatch.setattr(fcntl, "flock", flock)
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
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        lock.acquire()
        with pytest.raises(StoreError, match="nothing was written"):
            other.acquire()
        lock.release()
        other.acquire()
        other.release()
    of_others = ResourceWarning  # what is collected just now, of whomever
    assert [warning for warning in said if warning.category is not of_others] == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OSError(21, "Is a directory"), "Is a directory"), (NotImplementedError("no locks"), "no locks")],
)
def test_a_lock_that_can_not_be_had_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    from filelock import FileLock as SystemLock

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(SystemLock, "acquire", fail)
    path = tmp_path / "notes.json"
    with pytest.raises(StoreError) as caught:
        FileLock(str(path)).acquire()
    assert caught.value.message == (
        f"{path}: can't lock the notes ({reason}); nothing was written. Check that its folder can be written to, or "
        "choose another file with --store."
    )


def test_a_lock_that_will_not_be_given_back_at_all_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock as SystemLock

    freed, forced = SystemLock.release, list[bool]()

    def broken(self: SystemLock, force: bool = False) -> None:
        forced.append(force)
        raise OSError(5, "Input/output error")

    lock = FileLock(str(tmp_path / "notes.json"))
    lock.acquire()
    monkeypatch.setattr(SystemLock, "release", broken)
    lock.release()
    assert forced == [False, True]
    monkeypatch.setattr(SystemLock, "release", freed)
    lock.release()


def test_who_waits_need_not_be_able_to_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "notes.json")
    holder, other = FileLock(path), FileLock(path, timeout_s=0.12)
    holder.acquire()

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("annotations.store.lock.os.utime", refuse)
    with pytest.raises(StoreError, match="nothing was written"):
        other.acquire()
    holder.release()


def test_the_last_ask_takes_no_longer_than_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock as SystemLock
    from filelock import Timeout

    asked: list[float] = []

    def busy(self: SystemLock, *, timeout: float, poll_interval: float) -> None:
        asked.append(timeout)
        raise Timeout(self.lock_file)

    monkeypatch.setattr(SystemLock, "acquire", busy)
    with pytest.raises(StoreError):
        FileLock(str(tmp_path / "notes.json"), timeout_s=0).acquire()
    assert asked == [0.0]


def test_a_writer_stands_back_only_when_somebody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("annotations.store.lock.time.sleep", slept.append)
    lock = FileLock(str(tmp_path / "notes.json"))
    lock.acquire()
    lock.release()
    os.utime(tmp_path / "notes.json.lock", ns=(1, 1))
    lock.acquire()
    lock.release()
    assert slept == [0.02]


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
    assert (
        caught.value.message
        == f"{path}: {said} it for 0 s; nothing was written. Close it (or end it) and try again."
    )
    assert caught.value.title == "Somebody else is writing"
    assert caught.value.__suppress_context__


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
