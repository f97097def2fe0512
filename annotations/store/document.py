"""The notes file's form: one JSON document as TinyDB wants it, one record a line so that a diff reads well.

    {
    "annotations":{
    "1":{"@context":...},
    "2":{...}
    },
    "meta":{
    "1":{"schema":1}
    }
    }

Pure: bytes in, tables out, and back.
"""

import gc
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

Record = dict[str, Any]
Table = dict[str, Record]
Tables = dict[str, Any]
"""Table name to table. A table is a dict of records by TinyDB's number; what a newer version wrote may be anything."""

TABLES: Final = ("annotations", "articles", "reading", "trash", "corrections", "drafts", "meta")
"""Tables of this version. Others are a newer version's or another program's: kept, never looked into."""

BOM: Final = b"\xef\xbb\xbf"


class DamagedError(ValueError):
    """The bytes are not a notes file. The message says what is wrong, for people."""


def encode_value(value: object) -> bytes:
    """One JSON value on one line; what orjson can't say (huge numbers, lone surrogates) the standard library can."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def parse(raw: bytes) -> Tables:
    """The tables of a notes file, in any JSON layout.

    Records under a number that stands twice (two branches of a notes file merged by hand) get a number of their own.

    Raises:
        DamagedError: not JSON, or not a table of tables.
    """
    raw = raw.removeprefix(BOM)
    if not raw.strip(b"\x00 \t\r\n"):
        raise DamagedError("it is empty" if b"\x00" not in raw else "it holds only zeros")
    tables = decode_value(raw)
    if not isinstance(tables, dict):
        raise DamagedError("it is JSON, but not a notes file")
    if raw.count(b"\n") not in (0, 1, _lines_of(tables)):
        tables = _load_with_twins(raw)
    return {name: _number_records(table) if name in TABLES else table for name, table in tables.items()}


def is_notes_file(tables: Tables) -> bool:
    """Whether whole tables are a notes file: a new one, or one with a table of ours whose records stand under numbers."""
    is_new = all(table == {} for table in tables.values())
    ours = {name: tables[name] for name in TABLES if isinstance(tables.get(name), dict)}
    return is_new or any(
        all(map(_is_number, table)) and (table or name == "annotations") for name, table in ours.items()
    )


def was_notes_file(raw: bytes) -> bool:
    """Whether damaged bytes may have been a notes file: they hold records in a table of it, or say nothing at all."""
    plain = raw.replace(b"\0", b"")  # UTF-16, as some editors save
    blank = rb"[ \t\r\n]*"
    table = rb'"(%s)"%b:%b\{%b"[0-9]+"%b:' % ("|".join(TABLES).encode(), blank, blank, blank, blank)
    return not plain.strip() or b'"Annotation"' in plain or re.search(table, plain) is not None


def decode_value(raw: bytes) -> Any:
    """Parse JSON, without the garbage collector walking over every new record again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _load_slowly(raw)
    finally:
        if collecting:
            gc.enable()


def _load_slowly(raw: bytes, **options: Any) -> Any:
    """The standard library's reader: knows NaN and lone surrogates, which plain TinyDB can write."""
    try:
        return json.loads(raw.decode("utf-8"), **options)
    except UnicodeDecodeError as error:
        raise DamagedError(f"it is not UTF-8 (byte {error.start:,})") from error
    except json.JSONDecodeError as error:
        raise DamagedError(f"it is not whole JSON ({error.msg}, line {error.lineno:,})") from error
    except RecursionError as error:
        raise DamagedError("it is nested too deeply") from error
    except ValueError as error:  # Python reads no number of so many digits
        raise DamagedError("a number of thousands of digits stands in it") from error


def _lines_of(tables: Tables) -> int:
    """How many newlines our own layout of these tables has."""
    return 2 + sum(2 + len(table) if isinstance(table, dict) and table else 1 for table in tables.values())


class _Twins(dict[str, Any]):
    """An object in which a key stood more than once; `again` holds the later ones."""

    again: list[tuple[str, Any]]


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    twins, twins.again = _Twins(), []
    for key, value in pairs:
        if key in twins:
            twins.again.append((key, value))
        else:
            twins[key] = value
    return twins


def _load_with_twins(raw: bytes) -> Tables:
    """Parse so that no record is lost to another with the same number; deeper down the last one wins, as ever."""
    root = _load_slowly(raw, object_pairs_hook=_pairs)
    tables: Tables = {}
    for name, table in itertools.chain(root.items(), getattr(root, "again", ())):
        if not isinstance(table, dict):
            tables.setdefault(name, table)
            continue
        mine = tables.setdefault(name, {})
        for key, record in itertools.chain(table.items(), getattr(table, "again", ())):
            plain = _last_wins(record)
            if key not in mine:
                mine[key] = plain
            elif mine[key] != plain:
                mine[next_number(mine)] = plain
    return tables


def _last_wins(value: Any) -> Any:
    if isinstance(value, dict):
        later = getattr(value, "again", ())
        return {k: _last_wins(v) for k, v in itertools.chain(value.items(), later)}
    return [_last_wins(item) for item in value] if isinstance(value, list) else value


def _number_records(table: Any) -> Any:
    """The table with TinyDB numbers for keys; a record under another key moves behind the last."""
    if not isinstance(table, dict) or all(map(_is_number, table)):
        return table
    records = table.values()
    if not all(isinstance(record, dict) for record in records) or not (
        any(map(_is_number, table)) or any(record.get("type") == "Annotation" for record in records)
    ):
        return table  # not a table of ours: leave it alone
    kept = {key: record for key, record in table.items() if _is_number(key)}
    for key, record in table.items():
        if key not in kept:
            kept[next_number(kept)] = record
    return kept


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit()


def next_number(table: Table) -> str:
    """The number TinyDB would give the next record."""
    if not table:
        return "1"
    last = next(reversed(table))  # numbers grow: nearly always the last is the highest
    number = str(int(last) + 1) if _is_number(last) else "1"
    if number not in table:
        return number
    return str(max((int(key) for key in table if _is_number(key)), default=0) + 1)


class EncodedTables:
    """Every record as the line that the file has for it, so that a save encodes only what changed."""

    def __init__(self, tables: Tables) -> None:
        self._tables: dict[str, dict[str, bytes] | bytes] = {
            name: {str(key): _line(str(key), record) for key, record in table.items()}
            if isinstance(table, dict)
            else encode_value(table)
            for name, table in tables.items()
        }

    def put(self, name: str, key: str, record: object) -> None:
        """Add or replace one record; None takes it out."""
        lines = self._tables.get(name)
        if not isinstance(lines, dict):
            lines = self._tables[name] = {}
        if record is None:
            lines.pop(key, None)
        else:
            lines[key] = _line(key, record)

    def blobs(self) -> Iterator[bytes]:
        """The document, in pieces. Tables without records are written as `{}`."""
        head = b"{\n"
        for name, lines in self._tables.items():
            yield head + encode_value(name) + b":"
            if isinstance(lines, bytes):
                yield lines
            else:
                yield b"{\n" + b",\n".join(lines.values()) + b"\n}" if lines else b"{}"
            head = b",\n"
        yield b"\n}\n" if self._tables else b"{\n}\n"


def _line(key: str, record: object) -> bytes:
    return encode_value(key) + b":" + encode_value(record)
