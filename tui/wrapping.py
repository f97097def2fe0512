"""Cut text into rows of a given width. Pure; offsets: code points; widths: cells.

Text whose characters are all one cell wide is cut by searching for spaces; everything else cluster by cluster, as
Rich measures it, so that no wide, combining or emoji cluster is split or hangs over the edge.
"""

import re

from rich.cells import split_graphemes

_NOT_ONE_CELL = re.compile(
    "[^\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
_REGIONAL = range(0x1F1E6, 0x1F200)


def is_narrow(text: str) -> bool:
    """Is every character one cell wide?"""
    return text.isascii() or not _NOT_ONE_CELL.search(text)


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Rows of `text[start:end]`: half-open offsets, white space at a row's end left out.

    A newline ends a row. Words longer than `width` are cut. At least one row, also for empty text.
    """
    rows: list[tuple[int, int]] = []
    while True:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        line = text[start:line_end]
        cut = _wrap_narrow if is_narrow(line) else _wrap_clusters
        rows += [(start + left, start + right) for left, right in cut(line, max(width, 2))]
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


def _wrap_clusters(line: str, width: int) -> list[tuple[int, int]]:
    """Rows of a line without newlines, measured cluster by cluster."""
    rows: list[tuple[int, int]] = []
    start = cells = 0
    rest: int | None = None
    break_end, cells_at_break = 0, 0
    for left, right, size in clusters(line):
        if cells + size > width and left > start:
            if line[left:right] == " ":
                rows.append((start, left))
                start, cells, rest = right, 0, None
                continue
            if rest is not None:
                rows.append((start, break_end))
                start, cells, rest = rest, cells - cells_at_break, None
            if cells + size > width and left > start:
                rows.append((start, left))
                start, cells = left, 0
        cells += size
        if line[left:right] == " ":
            break_end, rest, cells_at_break = left, right, cells
        elif size == 2 and right - left == 1:
            break_end, rest, cells_at_break = right, right, cells
    if start < len(line) or not rows:
        rows.append((start, len(line)))
    return rows


def clusters(text: str) -> list[tuple[int, int, int]]:
    """Grapheme clusters as (start, end, width in cells); a pair of flag letters stays together."""
    found: list[tuple[int, int, int]] = []
    for left, right, size in split_graphemes(text)[0]:
        half_a_flag = ord(text[left]) in _REGIONAL if right > left else False
        if half_a_flag and found and found[-1][1] == left and found[-1][1] - found[-1][0] == 1:
            before = found[-1]
            if ord(text[before[0]]) in _REGIONAL:
                found[-1] = (before[0], right, before[2] + size)
                continue
        found.append((left, right, size))
    return found
