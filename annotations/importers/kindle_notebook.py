"""Kindle's own exports of a book's notebook: HTML by mail from the app, and CSV. They have no dates.

Of a highlight both give only where it begins; a note on it comes right behind it and stands where it ends.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from annotations.importers.csv_rows import Row, delimiter_of, read_rows
from annotations.importers.kindle_line import Kind, Line, kind_of, read_line
from annotations.importers.records import Imported, LeftOut, Reading, color_of, digest, text_of, words_of
from annotations.model import Color

_PART = re.compile(
    r"<\w{1,10}\s[^<>]{0,200}?class=[\"']?(?P<name>bookTitle|authors|citation|sectionHeading|noteHeading|noteText)\b[^<>]*+>"
)
_COLOR = re.compile(r"highlight_(\w{1,20})")
_COLOR_WORD = re.compile(r"[(（]\s?(\w{1,20})\s?[)）]")
_COLOR_WORDS: dict[Color, str] = {
    "yellow": "gelb jaune amarillo giallo amarelo geel 黄色 黃色 イエロー жёлтый желтый 노란색",
    "blue": "blau bleu azul blu blauw 蓝色 藍色 青 ブルー синий голубой 파란색",
    "pink": "rosa rose roze 粉色 粉红色 粉紅色 ピンク розовый 분홍색",
    "orange": "naranja arancione laranja oranje 橙色 オレンジ оранжевый 주황색",
}  # fmt: skip
_COLORS_SAID = {word: color for color, words in _COLOR_WORDS.items() for word in words.split()}
_PLACE_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d{3})*+")
_RULE = re.compile(r"-{10,}")
_RULED = re.compile(r"(?m)^\"?-{10,}.*$")
_BY = re.compile(r"(?:by|von|de|di|por|door)\s+", re.IGNORECASE)
_HEAD_ROWS = 20
_LOCATION_CHARS = 128
"""One location is so many bytes of a book."""


class _Entry(Struct, frozen=True):
    where: str
    heading: str
    """`Highlight`, in the reader's language."""
    place: str
    """`Page 3 · Location 40`, perhaps with the chapter before it."""
    text: str
    chapter: str = ""
    color: Color | None = None
    is_starred: bool = False
    kind: Kind | None = None
    """None: in words that we do not know."""


def is_notebook(text: str) -> bool:
    return _is_html(text) or _first_row(text) > 0


def read_notebook(text: str) -> Reading:
    if _is_html(text):
        return _reading(*_of_html(text))
    return _reading(*_of_csv(text))


def _is_html(text: str) -> bool:
    return any(part["name"] == "noteHeading" for part in _PART.finditer(text))


def _of_html(text: str) -> tuple[str, str, Iterator[_Entry]]:
    parts = list(_PART.finditer(text))
    ends = [*(part.start() for part in parts[1:]), len(text)]
    said = [(part["name"], text[part.end() : end]) for part, end in zip(parts, ends, strict=True)]
    about = {name: text_of(words_of(markup)) for name, markup in reversed(said)}
    return about.get("bookTitle", ""), about.get("authors", ""), _html_entries(said)


def _html_entries(said: list[tuple[str, str]]) -> Iterator[_Entry]:
    chapter = ""
    number = 0
    are_colored = any(name == "noteHeading" and _COLOR.search(markup) for name, markup in said)
    for at, (name, markup) in enumerate(said):
        if name == "sectionHeading":
            chapter = text_of(words_of(markup))
        if name != "noteHeading":
            continue
        number += 1
        heading, _, place = " ".join(words_of(markup).split()).partition(" - ")
        color = _COLOR.search(markup)
        below = said[at + 1] if at + 1 < len(said) else ("", "")
        words = text_of(words_of(below[1])) if below[0] == "noteText" else ""
        of_colors: Kind | None = "highlight" if color else "note" if are_colored else None
        kind = kind_of(heading) or of_colors
        yield _Entry(
            f"entry {number}",
            heading,
            place,
            words,
            chapter,
            color_of(color[1]) if color else None,
            kind=kind,
        )


def _first_row(text: str) -> int:
    """How many rows stand above the entries of the CSV, whatever its language; 0: it is none."""
    head = "\n".join(text.split("\n", _HEAD_ROWS)[:_HEAD_ROWS])
    rows = list(read_rows(head, _delimiter(text)))
    rule = next((at for at, row in enumerate(rows) if _RULE.fullmatch("".join(row.cells))), None)
    if rule is None:
        return 0
    first = next((at for at in range(rule, len(rows)) if sum(map(bool, rows[at].cells)) >= 3), None)
    is_one = first is not None and any(
        len(row.cells) > 3 and kind_of(row.cells[0]) for row in rows[first + 1 :]
    )
    return first + 1 if first is not None and is_one else 0


def _delimiter(text: str) -> str:
    """What parts cells: a spreadsheet that wrote the file anew has taken its own."""
    ruled = _RULED.search(text)
    return delimiter_of(ruled[0]) if ruled else ","


def _of_csv(text: str) -> tuple[str, str, Iterator[_Entry]]:
    rows = list(read_rows(text, _delimiter(text)))
    first = _first_row(text)
    head = [cells[0] for row in rows[:first] if (cells := [cell for cell in row.cells if cell.strip()])]
    title, author = (text_of(cell) for cell in [*head[1:3], "", ""][:2])
    said = [row for row in rows[first:] if row.problem or any(cell.strip() for cell in row.cells)]
    return title, _BY.sub("", author, count=1), map(_csv_entry, said)


def _csv_entry(row: Row) -> _Entry:
    if len(row.cells) < 4:
        return _Entry(f"line {row.line}", "", "", row.problem or "it has too few cells")
    heading, place, star, words = (text_of(cell) for cell in row.cells[:4])
    said = _COLOR_WORD.search(heading)
    color = _COLORS_SAID.get(said[1].lower()) or color_of(said[1]) if said else None
    return _Entry(
        f"line {row.line}", heading, place, words, "", color, is_starred=bool(star), kind=kind_of(heading)
    )


def _reading(title: str, author: str, entries: Iterator[_Entry]) -> Reading:
    reading = Reading()
    notes: list[list[str]] = []
    starred: set[int] = set()
    """The highlights whose note has a star."""
    last: Line | None = None
    for entry in entries:
        kind = entry.kind
        place = entry.place.rpartition(">")[2]
        line = read_line(f"- | {place}") or _line_of_numbers(place)
        if kind == "bookmark" or not entry.text:
            reading.left_out.append(
                LeftOut(entry.where, "a bookmark" if kind == "bookmark" else "it has no text")
            )
        elif not entry.heading:
            reading.left_out.append(LeftOut(entry.where, entry.text or "it is no entry"))
        elif kind == "note" and last is not None and _is_on(line, last, reading.records[-1]):
            notes[-1].append(entry.text)
            starred |= {len(notes) - 1} if entry.is_starred else set()
        else:
            last = line if kind != "note" else None
            reading.records.append(_record(entry, kind, line, title, author))
            notes.append([])
    for at, said in enumerate(notes):
        if said:
            tags = ("starred",) if at in starred else reading.records[at].tags
            reading.records[at] = replace(
                reading.records[at], note="\n\n".join(said), tags=tags, merged=len(said)
            )
    return reading


def _line_of_numbers(place: str) -> Line:
    """A place in words that we do not know: its last number is the narrowest."""
    numbers = _PLACE_NUMBER.findall(place)
    return Line(None, begin=int(re.sub(r"\D", "", numbers[-1])[:15])) if numbers else Line(None)


def _is_on(note: Line, highlight: Line, record: Imported) -> bool:
    """Does a note stand where the highlight before it reaches to?"""
    if note.begin is not None and highlight.begin is not None:
        length = len(record.quote.encode()) // _LOCATION_CHARS + 2
        return highlight.begin <= note.begin <= highlight.begin + length
    return note.pages is not None and note.pages == highlight.pages


def _record(entry: _Entry, kind: Kind | None, line: Line, title: str, author: str) -> Imported:
    place = line.place if line.page or line.end is not None else entry.place
    return Imported(
        key=digest(title, kind or "", place, entry.text),
        where=entry.where,
        quote="" if kind == "note" else entry.text,
        note=entry.text if kind == "note" else "",
        tags=("starred",) if entry.is_starred else (),
        color=entry.color,
        title=title,
        author=author,
        location=", ".join(filter(None, (place, entry.chapter))),
    )
