"""Cut text into rows of a given width. Pure; offsets: code points; widths: cells.

A line is looked at in runs: characters of one cell are cut by searching for spaces, characters of two cells (Chinese,
Japanese, Korean) by counting, and only what is neither cluster by cluster, as Rich measures it. So no wide, combining
or emoji cluster is split or hangs over the edge, and dense text of either kind costs next to nothing.
"""

import re
from functools import cache

from rich.cells import cell_len

from annotations.text.boundaries import graphemes

ONE_CELL = (
    "\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf"
)
TWO_CELLS = (
    "\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u3131-\u3163\u31f0-\u321e\u3220-\u3247\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uff01-\uff60\uffe0-\uffe6\U00020000-\U0002fffd"
)
"""What is as wide as that whatever stands beside it; as in the brackets of a regular expression."""
_JOINER = "\u200d"
_NOT_FIRST = frozenset(
    "、。，．：；？！）］｝〉》」』】〕〗〙〛’”…ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ・%％℃"
)
"""What no row of Chinese or Japanese begins with (JIS X 4051, 6.1.1)."""
_NOT_LAST = frozenset("（［｛〈《「『【〔〖〘〚‘“$＄￥￡")
_PUSHED = 3
"""So many characters at most go to the next row to keep these rules."""

Row = tuple[int, int]


@cache
def _not_one_cell() -> re.Pattern[str]:
    """Made when a text is not ASCII: so many letters take a millisecond to compile."""
    return re.compile(f"[^{ONE_CELL}]")


@cache
def _runs() -> re.Pattern[str]:
    """Characters of one cell, of two with blanks, and clusters of any other; these take in their neighbours, which they change."""
    odd = f"[^{ONE_CELL}{TWO_CELLS}]"
    return re.compile(
        f"(?P<narrow>[{ONE_CELL}]+(?!{odd}))|(?P<wide>[{TWO_CELLS}][ {TWO_CELLS}]*(?!{odd}))"
        f"|(?P<odd>(?s:.)?{odd}+(?:[^\n]{odd}+)*[{ONE_CELL}{TWO_CELLS}]?(?!{odd})|(?s:.))"
    )


def is_narrow(text: str) -> bool:
    """Is every character one cell wide?"""
    return text.isascii() or not _not_one_cell().search(text)


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Rows of `text[start:end]`: half-open offsets, white space at a row's end left out.

    A newline ends a row. Words longer than `width` are cut. At least one row, also for empty text.
    """
    rows: list[tuple[int, int]] = []
    while True:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        line = text[start:line_end]
        cuts = _wrap_narrow(line, max(width, 2)) if is_narrow(line) else _Mixed(line, max(width, 2)).rows()
        rows += [(start + left, start + right) for left, right in cuts]
        if line_end >= end:
            return rows
        start = line_end + 1


def _wrap_narrow(line: str, width: int) -> list[tuple[int, int]]:
    """Rows of a line without newlines whose characters are all one cell wide."""
    rows, start, end = [], 0, len(line)
    while end - start > width:
        cut = line.rfind(" ", start, start + width + 1)
        if cut <= start:
            dash = line.rfind("-", start, start + width) + 1
            cut = after = dash if dash > start + 1 else start + width
        else:
            after = cut + 1
        rows.append((start, cut))
        start = after
        while start < end and line[start] == " ":
            start += 1
    if start < end or not rows:
        rows.append((start, end))
    return rows


class _Mixed:
    """The rows of a line without newlines that holds more than characters of one cell."""

    def __init__(self, line: str, width: int) -> None:
        self._line = line
        self._width = width
        self._rows: list[Row] = []
        self._start = 0
        self._cells = 0
        """Of the row that is being filled, up to where we are."""
        self._break: tuple[int, int, int] | None = None
        """The last place where that row may end: its end, where the next one starts, the cells before that."""

    def rows(self) -> list[Row]:
        for run in _runs().finditer(self._line):
            if run.lastgroup == "narrow":
                self._narrow(run.start(), run.end())
            elif run.lastgroup == "wide":
                self._wide(run.start(), run.end())
            else:
                self._odd(run.start(), run.end())
        if self._start < len(self._line) or not self._rows:
            self._rows.append((self._start, len(self._line)))
        return self._rows

    def _end_row(self, end: int, rest: int) -> None:
        self._rows.append((self._start, end))
        self._start, self._cells, self._break = rest, 0, None

    def _broke(self) -> bool:
        """End the row at the last place where it may end."""
        if self._break is None or self._break[1] <= self._start:
            return False
        end, rest, before = self._break
        cells = self._cells - before
        self._end_row(end, rest)
        self._cells = cells
        return True

    def _narrow(self, at: int, end: int) -> None:
        line = self._line
        while at < end:
            room = self._width - self._cells
            if end - at <= room:
                space = line.rfind(" ", at, end)
                if space >= 0:
                    self._break = (space, space + 1, self._cells + space + 1 - at)
                self._cells += end - at
                return
            space = line.rfind(" ", at, at + room + 1)
            if space >= at and space > self._start:
                at = space + 1
                while at < end and line[at] == " ":
                    at += 1
                self._end_row(space, at)
            elif not self._broke():
                dash = line.rfind("-", at, at + room) + 1
                cut = dash if dash > self._start + 1 else at + room
                if cut == self._start:
                    cut += 1
                self._end_row(cut, cut)
                at = cut

    def _wide(self, at: int, end: int) -> None:
        cells = self._cells + 2 * (end - at)
        if cells <= self._width and self._may_part(end) and self._line[end - 1] != " ":  # most runs are short
            self._cells = cells - self._line.count(" ", at, end)
            self._break = (end, end, self._cells)
            return
        if at > self._start and self._line[at - 1] != " " and self._may_part(at):
            self._break = (at, at, self._cells)
        while (cut := self._fitting(at, end)) < end:
            stop, rest = self._parted(max(at, self._start), cut, end)
            if stop > self._start and (self._may_part(stop) or self._break is None):
                self._end_row(stop, rest)
                at = rest
            elif not self._broke():
                cut = max(cut, self._start + 1)
                self._end_row(cut, cut)
                at = cut
        self._cells += 2 * (end - at) - self._line.count(" ", at, end)
        if end > self._start:
            stop, rest = self._parted(max(at, self._start), end, end)
            if stop > self._start and self._may_part(stop):
                self._break = (stop, rest, self._cells - 2 * (end - rest))

    def _fitting(self, at: int, end: int) -> int:
        """How far characters of two cells and blanks go on this row."""
        room, fits = self._width - self._cells, 0
        while (more := room // 2) and at + fits < end:
            more = min(more, end - at - fits)
            room -= 2 * more - self._line.count(" ", at + fits, at + fits + more)
            fits += more
        return at + fits + (room == 1 and self._line.startswith(" ", at + fits, end))

    def _parted(self, low: int, cut: int, end: int) -> tuple[int, int]:
        """Where the row ends and the next one starts, as near before `cut` as may be; blanks between are left out."""
        line = self._line
        if line.startswith(" ", cut, end) or line[cut - 1] == " ":
            stop, rest = cut, cut
            while stop > low and line[stop - 1] == " ":
                stop -= 1
            while rest < end and line[rest] == " ":
                rest += 1
            return stop, rest
        best, low = cut, max(low + 1, cut - _PUSHED)
        while best > low and not self._may_part(best):
            best -= 1
        return (best, best) if self._may_part(best) else (cut, cut)

    def _may_part(self, at: int) -> bool:
        """Whether a row may end before the character at `at`."""
        line = self._line
        return line[at - 1] not in _NOT_LAST and (at == len(line) or line[at] not in _NOT_FIRST)

    def _odd(self, at: int, end: int) -> None:
        line = self._line
        for left, right, size in clusters(line[at:end]):
            left, right = at + left, at + right
            if self._cells + size > self._width and left > self._start:
                if line[left:right] == " ":
                    self._end_row(left, right)
                    continue
                self._broke()
                if self._cells + size > self._width and left > self._start:
                    self._end_row(left, left)
            self._cells += size
            if line[left:right] == " ":
                self._break = (left, right, self._cells)
            elif size == 2 and right - left == 1:
                self._break = (right, right, self._cells)


def clusters(text: str) -> list[tuple[int, int, int]]:
    """Graphemes as (start, end, width in cells); what Rich measures with the joiner before it goes with that."""
    ranges: list[tuple[int, int]] = []
    for start, end in graphemes(text):
        if ranges and text[start - 1] == _JOINER:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    return [(start, end, cell_len(text[start:end])) for start, end in ranges]
