"""Blocks in columns: an article of 50 MB has a million of them, and each is made only when somebody looks."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import get_args, overload

from annotations.model import Block, BlockKind, TextSpan

SEPARATOR = "\n\n"
"""Stands between two blocks of every article that was read from a file."""

_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
_CODES = {kind: code for code, kind in enumerate(_KINDS)}


class BlockTable(Sequence[Block]):
    """The blocks of an article in reading order; offsets: code points of `Article.text`.

    Four columns of plain numbers instead of a million objects: 10 bytes a block.
    """

    __slots__ = ("_ends", "_kinds", "_levels", "_starts")

    def __init__(self, blocks: Iterable[Block] = ()) -> None:
        self._starts = array("I")
        self._ends = array("I")
        self._kinds = bytearray()
        self._levels = bytearray()
        for block in blocks:
            self.append(block.span.start, block.span.end, block.kind, block.level)

    def append(self, start: int, end: int, kind: BlockKind, level: int = 0) -> None:
        """Add the next block; readers only."""
        self._starts.append(start)
        self._ends.append(end)
        self._kinds.append(_CODES[kind])
        self._levels.append(min(level, 255))

    def extend(self, texts: Sequence[str], start: int, gap_chars: int = len(SEPARATOR)) -> None:
        """Add one paragraph for each text; the first starts at `start`, `gap_chars` stand between two."""
        if not texts:
            return
        starts = array("I", accumulate(map(gap_chars.__add__, map(len, texts)), initial=start))
        self._starts.extend(starts[:-1])
        self._ends.extend(map((-gap_chars).__add__, starts[1:]))
        self._kinds.extend(bytes([_CODES["paragraph"]]) * len(texts))
        self._levels.extend(bytes(len(texts)))

    def set_kind(self, index: int, kind: BlockKind, level: int = 0) -> None:
        """Say that a block is something else than a paragraph; readers only."""
        self._kinds[index] = _CODES[kind]
        self._levels[index] = min(level, 255)

    def to_bytes(self) -> tuple[bytes, bytes, bytes, bytes]:
        """The four columns, as `from_bytes` takes them, on this machine."""
        return self._starts.tobytes(), self._ends.tobytes(), bytes(self._kinds), bytes(self._levels)

    @classmethod
    def from_bytes(cls, columns: tuple[bytes, bytes, bytes, bytes]) -> "BlockTable":
        """The table that gave these columns.

        Raises:
            ValueError: they are none.
        """
        starts, ends, kinds, levels = columns
        table = cls()
        table._starts.frombytes(starts)
        table._ends.frombytes(ends)
        table._kinds, table._levels = bytearray(kinds), bytearray(levels)
        if not len(table._starts) == len(table._ends) == len(kinds) == len(levels) or max(
            kinds, default=0
        ) >= len(_KINDS):
            raise ValueError("not the columns of a table of blocks")
        return table

    def block_at(self, offset: int) -> int:
        """Index of the block that holds `offset`, or of the last one before it; 0 before the first. O(log n)."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def starts(self) -> Sequence[int]:
        """Where each block starts: a column to index and bisect, not to change."""
        return self._starts

    def ends(self) -> Sequence[int]:
        """Where each block ends: a column to index and bisect, not to change."""
        return self._ends

    def indices(self, kind: BlockKind) -> Iterator[int]:
        code = _CODES[kind]
        at = self._kinds.find(code)
        while at >= 0:
            yield at
            at = self._kinds.find(code, at + 1)

    def last_index(self, kind: BlockKind, index: int) -> int:
        """The last block of a kind up to `index`; -1: there is none."""
        return self._kinds.rfind(_CODES[kind], 0, index + 1)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> "BlockTable": ...
    def __getitem__(self, index: int | slice) -> "Block | BlockTable":
        if isinstance(index, slice):
            part = BlockTable()
            part._starts = self._starts[index]
            part._ends = self._ends[index]
            part._kinds = self._kinds[index]
            part._levels = self._levels[index]
            return part
        return Block(
            TextSpan(self._starts[index], self._ends[index]), _KINDS[self._kinds[index]], self._levels[index]
        )

    def __iter__(self) -> Iterator[Block]:
        for start, end, kind, level in zip(self._starts, self._ends, self._kinds, self._levels, strict=True):
            yield Block(TextSpan(start, end), _KINDS[kind], level)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, BlockTable):
            mine = (self._starts, self._ends, self._kinds, self._levels)
            return mine == (other._starts, other._ends, other._kinds, other._levels)
        if isinstance(other, Sequence):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._starts.tobytes(), bytes(self._kinds)))

    def __repr__(self) -> str:
        return f"BlockTable({list(self[:3])}{'' if len(self) <= 3 else f' … {len(self)} blocks'})"


def of_kind(blocks: Sequence[Block], kind: BlockKind) -> tuple[Block, ...]:
    """The blocks of a kind; of a table none of the others is made."""
    if not isinstance(blocks, BlockTable):
        return tuple(block for block in blocks if block.kind == kind)
    return tuple(blocks[index] for index in blocks.indices(kind))


def last_of_kind(blocks: Sequence[Block], kind: BlockKind, index: int) -> Block | None:
    """The last block of a kind up to `index`; asked of a table it costs nothing to speak of."""
    if not isinstance(blocks, BlockTable):
        return next((block for block in reversed(blocks[: index + 1]) if block.kind == kind), None)
    at = blocks.last_index(kind, index)
    return blocks[at] if at >= 0 else None


def marker_chars(text: str, start: int) -> int:
    """Length of the bullet or number that a list item begins with, its blank included; 0: it has none."""
    at = start + (text[start : start + 1] in "•-*–")
    if at == start:
        while at - start < 9 and text[at : at + 1].isdigit():
            at += 1
        at += at > start and text[at : at + 1] in ".)"
    return at + 1 - start if at > start and text[at : at + 1] == " " and not text[at - 1].isdigit() else 0
