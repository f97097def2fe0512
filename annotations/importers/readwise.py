"""Readwise: the CSV of its export, with the columns of today and of old, and the CSV that its importer takes.

Its Markdown is read by `annotations.importers.readwise_markdown`.

Of a note's text, words at its beginning that start with a full stop are tags, as Readwise has it (`.favorite`).
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo

from msgspec.structs import replace

from annotations.errors import ImportFormatError
from annotations.importers.csv_rows import (
    UnreadColumns,
    cell_text,
    cells_of,
    columns_of,
    delimiter_of,
    read_rows,
)
from annotations.importers.markdown_words import without_sure_signs
from annotations.importers.readwise_markdown import is_page, read_page
from annotations.importers.records import (
    MOST_DATE_CHARS,
    ZONE_HOURS,
    Foreign,
    Imported,
    LeftOut,
    Reading,
    bad_date,
    color_of,
    digest,
    tags_of,
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
    "document_tags": ("document tags",),
}
_INLINE_TAGS = re.compile(r"(?:\.[^\W\d]\S*+(?:\s++|$))+")


def is_it(foreign: Foreign) -> bool:
    """A first line with the columns, or a page of its Markdown."""
    if foreign.data is not None:
        return False
    columns = columns_of(foreign.text.split("\n", 1)[0], _COLUMNS)
    return {"quote", "title"} <= columns.keys() or is_page(foreign.text)


def read(foreign: Foreign) -> Reading:
    """Read the rows; tags of a document become those of a note on the whole of it."""
    first, _, rest = foreign.text.partition("\n")
    columns = columns_of(first, _COLUMNS)
    if "quote" not in columns:
        if is_page(foreign.text):
            return read_page(foreign.text)
        raise ImportFormatError(
            "this is no Readwise file: its first line names no column Highlight, and it is no page of its Markdown"
        )
    reading = Reading()
    unread = UnreadColumns(cells_of(first), columns)
    tagged: dict[tuple[str, str], Imported] = {}
    for row in read_rows(rest, delimiter_of(first), first_line=2):
        where = f"row {row.number + 1}"
        if row.problem:
            told = reading.notices if row.cells else reading.left_out
            told.append(LeftOut(f"line {row.line}", row.problem))
        if any(cell.strip() for cell in row.cells):
            unread.look(row.cells, where)
            said = {name: cell_text(row.cells, at) for name, at in columns.items()}
            record = _record(said, where)
            tags = tags_of(said.get("document_tags", ""))
            if record.quote or record.note or record.tags:
                reading.records.append(record)
                reading.notices += bad_date(said.get("date", ""), where) if record.created is None else []
            elif not tags:
                reading.left_out.append(LeftOut(where, "it has neither a highlight nor a note"))
            if tags:
                _add_tags(tagged, record, tags)
    _put_tags(reading.records, tagged)
    reading.notices += unread.notices()
    return reading


def _add_tags(tagged: dict[tuple[str, str], Imported], record: Imported, tags: tuple[str, ...]) -> None:
    """Tags of a whole document, as a note on it."""
    document = (record.title, record.author)
    key = digest(*document, "document tags")
    whole = replace(
        record, key=key, has_id=False, quote="", note="", tags=(), color=None, location="", extra={}
    )
    whole = tagged.get(document, whole)
    tagged[document] = replace(whole, tags=tuple(dict.fromkeys((*whole.tags, *tags))))


def _put_tags(records: list[Imported], tagged: dict[tuple[str, str], Imported]) -> None:
    """Where the file has a note on the whole document the tags go to that."""
    waiting = dict(tagged)
    for at, record in enumerate(records):
        if not record.quote and (whole := waiting.pop((record.title, record.author), None)):
            records[at] = replace(record, tags=tuple(dict.fromkeys((*record.tags, *whole.tags))))
    records += waiting.values()


def _record(row: dict[str, str], where: str) -> Imported:
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
        has_id=bool(row.get("id")),
        key=row.get("id") or digest(row.get("title", ""), row.get("quote", ""), place, row.get("date", "")),
        where=where,
        quote=without_sure_signs(quote),
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


def _loose_time(text: str) -> datetime | None:
    """Dates as people write them: "April 26, 2025 9:00 AM"."""
    from dateutil import parser

    if not text or len(text) > MOST_DATE_CHARS:
        return None
    try:
        moment = parser.parse(text, tzinfos=_zone)
        return time_of(moment.isoformat())
    except (ValueError, OverflowError, TypeError):
        return None


def _zone(name: str | None, offset: int | None) -> tzinfo:
    """The zone that a date names; `dateutil` itself warns on stderr where it knows none."""
    seconds = offset if offset is not None else ZONE_HOURS.get((name or "").lower(), 0) * 3600
    return timezone(timedelta(seconds=seconds))
