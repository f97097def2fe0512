"""Places on the page: marks that are kept, jumps by letters, the list of this article's notes."""

from annotations.model import TextSpan
from annotations.text.boundaries import word_at, words
from annotations.text.hashtags import hashtags, tags_beside
from annotations.text.plurals import group_digits
from tui.format import doubt
from tui.page.jump_labels import jump_labels, narrowed
from tui.reader.base import card_of
from tui.reader.notes import NotingCommands, is_article_tags
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow

_SHORTEST_CHARS = 4
_APART_CHARS = 10
"""So far apart at least are two letters of jumps on a line, so that the words between them can be read."""
_BACK = "'"


def _jumped_to(text: str, start: int, end: int) -> list[TextSpan]:
    """The words of a line that get letters: the first one, then longer ones that are far enough apart."""
    found: list[TextSpan] = []
    for span in words(text, TextSpan(start, end)):
        if len(span) < 2 or (found and len(span) < _SHORTEST_CHARS):
            continue
        if not found or span.start - found[-1].start >= _APART_CHARS:
            found.append(span)
    return found


class JumpingCommands(NotingCommands):
    """`m`, `'`, `f`, `L`."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, int] = {}
        """Marks of the article: letter to code point."""
        self._left_at = 0

    # -- marks

    def do_mark(self) -> None:
        """Set a mark: wait for its letter."""

        def named(letter: str) -> None:
            article = self.article
            if article is None or len(letter) != 1 or not letter.isalnum():
                self.app.tell("A mark is one letter or digit.")
                return
            offset = self.view.cover.caret.start if self.view.cover.caret else self.view.line_offset
            self.places[letter] = offset
            go = self.keymap.shown("page.go-mark")
            self.ask(
                lambda library: library.bookmarks.save(article, letter, offset),
                lambda _: self.app.tell(f"Mark {letter} set. {go} {letter} comes back here."),
            )

        self.ask_letter("Set a mark: which letter?", named)

    def do_go_mark(self) -> None:
        """Go to a mark: wait for its letter. Twice the key goes back to where the last jump began."""

        def named(letter: str) -> None:
            offset = self._left_at if letter == _BACK else self.places.get(letter)
            if offset is None:
                set_are = " ".join(sorted(self.places)) or "none yet"
                self.app.tell(f"There is no mark {letter}. Set are: {set_are}.")
                return
            self.leap(offset)

        set_are = " ".join(sorted(self.places))
        self.ask_letter(f"Go to which mark? {set_are}  {_BACK} back", named)

    def leap(self, offset: int) -> None:
        """Go far, and remember from where."""
        self._left_at = self.view.line_offset
        self.view.cover.caret = None
        self.view.goto(offset)
        self.view.restyle()

    # -- jumps

    def do_jump(self) -> None:
        """Put letters on the words in view and wait for some."""
        article, viewport = self.article, self.view.viewport
        if article is None or viewport is None:
            return
        spans = [
            span
            for row in viewport.rows
            if not row.gap
            for span in _jumped_to(article.text, row.start, row.end)
        ]
        line = self.view.line_offset
        spans.sort(key=lambda span: (abs(span.start - line), span.start))
        self._wait_for_jump(jump_labels([span.start for span in spans]))

    def _wait_for_jump(self, labels: dict[int, str]) -> None:
        """Show what is left of the labels; take a letter, or leave at any other key."""
        self.view.cover.jumps = labels
        self.view.restyle()

        article = self.article

        def typed(letter: str) -> None:
            if self.article is not article:
                self.app.tell("The text has changed under the letters.")
                self.end_jump()
                return
            left = narrowed(labels, letter)
            target = next((place for place, label in left.items() if not label), None)
            if left and target is None:
                self._wait_for_jump(left)
                return
            self.end_jump()
            if target is not None and article is not None:
                self._left_at = self.view.line_offset
                self.put_caret(word_at(article.text, target))

        self.ask_letter("Jump to which letters?", typed, self.end_jump)

    def end_jump(self) -> None:
        """No letters any more."""
        self.view.cover.jumps = {}
        self.view.restyle()

    # -- this article's notes

    def do_notes(self) -> None:
        """The notes of this article in reading order; Enter goes there."""
        if not self.notes:
            self.app.tell(f"No notes on this article yet. {self.keymap.shown('page.note')} writes one.")
            return
        rows = []
        for note, anchor in self.notes:
            card = card_of(note)
            lost = anchor.quality == "orphan"
            tags = hashtags(tags_beside(note.note, note.tags))
            text = " ".join(
                part for part in (note.note or ("" if is_article_tags(note) else note.quote), tags) if part
            )
            about = f"on {note.entity}" if note.entity else self._where(anchor.span)
            where = "lost its place" if lost else " · ".join(filter(None, (about, doubt(anchor))))
            rows.append(SheetRow(" ".join(text.split()), note.id, f"{where} · {card.foot}", "base", "▪"))
        here = self.note_here()
        actions = {"D": "delete", "e": "edit"}
        sheet = Sheet(
            f"Notes on this article · {len(rows)}",
            rows,
            chosen=here.id if here else None,
            actions=actions,
            hint="Enter go there  e edit  D delete",
        )
        self.app.push_screen(sheet, self._note_chosen)

    def _where(self, span: TextSpan | None) -> str:
        return "whole article" if span is None else f"¶ {group_digits(self.view.block_at(span.start) + 1)}"

    def _note_chosen(self, choice: Choice | None) -> None:
        found = next((pair for pair in self.notes if choice is not None and pair[0].id == choice.value), None)
        if choice is None or found is None:
            return
        note, anchor = found
        if choice.action == "delete":
            undo = self.keymap.shown("everywhere.undo")
            self.change(lambda library: library.remove(note.id), f"Note deleted. {undo} brings it back.")
        elif choice.action == "edit":
            self.edit(note)
        elif anchor.quality == "orphan":
            self.app.tell("The words of this note are not in the text any more.", severity="warning")
        else:
            self._left_at = self.view.line_offset
            self.go_to_note(note.id)
