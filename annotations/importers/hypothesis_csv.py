"""The CSV of Hypothesis' client: one page's annotations, without ids, with times to the minute and in the reader's own zone.

Shape: `buildCSVExportContent` of hypothesis/client. A reply says not which annotation it is on: it comes in as a note on the page.
"""

from annotations.importers.csv_rows import (
    UnreadColumns,
    cell_text,
    cells_of,
    columns_of,
    delimiter_of,
    read_rows,
)
from annotations.importers.records import (
    Foreign,
    Imported,
    LeftOut,
    Reading,
    bad_date,
    digest,
    tags_of,
    time_of,
)

_COLUMNS = {
    "date": ("creation date", "created"),
    "url": ("url",),
    "group": ("group",),
    "kind": ("annotation/reply type",),
    "quote": ("quote",),
    "user": ("user",),
    "note": ("body",),
    "tags": ("tags",),
    "page": ("page",),
}
_NEEDED = {"url", "quote", "note", "kind"}


def is_table(foreign: Foreign) -> bool:
    """Whether its first line names the columns."""
    return foreign.data is None and columns_of(foreign.text.split("\n", 1)[0], _COLUMNS).keys() >= _NEEDED


def read_annotations(text: str) -> Reading:
    """Read the rows of a table."""
    first, _, rest = text.partition("\n")
    columns = columns_of(first, _COLUMNS)
    unread = UnreadColumns(cells_of(first), columns)
    reading = Reading()
    for row in read_rows(rest, delimiter_of(first), first_line=2):
        where = f"row {row.number + 1}"
        if row.problem:
            told = reading.notices if row.cells else reading.left_out
            told.append(LeftOut(f"line {row.line}", row.problem))
        if not any(cell.strip() for cell in row.cells):
            continue
        unread.look(row.cells, where)
        said = {name: cell_text(row.cells, at) for name, at in columns.items()}
        record = _record(said, where)
        if not (record.quote or record.note or record.tags):
            reading.left_out.append(LeftOut(where, "it says nothing: no quote, no text, no tags"))
            continue
        reading.records.append(record)
        reading.notices += bad_date(said.get("date", ""), where) if record.created is None else []
    reading.notices += unread.notices()
    return reading


def _record(row: dict[str, str], where: str) -> Imported:
    """What no edit of an annotation changes is its key: its page, its words, who made it and when."""
    is_reply = row["kind"].lower() == "reply"
    extra = {"user": row.get("user", ""), "group": row.get("group", "")}
    return Imported(
        key=digest(*(row.get(name, "") for name in ("url", "kind", "quote", "user", "date"))),
        where=where,
        quote=row["quote"],
        note=row["note"],
        tags=tags_of(row.get("tags", "")),
        created=time_of(row.get("date", "")),
        urls=(row["url"],) if row["url"] else (),
        location=f"page {row['page']}" if row.get("page") else "",
        extra={
            **{name: value for name, value in extra.items() if value},
            **({"reply": True} if is_reply else {}),
        },
    )
