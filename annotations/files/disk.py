"""The one door to the disk: every file system call of the store, and of all that writes, goes through here.

One door, so that tests can die before, in and after each call and lose what was not yet synced, and so that the
differences between platforms stand in one place.
"""

import contextlib
import errno
import os
import stat as modes
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from annotations.files.read import open_regular, read_open

PRIVATE = 0o600
"""Mode of a new file of ours: what somebody notes is for themselves."""
PRIVATE_FOLDER = 0o700

_FOLDERS_CANT_SYNC = frozenset((errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.ENOSYS))
"""What mounts answer that have no such call for folders."""


class Stamp(Struct, frozen=True):
    """What tells one version of a file from another, without reading it."""

    inode: int
    size: int
    mtime_ns: int
    mode: int
    """Permission bits."""


class Files(Protocol):
    """The calls the store makes. Paths are strings; all raise `OSError`."""

    def stamp(self, path: str) -> Stamp | None:
        """The file's stamp, or None if there is no such file."""

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """All bytes and the stamp they belong to."""

    def create(self, path: str, mode: int | None) -> int:
        """Make a new file; it must not exist. Returns a descriptor open for writing. No mode: the umask decides."""

    def write(self, descriptor: int, pieces: Iterable[bytes]) -> None:
        """Write all pieces, in order."""

    def seal(self, descriptor: int, path: str, mtime_ns: int) -> Stamp:
        """Sync data to the disk, set the time of change, close. Returns the stamp the file keeps through a rename."""

    def abandon(self, descriptor: int) -> None:
        """Close without syncing."""

    def replace(self, source: str, target: str) -> None:
        """Rename `source` over `target` in one step."""

    def link(self, source: str, target: str) -> None:
        """Give `source` a second name."""

    def unlink(self, path: str) -> None:
        """Take a name away; none there is fine."""

    def sync_folder(self, path: str) -> None:
        """Make the names in a folder durable."""

    def make_folder(self, path: str, mode: int | None = PRIVATE_FOLDER) -> None:
        """Make a folder and its parents; there already is fine. No mode: the umask decides."""

    def names(self, path: str) -> list[str]:
        """Names in a folder; a folder that is not there has none."""

    def may_write(self, path: str) -> bool:
        """Would the user let us change this file?"""


class RealFiles:
    """The disk itself."""

    def stamp(self, path: str) -> Stamp | None:
        """The file's stamp, or None if there is no such file."""
        try:
            return _stamp(os.stat(path))  # noqa: PTH116  # a tenth of pathlib's time, on every read
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read(self, path: str) -> tuple[bytes, Stamp]:
        """All bytes and the stamp they belong to; read again when somebody writes in place meanwhile."""
        with open_regular(path) as handle:
            for _ in range(5):
                before = _stamp(os.fstat(handle.fileno()))
                handle.seek(0)
                raw = read_open(handle, path)
                after = _stamp(os.fstat(handle.fileno()))
                if before == after:
                    break
            return raw, after

    def create(self, path: str, mode: int | None) -> int:
        """Make a new file for writing, closed to others until it has the mode of the file it replaces."""
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        )
        descriptor = os.open(path, flags, 0o666 if mode is None else PRIVATE)
        if mode not in (None, PRIVATE) and hasattr(os, "fchmod"):
            with contextlib.suppress(PermissionError):  # some mounted file systems know no modes
                os.fchmod(descriptor, mode)
        return descriptor

    def write(self, descriptor: int, pieces: Iterable[bytes]) -> None:
        """Write all pieces, in order."""
        for piece in pieces:
            done = os.write(descriptor, piece)
            while done < len(piece):  # a signal or a nearly full disk: the next call says which
                done += os.write(descriptor, memoryview(piece)[done:])

    def seal(self, descriptor: int, path: str, mtime_ns: int) -> Stamp:
        """Sync, set the time of change to the nanosecond (the kernel's own has steps of 4 ms), close."""
        try:
            if os.utime in os.supports_fd:
                with contextlib.suppress(PermissionError):  # a stick that was mounted for somebody else
                    os.utime(descriptor, ns=(mtime_ns, mtime_ns))
            _sync(descriptor)
            stamp = _stamp(os.fstat(descriptor))
        finally:
            os.close(descriptor)
        if os.utime not in os.supports_fd:  # Windows sets the time of change when the file is closed
            os.utime(path, ns=(mtime_ns, mtime_ns))
            stamp = _stamp(os.stat(path))  # noqa: PTH116
        return stamp

    def abandon(self, descriptor: int) -> None:
        """Close without syncing; a descriptor that is closed already is fine."""
        with contextlib.suppress(OSError):
            os.close(descriptor)

    def replace(self, source: str, target: str) -> None:
        """Rename over; on Windows wait a moment for a reader to let go of the old file."""
        patience = 50 if sys.platform == "win32" else 0
        for left in range(patience, -1, -1):
            try:
                os.replace(source, target)  # noqa: PTH105  # strings all the way: one door, one kind of path
            except PermissionError:
                if not left:
                    raise
                time.sleep(0.02)
            else:
                return

    def link(self, source: str, target: str) -> None:
        """Give a file a second name."""
        os.link(source, target)

    def unlink(self, path: str) -> None:
        """Take a name away; none there is fine."""
        Path(path).unlink(missing_ok=True)

    def sync_folder(self, path: str) -> None:
        """Make the names in a folder durable; Windows does so by itself, some network mounts can't."""
        if sys.platform == "win32":
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _FOLDERS_CANT_SYNC:
                raise
        finally:
            os.close(descriptor)

    def make_folder(self, path: str, mode: int | None = PRIVATE_FOLDER) -> None:
        """Make a folder and its parents, their names durable."""
        folder = Path(path)
        if folder.is_dir():
            return
        self.make_folder(str(folder.parent), mode)
        folder.mkdir(0o777 if mode is None else mode, exist_ok=True)
        self.sync_folder(str(folder.parent))

    def names(self, path: str) -> list[str]:
        """Names in a folder, sorted."""
        try:
            return sorted(os.listdir(path))  # noqa: PTH208
        except (FileNotFoundError, NotADirectoryError):
            return []

    def may_write(self, path: str) -> bool:
        """Does the file carry a write bit, and would the system let us? To root it lets everything."""
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116
        except FileNotFoundError:
            return True
        return bool(mode & (modes.S_IWUSR | modes.S_IWGRP | modes.S_IWOTH)) and os.access(path, os.W_OK)


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_ino, status.st_size, status.st_mtime_ns, modes.S_IMODE(status.st_mode))


def _sync(descriptor: int) -> None:
    """Push a file's data to the disk itself; on macOS plain fsync stops at the drive's cache."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):  # not every file system there knows it
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)
