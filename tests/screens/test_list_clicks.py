"""Clicks on rows, quick and slow."""

from pathlib import Path

from textual.events import MouseDown, MouseUp
from textual.pilot import Pilot

from tui.app import PostilApp
from tui.reader.screen import ReaderScreen
from tui.screens.library import LibraryScreen
from tui.widgets.article_view import ArticleView


async def test_a_slow_second_click_opens_too_and_a_quick_one_nothing_more(
    drive, settled, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, LibraryScreen)
        shown = app.screen.list
        x, y = shown.region.x + 6, shown.region.y + 2

        async def clicked(time: float) -> None:
            for kind in (MouseDown, MouseUp):
                event = kind(app.screen, x, y, 0, 0, 1, False, False, False, x, y)
                event.time = time
                app.post_message(event)
            await settled(pilot)

        await clicked(100)
        assert shown.index == 2
        assert isinstance(app.screen, LibraryScreen), "a click on another row only chooses it"
        await clicked(102)
        assert isinstance(app.screen, ReaderScreen)
        heard: list[object] = []
        app.screen.query_one(ArticleView)._mouse.click = lambda *place: heard.append(place)
        await clicked(102.3)
        assert heard == [], "the rest of a double click is not meant for the page"
        await clicked(103)
        assert len(heard) == 1

    await drive([folder], body)
