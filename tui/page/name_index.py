"""The names found in an article so far, kept small: a long novel has a million of them. Pure.

Pieces come in as the engine works (`put`), each replacing what was found in its stretch before. The reader's corrections
are laid over every piece; what the engine said is kept beside it, so that a correction can be taken back.
"""

import itertools
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from msgspec import Struct

from annotations.entities.corrections import Correction, apply_corrections, changed_mentions, kinds_called
from annotations.entities.labels import kind_of
from annotations.model import Entity, TextSpan
from annotations.notes.name_notes import name_key
from tui.theme import GROUPS, group_of


class Name(Struct, frozen=True):
    """One entity of an article, all its mentions together."""

    canonical: str
    label: str
    count: int
    first: TextSpan


class Piece:
    """The entities of a stretch in flat arrays: 13 bytes a mention."""

    def __init__(self, covered: TextSpan, entities: Iterable[Entity], tables: "_Tables") -> None:
        self.covered = covered
        self.tables = tables
        self.starts, self.ends, self.names = array("L"), array("L"), array("L")
        self.labels = bytearray()
        self.longest = 0
        for entity in entities:
            self.starts.append(entity.span.start)
            self.ends.append(entity.span.end)
            self.names.append(tables.name(entity.canonical))
            self.labels.append(tables.label(entity.label))
            self.longest = max(self.longest, len(entity.span))

    def span(self, index: int) -> TextSpan:
        return TextSpan(self.starts[index], self.ends[index])

    def label(self, index: int) -> str:
        return self.tables.labels[self.labels[index]]

    def name(self, index: int) -> str:
        """The name it goes by."""
        return self.tables.names[self.names[index]]

    def first(self, name: int, labels: Container[int]) -> int | None:
        """The number of the first mention of a name with one of these labels, both as `tables` has them; None without one."""
        at = -1
        try:
            while True:
                at = self.names.index(name, at + 1)
                if self.labels[at] in labels:
                    return at
        except ValueError:
            return None

    def __len__(self) -> int:
        return len(self.starts)


class _Tables:
    """Names and labels, each kept once."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.labels: list[str] = []
        self._name_ids: dict[str, int] = {}
        self._ids_by_key: dict[str, list[int]] = {}

    def name(self, name: str) -> int:
        if name not in self._name_ids:
            self._name_ids[name] = len(self.names)
            self._ids_by_key.setdefault(name_key(name), []).append(len(self.names))
            self.names.append(name)
        return self._name_ids[name]

    def known(self, name: str) -> int | None:
        return self._name_ids.get(name)

    def called(self, name: str) -> Sequence[int]:
        """The names that are known again by it."""
        return self._ids_by_key.get(name_key(name), ())

    def label(self, label: str) -> int:
        if label not in self.labels:
            if len(self.labels) > 254:
                return 0  # no pipeline has so many kinds of names
            self.labels.append(label)
        return self.labels.index(label)


class NameIndex:
    """The entities of one article. Offsets: code points of its text. A query costs what it finds."""

    def __init__(self, text: str, corrections: Sequence[Correction] = ()) -> None:
        self._text = text
        self.corrections = tuple(corrections)
        self.version = 0
        """Goes up with every piece: what was made of an older one is out of date."""
        self._tables = _Tables()
        self._raw: list[Piece] = []
        self._pieces: list[Piece] = []
        self._piece_starts: list[int] = []
        self._labels: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(map(len, self._pieces))

    def piece(self, covered: TextSpan, entities: Iterable[Entity]) -> Piece:
        """Make entities of a stretch small, for `insert`. On one other thread at most."""
        return Piece(covered, entities, self._tables)

    def put(self, covered: TextSpan, entities: Iterable[Entity]) -> None:
        """Take in the entities of a stretch; they replace all that was found there."""
        self.insert(self.piece(covered, entities))

    def insert(self, raw: Piece) -> None:
        """Take in a piece; it replaces all that was found in its stretch."""
        covered = raw.covered
        first = bisect_left(self._piece_starts, covered.start)
        last = bisect_left(self._piece_starts, covered.end)
        for gone in self._pieces[first:last]:
            self._count(gone, -1)
        shown = self._corrected(raw)
        self._raw[first:last], self._pieces[first:last] = [raw], [shown]
        self._piece_starts[first:last] = [covered.start]
        self._count(shown, 1)
        self.version += 1

    def with_corrections(self, corrections: Sequence[Correction]) -> "NameIndex":
        """The same mentions under other corrections: a new index. May take a while for a long text."""
        other = NameIndex(self._text, corrections)
        for piece in tuple(self._raw):
            other.put(piece.covered, self._entities(piece))
        other.version = self.version
        return other

    def _corrected(self, raw: Piece) -> Piece:
        if not self.corrections:
            return raw
        entities = apply_corrections(self._text, self._entities(raw), self.corrections, raw.covered)
        return Piece(raw.covered, entities, self._tables)

    def count_changed(self, correction: Correction) -> int:
        """How many mentions a further correction would change."""
        corrections = (*self.corrections, correction)
        return sum(
            changed_mentions(
                self._entities(shown),
                apply_corrections(self._text, self._entities(raw), corrections, raw.covered),
            )
            for raw, shown in zip(tuple(self._raw), tuple(self._pieces), strict=True)
        )

    def kinds(self, words: str) -> frozenset[str]:
        """The kinds of the mentions that are called so, by their words or the name that they go by."""
        return kinds_called(
            words, (entity for piece in tuple(self._pieces) for entity in self._entities(piece))
        )

    def _entities(self, piece: Piece) -> Iterator[Entity]:
        for index in range(len(piece)):
            yield self._entity(piece, index)

    def _entity(self, piece: Piece, index: int) -> Entity:
        span = piece.span(index)
        words = self._text[span.start : span.end]
        return Entity(span, piece.label(index), words, piece.name(index))

    def _count(self, piece: Piece, by: int) -> None:
        for code, label in enumerate(piece.tables.labels):
            self._labels[label] += by * piece.labels.count(code)

    @property
    def share(self) -> float:
        """0 to 1: how much of the text has been gone through."""
        return min(1.0, sum(len(piece.covered) for piece in self._pieces) / max(len(self._text), 1))

    # -- where

    def within(self, window: TextSpan) -> list[tuple[TextSpan, str]]:
        """The mentions that touch `window` with their labels, in order."""
        return [(piece.span(i), piece.label(i)) for piece, i in self.places_within(window)]

    def places_within(self, window: TextSpan) -> Iterator[tuple[Piece, int]]:
        """The same: each a piece and its number there."""
        first = max(bisect_right(self._piece_starts, window.start) - 1, 0)
        for piece in self._pieces[first : bisect_left(self._piece_starts, window.end)]:
            low = bisect_left(piece.starts, max(window.start - piece.longest, 0))
            for index in range(low, bisect_left(piece.starts, window.end)):
                if piece.ends[index] > window.start:
                    yield piece, index

    def entity_at(self, offset: int) -> Entity | None:
        place = next(self.places_within(TextSpan(offset, offset + 1)), None)
        return self._entity(*place) if place else None

    def at(self, offset: int) -> TextSpan | None:
        entity = self.entity_at(offset)
        return entity.span if entity else None

    @property
    def end(self) -> int:
        """Of the text."""
        return len(self._text)

    def ahead(self, offset: int) -> Iterator[tuple[Piece, int]]:
        """The mentions that start after `offset`, in order: each a piece and its number there."""
        at = max(bisect_right(self._piece_starts, offset) - 1, 0)
        for piece in self._pieces[at:]:
            for index in range(bisect_right(piece.starts, offset), len(piece)):
                yield piece, index

    def behind(self, offset: int) -> Iterator[tuple[Piece, int]]:
        """The mentions that start before `offset`, the nearest first."""
        at = bisect_left(self._piece_starts, offset)
        for piece in reversed(self._pieces[:at]):
            for index in range(bisect_left(piece.starts, offset) - 1, -1, -1):
                yield piece, index

    # -- who

    def mention(self, canonical: str, label: str, offset: int, by: int) -> TextSpan | None:
        """The next (`by` 1) or previous (-1) mention of a name of a kind from `offset` on, round the end; None without one."""
        labels = self._labels_like(label)
        ways = (self.ahead(offset), self.ahead(-1)) if by > 0 else (
            self.behind(offset), self.behind(len(self._text) + 1)
        )  # fmt: skip
        for way in ways:
            for piece, index in way:
                if piece.labels[index] in labels and piece.name(index) == canonical:
                    return piece.span(index)
        return None

    def first(self, canonical: str, label: str = "") -> TextSpan | None:
        """The first mention of a name that is known so far, in whatever case; None without one.

        Args:
            canonical: the name.
            label: of the kind that is meant; empty: any.
        """
        labels = self._labels_like(label)
        for piece in self._pieces:
            ids = piece.tables.called(canonical)
            first = [at for at in (piece.first(id, labels) for id in ids) if at is not None]
            if first:
                return piece.span(min(first))
        return None

    def places(self, canonical: str, label: str, most: int) -> list[TextSpan]:
        """The mentions of a name of a kind in reading order, so many at most."""
        labels = self._labels_like(label)
        here = (
            piece.span(i)
            for piece, i in self.ahead(-1)
            if piece.labels[i] in labels and piece.name(i) == canonical
        )
        return list(itertools.islice(here, most))

    def mentions(self, canonical: str, label: str) -> int:
        labels, wanted = self._labels_like(label), self._tables.known(canonical)
        if wanted is None:
            return 0
        return sum(
            id == wanted and code in labels
            for piece in self._pieces
            for id, code in zip(piece.names, piece.labels, strict=True)
        )

    def _labels_like(self, label: str) -> frozenset[int]:
        """The labels of a kind, as pieces have them; of an empty one all."""
        known = enumerate(self._tables.labels)
        return frozenset(code for code, one in known if not label or kind_of(one) == kind_of(label))

    def groups(self, counts_label: Callable[[str], bool] = lambda _: True) -> list[tuple[str, int]]:
        """How many mentions there are by group of labels, in the legend's order; groups without any are left out."""
        counts: Counter[str] = Counter()
        for label, count in self._labels.items():
            counts[group_of(label)] += count if counts_label(label) else 0
        return [(group, counts[group]) for group in GROUPS if counts[group] > 0]

    def names(self) -> list[Name]:
        """All entities, by group, then the most often named first. Walks through all mentions."""
        counts: Counter[tuple[str, str]] = Counter()
        firsts: dict[tuple[str, str], TextSpan] = {}
        for piece in tuple(self._pieces):
            own = Counter(zip(piece.labels, piece.names, strict=True))
            seen: set[tuple[int, int]] = set()
            for index, code in enumerate(zip(piece.labels, piece.names, strict=True)):
                if code not in seen:
                    seen.add(code)
                    key = (piece.label(index), piece.name(index))
                    counts[key] += own[code]
                    firsts.setdefault(key, piece.span(index))
        names = [Name(name, label, count, firsts[label, name]) for (label, name), count in counts.items()]
        return sorted(names, key=lambda n: (GROUPS.index(group_of(n.label)), -n.count, n.first))
