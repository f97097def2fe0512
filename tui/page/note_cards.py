"""The notes of the open article: where each is shown, and the cards they have in the margin. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from annotations.model import Anchor, Annotation, TextSpan
from annotations.text.hashtags import tags_beside
from tui.format import doubt
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
    """Notes laid over a text: on their words, or the first mention of their name, else beside the title."""

    def __init__(
        self, notes: Notes = (), first_mention: Callable[[str], TextSpan | None] = lambda _: None
    ) -> None:
        """Take the notes; `first_mention` tells where a name stands first."""
        self.all = notes
        self._by_id = {note.id: (note, anchor) for note, anchor in notes}
        shown = [(note, anchor, _words_of(note, anchor, first_mention)) for note, anchor in notes]
        placed = [(span, note.id, note.color or "yellow") for note, _, span in shown if span is not None]
        self._by_words = {span: id for span, id, _ in placed}
        self.highlights = Layer(_told_apart([(span, color) for span, _, color in placed]))
        """Each as the class of its style: "note:yellow", or "inner:yellow" on words that another one is on too."""
        self.cards = Layer(
            (span or _AT_TITLE, card_of(note, doubt(anchor)))
            for note, anchor, span in shown
            if anchor.quality != "orphan"
        )
        self._numbers = {card.id: number for number, (_, card) in enumerate(self.cards.items)}

    def get(self, id: str | None) -> Annotation | None:
        """The note with an id."""
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
        return any(note.entity is not None for note, _ in self.all)

    def article_tags(self) -> Annotation | None:
        """The note that holds the tags of the whole article."""
        return next((note for note, _ in self.all if is_article_tags(note)), None)


def _told_apart(placed: Iterable[tuple[TextSpan, str]]) -> list[tuple[TextSpan, str]]:
    """Words with their colours as classes; the shorter or later of two that overlap lies on the other."""
    highlights, end = list[tuple[TextSpan, str]](), 0
    for span, color in sorted(placed, key=lambda item: (item[0].start, -item[0].end)):
        highlights.append((span, f"{'inner' if span.start < end else 'note'}:{color}"))
        end = max(end, span.end)
    return highlights


def _words_of(
    note: Annotation, anchor: Anchor, first_mention: Callable[[str], TextSpan | None]
) -> TextSpan | None:
    """Where the words stand that a note is on; None for an orphan, and for a note on the whole article."""
    if anchor.span is None and note.entity is not None:
        return first_mention(note.entity)
    return anchor.span


def is_article_tags(note: Annotation) -> bool:
    """Does a note hold the tags of its whole article, and nothing else?"""
    return not note.target.selectors and note.entity is None and not note.note and bool(note.tags)


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
    made, today = note.modified.astimezone(), datetime.now().astimezone()
    when = made.strftime("%H:%M") if made.date() == today.date() else made.strftime("%d %b").lstrip("0")
    when = when if made.year == today.year else f"{when} {made.year}"
    return [part for part in (note.color, when) if part]
