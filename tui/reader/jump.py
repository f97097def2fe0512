"""Going far on the page: bookmarks that are kept, and jumps by letters to any word in view."""

from annotations.text.boundaries import word_at
from tui.page.bookmarks import BACK
from tui.page.jump_labels import jump_labels, narrowed, words_to_jump_to
from tui.reader.open_page import OpenPage


class JumpCommands:
    """`m`, `'`, `f`."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def do_mark(self) -> None:
        """Set a bookmark: wait for its letter."""

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
            offset = page.bookmarks.place(letter)
            if offset is None:
                page.tell(f"There is no mark {letter}. Set are: {letters or 'none yet'}.")
            else:
                page.leap(offset)

        page.prompt.ask(f"Go to which mark? {letters}  {BACK} back", named)

    def do_jump(self) -> None:
        """Put letters on the words in view and wait for some."""
        article, viewport = self._page.article, self._page.view.viewport
        if article is None or viewport is None:
            return
        spans = [span for row in viewport.rows for span in words_to_jump_to(article.text, row.start, row.end)]
        line = self._page.view.line_offset
        spans.sort(key=lambda span: (abs(span.start - line), span.start))
        self._wait(jump_labels([span.start for span in spans]))

    def _wait(self, labels: dict[int, str]) -> None:
        """Show what is left of the labels; take a letter, or leave at any other key."""
        page, article = self._page, self._page.article
        page.view.cover.jumps = labels
        page.view.restyle()

        def typed(letter: str) -> None:
            if page.article is not article:
                page.tell("The text has changed under the letters.")
                self._end()
                return
            left = narrowed(labels, letter)
            target = next((place for place, label in left.items() if not label), None)
            if left and target is None:
                self._wait(left)
                return
            self._end()
            if target is not None and article is not None:
                page.bookmarks.left_at = page.view.line_offset
                page.put_caret(word_at(article.text, target))

        page.prompt.ask("Jump to which letters?", typed, self._end)

    def _end(self) -> None:
        """No letters any more."""
        self._page.view.cover.jumps = {}
        self._page.view.restyle()
