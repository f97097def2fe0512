"""What is heard everywhere: help, palette, the way between places, what another postil writes."""

import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.library import Library
from tui.app import PostilApp
from tui.commands import COMMANDS
from tui.screens.help import HelpScreen, HelpView, groups_of
from tui.screens.library import LibraryScreen
from tui.screens.palette import commands_here
from tui.screens.picker import Picker
from tui.screens.reader import ReaderScreen
from tui.watch import Watch


async def test_the_palette_finds_a_command_and_does_it(drive, settled, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("colon", *"unread")
        assert isinstance(app.screen, Picker)
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert [row.status for row in app.screen.list.rows].count("read") == 1
        await pilot.press("ctrl+p", "escape")
        assert isinstance(app.screen, LibraryScreen)

    await drive([folder], body)


async def test_the_palette_holds_every_command_that_is_heard_here(drive, settled, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, LibraryScreen)
        heard = {command.id for command in COMMANDS if command.context in app.screen.contexts()}
        assert {command.id for command in commands_here(app.screen)} == heard

    await drive([folder], body)


async def test_help_shows_the_keys_in_force_and_scrolls(drive, settled, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        view = app.screen.query_one(HelpView)
        assert view.is_scrollable
        await pilot.press("G")
        last = view.top
        assert last > 0
        await pilot.press("k")
        assert view.top == last - 1
        await pilot.press("q")
        assert isinstance(app.screen, LibraryScreen)

    await drive([folder], body, size=(80, 16))


async def test_help_lists_no_digit_where_digits_are_counts(drive, settled, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        page = groups_of(app.keymap, ("page", "everywhere"), has_counts=True)
        keys = [keys for _, lines in page for keys, _ in lines]
        assert "Alt-1" in keys
        assert not any("1" in key.split() for key in keys)

    await drive([folder], body)


async def test_the_list_is_one_key_away_from_the_page(drive, settled, folder: Path, library: Library) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("alt+1")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert [row.title for row in app.screen.list.rows] == ["Copper falls"]
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("G", "alt+1")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert [row.status for row in app.screen.list.rows] == ["read"]

    await drive([folder / "0.md"], body)


@pytest.mark.parametrize("key", ["Q", "q"])
async def test_leaving_keeps_the_place(key: str, drive, settled, folder: Path, library: Library) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("G", key)

    await drive([folder / "0.md"], body)
    assert library.reading(library.read(folder / "0.md")).status == "read"


def test_a_watch_sees_what_another_process_writes(tmp_path: Path, folder: Path) -> None:
    seen = threading.Event()
    with Library.open(tmp_path / "n.json", cache=tmp_path / "c") as mine:
        mine.annotate(mine.read(folder / "0.md"), note="mine")
        watch = Watch(mine.repository, seen.set, every_s=0.01)
        watch.start()
        with Library.open(tmp_path / "n.json", cache=tmp_path / "d") as theirs:
            theirs.annotate(theirs.read(folder / "1.md"), note="theirs")
        assert seen.wait(10)
        watch.stop()
        assert {note.note for note in mine.repository.annotations()} == {"mine", "theirs"}


async def test_a_thread_that_outlives_its_screen_still_finds_the_application(
    drive, settled, folder: Path
) -> None:  # type: ignore[no-untyped-def]
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("4")
        await settled(pilot)
        left = app.screen
        await pilot.press("q")
        await settled(pilot)
        assert left not in app.screen_stack
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(left.app))
        thread.start()
        thread.join()
        assert found == [app]

    await drive([folder], body)
