"""The columns of a PDF's page: the order its lines are read in, and the edges that each of them stands between."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from annotations.sources.pdf_pages import Line

_WORD: Final = re.compile(r"[^\W\d_]{3}")


def is_over(one: Line, other: Line) -> bool:
    """Whether two lines share a part of the page's width."""
    return min(one.right, other.right) > max(one.left, other.left)


def in_order(lines: list[Line]) -> list[Line]:
    """The order of the file where it is one to read in; else column by column.

    A file written in another order goes up again within one column; to the next column it goes up and to the side.
    What is no word is no witness: letters and figures in a drawing come in any order.
    """
    worded = [line for line in lines if _WORD.search(line.text)]
    backwards = sum(
        after.bottom > line.top
        and min(line.right, after.right) > max(line.left, after.left)
        and abs(line.left - after.left) < 0.3 * max(1.0, line.right - line.left)
        for line, after in pairwise(worded)
    )
    return lines if backwards <= max(1, len(worded) // 12) else list(_by_columns(lines))


def _by_columns(lines: list[Line]) -> Iterator[Line]:
    """Cut a page at white space that runs through it, across first, then upright (XY cut; Nagy and Seth, 1984)."""
    if len(lines) < 2:
        yield from lines
        return
    gaps = _gaps(sorted((line.left, line.right) for line in lines))
    if gaps:
        middle = max(gaps, key=lambda gap: gap[1] - gap[0])
        if middle[1] - middle[0] > 8:
            cut = sum(middle) / 2
            yield from _by_columns([line for line in lines if line.right <= cut])
            yield from _by_columns([line for line in lines if line.right > cut])
            return
    rows = _gaps(sorted((line.bottom, line.top) for line in lines))
    if rows:
        widest = max(rows, key=lambda gap: gap[1] - gap[0])
        cut = sum(widest) / 2
        yield from _by_columns([line for line in lines if line.bottom >= cut])
        yield from _by_columns([line for line in lines if line.bottom < cut])
        return
    yield from sorted(lines, key=lambda line: (-line.bottom, line.left))


def _gaps(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The stretches between spans that none of them covers."""
    gaps, end = [], spans[0][1]
    for start, stop in spans[1:]:
        if start > end:
            gaps.append((end, start))
        end = max(end, stop)
    return gaps


def column_edges(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Left and right edge of each column of a page, by the left edge of its lines in steps of four points."""
    columns: dict[int, tuple[float, float]] = {}
    for line in lines:
        key = round(line.left / 4)
        left, right = columns.get(key, (line.left, line.right))
        columns[key] = (min(left, line.left), max(right, line.right))
    return columns


def column_of(line: Line, edges: dict[int, tuple[float, float]]) -> tuple[float, float]:
    """The edges of the widest column that a line lies in; one begins at most 60 points to the left of its lines."""
    keys = range(round((line.left - 60) / 4) - 1, round((line.left + 1) / 4) + 2)
    around = [
        (left, right)
        for left, right in (edges[key] for key in keys if key in edges)
        if left <= line.left + 1 and right >= line.right - 1 and line.left - left < 60
    ]
    return max(around, key=lambda edge: edge[1] - edge[0], default=(line.left, line.right))
