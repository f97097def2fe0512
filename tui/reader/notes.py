"""Noting on the page: notes, highlights and tags on what is selected, on the focused paragraph, on the whole article."""

from types import MappingProxyType

from annotations.library import Library
from annotations.model import Annotation, Article, TextSpan
from annotations.notes.body import color_named
from tui.drafts import Subject
from tui.format import doubt
from tui.page.written_note import Written, split_tags
from tui.reader.base import PageScreen
from tui.screens.save_note import adding, rewriting
from tui.widgets.status_line import Part

_COLORS = MappingProxyType({"y": "yellow", "g": "green", "b": "blue", "p": "pink", "o": "orange"})
LOST = "The words you had selected are gone from the text."


class NotingCommands(PageScreen):
    """Commands that write notes."""

    def target(self) -> TextSpan | None:
        """What a new note is on: the selection, else the focused paragraph."""
        if self.view.cover.selection is not None:
            return self.view.cover.selection
        if self.article is None or not self.article.blocks:
            return None
        return self.article.blocks[self.view.focused_block].span

    def select(self, span: TextSpan | None) -> None:
        """Select a stretch; None leaves the selection."""
        self.view.cover.selection = span
        self.view.cover.head = None
        self.view.restyle()

    def show_made(self, made: object, told: str = "") -> None:
        """Show what a note's sheet has brought to the store; None: it was left."""
        if made is not None:
            self.change(lambda _: made, told)

    # -- new notes

    def do_note(self) -> None:
        """Write a note on the selection or the focused paragraph; on the title: on the article."""
        self._write(None if self.is_on_title else self.target())

    def do_article_note(self) -> None:
        """Write a note on the whole article."""
        self._write(None)

    def _write(self, span: TextSpan | None) -> None:
        """Write a note on a stretch; None: on the whole article."""
        from tui.screens.note_editor import NoteEditor

        article = self.article
        if article is None or not article.blocks:
            return

        def add(library: Library, written: Written) -> object:
            return library.annotate(article, span, note=written.note, tags=written.tags)

        def done(made: object) -> None:
            if made is not None:
                self.select(None)
                told = "" if span is not None else f"Note on the article added. {notes} lists the notes."
                self.show_made(made, told)

        notes = self.keymap.shown("page.notes")
        quote = article.text[span.start : span.end] if span is not None else ""
        editor = NoteEditor(
            quote,
            known=self.tags,
            write=adding(add),
            subject=Subject(article.id, span, quote),
            keep=self.view.rows_of(span) if span is not None else None,
        )
        self.app.push_screen(editor, done)

    def do_tags(self) -> None:
        """Tag the selection."""
        from tui.screens.note_editor import LineEditor

        span, article = self.target(), self.article

        def done(line: str | None) -> None:
            if article is not None and span is not None and line is not None and (tags := split_tags(line)):
                self.add(article, span, Written("", tags))

        self.app.push_screen(LineEditor("Tags", known=self.tags), done)

    def do_highlight(self) -> None:
        """Wait for the letter of a colour."""

        def chosen(letter: str) -> None:
            span, article = self.view.cover.selection, self.article
            if self.is_selection_lost:
                self.app.tell(LOST, severity="warning")
            elif letter in _COLORS and article is not None and span is not None:
                self.add(article, span, Written("", ()), color_named(letter))
            else:
                self.app.tell(f"Colours: {', '.join(f'{key} {color}' for key, color in _COLORS.items())}.")

        colors = [Part(f"{key} {color}", 8, f"note:{color}") for key, color in _COLORS.items()]
        self.ask_letter("Which colour?", chosen, choices=colors)

    def add(
        self,
        article: Article,
        span: TextSpan | None,
        written: Written,
        color: str | None = None,
    ) -> None:
        """Put a note on a stretch, or on the whole article.

        Args:
            article: as it was when the stretch was taken; its file may have changed since, the words stay the same.
            span: code points of that article's text.
            written: what is said.
            color: of the highlight.
        """
        self.select(None)
        self.change(
            lambda library: library.annotate(article, span, note=written.note, tags=written.tags, color=color)
        )

    def note_on_entity(self, name: str) -> None:
        """Write a note on a name."""
        from tui.screens.note_editor import NoteEditor

        article = self.article
        if article is None:
            return

        def add(library: Library, written: Written) -> object:
            return library.annotate(article, entity=name, note=written.note, tags=written.tags)

        editor = NoteEditor(
            name, known=self.tags, write=adding(add), subject=Subject(article.id, entity=name)
        )
        self.app.push_screen(editor, lambda made: self.show_made(made, f"Note on {name} added."))

    # -- tags of the article

    def do_article_tags(self) -> None:
        """Edit the tags of the whole article: one annotation holds them all."""
        from tui.screens.note_editor import LineEditor

        article = self.article
        held = next((note for note, _ in self.notes if is_article_tags(note)), None)

        def done(line: str | None) -> None:
            if line is None:
                return
            tags = split_tags(line)
            if held is None and tags and article is not None:
                self.add(article, None, Written("", tags))
            elif held is not None and not tags:
                self.change(lambda library: library.remove(held.id), "The article has no tags of yours now.")
            elif held is not None and tags != held.tags:
                self.change(lambda library: library.update(held.id, tags=tags, seen=held))

        before = ", ".join(held.tags) if held else ""
        self.app.push_screen(LineEditor("Tags of the article", before, known=self.tags), done)

    # -- notes that are there

    def edit(self, note: Annotation) -> None:
        """Edit text and tags of a note."""
        from tui.screens.note_editor import NoteEditor

        anchor = self.anchor_of(note.id)
        place = anchor.span if anchor is not None else None
        editor = NoteEditor(
            note.quote or note.entity or "",
            note.note,
            note.tags,
            self.tags,
            write=rewriting(note),
            color=note.color or "yellow",
            subject=Subject(note.target.source, place, note.quote, note.entity, note.id),
            keep=self.view.rows_of(place) if place is not None else None,
        )
        self.app.push_screen(editor, self.show_made)

    def do_note_tags(self) -> None:
        """Edit the tags of the note under the caret."""
        from tui.screens.note_editor import LineEditor

        note = self._note_or_word()
        if note is None:
            return

        def done(line: str | None) -> None:
            if line is not None:
                self.change(lambda library: library.update(note.id, tags=split_tags(line), seen=note))

        self.app.push_screen(LineEditor("Tags", ", ".join(note.tags), known=self.tags), done)

    def do_delete(self) -> None:
        """Move the note under the caret to the trash."""
        note = self._note_or_word()
        if note is not None and is_article_tags(note):
            self.app.tell(
                f"Here are only the tags of the article. {self.keymap.shown('page.article-tags')} edits them."
            )
        elif note is not None:
            undo = self.keymap.shown("everywhere.undo")
            self.change(lambda library: library.remove(note.id), f"Note deleted. {undo} brings it back.")

    def do_keep_place(self) -> None:
        """Take the words where the note is shown for its own from now on."""
        note, article = self._note_or_word(), self.article
        if note is None or article is None:
            return
        anchor = self.anchor_of(note.id)
        if anchor is None or anchor.span is None or not doubt(anchor):
            self.app.tell("This note is on its own words.")
            return
        span, undo = anchor.span, self.keymap.shown("everywhere.undo")
        self.change(
            lambda library: library.note_edits.reattach(note.id, article, span),
            f"The note is kept on these words. {undo} takes that back.",
        )

    def _note_or_word(self) -> Annotation | None:
        note = self.note_here()
        if note is None:
            self.app.tell(f"No note here. {self.keymap.shown('page.note')} writes one.")
        return note

    # -- going between notes

    def do_next_note(self, count: int) -> None:
        """The next note."""
        self._go_note(count)

    def do_previous_note(self, count: int) -> None:
        """The previous note."""
        self._go_note(-count)

    def _go_note(self, by: int) -> None:
        cards = self.view.cards
        if not cards.items:
            self.app.tell(f"No notes on this article yet. {self.keymap.shown('page.note')} writes one.")
            return
        here = self.note_here()
        if here is not None and self.is_on(here):
            number = self._numbers[here.id] + by
        else:  # the next one counts from between two of them
            number = cards.behind(self.before_here) + by - 1 if by > 0 else cards.ahead(self.here) + by
        self.go_to_note(cards.items[number % len(cards.items)][1].id)

    def go_to_note(self, id: str) -> None:
        """Put the caret where a note is shown, for that note, and see to it that its card is seen."""
        place, article = self.place_of(id), self.article
        if place is not None and article is not None:
            is_there = any(span == place for span, _ in self.view.cover.notes.within(place))
            self.put_caret(place if is_there else article.blocks[0].span, note=id)
            self.show_note(id)


def is_article_tags(note: Annotation) -> bool:
    """Does a note hold the tags of its whole article, and nothing else?"""
    return not note.target.selectors and note.entity is None and not note.note and bool(note.tags)
