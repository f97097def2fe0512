"""Readwise: the CSV of its export, with the columns of today and of old, and the CSV that its importer takes.

Of a note's text, words at its beginning that start with a full stop are tags, as Readwise has it (`.favorite`).
"""

import csv
import io
import re

from annotations.errors import ImportFormatError
from annotations.importers.records import (
    Foreign,
    Imported,
    LeftOut,
    Reading,
    color_of,
    digest,
    tags_of,
    text_of,
    time_of,
)

SAMPLE = """Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags
"Nobody was ready, he said.",A Story,Jane Doe,,".verify Who said so?",yellow,"peace, talks",page,12,2025-04-26 09:00:00+00:00,
"""

_COLUMNS = {
    "quote": ("highlight", "text", "quote"),
    "title": ("book title", "title", "full title", "document title"),
    "author": ("book author", "author", "authors", "document author"),
    "url": ("url", "source url", "document url", "source_url", "highlight url"),
    "note": ("note", "notes"),
    "tags": ("tags", "highlight tags"),
    "color": ("color", "colour"),
    "location": ("location",),
    "kind": ("location type",),
    "date": ("highlighted at", "date", "highlighted_at", "created"),
    "id": ("highlight id", "id"),
    "book": ("amazon book id",),
}
_DELIMITERS = ",;\t"
_INLINE_TAGS = re.compile(r"(?:\.[^\s.,]\S*(?:\s+|$))+")
_GUARDED = re.compile("'(?='*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""What keeps a spreadsheet from taking a cell for a formula; as `annotations.exporters.csv` puts it in."""


def is_it(foreign: Foreign) -> bool:
    """A first line with the columns."""
    if foreign.data is not None:
        return False
    columns = _columns(foreign.text.split("\n", 1)[0])
    return columns is not None and {"quote", "title"} <= columns.keys()


def read(foreign: Foreign) -> Reading:
    """Read the rows."""
    columns = _columns(foreign.text.split("\n", 1)[0])
    if columns is None or "quote" not in columns:
        raise ImportFormatError("this is no Readwise file: its first line names no column Highlight")
    reading = Reading()
    reader = csv.reader(io.StringIO(foreign.text.replace("\0", "")), delimiter=_delimiter(foreign.text))
    csv.field_size_limit(1 << 30)
    next(reader)
    number = 1
    while True:
        number += 1
        where = f"row {number}"
        try:
            cells = next(reader)
        except StopIteration:
            return reading
        except csv.Error as problem:
            reading.left_out.append(LeftOut(where, f"it can't be read as CSV: {problem}"))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        record = _record(row, where)
        if record.quote or record.note or record.tags:
            reading.records.append(record)
        else:
            reading.left_out.append(LeftOut(where, "it has neither a highlight nor a note"))


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)


def _columns(line: str) -> dict[str, int] | None:
    try:
        names = [name.strip().lower() for name in next(csv.reader([line], delimiter=_delimiter(line)), [])]
    except csv.Error:
        return None
    found: dict[str, int] = {}
    for field, known in _COLUMNS.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is not None:
            found[field] = at
    return found


def _record(row: dict[str, str], where: str) -> Imported:
    row = {name: _GUARDED.sub("", text_of(value), count=1) if _GUARDED.match(text_of(value)) else text_of(value) for name, value in row.items()}  # fmt: skip
    note = row.get("note", "")
    inline = _INLINE_TAGS.match(note)
    tags = tags_of(row.get("tags", ""))
    if inline:
        note = note[inline.end() :]
        tags = tuple(dict.fromkeys([*(word[1:] for word in inline.group().split()), *tags]))
    place, quote = row.get("location", ""), row.get("quote", "")
    if not place and quote == row.get("title") and (note or tags):
        quote = ""  # a highlight may not be empty there: this is how one on the whole document is written
    kind = row.get("kind", "") or "location"
    return Imported(
        key=row.get("id") or digest(row.get("title", ""), row.get("quote", ""), place, row.get("date", "")),
        where=where,
        quote=quote,
        note=note,
        tags=tags,
        color=color_of(row.get("color")),
        created=time_of(row.get("date")) or _loose_time(row.get("date", "")),
        title=row.get("title", ""),
        author=row.get("author", ""),
        urls=(row["url"],) if row.get("url") else (),
        location=f"{kind} {place}" if place else "",
        extra={"asin": row["book"]} if row.get("book") else {},
    )


def _loose_time(text: str):  # type: ignore[no-untyped-def]
    """Dates as people write them: "April 26, 2025 9:00 AM"."""
    from dateutil import parser

    if not text:
        return None
    try:
        return time_of(parser.parse(text).isoformat())
    except (ValueError, OverflowError):
        return None
