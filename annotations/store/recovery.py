"""What to do with a damaged notes file: the newest good backup, and every record that can still be read.

The damaged file is never thrown away: it stays beside the notes as `NAME.damaged-DATE-TIME`.
"""

import codecs
import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from msgspec import Struct

from annotations.files.disk import Files
from annotations.store.backups import Backup, backups, copy
from annotations.store.document import TABLES, DamagedError, Record, Tables, next_number, parse
from annotations.store.record_fields import is_identifier

_KEY: Final = re.compile(r'"((?:[^"\\]|\\.){1,80})"[ \t\r\n]*:[ \t\r\n]*(?=([\[{]))')
_TIMES: Final = ("modified", "saved", "deleted")
"""Fields that tell which of two versions of a record is the newer one."""


class Salvaged(NamedTuple):
    """A record that could be read out of a damaged file."""

    table: str
    key: str
    record: Record
    is_sound: bool = True
    """Did none of its bytes have to be guessed?"""


class Recovered(Struct, frozen=True):
    """Tables put together again, and where they came from."""

    tables: Tables
    backup: Backup | None
    salvaged: int
    """Records that were newer in the damaged file than in the backup, or only there."""


def check_tables(tables: Tables) -> None:
    """Are the tables this version knows tables at all?

    Raises:
        DamagedError: one is not.
    """
    for name in TABLES:
        if not isinstance(tables.get(name, {}), dict):
            raise DamagedError(f'its table "{name}" is not a table')


def load(raw: bytes) -> Tables:
    """Parse and check a notes file.

    Raises:
        DamagedError: it is not one.
    """
    tables = parse(raw)
    check_tables(tables)
    return tables


def newest_good(files: Files, path: str) -> tuple[Backup, Tables] | None:
    """The newest backup that is whole, with its tables; None if there is none."""
    for backup in backups(files, path):
        with contextlib.suppress(OSError, DamagedError):
            return backup, load(files.read(backup.path)[0])
    return None


def recover(files: Files, path: str, damaged: bytes, known: Tables | None = None) -> Recovered:
    """The newest good backup, with all that is newer in the damaged file, or that we still knew, merged in.

    Of one age what the damaged file says wins over the backup: a tag may be renamed without a new time.
    """
    good = newest_good(files, path)
    tables: Tables = good[1] if good else {}
    salvaged = merge_all(tables, salvage(damaged), is_later=True) + merge_all(tables, records_of(known or {}))
    return Recovered(tables, good[0] if good else None, salvaged)


def records_of(tables: Tables) -> Iterator[Salvaged]:
    """Every record of whole tables."""
    for name, table in tables.items():
        if isinstance(table, dict):
            yield from (
                Salvaged(name, key, record) for key, record in table.items() if isinstance(record, dict)
            )


def merge_all(tables: Tables, salvaged: Iterable[Salvaged], *, is_later: bool = False) -> int:
    """Put records into `tables` where an equal or newer one isn't there yet. Returns how many went in.

    Args:
        tables: they go in there.
        salvaged: records, of which the first one of an age counts.
        is_later: were they written after what is in `tables`? Then they win where they are of one age with it.
    """
    places = {name: _places(table) for name, table in tables.items()}
    outdated = {(name, id) for name, ids in places.items() for id in ids} if is_later else set()
    return sum(_merge(tables, places, record, outdated) for record in salvaged)


def _places(table: Any) -> dict[str, str]:
    """Number of each record id."""
    if not isinstance(table, dict):
        return {}
    rows = ((key, record) for key, record in table.items() if isinstance(record, dict))
    return {record["id"]: key for key, record in rows if is_identifier(record.get("id"))}


def _merge(
    tables: Tables, places: dict[str, dict[str, str]], salvaged: Salvaged, outdated: set[tuple[str, str]]
) -> bool:
    """Put a record in; `outdated`: tables and ids of those that give way to one of their age."""
    table = tables.setdefault(salvaged.table, {})
    if not isinstance(table, dict):
        return False
    identifier = salvaged.record.get("id")
    if not is_identifier(identifier):
        if salvaged.key in table:
            return False
        table[salvaged.key if salvaged.key.isdigit() else next_number(table)] = salvaged.record
        return True
    known = places.setdefault(salvaged.table, {})
    if (key := known.get(identifier)) is None:
        key = known[identifier] = next_number(table)
    elif not _is_later(salvaged, table[key], (salvaged.table, identifier) in outdated):
        return False
    outdated.discard((salvaged.table, identifier))
    table[key] = salvaged.record
    return True


def _is_later(salvaged: Salvaged, record: Record, is_outdated: bool) -> bool:
    """Is it a later version than a record; `is_outdated`: one of its age is."""
    if age(salvaged.record) != age(record):
        return age(salvaged.record) > age(record)
    return is_outdated and salvaged.is_sound and salvaged.record != record


def age(record: Record) -> str:
    """The latest of a record's times, as text; ISO 8601 in UTC sorts as text."""
    return max((value for name in _TIMES if isinstance(value := record.get(name), str)), default="")


def salvage(damaged: bytes) -> Iterator[Salvaged]:
    """Every whole record in a file that is not whole, in the order they stand.

    A record is an object under a number (or in a list) within a table; broken ones are stepped over.
    """
    is_utf16 = damaged.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as some editors save
    text = damaged.decode("utf-16", "replace") if is_utf16 else damaged.decode("utf-8", "surrogateescape")
    table, place = "", 0
    while match := _KEY.search(text, place):
        name, place = match[1], match.end()
        if not name.isdigit():
            table = _table_name(name, table)
            if match[2] == "[" and table == name:
                yield from _listed(text, place, table)
            continue
        read = _object_at(text, place)
        if read is not None:
            record, place, is_sound = read
            is_note = record.get("type") == "Annotation"  # annotations say what they are
            yield Salvaged("annotations" if is_note else table, name, record, is_sound)


def _table_name(name: str, current: str) -> str:
    """The table a key opens: one we know, or, before any record of it, one of a newer version."""
    return name if name in TABLES else current or name


def _listed(text: str, place: int, table: str) -> Iterator[Salvaged]:
    """Records of a table that was written as a list."""
    start = text.find("{", place)
    number = 1
    while start >= 0 and not text[place:start].strip(" \t\r\n,["):
        read = _object_at(text, start)
        if read is None:
            return
        record, place, is_sound = read
        yield Salvaged(table, str(number), record, is_sound)
        number += 1
        start = text.find("{", place)


def _object_at(text: str, place: int) -> tuple[Record, int, bool] | None:
    """The JSON object that starts at `place`, where it ends, and whether all of it is as it was written.

    Bytes that were not UTF-8 are read as Windows text.
    """
    try:
        value, end = json.JSONDecoder().raw_decode(text, place)
        repaired = _repair_encoding(value)
        is_sound = repaired == value
    except (ValueError, RecursionError):  # no JSON, a number of thousands of digits, nested too deeply
        return None
    return (repaired, end, is_sound) if isinstance(value, dict) and value else None


def _repair_encoding(value: Any) -> Any:
    if isinstance(value, str):
        return _repair_text(value)
    if isinstance(value, dict):
        return {_repair_text(k): _repair_encoding(v) for k, v in value.items()}
    return [_repair_encoding(item) for item in value] if isinstance(value, list) else value


def _repair_text(text: str) -> str:
    if not any("\udc80" <= char <= "\udcff" for char in text):
        return text
    raw = text.encode("utf-8", "surrogateescape")
    return raw.decode("cp1252", "replace")


def set_aside(files: Files, path: str, moment: datetime) -> str:
    """Keep the damaged file under a second name; returns it. The notes file itself stays where it is."""
    name = free_name(files, f"{path}.damaged-{moment.astimezone(UTC):%Y%m%d-%H%M%S}")
    try:
        files.link(path, name)
    except OSError:
        copy(files, path, name)
    return name


def free_name(files: Files, wanted: str) -> str:
    """A path that nothing is at, with a number behind it where something is."""
    taken = set(files.names(str(PurePath(wanted).parent)))
    name, count = wanted, 1
    while PurePath(name).name in taken:
        count += 1
        name = f"{wanted}-{count}"
    return name
