"""Selecting on the page: the selection moves with a motion, or grows with it once its start is fixed."""

from collections.abc import Callable

from annotations.boundaries import sentence_at, word_at
from annotations.model import Block, TextSpan
from annotations.spans import covers
from tui import motions
from tui.screens.reader_notes import NoteCommands

Motion = Callable[[str, int], int]


class SelectCommands(NoteCommands):
    """Commands of the selecting mode."""

    def __init__(self) -> None:
        super().__init__()
        self._fixed: int | None = None
        """The end that stays; None: motions move the whole selection."""

    def do_select(self) -> None:
        """The hit or name under the caret, else the first word of the focused paragraph."""
        self._fixed = None
        if self.article is not None:
            self._selected(self.view.caret or word_at(self.article.text, self._start()))

    def do_select_sentence(self) -> None:
        """The sentence at the caret."""
        if self.article is None:
            return
        offset = self.view.selection.start if self.view.selection else self._start()
        self._fixed = None
        self._selected(sentence_at(self.article.text, self._block_of(offset).span, offset))

    def _block_of(self, offset: int) -> Block:
        assert self.article is not None
        blocks = self.article.blocks
        layout_index = self.view.block_at(offset)
        return blocks[layout_index]

    def _head(self) -> int:
        """The end that moves."""
        span = self.view.selection
        assert span is not None
        return span.start if self._fixed is not None and self._fixed > span.start else span.end - 1

    def _move(self, motion: Motion, count: int) -> None:
        if self.article is None or self.view.selection is None:
            return
        text = self.article.text
        head = self._head() if self._fixed is not None else self.view.selection.start
        for _ in range(count):
            head = motion(text, head)
        if self._fixed is not None:
            low, high = sorted((self._fixed, head))
            self._selected(TextSpan(low, motions.right(text, high) if high + 1 < len(text) else len(text)))
        else:
            self._selected(word_at(text, head) or self.view.selection)
        self.view.goto(head)

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
        """The end of the word."""
        self._move(motions.word_end, count)

    def do_sentence(self, count: int) -> None:
        """The next sentence."""
        self._move(motions.next_sentence, count)

    def do_sentence_back(self, count: int) -> None:
        """The previous sentence."""
        self._move(motions.previous_sentence, count)

    def do_fix(self) -> None:
        """Fix the start of the selection here."""
        if self.view.selection is not None:
            self._fixed = self.view.selection.start
            self.postil.tell("Start fixed: motions extend the selection.")

    def do_swap(self) -> None:
        """The other end moves from now on."""
        span = self.view.selection
        if span is not None:
            self._fixed = span.end - 1 if self._fixed is None or self._fixed <= span.start else span.start

    def do_grow(self) -> None:
        """Word, name, sentence, paragraph."""
        sizes = self._sizes()
        span = self.view.selection
        larger = [size for size in sizes if span is not None and covers(size, span) and len(size) > len(span)]
        if larger:
            self._selected(min(larger, key=len))

    def do_shrink(self) -> None:
        """Back to the next smaller of word, name, sentence, paragraph."""
        span = self.view.selection
        smaller = [size for size in self._sizes() if span is not None and len(size) < len(span)]
        if smaller:
            self._selected(max(smaller, key=len))

    def _sizes(self) -> list[TextSpan]:
        """What the start of the selection lies in."""
        if self.article is None or self.view.selection is None:
            return []
        offset, text = self.view.selection.start, self.article.text
        block = self._block_of(offset).span
        found = [
            word_at(text, offset),
            self.view.entities.at(offset),
            sentence_at(text, block, offset),
            block,
        ]
        return [span for span in found if span is not None]
