"""Going far on the page: bookmarks that are kept, and jumps by letters to any word in view."""

from collections.abc import Mapping
from pathlib import Path

from rich.cells import cell_len

from annotations.model import Article, TextSpan
from annotations.text.boundaries import words
from tui.keymap import shown_key
from tui.page.bookmarks import BACK, is_back
from tui.page.jump_labels import jump_labels, narrowed
from tui.reader.open_page import OpenPage


class JumpCommands:
    """`m`, `'`, `f`, and the way back."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def do_mark(self) -> None:
        def named(letter: str) -> None:
            page, article = self._page, self._page.article
            caret = page.view.caret
            offset = caret.start if caret is not None else page.view.line_offset
            if article is None or not page.bookmarks.put(letter, offset):
                page.tell("A mark is one letter or digit.")
                return
            go = page.key("page.go-mark")
            page.ask(
                lambda library: library.bookmarks.save(article, letter, offset),
                lambda _: page.tell(f"Mark {letter} set. {go} {letter} comes back here."),
            )

        self._page.prompt.ask("Set a mark: which letter?", named)

    def do_go_mark(self) -> None:
        """Go to a bookmark: wait for its letter. Twice the key goes back to where the last jump began."""
        page, letters = self._page, " ".join(self._page.bookmarks.letters)

        def named(letter: str) -> None:
            offset = page.jumps.left_at if is_back(letter) else page.bookmarks.place(letter)
            if offset is None:
                page.tell(f"There is no mark {letter}. Set are: {letters or 'none yet'}.")
            else:
                page.leap(offset)

        page.prompt.ask(f"Go to which mark? {letters}  {BACK} back", named)

    def do_go_back(self) -> None:
        """Where the jump before began; from there to the page that one came from."""
        page, screens = self._page, self._page.app.screen_stack
        place = page.jumps.go_back(page.view.line_offset)
        if place is not None:
            page.go_to(place)
        elif len(screens) > 1 and type(screens[-2]) is type(page.screen):
            page.app.commands.do_back()
        else:
            page.tell(f"No jump began further back: {page.key('everywhere.back')} leaves the page.")

    def do_go_ahead(self) -> None:
        """Where the way back was begun, to an article that was followed too."""
        page = self._page
        place = page.jumps.go_ahead(page.view.line_offset)
        if isinstance(place, Path):
            page.app.places.read([place])
        elif place is not None:
            page.go_to(place)
        else:
            back = page.key("page.go-back")
            page.tell(f"Nothing lies ahead: {back} goes back to where a jump began.")

    def do_jump(self) -> None:
        article, viewport = self._page.article, self._page.view.viewport
        if article is None or viewport is None:
            return
        pieces = (TextSpan(piece.start, piece.end) for row in viewport.rows for piece in row.pieces)
        starts = {span.start: span for piece in pieces for span in words(article.text, piece)}
        line = self._page.view.line_offset
        places = sorted(starts, key=lambda start: (abs(start - line), start))
        self._wait(article, starts, jump_labels(places))

    def _wait(self, article: Article, spans: Mapping[int, TextSpan], labels: dict[int, str]) -> None:
        """Show what is left of the labels, each no wider than its word, and take a letter."""
        page, text = self._page, article.text
        page.view.cover.jumps = {
            start: label[: cell_len(text[start : spans[start].end])] for start, label in labels.items()
        }
        page.view.restyle()

        def typed(letter: str) -> None:
            if page.article is not article:
                page.tell("The text has changed under the letters.")
                self._end()
                return
            left = narrowed(labels, letter)
            target = next((start for start, label in left.items() if not label), None)
            if target is not None:
                self._end()
                page.jumps.leave(page.view.line_offset)
                page.reach(spans[target])
                return
            if not left:
                page.tell(f"No word here has the letter {shown_key(letter)}. Esc leaves.")
            self._wait(article, spans, left or labels)

        page.prompt.ask("Jump to which letters?", typed, self._end)

    def _end(self) -> None:
        """No letters any more."""
        self._page.view.cover.jumps = {}
        self._page.view.restyle()
