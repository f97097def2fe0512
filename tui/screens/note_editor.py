"""The note editor: a sheet over the lower third, the quote above what is written; a conflict with another's words is asked about."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Final, cast

from textual.app import ComposeResult
from textual.events import Key, Resize

from annotations.errors import AnnotationsError, NoteGoneError
from annotations.library import Library
from annotations.model import Annotation, Article, TextSpan
from annotations.notes.article_tags import says_nothing
from annotations.notes.body import NoteChangedError
from annotations.notes.correction_records import short_name
from annotations.text.canonical import showable, showable_lines
from annotations.text.hashtags import tags_said
from tui.background import outcome
from tui.drafts import Subject, Unfinished
from tui.page.wrapping import wrap
from tui.page.written_note import Written, line_of_tags, split_tags
from tui.screens.base_sheet import BaseSheet
from tui.screens.line_input import LineEditor
from tui.screens.question import Question
from tui.screens.save_note import How, NoteSaved, Write, adding, rewriting
from tui.widgets.article_view import ArticleView
from tui.widgets.tag_field import Offer, TagField
from tui.widgets.tag_text import TagText
from tui.widgets.text_pane import Pane, Piece

_KEYS = "{save}  Tab {other}  {editor}Esc leave"
_EDITOR = "^O your editor  "
_EDITOR_FROM_CELLS = 50
_SURE = "Esc again throws it away  ^S save"
_SAVE, _AGAIN = "^S save", "^S tries again"
_LOOKED_EVERY_S: Final = 0.4
_RESTED_S: Final = 0.5
"""So long after the last key what is written is kept as a draft ..."""
_KEPT_EVERY_S: Final = 5.0
"""... and so often while keys go on."""
_SAVING_SHOWN_S: Final = 0.3
_NO_WORDS = "no words"
_QUOTE_ROWS = 2
_WIDEST_CELLS = 110
_WHY_ROWS = 3

__all__ = ["LineEditor", "NoteEditor", "rows_kept"]


class NoteEditor(BaseSheet[None]):
    """Edit a note. Ctrl-S saves from either field, Tab goes between them, Ctrl-O opens `$EDITOR`, Esc leaves.

    It stays until the note is in the store, and posts `NoteSaved` then.
    """

    DEFAULT_CSS = """
    NoteEditor.-above { align: center top; }
    NoteEditor Vertical { height: 36vh; min-height: 10; }
    NoteEditor #quote { height: 1; margin-bottom: 1; }
    NoteEditor #why { height: auto; max-height: 3; color: $error; display: none; }
    NoteEditor TextArea, NoteEditor TextArea:focus { height: 1fr; }
    """

    def __init__(
        self,
        quote: str,
        note: str = "",
        tags: Sequence[str] = (),
        known: Sequence[str] = (),
        *,
        write: Write,
        subject: Subject,
        color: str = "yellow",
        draft: tuple[str, Written] | None = None,
        keep: range | None = None,
        told: str = "",
    ) -> None:
        """Take what is there already.

        Args:
            quote: the words the note is on; empty for a whole article.
            note: the text so far.
            tags: the tags so far.
            known: tags to complete from, most used first.
            write: brings it to the store.
            subject: what the note is on, so that it is kept as a draft.
            color: of the highlight.
            draft: id and words of a draft to go on with.
            keep: rows of the screen that must stay visible, the quoted span's, as `rows_kept` gives them.
            told: what is said when it is saved.
        """
        super().__init__("Note" if quote.strip() else "Note on the article", "")
        self._quote, self._color = " ".join(quote.split()), color
        before = (showable_lines(note), tuple(map(showable, tags)))
        draft_id, start = draft or ("", Written(*before))
        self._is_new = subject.annotation is None
        self._unfinished = Unfinished(subject, self._words, before, draft_id)
        self._keep = keep
        self._write, self._told = write, told
        self._warned = self._is_saving = self._is_offering = False
        self._saving_key = _SAVE
        self._typed_at = self._kept_at = 0.0
        self._offer = Offer()
        self.text = TagText(  # held here: its words are asked for even when the screen is gone already
            showable_lines(start.note),
            known,
            self._offer,
            placeholder="Write a note. #tag makes a tag.",
            id="text",
        )
        line = line_of_tags(map(showable, start.tags))
        self.tags = TagField(line, tuple(known), self._offer, takes_at_once=True, id="tags")

    def compose_sheet(self) -> ComposeResult:
        yield Pane(id="quote", margin=0)
        yield Pane(id="why", margin=0)
        yield self.text
        yield self.tags
        yield self._offer

    def on_mount(self) -> None:
        """The text first, the cursor at its end."""
        words = self._quote or ""
        layers = ((TextSpan(0, len(words)), f"note:{self._color}"),)
        quote = self.query_one("#quote", Pane)
        quote.display = bool(words)
        quote.show([Piece(words, layers=layers, most_rows=_QUOTE_ROWS)])
        self.text.move_cursor(self.text.document.end)
        self.text.focus()
        self.app.drafts.begin(self._unfinished)
        self.set_interval(_LOOKED_EVERY_S, self._keep_draft)

    def on_text_area_changed(self) -> None:
        """A draft is due soon."""
        self._typed()

    def on_input_changed(self) -> None:
        """The tags are part of it."""
        self._typed()

    def on_text_area_selection_changed(self) -> None:
        """Tab takes a tag while one is offered."""
        if bool(self.text.offered) != self._is_offering:
            self._is_offering = bool(self.text.offered)
            self.on_descendant_focus()

    def _typed(self) -> None:
        self._calm()
        now = monotonic()
        self._kept_at = self._kept_at if self._typed_at else now
        self._typed_at = now

    def _keep_draft(self) -> None:
        """Keep a draft when the keys rest, or have gone on for a while."""
        now = monotonic()
        if self._typed_at and (now - self._typed_at >= _RESTED_S or now - self._kept_at >= _KEPT_EVERY_S):
            self._typed_at = 0.0
            self.app.background.run(self.app.drafts.keep)

    def on_resize(self, event: Resize) -> None:
        """The quote gets the rows it needs; the sheet goes where it hides no word of it in the text."""
        self.query_one("#quote", Pane).styles.height = min(self._rows(showable(self._quote)), _QUOTE_ROWS)
        if self._keep:
            self.set_class(_is_better_above(self._keep, event.size.height), "-above")

    def _rows(self, words: str) -> int:
        """How many rows some words take in the sheet, which is no wider than is good to read."""
        return len(wrap(words, 0, len(words), max(min(self.size.width, _WIDEST_CELLS) - 4, 8)))

    def _written(self) -> Written:
        """The note and its tags: those of the line, then those that stand in the text."""
        note = self.text.text
        return Written(note, tuple(dict.fromkeys((*split_tags(self.tags.value), *tags_said(note)))))

    def _words(self) -> tuple[str, tuple[str, ...]]:
        return self.text.text, split_tags(self.tags.value)

    def on_key(self, event: Key) -> None:
        """Save, or leave; ask before text is thrown away."""
        if event.key == "ctrl+s":
            event.stop()
            self._save()
        elif event.key == "ctrl+o":
            event.stop()
            self._edit_outside()
        elif event.key == "escape":
            event.stop()
            if not self._unfinished.is_changed or self._warned:
                self._leave()
            else:
                self._warned = True
                self.say_keys(_SURE)
        else:
            self._calm()

    def _calm(self) -> None:
        """Who goes on writing is asked again."""
        if self._warned:
            self._warned = False
            self._tell_keys()

    def on_descendant_focus(self) -> None:
        """Tab goes to the other field."""
        if not self._warned and not self._is_saving:
            self._tell_keys()

    def _tell_keys(self) -> None:
        other = "text" if self.focused is self.tags else "complete" if self._is_offering else "tags"
        editor = _EDITOR if self.size.width >= _EDITOR_FROM_CELLS else ""
        self.say_keys(_KEYS.format(save=self._saving_key, other=other, editor=editor))

    def _edit_outside(self) -> None:
        """Lend the terminal to the reader's own editor; the text comes back as it was left there, unsaved."""
        from textual.app import SuspendNotSupported

        from tui.desktop.external_editor import edit_outside

        if self._is_saving:
            return
        with suppress(AnnotationsError):  # told when it is tried again
            self.app.drafts.keep()  # nobody knows how the editor ends
        before = self.text.text
        try:
            with self.app.suspend():
                # An error that is raised in here leaves the terminal lent: Textual does not take it back.
                edited = outcome(lambda: edit_outside(before))
        except SuspendNotSupported:
            self.app.tell("This terminal can't be lent to an editor.")
            return
        self.text.focus()
        if isinstance(edited, AnnotationsError):
            self.app.tell_error(edited)
        elif (after := showable_lines(edited)) != before:
            self.text.replace(after, (0, 0), self.text.document.end)
            self.text.move_cursor(self.text.document.end)

    def on_tag_field_finished(self) -> None:
        """Enter in the tags saves when there is nothing to complete."""
        self._save()

    def _save(self, how: How | None = None) -> None:
        """Have it written; what is typed meanwhile is heard when that is done."""
        written = self._written()
        if self._is_saving:
            return
        if self._is_new and not written.note.strip() and not written.tags:
            self._leave()
            return
        app = self.app
        library, write = app.library, self._write
        self._hold(True)
        app.drafts.saving((written.note, written.tags))
        answered = partial(self._saved, app.typeahead.hold())
        app.background.run(lambda: outcome(lambda: write(library, written, how)), answered)

    def _hold(self, is_saving: bool) -> None:
        """While it is being written nothing is changed."""
        self._is_saving = self.text.read_only = self.tags.disabled = is_saving
        if is_saving:
            self.set_timer(_SAVING_SHOWN_S, self._tell_saving)

    def _tell_saving(self) -> None:
        if self._is_saving and self.is_attached:
            self.say_keys("Saving")

    def _saved(self, heard: Callable[[], None], made: object) -> None:
        """Close; or say why not, with all that was written still there."""
        if not isinstance(made, AnnotationsError):
            self._leave(is_saved=True)
            undo = self.app.keymap.shown("everywhere.undo")
            is_gone = isinstance(made, Annotation) and says_nothing(made)
            self.app.post_message(
                NoteSaved(made, f"Note deleted. {undo} brings it back." if is_gone else self._told)
            )
        else:
            self._hold(False)
            self.app.drafts.saving(None)
            if isinstance(made, NoteChangedError | NoteGoneError) and not self._is_new:
                self._ask(made)
            else:
                self._tell(made)
        heard()

    def _tell(self, error: AnnotationsError) -> None:
        """Say why it was not saved, and keep a draft of it."""
        if not self.is_attached:
            return
        why = self.query_one("#why", Pane)
        said = f"Not saved: {error.on_screen} Your words stay here."
        why.display = True
        why.show([Piece(said, "kind:strong", most_rows=_WHY_ROWS)])
        why.styles.height = min(self._rows(said), _WHY_ROWS)
        self._saving_key = _AGAIN
        self.text.focus()
        self._typed()
        self._tell_keys()

    def _ask(self, error: NoteChangedError | NoteGoneError) -> None:
        """Somebody else has changed or deleted the note: which one is kept?"""
        mine = [Piece("Yours", "kind:byline"), Piece(self.text.text or _NO_WORDS, most_rows=2)]
        answers = {"m": "mine", "t": "theirs", "escape": "on"}
        if isinstance(error, NoteChangedError):
            theirs = [Piece("Theirs", "kind:byline"), Piece(error.theirs.note or _NO_WORDS, most_rows=2)]
            question = Question(
                "The note was changed elsewhere while you wrote",
                [*theirs, *mine],
                "m keep mine  t keep theirs  b keep both  Esc go on writing",
                {**answers, "b": "both"},
            )
        else:
            hint = "m keep mine  t leave it deleted  Esc go on writing"
            question = Question("The note was deleted elsewhere while you wrote", mine, hint, answers)
        self.app.push_screen(question, self._answered)

    def _answered(self, answer: str | None) -> None:
        if answer in ("mine", "theirs", "both"):
            self._save(cast("How", answer))

    def _leave(self, *, is_saved: bool = False) -> None:
        """Close; the draft goes: what it held is in the store (where undo finds it), or was thrown away."""
        unfinished = self._unfinished
        is_thrown_away = not is_saved and unfinished.is_changed and unfinished.has_words
        self.dismiss()
        self.app.drafts.finish(thrown_away=is_thrown_away)
        self.app.background.run(self.app.drafts.settle)
        if is_thrown_away:
            self.app.tell(f"Thrown away. {self.app.keymap.shown('everywhere.undo')} brings it back.")


def edit_note(
    note: Annotation, known: Sequence[str], *, place: TextSpan | None = None, keep: range | None = None
) -> NoteEditor:
    """The sheet for a note that is there, on the words at `place`; the others as of `NoteEditor`."""
    return NoteEditor(
        note.quote or note.entity or "",
        note.note,
        note.tags,
        known,
        write=rewriting(note),
        color=note.color or "yellow",
        subject=Subject(note.target.source, place, note.quote, note.entity, note.id, note.entity_label),
        keep=keep,
    )


def note_on_name(article: Article, name: str, label: str, known: Sequence[str]) -> NoteEditor:
    """The sheet for a new note on a name of a kind, written in an article."""

    def add(library: Library, written: Written) -> object:
        note, tags = written.note, written.tags
        return library.annotate(article, entity=name, entity_label=label, note=note, tags=tags)

    subject = Subject(article.id, entity=name, label=label)
    told = f"Note on {short_name(name)} added."
    return NoteEditor(name, known=known, write=adding(add), subject=subject, told=told)


def sheet_rows(height: int) -> int:
    """How many rows of a screen a sheet takes."""
    return max(height * 36 // 100, 10)


def _is_better_above(keep: range, height: int) -> bool:
    """Does a sheet hide less at the top? One end at least of what it is on is to be seen, then as many rows as can be."""
    sheet = sheet_rows(height)
    ends, free_below = (keep.start, keep.stop - 1), range(height - sheet)
    above = sum(sheet <= end < height for end in ends), -max(sheet - keep.start, 0)
    below = sum(end in free_below for end in ends), -max(keep.stop - len(free_below), 0)
    return above > below


def rows_kept(view: ArticleView, span: TextSpan) -> range:
    """The rows of the screen of some words, which a sheet is to leave visible; one that is out of view lies beyond the screen.

    Where a sheet would hide some wherever it stands, and they have room beside it, the text scrolls.
    """
    rows, height = view.rows_of(span), view.app.size.height
    if not rows or view.viewport is None:
        return rows
    begins, ends = (view.viewport.y_of(at) is not None for at in (span.start, max(span.end - 1, span.start)))
    if begins and ends:
        sheet = sheet_rows(height)
        hidden = rows.stop - (height - sheet)
        if hidden > 0 and rows.start < sheet and hidden <= rows.start - view.region.y:
            view.scroll_rows(hidden)
            return view.rows_of(span)
    return range(rows.start if begins else -1, rows.stop if ends else height + 1)
