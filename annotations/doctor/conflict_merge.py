"""Notes of two machines put together again: what only a conflict copy has comes in, and of two versions of a note none is lost."""

from msgspec import Struct, field

from annotations.files.disk import RealFiles
from annotations.store import recovery
from annotations.store.changes import random_letters
from annotations.store.codec import UnreadableRecordError, decode, now, time_text
from annotations.store.document import DamagedError, Record, Tables, next_number
from annotations.store.index import IDENTIFIED
from annotations.store.migrations import too_new
from annotations.store.reading_table import of_both
from annotations.store.record_fields import is_identifier

MERGED_SUFFIX = ".merged"
"""Behind the name of a copy that has been put together with the notes: it is not looked at again."""


class Merge(Struct):
    """What a conflict copy has that the notes have not."""

    path: str
    puts: dict[str, dict[str, Record | None]] = field(default_factory=dict)
    """Table name to number to the record to put there."""
    missing: int = 0
    """Notes that are only there."""
    changed: int = 0
    """Notes that say something else there. The later one stays; the other goes into the trash."""


def conflict_merge(copy: str, tables: Tables) -> Merge | None:
    """What a conflict copy brings; of one that is cut off all that can be read of it. None: a newer postil's, or unreadable."""
    try:
        raw, _ = RealFiles().read(copy)
    except OSError:
        return None
    try:
        theirs = recovery.load(raw)
    except DamagedError:
        theirs = {}
        recovery.merge_all(theirs, recovery.salvage(raw))
    return None if too_new(theirs) else merge_of(copy, theirs, tables)


def merge_of(path: str, theirs: Tables, ours: Tables) -> Merge:
    merge = Merge(path)
    deleted = _by_id(ours, "trash")
    for table in (name for name in IDENTIFIED if name != "trash"):
        places = _by_id(ours, table)
        fresh = next_number(ours.get(table, {}))
        for id, number in _by_id(theirs, table).items():
            record = theirs[table][number]
            if table == "annotations" and (id in deleted or not _is_readable(record)):
                continue
            if id not in places:
                merge.puts.setdefault(table, {})[fresh] = record
                fresh = str(int(fresh) + 1)
                merge.missing += table == "annotations"
            elif table == "annotations":
                _put_later(merge, ours, places[id], record)
            elif (
                table == "reading"
                and (both := of_both(ours[table][places[id]], record)) != ours[table][places[id]]
            ):
                merge.puts.setdefault(table, {})[places[id]] = both
    return merge


def _put_later(merge: Merge, ours: Tables, number: str, theirs: Record) -> None:
    """Of two versions of a note the later one stays; where their words differ the other can be brought back."""
    mine = ours["annotations"][number]
    if mine == theirs:
        return
    is_theirs_later = recovery.age(theirs) > recovery.age(mine)
    if is_theirs_later:
        merge.puts.setdefault("annotations", {})[number] = theirs
    if mine.get("body") == theirs.get("body"):
        return
    other = {**(mine if is_theirs_later else theirs), "id": f"n-{random_letters(8)}"}
    trash = merge.puts.setdefault("trash", {})
    deleted = max(time_text(now()), recovery.age(mine), recovery.age(theirs))  # the clock may be wrong
    place = str(int(next_number(ours.get("trash", {}))) + len(trash))
    trash[place] = {"id": other["id"], "deleted": deleted, "record": other}
    merge.changed += 1


def _by_id(tables: Tables, name: str) -> dict[str, str]:
    rows = tables.get(name, {}).items()
    return {r["id"]: number for number, r in rows if isinstance(r, dict) and is_identifier(r.get("id"))}


def _is_readable(record: Record) -> bool:
    try:
        decode(record)
    except UnreadableRecordError:
        return False
    return True
