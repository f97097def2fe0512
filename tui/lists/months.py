"""A line of bars: how often something was, month by month."""

from collections.abc import Mapping

_BARS = " ▁▂▃▄▅▆▇█"


def bars_by_month(counts: Mapping[str, int], cells: int) -> tuple[str, str, str]:
    """Bars from the first month that has something to the last; where there are more months than cells, of several each.

    Args:
        counts: by month, "2026-03".
        cells: no more than so many bars.

    Returns:
        The bars, the first month and the last one; all empty where nothing is counted.
    """
    if not counts:
        return "", "", ""
    first, last = min(counts), max(counts)
    begin = _number(first)
    months = _number(last) - begin + 1
    each = -(-months // max(cells, 1))
    sums = [0] * -(-months // each)
    for month, count in counts.items():
        sums[(_number(month) - begin) // each] += count
    most = max(sums)
    steps = len(_BARS) - 1
    return "".join(_BARS[-(-count * steps // most)] for count in sums), first, last


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
