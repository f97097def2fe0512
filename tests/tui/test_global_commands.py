"""What is heard everywhere: help, palette, the way between places, what another postil writes."""

import itertools
import threading
from pathlib import Path

import pytest
from textual.events import Click
from textual.pilot import Pilot

from annotations.entities.corrections import Correction
from annotations.library import Library
from annotations.model import Change, TextSpan
from annotations.store.draft_table import Draft
from tui.app import PostilApp
from tui.commands import COMMANDS
from tui.global_commands import describe_change
from tui.reader.screen import ReaderScreen
from tui.screens.base_sheet import Frame
from tui.screens.bottom_sheet import Sheet, SheetRow
from tui.screens.help import HelpScreen, HelpView, groups_of
from tui.screens.library import LibraryScreen
from tui.screens.line_input import LineEditor
from tui.screens.palette import commands_here
from tui.screens.picker import Picker
from tui.watch import Watch


async def test_the_palette_finds_a_command_and_does_it(drive, settled, folder: Path) -> None:
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


async def test_the_palette_knows_the_names_of_commands_in_settings(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for typed, command in (
            ("zen", "page.zen"),
            ("relabel", "page.relabel"),
            ("same mention", "page.same-entity"),
            ("annotate whole", "page.article-note"),
        ):
            await pilot.press("colon", *("space" if char == " " else char for char in typed))
            assert isinstance(app.screen, Picker)
            assert [row[0].value.id for row in app.screen.rows.rows] == [command]
            await pilot.press("escape")

    await drive([folder / "0.md"], body)


async def test_a_number_in_the_palette_goes_to_a_row_or_a_paragraph(drive, settled, folder: Path) -> None:
    text = "# Title\n\n" + "\n\n".join(f"Paragraph {number} is here." for number in range(2, 41))
    (folder / "long.md").write_text(text, encoding="utf-8")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        rows = app.screen.list
        for typed, index in (("2", 1), ("99", 3), ("50%", 1), ("1", 0), ("$", 3), ("0", 0)):
            await pilot.press("colon", *typed, "enter")
            assert rows.index == index, typed
        await pilot.press("slash", *"paragraph 17", "enter")
        await settled(pilot)
        page = app.screen.view
        for typed, block in (("12", 11), ("999", 39), ("1", 0), ("$", 39)):
            await pilot.press("colon", *typed, "enter")
            assert page.focused_block == block, typed
        await pilot.press("colon", *"50%", "enter")
        assert 18 <= page.focused_block <= 22
        await pilot.press("colon", "7", "enter", "v", "colon", "9", "enter")
        selected = app.screen.page.selection.span
        assert page.block_at(selected.start) == 6 and page.block_at(selected.end) == 8

    await drive([folder], body)


async def test_the_palette_holds_every_command_that_is_heard_here(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, LibraryScreen)
        heard = {command.id for command in COMMANDS if command.context in app.screen.contexts()}
        assert {command.id for command in commands_here(app.screen)} == heard

    await drive([folder], body)


async def test_ctrl_z_goes_to_the_shell_but_in_a_field_undoes(
    drive, settled, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        gone: list[bool] = []
        monkeypatch.setattr(app, "action_suspend_process", lambda: gone.append(True))
        await pilot.press("ctrl+z", "enter", "ctrl+z")
        await settled(pilot)
        assert gone == [True, True]
        await pilot.press("a", *"ab", "ctrl+z")
        await settled(pilot)
        assert gone == [True, True]

    await drive([folder], body)


async def test_help_shows_the_keys_in_force_and_scrolls(drive, settled, folder: Path) -> None:
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


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("on_page", [False, True])
async def test_help_cuts_no_line_and_says_when_there_is_more(
    drive, settled, folder: Path, size: tuple[int, int], *, on_page: bool
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("question_mark")
        await pilot.pause()
        view = app.screen.query_one(HelpView)
        pages = []
        while True:
            pages += [view.render_line(y).text for y in range(view.size.height)]
            before = view.top
            assert ("more below" in str(app.screen.frame.border_subtitle)) == view.is_scrollable
            await pilot.press("space")
            if view.top == before or "more below" not in str(app.screen.frame.border_subtitle):
                pages += [view.render_line(y).text for y in range(view.size.height)]
                break
        said = " ".join(" ".join(pages).replace("▐", " ").split())
        assert "…" not in said
        words = {
            word for _, lines in view._groups for keys, help in lines for word in f"{keys} {help}".split()
        }
        assert words <= set(said.split())
        assert any("▐" in row for row in pages) == view.is_scrollable
        assert not view.is_scrollable or "the end" in str(app.screen.frame.border_subtitle)

    await drive([folder / "0.md" if on_page else folder], body, size=size)


async def test_of_the_keys_in_a_border_those_that_fit_are_shown_and_the_last(
    drive, settled, folder: Path
) -> None:
    answers: list[str | None] = []

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        sheet = Sheet(
            "Names", [SheetRow("Ana", 1)], hint="Enter go there  m all mentions  Space show or hide it"
        )
        app.push_screen(sheet)
        await pilot.pause()
        assert str(sheet.frame.border_subtitle) == "Enter go there  m all mentions  Esc leave"
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        assert "Space show or hide it  Esc leave" in str(sheet.frame.border_subtitle)
        await pilot.click(
            sheet.frame, offset=(sheet.frame.outer_size.width - 6, sheet.frame.outer_size.height - 1)
        )
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen), "a click on a key in the border is that key"
        app.push_screen(LineEditor("A name", "Ana"), answers.append)
        await pilot.press("s")
        frame = app.screen.query_one(Frame)
        await pilot.click(frame, offset=(frame.outer_size.width - 22, frame.outer_size.height - 1))
        await settled(pilot)
        assert answers == ["Anas"], "also where a field has the focus"

    await drive([folder], body, size=(60, 20))


@pytest.mark.parametrize("x", [1, 900])  # where the screen below it ends before, too
async def test_of_two_clicks_beside_a_sheet_the_second_is_no_error(
    drive, settled, folder: Path, x: int
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        sheet = Sheet("Names", [SheetRow("Ana", 1)], hint="Enter go there")
        app.push_screen(sheet)
        await pilot.pause()
        click = Click(sheet, 1, 3, 0, 0, 1, False, False, False, screen_x=x, screen_y=3)
        sheet.on_click(click)
        sheet.on_click(click)
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)

    await drive([folder], body)


async def test_of_two_clicks_on_a_command_of_the_help_the_second_is_no_error(
    drive, settled, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("question_mark")
        help_sheet = app.screen
        assert isinstance(help_sheet, HelpScreen)
        for _ in range(2):
            help_sheet.post_message(HelpView.Picked("j"))
        await settled(pilot)
        assert app.screen_stack == [app.screen]
        assert isinstance(app.screen, LibraryScreen)
        help_sheet.dismiss(None)  # closed by then: what lies below stays

    await drive([folder], body)


async def test_help_begins_with_the_place_one_is_at(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for contexts, first in (
            (("articles", "list", "everywhere"), "Articles"),
            (("tags", "list", "everywhere"), "Notes"),
            (("page", "everywhere"), "Moving"),
            (("select", "everywhere"), "Selecting"),
        ):
            assert groups_of(app.keymap, contexts, has_counts=False)[0][0] == first

    await drive([folder], body)


async def test_help_is_narrowed_down_by_typing(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("question_mark", "slash", *"unread", "enter")
        view = app.screen.query_one(HelpView)
        helps = [help for _, lines in view._groups for _, help in lines]
        assert "Go to the next unread" in helps
        assert all("unread" in help for help in helps)
        await pilot.press("slash", *"zzz")
        assert view._groups == []
        assert "No key" in view.render_line(0).text
        await pilot.press("escape", "slash", *"filter", "enter")
        assert "Search or filter as you type" in [help for _, lines in view._groups for _, help in lines]
        await pilot.press("escape", "slash", *"obsidian", "enter")
        assert "Export all notes, or those that are searched for" in [
            help for _, lines in view._groups for _, help in lines
        ]
        await pilot.press("escape")
        assert len(view._groups) > 3
        await pilot.press("escape")
        assert isinstance(app.screen, LibraryScreen)

    await drive([folder], body)


async def test_the_palette_offers_no_digit_where_digits_are_counts(drive, settled, folder: Path) -> None:
    async def keys(pilot: Pilot[None], app: PostilApp) -> dict[str, str]:
        await pilot.press("colon")
        assert isinstance(app.screen, Picker)
        found = {row[0].words: row[0].right for row in app.screen.rows.rows}
        await pilot.press("escape")
        return found

    async def in_list(pilot: Pilot[None], app: PostilApp) -> None:
        assert (await keys(pilot, app))["Go to the articles"] == "1  Alt-1"

    async def on_page(pilot: Pilot[None], app: PostilApp) -> None:
        assert (await keys(pilot, app))["Go to the articles"] == "Alt-1"

    await drive([folder], in_list)
    await drive([folder / "0.md"], on_page)


async def test_help_lists_no_digit_where_digits_are_counts(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        page = groups_of(app.keymap, ("page", "everywhere"), has_counts=True)
        keys = [keys for _, lines in page for keys, _ in lines]
        assert "Alt-1" in keys
        assert not any("1" in key.split() for key in keys)
        assert ("Moving", "3j 12}") in [(name, keys) for name, lines in page for keys, _ in lines]
        lists = groups_of(app.keymap, ("articles", "list", "everywhere"), has_counts=False)
        assert not any("number before" in help for _, lines in lists for _, help in lines)

    await drive([folder], body)


async def test_the_list_is_one_key_away_from_the_page(
    drive, settled, folder: Path, library: Library, monkeypatch
) -> None:
    hours = itertools.count()
    monkeypatch.setattr("tui.page.read_progress.now", lambda: 3600.0 * next(hours))

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
async def test_leaving_keeps_the_place(
    key: str, drive, settled, folder: Path, library: Library, monkeypatch
) -> None:
    hours = itertools.count()
    monkeypatch.setattr("tui.page.read_progress.now", lambda: 3600.0 * next(hours))

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
) -> None:
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


async def test_the_theme_is_remembered_unless_it_is_what_the_settings_ask_for(
    drive, settled, folder: Path
) -> None:
    for key, worn in ((("ctrl+t",), "light"), ((), "light"), (("ctrl+t",), "dark"), ((), "dark")):

        async def body(pilot: Pilot[None], app: PostilApp, key=key, worn=worn) -> None:
            await pilot.press(*key)
            await settled(pilot)
            assert app.dress.palette.name == worn

        await drive([folder], body)


async def test_what_is_typed_is_a_key_or_name_of_a_command_first(drive, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for typed, command in (
            ("q", "everywhere.back"),
            ("quit", "everywhere.quit"),
            ("help", "everywhere.help"),
            ("serch", "page.find"),
            ("noh", "page.leave-caret"),
            ("wq", "everywhere.back"),
            ("q!", "everywhere.back"),
            ("qa", "everywhere.quit"),
        ):
            await pilot.press("colon", *typed)
            assert isinstance(app.screen, Picker)
            assert app.screen.rows.rows[0][0].value.id == command
            await pilot.press("escape")
        for typed in ("wz", "reg", "bdel", "set"):
            await pilot.press("colon", *typed, *(" xyz" if typed == "set" else ""), "enter")
            assert isinstance(app.screen, Picker)
            assert app.screen.rows.sentence == "No command is called that."
            assert not app.screen.rows.rows
            await pilot.press("escape")

    await drive([folder / "0.md"], body)


@pytest.mark.parametrize("typed", ["w", "x", "wa"])
async def test_saving_as_in_vim_does_not_press_the_key_of_that_letter(
    drive, folder: Path, typed: str
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("enter")
        page = app.screen
        await pilot.press("colon", *typed)
        assert isinstance(app.screen, Picker)
        assert [choice.words for choice, _ in app.screen.rows.rows] == [
            "Notes are saved at once: there is nothing to write."
        ]
        await pilot.press("enter")
        assert app.screen is page
        assert not [notice.message for notice in app._notifications]

    await drive([folder / "0.md"], body)


async def test_without_colours_the_theme_stays_what_it_is_and_it_says_so(drive, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        app.no_color = True
        worn = app.dress.palette.name
        await pilot.press("ctrl+t")
        assert app.dress.palette.name == worn
        assert app.memory.chosen("theme", worn) == worn
        assert [notice.message for notice in app._notifications] == [
            "There are no colours here to turn dark or light: see NO_COLOR and TERM."
        ]

    await drive([folder], body)


async def test_the_keys_are_paged_as_everywhere(drive, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("question_mark")
        view = app.screen.query_one(HelpView)
        await pilot.press("ctrl+f")
        paged = view.top
        assert paged > 0
        await pilot.press("ctrl+b", "ctrl+d")
        assert 0 < view.top < paged

    await drive([folder], body, size=(60, 20))


async def test_undo_says_which_note_it_takes_back_and_of_which_article(
    drive, settled, library: Library, folder: Path
) -> None:
    other, here = library.read(folder / "0.md"), library.read(folder / "1.md")
    library.annotate(other, note="Who told him?\n\nAnd when?")
    library.annotate(here, note="mine")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for key, said in (
            ("U", "Undone: note added · “mine”"),
            ("U", f"Undone: note added · “Who told him? And when?” · {other.title}"),
            ("ctrl+r", f"Done again: note added · “Who told him? And when?” · {other.title}"),
        ):
            await pilot.press(key)
            await settled(pilot)
            assert [toast.message for toast in app._notifications] == [said]

    await drive([folder / "1.md"], body)


def test_a_step_of_undo_is_told_with_its_note_and_its_article(library: Library, folder: Path) -> None:
    first, second = library.read(folder / "0.md"), library.read(folder / "1.md")
    note = library.annotate(first, note="words " * 20)
    edits, words = library.note_edits, "words words words words words words wor…"

    def told(shown: str = "") -> str:
        change = library.undo()
        assert isinstance(change, Change)
        library.redo()
        return describe_change(change, library, shown)

    assert told() == f"note added · “{words}” · {first.title}"
    assert told(first.id) == f"note added · “{words}”"
    library.update(note.id, tags=("sea",))
    assert told() == f"tags changed · “{words}” · {first.title}"
    mark = library.annotate(first, TextSpan(0, 9), color="green")
    assert told() == f"highlight added · “{mark.quote}” · {first.title}"
    edits.remove([note.id, mark.id])
    assert told() == f"2 notes deleted · {first.title}", "which ones is not said of several"
    library.article_tags.change([folder / "0.md"], ["sea", "north"], [])
    assert told() == f"tags of 1 article changed · “#sea #north” · {first.title}"
    library.article_tags.change([folder / "0.md", folder / "1.md"], ["west"], [])
    assert told() == "tags of 2 articles changed"
    library.repository.reading.star([second.id], starred=True, label="1 article starred")
    assert told() == f"1 article starred · {second.title}"
    draft = library.repository.drafts.save(Draft(second.id, "half a thought"))
    library.repository.drafts.drop(draft.id, undoable=True)
    assert told() == f"words thrown away · “half a thought” · {second.title}"
    for scope, where in (("article", f" · {first.title}"), ("everywhere", "")):
        library.name_corrections.save(first, Correction("not-entity", "Lakeview", first.id, scope=scope))
        label = library.undo().label  # type: ignore[union-attr]
        library.redo()
        assert told() == f"{label}{where}"
