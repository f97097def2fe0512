"""Reading progress and bookmarks of articles, in the table `reading`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, Final, get_args

from msgspec import Struct

from annotations.model import ReadingState, Status, Target, TextPositionSelector, TextQuoteSelector
from annotations.store.changes import OpenChange
from annotations.store.codec import decode_place, encode_place, now, read_time, time_text
from annotations.store.document import Record
from annotations.store.record_fields import read_text, read_texts
from annotations.store.transactions import Transactions

_STATUSES: Final = frozenset(get_args(Status))
_PLACES: Final = "postil:places"
"""What the bookmarks of an article are found by when its text has changed."""


class Bookmark(Struct, frozen=True):
    """A named place of an article."""

    offset: int
    """Code point of the text that it was set on."""
    place: Target | None = None
    """Its words, to find it by; None: only the offset is known."""


class ReadingTable:
    """How far articles have been read. All writes are durable on return and raise `StoreError`.

    What comes of reading is no step of undo; what was asked for is, under the `label` it is given.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, article_id: str) -> ReadingState:
        """How far the reader got in an article."""
        return state_from_record(self._record(article_id, self._transactions.find))

    def _record(self, article_id: str, find: Callable[[str, str], Record | None]) -> Record:
        """What is kept of an article, under whichever of its ids, with that which it is read as."""
        ids = self._transactions.same(article_id)
        kept = [record for one in ids if (record := find("reading", one)) is not None]
        both: Record = reduce(of_both, kept) if kept else {}
        return {**both, "id": ids[0]}

    def _put(self, change: OpenChange, record: Record) -> None:
        for other in self._transactions.same(record["id"])[1:]:
            if change.get("reading", other) is not None:
                change.drop("reading", other)
        change.put("reading", record)

    def all(self) -> dict[str, ReadingState]:
        """Reading states of all articles that have one, by article id."""
        return {record["id"]: state_from_record(record) for record in self._records()}

    def _records(self) -> Iterator[Record]:
        same = self._transactions.same
        for record in self._transactions.records("reading"):
            is_one_of_more = len(same(record["id"])) > 1
            yield self._record(record["id"], self._transactions.find) if is_one_of_more else record

    def save(
        self, states: Mapping[str, ReadingState], label: str = "", *, known: Status | None = None
    ) -> None:
        """Write reading states by article id, in one write. What was put by for later stays so until it has been read.

        Args:
            states: by article id.
            label: of the step of undo; empty: none.
            known: the status that the writer last wrote; where it still says the same, what others said since stays.
        """
        with self._transactions.change(label or "reading noted", undoable=bool(label)) as change:
            for article_id, state in states.items():
                old = self._record(article_id, change.get)
                record = state_to_record(old["id"], state, old)
                is_put_by = state.status == "reading" and old.get("status") == "later"
                if is_put_by or (state.status == known and old.get("status") in _STATUSES):
                    record["status"] = old["status"]
                if state.line is not None:  # a page was left, not only a sign set in a list
                    record["left"] = time_text(now())
                if record["status"] == "later" and old.get("status") != "later":
                    record["put_by"] = time_text(now())
                self._put(change, record)

    def set_status(self, article_ids: Iterable[str], status: Status, *, label: str = "") -> None:
        """Give articles a status, in one write; how far they were read stays."""
        with self._transactions.change(label or "status set", undoable=bool(label)) as change:
            for article_id in article_ids:
                old = self._record(article_id, change.get)
                put_by = {"put_by": time_text(now())} if status == "later" != old.get("status") else {}
                self._put(change, {**old, "status": status, **put_by})

    def take_from_queue(self, article_ids: Iterable[str], *, label: str = "") -> None:
        """Put articles by no longer, in one write: those that were opened are being read, the others unread."""
        with self._transactions.change(label or "status set", undoable=bool(label)) as change:
            for article_id in article_ids:
                old = self._record(article_id, change.get)
                self._put(change, {**old, "status": "unread" if old.get("line") is None else "reading"})

    def star(self, article_ids: Iterable[str], *, starred: bool, label: str = "") -> None:
        """Star articles, or take the star off, in one write."""
        with self._transactions.change(label or "starred", undoable=bool(label)) as change:
            for article_id in article_ids:
                self._put(change, {**self._record(article_id, change.get), "starred": starred})

    def last_read(self) -> str:
        """Id of the article whose page was left last; empty: none."""
        left = [(record.get("left"), record["id"]) for record in self._records()]
        known = [(moment, article_id) for text, article_id in left if (moment := read_time(text))]
        return max(known)[1] if known else ""

    def queue(self) -> list[str]:
        """Ids of the articles that were put by for later, the first one first."""
        put_by = {
            record["id"]: record["put_by"] if isinstance(record.get("put_by"), str) else ""
            for record in self._records()
            if record.get("status") == "later"
        }
        return sorted(put_by, key=put_by.__getitem__)

    def bookmarks(self, article_id: str) -> dict[str, Bookmark]:
        """Bookmarks of an article, by letter."""
        return bookmarks_from_record(self._record(article_id, self._transactions.find))

    def save_bookmark(self, article_id: str, letter: str, bookmark: Bookmark | None) -> None:
        """Set a bookmark of an article; None takes it away."""
        with self._transactions.change("mark set", undoable=False) as change:
            self._put(change, put_bookmark(letter, bookmark, self._record(article_id, change.get)))


def state_to_record(article_id: str, state: ReadingState, old: Mapping[str, Any]) -> Record:
    """As it stands in the table `reading`; what else stands there (marks) is kept."""
    words = state.words
    fresh = {
        "id": article_id,
        "status": state.status,
        "progress": state.progress,
        "offset": state.offset,
        "line": state.line,
        "words": [words.prefix, words.exact, words.suffix] if words is not None else None,
        "fingerprint": state.fingerprint,
    }
    return {**old, **fresh}


def state_from_record(record: Mapping[str, Any]) -> ReadingState:
    """Lenient: nonsense is an unread article."""
    status, progress, offset = record.get("status"), record.get("progress"), record.get("offset")
    line, words = record.get("line"), read_texts(record.get("words"))
    return ReadingState(
        status=status if isinstance(status, str) and status in _STATUSES else "unread",  # type: ignore[arg-type]
        progress=min(max(float(progress), 0.0), 1.0) if isinstance(progress, int | float) else 0.0,
        offset=offset if type(offset) is int and offset >= 0 else 0,
        line=line if type(line) is int and line >= 0 else None,
        words=TextQuoteSelector(words[1], words[0], words[2]) if len(words) == 3 else None,
        fingerprint=read_text(record.get("fingerprint")) or "",
        starred=record.get("starred") is True,
    )


def bookmarks_from_record(record: Mapping[str, Any]) -> dict[str, Bookmark]:
    """Bookmarks of an article, by letter; one without its words (older versions set such) has its offset only."""
    marks, places = record.get("marks"), record.get(_PLACES)
    places = places if isinstance(places, dict) else {}
    if not isinstance(marks, dict):
        return {}
    return {
        k: Bookmark(v, _place_at(places.get(k), v)) for k, v in marks.items() if type(v) is int and v >= 0
    }


def of_both(mine: Record, theirs: Record) -> Record:
    """Reading states of two machines as one: bookmarks of both, a star that one has set, else what was said later."""
    earlier, later = sorted((theirs, mine), key=_said_at)
    both = {**earlier, **later}
    if earlier.get("starred") is True:
        both["starred"] = True
    for field_name in ("marks", _PLACES):
        kept = [held for one in (earlier, later) if isinstance(held := one.get(field_name), dict)]
        if kept:
            both[field_name] = {letter: value for held in kept for letter, value in held.items()}
    return both


def _said_at(record: Record) -> str:
    return max((text for name in ("left", "put_by") if isinstance(text := record.get(name), str)), default="")


def _place_at(raw: object, offset: int) -> Target | None:
    """The place of a bookmark, unless an older version, which knows offsets only, has set it elsewhere since."""
    place = decode_place(raw)
    starts = [s.start for s in place.selectors if isinstance(s, TextPositionSelector)] if place else []
    return place if starts == [offset] else None


def put_bookmark(letter: str, bookmark: Bookmark | None, old: Mapping[str, Any]) -> Record:
    """A reading state with a bookmark set, or with None taken away; what else stands there is kept."""
    record = dict(old)
    for field_name in ("marks", _PLACES):
        held = record.get(field_name)
        record[field_name] = {k: v for k, v in held.items() if k != letter} if isinstance(held, dict) else {}
    if bookmark is not None:
        record["marks"][letter] = bookmark.offset
        if bookmark.place is not None:
            record[_PLACES][letter] = encode_place(bookmark.place)
    if not record[_PLACES]:
        del record[_PLACES]
    return record
