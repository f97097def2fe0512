"""A long paper: its first pages are there at once, and what is asked of the whole waits for it."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from annotations.library import Library
from tests import quiet_loop
from tests.flows.conftest import Reading
from tests.sources.samples import pdf
from tui.app import PostilApp
from tui.config import Settings
from tui.reader import screen


def word(number: int) -> str:
    """A word of its own for each page: lines that differ by figures alone are running heads."""
    return "".join("abdefghjkm"[int(digit)] for digit in str(number))


PAGES = [
    f"{'A title' if number == 1 else 'They say that'} the boats of {word(number)} came in, one by one, and the noise began again, as"
    f" it does.\n\nSo it was for those of {word(number)}.\fHarbour {number}"
    for number in range(1, 71)
]


@asynccontextmanager
async def opened(file: Path, folder: Path) -> AsyncIterator[Reading]:
    with Library.open(folder / "notes.json", cache=folder / "cache") as library:
        app = PostilApp(library, [file], Settings())
        async with app.run_test(size=(80, 12)) as pilot:
            yield Reading(app, pilot, library, file)


def rows(page: Reading) -> list[str]:
    """What stands in view, without the scrollbar."""
    return [row.rstrip("▐ ") for row in page.screen()]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    (tmp_path / "paper.pdf").write_bytes(pdf(*PAGES, title_size=11))
    return tmp_path / "paper.pdf"


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The whole is read only when this is set."""
    event, read = threading.Event(), screen.open_article

    def waits(*args: object) -> object:
        event.wait(10)
        return read(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(screen, "open_article", waits)
    monkeypatch.setattr(quiet_loop, "WORKERS_S", 0.02)
    return event


async def test_one_reads_on_while_the_rest_is_read_and_the_line_stays(
    paper: Path, go_on: threading.Event, tmp_path: Path
) -> None:
    async with opened(paper, tmp_path) as page:
        await page.pilot.pause()
        assert page.page.article is None and "reading the other pages" in page.line("#head")
        await page.pilot.press("space", "j", "j")
        line, top = page.view.line_span, page.view.viewport and page.view.viewport.y_of(page.view.line_offset)
        words = page.view.article and page.view.article.text[line.start : line.end]
        shown = rows(page)
        go_on.set()
        await page.settled()
        assert page.words(page.view.line_span) == words and rows(page) == shown
        assert page.view.viewport and page.view.viewport.y_of(page.view.line_offset) == top
        assert "reading" not in page.line("#head") and page.article.pages[69][1] == "70"


async def test_a_note_asked_for_before_all_is_read_is_written_when_it_is(
    paper: Path, go_on: threading.Event, tmp_path: Path
) -> None:
    async with opened(paper, tmp_path) as page:
        await page.pilot.press("}", "}", "a", "S", "o", "ctrl+s")
        assert page.page.article is None
        go_on.set()
        await page.app.typeahead.settled()
        await page.settled()
        assert [(note.note, page.library.notes(page.article)[0][1].quality) for note in page.notes] == [
            ("So", "exact")
        ]
    async with opened(paper, tmp_path) as again:  # the text is kept: all of it is there at once
        await again.pilot.pause()
        assert len(again.article.pages) == 70


async def test_leaving_before_all_is_read_keeps_nothing(
    paper: Path, go_on: threading.Event, tmp_path: Path
) -> None:
    async with opened(paper, tmp_path) as page:
        await page.pilot.press("j", "q")
        go_on.set()
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        assert library.reading(library.read(paper)).line is None
