"""The open page, which all parts of the reader share: article, notes and names, where the reader is, and the store."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from annotations.anchoring import describe
from annotations.entities.corrections import Correction
from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.model import Annotation, Article, Entity, Mark, TextSpan
from annotations.notes.article_tags import is_article_tags
from tui.background import outcome
from tui.base_app import BaseApp
from tui.keymap import Keymap
from tui.page.bookmarks import Bookmarks, JumpList
from tui.page.find import FindSession
from tui.page.name_index import Name, NameIndex
from tui.page.note_cards import PageNotes
from tui.page.open_article import Marked, Opened, marked
from tui.page.read_progress import ReadProgress
from tui.page.selection import Selection
from tui.page.shown_names import NameFilter, ShownNames
from tui.page.text_layers import Layer
from tui.page.viewport import Viewport
from tui.reader.letter_prompt import LetterPrompt
from tui.screens.base_screen import CommandScreen, is_open
from tui.widgets.article_view import ArticleView

T = TypeVar("T")

_PATIENCE_S = 2.0
_MANY_NAMES = 5_000
"""Up to so many are gone through at once."""


class OpenPage:
    """One article as it lies open."""

    def __init__(self, screen: CommandScreen) -> None:
        """Nothing is open yet; `screen` shows it."""
        self.screen = screen
        self.view = ArticleView(id="page")
        """The text."""
        self.opened: Opened | None = None
        self.notes = PageNotes()
        self.names = NameIndex("")
        self.name_filter = NameFilter()
        self.shown_names = ShownNames(self.names, self.name_filter)
        self.selection = Selection()
        self.finder = FindSession()
        self.bookmarks, self.jumps = Bookmarks(), JumpList()
        self.progress = ReadProgress()
        self.prompt = LetterPrompt(screen, lambda: self.show_status())
        self.show_status: Callable[[], None] = lambda: None
        """Says where the reader is now; the two lines of the screen do."""
        self.tags: Sequence[str] = ()
        """All there are in the store, most used first: to complete from."""
        self.copies: tuple[Path, ...] = ()
        """Other files with the same article."""
        self.offered = ""
        """How many notes on near-copies could be taken over, for the line at the top."""
        self.file_trouble = ""
        """What is the matter with the file, for the line at the top: it is gone, or can't be read any more."""
        self.is_covered = False
        """Does a sheet or another screen lie over it, so that its keys are not heard?"""
        self.is_naming = False
        """Are names being looked for just now?"""
        self._links: Layer[Mark] | None = None
        """Those of the article, once one is asked for."""
        self._meant: tuple[TextSpan | None, str] | None = None
        """Where the caret was put for the sake of a note, and that note's id; no place: one whose words are out of view."""
        self._meant_line = 0
        """The line that was read then (code point)."""
        self._changing = 0
        self._changed = asyncio.Event()
        """Is everything shown that was changed?"""

    @property
    def app(self) -> BaseApp:
        return self.screen.app

    @property
    def keymap(self) -> Keymap:
        return self.screen.keymap

    def key(self, command_id: str) -> str:
        """The key in force for a command, for people."""
        return self.keymap.shown(command_id)

    def tell(self, message: str, *, severity: str = "information") -> None:
        self.app.tell(message, severity=severity)

    @property
    def article(self) -> Article | None:
        return self.opened.article if self.opened else None

    def open(self, opened: Opened, offset: int, line: int | None = None) -> None:
        """Show an article from `offset` (code points) on, the line of `line` read."""
        article = opened.article
        if article.id != (self.article.id if self.article is not None else ""):
            self.bookmarks, self.jumps = Bookmarks(), JumpList()
        self.opened, self._links = opened, None
        self.progress = ReadProgress(article.text, was_read=opened.state.status == "read")
        self.names = NameIndex(article.text, opened.marked.corrections)
        self.selection = Selection(article.text, article.blocks)
        self.file_trouble, self._meant = "", None
        self.view.show(article, offset, line)
        self.view.cover.hits = self.finder.within
        self._cover_names()

    def close(self) -> None:
        """Nothing is open; the view may show something that is no article yet."""
        self.opened, self.notes = None, PageNotes()
        self.selection = Selection()

    # -- the store

    def ask(self, work: Callable[[Library], T], then: Callable[[T], None] | None = None) -> None:
        """Have something done off the screen's thread; the answer is dropped if another article is open by then."""
        library, opened = self.app.library, self.opened

        def answered(result: T) -> None:
            if then is not None and is_open(self.screen) and opened is self.opened:
                then(result)

        self.app.background.run(lambda: work(library), answered)

    def change(self, work: Callable[[Library], object], told: str = "") -> None:
        """Change the store and show what it holds then; `told` is said when it is done."""
        self._show_after(work, told)

    def correct(self, correction: Correction, span: TextSpan | None, told: str) -> None:
        """Lay a correction over the names at once, and keep it.

        Args:
            correction: as it will be kept, but for its place.
            span: the mention, for one that holds here.
            told: is said when it is kept.
        """
        article = self.article
        if article is None:
            return
        placed = correction
        if span is not None and len(span):
            placed = replace(correction, selectors=describe(article.text, span, passing=True))
        self._correct_names((*self.names.corrections, placed))
        self.change(lambda library: library.name_corrections.save(article, correction, span), told)
        self.ask(lambda _: None, lambda _: self._index_follows(correction, article))

    def count_changed(self, correction: Correction) -> int | None:
        """How many mentions here a correction would change; None: there are too many to go through at once, or none yet."""
        if len(self.names) > _MANY_NAMES:
            return None
        return self.names.count_changed(correction) or (0 if self.names.share == 1 else None)

    def is_of_one_kind(self, words: str) -> bool:
        """Are all mentions here that are called so of one kind? What is said of them in this article then means all."""
        return len(self.names) <= _MANY_NAMES and len(self.names.kinds(words)) < 2

    def _index_follows(self, correction: Correction, article: Article) -> None:
        """The index of mentions follows on a thread of its own: notes that are written meanwhile do not wait for it."""
        library = self.app.library
        self.app.run_worker(
            lambda: outcome(lambda: library.mentions.follow(correction, article)),
            thread=True,
            group="mentions",
        )

    def show_saved(self, made: object, told: str = "") -> None:
        """Show a note that has come to the store."""
        self._show_after(lambda _: made, told)

    def _show_after(self, work: Callable[[Library], object], told: str) -> None:
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
                self.show_notes()  # what was shown before it was kept goes again
                return
            if not is_open(self.screen):
                return
            made, now = result
            self.app.count_places()
            if opened is self.opened:
                self.take_marked(now)
                self._show_made(made)
            else:
                self.show_notes()  # the file has changed meanwhile: these places are of the old text
            if told:
                self.tell(told)

        self.app.background.run(lambda: outcome(done), shown)

    def _show_made(self, made: object) -> None:
        """The caret goes to what was just made, where it is in view; without a margin the card of a note opens.

        A highlight too: whatever is done next (`D`, Enter) is meant for it, not for an older note on the same words.
        """
        if not isinstance(made, Annotation):
            return
        place, article = self.notes.place_of(made.id), self.article
        if place is None or article is None:
            return
        is_seen = bool(self.view.rows_of(place))
        is_on_article = not made.target.selectors and made.entity is None and not is_article_tags(made)
        if is_on_article:  # the page stays where it is
            self.set_caret(article.blocks[0].span if is_seen else None, note=made.id)
        elif made.target.selectors and is_seen:
            self.set_caret(place, note=made.id)
        if is_seen and not self.view.has_margin and (made.note or made.tags):
            self.view.show_card(made.id)
            if not made.target.selectors:  # it opens between the title and the line that is read
                self.view.move(lambda viewport: viewport.show_from(place.start))

    async def all_shown(self) -> None:
        """Wait until all that was changed is shown, but not for ever."""
        if self._changing:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _PATIENCE_S)

    def show_notes(self) -> None:
        """Read notes and corrections of the store again."""
        article = self.article
        if article is not None:
            self.ask(lambda library: marked(library, article), self.take_marked)

    # -- notes and names

    def take_marked(self, marked: Marked) -> None:
        """Lay notes over the text, and corrections over the names."""
        self.tags = marked.tags
        self._lay(PageNotes(marked.notes, self.names, marked.elsewhere))
        self._correct_names(marked.corrections)
        self.view.restyle()

    def take_bookmarks(self, places: Mapping[str, int]) -> None:
        """These are kept with the article."""
        self.bookmarks = Bookmarks(places)

    def _lay(self, notes: PageNotes) -> None:
        self.notes = notes
        self.view.cover.notes, self.view.cards = notes.highlights, notes.cards
        self.view.cover.noted, self.view.cards_within = notes.marks_within, notes.cards_within

    def names_came(self) -> bool:
        """More names are known: notes on names may have a place now. Returns whether there are such notes."""
        if self.notes.has_notes_on_names:
            self._lay(self.notes.with_names(self.names))
        return self.notes.has_notes_on_names

    def _correct_names(self, corrections: Sequence[Correction]) -> None:
        """Lay other corrections over the names; a long text is gone through off the screen's thread."""
        if tuple(corrections) == self.names.corrections:
            return
        names = self.names
        if len(names) <= _MANY_NAMES:
            self._use_names(names.with_corrections(corrections))
            return

        def ready(other: NameIndex) -> None:
            if other.version != names.version or self.names is not names:
                self._correct_names(corrections)  # more names came meanwhile
            else:
                self._use_names(other)

        self.ask(lambda _: names.with_corrections(corrections), ready)

    def _use_names(self, names: NameIndex) -> None:
        """Show these names from now on."""
        self.names = names
        self._cover_names()
        self.names_came()
        self.view.restyle()

    def _cover_names(self) -> None:
        cover, highlighting = self.view.cover, self.name_filter.highlighting
        self.shown_names = cover.entities = ShownNames(self.names, self.name_filter)
        cover.highlighting = "quiet" if highlighting == "values" else highlighting

    def show_highlighting(self) -> None:
        """Other names are to be seen, or in another dress."""
        self._cover_names()
        self.view.restyle()

    def with_names(self, then: Callable[[list[Name]], None]) -> None:
        """Gather the names; those of a book off the screen's thread."""
        names = self.names
        if len(names) <= _MANY_NAMES:
            then(names.names())
        else:
            self.ask(lambda _: names.names(), then)

    # -- where the reader is

    @property
    def here(self) -> int:
        """Code point that commands start from: the moving end, the caret, else the line that is read."""
        if (head := self.selection.head) is not None:
            return head.start
        caret = self.view.cover.caret
        return caret.start if caret is not None else self.view.line_offset

    @property
    def before_here(self) -> int:
        """As `here`, but at the line that is read just before it, so that the next one may start right there."""
        is_line = self.view.cover.caret is None and self.selection.head is None
        return self.here - is_line

    def put_caret(self, span: TextSpan | None, *, note: str = "") -> None:
        """Put the caret on a stretch and bring it into view; `note`: id of the one it is there for."""
        self.set_caret(span, note=note)
        if span is not None:
            self.view.goto(span.start)

    def set_caret(self, span: TextSpan | None, *, note: str = "") -> None:
        """Put the caret on a stretch; the text and the reading line stay where they are."""
        cover, on = self.view.cover, self.notes.get(note or self.notes.on_words(span))
        self._meant, self._meant_line = (span, note) if note else None, self.view.line_offset
        cover.caret, cover.caret_look = span, f"focus:{on.color or 'yellow'}" if on is not None else "caret"
        self.view.restyle()

    def reach(self, span: TextSpan, *, note: str = "") -> None:
        """Go to a stretch with the caret; while something is selected its moving end goes there instead."""
        if self.selection.span is None:
            self.put_caret(span, note=note)
        else:
            self.selection.move(lambda *_: span.start, 1)
            self.show_head()

    def leap(self, offset: int, how: Callable[[Viewport], None] | None = None) -> None:
        """Go far, and remember from where; `how`: how it is brought into view, if not as any place is."""
        self.jumps.leave(self.view.line_offset)
        self.go_to(offset, how)

    def go_to(self, offset: int, how: Callable[[Viewport], None] | None = None) -> None:
        """Go far; the caret stays behind."""
        if self.selection.span is not None:
            self.reach(TextSpan(offset, offset + 1))
            return
        had_caret, self.view.cover.caret = self.view.caret is not None, None
        if how is None:
            self.view.goto(offset)
        else:
            self.view.move(how)
        if had_caret:  # else rows look as they did, and are not painted again
            self.view.restyle()

    def show_bare(self, *, is_bare: bool) -> None:
        """Show nothing but the text, or all again, and say which: the key may have been pressed twice."""
        self.view.is_bare = is_bare
        self.view.restyle()
        back = f"{self.key('page.zen')} or {self.key('page.leave-caret')}"
        self.tell(
            f"Text only: {back} brings the rest back." if is_bare else "The rest is back beside the text."
        )

    def show_selection(self) -> None:
        cover = self.view.cover
        cover.selection, cover.head = self.selection.span, self.selection.head
        self.view.restyle()

    def show_head(self) -> None:
        """Paint what is selected now, the moving end in view."""
        if (head := self.selection.head) is not None:
            self.show_selection()
            self.view.goto(head.start)

    def leave_selection(self) -> None:
        """Nothing is selected any more."""
        self.selection.leave()
        self.show_selection()

    def target(self) -> TextSpan | None:
        """What a new note is on: the selection, else the focused paragraph."""
        if self.selection.span is not None:
            return self.selection.span
        if self.article is None or not self.article.blocks:
            return None
        return self.article.blocks[self.view.focused_block].span

    @property
    def is_on_title(self) -> bool:
        """Is the title in focus, and nothing selected? A note there is on the whole article."""
        article = self.article
        if article is None or not article.blocks or self.selection.span is not None:
            return False
        return article.blocks[self.view.focused_block].kind == "title"

    # -- what is here

    def note_here(self) -> Annotation | None:
        """The note under the caret, else the first one on the reading line, else in the focused paragraph."""
        view, article, cards_within = self.view, self.article, self.notes.cards_within
        caret = view.cover.caret
        if article is None or not article.blocks:
            return None
        if (meant := self._meant_note()) is not None:
            return meant
        under = cards_within(TextSpan(caret.start, caret.start + 1)) if caret is not None else ()
        if under:
            return self.notes.get(min(under, key=lambda item: len(item[0]))[1].id)
        line = view.line_span
        beside = cards_within(line) or cards_within(article.blocks[view.focused_block].span)
        ids = [card.id for _, card in beside]
        return self.notes.get(view.open_card if view.open_card in ids else next(iter(ids), None))

    def _meant_note(self) -> Annotation | None:
        """The note for whose sake the caret is where it is."""
        return self.notes.get(self._meant[1]) if self._meant is not None and self.is_meant else None

    @property
    def is_meant(self) -> bool:
        """Is the caret still where it was put for the sake of a note, or without one the line that was read then?"""
        caret = self.view.cover.caret
        if self._meant is None or self._meant[0] != caret:
            return False
        return caret is not None or self._meant_line == self.view.line_offset

    def is_on(self, note: Annotation | None) -> bool:
        """Was it gone to, or opened, the note that stands here?"""
        return note is not None and (self.is_meant or self.view.open_card == note.id)

    def is_hidden(self, note: Annotation) -> bool:
        """Is there nothing of a note to be seen but its mark in the gutter?"""
        is_on_page = self.notes.number_of(note.id) is not None
        return is_on_page and not self.view.has_margin and self.view.open_card != note.id

    def go_to_note(self, id: str) -> None:
        """Put the caret where a note is shown, for that note, and see to it that its card is seen."""
        place, article = self.notes.place_of(id), self.article
        if place is not None and article is not None:
            span = place if self.notes.on_words(place) else article.blocks[0].span
            self.put_caret(span, note=id)
            self.show_note(id)

    def show_note(self, id: str) -> None:
        """Open the card of a note below its words, where there is no margin; it is seen whole."""
        place = self.notes.place_of(id)
        if place is not None and not self.view.has_margin:
            self.view.move(lambda viewport: viewport.reveal(place.start))
            self.view.show_card(id)

    def entity_here(self) -> Entity | None:
        """The name that is seen under the caret."""
        caret = self.view.cover.caret
        return self.shown_names.entity_under(caret) if caret is not None else None

    def link_here(self) -> Mark | None:
        caret = self.view.cover.caret
        return self.link_at(caret.start) if caret is not None else None

    def link_at(self, offset: int) -> Mark | None:
        if self.article is None:
            return None
        if self._links is None:
            self._links = Layer((mark.span, mark) for mark in self.article.marks if mark.kind == "link")
        return next((link for _, link in self._links.within(TextSpan(offset, offset + 1))), None)

    def under_caret(self) -> Annotation | Entity | None:
        """What opens here. On a name that is its card, unless the caret came for a note or is on a longer one.

        On a link it is None, and the link is followed: it goes before a note as a name does.
        """
        note, caret = self.note_here(), self.view.cover.caret
        entity = self.entity_here()
        under = entity or self.link_here()
        if under is None or caret is None or (self.is_meant and note is not None):
            return note
        span = self.notes.place_of(note.id) if note is not None else None
        return note if span == caret and span != under.span else entity
