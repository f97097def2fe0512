"""The entity process: it ends with the screen however that ends, and its results repaint no more than twice a second."""

import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.benchmarks.programs import home, open_postil
from tests.benchmarks.table import Figure
from tests.benchmarks.texts import FIRST_WORDS, NOVEL, write_text
from tests.terminal.session import Terminal

TITLE = "the entity process"


def measure() -> Iterator[Figure]:
    """Death, and repaints a second while a novel is worked on."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        novel = write_text(folder / "novel.txt", NOVEL)
        for how, number in (("kill -9", signal.SIGKILL), ("SIGTERM", signal.SIGTERM), ("Q", None)):
            for when, wait_s in (("while it loads", 0.4), ("while it works", 6.0)):
                with open_postil(novel, home(folder / f"{how}{wait_s}")) as page:
                    yield _death(page, f"left after {how}, {when}", number, wait_s)
        with open_postil(novel, home(folder / "repaints")) as page:
            yield _repaints(page)


def _children(page: Terminal) -> list[psutil.Process]:
    return psutil.Process(page.pid).children(recursive=True)


def _death(page: Terminal, name: str, number: int | None, wait_s: float) -> Figure:
    """Seconds from the screen's death to that of its children."""
    page.wait_for(FIRST_WORDS)
    deadline = time.perf_counter() + 20
    while not (children := _children(page)) and time.perf_counter() < deadline:
        page.rest(0.05)
    page.rest(wait_s)
    if not children:
        return Figure(f"{name}: it never started", 1, 0)
    if number is None:
        page.send("Q")
    else:
        os.kill(page.pid, number)
    while page.process.poll() is None and time.perf_counter() < deadline + wait_s:
        page.rest(0.005)
    gone = time.perf_counter()
    while any(map(_is_at_work, children)) and time.perf_counter() < gone + 5:
        time.sleep(0.005)
    return Figure(name, time.perf_counter() - gone, 1, "s")


def _is_at_work(process: psutil.Process) -> bool:
    """A process that nobody has buried yet is dead all the same."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def _repaints(page: Terminal) -> Figure:
    """Frames in ten seconds in which nobody presses a key."""
    page.wait_for(FIRST_WORDS)
    page.settle()
    page.rest(4)
    frames, last = 0, 0.0
    until = time.perf_counter() + 10
    while (now := time.perf_counter()) < until:
        piece = page._piece(0.05)
        page.screen.feed(piece)
        if piece:
            frames += now - last > 0.02
            last = time.perf_counter()
    return Figure("repaints a second while a novel is worked on", frames / 10, 2, "/s")
