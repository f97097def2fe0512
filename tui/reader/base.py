"""What all parts of the page screen share: the article, its notes and names, the caret, and the way to work in the background."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from annotations.entities.corrections import Correction
from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.model import Anchor, Annotation, Article, Entity, TextSpan
from tui.background import outcome
from tui.commands import Command
from tui.format import doubt
from tui.page.name_index import NameIndex
from tui.page.open_article import Marked, Notes, Opened, marked
from tui.screens.base_screen import CommandScreen, is_open
from tui.widgets.article_view import ArticleView
from tui.widgets.layers import Layer
from tui.widgets.margin_cards import Card
from tui.widgets.status_line import Part

T = TypeVar("T")

_PATIENCE_S = 2.0
_ABOUT_NOTES = frozenset(
    f"page.{name}"
    for name in ("open", "article-tags", "note-tags", "next-note", "previous-note", "notes", "delete")
)


class PageScreen(CommandScreen):
    """The state of the page. Its commands stand in the modules beside this one, a group each."""

    def __init__(self) -> None:
        super().__init__()
        self.view = ArticleView(id="page")
        """The page itself."""
        self.opened: Opened | None = None
        self.notes: Notes = []
        self._by_id: dict[str, Annotation] = {}
        self._numbers: dict[str, int] = {}
        """Of the notes that have a place on the page, by their ids: 0, 1, ... in reading order."""
        self._meant: tuple[TextSpan, str] | None = None
        """Where the caret was put for the sake of a note, and that note's id."""
        self.tags: Sequence[str] = ()
        """All there are in the store, most used first: to complete from."""
        self.copies: tuple[Path, ...] = ()
        """Other files with the same article."""
        self.file_trouble = ""
        """What is the matter with the file, for the line at the top: it is gone, or can't be read any more."""
        self.names = NameIndex("")
        self.prompt = ""
        """What is asked for in the line below while a letter is waited for ..."""
        self.choices: Sequence[Part] = ()
        """... and what may be answered."""
        self.is_selection_lost = False
        """Are the words that were selected gone from the text, and the reader may not have seen it yet?"""
        self.is_naming = False
        """Are names being looked for just now?"""
        self._changing = 0
        self._changed = asyncio.Event()
        """Is everything shown that was changed?"""

    @property
    def article(self) -> Article | None:
        """What is being read."""
        return self.opened.article if self.opened else None

    # -- in the background

    def ask(self, work: Callable[[Library], T], then: Callable[[T], None] | None = None) -> None:
        """Have something done off the screen's thread; the answer is dropped if another article is open by then."""
        library, opened = self.app.library, self.opened

        def answered(result: T) -> None:
            if then is not None and is_open(self) and opened is self.opened:
                then(result)

        self.app.background.run(lambda: work(library), answered)

    def change(self, work: Callable[[Library], object], told: str = "") -> None:
        """Change the store and show what it holds then; `told` is said when it is done."""
        article = self.article
        if article is None:
            return

        def done() -> tuple[object, Marked]:
            return work(library), marked(library, article)

        library, opened = self.app.library, self.opened
        self._changing += 1
        self._changed.clear()

        def shown(result: tuple[object, Marked] | AnnotationsError) -> None:
            self._changing -= 1
            if not self._changing:
                self._changed.set()
            if isinstance(result, AnnotationsError):
                self.app.tell_error(result)
                return
            if not is_open(self):
                return
            made, now = result
            if opened is self.opened:
                self.take_marked(now)
                self._show_made(made)
            else:
                self.show_notes()  # the file has changed meanwhile: these places are of the old text
            if told:
                self.app.tell(told)

        self.app.background.run(lambda: outcome(done), shown)

    def _show_made(self, made: object) -> None:
        """Without a margin the card of a note that was just written opens below its words."""
        view = self.view
        if isinstance(made, Annotation) and (made.note or made.tags) and not view.has_margin:
            place = self.place_of(made.id)
            if place is not None and len(view.rows_of(place)):
                view.show_card(made.id)

    async def do(self, command: Command, count: int = 0) -> None:
        """Do a command; one that is about the notes here waits for a change that was asked for before it."""
        if self._changing and command.id in _ABOUT_NOTES:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _PATIENCE_S)
        await super().do(command, count)

    def show_notes(self) -> None:
        """Read notes and corrections of the store again."""
        article = self.article
        if article is not None:
            self.ask(lambda library: marked(library, article), self.take_marked)

    def show_status(self) -> None:
        """Say where the reader is now; the screen with the two lines does."""

    def ask_letter(
        self,
        prompt: str,
        done: Callable[[str], None],
        given_up: Callable[[], None] = lambda: None,
        *,
        choices: Sequence[Part] = (),
    ) -> None:
        """Ask for one key in the line below, where `choices` stand too; Esc gives it up."""
        self.prompt, self.choices = prompt, choices

        def answered(letter: str) -> None:
            self.prompt = ""
            done(letter)
            self.show_status()

        def left() -> None:
            self.prompt = ""
            given_up()
            self.show_status()

        self.wait_for_letter(answered, left)
        self.show_status()

    # -- notes and names as values

    def take_marked(self, marked: Marked) -> None:
        """Lay notes over the text, and corrections over the names."""
        self.notes, self.tags = marked.notes, marked.tags
        self._by_id = {note.id: note for note, _ in marked.notes}
        self.lay_notes()
        self.correct_names(marked.corrections)
        self.view.restyle()

    def lay_notes(self) -> None:
        """Lay the notes over the text: on their words, or the first mention of their name, else beside the title."""
        view = self.view
        placed = [(note, anchor, self._words_of(note, anchor)) for note, anchor in self.notes]
        view.cover.notes = Layer(
            (span, note.color or "yellow") for note, _, span in placed if span is not None
        )
        view.cards = Layer(
            (span or _AT_TITLE, card_of(note, doubt(anchor)))
            for note, anchor, span in placed
            if anchor.quality != "orphan"
        )
        self._numbers = {card.id: number for number, (_, card) in enumerate(view.cards.items)}

    def anchor_of(self, id: str) -> Anchor | None:
        """How surely a note stands where it is shown; None: there is no such note here."""
        return next((anchor for note, anchor in self.notes if note.id == id), None)

    def names_came(self) -> bool:
        """More names are known: notes on names may have a place now. Returns whether there are such notes."""
        has_notes = any(note.entity is not None for note, _ in self.notes)
        if has_notes:
            self.lay_notes()
        return has_notes

    def _words_of(self, note: Annotation, anchor: Anchor) -> TextSpan | None:
        """Where the words stand that a note is on; None for an orphan, and for a note on the whole article."""
        if anchor.span is None and note.entity is not None:
            return self.names.first(note.entity)
        return anchor.span

    def place_of(self, id: str) -> TextSpan | None:
        """Where on the page a note is shown; None for one that has lost its place."""
        number = self._numbers.get(id)
        return self.view.cards.items[number][0] if number is not None else None

    def correct_names(self, corrections: Sequence[Correction]) -> None:
        """Lay other corrections over the names; a long text is gone through in the background."""
        if tuple(corrections) == self.names.corrections:
            return
        names = self.names
        if len(names) <= _CORRECTED_AT_ONCE:
            self.use_names(names.with_corrections(corrections))
            return

        def ready(other: NameIndex) -> None:
            if other.version != names.version or self.names is not names:
                self.correct_names(corrections)  # more has been found meanwhile
            else:
                self.use_names(other)

        self.ask(lambda _: names.with_corrections(corrections), ready)

    def use_names(self, names: NameIndex) -> None:
        """Show these names from now on."""
        self.names = self.view.cover.entities = names
        self.names_came()
        self.view.restyle()

    # -- where the reader is

    @property
    def here(self) -> int:
        """Code point that commands start from: the caret, else the first visible line of the focused paragraph."""
        view = self.view
        if view.cover.caret is not None:
            return view.cover.caret.start
        return view.first_visible_offset(view.focused_block)

    @property
    def before_here(self) -> int:
        """As `here`, but without a caret just before it, so that the next one may start right there."""
        return self.here if self.view.cover.caret is not None else self.here - 1

    def put_caret(self, span: TextSpan | None, *, note: str = "") -> None:
        """Put the caret on a stretch and bring it into view; `note`: id of the one it is there for."""
        self._meant = (span, note) if span is not None and note else None
        self.view.cover.caret = span
        if span is not None:
            self.view.goto(span.start)
        self.view.restyle()

    @property
    def is_on_title(self) -> bool:
        """Is the title in focus, and nothing selected? A note there is on the whole article."""
        article, view = self.article, self.view
        if article is None or not article.blocks or view.cover.selection is not None:
            return False
        return article.blocks[view.focused_block].kind == "title"

    def note_here(self) -> Annotation | None:
        """The note under the caret, else the first one on the reading line, else in the focused paragraph."""
        view, article = self.view, self.article
        caret = view.cover.caret
        if article is None or not article.blocks:
            return None
        if self._meant is not None and self._meant[0] == caret and self._meant[1] in self._by_id:
            return self._by_id[self._meant[1]]
        id = _shortest(view.cards.within(TextSpan(caret.start, caret.start + 1))) if caret else None
        if id is None:
            block = article.blocks[view.focused_block].span
            row = view.row_span(view.line_offset)
            beside = view.cards.within(TextSpan(row.start, max(row.end, row.start + 1)))
            inside = [card.id for _, card in beside or view.cards.within(block)]
            id = view.open_card if view.open_card in inside else next(iter(inside), None)
        return self._by_id.get(id) if id is not None else None

    def number_of(self, note: Annotation | None) -> str:
        """Which of the notes it is, as in "note 2 of 3"; empty for none, and for one that has lost its place."""
        number = self._numbers.get(note.id) if note is not None else None
        return f"note {number + 1} of {len(self._numbers)}" if number is not None else ""

    def is_on(self, note: Annotation | None) -> bool:
        """Was it gone to, or opened, the note that stands here?"""
        meant = self._meant is not None and self._meant[0] == self.view.cover.caret
        return note is not None and (meant or self.view.open_card == note.id)

    def is_hidden(self, note: Annotation) -> bool:
        """Is there nothing of a note to be seen but its mark in the gutter?"""
        return note.id in self._numbers and not self.view.has_margin and self.view.open_card != note.id

    def show_note(self, id: str) -> None:
        """Open the card of a note below its words, where there is no margin; it is seen whole."""
        place = self.place_of(id)
        if place is not None and not self.view.has_margin:
            self.view.move(lambda viewport: viewport.reveal(place.start))
            self.view.show_card(id)

    def under_caret(self) -> Annotation | Entity | None:
        """What opens here. On a name that is its card, unless the caret came for a note or is on a longer one."""
        note, caret = self.note_here(), self.view.cover.caret
        entity = self.names.entity_at(caret.start) if caret is not None else None
        if entity is None or note is None or caret is None:
            return entity or note
        if self._meant is not None and self._meant[0] == caret:
            return note
        span = self.place_of(note.id)
        return note if span == caret and span != entity.span else entity


_CORRECTED_AT_ONCE = 5_000
_AT_TITLE = TextSpan(0, 1)


def _shortest(found: Sequence[tuple[TextSpan, Card]]) -> str | None:
    return min(found, key=lambda item: len(item[0]))[1].id if found else None


def card_of(note: Annotation, doubted: str = "") -> Card:
    """A note as a card: tags, words, colour and time; first of all that its place is doubted (`tui.format`)."""
    if note.target.selectors:
        head = " · ".join(note.tags) or ("note" if note.note else "highlight")
    else:
        head = " · ".join([f"on {note.entity}" if note.entity else "whole article", *note.tags])
    head = f"{doubted} · {head}" if doubted else head
    return Card(note.id, head, note.note, " · ".join(_foot(note)), note.color or "yellow")


def _foot(note: Annotation) -> list[str]:
    made, today = note.modified.astimezone(), datetime.now().astimezone()
    when = made.strftime("%H:%M") if made.date() == today.date() else made.strftime("%d %b").lstrip("0")
    when = when if made.year == today.year else f"{when} {made.year}"
    return [part for part in (note.color, when) if part]
