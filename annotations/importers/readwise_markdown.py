"""A page of Readwise's Markdown: a title, what is known of the document, and quotes as a list with notes and tags below.

Shape: the default templates of its exports to Markdown and Obsidian (https://help.readwise.io, article 121). What a person's own
template writes otherwise is told of.
"""

import re
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.importers.kindle_line import moment_of
from annotations.importers.markdown_words import plain_words
from annotations.importers.records import Imported, LeftOut, Reading, digest, tags_of, text_of
from annotations.text.canonical import showable

_TITLE = re.compile(r"# ++(\S.*)")
_HEADING = re.compile(r"#{1,6} ++(\S.*)")
_ABOUT = re.compile(r"[-*] +(?:\*\*)?([A-Za-z][A-Za-z ]{1,24}?):(?:\*\*)? *(.*)")
_ITEM = re.compile(r"[-*] +(.*)")
_BELOW = re.compile(r"(?:\t| {2,}+)\s*+[-*] +(?:\*\*)?(Note|Tags):?(?:\*\*)?:? *(.*)")
_PLACE = re.compile(
    r"(?:\n\s*+[-*] +)?\(\[?(?P<said>(?:View (?:Highlight|Tweet)|(?:Location|Page|Time) [^()\[\]\n]{1,40}))\]?(?:\((?P<url>[^()\s]{1,2000})\))?\)\s*\Z"
)
_MOST_PLACE_CHARS = 2_200
_READER = re.compile(r"https?://read\.readwise\.io/read/(\w{8,40})")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}+\]\([^)\n]{0,2000}+\)")
_LINK = re.compile(r"(?<!!)\[\[([^\[\]\n]{1,300})\]\]")
_TAG = re.compile(r"\[\[([^\[\]]+)\]\]|#([^\s,#]+)")
_ADDED = "new highlights added"


class _Document(Struct):
    title: str = ""
    author: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""


class _Item(Struct):
    """A highlight as its lines stand."""

    where: str
    chapter: str
    date: str
    quote: list[str]
    note: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def is_page(text: str) -> bool:
    """Whether it has the two headings, and says what is known of the document as Readwise does."""
    headings = {match[1].strip().lower() for match in map(_HEADING.fullmatch, text.split("\n")) if match}
    return {"metadata", "highlights"} <= headings and re.search(
        r"(?m)^[-*] +(?:\*\*)?Full Title:", text
    ) is not None


def read_page(text: str) -> Reading:
    """Read all highlights; the document's tags become those of a note on the whole of it."""
    reading = Reading()
    document = _Document()
    items: list[_Item] = []
    part = chapter = date = ""
    body: list[str] | None = None
    indent = 0
    for where, line in _lines(text):
        heading = _HEADING.fullmatch(line)
        if heading:
            body = None
            said = heading[1].strip()
            lowered = said.lower()
            if lowered in ("metadata", "highlights"):
                part, chapter = lowered, ""
            elif lowered.startswith(_ADDED):
                part, chapter, date = "highlights", "", said[len(_ADDED) :]
            elif part == "highlights":
                chapter = text_of(said)
            elif not document.title and _TITLE.fullmatch(line):
                document.title = text_of(said)
            else:
                reading.left_out.append(
                    LeftOut(where, f"the part {showable(said)[:40]} is none that is read")
                )
                part = "other"
        elif part == "metadata" and (about := _ABOUT.fullmatch(line)):
            _put_about(document, about, where, reading)
        elif part == "highlights" and (item := _ITEM.fullmatch(line)):
            body, indent = [item[1]], 2
            items.append(_Item(where, chapter, date, body))
        elif body is not None and items and (below := _BELOW.fullmatch(line)):
            body = items[-1].note if below[1] == "Note" else items[-1].tags
            indent = len(line) - len(line.lstrip()) + 2
            body.append(below[2])
        elif body is not None:
            body.append(line[:indent].lstrip() + line[indent:])
        elif line.strip() and part != "other" and not _IMAGE.fullmatch(line.strip()):
            reading.left_out.append(LeftOut(where, "it belongs to no highlight"))
    _put_records(reading, document, items)
    return reading


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Lines with their places; the heading of a later export may stand right behind the highlight before it."""
    for number, line in enumerate(text.split("\n"), start=1):
        for part in line.replace(")## New ", ")\n## New ").split("\n"):
            yield f"line {number}", part


def _put_about(document: _Document, about: re.Match[str], where: str, reading: Reading) -> None:
    name, said = about[1].strip().lower(), text_of(about[2])
    if name == "author":
        document.author = _LINK.sub(r"\1", said)
    elif name == "full title":
        document.title = said
    elif name == "url":
        document.url = said.strip("<>")
    elif name == "document tags":
        document.tags = _tags([said])
    elif name == "category":
        document.category = said.lstrip("#")
    elif said:
        reading.notices.append(LeftOut(where, f"{showable(about[1])!r} of the document is not read"))


def _tags(lines: list[str]) -> tuple[str, ...]:
    """Tags as links or with their signs, or else between commas."""
    said = " ".join(lines)
    return tags_of([one[0] or one[1] for one in _TAG.findall(said)] or said)


def _put_records(reading: Reading, document: _Document, items: list[_Item]) -> None:
    whole = Imported(
        key=digest(document.title, document.author, "document tags"),
        where="the page",
        tags=document.tags,
        title=document.title,
        author=document.author,
        urls=(document.url,) if document.url else (),
        extra={"category": document.category} if document.category else {},
    )
    for item in items:
        record = _record(item, replace(whole, tags=()))
        if record.quote or record.note:
            reading.records.append(record)
        else:
            reason = (
                "an image" if any(map(_IMAGE.search, item.quote)) else "it has neither a highlight nor a note"
            )
            reading.left_out.append(LeftOut(item.where, reason))
    if document.tags:
        reading.records.append(whole)


def _record(item: _Item, whole: Imported) -> Imported:
    """A highlight of Reader is known by its address, another by its words and place."""
    text = "\n".join(item.quote).rstrip()
    place = _PLACE.search(text, max(0, len(text) - _MOST_PLACE_CHARS))
    written = text_of(_IMAGE.sub("", text[: place.start()] if place else text))
    said = place["said"] if place else ""
    reader = _READER.match(place["url"] or "") if place else None
    location = "" if said.startswith("View") else said[:1].lower() + said[1:]
    return replace(
        whole,
        key=reader[1] if reader else digest(whole.title, written, location),
        has_id=reader is not None,
        where=item.where,
        quote=plain_words(written),
        note=text_of("\n".join(item.note)),
        tags=_tags(item.tags),
        created=moment_of(item.date) if item.date else None,
        location=", ".join(filter(None, (location, item.chapter))),
    )
