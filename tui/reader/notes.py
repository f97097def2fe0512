"""Noting on the page: notes, highlights and tags on what is selected, on the focused paragraph, on the whole article."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

from annotations.library import Library
from annotations.model import Anchor, Annotation, Article, TextSpan
from annotations.notes.article_tags import is_article_tags
from annotations.text.hashtags import hashtags, parted_from_source, with_source_tags
from tui.drafts import Subject
from tui.format import doubt
from tui.page.written_note import Written, in_files_said
from tui.reader.open_page import OpenPage
from tui.reader.selection import LOST
from tui.screens.save_note import adding
from tui.widgets.status_line import Part

_COLORS = MappingProxyType({"y": "yellow", "g": "green", "b": "blue", "p": "pink", "o": "orange"})


class NoteCommands:
    """Commands that write notes, change them and go between them."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    # -- new notes

    def do_note(self) -> None:
        """Write a note on the selection or the focused paragraph; on the title: on the article."""
        self._write(None if self._page.is_on_title else self._page.target())

    def do_article_note(self) -> None:
        self._write(None)

    def _write(self, span: TextSpan | None) -> None:
        """Write a note on a stretch; None: on the whole article."""
        from tui.screens.note_editor import NoteEditor, rows_kept

        page, article = self._page, self._page.article
        if article is None or not article.blocks:
            return

        def add(library: Library, written: Written) -> object:
            return library.annotate(article, span, note=written.note, tags=written.tags)

        listed = f"Note on the article added. {page.key('page.notes')} lists the notes."
        quote = article.text[span.start : span.end] if span is not None else ""
        editor = NoteEditor(
            quote,
            known=page.tags,
            write=adding(add),
            subject=Subject(article.id, span, quote),
            keep=rows_kept(page.view, span) if span is not None else None,
            told="" if span is not None else listed,
        )
        page.app.push_screen(editor)

    def note_on_entity(self, name: str, label: str) -> None:
        from tui.screens.note_editor import note_on_name

        page, article = self._page, self._page.article
        if article is not None:
            page.app.push_screen(note_on_name(article, name, label, page.tags))

    def do_tags(self) -> None:
        span, article = self._page.target(), self._page.article

        def tagged(tags: tuple[str, ...]) -> None:
            if article is not None and span is not None and tags:
                self._add(article, span, tags, told=f"Tagged: {hashtags(tags)}")

        self._ask_tags("Tags", (), tagged)

    def do_highlight(self) -> None:
        page = self._page

        def chosen(letter: str) -> None:
            span, article = page.selection.span, page.article
            if page.selection.is_lost:
                page.tell(LOST, severity="warning")
            elif letter in _COLORS and article is not None and span is not None:
                self._highlight(article, span, _COLORS[letter])
            else:
                page.tell(f"Colours: {', '.join(f'{key} {color}' for key, color in _COLORS.items())}.")

        colors = [Part(f"{key} {color}", 8, f"note:{color}", pressed=key) for key, color in _COLORS.items()]
        page.prompt.ask("Which colour?", chosen, choices=colors)

    def _highlight(self, article: Article, span: TextSpan, color: str) -> None:
        """Highlight a stretch; a highlight that is on these very words already is given the colour."""
        page, there = self._page, _highlight_on(self._page.notes.all, span)
        page.leave_selection()
        if there is not None and there.target.color == color:
            page.tell(f"These words are {color} already: {page.key('page.delete')} takes the highlight off.")
            return

        def paint(library: Library) -> Annotation:
            old = _highlight_on(library.notes(article), span)  # one may have come with the keys before
            if old is None:
                return library.annotate(article, span, color=color)
            return library.update(old.id, color=color, seen=old)

        page.change(paint, f"Now {color}." if there is not None else "")

    def _add(
        self,
        article: Article,
        span: TextSpan | None,
        tags: tuple[str, ...] = (),
        color: str | None = None,
        told: str = "",
    ) -> None:
        """Put tags or a highlight on a stretch, or on the whole article.

        Args:
            article: as it was when the stretch was taken; its file may have changed since, the words stay the same.
            span: code points of that article's text.
            tags: what it is tagged with.
            color: of the highlight.
            told: is said when it is done.
        """
        self._page.leave_selection()
        self._page.change(lambda library: library.annotate(article, span, tags=tags, color=color), told)

    # -- tags

    def _ask_tags(
        self, title: str, before: tuple[str, ...], tagged: Callable[[tuple[str, ...]], None]
    ) -> None:
        from tui.screens.line_input import ask_tags

        ask_tags(self._page.app, title, before, tagged, self._page.tags)

    def do_article_tags(self) -> None:
        """Edit the tags of the whole article: one annotation holds them all."""
        page, article, held = self._page, self._page.article, self._page.notes.article_tags()
        own, of_file = held.tags if held is not None else (), article.tags if article is not None else ()

        def tagged(tags: tuple[str, ...]) -> None:
            tags, left_out = parted_from_source(tags, own, of_file)
            now, in_files = with_source_tags(tags, of_file), in_files_said(left_out)
            if article is not None and tags != own:
                told = f"Tags of the article: {hashtags(now)}" if now else "The article has no tags now."
                told = f"{told}. {in_files}" if in_files else told
                page.change(lambda library: library.article_tags.change_read([article], tags, own), told)
            elif in_files:
                page.tell(in_files)

        self._ask_tags("Tags of the article", with_source_tags(own, of_file), tagged)

    def do_note_tags(self) -> None:
        page, note = self._page, self._note_or_word()
        if note is None:
            return

        def tagged(tags: tuple[str, ...]) -> None:
            if tags != note.tags:
                told = f"Tags of the note: {hashtags(tags) or 'none'}"
                page.change(lambda library: library.update(note.id, tags=tags, seen=note), told)

        self._ask_tags("Tags", note.tags, tagged)

    # -- notes that are there

    def pointed(self, id: str) -> None:
        """A note was clicked: it is gone to, and its card opens where there is no margin; a click more edits it."""
        page, here = self._page, self._page.note_here()
        if here is not None and here.id == id and page.is_on(here) and not page.is_hidden(here):
            self.edit(here)
        else:
            page.leave_selection()
            page.go_to_note(id)

    def edit(self, note: Annotation) -> None:
        from tui.screens.note_editor import edit_note, rows_kept

        page, anchor = self._page, self._page.notes.anchor_of(note.id)
        place = anchor.span if anchor is not None else None
        keep = rows_kept(page.view, place) if place is not None else None
        page.app.push_screen(edit_note(note, page.tags, place=place, keep=keep))

    def do_delete(self) -> None:
        page, note = self._page, self._note_or_word()
        if note is not None and is_article_tags(note):
            page.tell(f"Here are only the tags of the article. {page.key('page.article-tags')} edits them.")
        elif note is not None:
            self.delete(note)

    def delete(self, note: Annotation) -> None:
        """Move a note to the trash."""
        undo = self._page.key("everywhere.undo")
        self._page.change(lambda library: library.remove(note.id), f"Note deleted. {undo} brings it back.")

    def do_keep_place(self) -> None:
        """Take the words where the note is shown for its own from now on."""
        page, note, article = self._page, self._note_or_word(), self._page.article
        if note is None or article is None:
            return
        anchor = page.notes.anchor_of(note.id)
        if anchor is None or anchor.span is None or not doubt(anchor):
            page.tell("This note is on its own words.")
            return
        span, undo = anchor.span, page.key("everywhere.undo")
        page.change(
            lambda library: library.note_edits.reattach(note.id, article, span),
            f"The note is kept on these words. {undo} takes that back.",
        )

    def _note_or_word(self) -> Annotation | None:
        note = self._page.note_here()
        if note is None:
            self._page.tell(f"No note here. {self._page.key('page.note')} writes one.")
        return note

    # -- going between notes

    def do_previous_note(self, count: int) -> None:
        self.do_next_note(-count)

    def do_next_note(self, count: int) -> None:
        page, cards = self._page, self._page.notes.cards
        if not cards.items:
            page.tell(f"No notes on this article yet. {page.key('page.note')} writes one.")
            return
        is_selecting = page.selection.span is not None
        here = None if is_selecting else page.note_here()
        number = page.notes.number_of(here.id) if here is not None and page.is_on(here) else None
        if number is not None:
            number += count
        else:  # the next one counts from between two of them
            number = (
                cards.behind(page.before_here) + count - 1 if count > 0 else cards.ahead(page.here) + count
            )
        place, card = cards.items[number % len(cards.items)]
        if is_selecting:
            page.reach(place)
        else:
            page.jumps.leave(page.view.line_offset)
            page.go_to_note(card.id)


def _highlight_on(notes: Iterable[tuple[Annotation, Anchor]], span: TextSpan) -> Annotation | None:
    """What is on exactly some words and says none of its own."""
    return next((note for note, anchor in notes if anchor.span == span and not note.note), None)
