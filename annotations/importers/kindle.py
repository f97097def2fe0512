"""Kindle's `My Clippings.txt`, also as KOReader writes it: entries of title, kind and place, and text, parted by `==========`.

The device only ever adds to the file: an edited highlight stands there twice, a note stands apart from its highlight. Here
they come together again. Its clock has no zone: times are taken as UTC.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import ImportFormatError
from annotations.importers.kindle_line import Line, read_line
from annotations.importers.records import Foreign, Imported, LeftOut, Reading, digest, text_of

SAMPLE = """A Story (Jane Doe)
- Your Highlight on page 12 | Location 145-147 | Added on Saturday, April 26, 2025 9:00:00 AM

Nobody was ready, he said.
==========
A Story (Jane Doe)
- Your Note on page 12 | Location 147 | Added on Saturday, April 26, 2025 9:01:00 AM

Who said so?
==========
"""

_SEPARATOR = re.compile(r"^[ \t]*={6,}[ \t]*$", re.MULTILINE)
_LIMIT = re.compile(r"^\s*<[^<>]{10,120}>\s*$")
"""In the place of a text that the publisher lets nobody copy any more of."""
_SHARED_CHARS = 20


_REACH = 64
"""Locations that lie together on a shelf."""


class _Clipping(Struct, eq=False):
    where: str
    title: str
    author: str
    line: Line
    text: str
    key: str
    notes: list[str]
    merged: int = 0


def is_it(foreign: Foreign) -> bool:
    """Two lines of a clipping and its separator."""
    if foreign.data is not None or not _SEPARATOR.search(foreign.text):
        return False
    entries = _SEPARATOR.split(foreign.text)[:20]
    return any(_parsed(entry, "") is not None for entry in entries)


def read(foreign: Foreign) -> Reading:
    """Read all clippings; bookmarks are left out."""
    entries = _SEPARATOR.split(foreign.text)
    if len(entries) < 2 and _parsed(entries[0], "") is None:
        raise ImportFormatError("these are no Kindle clippings: nothing in it is parted by ==========")
    reading = Reading()
    by_title: dict[tuple[str, str], list[_Clipping]] = {}
    for number, entry in enumerate(entries, start=1):
        if not entry.strip():
            continue
        clipping = _parsed(entry, f"clipping {number}")
        problem = _problem(clipping)
        if clipping is None or problem:
            reading.left_out.append(LeftOut(f"clipping {number}", problem))
        else:
            by_title.setdefault((clipping.title, clipping.author), []).append(clipping)
    for clippings in by_title.values():
        reading.records += map(_record, _together(clippings))
    return reading


def _problem(clipping: _Clipping | None) -> str:
    if clipping is None:
        return "it is cut off or damaged: no line says what it is"
    if clipping.line.kind == "bookmark":
        return "a bookmark"
    if not clipping.text:
        return "it has no text"
    if _LIMIT.match(clipping.text):
        return "the book's clipping limit was reached: its text is not in the file"
    return ""


def _parsed(entry: str, where: str) -> _Clipping | None:
    lines = entry.strip("\n").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    if len(lines) < 2:
        return None
    line = read_line(lines[1])
    if line is None:
        return None
    title, author = title_and_author(text_of(lines[0]))
    text = text_of("\n".join(lines[2:]))
    if not title:
        return None
    key = digest(title, line.kind or "", line.place, line.date_text or text)
    return _Clipping(where, title, author, line, text, key, [])


def title_and_author(line: str) -> tuple[str, str]:
    """The last balanced parenthesis is the author, unless it is the whole line."""
    text = line.strip()
    if not text.endswith((")", "）")):
        return text, ""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] in ")）") - (text[at] in "(（")
        if depth == 0:
            title = text[:at].strip()
            return (title, text[at + 1 : -1].strip()) if title else (text, "")
    return text, ""


class _Shelf:
    """Clippings of one book by where they stand, so that thousands of them are compared with their neighbours only."""

    def __init__(self) -> None:
        self.all: list[_Clipping] = []
        self._places: dict[object, list[_Clipping]] = {}

    def add(self, clipping: _Clipping) -> None:
        self.all.append(clipping)
        self.moved(clipping)

    def moved(self, clipping: _Clipping) -> None:
        """Its place has grown."""
        for place in _places(clipping.line):
            here = self._places.setdefault(place, [])
            if clipping not in here:
                here.append(clipping)

    def near(self, line: Line) -> list[_Clipping]:
        found = {id(one): one for place in _places(line) for one in self._places.get(place, ())}
        return list(found.values())


def _places(line: Line) -> list[object]:
    if line.begin is None or line.end is None:
        return [line.page]
    return list(range(line.begin // _REACH, min(line.end, line.begin + 50 * _REACH) // _REACH + 1))


def _together(clippings: list[_Clipping]) -> Iterator[_Clipping]:
    """Edited highlights made one, notes put to their highlights."""
    highlights, alone = _Shelf(), _Shelf()
    for clipping in clippings:
        if clipping.line.kind != "note":
            older = next(
                (one for one in reversed(highlights.near(clipping.line)) if _is_edit(one, clipping)), None
            )
            if older is None:
                highlights.add(clipping)
            else:
                _take_over(older, clipping)
                highlights.moved(older)
    for note in (c for c in clippings if c.line.kind == "note"):
        highlight = _highlight_of(note, highlights.near(note.line))
        if highlight is not None:
            _add_note(highlight, note)
            continue
        older = next((one for one in alone.near(note.line) if _is_edit(one, note)), None)
        if older is None:
            alone.add(note)
        else:
            _take_over(older, note)
    yield from highlights.all
    yield from alone.all


def _is_edit(older: _Clipping, newer: _Clipping) -> bool:
    """The same place, and one text holds the other or half of it."""
    one, other = older.line, newer.line
    if one.begin is not None and other.begin is not None and one.end is not None and other.end is not None:
        if one.begin > other.end or other.begin > one.end:
            return False
    elif one.page != other.page:
        return False
    a, b = " ".join(older.text.split()), " ".join(newer.text.split())
    return a in b or b in a or _shared_chars(a, b) >= max(_SHARED_CHARS, min(len(a), len(b)) // 2)


def _shared_chars(one: str, other: str) -> int:
    """Length of the longest stretch that both have."""
    if min(len(one), len(other)) < _SHARED_CHARS:
        return 0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one[:2000], other[:2000], autojunk=False).find_longest_match().size


def _take_over(older: _Clipping, newer: _Clipping) -> None:
    """Keep the longer text; of two where neither holds the other, the later. The key stays the first one's."""
    a, b = " ".join(older.text.split()), " ".join(newer.text.split())
    if b not in a:
        older.text = newer.text
    begins = [n for n in (older.line.begin, newer.line.begin) if n is not None]
    ends = [n for n in (older.line.end, newer.line.end) if n is not None]
    older.line = replace(
        older.line,
        begin=min(begins, default=None),
        end=max(ends, default=None),
        added=older.line.added or newer.line.added,
    )
    older.merged += 1


def _highlight_of(note: _Clipping, highlights: list[_Clipping]) -> _Clipping | None:
    """The highlight that a note is on: a note stands at its end, and is made right behind it."""
    line = note.line
    if line.begin is not None:
        around = [
            h
            for h in highlights
            if h.line.begin is not None and h.line.begin <= line.begin <= (h.line.end or 0)
        ]
    else:
        around = [h for h in highlights if h.line.begin is None and line.page and h.line.page == line.page]
    if not around:
        return None

    def distance(highlight: _Clipping) -> tuple[bool, float]:
        apart = float("inf")
        if highlight.line.added and line.added:
            apart = abs((line.added - highlight.line.added).total_seconds())
        return (highlight.line.end != line.begin, apart)

    return min(around, key=distance)


def _add_note(highlight: _Clipping, note: _Clipping) -> None:
    for at, old in enumerate(highlight.notes):
        if old in note.text or note.text in old:
            highlight.notes[at] = max(old, note.text, key=len)
            break
    else:
        highlight.notes.append(note.text)
    highlight.merged += 1


def _record(clipping: _Clipping) -> Imported:
    is_note = clipping.line.kind == "note"
    return Imported(
        key=clipping.key,
        where=clipping.where,
        quote="" if is_note else clipping.text,
        note=clipping.text if is_note else "\n\n".join(clipping.notes),
        created=clipping.line.added,
        title=clipping.title,
        author=clipping.author,
        location=clipping.line.place,
        merged=clipping.merged,
    )
