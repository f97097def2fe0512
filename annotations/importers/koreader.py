"""KOReader: what its exporter plugin writes as JSON (one book, or `documents`) and as Markdown.

Shapes: plugins/exporter.koplugin/target/json.lua and template/md.lua of koreader/koreader.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace

from annotations.errors import ImportFormatError
from annotations.importers.kindle_line import moment_of
from annotations.importers.records import (
    Foreign,
    Imported,
    LeftOut,
    Reading,
    color_of,
    digest,
    text_of,
    time_of,
)

SAMPLE = """{"title": "A Story", "author": "Jane Doe", "file": "/mnt/onboard/a story.txt", "created_on": 1745658000,
"version": "json/1.0.0", "entries": [{"text": "Nobody was ready, he said.", "note": "Who said so?", "page": 12,
"chapter": "One", "time": 1745658000, "sort": "highlight", "drawer": "lighten", "color": "yellow"}]}"""

_HEAD = re.compile(r"^### Page (?P<page>.+?) @ (?P<date>.+?)\s*$")
_TITLE = re.compile(r"^# (?P<title>.+)$")
_AUTHOR = re.compile(r"^##### (?P<author>.*)$")
_CHAPTER = re.compile(r"^## (?P<chapter>.+)$")
_END = re.compile(r"^_Generated at: .*_$")
_BACK = re.compile(r"^\[[^\]]*\]\(<?file://.*\)$")
_WRAPS = (("**_", "_**"), ("**", "**"), ("==", "=="), ("++", "++"), ("~~", "~~"), ("<u>", "</u>"), ("*", "*"))
_NOBODY = ("N/A", "Unknown Author", "Unknown")


def is_it(foreign: Foreign) -> bool:
    """`entries` or `documents`, or the headings of the Markdown."""
    if foreign.data is not None:
        return any(isinstance(book.get("entries"), list) for book in _books(foreign.data))
    lines = foreign.text.split("\n")
    return any(_HEAD.match(line) for line in lines) and any(_TITLE.match(line) for line in lines[:50])


def read(foreign: Foreign) -> Reading:
    """Read JSON or Markdown."""
    if foreign.data is not None:
        return _read_json(foreign.data)
    if not is_it(foreign):
        raise ImportFormatError("this is no KOReader export: neither its JSON nor its Markdown")
    return _read_markdown(foreign.text)


def _books(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict) and isinstance(data.get("documents"), list):
        data = data["documents"]
    for book in data if isinstance(data, list) else [data]:
        if isinstance(book, dict):
            yield book


def _read_json(data: object) -> Reading:
    reading = Reading()
    found = False
    for book in _books(data):
        entries = book.get("entries")
        if not isinstance(entries, list):
            continue
        found = True
        flat = (one for entry in entries for one in (entry if isinstance(entry, list) else [entry]))
        for number, entry in enumerate(flat, start=1):
            where = f"{text_of(book.get('title')) or 'book'}, entry {number}"
            record = _entry(book, entry, where)
            if isinstance(record, LeftOut):
                reading.left_out.append(record)
            else:
                reading.records.append(record)
    if not found:
        raise ImportFormatError("this is no KOReader JSON: no book in it has entries")
    return reading


def _entry(book: dict[str, Any], entry: object, where: str) -> Imported | LeftOut:
    if not isinstance(entry, dict):
        return LeftOut(where, "it is no entry")
    if entry.get("sort") == "bookmark":
        return LeftOut(where, "a bookmark")
    quote, note = text_of(entry.get("text")), text_of(entry.get("note"))
    if not quote and not note:
        return LeftOut(where, "it has neither text nor note")
    title, author = text_of(book.get("title")), text_of(book.get("author"))
    page, chapter, file = entry.get("page"), text_of(entry.get("chapter")), text_of(book.get("file"))
    moment = time_of(entry.get("time")) or time_of(entry.get("datetime"))
    made = moment.isoformat() if moment else quote
    return Imported(
        key=digest(title, made, "" if moment else str(page)),
        where=where,
        quote=quote,
        note=note,
        color=color_of(entry.get("color")),
        created=moment,
        modified=time_of(entry.get("datetime_updated")),
        title=title or PurePosixPath(file).stem,
        author="" if author in _NOBODY else ", ".join(author.split("\n")),
        urls=(f"file://{file}",) if file.startswith("/") else (),
        location=", ".join(filter(None, (f"page {page}" if page not in (None, "") else "", chapter))),
    )


def _read_markdown(text: str) -> Reading:
    reading = Reading()
    title = author = chapter = ""
    body: list[str] | None = None
    heads: list[tuple[Imported, list[str]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        head = _HEAD.match(line)
        if head:
            body = []
            record = Imported(
                key="",
                where=f"line {number}",
                created=moment_of(head["date"]),
                title=title,
                author="" if author in _NOBODY else author,
                location=", ".join(filter(None, (f"page {head['page']}", chapter))),
            )
            heads.append((record, body))
        elif found := _TITLE.match(line):
            title, author, chapter, body = text_of(found["title"]), "", "", None
        elif found := _AUTHOR.match(line):
            author = text_of(found["author"])
        elif found := _CHAPTER.match(line):
            chapter = text_of(found["chapter"])
        elif body is not None and not _END.match(line):
            body.append(line)
    for record, lines in heads:
        quote, note = _quote_and_note(lines)
        if not quote and not note:
            reading.left_out.append(LeftOut(record.where, "it has neither text nor note"))
            continue
        made = record.created.isoformat() if record.created else quote
        reading.records.append(replace(record, key=digest(record.title, made, ""), quote=quote, note=note))
    return reading


def _quote_and_note(lines: list[str]) -> tuple[str, str]:
    """The text up to the first rule, and the note behind it; links back into the book left out."""
    kept = [line for line in lines if not _BACK.match(line.strip())]
    at = next((i for i, line in enumerate(kept) if line.strip() == "---"), len(kept))
    return _bare(text_of("\n".join(kept[:at]))), text_of("\n".join(kept[at + 1 :]))


def _bare(text: str) -> str:
    """Without the emphasis that the exporter puts around a highlight by its style."""
    for start, end in _WRAPS:
        inner = text[len(start) : -len(end)]
        if text.startswith(start) and text.endswith(end) and inner and start not in inner:
            return inner.strip()
    return text
