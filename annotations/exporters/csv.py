"""CSV with the columns that Readwise's importer takes: Highlight, Title, Author, URL, Note, Location, Date.

Tags are inline tags at the beginning of the note (`.word`). Highlight may not be empty there: a note on a whole article
has its title, one on a name the name. A cell that a spreadsheet would take for a formula has an apostrophe before it.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from annotations.exporters.blocks import paragraph_of
from annotations.exporters.escape import cleaned
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.plan import ExportPlan
from annotations.exporters.single_file import numbered, plan_snapshot
from annotations.model import Anchor, Annotation

NEEDS_NAMES = False
FILE = "highlights.csv"
COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile("''*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_PLACE = re.compile(r"\d*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00")
_TAG_BAD = re.compile(r"[\s.,]+")
_WORD_JOINER = "\u2060"


def plan(items: Sequence[ExportItem], folder: Path | None, options: ExportOptions) -> ExportPlan:
    """One file with a row a note."""
    rows = [_row(item, note, anchor) for item in items for note, anchor in item.selected]
    text = _written([COLUMNS, *([guarded(cell) for cell in row] for row in rows)])
    return plan_snapshot(folder, FILE, text, numbered([_written([row]) for row in rows]), _read, _is_note)


def _row(item: ExportItem, note: Annotation, anchor: Anchor) -> list[str]:
    article = item.article
    place = str(paragraph_of(item, anchor.span.start)) if anchor.span and not item.is_gone else ""
    cells = [
        note.quote or note.entity or article.title or "Untitled",
        article.title,
        article.author or "",
        article.url or "",
        _note(note),
        place,
        note.created.astimezone(UTC).isoformat(" ", "seconds"),
    ]
    return [cleaned(cell) for cell in cells]


def _note(note: Annotation) -> str:
    """Tags as Readwise's inline tags, then the text; a text that begins like a tag is told apart."""
    tags = [f".{name}" for tag in note.tags if (name := _TAG_BAD.sub("-", tag).strip("-"))]
    words = f"{_WORD_JOINER}{note.note}" if note.note.startswith(".") else note.note
    return " ".join([*tags, words] if words else tags)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _written(rows: Sequence[Sequence[str]]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(rows)
    return sheet.getvalue()


def _is_row(cells: Sequence[str]) -> bool:
    """Whether we could have written it: place and date have a form of their own."""
    return len(cells) == len(COLUMNS) and bool(_PLACE.fullmatch(cells[5]) and _DATE.fullmatch(cells[6]))


def _is_note(row: object) -> bool:
    """Is it a note, and not the tags of a whole article: on its title, without a place, nothing but tags?"""
    quote, title, *_, said, place, _date = next(csv.reader(io.StringIO(str(row), newline="")))
    are_tags = bool(said) and all(word.startswith(".") for word in said.split())
    return not are_tags or bool(place) or quote not in (title, "Untitled")


def _read(text: str) -> dict[str, str] | None:
    """The rows of a file of ours."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return None
    if not rows or tuple(rows[0]) != COLUMNS or _written(rows) != text or not all(map(_is_row, rows[1:])):
        return None  # somebody else's for the same importer
    return numbered([_written([[unguarded(cell) for cell in row]]) for row in rows[1:]])
