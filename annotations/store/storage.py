"""The notes file as a TinyDB storage that is never half written: lock, temporary file, sync, backup, replace, sync the folder.

What `read` returns is shared and must not be changed; the table in `tinydb` hands out copies.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tinydb.storages import Storage

from annotations.errors import StoreError
from annotations.files.disk import Files, RealFiles, Stamp
from annotations.store import backups, recovery
from annotations.store.document import (
    DamagedError,
    EncodedTables,
    Record,
    Tables,
    decode_value,
    encode_value,
    is_notes_file,
    parse,
    was_notes_file,
)
from annotations.store.lock import TIMEOUT_S, FileLock, Lock
from annotations.store.saving import Writer, foreign, overtaken, unread, unwritten

Puts = Mapping[str, Mapping[str, Record | None]]
"""Table name to number to the record to put there; None takes it out."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_US: Final = 2**63 // 1000
"""The year 2262: some disks can say later ones."""
_SETTLE_TRIES: Final = 5
_SETTLE_S: Final = 0.05
"""A file that looks damaged may be in the middle of being written in place by somebody: look again."""


class DurableStorage(Storage):
    """A TinyDB storage: what was written is on the disk when `write` or `commit` returns.

    One thread at a time holds it (`hold` is re-entrant); any number of processes may share the file.

    Args:
        path: the notes file; a symbolic link is written through to its target. Its folder is made on first write.
        read_only: why nothing may be written; empty: writing is fine.
        lock_timeout_s: how long to wait for another writer before giving up.
        files: the door to the disk; lock: the lock; clock: the present, in UTC. For tests.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        read_only: str = "",
        lock_timeout_s: float = TIMEOUT_S,
        files: Files | None = None,
        lock: Lock | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.path = os.path.realpath(path)
        self.read_only = read_only
        self.generation = 0
        """Grows with every new state, our own or another process's."""
        self.notices: list[str] = []
        """What the user should know: damage that was repaired, backups that could not be made."""
        self.mutex = threading.RLock()
        self._files = files or RealFiles()
        self._lock = lock or FileLock(self.path, lock_timeout_s)
        self._clock = clock
        self._held = 0
        self._is_fixed = False
        """Is what we know the newest state, as long as the lock is held?"""
        self._writer = Writer(self._files, self.path, clock, self._tell)
        self._read_at: int | None = None
        self._tables: Tables | None = None
        self._encoded: EncodedTables | None = None
        self._stamp: Stamp | None = None

    # -- reading

    def read(self) -> Tables | None:
        """The newest tables; None for a file that is not there or empty. Shared: don't change them."""
        with self.mutex:
            tables = self.refresh()
            self._read_at = self.generation
            return tables or None

    def refresh(self) -> Tables:
        """Read the file again if it is not the one we know; within `hold` it stays the one we know.

        Raises:
            StoreError: it can't be read.
        """
        with self.mutex:
            if self._tables is None or (not self._is_fixed and self.is_stale() and not self._has_vanished()):
                self._load()
            assert self._tables is not None
            return self._tables

    def saved(self) -> datetime | None:
        """When what we know was saved: grows from save to save, whatever the clock says. None: never."""
        return (
            _EPOCH + timedelta(microseconds=min(self._stamp.mtime_ns // 1000, _LAST_US))
            if self._stamp
            else None
        )

    def is_stale(self) -> bool:
        """Has somebody else written since we last read or wrote? Costs one `stat`."""
        try:
            return self._files.stamp(self.path) != self._stamp
        except OSError as error:
            raise unread(self.path, error) from error

    def _has_vanished(self) -> bool:
        """Was the file taken away while we had it open? Then what we know is all there is: the next save writes it."""
        if not self._tables or self._files.stamp(self.path) is not None:
            return False
        self._stamp = None
        self._tell(f"{self.path} has vanished. Your notes are still here; the next change writes them again.")
        return True

    def forget(self) -> None:
        """Drop all that is remembered of the file: the next read asks the disk."""
        self._tables = self._encoded = self._stamp = None

    def _load(self) -> None:
        raw, stamp = self._bytes()
        if raw:
            try:
                tables = recovery.load(raw)
            except DamagedError as error:
                self._recover(str(error))
                return
        elif stamp is not None and backups.backups(self._files, self.path):
            self._recover("it is empty")
            return
        else:
            tables = {}
            if stamp is None and backups.backups(self._files, self.path):
                folder = backups.folder_of(self.path)
                self._tell(
                    f"{self.path} is not there, but backups of it are in {folder}: copy one back if you miss notes."
                )
        self._remember(tables, stamp)

    def _bytes(self) -> tuple[bytes, Stamp | None]:
        try:
            return self._files.read(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return b"", None
        except OSError as error:
            raise unread(self.path, error) from error

    def _remember(self, tables: Tables, stamp: Stamp | None, *, encoded: EncodedTables | None = None) -> None:
        self._tables, self._stamp, self._encoded = tables, stamp, encoded
        self.generation += 1

    # -- writing

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock over a whole read-modify-write; within it `read` is the newest state and stays it.

        Raises:
            StoreError: read-only, or the lock did not come in time.
        """
        with self.mutex:
            if not self._held:
                self._take()
            self._held += 1
            try:
                if self._held == 1:
                    self.refresh()
                    self._is_fixed = (
                        True  # numbers are given by it; who writes all the same is met by the writer
                    )
                yield
            finally:
                self._held -= 1
                if not self._held:
                    self._is_fixed = False
                    self._lock.release()

    def _take(self) -> None:
        if self.read_only:
            raise StoreError(f"{self.path}: {self.read_only}", title="Read only")
        try:
            self._files.make_folder(str(Path(self.path).parent))
        except OSError as error:
            raise unwritten(self.path, error) from error
        self._lock.acquire()

    def write(self, data: Tables) -> None:
        """Write all tables, as TinyDB does.

        Raises:
            StoreError: not written: the disk, the lock, or another process wrote since `read`.
        """
        with self.mutex:
            known = self._read_at
            with self.hold():
                if data and known not in (None, self.generation):
                    raise overtaken(self.path)
                try:
                    encoded = EncodedTables(data)
                    stamp = self._save(encoded.blobs())
                except BaseException:
                    self.forget()
                    raise
                self._remember(data, stamp, encoded=encoded)
                self._read_at = self.generation

    def commit(self, puts: Puts, *, backup: str = "") -> None:
        """Put and take out records of several tables in one write. Only within `hold`.

        Args:
            puts: what to change.
            backup: kind of a backup that must be made first, or nothing is written.

        Raises:
            StoreError: nothing was written, or the disk did not confirm it.
        """
        assert self._held, "commit without the lock"
        tables = self.refresh()
        try:
            encoded = self._encoded or EncodedTables(tables)
            for name, records in puts.items():
                for number, record in records.items():
                    encoded.put(name, number, record)
            stamp = self._save(encoded.blobs(), backup=backup)
        except BaseException:
            self.forget()
            raise
        for name, records in puts.items():
            table = tables.setdefault(name, {})
            for number, record in records.items():
                if record is None:
                    table.pop(number, None)
                else:
                    table[number] = decode_value(
                        encode_value(record)
                    )  # a deep copy, as the file gives it back
        self._remember(tables, stamp, encoded=encoded)

    def _save(self, blobs: Iterable[bytes], *, backup: str = "", keep_backups: bool = True) -> Stamp:
        """Write the document, unless somebody without a lock wrote since we read."""
        return self._writer.save(blobs, self._stamp, backup=backup, keep_backups=keep_backups)

    def _tell(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    # -- damage

    def _recover(self, what: str) -> None:
        """Restore a damaged file, under the lock; where nothing can be written, in memory only."""
        if self._settled():
            return
        self._refuse_damaged_foreign(what)
        if self.read_only:
            self._recover_in_memory(what)
            return
        self._held += 1
        try:
            if self._held == 1:
                self._take()
        except StoreError as error:
            self._held -= 1
            self._tell(error.message)
            self._recover_in_memory(what)
            return
        try:
            self._restore(what)
        finally:
            self._held -= 1
            if not self._held:
                self._lock.release()

    def _refuse_damaged_foreign(self, what: str) -> None:
        """Leave alone what was never ours: nothing in it speaks of notes, and no backup lies beside it."""
        raw, _ = self._bytes()
        if not (self._tables or was_notes_file(raw) or backups.backups(self._files, self.path)):
            raise foreign(self.path, what)

    def refuse_foreign(self) -> None:
        """Leave alone a whole file of JSON that is somebody else's, for those who would put notes into it.

        Raises:
            StoreError: it has no table of ours, and no backup lies beside it.
        """
        if not is_notes_file(self.refresh()) and not backups.backups(self._files, self.path):
            raise foreign(self.path, "it is JSON of another program")

    def _settled(self) -> bool:
        """Look again for a moment: True (and loaded) if the file turns out whole."""
        for _ in range(_SETTLE_TRIES):
            raw, stamp = self._bytes()
            try:
                tables = parse(raw)
                recovery.check_tables(tables)
            except DamagedError:
                if stamp is None or time.time_ns() - stamp.mtime_ns > 2_000_000_000:
                    return False
                time.sleep(_SETTLE_S)
            else:
                self._remember(tables, stamp)
                return True
        return False

    def _restore(self, what: str) -> None:
        raw, stamp = self._bytes()
        with contextlib.suppress(DamagedError):  # somebody else was quicker
            self._remember(recovery.load(raw), stamp)
            return
        recovered = recovery.recover(self._files, self.path, raw, self._tables)
        self._stamp = stamp
        encoded, kept = EncodedTables(recovered.tables), ""
        try:
            kept = recovery.set_aside(self._files, self.path, self._clock())
            new = self._save(encoded.blobs(), keep_backups=False)
        except (OSError, StoreError) as error:
            with contextlib.suppress(OSError):  # else every look at a full disk leaves one more
                if kept and self._files.stamp(self.path) == stamp:
                    self._files.unlink(kept)
            self._tell(_why_not_restored(self.path, error))
            self._remember(recovered.tables, stamp)
            self._tell_recovered(what, recovered, "")
            return
        self._remember(recovered.tables, new, encoded=encoded)
        self._tell_recovered(what, recovered, kept)

    def _recover_in_memory(self, what: str) -> None:
        raw, stamp = self._bytes()
        recovered = recovery.recover(self._files, self.path, raw, self._tables)
        self._remember(recovered.tables, stamp)
        self._tell_recovered(what, recovered, "")

    def _tell_recovered(self, what: str, recovered: recovery.Recovered, kept: str) -> None:
        parts = [f"{self.path} was damaged: {what}."]
        if recovered.backup:
            parts.append(
                f"The backup of {recovered.backup.made:%Y-%m-%d %H:%M} UTC {'was restored' if kept else 'is shown'}."
            )
        else:
            parts.append("There was no good backup.")
        if recovered.salvaged:
            parts.append(f"{recovered.salvaged:,} newer records were read out of the damaged file.")
        parts.append(
            f"The damaged file is kept as {kept}."
            if kept
            else "The file itself is left as it is; the next change or `postil doctor --repair` restores it."
        )
        self._tell(" ".join(parts))


def _why_not_restored(path: str, error: OSError | StoreError) -> str:
    cause = error.__cause__ if isinstance(error, StoreError) else error
    if isinstance(cause, OSError):
        return unwritten(path, cause, "it could not be put right").message
    return str(error)
