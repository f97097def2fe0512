"""Clicks on rows, quick and slow."""

from pathlib import Path

from textual.events import MouseDown, MouseUp
from textual.pilot import Pilot

from tui.app import PostilApp
from tui.reader.screen import ReaderScreen
from tui.screens.export import ExportScreen
from tui.screens.help import HelpScreen, HelpView
from tui.screens.library import LibraryScreen
from tui.screens.line_input import LineEditor
from tui.screens.notes import NotesScreen
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


async def test_the_scroll_bar_is_drawn_along_and_a_click_beside_it_is_none_of_a_row(
    drive, settled, folder: Path
) -> None:
    for number in range(60):
        (folder / f"more-{number:02}.md").write_text(f"# Article {number:02}\n\nText.\n", encoding="utf-8")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        shown = app.screen.list
        right, last = shown.size.width - 1, shown.size.height - 1
        await pilot.mouse_down(shown, offset=(right, 0))
        middle = (shown.size.height - len(shown._thumb)) // 2
        await pilot.hover(shown, offset=(right - 4, middle))
        half = shown._top
        assert abs(half - (len(shown.rows) - shown.size.height) // 2) <= 2
        await pilot.hover(shown, offset=(right, last))
        assert shown._top == len(shown.rows) - shown.size.height
        await pilot.hover(shown, offset=(right - 4, middle))
        await pilot.mouse_up(shown, offset=(right - 4, middle))
        assert shown._top == half and isinstance(app.screen, LibraryScreen)
        await pilot.hover(shown, offset=(right, 0))
        assert shown._top == half, "it was let go"
        await pilot.click(shown, offset=(right, last))
        assert shown._top == len(shown.rows) - shown.size.height
        assert isinstance(app.screen, LibraryScreen)

    await drive([folder], body, size=(80, 24))


async def test_beside_the_help_a_click_closes_it_and_does_what_it_is_on(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("?")
        assert isinstance(app.screen, HelpScreen)
        view = app.screen.query_one(HelpView)
        await pilot.click(HelpView, offset=(3, 0))
        assert isinstance(app.screen, HelpScreen), "a heading is no key"
        await pilot.click(HelpView, offset=(view.size.width - 1, view.size.height - 1))
        assert view.rows_below == 0, "its bar is one too"
        await pilot.click(offset=(app.size.width - 15, app.size.height - 1))
        assert isinstance(app.screen, LibraryScreen), "the hint of help closes it"
        await pilot.press("colon")
        await pilot.click(offset=(40, 22))
        assert isinstance(app.screen, LibraryScreen), "the palette too"
        await pilot.press("?")
        await pilot.click(offset=(app.screen_stack[0].head.render_line(0).text.index("Notes"), 0))
        await settled(pilot)
        assert isinstance(app.screen, NotesScreen)

    await drive([folder], body, size=(80, 24))


async def test_a_row_of_the_help_is_its_key(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        home = app.screen

        async def clicked(words: str) -> None:
            await pilot.press("?")
            view = app.screen.query_one(HelpView)
            rows = [view.render_line(y).text for y in range(view.size.height)]
            y = next(y for y, row in enumerate(rows) if words in row)
            await pilot.click(HelpView, offset=(rows[y].index(words), y))
            await settled(pilot)

        await clicked("Turn the order round")
        assert app.screen is home and app.memory.values.backwards is False
        await clicked("all notes, or those that are")
        assert isinstance(app.screen, ExportScreen), "what goes on in the row below is of it too"
        await pilot.press("escape")
        await clicked("Go to the first")
        assert app.screen is home and home.list.index == 0
        await pilot.press("?", "slash", *"tags of the article", "enter")
        await pilot.click(HelpView, offset=(16, 1))
        await settled(pilot)
        assert isinstance(app.screen, LineEditor)

    await drive([folder], body, size=(120, 60))


async def test_from_the_page_one_comes_to_the_article_that_was_read(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        articles = app.screen.list
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("J")
        await settled(pilot)
        read = app.screen.article.id
        assert articles.index == 0 and articles.chosen.id != read
        await pilot.click("#head", offset=(app.screen.status.head.render_line(0).text.index("postil"), 0))
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen) and articles.chosen.id == read
        await pilot.press("g", "alt+1")
        assert articles.index == 0, "who is there stays there"

    await drive([folder], body, size=(80, 24))


async def test_a_list_that_opens_from_the_page_opens_on_its_article(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        read, app.paths = app.screen.article.id, (folder,)
        await pilot.press("alt+1")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.list.chosen.id == read and app.screen.list.index > 0

    await drive([folder / "1.md"], body, size=(80, 24))
