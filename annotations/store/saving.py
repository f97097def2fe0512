"""The one way bytes reach the notes file: temporary file, sync, backup, replace, sync the folder."""

import errno
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from annotations.errors import StoreError
from annotations.files.disk import PRIVATE, Files, Stamp
from annotations.files.write import drop, leftovers, write_temporary
from annotations.store import backups


class Writer:
    """Writes whole documents to one path; its caller holds the lock.

    Args:
        files: the door to the disk.
        path: the notes file.
        clock: the present, in UTC; decides which backups are due.
        tell: takes a sentence for the user when a backup could not be made.
    """

    def __init__(
        self, files: Files, path: str, clock: Callable[[], datetime], tell: Callable[[str], None]
    ) -> None:
        self._files = files
        self._path = path
        self._folder = str(Path(path).parent)
        self._clock = clock
        self._tell = tell
        self._swept = False

    def save(self, blobs: Iterable[bytes], old: Stamp | None, *, backup: str, keep_backups: bool) -> Stamp:
        """Put a document in the place of the old one, durable on return.

        Args:
            blobs: the document, in pieces.
            old: stamp of the file that is replaced; None: there is none.
            backup: kind of a backup that must be made first, or nothing is written.
            keep_backups: is the old file worth a backup?

        Raises:
            StoreError: it was not written, the file is not `old` any more, or the disk did not confirm it.
        """
        if not self._files.may_write(self._path):
            raise StoreError(
                f"{self._path} is write-protected; nothing was written. Make it writable (chmod u+w) and try again."
            )
        try:
            self._sweep()
            mtime_ns = max(time.time_ns(), old.mtime_ns + 1 if old else 0)  # later than the old one's
            mode = old.mode if old else PRIVATE
            temporary, stamp = write_temporary(self._files, self._path, blobs, mode, mtime_ns)
            try:
                if keep_backups and old is not None:
                    self._back_up(backup)
                self._put_in_place(temporary, old)
            except BaseException:
                drop(self._files, temporary)
                raise
        except OSError as error:
            raise unwritten(self._path, error) from error
        try:
            self._files.sync_folder(self._folder)
        except OSError as error:
            raise unconfirmed(self._path, error) from error
        return stamp

    def _put_in_place(self, temporary: str, old: Stamp | None) -> None:
        """Rename over the file that we read: asked last, since to write and sync takes its time."""
        if self._files.stamp(self._path) != old:
            raise overtaken(self._path)
        self._files.replace(temporary, self._path)

    def _sweep(self) -> None:
        """Clear away, once, what a killed writer left: we hold the lock, so nobody is writing."""
        if self._swept:
            return
        for leftover in leftovers(self._files, self._path):
            drop(self._files, leftover)
        self._swept = True

    def _back_up(self, demanded: str) -> None:
        moment = self._clock()
        if demanded:
            backups.make(self._files, self._path, demanded, moment)
        try:
            backups.rotate(self._files, self._path, moment)
        except OSError as error:
            reason = error.strerror or str(error)
            self._tell(
                f"No backup of {self._path} could be made ({reason}); your notes are saved all the same."
            )


def unread(path: str, error: OSError) -> StoreError:
    """The error for a file that can't be read."""
    return StoreError(f"{path} can't be read: {error.strerror or error}. {next_step(error)}")


def overtaken(path: str) -> StoreError:
    """The error for a change based on what stands in the file no more: written without a lock, or the lock was deleted."""
    return StoreError(f"{path}: another program wrote the notes meanwhile; nothing was written. Try again.")


def foreign(path: str, what: str) -> StoreError:
    """The error for a file that was never a notes file."""
    return StoreError(
        f"{path} is no notes file ({what}); nothing was written. Choose another file with --store.",
        title="Not a notes file",
    )


def unwritten(path: str, error: OSError, what: str = "the change was not saved") -> StoreError:
    """The error for a change that did not reach the disk."""
    return StoreError(f"{path}: {what}: {error.strerror or error}. {next_step(error)}")


def unconfirmed(path: str, error: OSError) -> StoreError:
    """The error for a change that everybody sees, but that a power cut may take back."""
    return StoreError(
        f"{path}: the change stands in the file, but the disk did not confirm that it stays: "
        f"{error.strerror or error}. Check the disk, and that the change is there, before you make it again."
    )


def next_step(error: OSError) -> str:
    """What to do about a disk that did not do what it should."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "Free some space and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Check the permissions of the file and its folder, or choose another file with --store."
    if error.errno == errno.EINVAL:
        return "Choose another file with --store."
    return "Check the disk and try again."
