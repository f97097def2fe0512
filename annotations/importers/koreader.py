"""KOReader: what its exporter plugin writes as JSON (one book, or `documents`) and as Markdown, and the `metadata.*.lua` of a book.

Shapes: plugins/exporter.koplugin/target/json.lua and template/md.lua of koreader/koreader, and what its readers keep
beside a book: `annotations`, in older ones `bookmarks` and `highlight`. Its plain text: `annotations.importers.koreader_text`.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import ImportFormatError
from annotations.importers.kindle_line import moment_of
from annotations.importers.koreader_text import is_text, read_text
from annotations.importers.lua_table import Table, read_table, values_in_order
from annotations.importers.records import (
    Foreign,
    Imported,
    LeftOut,
    Reading,
    bad_date,
    color_of,
    digest,
    mapping_of,
    text_of,
    time_of,
)

SAMPLE = """{"title": "A Story", "author": "Jane Doe", "file": "/mnt/onboard/a story.txt", "created_on": 1745658000,
"version": "json/1.0.0", "entries": [{"text": "Nobody was ready, he said.", "note": "Who said so?", "page": 12,
"chapter": "One", "time": 1745658000, "sort": "highlight", "drawer": "lighten", "color": "yellow"}]}"""

_HEAD, _TITLE, _AUTHOR, _CHAPTER, _END = "### Page ", "# ", "##### ", "## ", "_Generated at: "
_LUA = re.compile(r"(?:\s++|--[^\n]*+\n)*+return\s*+\{")
_LUA_NOTES = ('["annotations"]', '["bookmarks"]', '["highlight"]')
_MADE_UP = re.compile(r"Page \S++ .{0,1000}@ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.DOTALL)
"""What older KOReaders put in the place of a note that nobody wrote."""
_BACK = re.compile(r"^\[[^\]]*\]\(<?file://.*\)$")
_WRAPS = (("**_", "_**"), ("**", "**"), ("==", "=="), ("++", "++"), ("~~", "~~"), ("<u>", "</u>"), ("*", "*"))
_NOBODY = ("N/A", "Unknown Author", "Unknown")


def is_it(foreign: Foreign) -> bool:
    """`entries` or `documents`, or the headings of the Markdown or the plain text."""
    if foreign.data is not None:
        return any(isinstance(book.get("entries"), list) for book in _books(foreign.data))
    lines = foreign.text.split("\n")
    is_markdown = any(map(_is_head, lines)) and any(line.startswith(_TITLE) for line in lines[:50])
    return is_markdown or _is_lua(foreign.text) or is_text(foreign.text)


def read(foreign: Foreign) -> Reading:
    """Read JSON, Markdown, plain text or Lua."""
    if foreign.data is not None:
        return _read_json(foreign.data)
    if _is_lua(foreign.text):
        return _read_lua(read_table(foreign.text))
    if is_text(foreign.text):
        return read_text(foreign.text)
    if not is_it(foreign):
        raise ImportFormatError(
            "this is no KOReader export: neither its JSON, Markdown or plain text, nor a book's metadata.lua"
        )
    return _read_markdown(foreign.text)


def _is_lua(text: str) -> bool:
    return _LUA.match(text) is not None and any(name in text for name in _LUA_NOTES)


def _books(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict) and isinstance(data.get("documents"), list):
        data = data["documents"]
    for book in data if isinstance(data, list) else [data]:
        if isinstance(book, dict):
            yield book


def _read_json(data: object) -> Reading:
    reading = Reading()
    has_entries = False
    for book in _books(data):
        entries = book.get("entries")
        if not isinstance(entries, list):
            continue
        has_entries = True
        flat = (one for entry in entries for one in (entry if isinstance(entry, list) else [entry]))
        for number, entry in enumerate(flat, start=1):
            where = f"{text_of(book.get('title')) or 'book'}, entry {number}"
            record = _entry(book, entry, where)
            if isinstance(record, LeftOut):
                reading.left_out.append(record)
            else:
                reading.records.append(record)
                given = entry.get("time") or entry.get("datetime") or ""
                reading.notices += bad_date(given, where) if record.created is None else []
    if not has_entries:
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


def _read_lua(table: Table) -> Reading:
    """A book's notes, as the exporter would give them."""
    about, stats = mapping_of(table.get("doc_props")), mapping_of(table.get("stats"))
    book = {
        "title": about.get("title") or stats.get("title"),
        "author": about.get("authors") or stats.get("authors"),
        "file": table.get("doc_path"),
    }
    entries = [_of_annotation(one) for one in values_in_order(table.get("annotations"))]
    if not entries:
        entries = [_of_bookmark(one) for one in values_in_order(table.get("bookmarks"))]
        told = {entry.get("datetime") for entry in entries if isinstance(entry, dict)}
        pages = mapping_of(table.get("highlight")).items()
        for page, listed in sorted(pages, key=lambda pair: str(pair[0])):
            highlights = [one for one in values_in_order(listed) if isinstance(one, dict)]
            entries += [{"page": page, **one} for one in highlights if one.get("datetime") not in told]
    return _read_json({**book, "entries": entries})


def _of_annotation(one: object) -> object:
    if not isinstance(one, dict):
        return one
    page = one.get("pageno", one.get("page"))
    is_bookmark = not one.get("drawer") and not one.get("pos0") and not one.get("note")
    return {**one, "page": page, **({"sort": "bookmark"} if is_bookmark else {})}


def _of_bookmark(one: object) -> object:
    """Older KOReaders keep the words under `notes`, and the note under `text`."""
    if not isinstance(one, dict):
        return one
    said = text_of(one.get("text"))
    note = "" if _MADE_UP.fullmatch(said) else said
    about = {**one, "text": one.get("notes"), "note": note}
    return about if one.get("highlighted") or note else {**about, "sort": "bookmark"}


def _is_head(line: str) -> bool:
    return line.startswith(_HEAD) and " @ " in line[len(_HEAD) :]


class _Place(Struct):
    """Where in the Markdown a highlight stands."""

    title: str = ""
    author: str = ""
    chapter: str = ""


def _read_markdown(text: str) -> Reading:
    """A line within a highlight may begin as a heading does: a title has its author below, a chapter a page."""
    reading = Reading()
    place = _Place()
    body: list[str] | None = None
    heads: list[tuple[Imported, list[str]]] = []
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    for number, line in enumerate(lines):
        below = lines[number + 1] if number < last else ""
        if _is_head(line):
            body = []
            heads.append((_headed(line, f"line {number + 1}", place), body))
        elif line.startswith(_TITLE) and (body is None or below.startswith(_AUTHOR)):
            place, body = _Place(text_of(line[len(_TITLE) :])), None
        elif line.startswith(_AUTHOR) and body is None:
            place.author = text_of(line[len(_AUTHOR) :])
        elif line.startswith(_CHAPTER) and (body is None or _is_head(below)):
            place.chapter = text_of(line[len(_CHAPTER) :])
        elif line.startswith(_END) and (number == last or below.startswith(_TITLE)):
            body = None
        elif body is not None:
            body.append(line)
        elif line.strip():
            reading.left_out.append(LeftOut(f"line {number + 1}", "it belongs to no highlight"))
    for record, said in heads:
        quote, note = _quote_and_note(said)
        if not quote and not note:
            reading.left_out.append(LeftOut(record.where, "it has neither text nor note"))
            continue
        made = record.created.isoformat() if record.created else quote
        reading.records.append(replace(record, key=digest(record.title, made, ""), quote=quote, note=note))
    return reading


def _headed(line: str, where: str, place: _Place) -> Imported:
    page, _, date = line[len(_HEAD) :].partition(" @ ")
    return Imported(
        key="",
        where=where,
        created=moment_of(date),
        title=place.title,
        author="" if place.author in _NOBODY else place.author,
        location=", ".join(filter(None, (f"page {page}", place.chapter))),
    )


def _quote_and_note(lines: list[str]) -> tuple[str, str]:
    """The text up to the rule, a blank line above it, and the note behind it; links back into the book left out."""
    kept = ["", *(line for line in lines if not _BACK.match(line.strip()))]
    rules = (at for at, line in enumerate(kept) if line.strip() == "---" and not kept[at - 1].strip())
    at = next(rules, len(kept))
    return _bare(text_of("\n".join(kept[:at]))), text_of("\n".join(kept[at + 1 :]))


def _bare(text: str) -> str:
    """Without the emphasis that the exporter puts around a highlight, or its first line, by its style."""
    for start, end in _WRAPS:
        inner = text[len(start) : -len(end)]
        if text.startswith(start) and text.endswith(end) and inner and start not in inner:
            return inner.strip()
    first, newline, rest = text.partition("\n")
    return f"{_bare(first)}\n{rest}" if newline else text
