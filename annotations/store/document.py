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

Pure: bytes in, tables out, and back. `Layout` keeps the encoded lines, so that a save encodes only what changed.
"""

import gc
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

Record = dict[str, Any]
Table = dict[str, Record]
Tables = dict[str, Any]
"""Table name to table. A table is a dict of records by TinyDB's number; what a newer version wrote may be anything."""

TABLES: Final = ("annotations", "articles", "reading", "trash", "corrections", "drafts", "meta")
"""Tables of this version. Others are a newer version's or another program's: kept, never looked into."""

BOM: Final = b"\xef\xbb\xbf"
CHUNK_LINES: Final = 512
"""Lines joined into one piece: changing one costs splitting and joining these, not the file."""


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
    tables = _load(raw)
    if not isinstance(tables, dict):
        raise DamagedError("it is JSON, but not a notes file")
    if raw.count(b"\n") not in (0, 1, _lines_of(tables)):
        tables = _load_with_twins(raw)
    return {name: _numbered(table) if name in TABLES else table for name, table in tables.items()}


def _load(raw: bytes) -> Any:
    """Parse, without the garbage collector walking over every new record again and again."""
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


def _numbered(table: Any) -> Any:
    """The table with TinyDB numbers for keys; a record under another key moves behind the last."""
    if not isinstance(table, dict) or all(map(_is_number, table)):
        return table
    if not all(isinstance(record, dict) for record in table.values()):
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
    return str(max(int(key) for key in table if _is_number(key)) + 1)


class _Piece:
    """Some lines of a table, joined; edited by splitting and joining again."""

    __slots__ = ("blob", "keys")

    def __init__(self, keys: list[str], lines: list[bytes]) -> None:
        self.keys = keys
        self.blob = b",\n".join(lines)

    def put(self, key: str, line: bytes) -> None:
        """Replace the line of `key`, or add one. A raw newline can't stand within a JSON value: splitting is exact."""
        lines = self.blob.split(b",\n") if self.keys else []
        if key in self.keys:
            lines[self.keys.index(key)] = line
        else:
            self.keys.append(key)
            lines.append(line)
        self.blob = b",\n".join(lines)

    def drop(self, key: str) -> None:
        """Take the line of `key` out."""
        lines = self.blob.split(b",\n")
        place = self.keys.index(key)
        del self.keys[place], lines[place]
        self.blob = b",\n".join(lines)


class _Sheet:
    """One table laid out as pieces."""

    __slots__ = ("pieces", "where")

    def __init__(self, lines: Iterable[tuple[str, bytes]]) -> None:
        self.pieces: list[_Piece] = []
        self.where: dict[str, _Piece] = {}
        walk = iter(lines)
        while batch := list(itertools.islice(walk, CHUNK_LINES)):
            piece = _Piece([key for key, _ in batch], [line for _, line in batch])
            self.pieces.append(piece)
            self.where.update(dict.fromkeys(piece.keys, piece))

    def put(self, key: str, line: bytes) -> None:
        piece = self.where.get(key)
        if piece is None:
            if not self.pieces or len(self.pieces[-1].keys) >= CHUNK_LINES:
                self.pieces.append(_Piece([], []))
            piece = self.where[key] = self.pieces[-1]
        piece.put(key, line)

    def drop(self, key: str) -> None:
        piece = self.where.pop(key, None)
        if piece is not None:
            piece.drop(key)

    def blobs(self) -> Iterator[bytes]:
        first = True
        for piece in self.pieces:
            if piece.keys:
                if not first:
                    yield b",\n"
                yield piece.blob
                first = False


class Layout:
    """A whole document laid out: what a save writes. Holds the encoded lines of every record."""

    def __init__(self, tables: Tables, raw: bytes | None = None) -> None:
        """Lay `tables` out; with `raw`, the bytes they were parsed from, lines are taken over as they are."""
        self._sheets: dict[str, _Sheet | bytes] = {}
        taken = _lines_by_table(tables, raw) if raw else None
        for name, table in tables.items():
            if taken is not None and isinstance(table, dict):
                self._sheets[name] = _Sheet(zip(table, taken[name], strict=True))
            else:
                self.put_table(name, table)

    def put_table(self, name: str, table: object) -> None:
        """Encode a whole table anew."""
        if isinstance(table, dict):
            self._sheets[name] = _Sheet((str(key), _line(str(key), record)) for key, record in table.items())
        else:
            self._sheets[name] = encode_value(table)

    def put(self, name: str, key: str, record: object) -> None:
        """Add or replace one record; None takes it out."""
        sheet = self._sheets.get(name)
        if not isinstance(sheet, _Sheet):
            sheet = self._sheets[name] = _Sheet(())
        if record is None:
            sheet.drop(key)
        else:
            sheet.put(key, _line(key, record))

    def blobs(self) -> Iterator[bytes]:
        """The document, in pieces. Tables without records are written as `{}`."""
        yield b"{\n"
        head = b""
        for name, sheet in self._sheets.items():
            yield head + encode_value(name) + b":"
            if isinstance(sheet, bytes):
                yield sheet
            elif sheet.where:
                yield b"{\n"
                yield from sheet.blobs()
                yield b"\n}"
            else:
                yield b"{}"
            head = b",\n"
        yield b"\n}\n" if self._sheets else b"}\n"


def _line(key: str, record: object) -> bytes:
    return encode_value(key) + b":" + encode_value(record)


def _lines_by_table(tables: Tables, raw: bytes) -> dict[str, list[bytes]] | None:
    """The file's own lines for each table, or None if it is not in our layout, line for line."""
    if raw.count(b"\n") != _lines_of(tables):
        return None
    walk = iter(raw.split(b"\n"))
    if next(walk) != b"{":
        return None
    taken: dict[str, list[bytes]] = {}
    for name, table in tables.items():
        head = next(walk)
        if not isinstance(table, dict) or not table:
            taken[name] = []
            continue
        if head != encode_value(name) + b":{":
            return None
        lines = [line.removesuffix(b",") for line in itertools.islice(walk, len(table))]
        starts = (encode_value(key) + b":" for key in table)
        if not all(map(bytes.startswith, lines, starts)) or next(walk).rstrip(b",") != b"}":
            return None
        taken[name] = lines
    return taken
