"""Kindle's `My Clippings.txt`, also as KOReader writes it: entries of title, kind and place, and text, parted by `==========`.

A book's notebook, as HTML or CSV, is read by `annotations.importers.kindle_notebook`. The device only ever adds to the file: an edited highlight stands there twice, a note stands apart from its highlight. Here
they come together again. Its clock has no zone: times are taken as UTC.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.errors import ImportFormatError
from annotations.importers.kindle_line import Line, read_line
from annotations.importers.kindle_notebook import is_notebook, read_notebook
from annotations.importers.records import Foreign, Imported, LeftOut, Reading, bad_date, digest, text_of
from annotations.importers.same_words import SHARED_CHARS, share_words

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
_REACH_LOCATIONS = 64
"""Locations that lie together on a shelf."""
_MOST_PLACES = 50
_NEIGHBOURS = 32
"""A clipping is compared with so many before and behind it in the file, of those at its place."""
_SOON = timedelta(seconds=30)


class _Clipping(Struct, eq=False):
    number: int
    """Its rank in the file."""
    title: str
    author: str
    line: Line
    """Its place is all that it ever reached over, so that further edits of it are known."""
    text: str
    key: str
    notes: list[str] = field(default_factory=list)
    merged: int = 0
    place: str = ""
    """Where its words stand, for people."""
    newest: datetime | None = None
    """When its words were last changed."""
    ends: set[int | str] = field(default_factory=set)
    """The locations, or pages, that it has ended at: notes on it stand there."""

    @property
    def where(self) -> str:
        """Its place in the file, for people."""
        return f"clipping {self.number}"


def is_it(foreign: Foreign) -> bool:
    """Two lines of a clipping and its separator, or a notebook."""
    if foreign.data is not None:
        return False
    if not _SEPARATOR.search(foreign.text):
        return is_notebook(foreign.text)
    entries = [entry for entry in _SEPARATOR.split(foreign.text)[:20] if entry.strip()]
    clippings = [_parsed(entry, 0) for entry in entries]
    is_known = any(one is not None and (one.line.kind or one.line.added or one.place) for one in clippings)
    return is_known or (bool(clippings) and None not in clippings)


def read(foreign: Foreign) -> Reading:
    """Read all clippings; bookmarks are left out."""
    if is_notebook(foreign.text):
        return read_notebook(foreign.text)
    entries = _SEPARATOR.split(foreign.text)
    if len(entries) < 2 and _parsed(entries[0], 0) is None:
        raise ImportFormatError("these are no Kindle clippings: nothing in it is parted by ==========")
    reading = Reading()
    by_title: dict[tuple[str, str], list[_Clipping]] = {}
    for number, entry in enumerate(entries, start=1):
        if not entry.strip():
            continue
        clipping = _parsed(entry, number)
        problem = _problem(clipping)
        if clipping is None or problem:
            reading.left_out.append(LeftOut(f"clipping {number}", problem))
        else:
            by_title.setdefault((clipping.title, clipping.author), []).append(clipping)
            if clipping.line.added is None:
                reading.notices += bad_date(clipping.line.date_text, clipping.where)
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


def _parsed(entry: str, number: int) -> _Clipping | None:
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
    return _Clipping(
        number, title, author, line, text, key, place=line.place, newest=line.added, ends={_last(line)}
    )


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
    """Clippings of one book by where they stand, so that each is compared with a few neighbours only."""

    def __init__(self) -> None:
        self.all: list[_Clipping] = []
        self._at: dict[object, list[_Clipping]] = {}

    def add(self, clipping: _Clipping) -> None:
        self.all.append(clipping)
        self.moved(clipping)

    def moved(self, clipping: _Clipping) -> None:
        """Its place has grown."""
        for place in _places(clipping.line):
            here = self._at.setdefault(place, [])
            at = bisect_left(here, clipping.number, key=_number_of)
            if here[at : at + 1] != [clipping]:
                here.insert(at, clipping)

    def near(self, clipping: _Clipping) -> list[_Clipping]:
        """Those at the same place that stand nearest in the file, in its order."""
        near: dict[int, _Clipping] = {}
        for place in _places(clipping.line):
            here = self._at.get(place, [])
            at = bisect_left(here, clipping.number, key=_number_of)
            near |= {one.number: one for one in here[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS]}
        return [near[number] for number in sorted(near)]


def _number_of(clipping: _Clipping) -> int:
    return clipping.number


def _places(line: Line) -> list[object]:
    if line.begin is not None and line.end is not None:
        first, last = line.begin // _REACH_LOCATIONS, line.end // _REACH_LOCATIONS
        return list(range(first, min(last, first + _MOST_PLACES) + 1))
    if line.pages is None:
        return [line.page]
    first, last = line.pages
    return [f"page {page}" for page in range(first, min(last, first + _MOST_PLACES) + 1)]


def _together(clippings: list[_Clipping]) -> Iterator[_Clipping]:
    """Edited highlights made one, notes put to their highlights."""
    highlights, alone = _Shelf(), _Shelf()
    for clipping in clippings:
        if clipping.line.kind != "note":
            _put(highlights, clipping)
    for note in (c for c in clippings if c.line.kind == "note"):
        highlight = _highlight_of(note, highlights.near(note))
        if highlight is not None:
            _add_note(highlight, note)
        else:
            _put(alone, note)
    yield from highlights.all
    yield from alone.all


def _put(shelf: _Shelf, clipping: _Clipping) -> None:
    """Put a clipping on the shelf, or what it says to the older one that it is an edit of."""
    older = next((one for one in reversed(shelf.near(clipping)) if _is_edit(one, clipping)), None)
    if older is None:
        shelf.add(clipping)
    else:
        _take_over(older, clipping)
        shelf.moved(older)


def _is_edit(older: _Clipping, newer: _Clipping) -> bool:
    """The same place, and one text holds the other or half of it.

    A page holds many words: there, a few that stand within others are an edit only if they were made right after.
    """
    one, other = older.line, newer.line
    if one.begin is not None and other.begin is not None and one.end is not None and other.end is not None:
        if one.begin > other.end or other.begin > one.end:
            return False
    elif not _share_page(one, other):
        return False
    elif min(len(older.text), len(newer.text)) < SHARED_CHARS and older.newest and other.added:
        return abs(other.added - older.newest) <= _SOON and share_words(older.text, newer.text)
    return share_words(older.text, newer.text)


def _share_page(one: Line, other: Line) -> bool:
    if one.pages is None or other.pages is None:
        return one.page == other.page
    return one.pages[0] <= other.pages[1] and other.pages[0] <= one.pages[1]


def _take_over(older: _Clipping, newer: _Clipping) -> None:
    """The later text is what the reader wants now, be it longer or shorter. The key stays the first one's."""
    added = newer.line.added
    if not (added and older.newest and added < older.newest):
        older.text, older.place, older.newest = newer.text, newer.place, added or older.newest
    begins = [n for n in (older.line.begin, newer.line.begin) if n is not None]
    ends = [n for n in (older.line.end, newer.line.end) if n is not None]
    pages = [pages for pages in (older.line.pages, newer.line.pages) if pages is not None]
    older.ends |= newer.ends
    older.line = replace(
        older.line,
        pages=(min(first for first, _ in pages), max(last for _, last in pages)) if pages else None,
        begin=min(begins, default=None),
        end=max(ends, default=None),
        added=older.line.added or newer.line.added,
    )
    older.merged += 1


def _highlight_of(note: _Clipping, highlights: list[_Clipping]) -> _Clipping | None:
    """The highlight that a note is on: a note stands at its end, and is made with it or at any time behind it."""
    line = note.line
    if line.begin is not None:
        around = [
            h
            for h in highlights
            if h.line.begin is not None and h.line.begin <= line.begin <= (h.line.end or 0)
        ]
    else:
        around = [h for h in highlights if h.line.begin is None and line.page and _share_page(h.line, line)]
    if not around:
        return None

    def distance(highlight: _Clipping) -> tuple[bool, bool, float]:
        later, apart = False, float("inf")
        if highlight.line.added and line.added:
            later = highlight.line.added - line.added > _SOON
            apart = abs((line.added - highlight.line.added).total_seconds())
        return (_last(line) not in highlight.ends, later, apart)

    return min(around, key=distance)


def _last(line: Line) -> int | str:
    """The location, or page, where it ends."""
    if line.end is not None:
        return line.end
    return line.pages[1] if line.pages else line.page


def _add_note(highlight: _Clipping, note: _Clipping) -> None:
    """Add a note's text; one that holds an older one takes its place, and one that stands in it where both are surely one."""
    first = max(len(highlight.notes) - _NEIGHBOURS, 0)
    for at, old in enumerate(highlight.notes[first:], start=first):
        if old in note.text or note.text in old:
            is_later = old in note.text or note.line.begin is not None
            highlight.notes[at] = note.text if is_later else old
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
        location=clipping.place,
        merged=clipping.merged,
    )
