"""Names that come while one reads: nearest first, calmly, kept; the text is there whatever becomes of the process."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.entities.process import client
from annotations.entities.process.client import Event, Failed, Finished, Found, WorkerDied
from annotations.library import Library
from annotations.model import Entity, TextSpan
from tui.app import PostilApp
from tui.reader.screen import ReaderScreen

STORY = "Title of it\n\nAna Ruiz met Bo Lind.\n\n" + "More words. " * 200 + "\n\nBo Lind left.\n"


class Worker:
    """Stands for the process: the test says what it hears."""

    made: "list[Worker]" = []  # noqa: RUF012  # emptied by the fixture

    def __init__(self, on_event: Callable[[Event], None], *, model: str | None = None) -> None:
        self.tell, self.asked, self.cancelled, self.closed = on_event, [], [], False
        self.looked: list[int] = []
        Worker.made.append(self)

    def find(self, text: str, *, start_at: int = 0, **_: object) -> int:
        self.asked.append((text, start_at))
        return len(self.asked)

    def look(self, request: int, start_at: int) -> bool:
        self.looked.append(start_at)
        return True

    def cancel(self, request: int) -> None:
        self.cancelled.append(request)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Worker]]:
    Worker.made = []
    monkeypatch.setattr(client, "EntityWorker", Worker)
    return Worker  # type: ignore[return-value]


def found(
    text: str, words: str, number: int, *, final: bool = True, covered: TextSpan | None = None
) -> Found:
    at = text.index(words)
    entity = Entity(TextSpan(at, at + len(words)), "PERSON", words, words)
    return Found(number, covered or TextSpan(0, len(text)), (entity,), final, 0)


@asynccontextmanager
async def reading(library: Library, *files: Path) -> AsyncIterator[tuple[Pilot[None], ReaderScreen]]:
    """The first of some stories, opened in an application of its own."""
    for file in files:
        file.write_text(STORY.replace("Title", file.stem) if len(files) > 1 else STORY, encoding="utf-8")
    app = PostilApp(library, [files[0]])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        page = app.screen
        assert isinstance(page, ReaderScreen)
        yield pilot, page


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as opened:
        yield opened


async def heard(page: ReaderScreen) -> None:
    page.name_finder._painted = 0.0
    page.name_finder.listen()


async def test_after_a_jump_names_are_looked_for_where_the_reader_is(
    tmp_path: Path, library: Library
) -> None:
    async with reading(library, tmp_path / "story.txt") as (pilot, page):
        page.name_finder.listen()
        assert Worker.made[0].looked == []
        await pilot.press("G")
        page.name_finder._looked = 0.0
        page.name_finder.listen()
        assert Worker.made[0].looked == [page.view.top_offset]
        assert page.view.top_offset > 0


async def test_names_come_later_are_kept_and_not_looked_for_again(tmp_path: Path, library: Library) -> None:
    for turn in range(2):
        async with reading(library, tmp_path / "story.txt") as (_, page):
            if not turn:
                [process] = Worker.made
                assert process.asked == [(page.article.text, page.view.top_offset)]
                assert page.page.names.groups() == []
                before = page.view.viewport.rows
                process.tell(found(page.article.text, "Ana Ruiz", 1))
                process.tell(Finished(1, "en"))
                await heard(page)
                assert page.view.viewport.rows == before
            assert page.page.names.groups() == [("person", 1)]
    assert len(Worker.made) == 1
    assert Worker.made[0].closed


async def test_what_belongs_to_another_article_is_dropped(tmp_path: Path, library: Library) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    async with reading(library, *files) as (pilot, first):
        app = first.app
        app.places.read(files, 0)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.press("J")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await app.workers.wait_for_complete()
        page, process = app.screen, Worker.made[0]
        assert len(process.asked) == 3
        assert process.cancelled[-1] == 2
        process.tell(found(page.article.text, "Ana Ruiz", 2))
        await heard(page)
        assert page.page.names.groups() == []
        process.tell(found(page.article.text, "Bo Lind", 3))
        await heard(page)
        assert page.page.names.groups() == [("person", 1)]


async def test_a_death_is_one_line_and_the_text_stays(tmp_path: Path, library: Library) -> None:
    async with reading(library, tmp_path / "story.txt") as (pilot, page):
        process = Worker.made[0]
        for event in (WorkerDied(1, True), WorkerDied(1, False), Failed(None, "No such pipeline.")):
            process.tell(event)
            await heard(page)
        await pilot.pause()
        told = [toast.message for toast in page.app._notifications]
        assert told[0] == "The search for names ended unasked; it has been started again."
        assert told[1].startswith("The search for names ended twice")
        assert told[2] == "No names: No such pipeline."
        await pilot.press("}", "V")
        assert page.page.selection.span is not None


async def test_half_a_second_lies_between_two_repaints(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(library, tmp_path / "story.txt") as (_, page):
        process = Worker.made[0]
        restyled: list[int] = []
        monkeypatch.setattr(page.view, "restyle", lambda: restyled.append(1))
        text = page.article.text
        for number in range(20):
            covered = TextSpan(number * 10, number * 10 + 10)
            process.tell(found(text, "Ana Ruiz", 1, final=False, covered=covered))
            page.name_finder.listen()
        assert len(restyled) == 1
