"""Selecting on the page: the selection moves with a motion, or grows with it once its start is fixed."""

from collections.abc import Callable

from annotations.model import Block, TextSpan
from annotations.text.boundaries import next_grapheme, sentence_at, word_at
from annotations.text.spans import covers
from tui.commands import Command
from tui.keymap import shown_key
from tui.page import motions
from tui.page.motions import Motion
from tui.page.wrapping import clusters
from tui.reader.notes import LOST, NotingCommands
from tui.widgets.article_view import ArticleView


class SelectingCommands(NotingCommands):
    """Commands of the selecting mode."""

    def __init__(self) -> None:
        super().__init__()
        self._fixed: int | None = None
        """The end that stays (code point of its character); None: motions move the whole selection."""
        self._head = 0
        """The character that moves."""
        self._grown: list[TextSpan] = []
        """What it was before each growth, until something else is done with it."""
        self._column = -1
        """Cells from the start of the row that `j` and `k` keep to; -1: wherever the head is."""

    def select(self, span: TextSpan | None) -> None:
        """Select a stretch; None leaves the selection."""
        self._grown, self.is_selection_lost = [], False
        super().select(span)

    # -- when the file changes meanwhile

    @property
    def stretches(self) -> int:
        """1: the end of the selection moves; -1: its start does; 0: it moves as a whole."""
        return 0 if self._fixed is None else 1 if self._head >= self._fixed else -1

    def select_again(self, span: TextSpan | None, stretches: int) -> None:
        """Select the same words in the changed text; None: they are gone, and no key acts until that has been read."""
        self._fixed, self._column = None, -1
        if span is None:
            self.is_selection_lost = True
            self.app.tell(LOST, severity="warning")
            return
        self.select(span)
        self._head = span.start
        if stretches:
            ends = (span.start, self._last(span))
            self._fixed, self._head = ends if stretches > 0 else ends[::-1]
            self._show_fixed()

    def unheard(self, key: str) -> None:
        """A key of selecting, while nothing is selected, says what comes before it."""
        if self.keymap.command(("select",), key) is not None:
            word, sentence = self.keymap.shown("page.select"), self.keymap.shown("page.select-sentence")
            self.app.tell(
                f"{shown_key(key)} is for a selection: {word} selects a word, {sentence} the sentence."
            )

    async def do(self, command: Command, count: int = 0) -> None:
        """Do a command; one for a selection whose words are gone does nothing but leave."""
        if self.is_selection_lost and command.context == "select" and command.id != "select.leave":
            self.app.tell(LOST, severity="warning")
            return
        await super().do(command, count)

    # -- beginning and ending

    def do_select(self) -> None:
        """The hit or name under the caret, else the first word of the focused paragraph's top visible line."""
        if self.article is None:
            return
        caret = self.view.cover.caret
        whole = caret is not None and (
            caret == self.names.at(caret.start) or caret in self.view.cover.hits(caret)
        )
        self._begin(caret if whole else word_at(self.article.text, self.here))

    def do_select_sentence(self) -> None:
        """The sentence at the caret or the selection."""
        if self.article is None:
            return
        selection = self.view.cover.selection
        offset = selection.start if selection else self.here
        self._begin(sentence_at(self.article.text, self._block(offset).span, offset))

    def _begin(self, span: TextSpan | None) -> None:
        self._fixed, self._column = None, -1
        if span is not None:
            self._head = span.start
            self.view.move(lambda viewport: viewport.reveal(span.start))
        self.select(span)

    def do_leave(self) -> None:
        """Leave the selection."""
        self._fixed = None
        self.select(None)

    def do_fix(self) -> None:
        """Fix the start of the selection here."""
        span = self.view.cover.selection
        if span is not None and self.article is not None:
            self._fixed, self._head = span.start, self._last(span)
            self._show_fixed()

    def do_swap(self) -> None:
        """The other end moves from now on."""
        span = self.view.cover.selection
        if span is None:
            return
        if self._fixed is None:
            self._fixed, self._head = self._last(span), span.start
        else:
            self._fixed, self._head = self._head, self._fixed
        self._show_fixed()
        self.view.goto(self._head)

    def _last(self, span: TextSpan) -> int:
        """The last character of a stretch."""
        assert self.article is not None
        return max(motions.left(self.article.text, span.end), span.start)

    def _show_fixed(self) -> None:
        """Select from the fixed end to the moving one, and mark that one."""
        assert self.article is not None
        assert self._fixed is not None
        text = self.article.text
        low, high = sorted((self._fixed, self._head))
        self.select(TextSpan(low, next_grapheme(text, high)))
        self.view.cover.head = TextSpan(self._head, next_grapheme(text, self._head))

    # -- motions

    def _move(self, motion: Motion, count: int, *, keeps_column: bool = False) -> None:
        text = self.article.text if self.article else ""
        span = self.view.cover.selection
        if span is None:
            return
        if not keeps_column:
            self._column = -1
        head = self._head if self._fixed is not None else span.start
        for _ in range(count):
            moved = motion(text, head)
            if moved == head:
                break
            head = moved
        self._moved_to(head)

    def _moved_to(self, head: int) -> None:
        """Take the head there: the selection follows or stretches."""
        assert self.article is not None
        text = self.article.text
        if self._fixed is not None:
            self._head = head
            self._show_fixed()
        else:
            word = word_at(text, head)
            if word is not None:
                self._head = word.start
                self.select(word)
        self.view.goto(self._head)

    def do_right(self, count: int) -> None:
        """A character on; without a fixed start a word."""
        self._move(motions.right if self._fixed is not None else motions.next_word, count)

    def do_left(self, count: int) -> None:
        """A character back; without a fixed start a word."""
        self._move(motions.left if self._fixed is not None else motions.previous_word, count)

    def do_word(self, count: int) -> None:
        """The next word."""
        self._move(motions.next_word, count)

    def do_word_back(self, count: int) -> None:
        """The previous word."""
        self._move(motions.previous_word, count)

    def do_word_end(self, count: int) -> None:
        """The end of the word, or of the next one; without a fixed start the next word."""
        self._move(motions.word_end if self._fixed is not None else motions.next_word, count)

    def do_sentence(self, count: int) -> None:
        """The end of the sentence when the selection grows forwards, else the start of the next one."""
        self._move(self._forwards(motions.sentence_end, motions.next_sentence), count)

    def do_sentence_back(self, count: int) -> None:
        """The start of the sentence, or of the one before."""
        self._move(motions.previous_sentence, count)

    def do_paragraph(self, count: int) -> None:
        """The end of the paragraph when the selection grows forwards, else the start of the next one."""
        self._move(self._forwards(self._block_end, self._next_block), count)

    def do_paragraph_back(self, count: int) -> None:
        """The start of the paragraph, or of the one before."""
        self._move(self._block_start, count)

    def _forwards(self, growing: Motion, moving: Motion) -> Motion:
        return growing if self._fixed is not None and self._head >= self._fixed else moving

    def do_line_start(self) -> None:
        """The first character of the line."""
        self._on_row(lambda view, head: view.row_span(head).start)

    def do_line_end(self) -> None:
        """The last character of the line."""
        self._on_row(lambda view, head: self._last(view.row_span(head)))

    def _on_row(self, find: Callable[[ArticleView, int], int]) -> None:
        span = self.view.cover.selection
        if span is not None:
            self._column = -1
            self._moved_to(find(self.view, self._head if self._fixed is not None else span.start))

    def do_line_down(self, count: int) -> None:
        """The same place a line further down."""
        self._move_lines(count)

    def do_line_up(self, count: int) -> None:
        """The same place a line further up."""
        self._move_lines(-count)

    def _move_lines(self, by: int) -> None:
        span, article, viewport = self.view.cover.selection, self.article, self.view.viewport
        if span is None or article is None or viewport is None:
            return
        head = self._head if self._fixed is not None else span.start
        if self._column < 0:
            self._column = self.view.column_of(head)
        row = viewport.row_beside(head, by)
        at, room = row.start, self._column
        for left, _, size in clusters(article.text[row.start : row.end]):
            at = row.start + left
            if room < size:
                break
            room -= size
        self._moved_to(at)

    # -- blocks

    def _block(self, offset: int) -> Block:
        assert self.article is not None
        return self.article.blocks[self.view.block_at(offset)]

    def _block_start(self, text: str, offset: int) -> int:
        index = self.view.block_at(offset)
        assert self.article is not None
        blocks = self.article.blocks
        return blocks[index if offset > blocks[index].span.start else max(index - 1, 0)].span.start

    def _next_block(self, text: str, offset: int) -> int:
        assert self.article is not None
        index = self.view.block_at(offset) + 1
        return self.article.blocks[index].span.start if index < len(self.article.blocks) else offset

    def _block_end(self, text: str, offset: int) -> int:
        here = self._last(self._block(offset).span)
        if offset < here:
            return here
        further = self._next_block(text, offset)
        return self._last(self._block(further).span) if further != offset else offset

    # -- sizes

    def do_grow(self) -> None:
        """Word, name, sentence, paragraph."""
        span = self.view.cover.selection
        larger = [size for size in self._sizes() if span and covers(size, span) and len(size) > len(span)]
        if span is not None and larger:
            grown = [*self._grown, span]
            self._resized(min(larger, key=len))
            self._grown = grown

    def do_shrink(self) -> None:
        """Back to what it was grown from; else to the next smaller of word, name, sentence, paragraph."""
        span = self.view.cover.selection
        if self._grown:
            before = self._grown
            self._resized(before[-1])
            self._grown = before[:-1]
            return
        smaller = [size for size in self._sizes() if span and len(size) < len(span)]
        if smaller:
            self._resized(max(smaller, key=len))

    def _resized(self, span: TextSpan) -> None:
        self._fixed, self._head = None, span.start
        self.select(span)

    def _sizes(self) -> list[TextSpan]:
        """What the first word of the selection lies in."""
        span = self.view.cover.selection
        if self.article is None or span is None:
            return []
        offset, text = span.start, self.article.text
        word = word_at(text, offset)
        offset = word.start if word is not None and word.start < span.end else offset
        block = self._block(offset).span
        found = [word, self.names.at(offset), sentence_at(text, block, offset), block]
        return [size for size in found if size is not None]

    # -- the mouse

    def on_pointer_pointed(self, event: ArticleView.Pointed) -> None:
        """One click focuses, two take the word, three the sentence."""
        if self.article is None or self.view.viewport is None:
            return
        if event.clicks == 1:
            self.do_leave()
            self.view.cover.caret = None
            self.view.move(lambda viewport: viewport.focus(event.offset))
            self.put_point(event.offset)
        elif event.clicks == 2:
            self._begin(word_at(self.article.text, event.offset))
        else:
            self._begin(sentence_at(self.article.text, self._block(event.offset).span, event.offset))

    def put_point(self, offset: int) -> None:
        """Put the caret on the name, note or nothing at a place that was clicked."""
        span = self.names.at(offset) or self.view.cover.notes.at(offset)
        self.view.cover.caret = span
        self.view.restyle()

    def on_pointer_dragged(self, event: ArticleView.Dragged) -> None:
        """Select from one place to the other."""
        if self.article is not None:
            self._fixed, self._head = event.start, event.end
            self._show_fixed()
