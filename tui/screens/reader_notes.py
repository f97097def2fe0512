"""Selecting and noting on the page: the part of the page screen that changes the store."""

from collections.abc import Callable

from annotations.errors import AnnotationsError
from annotations.model import Anchor, Annotation, Article, TextSpan
from tui.screens.base import CommandScreen
from tui.screens.note import LineEditor, NoteEditor, Written, split_tags
from tui.widgets.article_view import ArticleView
from tui.widgets.layers import Layer

_LETTERS = {"y": "yellow", "g": "green", "b": "blue", "p": "pink", "o": "orange"}


class NoteCommands(CommandScreen):
    """Commands on the selection and on notes."""

    def __init__(self) -> None:
        super().__init__()
        self._notes: list[tuple[Annotation, Anchor]] = []
        self.article: Article | None = None

    @property
    def view(self) -> ArticleView:
        """The page itself."""
        return self.query_one(ArticleView)

    def show_notes(self) -> None:
        """Read the notes of the store again and lay them over the text."""
        if self.article is None:
            return
        self._notes = self.postil.library.notes(self.article)
        self.view.notes = Layer(
            (anchor.span, note.color or "yellow") for note, anchor in self._notes if anchor.span is not None
        )
        self.view.restyle()

    # -- selecting

    def _start(self) -> int:
        if self.view.caret is not None:
            return self.view.caret.start
        return self.view.first_visible_offset(self.view.focused_block)

    def _selected(self, span: TextSpan | None) -> None:
        self.view.selection = span
        self.view.restyle()

    def do_leave(self) -> None:
        """Leave the selection."""
        self._selected(None)

    def do_highlight(self) -> None:
        """Wait for the letter of a colour."""

        def chosen(letter: str) -> None:
            if letter in _LETTERS and self.view.selection is not None:
                self._add(self.view.selection, Written("", ()), _LETTERS[letter])
            else:
                self.postil.tell("Colours: y yellow, g green, b blue, p pink, o orange.")

        self.postil.tell("Colour: y g b p o")
        self.wait_for_letter(chosen)

    # -- notes

    def _target(self) -> TextSpan | None:
        """What a new note is on: the selection, else the focused paragraph."""
        if self.view.selection is not None:
            return self.view.selection
        return self.article.blocks[self.view.focused_block].span if self.article else None

    def do_note(self) -> None:
        """Write a note."""
        span = self._target()
        if self.article is None or span is None:
            return

        def done(written: Written | None) -> None:
            if written is not None and (written.note.strip() or written.tags):
                self._add(span, written)

        self.app.push_screen(NoteEditor(self.article.text[span.start : span.end], known=self._known()), done)

    def do_tags(self) -> None:
        """Tag the selection."""
        span = self._target()
        if span is not None:
            self.app.push_screen(
                LineEditor("Tags"),
                lambda line: self._add(span, Written("", split_tags(line))) if line else None,
            )

    def do_article_tags(self) -> None:
        """Tag the whole article."""
        self.app.push_screen(
            LineEditor("Tags of the article"),
            lambda line: self._add(None, Written("", split_tags(line))) if line else None,
        )

    def _known(self) -> list[str]:
        return [tag for tag, _ in self.postil.library.tags()]

    def _add(self, span: TextSpan | None, written: Written, color: str | None = None) -> None:
        if self.article is None:
            return
        try:
            self.postil.library.annotate(
                self.article, span, note=written.note, tags=written.tags, color=color
            )
        except AnnotationsError as error:
            self.postil.tell_error(error)
            return
        self.view.selection = None
        self.show_notes()

    def _note_here(self) -> Annotation | None:
        """The note under the caret, else the first one on the focused paragraph."""
        view = self.view
        over = view.notes.at(view.caret.start) if view.caret else None
        if over is None and self.article is not None and self.article.blocks:
            inside = view.notes.within(self.article.blocks[view.focused_block].span)
            over = inside[0][0] if inside else None
        return next((note for note, anchor in self._notes if over is not None and anchor.span == over), None)

    def do_open(self) -> None:
        """Edit the note under the caret."""
        note = self._note_here()
        if note is None:
            self.postil.tell("No note here. Press a to write one.")
            return

        def done(written: Written | None) -> None:
            if written is not None:
                self._try(lambda: self.postil.library.update(note.id, note=written.note, tags=written.tags))

        self.app.push_screen(NoteEditor(note.quote, note.note, note.tags, self._known()), done)

    def do_note_tags(self) -> None:
        """Edit the tags of the note under the caret."""
        note = self._note_here()
        if note is None:
            self.postil.tell("No note here. Press a to write one.")
            return

        def done(line: str | None) -> None:
            if line is not None:
                self._try(lambda: self.postil.library.update(note.id, tags=split_tags(line)))

        self.app.push_screen(LineEditor("Tags", ", ".join(note.tags)), done)

    def do_delete(self) -> None:
        """Move the note under the caret to the trash."""
        note = self._note_here()
        if note is not None and self._try(lambda: self.postil.library.remove(note.id)):
            self.postil.tell(f"Note deleted. {self.keymap.shown('everywhere.undo')} brings it back.")

    def _try(self, change: Callable[[], object]) -> bool:
        try:
            change()
        except AnnotationsError as error:
            self.postil.tell_error(error)
            return False
        self.show_notes()
        return True
