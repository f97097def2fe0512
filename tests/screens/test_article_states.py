"""What becomes of articles in the list, marked ones together: their tags, read, later, starred."""

from pathlib import Path

from textual.pilot import Pilot

from annotations.library import Library
from tui.app import PostilApp
from tui.screens.library import LibraryScreen
from tui.widgets.safe_input import SafeInput


async def test_tags_of_the_marked_articles_are_edited_together(
    drive, settled, folder: Path, library: Library
) -> None:
    library.article_tags.change([folder / "0.md"], ["old", "own"], [])
    library.article_tags.change([folder / "1.md"], ["old"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("v", "v", "T")
        field = app.screen.focused
        assert isinstance(field, SafeInput) and field.value == "old, "
        await pilot.press(*["backspace"] * 5, *"new", "enter")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert [row.tags for row in app.screen.listed] == [("own", "new"), ("new",), ()]
        await pilot.press("U")
        await settled(pilot)
        assert [row.tags for row in app.screen.listed] == [("old", "own"), ("old",), ()]
        file = folder / "2.md"
        file.write_text(f"---\ntags: [Old]\n---\n{file.read_text()}")
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("V", "T")
        field = app.screen.focused
        assert isinstance(field, SafeInput) and field.value == "old, "
        await pilot.press(*["backspace"] * 5, "enter")
        await settled(pilot)
        assert [row.all_tags for row in app.screen.listed] == [("own",), (), ("Old",)]
        assert [notice.message for notice in app._notifications] == [
            "3 articles: -#old. #Old stands in the file: take it out there"
        ]
        await pilot.press("U", "escape")
        await settled(pilot)
        for key, said in (("N", "marked read"), ("L", "put by for later"), ("!", "starred")):
            await pilot.press("escape", key)
            await settled(pilot)
            told = [notice.message for notice in app._notifications]
            assert told == [f"1 article {said}; U takes it back."]

    await drive([folder], body)


async def test_later_outlasts_a_look_into_the_article_and_is_taken_back(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        async def press(*keys: str) -> str:
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            assert isinstance(app.screen, LibraryScreen)
            return app.screen.listed[0].status

        assert await press("L", "enter", "q") == "later"
        assert await press("U") == "reading"
        assert await press("ctrl+r", "enter", "q") == "later"
        assert await press("L") == "reading"

    await drive([folder], body)
