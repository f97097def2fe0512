"""The selection: a stretch that stays and an end that moves, as in vim's visual mode. Pure.

It begins with a word, a sentence or any stretch, the anchor. Motions move the head, from the anchor's last character on;
all between the two is selected. Where the head stands before the anchor, the anchor is selected whole.
"""

from collections.abc import Callable, Iterable, Sequence

from annotations.model import Block, TextSpan
from annotations.sources.blocks import BlockTable
from annotations.text.boundaries import next_grapheme, sentence_at, word_at
from annotations.text.spans import covers
from tui.page import motions
from tui.page.motions import Motion
from tui.page.viewport import Viewport
from tui.page.wrapping import clusters


class Selection:
    """What is selected of one article, in code points of its text."""

    def __init__(self, text: str = "", blocks: Sequence[Block] = ()) -> None:
        self._text = text
        self._blocks = blocks if isinstance(blocks, BlockTable) else BlockTable(blocks)
        self._anchor: TextSpan | None = None
        self._head = 0
        """The character that moves."""
        self._smaller: list[TextSpan] = []
        """What it was before each growth, until something else is done with it."""
        self._column = -1
        """Cells from the start of the row that `j` and `k` keep to; -1: wherever the head is."""
        self.is_lost = False
        """Are the words that were selected gone from the text, and the reader may not have seen it yet?"""

    @property
    def span(self) -> TextSpan | None:
        anchor, head = self._anchor, self._head
        if anchor is None:
            return None
        if head < anchor.start:
            return TextSpan(head, anchor.end)
        return TextSpan(anchor.start, next_grapheme(self._text, head))

    @property
    def head(self) -> TextSpan | None:
        """The character at the moving end."""
        return TextSpan(self._head, next_grapheme(self._text, self._head)) if self._anchor else None

    @property
    def is_backward(self) -> bool:
        """Does its start move?"""
        return self._anchor is not None and self._head < self._anchor.start

    @property
    def has_moved(self) -> bool:
        """Is the moving end elsewhere than where the selection began?"""
        return self._anchor is not None and self._head != self._last(self._anchor)

    # -- beginning and ending

    def begin(self, span: TextSpan, *, is_backward: bool = False) -> None:
        """Select a stretch; `is_backward`: its start moves from now on, else its end."""
        self._anchor, self._head = span, self._last(span)
        self._smaller, self._column, self.is_lost = [], -1, False
        if is_backward:
            self.swap()

    def begin_word(self, offset: int) -> None:
        """Select the word at a place, else the next one."""
        word = word_at(self._text, offset)
        if word is not None:
            self.begin(word)

    def begin_sentence(self, offset: int) -> None:
        if not self._blocks:
            return
        self.begin(sentence_at(self._text, self._block(offset).span, offset))

    def begin_block(self, offset: int) -> None:
        """Select the paragraph at a place."""
        if self._blocks:
            self.begin(self._block(offset).span)

    def drag(self, start: int, end: int) -> None:
        """Select from one character to another, without the blanks at both ends; nothing where there is nothing else."""
        first, last = min(start, end), max(start, end)
        while self._is_blank(first) and first < last:
            first = next_grapheme(self._text, first)
        while self._is_blank(last) and first < last:
            last = motions.left(self._text, last)
        if self._is_blank(last):
            self.leave()
            return
        start, end = (first, last) if start <= end else (last, first)
        self.begin(TextSpan(start, next_grapheme(self._text, start)))
        self._head = end

    def _is_blank(self, offset: int) -> bool:
        return self._text[offset : next_grapheme(self._text, offset)].isspace()

    def leave(self) -> None:
        """Nothing is selected any more."""
        self._anchor, self._smaller, self._column, self.is_lost = None, [], -1, False

    def lose(self) -> None:
        """The words are gone from the text: no key acts until that has been read."""
        self.leave()
        self.is_lost = True

    def swap(self) -> None:
        """The other end moves from now on."""
        span = self.span
        if span is None:
            return
        first, last = next_grapheme(self._text, span.start), self._last(span)
        if self.is_backward:
            self._anchor, self._head = TextSpan(span.start, first), last
        else:
            self._anchor, self._head = TextSpan(last, span.end), span.start
        self._smaller, self._column = [], -1

    # -- motions

    def move(self, motion: Motion, count: int) -> None:
        """Move the head so many times, or as far as it goes."""
        self._column = -1
        self._advance(motion, count)

    def _advance(self, motion: Motion, count: int) -> None:
        for _ in range(count):
            there = motion(self._text, self._head)
            if there == self._head:
                break
            self._head = there
        self._smaller = []

    def move_lines(self, viewport: Viewport, by: int) -> None:
        """Move the head so many lines of text down or up, in its column."""
        if self._column < 0:
            self._column = viewport.column_of(self._head)
        row = viewport.row_beside(self._head, by)
        piece = row.piece_under(self._column)
        at, room = piece.start, self._column - piece.left
        for left, _, size in clusters(self._text[piece.start : piece.end]):
            at = piece.start + left
            if room < size:
                break
            room -= size
        self._advance(lambda *_: at, 1)

    def move_to_line_start(self, viewport: Viewport) -> None:
        """Move the head to the first character of its line."""
        self.move(lambda _, head: viewport.row_span(head).start, 1)

    def move_to_line_end(self, viewport: Viewport) -> None:
        """Move the head to the last character of its line."""
        self.move(lambda _, head: self._last(viewport.row_span(head)), 1)

    def move_sentences(self, count: int) -> None:
        """Move the head to the end of the sentence; the start of the next one where the selection grows backwards."""
        self.move(motions.next_sentence if self.is_backward else motions.sentence_end, count)

    def move_paragraphs(self, count: int) -> None:
        """Move the head to the end of the paragraph; the start of the next one where the selection grows backwards."""
        self.move(self._next_block if self.is_backward else self._block_end, count)

    def move_paragraphs_back(self, count: int) -> None:
        """Move the head to the start of the paragraph, or of the one before."""
        self.move(self._block_start, count)

    def _last(self, span: TextSpan) -> int:
        """The last character of a stretch."""
        return max(motions.left(self._text, span.end), span.start)

    def _block(self, offset: int) -> Block:
        return self._blocks[self._blocks.block_at(offset)]

    def _block_start(self, _: str, offset: int) -> int:
        index = self._blocks.block_at(offset)
        start = self._blocks[index].span.start
        return start if offset > start else self._blocks[max(index - 1, 0)].span.start

    def _next_block(self, _: str, offset: int) -> int:
        index = self._blocks.block_at(offset) + 1
        return self._blocks[index].span.start if index < len(self._blocks) else offset

    def _block_end(self, text: str, offset: int) -> int:
        here = self._last(self._block(offset).span)
        if offset < here:
            return here
        further = self._next_block(text, offset)
        return self._last(self._block(further).span) if further != offset else offset

    # -- sizes

    def grow(self, name_at: Callable[[int], TextSpan | None]) -> None:
        """Word, name, sentence, paragraph: the next larger one."""
        span = self.span
        if span is not None:
            sizes = self._sizes(span, name_at)
            larger = [size for size in sizes if covers(size, span) and len(size) > len(span)]
            if larger:
                smaller = [*self._smaller, span]
                self.begin(min(larger, key=len))
                self._smaller = smaller

    def shrink(self, name_at: Callable[[int], TextSpan | None]) -> None:
        """Back to what it was grown from; else to the next smaller of word, name, sentence, paragraph."""
        span = self.span
        if span is None:
            return
        if self._smaller:
            *smaller, before = self._smaller
            self.begin(before)
            self._smaller = smaller
        elif sizes := [size for size in self._sizes(span, name_at) if len(size) < len(span)]:
            self.begin(max(sizes, key=len))

    def _sizes(self, span: TextSpan, name_at: Callable[[int], TextSpan | None]) -> Iterable[TextSpan]:
        """What the first word of the selection lies in."""
        word = word_at(self._text, span.start)
        offset = word.start if word is not None and word.start < span.end else span.start
        block = self._block(offset).span
        sizes = (word, name_at(offset), sentence_at(self._text, block, offset), block)
        return [size for size in sizes if size is not None]
