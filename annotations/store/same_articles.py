"""Which articles of the store are one: two machines that open a file before and after an edit give it an id each.

Told of the records alone and written nowhere: all stay as they are in the file, and are read as one.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from annotations.store.document import Record
from annotations.store.record_fields import read_list
from annotations.text.similarity import likeness

LIKE_IN_WORDS: Final = 0.35
"""Share of word triples in common, by which a text is another one's later state. A tenth of all words replaced leaves 0.57,
a third 0.17."""
_MOST_COMPARED: Final = 50
"""Texts that were met at one place."""


class SameArticles:
    """The ids that articles go by, where they go by several: those last met at one place, in nearly the same words.

    Args:
        records: of the table `articles`; texts are compared where several were met at one place only.
        numbers: of the records by their ids, as they stand in the file; it is asked again when they change.
    """

    def __init__(self, records: Iterable[Record], numbers: Mapping[str, str]) -> None:
        self._numbers = numbers
        self._at: dict[str, dict[str, Record]] = {}
        self._same: dict[str, tuple[str, ...]] = {}
        for record in records:
            if place := last_place(record):
                self._at.setdefault(place, {})[record["id"]] = record
        for place, met in self._at.items():
            if len(met) > 1:
                self._join(place)

    def of(self, article_id: str) -> tuple[str, ...]:
        """All ids of an article, the oldest first: that is what it is read as, and was exported as."""
        return self._same.get(article_id, (article_id,))

    @property
    def joined(self) -> dict[str, str]:
        """The ids that articles are not read as, with those which they are."""
        return {one: same[0] for one, same in self._same.items() if one != same[0]}

    def follow(self, before: Record | None, after: Record | None) -> bool:
        """Follow a change of a record; are others one now than were?"""
        was = dict(self._same)
        if before is not None and (place := last_place(before)):
            self._at.get(place, {}).pop(before["id"], None)
            self._same.pop(before["id"], None)
            self._join(place)
        if after is not None and (place := last_place(after)):
            self._at.setdefault(place, {})[after["id"]] = after
            self._join(place)
        return self._same != was

    def _age(self, article_id: str) -> tuple[int, str, str]:
        number = self._numbers.get(article_id, "")
        return len(number), number, article_id

    def _join(self, place: str) -> None:
        groups: list[list[str]] = []
        met = self._at.get(place, {})
        for one in sorted(met, key=self._age):
            self._same.pop(one, None)
            alike = (group for group in islice(groups, _MOST_COMPARED) if _is_like(met[group[0]], met[one]))
            if (group := next(alike, None)) is not None:
                group.append(one)
            else:
                groups.append([one])
        self._same |= {one: tuple(group) for group in groups if len(group) > 1 for one in group}


def last_place(record: Record) -> str:
    """Where an article was met last; empty: nowhere."""
    paths = read_list(record.get("paths"))
    return paths[0] if paths and isinstance(paths[0], str) else ""


def _is_like(one: Record, other: Record) -> bool:
    first, second = (
        [hash for hash in read_list(record.get("sketch")) if type(hash) is int] for record in (one, other)
    )
    return likeness(first, second) >= LIKE_IN_WORDS
