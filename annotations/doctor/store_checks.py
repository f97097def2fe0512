"""What is wrong with a notes file, in plain words, and its repair. No readable record is ever dropped.

`check` only looks. `repair` restores a damaged file, brings back what only older files still hold, tells twins apart
and clears litter away; what can't be read stays in the file as it is.
"""

import contextlib
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from annotations.doctor.conflict_merge import MERGED_SUFFIX, Merge, conflict_merge
from annotations.errors import StoreError
from annotations.files.disk import PRIVATE, RealFiles
from annotations.files.read import read_bytes
from annotations.files.write import drop, leftovers, write_temporary
from annotations.store import recovery
from annotations.store.backups import backups, folder_of
from annotations.store.changes import random_letters
from annotations.store.codec import UnreadableRecordError, decode, now, read_time
from annotations.store.conflict_copies import conflict_copies
from annotations.store.document import (
    DamagedError,
    Record,
    Tables,
    is_notes_file,
    next_number,
    was_notes_file,
)
from annotations.store.index import IDENTIFIED
from annotations.store.lock import FileLock
from annotations.store.migrations import too_new
from annotations.store.record_fields import is_identifier
from annotations.store.repository import UNFILED
from annotations.store.saving import next_step
from annotations.store.storage import DurableStorage
from annotations.store.transactions import TRASH_KEPT
from annotations.text.plurals import pluralize

_ASIDE: Final = "unreadable"
"""Table of what was no record where it stood."""

Level = Literal["good", "note", "bad"]


class Finding(Struct, frozen=True):
    """One thing the doctor saw."""

    level: Level
    """`good`: all is well; `note`: worth knowing; `bad`: notes are missing or in danger."""
    what: str
    where: str
    """Path, and what within it."""
    next_step: str = ""
    repairable: bool = False
    """Would `repair` put it right?"""


def check(path: str | os.PathLike[str]) -> list[Finding]:
    """Look at a notes file, its backups, its lock and what lies around it. Nothing is changed."""
    real = os.path.realpath(path)
    try:
        backups(RealFiles(), real)
    except OSError as error:  # nothing can be said of the notes without them
        step = "Check its permissions, then look again."
        return [Finding("bad", f"can't be looked into: {error.strerror}", folder_of(real), step)]
    tables, findings = _check_file(real)
    findings += _check_backups(real)
    if tables is not None:
        findings += _check_records(real, tables)
        findings += _check_missing(real, tables)
        findings += _check_conflicts(real, tables)
        findings += _check_much_is_gone(real, tables) if Path(real).exists() else []
    for leftover in leftovers(RealFiles(), real):
        findings.append(Finding("note", "left by a program that was killed", leftover, "", repairable=True))
    findings += _check_lock(real)
    return findings


def _check_file(path: str) -> tuple[Tables | None, list[Finding]]:
    try:
        raw, _ = RealFiles().read(path)
    except FileNotFoundError:
        if backups(RealFiles(), path):
            step = "Run `postil doctor --repair` to bring the newest backup back."
            return {}, [
                Finding(
                    "bad", "the notes file is not there, but backups of it are", path, step, repairable=True
                )
            ]
        return None, [Finding("good", "no notes yet", path), *_check_folder(path)]
    except OSError as error:
        return None, [Finding("bad", f"can't be read: {error.strerror}", path, "Check its permissions.")]
    if not raw and not backups(RealFiles(), path):
        return None, [Finding("good", "no notes yet", path), *_check_folder(path)]
    try:
        tables = recovery.load(raw)
    except DamagedError as error:
        if not (was_notes_file(raw) or backups(RealFiles(), path)):
            return None, [
                Finding("bad", f"it is no notes file: {error}", path, "Choose another with --store.")
            ]
        step = (
            "Run `postil doctor --repair`: the newest backup and all that can still be read are put together."
        )
        return None, [Finding("bad", f"the notes file is damaged: {error}", path, step, repairable=True)]
    if not (is_notes_file(tables) or backups(RealFiles(), path)):
        what = "it is no notes file: it is JSON of another program"
        return None, [Finding("bad", what, path, "Choose another with --store.")]
    if reason := too_new(tables):
        return tables, [Finding("note", reason, path)]
    count = sum(isinstance(record, dict) for record in tables.get("annotations", {}).values())
    findings = [Finding("good", f"whole, {pluralize(count, 'note')}, {pluralize(len(raw), 'byte')}", path)]
    if not RealFiles().may_write(path):
        findings.append(
            Finding("bad", "write-protected: no note can be saved", path, "Make it writable (chmod u+w).")
        )
    return tables, findings + (_check_folder(path) or _check_room(path, raw))


def _check_folder(path: str) -> list[Finding]:
    """Whether a save can put a file there: what is not there yet is made in the nearest folder that is."""
    folder = next(parent for parent in Path(path).absolute().parents if parent.exists())
    if os.access(folder, os.W_OK):
        return []
    step = "Make it writable (chmod u+w), or choose another file with --store."
    return [Finding("bad", "the folder can't be written to: no note can be saved", str(folder), step)]


def _check_room(path: str, raw: bytes) -> list[Finding]:
    """Whether as much as the notes can be written beside them, as each save does: only the disk knows what is left to us."""
    try:
        temporary, _ = write_temporary(RealFiles(), path, (raw,), PRIVATE, time.time_ns())
    except OSError as error:
        what = f"no note can be saved: {error.strerror or error}"
        return [Finding("bad", what, str(Path(path).parent), next_step(error))]
    drop(RealFiles(), temporary)
    return []


def _check_backups(path: str) -> list[Finding]:
    folder = folder_of(path)
    if os.path.lexists(folder) and not (Path(folder).is_dir() and os.access(folder, os.W_OK)):
        step = f"Make {Path(folder).name} a folder that can be written to, or take it away."
        return [Finding("bad", "no backup can be made", folder, step)]
    kept = backups(RealFiles(), path)
    bad = []
    for backup in kept:
        try:
            recovery.load(read_bytes(backup.path))
        except (OSError, DamagedError) as error:
            bad.append(Finding("note", f"a backup can't be used: {error}", backup.path, "It may be deleted."))
    good = len(kept) - len(bad)
    if not good:
        return [*bad, Finding("note", "no backups yet; the next save makes one", folder_of(path))]
    newest = f"{kept[0].made:%Y-%m-%d %H:%M} UTC"
    return [*bad, Finding("good", f"{good} backups, the newest of {newest}", folder_of(path))]


def _check_records(path: str, tables: Tables) -> list[Finding]:
    findings: list[Finding] = []
    for name in IDENTIFIED:
        seen: set[str] = set()
        for number, record in tables.get(name, {}).items():
            place = f"{path}, {name} {number}"
            if not isinstance(record, dict):
                what = "a record that is no object: plain TinyDB can't list the table while it is there"
                step = f"Run `postil doctor --repair`: it is set aside in the table `{_ASIDE}`."
                findings.append(Finding("note", what, place, step, repairable=True))
            elif reason := _unreadable(name, record):
                step = "It stays in the file as it is; look at it in an editor."
                findings.append(Finding("note", f"a record that can't be read: {reason}", place, step))
            elif record["id"] in seen:
                what = f"another record has the id {record['id']} too, so this one is not shown"
                step = "Run `postil doctor --repair`: it gets an id of its own."
                findings.append(Finding("bad", what, place, step, repairable=True))
            else:
                seen.add(record["id"])
    known = _ids(tables, "articles") | {UNFILED}
    annotations = tables.get("annotations", {}).values()
    readable = (record for record in annotations if not _unreadable("annotations", record))
    strays = {s for s in map(_source, readable) if s not in known}
    for source in sorted(strays):
        what = "notes on an article the store has never met"
        findings.append(
            Finding("note", what, f"{path}, article {source}", "Open the article once, or leave them.")
        )
    return findings


def _source(record: Record) -> str:
    return decode(record).target.source


def _unreadable(table: str, record: object) -> str:
    """Why a record can't be read; empty if it can."""
    if not isinstance(record, dict):
        return "it is not an object"
    if not is_identifier(record.get("id")):
        return "it has no id" if not record.get("id") else "its id is no plain text"
    if table == "annotations":
        try:
            decode(record)
        except UnreadableRecordError as error:
            return str(error)
    return ""


def _check_missing(path: str, tables: Tables) -> list[Finding]:
    """Notes that only a damaged file kept beside the notes still holds."""
    missing = sum(salvaged.table == "annotations" for salvaged in _missing(path, tables))
    if not missing:
        return []
    step = "Run `postil doctor --repair` to bring them in."
    return [
        Finding(
            "bad",
            f"{pluralize(missing, 'note')} found only in a damaged file kept from before",
            path,
            step,
            repairable=True,
        )
    ]


def _check_conflicts(path: str, tables: Tables) -> list[Finding]:
    """What other machines wrote, as far as a folder service kept it beside the notes."""
    step = "Run `postil doctor --repair`: all of it comes in, of two versions of a note the later one; the other can be restored."
    return [
        Finding(
            "bad" if merge.missing or merge.changed else "note",
            f"another machine wrote notes at the same time: {_told(merge)} only in this copy of them",
            merge.path,
            step,
            repairable=True,
        )
        for copy in conflict_copies(RealFiles(), path)
        if (merge := conflict_merge(copy, tables)) is not None
    ]


def _told(merge: Merge) -> str:
    changed = f" and {pluralize(merge.changed, 'version')} of others" if merge.changed else ""
    return f"{pluralize(merge.missing, 'note')}{changed}"


def _check_much_is_gone(path: str, tables: Tables) -> list[Finding]:
    """Does the newest backup hold many notes that went neither into the trash nor anywhere else?"""
    newest = recovery.newest_good(RealFiles(), path)
    if newest is None:
        return []
    backup, before = newest
    kept = _ids(before, "annotations")
    gone = kept - _ids(tables, "annotations", "trash")
    if len(gone) < 2 or 2 * len(gone) <= len(kept):  # a few may have been undone
        return []
    what = f"the newest backup holds {pluralize(len(gone), 'note')} that are neither here nor in the trash"
    step = f"If you miss them, keep {Path(path).name} under another name and copy the backup in its place."
    return [Finding("note", what, backup.path, step)]


def _ids(tables: Tables, *names: str) -> set[str]:
    rows = (record for name in names for record in tables.get(name, {}).values())
    return {record["id"] for record in rows if not _unreadable("", record)}


def _missing(path: str, tables: Tables) -> list[recovery.Salvaged]:
    """Readable notes of damaged files that are neither live nor in the trash, and what was known of their articles.

    Deleted ones too old for the trash stay away.
    """
    have = _ids(tables, "annotations", "trash")
    limit = now() - TRASH_KEPT
    missing: dict[str, recovery.Salvaged] = {}
    articles: dict[str, recovery.Salvaged] = {}
    folder = Path(path).parent
    for name in RealFiles().names(str(folder)):
        if not name.startswith(f"{Path(path).name}.damaged-"):
            continue
        with contextlib.suppress(OSError):
            for salvaged in recovery.salvage(read_bytes(folder / name)):
                identifier = salvaged.record.get("id")
                if salvaged.table == "articles":
                    articles[str(identifier)] = salvaged
                if salvaged.table != "annotations" or _unreadable("annotations", salvaged.record):
                    continue
                touched = read_time(salvaged.record.get("modified"))
                if identifier not in have and (touched is None or touched > limit):
                    missing[str(identifier)] = salvaged
    strange = {_source(salvaged.record) for salvaged in missing.values()} - _ids(tables, "articles")
    return [*missing.values(), *(articles[source] for source in sorted(strange & articles.keys()))]


def _check_lock(path: str) -> list[Finding]:
    if not Path(f"{path}.lock").exists():
        return []
    lock = FileLock(path, timeout_s=0.2)
    try:
        lock.acquire()
    except StoreError as error:
        return [
            Finding("note", f"somebody is writing, or the lock can't be had: {error.message}", f"{path}.lock")
        ]
    lock.release()
    return []


def repair(path: str | os.PathLike[str]) -> list[str]:
    """Put right what can be put right; returns what was done, in words.

    Raises:
        StoreError: the file can't be written or locked.
    """
    real = os.path.realpath(path)
    done: list[str] = []
    if not Path(real).exists() and backups(RealFiles(), real):
        Path(real).touch(mode=0o600)  # an empty file with backups is a damaged one: opening restores it
    storage = DurableStorage(real)
    storage.refuse_foreign()
    done += storage.notices
    if Path(real).exists():
        with storage.hold():
            tables = storage.refresh()
            if not too_new(tables):
                done += _repair_records(storage, tables, real)
                done += _merge_conflicts(storage, real)
    for leftover in leftovers(RealFiles(), real):
        with storage.hold():
            Path(leftover).unlink(missing_ok=True)
        done.append(f"Cleared away {leftover}.")
    return done


def _repair_records(storage: DurableStorage, tables: Tables, path: str) -> list[str]:
    """Twins get ids of their own, lost notes come back; one write, with a backup made before."""
    puts, done = _set_aside(tables)
    for name in IDENTIFIED:
        table = tables.get(name, {})
        ids = {record["id"] for record in table.values() if not _unreadable("", record)}
        seen: set[str] = set()
        for number, record in table.items():
            if _unreadable("", record):
                continue
            if record["id"] in seen:
                fresh = _fresh_id(record["id"], ids)
                puts.setdefault(name, {})[number] = {**record, "id": fresh}
                done.append(f"A second {record['id']} of {name} is now {fresh}.")
            seen.add(record["id"])
    missing = _missing(path, tables)
    free: dict[str, int] = {}
    for one in missing:
        number = free.setdefault(one.table, int(next_number(tables.get(one.table, {}))))
        puts.setdefault(one.table, {})[str(number)] = one.record
        free[one.table] += 1
    if missing:
        count = sum(salvaged.table == "annotations" for salvaged in missing)
        done.append(f"{pluralize(count, 'note')} brought in from damaged files.")
    if puts:
        storage.commit(puts)
    return done


def _merge_conflicts(storage: DurableStorage, path: str) -> list[str]:
    """One write for each copy; it keeps its words under another name, so that it is not looked at again."""
    done = []
    for copy in conflict_copies(RealFiles(), path):
        merge = conflict_merge(copy, storage.refresh())
        if merge is None:
            continue
        if merge.puts:
            storage.commit(merge.puts)
        kept = recovery.free_name(RealFiles(), f"{copy}{MERGED_SUFFIX}")  # services give a name again
        RealFiles().replace(copy, kept)
        done.append(f"Brought in {_told(merge)} from {copy}, now {kept}.")
    return done


def _set_aside(tables: Tables) -> tuple[dict[str, dict[str, Record | None]], list[str]]:
    """What is no object leaves its table, where it is in the way of plain TinyDB; it is kept, whatever it is."""
    puts: dict[str, dict[str, Record | None]] = {}
    done = []
    aside = next(name for name in _names_aside() if isinstance(tables.get(name, {}), dict))
    number = int(next_number(tables.get(aside, {})))
    for name in IDENTIFIED:
        for key, record in tables.get(name, {}).items():
            if not isinstance(record, dict):
                puts.setdefault(name, {})[key] = None
                puts.setdefault(aside, {})[str(number)] = {"table": name, "number": key, "was": record}
                done.append(f"Record {key} of {name} is no object; it is now in the table {aside}.")
                number += 1
    return puts, done


def _names_aside() -> Iterator[str]:
    """The table of what was no record; another where somebody keeps something else under that name."""
    yield _ASIDE
    yield from (f"{_ASIDE}-{number}" for number in itertools.count(2))


def _fresh_id(twin: str, taken: set[str]) -> str:
    start = twin.partition("-")[0] + "-" if "-" in twin else "n-"
    fresh = start + random_letters(6)
    while fresh in taken:
        fresh = start + random_letters(8)
    taken.add(fresh)
    return fresh
