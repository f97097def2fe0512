"""The notes of the open article: where each is shown, and the cards they have in the margin. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from annotations.model import Anchor, Annotation, TextSpan
from annotations.notes.article_tags import is_article_tags
from annotations.notes.name_notes import NotedName, name_key, noted_names
from annotations.text.hashtags import tags_beside
from annotations.text.local_time import local_time
from tui.format import doubt
from tui.page.name_index import NameIndex
from tui.page.text_layers import Layer

Notes = Sequence[tuple[Annotation, Anchor]]
"""Notes with where they stand in the text, in reading order."""

_AT_TITLE = TextSpan(0, 1)


class Card(Struct, frozen=True):
    """A note as it stands in the margin."""

    id: str
    head: str
    """Tags, or what kind of note it is."""
    body: str
    foot: str
    """Colour and time."""
    color: str = "yellow"


class PageNotes:
    """Notes laid over a text: on their words, at every mention of their name, else beside the title."""

    def __init__(
        self, notes: Notes = (), names: NameIndex | None = None, elsewhere: Sequence[Annotation] = ()
    ) -> None:
        """Take the notes.

        Args:
            notes: the article's own.
            names: those of the article that are known so far.
            elsewhere: notes on names that were written in other articles; those on names of this one stand here too.
        """
        self._names = names = names or NameIndex("")
        self._own, self._elsewhere = notes, elsewhere
        called = noted_names([*(note for note, _ in notes), *elsewhere], names.corrections)
        called |= {
            note.id: replace(
                now, label=""
            )  # nothing here is of its kind any more: it stays where it was written
            for note, _ in notes
            if (now := called.get(note.id)) is not None and names.first(now.name, now.label) is None
        }
        first = {id: names.first(now.name, now.label) for id, now in called.items()}
        self.all: Notes = [
            *notes,
            *((note, Anchor(None, "exact", 1.0)) for note in elsewhere if first.get(note.id) is not None),
        ]
        """Those that stand in this article, wherever they were written; its own first, in reading order."""
        self._by_id = {note.id: (note, anchor) for note, anchor in self.all}
        shown = [(note, anchor, anchor.span or first.get(note.id)) for note, anchor in self.all]
        self._by_words = {span: note.id for note, _, span in shown if span is not None}
        self.highlights = Layer(
            _told_apart(
                (anchor.span, note.color or "yellow") for note, anchor, _ in shown if anchor.span is not None
            )
        )
        """Each as the class of its style: "note:yellow", or "inner:yellow" on words that another one is on too."""
        self.cards = Layer(
            (span or _AT_TITLE, card_of(note, doubt(anchor)))
            for note, anchor, span in shown
            if anchor.quality != "orphan"
        )
        """Each at the first of its words; those on names in view are in `cards_within`."""
        self._numbers = {card.id: number for number, (_, card) in enumerate(self.cards.items)}
        self._by_name: dict[str, list[tuple[NotedName, Card]]] = {}
        """Cards of notes on names of this article, by the key of what these are called now."""
        for _, card in self.cards.items:
            if first.get(card.id) is not None:
                self._by_name.setdefault(called[card.id].key, []).append((called[card.id], card))

    def with_names(self, names: NameIndex) -> "PageNotes":
        """The same notes where other names are known."""
        return PageNotes(self._own, names, self._elsewhere)

    def on_name(self, name: str, label: str) -> list[Annotation]:
        on_it = self._by_name.get(name_key(name), ())
        return [self._by_id[card.id][0] for noted, card in on_it if noted.is_of(label)]

    def _mentions_within(self, window: TextSpan) -> list[tuple[TextSpan, list[Card]]]:
        """The mentions in a stretch of names that have notes, each with their cards."""
        if not self._by_name:
            return []
        known = (
            (piece, at, self._by_name.get(name_key(piece.name(at)), ()))
            for piece, at in self._names.places_within(window)
        )
        mentions = (
            (piece.span(at), [card for noted, card in on_it if noted.is_of(piece.label(at))])
            for piece, at, on_it in known
            if on_it
        )
        return [mention for mention in mentions if mention[1]]

    def marks_within(self, window: TextSpan) -> list[tuple[TextSpan, str]]:
        """The same, each with the class of its style: a quiet mark in the note's colour."""
        return [(span, f"noted:{cards[0].color}") for span, cards in self._mentions_within(window)]

    def cards_within(self, window: TextSpan) -> list[tuple[TextSpan, Card]]:
        """The cards of a stretch with their places; of a name the first mention there has the card."""
        first = {
            card.id: (span, card) for span, on_it in reversed(self._mentions_within(window)) for card in on_it
        }
        on_names = {card.id for on_it in self._by_name.values() for _, card in on_it}
        cards = [item for item in self.cards.within(window) if item[1].id not in on_names]
        return sorted([*cards, *first.values()], key=lambda item: (item[0].start, item[0].end))

    def get(self, id: str | None) -> Annotation | None:
        return self._by_id[id][0] if id in self._by_id else None

    def anchor_of(self, id: str) -> Anchor | None:
        """How surely a note stands where it is shown; None: there is no such note here."""
        return self._by_id[id][1] if id in self._by_id else None

    def place_of(self, id: str) -> TextSpan | None:
        """Where on the page a note is shown; None for one that has lost its place."""
        number = self.number_of(id)
        return self.cards.items[number][0] if number is not None else None

    def number_of(self, id: str) -> int | None:
        """Which one it is of those that have a place on the page, from 0 in reading order."""
        return self._numbers.get(id)

    def on_words(self, span: TextSpan | None) -> str | None:
        """Id of the note that is on exactly these words."""
        return self._by_words.get(span) if span is not None else None

    @property
    def has_notes_on_names(self) -> bool:
        """Are there notes whose place depends on the names that are known?"""
        return bool(self._elsewhere) or any(note.entity is not None for note, _ in self._own)

    def article_tags(self) -> Annotation | None:
        return next((note for note, _ in self.all if is_article_tags(note)), None)


def _told_apart(placed: Iterable[tuple[TextSpan, str]]) -> list[tuple[TextSpan, str]]:
    """Words with their colours as classes; the shorter or later of two that overlap lies on the other."""
    highlights, end = list[tuple[TextSpan, str]](), 0
    for span, color in sorted(placed, key=lambda item: (item[0].start, -item[0].end)):
        highlights.append((span, f"{'inner' if span.start < end else 'note'}:{color}"))
        end = max(end, span.end)
    return highlights


def card_of(note: Annotation, doubted: str = "") -> Card:
    """A note as a card: tags that its words don't say, words, colour and time; first of all that its place is doubted (`tui.format`)."""
    tags = tags_beside(note.note, note.tags)
    if note.target.selectors:
        head = " · ".join(tags) or ("note" if note.note else "highlight")
    else:
        head = " · ".join([f"on {note.entity}" if note.entity else "whole article", *tags])
    head = f"{doubted} · {head}" if doubted else head
    return Card(note.id, head, note.note, " · ".join(_foot(note)), note.color or "yellow")


def _foot(note: Annotation) -> list[str]:
    made, today = local_time(note.modified), local_time(datetime.now(UTC))
    when = made.strftime("%H:%M") if made.date() == today.date() else made.strftime("%d %b").lstrip("0")
    when = when if made.year == today.year else f"{when} {made.year}"
    return [part for part in (note.color, when) if part]
