"""Which names are seen on the page: by how they are highlighted, and what the reader has shown or hidden. Pure."""

from collections.abc import Iterable, Iterator

from annotations.entities.labels import NAME_LABELS
from annotations.model import Entity, TextSpan
from tui.page.name_index import NameIndex, Piece

HIGHLIGHTINGS = ("quiet", "values", "loud", "off")
"""Names, calmly; with dates, sums and numbers; all of them with their kinds; none. `I` walks them in this order."""


class NameFilter:
    """What the reader wants to see of the names."""

    def __init__(
        self, highlighting: str = "quiet", shown: Iterable[str] = (), hidden: Iterable[str] = ()
    ) -> None:
        """Take the settings.

        Args:
            highlighting: one of `HIGHLIGHTINGS`.
            shown: labels that are seen even when names are quiet.
            hidden: labels that are never seen.
        """
        self.highlighting = highlighting
        self.shown_labels, self.hidden_labels = set(shown), set(hidden)
        self.hidden_names: set[str] = set()

    def next_highlighting(self) -> None:
        """The next one, round the end."""
        at = HIGHLIGHTINGS.index(self.highlighting) + 1
        self.highlighting = HIGHLIGHTINGS[at % len(HIGHLIGHTINGS)]

    def shows_label(self, label: str) -> bool:
        """Are names of a label seen where names are seen at all?"""
        if label in self.hidden_labels:
            return False
        is_calm = self.highlighting in ("quiet", "off")
        return not is_calm or label in NAME_LABELS or label in self.shown_labels

    def shows(self, label: str, name: str) -> bool:
        """Is this name seen where names are seen at all?"""
        return name not in self.hidden_names and self.shows_label(label)

    def toggle_label(self, label: str) -> None:
        if self.shows_label(label):
            self.hidden_labels.add(label)
            self.shown_labels.discard(label)
        else:
            self.hidden_labels.discard(label)
            self.shown_labels.add(label)

    def toggle_name(self, name: str) -> None:
        self.hidden_names ^= {name}


class ShownNames:
    """The names of an article that are seen. Offsets: code points of its text."""

    def __init__(self, names: NameIndex, filter: NameFilter) -> None:
        self._names, self._filter = names, filter

    def _seen(self, mentions: Iterator[tuple[Piece, int]]) -> Iterator[tuple[Piece, int]]:
        shows = self._filter.shows
        return ((piece, i) for piece, i in mentions if shows(piece.label(i), piece.name(i)))

    def within(self, window: TextSpan) -> list[tuple[TextSpan, str]]:
        """The mentions that touch `window` with their labels, in order."""
        return [(piece.span(i), piece.label(i)) for piece, i in self._seen(self._names.places_within(window))]

    def at(self, offset: int) -> TextSpan | None:
        return next((span for span, _ in self.within(TextSpan(offset, offset + 1))), None)

    def entity_under(self, caret: TextSpan) -> Entity | None:
        """The name that is seen under the caret: it is on the whole name, or within one that is highlighted."""
        entity = self._names.entity_at(caret.start)
        if entity is None or entity.span == caret:
            return entity
        is_seen = self._filter.highlighting != "off" and self._filter.shows(entity.label, entity.canonical)
        return entity if is_seen else None

    def step(self, offset: int, by: int) -> TextSpan | None:
        """The mention so many after `offset`, or before it where `by` is negative, round the end; None without any."""
        names = self._names
        way, round_the_end = (names.ahead, -1) if by > 0 else (names.behind, names.end + 1)
        span: TextSpan | None = None
        for _ in range(abs(by)):
            there = next(self._seen(way(offset)), None) or next(self._seen(way(round_the_end)), None)
            if there is None:
                return None
            span = there[0].span(there[1])
            offset = span.start
        return span

    def groups(self) -> list[tuple[str, int]]:
        """How many mentions there are by group of labels that are seen, in the legend's order."""
        return self._names.groups(self._filter.shows_label)
