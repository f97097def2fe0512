"""One writer at a time, over all processes: the lock file beside the notes, and beside every other file that is changed.

Without the lock nothing is ever written; a lock that doesn't come in time is a message, not a wait without end.
"""

import contextlib
import errno
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from annotations.errors import StoreError
from annotations.files.disk import PRIVATE, RealFiles
from annotations.files.read import MOST_BYTES, read_bytes, read_made_up, refuse_odd
from annotations.files.write import WrittenMeanwhileError, write_file

TIMEOUT_S: Final = 10.0
POLL_S: Final = 0.01
_ASK_S: Final = 5 * POLL_S
"""Who waits says so by touching the lock file, so often."""
_SOON_S: Final = 10 * POLL_S
_MOST_TRIES: Final = 5


class Lock(Protocol):
    """What the storage needs of a lock. It is entered once at a time; the storage counts."""

    def acquire(self) -> None:
        """Take it, or raise `StoreError`."""

    def release(self) -> None:
        """Give it back."""


class FileLock:
    """`FILE.lock`: the operating system frees it when its holder dies, however it dies."""

    def __init__(self, path: str, timeout_s: float = TIMEOUT_S) -> None:
        self._path = path + ".lock"
        self._notes = path
        self._timeout_s = timeout_s
        self._lock: object | None = None
        self._released = -_SOON_S
        self._touched = 0

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            StoreError: somebody holds it for longer than the timeout, or there can be no lock file here.
        """
        from filelock import FileLock as SystemLock  # on first write: reading needs no lock
        from filelock import Timeout

        if self._lock is None:
            # Where a file system has no locks, a file with our number in it is one: nothing to be told on a screen.
            warnings.filterwarnings("ignore", "flock not supported", UserWarning)
            self._lock = SystemLock(self._path, mode=PRIVATE, thread_local=False)
        assert isinstance(self._lock, SystemLock)
        self._let_others_in()
        give_up = time.monotonic() + self._timeout_s
        try:
            if self._lock.is_locked:  # the system did not let go of it last time
                self._lock.release(force=True)
            while True:
                try:
                    self._lock.acquire(
                        timeout=min(_ASK_S, max(0.0, give_up - time.monotonic())), poll_interval=POLL_S
                    )
                    break
                except Timeout:
                    if time.monotonic() >= give_up:
                        raise
                    with contextlib.suppress(OSError):
                        os.utime(self._path)
            self._touched = self._last_touch()
        except Timeout:
            raise StoreError(
                f"{self._notes}: {_holder(self._path)} has held it for {self._timeout_s:g} s; "
                "nothing was written. Close it (or end it) and try again.",
                title="Somebody else is writing",
            ) from None
        except (OSError, NotImplementedError) as error:
            raise StoreError(
                f"{self._notes}: can't lock the notes ({getattr(error, 'strerror', None) or error}); nothing was "
                "written. Check that its folder can be written to, or choose another file with --store.",
            ) from error

    def release(self) -> None:
        from filelock import FileLock as SystemLock

        assert isinstance(self._lock, SystemLock)
        try:
            self._lock.release()
        except OSError:  # what was done under it stands; it goes with us at the latest
            with contextlib.suppress(OSError):
                self._lock.release(force=True)
        self._released = time.monotonic()

    def _let_others_in(self) -> None:
        """Who writes again at once would shut out those who only look every few milliseconds: let them go first."""
        if time.monotonic() - self._released < _SOON_S and self._last_touch() != self._touched:
            time.sleep(2 * POLL_S)

    def _last_touch(self) -> int:
        """When somebody last asked for the lock or took it."""
        try:
            return Path(self._path).stat().st_mtime_ns
        except OSError:
            return 0


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file from reading it to writing it; the folder for it comes into being.

    Raises:
        OSError: there can be no such folder, or no lock in it.
        StoreError: somebody holds the lock.
    """
    target = os.path.realpath(path)
    with contextlib.suppress(FileNotFoundError):
        refuse_odd(os.stat(target), target)  # noqa: PTH116  # no lock beside /dev/null
    RealFiles().make_folder(str(Path(target).parent))
    lock = FileLock(target)
    try:
        lock.acquire()
    except StoreError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise
    try:
        yield
    finally:
        lock.release()


def change_file(path: Path, change: Callable[[bytes], bytes], *, most_bytes: int = MOST_BYTES) -> None:
    """Change what stands in a file now, under its lock: what others wrote since we last looked stays.

    Who writes without the lock (an editor, a folder service) while we do is not written over: it is changed anew.

    Args:
        path: the file; it comes into being.
        change: makes the new content out of the one there, which is empty where there is none.
        most_bytes: a larger file is left alone.

    Raises:
        OSError: it can't be read or was not written.
        StoreError: somebody holds the lock.
    """
    files, target = RealFiles(), os.path.realpath(path)
    with locked(path):
        for _ in range(_MOST_TRIES):
            before = files.stamp(target)
            old = read_bytes(path, most_bytes=most_bytes) if before is not None else b""
            if (new := change(old)) == old and before is not None:
                return
            with contextlib.suppress(WrittenMeanwhileError):
                write_file(path, new, over=(before,))
                return
        raise WrittenMeanwhileError(errno.EBUSY, "another program keeps writing it", str(path))


def _holder(lock_path: str) -> str:
    """Who holds the lock, in words; Linux tells, elsewhere it is "another program"."""
    for number in _holders(lock_path):
        try:
            command = read_made_up(f"/proc/{number}/comm").strip()
        except OSError:
            command = ""
        return f"process {number}{f' ({command})' if command else ''}"
    return "another program"


def _holders(lock_path: str) -> list[int]:
    """Numbers of the other processes that hold a lock on the file, from `/proc/locks`."""
    if not sys.platform.startswith("linux"):
        return []
    try:
        inode = str(Path(lock_path).stat().st_ino)
        lines = read_made_up("/proc/locks").splitlines()
    except OSError:
        return []
    fields = [line.split() for line in lines if "->" not in line]
    holders = [int(f[4]) for f in fields if len(f) > 5 and f[5].rpartition(":")[2] == inode]
    return [number for number in holders if number not in (os.getpid(), -1)]
