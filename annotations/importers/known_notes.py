"""Which records of a file are here already: the same, changed at their source, changed or deleted here, or new.

A record is told by its key together with what it says, never by its rank: of three highlights of one second that share a
key each finds its own note again, also when one of them is gone from the file. A book may be renamed where it comes from, and
a key may hold words that change: what has left the file and shares words with a record of the same moment, or at the same
place, is the same note.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from annotations.importers.records import Imported, LeftOut, digest
from annotations.importers.same_words import SHARED_CHARS, share_words
from annotations.model import IMPORTED
from annotations.store.codec import read_time, time_text, whole_ms

_HERE = "already here"
_IN_TRASH = "deleted here"
_CHANGED = "changed here since it came in"
_TOLD_APART = re.compile(r"-[0-9a-f]{20}$")
"""What stands behind the key of a record that shares it with another: a hash of its words."""
_LOCATION = re.compile(r"location (\d+)(?:-(\d+))?")
_PAGE = re.compile(r"page (\d+)(?:-(\d+))?")
_MOST_COMPARED = 8

Json = Mapping[str, Any]


class KnownNote(Struct, frozen=True, eq=False):
    """A note that came in before."""

    id: str
    hash: str
    record: Json
    is_untouched: bool = False
    is_deleted: bool = False
    modified: datetime | None = None


HashesByKey = Mapping[str, Collection[str]]
"""What each record of a file says, by the keys that `key_of` has."""
Known = Mapping[str, Sequence[KnownNote]]
"""By the keys under which they came in, and those that have left the file by their moments and places."""


def hashes_by_key(groups: Iterable[Sequence[Imported]]) -> HashesByKey:
    """What the records of a file say."""
    return {key_of(group): frozenset(map(hash_of, group)) for group in groups}


def known_notes(tables: Mapping[str, Any], format: str, said: HashesByKey) -> Known:
    """What came in before in this format; with our own format all notes by their ids as well."""
    known: dict[str, list[KnownNote]] = {}
    for item in tables.get("trash", {}).values():
        record = item.get("record") if isinstance(item, dict) else None
        for key, note in _keyed(record, format, said, is_deleted=True):
            known.setdefault(key, []).append(note)
    for record in tables.get("annotations", {}).values():
        for key, note in _keyed(record, format, said, is_deleted=False):
            known.setdefault(key, []).append(note)
    return known


def key_of(group: Sequence[Imported]) -> str:
    """The key that records share."""
    return _TOLD_APART.sub("", group[0].key)


def _keyed(
    record: object, format: str, said: HashesByKey, *, is_deleted: bool
) -> Iterator[tuple[str, KnownNote]]:
    if not isinstance(record, dict):
        return
    id, about = str(record.get("id", "")), record.get(IMPORTED)
    if format == "webannotation":
        modified = read_time(record.get("modified"))
        mark = digest(time_text(modified)) if modified else ""
        yield id, KnownNote(id, mark, record, is_deleted=is_deleted, modified=modified)
    if isinstance(about, dict) and about.get("format") == format:
        is_untouched = about.get("modified") == record.get("modified")
        key = _TOLD_APART.sub("", str(about.get("key")))
        note = KnownNote(id, str(about.get("hash")), record, is_untouched, is_deleted)
        yield key, note
        if key in said and (note.hash in said[key] or key == about.get("key")):
            return  # a record that shares its key with none is an edit of it
        location = str(about.get("location", ""))
        place = _place_key(location, str(about.get("author", "")))
        for key in (_moment_key(str(record.get("created"))), place):
            yield key, note
            yield f"{key} {note.hash}", note
        title = str(about.get("title", ""))
        for key in (*_edge_keys(location, title), _words_key(title, note.hash)):
            yield key, note


def _moment_key(created: str) -> str:
    return f"made {created}"


def _place_key(location: str, author: str) -> str:
    return f"at {digest(location, author)}"


def _words_key(title: str, hash: str) -> str:
    """What stays where a new edition of a book has another place for everything."""
    return f"says {hash} {title}"


def _edge_keys(location: str, title: str) -> Iterator[str]:
    """Where a highlight begins and where it ends: one of the two stays where it is resized."""
    if place := _LOCATION.search(location) or _PAGE.search(location):
        yield f"from {place[1]} {title}"
        yield f"to {place[2] or place[1]} {title}"


def _gone_from_the_file(record: Imported, known: Known) -> Iterator[KnownNote]:
    """The notes that a record may have come in as under another key: the same one, or a few it may be an edit of."""
    if record.has_id or record.own is not None:
        return
    moment, place = record.created or record.modified, _place_key(record.location, record.author)
    key = _moment_key(time_text(whole_ms(moment))) if moment else place
    yield from known.get(f"{key} {hash_of(record)}", ())[:_MOST_COMPARED]
    near = known.get(key, ()) if moment or record.location else ()
    yield from near if len(near) <= _MOST_COMPARED else ()
    yield from known.get(_words_key(record.title, hash_of(record)), ())[:_MOST_COMPARED]
    for edge in _edge_keys(record.location, record.title):
        there = known.get(edge, ())
        for note in there if len(there) <= _MOST_COMPARED else ():
            quote = _quote_in(note.record)
            if quote == record.quote or min(len(quote), len(record.quote)) >= SHARED_CHARS:
                yield note


def distinct_records(records: Iterable[Imported], skipped: list[LeftOut]) -> list[list[Imported]]:
    """Records once each, those that share a key together; two that share it and not their words are two."""
    groups: dict[str, list[Imported]] = {}
    said: dict[tuple[str, str], dict[object, str]] = {}
    for record in records:
        here = said.setdefault((record.key, record.quote), {})
        words = (record.note, record.tags)
        if here and (record.own is not None or not any(words) or words in here):
            skipped.append(
                LeftOut(record.where, f"the same as {here.get(words) or next(iter(here.values()))}")
            )
            continue
        here[words] = record.where
        groups.setdefault(record.key, []).append(record)
    return [_told_apart(group) if len(group) > 1 else group for group in groups.values()]


def _told_apart(group: list[Imported]) -> list[Imported]:
    return [replace(r, key=f"{r.key}-{digest(r.quote, r.note, *r.tags)}") for r in group]


def compare(
    group: Sequence[Imported], known: Known, skipped: list[LeftOut]
) -> list[tuple[Imported, KnownNote | None]]:
    """Those to add, and those to bring up to date with the note that they become; the others are told.

    Args:
        group: records that share a key.
        known: what is here.
        skipped: takes in the others, with the reason.
    """
    by_key = known.get(key_of(group), ())
    wanted, strange = _pair(group, by_key, skipped)
    if strange:
        taken = {note.id for note in by_key}
        gone = (note for record in strange for note in _gone_from_the_file(record, known))
        more, strange = _pair(strange, [note for note in gone if note.id not in taken], skipped)
        wanted += more
    return [*wanted, *((record, None) for record in strange)]


def _pair(
    records: Sequence[Imported], notes: Iterable[KnownNote], skipped: list[LeftOut]
) -> tuple[list[tuple[Imported, KnownNote | None]], list[Imported]]:
    """Records with the notes to bring up to date, and those that are none of the notes; what needs nothing is told."""
    left = {note.id: note for note in notes}
    by_hash: dict[str, list[KnownNote]] = {}
    for note in left.values():
        by_hash.setdefault(note.hash, []).append(note)
    changed: list[Imported] = []
    wanted: list[tuple[Imported, KnownNote | None]] = []
    for record in records:
        if same := by_hash.get(hash_of(record)):
            note = same.pop()
            del left[note.id]
            if note.is_untouched and not note.is_deleted and _has_other_color(record, note):
                wanted.append((record, note))
            else:
                skipped.append(LeftOut(record.where, _IN_TRASH if note.is_deleted else _HERE))
        else:
            changed.append(record)
    strange: list[Imported] = []
    for record in changed:
        earlier = _earlier_state(record, list(left.values()))
        if earlier is None:
            strange.append(record)
            continue
        del left[earlier.id]
        if earlier.is_deleted:
            skipped.append(LeftOut(record.where, _IN_TRASH))
        elif not earlier.is_untouched and not _is_newer(record, earlier):
            skipped.append(LeftOut(record.where, _CHANGED))
        else:
            wanted.append((record, earlier))
    return wanted, strange


def _has_other_color(record: Imported, note: KnownNote) -> bool:
    target = note.record.get("target")
    color = target.get("styleClass") if isinstance(target, dict) else None
    return record.own is None and bool(record.quote) and record.color not in (None, color)


def _earlier_state(record: Imported, left: Sequence[KnownNote]) -> KnownNote | None:
    """The note that a record was before its source changed it; none where that would be a guess."""
    if record.has_id or record.own is not None:
        return next(iter(left), None)
    alike = [note for note in left[:_MOST_COMPARED] if share_words(_quote_in(note.record), record.quote)]
    return alike[0] if len(alike) == 1 and len(left) <= _MOST_COMPARED else None


def _quote_in(record: Json) -> str:
    """The words that a raw annotation is on."""
    target = record.get("target")
    selectors = target.get("selector") if isinstance(target, dict) else None
    for one in selectors if isinstance(selectors, list) else [selectors]:
        if isinstance(one, dict) and isinstance(one.get("exact"), str):
            return str(one["exact"])
    return ""


def _is_newer(record: Imported, old: KnownNote) -> bool:
    """Our own note, changed later elsewhere than here."""
    own = record.own
    return own is not None and old.modified is not None and own.modified > old.modified


def hash_of(record: Imported) -> str:
    """What changes when the source changes a note."""
    if record.own is not None:
        return digest(time_text(record.own.modified))
    return digest(record.quote, record.note, *record.tags)
