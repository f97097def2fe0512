"""The note editor: a sheet over the lower third, the quote above what is written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Resize
from textual.screen import ModalScreen

from annotations.hashtags import tags_said
from annotations.model import TextSpan
from annotations.text import showable, showable_lines
from tui.drafts import Subject, Unfinished
from tui.screens.line import LineEditor
from tui.widgets.pane import Pane, Piece
from tui.widgets.safe import SafeTextArea
from tui.widgets.tag_field import Offer, TagField
from tui.wrapping import wrap
from tui.written import Written, split_tags

if TYPE_CHECKING:
    from tui.app import PostilApp

_KEYS = "^S save  Tab tags  Esc leave"
_SURE = "Esc again throws it away  ^S save"
_KEPT_EVERY_S = 5.0
_SAVED_WITHIN_S = 0.2
"""By then whoever opened the editor has asked for the note to be written."""
_QUOTE_ROWS = 2

__all__ = ["LineEditor", "NoteEditor"]


class NoteEditor(ModalScreen[Written | None]):
    """Edit a note. Ctrl-S saves from either field, Tab goes between them, Esc leaves."""

    DEFAULT_CSS = """
    NoteEditor { align: center bottom; background: transparent; }
    NoteEditor.-above { align: center top; }
    NoteEditor > Vertical {
        height: 36%; min-height: 10; border: round $accent; background: $background; padding: 0 1;
    }
    NoteEditor #quote { height: 1; margin-bottom: 1; }
    NoteEditor TextArea, NoteEditor TextArea:focus {
        height: 1fr; border: none; padding: 0; background: $background;
    }
    NoteEditor TagField, NoteEditor TagField:focus { height: 1; border: none; padding: 0; background: $background; }
    """

    def __init__(
        self,
        quote: str,
        note: str = "",
        tags: Sequence[str] = (),
        known: Sequence[str] = (),
        *,
        color: str = "yellow",
        subject: Subject | None = None,
        draft: tuple[str, Written] | None = None,
        keep: range | None = None,
    ) -> None:
        """Take what is there already.

        Args:
            quote: the words the note is on; empty for a whole article.
            note: the text so far.
            tags: the tags so far.
            known: tags to complete from, most used first.
            color: of the highlight.
            subject: what the note is on, so that it is kept as a draft; None: it is not.
            draft: id and words of a draft to go on with.
            keep: rows of the screen that must stay visible: the quoted span's.
        """
        super().__init__()
        self._quote, self._color = " ".join(quote.split()), color
        self._before = Written(showable_lines(note), tuple(map(showable, tags)))
        self._known, self._subject = tuple(known), subject
        self._draft_id, start = draft or ("", self._before)
        self._start = Written(showable_lines(start.note), tuple(map(showable, start.tags)))
        self._keep = keep
        self._warned = False
        self.text = SafeTextArea(  # held here: its words are asked for even when the screen is gone already
            self._start.note,
            id="text",
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Write a note. #tag makes a tag.",
        )
        self._offer = Offer()
        line = ", ".join(self._start.tags)
        self.tags = TagField(line, self._known, self._offer, takes_at_once=True, id="tags")

    def compose(self) -> ComposeResult:
        """Quote, text, tags."""
        with Vertical() as sheet:
            sheet.border_title = "Note" if self._quote else "Note on the article"
            sheet.border_subtitle = _KEYS
            yield Pane(id="quote", margin=0)
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
        if self._subject is not None:
            before = (self._before.note, self._before.tags)
            self._postil.drafts.begin(Unfinished(self._subject, self._words, before, self._draft_id))
            self.set_interval(_KEPT_EVERY_S, lambda: self._postil.clerk.ask(self._postil.drafts.keep))

    @property
    def _postil(self) -> "PostilApp":
        return cast("PostilApp", self.app)

    def on_resize(self, event: Resize) -> None:
        """The quote gets the rows it needs; the sheet goes where it hides no word of it in the text."""
        words = showable(self._quote)
        rows = len(wrap(words, 0, len(words), max(event.size.width - 4, 8)))
        self.query_one("#quote", Pane).styles.height = min(rows, _QUOTE_ROWS)
        if self._keep:
            sheet = max(event.size.height * 36 // 100, 10)
            hidden_below = max(self._keep.stop - (event.size.height - sheet), 0)
            self.set_class(max(sheet - self._keep.start, 0) < hidden_below, "-above")

    def _written(self) -> Written:
        """The note and its tags: those of the line, then those that stand in the text."""
        note = self.text.text
        return Written(note, tuple(dict.fromkeys((*split_tags(self.tags.value), *tags_said(note)))))

    def _words(self) -> tuple[str, tuple[str, ...]]:
        return self.text.text, split_tags(self.tags.value)

    @property
    def _is_changed(self) -> bool:
        return self._words() != (self._before.note, self._before.tags)

    def on_key(self, event: Key) -> None:
        """Save, or leave; ask before text is thrown away."""
        if event.key == "ctrl+s":
            event.stop()
            self._leave(self._written())
        elif event.key == "escape":
            event.stop()
            if not self._is_changed or self._warned:
                self._leave(None)
            else:
                self._warned = True
                self.query_one(Vertical).border_subtitle = _SURE
        elif self._warned:
            self._warned = False
            self.query_one(Vertical).border_subtitle = _KEYS

    def on_tag_field_finished(self) -> None:
        """Enter in the tags saves when there is nothing to complete."""
        self._leave(self._written())

    def _leave(self, written: Written | None) -> None:
        """Close; the draft goes when the note has been written, which is asked for first."""
        self.dismiss(written)
        if self._subject is not None:
            postil = self._postil
            postil.drafts.finish((written.note, written.tags) if written is not None else None)
            postil.set_timer(_SAVED_WITHIN_S, lambda: postil.clerk.ask(postil.drafts.settle))
