"""Adding to the library while the list is open: addresses, files, feeds; later and stars."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from annotations.intake.subscriptions import Feeds, Subscription
from annotations.intake.waiting import Waiting, WaitingList
from annotations.library import Library
from tests.intake.conftest import Site
from tests.intake.conftest import site as site  # the fixture
from tests.sources.samples import HTML
from tui.app import PostilApp
from tui.config import NetworkSettings, Settings
from tui.screens.add_articles import add_article
from tui.screens.library import LibraryScreen


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """The list of a folder with one article."""
    monkeypatch.setenv("POSTIL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.txt").write_text("One\nBy Jane Doe, 3 March 2026\n\nWords of it.\n")

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Pilot[None], LibraryScreen, Library]]:
        settings = Settings(library=str(tmp_path / "library"), network=NetworkSettings(private=True))
        with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
            app = PostilApp(library, [tmp_path / "articles"], settings)
            async with app.run_test(size=(120, 30)) as pilot:
                screen = next(one for one in app.screen_stack if isinstance(one, LibraryScreen))
                await settle(pilot)
                yield pilot, screen, library

    return opened


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    while len(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def titles(screen: LibraryScreen) -> set[str]:
    return {row.title for row in screen.list.rows}


async def test_a_adds_a_file_and_an_address_and_lists_them(listed, site: Site, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(HTML)
    async with listed() as (pilot, screen, _):
        await pilot.press("a", *str(page), "enter")
        await settle(pilot)
        assert titles(screen) == {"One", "Title"}
        await pilot.press("a", *site.url("/latin"), "enter")
        await settle(pilot)
        assert titles(screen) == {"One", "Title", "Señal"}


async def test_what_can_not_be_added_says_why(listed, tmp_path: Path) -> None:
    async with listed() as (pilot, screen, _):
        await pilot.press("a", *str(tmp_path / "nothing.pdf"), "enter")
        await settle(pilot)
        assert "does not exist" in [toast.message for toast in pilot.app._notifications][-1]
        assert titles(screen) == {"One"}


async def test_r_looks_at_the_feeds(listed, site: Site, tmp_path: Path) -> None:
    feeds = Feeds(tmp_path / "feeds.opml", tmp_path / "cache" / "feeds")
    feeds.save([Subscription(site.url("/feed"), "The Harbour")])
    async with listed() as (pilot, screen, _):
        assert site.asked == []
        await pilot.press("r")
        await settle(pilot)
        assert titles(screen) == {"One", "Title", "Older"}
        assert "2 new articles from 1 feed." in [toast.message for toast in pilot.app._notifications]


async def test_r_says_what_was_looked_at_where_nothing_is_new(listed, site: Site, tmp_path: Path) -> None:
    async with listed() as (pilot, _, _):
        await pilot.press("r")
        await settle(pilot)
        told = [toast.message for toast in pilot.app._notifications][-1]
        assert told.startswith("Folders read again. No feeds are followed")
        feeds = Feeds(tmp_path / "feeds.opml", tmp_path / "cache" / "feeds")
        feeds.save([Subscription(site.url("/feed"), "The Harbour")])
        for said in ("2 new articles from 1 feed.", "1 feed, nothing new."):
            await pilot.press("r")
            await settle(pilot)
            assert [toast.message for toast in pilot.app._notifications][-1] == said


async def test_w_fetches_the_texts_that_wait(listed, site: Site, tmp_path: Path) -> None:
    async with listed() as (pilot, screen, _):
        await pilot.press("W")
        await settle(pilot)
        assert [toast.message for toast in pilot.app._notifications][-1] == "No text is waiting."
        waiting = WaitingList(tmp_path / "waiting.json")
        waiting.add([Waiting(site.url("/title")), Waiting(site.url("/gone"))])
        await pilot.press("W")
        await settle(pilot)
        assert titles(screen) == {"One", "Title"}
        told = [toast.message for toast in pilot.app._notifications][-1]
        assert told.startswith("1 text fetched. 1 still waiting: ")
        assert site.url("/gone") in told


async def test_later_and_stars_are_kept(listed) -> None:
    async with listed() as (pilot, screen, library):
        await pilot.press("L", "!")
        await settle(pilot)
        (row,) = screen.list.rows
        assert (row.status, row.starred) == ("later", True)
        await pilot.press("L", "!")
        await settle(pilot)
        assert library.repository.reading.get(row.id).status == "unread"
        assert not library.repository.reading.get(row.id).starred


async def test_a_path_longer_than_any_is_told_and_ends_nothing(listed: Any) -> None:
    async with listed() as (pilot, screen, library):
        told, is_wrong = add_article(library, screen.app.settings, "x" * 3000)
        assert is_wrong and told.endswith(" path")
        await pilot.press("+")
        screen.app.screen.query_one(Input).value = "x" * 3000
        await pilot.press("enter")
        await settle(pilot)
        assert screen.app.screen.query_one(Input).value == "x" * 3000, "it is there to be mended"
        await pilot.press("escape")
        assert screen.app.screen is screen
