"""Copies of the notes file in `NAME.backups/` beside it: three recent ones, seven daily ones, one a schema change.

A backup is the file as it stood before a save, under a second name (a hard link: no bytes are copied, the save puts a
new file in place of the old one); where the file system has no links, a synced copy. Which is the newest is told by the
time of change of what it holds, which grows with every save of ours whatever the clock says, not by the date in its name.
"""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Final

from msgspec import Struct

from annotations.files.disk import PRIVATE, Files

RECENT_KEPT: Final = 3
RECENT_APART: Final = timedelta(minutes=5)
DAILY_KEPT: Final = 7
_NAME: Final = re.compile(r"(recent|daily|schema-[0-9]+)-([0-9]{8}T[0-9]{6})Z\.json")
_TIME: Final = "%Y%m%dT%H%M%S"


class Backup(Struct, frozen=True):
    """One backup: its path, what it is for (`recent`, `daily`, `schema-N`) and when it was made (UTC, by its name)."""

    path: str
    kind: str
    made: datetime
    saved_ns: int
    """When what it holds was saved: grows from save to save."""


def folder_of(path: str) -> str:
    """Where the backups of the notes file at `path` lie."""
    return path + ".backups"


def backups(files: Files, path: str) -> list[Backup]:
    """All backups of the notes file at `path`, newest first."""
    folder = PurePath(folder_of(path))
    kept = []
    for name in files.names(str(folder)):
        match, stamp = _NAME.fullmatch(name), files.stamp(str(folder / name))
        if match and stamp:
            with contextlib.suppress(ValueError):  # no date: not a name that we gave
                made = datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)
                kept.append(Backup(str(folder / name), match[1], made, stamp.mtime_ns))
    return sorted(kept, key=lambda backup: (backup.saved_ns, backup.made, backup.kind), reverse=True)


def due(existing: list[Backup], moment: datetime) -> list[str]:
    """Which kinds of backup a save at `moment` makes first. `existing`: newest first.

    A backup from the future (the clock was wrong) doesn't put the next one off.
    """
    kinds = []
    newest = next((backup.made for backup in existing if backup.kind == "recent"), None)
    if newest is None or abs(moment - newest) >= RECENT_APART:
        kinds.append("recent")
    if all(backup.made.date() != moment.date() for backup in existing if backup.kind == "daily"):
        kinds.append("daily")
    return kinds


def surplus(existing: list[Backup]) -> list[Backup]:
    """The backups that have had their time: recent and daily ones beyond the number kept. `existing`: newest first."""
    recent = [backup for backup in existing if backup.kind == "recent"]
    daily = [backup for backup in existing if backup.kind == "daily"]
    return recent[RECENT_KEPT:] + daily[DAILY_KEPT:]


def rotate(files: Files, path: str, moment: datetime) -> None:
    """Make the backups a save at `moment` is due to make; take away those that have had their time."""
    kinds = due(backups(files, path), moment)
    for kind in kinds:
        make(files, path, kind, moment)
    if kinds:
        for old in surplus(backups(files, path)):
            with contextlib.suppress(OSError):  # a folder of that name, or one that is not ours to delete
                files.unlink(old.path)


def make(files: Files, path: str, kind: str, moment: datetime) -> None:
    """Keep the notes file as it stands now as a backup, durable on return.

    Raises:
        OSError: neither a link nor a copy could be made.
    """
    folder = folder_of(path)
    files.make_folder(folder)
    target = str(PurePath(folder) / f"{kind}-{moment.astimezone(UTC):{_TIME}}Z.json")
    existing, stamp = backups(files, path), files.stamp(path)
    newest_ns = existing[0].saved_ns if existing else 0
    try:
        if (
            stamp is not None and stamp.mtime_ns < newest_ns
        ):  # written by a program that goes by a clock that was wrong
            copy(files, path, target, mtime_ns=newest_ns + 1)
        else:
            files.link(path, target)
    except FileExistsError:
        return
    except OSError:
        copy(files, path, target)
    files.sync_folder(folder)
    files.sync_folder(str(PurePath(folder).parent))


def copy(files: Files, source: str, target: str, *, mtime_ns: int | None = None) -> None:
    """Copy a file, synced, whole or not at all, with its time of change or another."""
    raw, stamp = files.read(source)
    temporary = f"{target}.tmp"
    files.unlink(temporary)
    try:
        descriptor = files.create(temporary, stamp.mode or PRIVATE)
        try:
            files.write(descriptor, (raw,))
        except BaseException:
            files.abandon(descriptor)
            raise
        files.seal(descriptor, temporary, stamp.mtime_ns if mtime_ns is None else mtime_ns)
        files.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            files.unlink(temporary)
        raise
