"""Moving about: how long a key takes to be painted, at three sizes, at rest and while entities are being found."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.programs import COLUMNS, ROWS, home, open_postil
from tests.benchmarks.table import Figure, percentile
from tests.benchmarks.texts import FIRST_WORDS, HUGE, LAST_WORDS, NOVEL, SMALL, write_text
from tests.terminal.session import Terminal

TITLE = "keys on the page, from the key to the painted frame, 120x40"
_PAUSE_S = 0.03
_LINES, _PAGES = 120, 60


def measure() -> Iterator[Figure]:
    """Lines and pages at each size; resize; the end; the scroll bar."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = {"3 KB": SMALL, "3.2 MB": NOVEL, "50 MB": HUGE}
        texts = {size: write_text(folder / f"{bytes_}.txt", bytes_) for size, bytes_ in sizes.items()}
        for size, path in texts.items():
            for busy in (False, True):
                env = home(folder / f"home-{size}-{busy}", with_entities=busy)
                with open_postil(path, env) as page:
                    page.wait_for(FIRST_WORDS)
                    page.settle()
                    yield from _keys(page, f"{size}, {'entities being found' if busy else 'at rest'}")
        with open_postil(texts["3.2 MB"], home(folder / "resize", with_entities=False)) as page:
            yield _resized(page)
        for size, path in texts.items():
            with open_postil(path, home(folder / f"end-{size}", with_entities=False)) as page:
                yield from _steady(page, size)


def _keys(page: Terminal, name: str) -> Iterator[Figure]:
    page.rest(0.3)
    lines = _timed(page, ["j"] * 2 * ROWS + ["j"] * _LINES, skip=2 * ROWS) or _timed(page, ["k", "j"] * 60)
    yield from _figures(f"line, {name}", lines, 4, 16)
    yield from _figures(
        f"page, {name}", _timed(page, ["g", *[" ", " ", "b"] * (_PAGES // 3)], skip=1), 16, 35
    )


def _timed(page: Terminal, keys: Sequence[str], skip: int = 0) -> list[float]:
    """Milliseconds of each key that painted something."""
    taken = []
    for number, key in enumerate(keys):
        reply = page.press(key)
        page.rest(_PAUSE_S)
        if reply is not None and number >= skip:
            taken.append(reply.last_ms)
    return taken


def _figures(name: str, taken: Sequence[float], median_ms: float, late_ms: float) -> Iterator[Figure]:
    if not taken:
        yield Figure(f"{name}: nothing was painted", 1, 0)
        return
    note = f"{len(taken)} keys, longest {max(taken):.1f}"
    yield Figure(f"{name}, median", statistics.median(taken), median_ms, "ms", note)
    yield Figure(f"{name}, p95", percentile(taken, 0.95), late_ms, "ms")


def _resized(page: Terminal) -> Figure:
    """Textual gathers the events of a resize for a while; until the text stands at the new width."""
    page.wait_for(FIRST_WORDS)
    page.settle()
    page.press(" ")
    page.settle()
    taken = []
    for turn in range(20):
        reply = page.resize(
            COLUMNS - 30 * ((turn + 1) % 2), ROWS
        )  # narrower first: the same size is no resize
        page.settle(0.15)
        taken.append(reply.last_ms if reply else 2000)
    return Figure("resize at 3.2 MB, p95", percentile(taken, 0.95), 100, "ms", f"longest {max(taken):.0f}")


def _steady(page: Terminal, size: str) -> Iterator[Figure]:
    """`G` lands on the last line; the scroll bar moves one way and in steps as small as the pages are."""
    page.wait_for(FIRST_WORDS)
    page.settle()
    tops = [_thumb(page)]
    for _ in range(25):
        page.press(" ")
        page.settle(0.03)
        tops.append(_thumb(page))
    jumps = sum(b[0] < a[0] or (b[0] - a[0]) > max(2, a[1]) for a, b in pairwise(tops))
    page.press("G", timeout_s=2)
    page.settle()
    lines = page.screen.lines()
    text = [y for y, line in enumerate(lines[1:-1], 1) if line[:-1].strip()]
    lands = bool(text) and LAST_WORDS in lines[text[-1]]
    bottom = _thumb(page)
    at_end = size == "3 KB" or bottom[0] + bottom[1] >= ROWS - 2  # a blank line may part text and foot
    yield Figure(f"G misses the last line, {size}", float(not lands), 0)
    yield Figure(
        f"scroll bar jumps, {size}", float(jumps + (not at_end)), 0, note=f"thumb at the end {bottom}"
    )


def _thumb(page: Terminal) -> tuple[int, int]:
    """Where the thumb of the scroll bar starts, and its length in rows; (0, 0) without one."""
    column = page.screen.column(COLUMNS - 1)[1:-1]
    marked = [y for y, cell in enumerate(column, 1) if cell != " "]
    return (marked[0], len(marked)) if marked else (0, 0)
