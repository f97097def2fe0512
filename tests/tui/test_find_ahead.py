"""Names are found in idle time: nearest first, given up when something is typed, never twice where it can't be done."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from annotations.library import Library, Listing
from annotations.mentions.service import Coverage
from annotations.model import Article
from tests.mentions.conftest import know
from tui.find_ahead import FindAhead, nearest_first


class Feed:
    """Finds "Ghent" in every article, unless it is told to wait or to fail."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.asked: list[str] = []
        self.stopped = threading.Event()
        self.held: set[str] = set()
        self.failing: set[str] = set()

    def find_ahead(self, article: Article, finished: Callable[[bool], None]) -> None:
        assert article.source is not None
        name = article.source.name
        self.asked.append(name)
        if name in self.held:
            return
        if name not in self.failing:
            know(self.library, article.source, ("Ghent", "GPE"))
        finished(name not in self.failing)

    def stop_ahead(self) -> None:
        self.stopped.set()


@pytest.fixture
def feed(library: Library) -> Feed:
    return Feed(library)


def run(
    library: Library, feed: Feed, folder: Path, reading: Path | None, idle: Callable[[], bool]
) -> list[Coverage]:
    """What is told until it has nothing more to do."""
    told: list[Coverage] = []
    is_over = threading.Event()

    def tell(coverage: Coverage) -> None:
        told.append(coverage)
        left = [row.path.name for row in coverage.missing if row.path.name not in feed.failing]
        if not left or (feed.held and feed.stopped.is_set()):
            is_over.set()

    finder = FindAhead(
        library,
        feed,  # type: ignore[arg-type]
        lambda: [folder],
        is_idle=idle,
        reading=lambda: reading,
        told=tell,
        looked_every_s=0.001,
    )
    finder.start()
    assert is_over.wait(20)
    finder.stop()
    return told


def test_it_begins_nearest_to_what_is_read(library: Library, feed: Feed, folder: Path) -> None:
    told = run(library, feed, folder, folder / "2.md", lambda: True)
    assert feed.asked == ["2.md", "1.md", "0.md"]
    assert (told[-1].known, told[-1].missing) == (3, ())


def test_what_fails_is_not_asked_for_again(library: Library, feed: Feed, folder: Path) -> None:
    feed.failing = {"0.md"}
    told = run(library, feed, folder, None, lambda: True)
    assert feed.asked == ["0.md", "1.md", "2.md"]
    assert [row.path.name for row in told[-1].missing] == ["0.md"]


def test_it_is_given_up_when_something_is_typed(library: Library, feed: Feed, folder: Path) -> None:
    feed.held = {"1.md"}

    def idle() -> bool:
        return "1.md" not in feed.asked or feed.stopped.is_set()

    run(library, feed, folder, None, idle)
    assert feed.stopped.is_set()
    assert feed.asked[:2] == ["0.md", "1.md"]


def test_the_order_is_by_distance() -> None:
    rows = [Listing(Path(f"/l/{name}"), name) for name in "abcde"]
    assert [row.id for row in nearest_first(rows, rows, Path("/l/d"))] == ["d", "c", "e", "b", "a"]
    assert [row.id for row in nearest_first(rows, rows[1:], None)] == ["b", "c", "d", "e"]
    assert [row.id for row in nearest_first(rows, rows[:2], Path("/elsewhere"))] == ["a", "b"]
    dated = [Listing(Path(f"/l/{day}"), str(day), published=date(2026, 11, day)) for day in (3, 21, 12)]
    assert [row.id for row in nearest_first([*rows[:1], *dated], [*rows[:1], *dated], None)] == [
        "21",
        "12",
        "3",
        "a",
    ]
