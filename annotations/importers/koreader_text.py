"""KOReader's plain text: title, chapters and heads behind wide blanks, and a rule below each quote.

Shape: plugins/exporter.koplugin/target/text.lua of koreader/koreader. The file only grows: a book exported twice stands there twice.
"""

from msgspec.structs import replace

from annotations.importers.kindle_line import moment_of
from annotations.importers.records import Imported, LeftOut, Reading, bad_date, digest, text_of

_WIDE = "\u3000"
_HEAD = f"{_WIDE}{_WIDE}-- "
_RULE = "-=-=-=-=-=-"
_NOTE = "---"
_IMAGE = "<An image>"


def is_text(text: str) -> bool:
    """Whether a rule of it stands below a head; what is said in the head is in the reader's language."""
    return f"\n{_RULE}\n" in f"{text}\n" and (text.startswith(_HEAD) or f"\n{_HEAD}" in text)


def read_text(text: str) -> Reading:
    """Read all highlights of all books."""
    reading = Reading()
    title = chapter = ""
    begins = True
    head: Imported | None = None
    body: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"line {number}"
        if head is not None and line.strip() == _RULE:
            _put(reading, head, body)
            head, chapter, begins = None, "", False
        elif head is not None:
            body.append(line)
        elif line.startswith(_HEAD):
            head, body = _headed(line[len(_HEAD) :], where, title, chapter), []
            reading.notices += bad_date(line[len(_HEAD) :], where) if head.created is None else []
        elif line.startswith(_WIDE) and line.strip():
            title, chapter = (text_of(line), "") if begins else (title, text_of(line))
            begins = False
        elif not line:
            begins = True  # behind the last highlight of a book
        elif line.strip():
            reading.left_out.append(LeftOut(where, "it belongs to no highlight"))
    if head is not None:
        _put(reading, head, body)
    return reading


def _headed(line: str, where: str, title: str, chapter: str) -> Imported:
    """What stands in a head: `Page: 12, added on Sat Apr 26 09:00:00 2025`."""
    place, _, date = line.replace("，", ",").partition(",")
    page = text_of(place.replace("：", ":").rpartition(":")[2])
    return Imported(
        key="",
        where=where,
        created=moment_of(date),
        title=title,
        location=", ".join(filter(None, (f"page {page}" if page else "", chapter))),
    )


def _put(reading: Reading, head: Imported, body: list[str]) -> None:
    at = body.index(_NOTE) if _NOTE in body else len(body)
    quote, note = text_of("\n".join(body[:at])), text_of("\n".join(body[at + 1 :]))
    if quote.removesuffix(_IMAGE) != quote and not note:
        reading.left_out.append(LeftOut(head.where, "an image"))
    elif not quote and not note:
        reading.left_out.append(LeftOut(head.where, "it has neither text nor note"))
    else:
        made = head.created.isoformat() if head.created else quote
        key = digest(head.title, made, "")
        reading.records.append(replace(head, key=key, quote=quote, note=note))
