"""Cutting text into rows, in CPU time."""

import random
import statistics
import time
from collections.abc import Callable, Iterator

from textual._wrap import compute_wrap_offsets

from tests.benchmarks.table import Figure
from tests.benchmarks.texts import paragraphs
from tui.page.wrapping import wrap

TITLE = "wrapping at 72 cells"
_MEGABYTE = 1_000_000
_ROUNDS = 7


def measure() -> Iterator[Figure]:
    """Latin text by itself, CJK and mixed text beside Textual's own."""
    pool = paragraphs()
    for name, blocks in (
        ("ASCII", [block.encode("ascii", "ignore").decode() for block in pool]),
        ("Latin with curly quotes and accents", [f"“{block}” déjà vu – naïve…" for block in pool]),
    ):
        text = _filled(blocks)
        taken = [_cpu_ms(lambda text=text: _ours(text)) for _ in range(_ROUNDS)]
        yield Figure(f"{name}, a MB", statistics.median(taken) / len(text.encode()) * _MEGABYTE, 25, "ms")
    turn = random.Random(3)
    for name, letters in (
        ("Chinese", "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年"),
        ("Japanese", "のにはをたがでてとしれさあいうえかきくけこ日本語東京新聞"),
        ("Korean", "이다는을가의에고하한지은들로 서기 "),
        ("Chinese in English", "the quick brown fox 北京 and 上海 "),
    ):
        text = _filled(["".join(turn.choices(letters, k=900)) + "。" for _ in range(40)], _MEGABYTE // 4)
        ratios = []
        for _ in range(_ROUNDS):
            ours = _cpu_ms(lambda text=text: _ours(text))
            ratios.append(ours / _cpu_ms(lambda text=text: _textual(text)))
        yield Figure(f"{name} against Textual", statistics.median(ratios), 1, "x")


def _filled(blocks: list[str], size: int = _MEGABYTE) -> str:
    found: list[str] = []
    have = 0
    while have < size:
        found.append(blocks[len(found) % len(blocks)])
        have += len(found[-1]) + 1
    return "\n".join(found)


def _ours(text: str) -> None:
    at = 0
    for line in text.split("\n"):
        wrap(text, at, at + len(line), 72)
        at += len(line) + 1


def _textual(text: str) -> None:
    for line in text.split("\n"):
        compute_wrap_offsets(line, 72, tab_size=4)


def _cpu_ms(act: Callable[[], None]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000
