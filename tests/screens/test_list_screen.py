"""What every list has: the row of places at the top, the keys that work now below, marks, the way back."""

import threading
from pathlib import Path

import pytest
from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot

from annotations.library import Library
from tui.app import PostilApp
from tui.reader.screen import ReaderScreen
from tui.screens.help import HelpScreen
from tui.screens.library import LibraryScreen
from tui.screens.list_screen import RowsScreen, path_of
from tui.screens.notes import NotesScreen
from tui.screens.question import Question
from tui.screens.tags import TagsScreen


def line(app: PostilApp, which: str) -> str:
    """The line at the top or at the bottom, as it is painted."""
    assert isinstance(app.screen, RowsScreen)
    return {"head": app.screen.head, "foot": app.screen.foot}[which].render_line(0).text


def note_on(library: Library, path: Path, *tags: str) -> None:
    library.annotate(library.read(path), note="Who says so?", tags=tags)


async def test_the_top_says_where_one_can_go_and_what_is_there(
    drive, settled, folder: Path, library: Library
) -> None:
    note_on(library, folder / "0.md", "style", "doubt")
    library.article_tags.change([folder / "1.md"], ["Style"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for width in (60, 80, 120):
            await pilot.resize_terminal(width, 24)
            assert "1 Articles 3   2 Notes 1   3 Names   4 Tags 2" in line(app, "head")
        await pilot.press("4")
        await settled(pilot)
        assert isinstance(app.screen, RowsScreen)
        lit = [
            segment.text for segment in app.screen.head.render_line(0) if segment.style == app.dress.accent
        ]
        assert [words.strip() for words in lit] == ["Tags", "2"]
        note_on(library, folder / "1.md", "new")
        app.show_notes()
        await settled(pilot)
        assert "2 Notes 2" in line(app, "head")
        assert "4 Tags 3" in line(app, "head")

    await drive([folder], body)


async def test_q_goes_back_to_where_one_came_from(drive, settled, folder: Path, library: Library) -> None:
    note_on(library, folder / "0.md", "style")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2", "4", "enter")
        await settled(pilot)
        assert isinstance(app.screen, NotesScreen)
        assert app.screen.tag == "style"
        for place in (TagsScreen, LibraryScreen):
            assert app.is_running
            await pilot.press("q")
            await settled(pilot)
            assert isinstance(app.screen, place)
        await pilot.press("2", "4", "2", "q")
        await settled(pilot)
        assert isinstance(app.screen, TagsScreen)
        await pilot.press("1", "q")
        await settled(pilot)
        assert not app.is_running

    await drive([folder], body)


async def test_keys_that_leave_nothing_say_which_key_leads_back(
    drive, settled, folder: Path, library: Library
) -> None:
    note_on(library, folder / "0.md", "style")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for place in ("1", "2", "3", "4"):
            await pilot.press(place)
            await settled(pilot)
            way = "quits" if place == "1" else "goes back"
            for key in ("escape", "ctrl+o"):
                app.clear_notifications()
                await pilot.press(key)
                assert [toast.message for toast in app._notifications] == [f"Nothing to leave here: q {way}."]
        app.clear_notifications()
        await pilot.press("slash", "s", "escape")
        assert not app._notifications

    await drive([folder], body)


async def test_of_a_long_way_only_the_last_steps_are_kept(
    drive, settled, folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.navigation._MOST_SCREENS", 3)
    note_on(library, folder / "0.md", "style")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for _ in range(2):
            await pilot.press("alt+2", "enter")
            await settled(pilot)
            assert isinstance(app.screen, ReaderScreen)
        assert len(app.screen_stack) == 3
        assert isinstance(app.screen_stack[0], LibraryScreen)
        for _ in range(len(app.screen_stack) - 1):
            await pilot.press("q")
            await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert app.is_running

    await drive([folder], body)


async def test_from_an_article_that_was_opened_alone_the_list_leads_back_to_it(
    drive, settled, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("alt+1")
        await settled(pilot)
        assert "q back" in line(app, "foot")
        await pilot.press("q")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)

    await drive([folder / "0.md"], body)


@pytest.mark.parametrize("width", [60, 80, 200])
async def test_the_bottom_hints_what_works_now(drive, settled, folder: Path, width: int) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        said = line(app, "foot")
        for hint in ("Enter open", "? keys", "q quit"):
            assert hint in said
        assert "Esc" not in said
        assert "by tag" not in said  # nothing has one
        assert "export" not in said  # there is no note
        await pilot.press("slash", *"bell", "tab")
        await settled(pilot)
        said = line(app, "foot")
        for hint in ("Esc all again", "Enter open", "? keys", "q back"):
            assert hint in said
        await pilot.press("slash", *"zz", "tab")
        await settled(pilot)
        said = line(app, "foot")
        assert "Esc all again" in said
        assert "Enter" not in said
        assert "/ search" in said
        await pilot.press("q")
        await settled(pilot)
        assert app.is_running, "nobody leaves for having searched"
        assert "q quit" in line(app, "foot")
        await pilot.press("V")
        said = line(app, "foot")
        for hint in ("Esc marks off", "T tags", "N read", "q back", "L later", "! star")[: width // 15]:
            assert hint in said

    await drive([folder], body, size=(width, 24))


async def test_an_empty_folder_offers_what_works_there(drive, settled, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert line(app, "foot").split() == "a add + folder ? keys q quit".split()

    await drive([tmp_path / "empty"], body, size=(60, 20))


async def test_where_there_is_no_name_none_of_their_keys_is_hinted(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert "same as" not in line(app, "foot")
        assert "with whom" not in line(app, "foot")

    await drive([folder], body)


async def test_a_key_and_its_word_differ_in_colour(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, RowsScreen)
        styles = {segment.text.strip(): segment.style for segment in app.screen.foot.render_line(0)}
        assert styles["Enter"] != styles["open"]

    await drive([folder], body)


async def test_marked_rows_are_changed_together(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("v", "v")
        assert "2 marked" in line(app, "head")
        assert [screen.list.render_line(y).text[0] for y in range(3)] == ["✓", "✓", "▎"]
        await pilot.press("N", "exclamation_mark")
        await settled(pilot)
        assert [(row.status, row.starred) for row in screen.list.rows] == [
            ("read", True),
            ("read", True),
            ("unread", False),
        ]
        await pilot.press("V", "L")
        await settled(pilot)
        assert {row.status for row in screen.list.rows} == {"later"}
        assert [toast.message for toast in app._notifications] == [
            "3 articles put by for later; U takes it back."
        ]
        await pilot.press("U", "U")
        await settled(pilot)
        assert [(row.status, row.starred) for row in screen.list.rows] == [
            ("read", False),
            ("read", False),
            ("unread", False),
        ]
        await pilot.press("ctrl+r", "ctrl+r")
        await settled(pilot)
        await pilot.press("escape")
        assert not screen.list.marked
        assert "marked" not in line(app, "head")
        await pilot.press("L")
        await settled(pilot)
        assert [row.status for row in screen.list.rows].count("unread") == 1

    await drive([folder], body)


async def test_what_can_be_marked_is_counted_once_and_what_can_not_be_read_is_not(
    drive, settled, library: Library, folder: Path
) -> None:
    (folder / "bad.md").write_bytes(b"")
    library.article_tags.change([folder / "0.md"], ["one", "two"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("z", "z", "V")
        assert len(screen.list.rows) == 3 + 5, "three headings, one article stands under two"
        assert "3 marked" in line(app, "head")
        await pilot.press("T")
        assert str(app.screen.frame.border_title) == "Tags of 3 articles"
        await pilot.press("escape", "V", "G", "v")
        assert screen.list.chosen.problem and not screen.list.marked

    await drive([folder], body)


async def test_next_unread_goes_round_and_says_so(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        told = lambda: [toast.message for toast in app._notifications]  # noqa: E731
        await pilot.press("G", "n")
        assert (screen.list.index, told()) == (0, ["From the top again"])
        await pilot.press("p")
        assert (screen.list.index, told()) == (2, ["From the end again"])
        await pilot.press("g", "v", "v", "N", "escape", "G", "n")
        await settled(pilot)
        assert (screen.list.index, told()[-1]) == (2, "This is the only one.")
        await pilot.press("N", "n")
        await settled(pilot)
        assert (screen.list.index, told()[-1]) == (2, "Nothing here is unread.")

    await drive([folder], body)


async def test_what_is_marked_and_not_shown_is_left_alone(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("V", "slash", *"bell", "tab", "N")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert [row.title for row in screen.list.rows if row.status == "read"] == ["Bells of Ghent"]

    await drive([folder], body)


async def test_pages_and_half_pages(drive, settled, folder: Path) -> None:
    for number in range(3, 60):
        (folder / f"{number}.md").write_text(f"# Title {number}\n\nWords.\n", encoding="utf-8")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        height = screen.list.size.height
        for keys, index in (
            (("ctrl+f",), height - 1),
            (("ctrl+b",), 0),
            (("ctrl+d",), height // 2),
            (("ctrl+u",), 0),
            (("pagedown", "pageup", "end"), 59),
            (("home",), 0),
        ):
            await pilot.press(*keys)
            assert screen.list.index == index, keys
        wheel = (screen.list, 5, 5, 0, 1, 0, False, False, False)
        for event, first, index in (
            (MouseScrollDown, 3, 3),
            (MouseScrollDown, 6, 6),
            (MouseScrollUp, 3, 6),
            (MouseScrollUp, 0, 6),
            (MouseScrollUp, 0, 6),
        ):
            screen.list.post_message(event(*wheel))
            await pilot.pause()
            assert screen.list.index == index, "what is chosen stays so while it is in view"
            assert screen.list.render_line(index - first).text.startswith("▎")
        for keys, first in ((("ctrl+e", "ctrl+e"), 2), (("ctrl+y",), 1)):
            await pilot.press(*keys)
            await pilot.pause()
            assert (screen.list.index, screen.list.render_line(6 - first).text[0]) == (6, "▎"), keys
        for key, said in (("x", "x"), ("right", "→"), ("tab", "Tab"), ("ctrl+w", "^W")):
            await pilot.press(key)
            await settled(pilot)
            assert [toast.message for toast in app._notifications] == [
                f"{said} does nothing here: ? shows the keys."
            ]
        await pilot.press("f1")
        await settled(pilot)
        assert isinstance(app.screen, HelpScreen)

    await drive([folder], body, size=(80, 24))


@pytest.mark.usefixtures("workers_held_up")
async def test_q_asks_while_something_is_being_added(
    drive, settled, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(*args: object) -> tuple[str, bool]:
        gate.wait(20)
        return "Added.", False

    monkeypatch.setattr("tui.screens.add_commands.add_article", slow)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a", *"x.md", "enter")
        for key in ("q", "Q"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, Question)
            await pilot.press("escape")
            await pilot.pause()
            assert isinstance(app.screen, LibraryScreen)
        await pilot.press("q")
        await pilot.pause()
        gate.set()
        await pilot.press("y")
        await pilot.pause()
        assert not app.is_running

    await drive([folder], body)


async def test_back_from_the_page_each_list_stands_on_the_article_that_was_read_last(
    drive, settled, library: Library, folder: Path
) -> None:
    for name in ("0.md", "1.md", "2.md"):
        library.annotate(library.read(folder / name), None, note="first")
        library.annotate(library.read(folder / name), None, note="second", tags=["x"])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        async def place_after(*keys: str) -> tuple[int, Path]:
            await pilot.press(*keys)
            await settled(pilot)
            assert isinstance(app.screen, RowsScreen) and app.screen.list.chosen is not None
            return app.screen.list.index, app.screen.list.chosen.path

        assert isinstance(app.screen, LibraryScreen)
        first, second, third = (row.path for row in app.screen.listed)
        assert await place_after("enter", "J", "J", "q") == (2, third)
        assert await place_after("enter", "K", "q", "enter", "q") == (1, second)
        await place_after("slash", *"words", "tab", "g")
        _, ranked, _ = (row.path for row in app.screen.listed)
        assert (await place_after("enter", "J", "q"))[1] == ranked
        await pilot.press("escape")
        assert (await place_after("enter", "K", "alt+1"))[1] == first
        await pilot.press("2")
        await settled(pilot)
        notes = [path_of(row) for row in app.screen.list.rows]  # type: ignore[attr-defined]
        opened = await place_after("g", "j")
        assert notes.index(opened[1]) < opened[0], "not the first one of its article"
        behind = next(path for path in notes[opened[0] :] if path not in (None, opened[1]))
        assert await place_after("enter", "q") == opened
        for back in ("q", "alt+2"):
            assert await place_after("g", "j", "enter", "J", back) == (notes.index(behind), behind)

    await drive([folder], body)
