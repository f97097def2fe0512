"""Keys that come faster than the screens that they open: none is lost, none changes places."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.events import Key, Paste

from tests.flows.conftest import Open, Reading
from tests.terminal.session import HAS_PTY
from tests.torture.typing import postil, type_notes
from tui.screens.bottom_sheet import Sheet
from tui.screens.help import HelpScreen
from tui.screens.note_editor import NoteEditor

TEXT = (
    "A title\n\nThe first paragraph has copper in it.\n\nThe second has tin, copper and zinc.\n\nThe third.\n"
)
NAMES = {" ": "space", "\r": "enter", "\x13": "ctrl+s", "\x12": "ctrl+r", "\x1b": "escape", "\t": "tab"}

needs_pty = pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")


async def at_once(page: Reading, keys: str | Sequence[str]) -> None:
    """Give the application keys as a terminal does on which they were pasted: without waiting for any."""
    for key in keys:
        page.app.post_message(Key(NAMES.get(key, key), key))
    await heard(page)


async def heard(page: Reading) -> None:
    """Wait until nothing that was typed is waiting any more, and what it asked for is done."""
    await page.pilot.pause()
    typeahead = page.app.typeahead
    while typeahead._soon is not None or typeahead._is_following:
        await page.pilot.pause(0.005)
    await page.settled()


async def test_a_note_tags_and_a_search_in_one_go(reading: Open) -> None:
    async with reading(TEXT) as page:
        await at_once(page, "jaHello world #own\x13Tworn, torn\r/copper\rnvaZinc? No.\tend\x13")
        assert sorted((note.note, *note.tags) for note in page.notes) == [
            ("", "worn", "torn"),
            ("Hello world #own", "own"),
            ("Zinc? No.", "end"),
        ]
        quotes = {note.note: note.quote for note in page.notes}
        assert quotes["Zinc? No."] == "copper"


async def test_what_is_typed_behind_help_and_back_is_the_pages(reading: Open) -> None:
    async with reading(TEXT) as page:
        await at_once(page, "?qjjaThird\x13")
        assert [note.note for note in page.notes] == ["Third"]
        assert not isinstance(page.app.screen, HelpScreen)


async def test_esc_leaves_the_sheet_and_not_the_page(reading: Open) -> None:
    async with reading(TEXT) as page:
        await at_once(page, "aabc\x1b\x1bjjaNext\x13")
        assert [note.note for note in page.notes] == ["Next"]


async def test_what_is_pasted_keeps_its_place_among_the_keys(reading: Open) -> None:
    async with reading(TEXT) as page:
        page.app.post_message(Key("a", "a"))
        page.app.post_message(Key("X", "X"))
        page.app.post_message(Paste("one\ntwo"))
        page.app.post_message(Key("Y", "Y"))
        await heard(page)
        editor = page.app.screen
        assert isinstance(editor, NoteEditor)
        assert editor.text.text == "Xone\ntwoY"


async def test_keys_behind_the_next_article_are_meant_for_it(reading: Open, tmp_path: Path) -> None:
    async with reading(TEXT) as page:
        other = tmp_path / "other.txt"
        other.write_text("Another\n\nIts only paragraph.\n", encoding="utf-8")
        page.page._paths = (page.path, other)
        await at_once(page, "JjaThere\x13")
        assert page.article.title == "Another"
        assert [note.note for note in page.notes] == ["There"]


async def test_a_command_on_notes_waits_for_the_note_before_it(reading: Open) -> None:
    async with reading(TEXT) as page:
        await at_once(page, "jjaOne\x13D")
        assert page.notes == []
        await at_once(page, "Tfirst\rT, second\r")
        assert [note.tags for note in page.notes] == [("first", "second")]


async def test_what_is_typed_behind_undo_sees_what_it_brought_back(reading: Open) -> None:
    async with reading(TEXT) as page:
        await at_once(page, "jjaOne\x13DUDUU")
        assert page.notes == []
        await at_once(page, "\x12L")
        assert isinstance(page.app.screen, Sheet)


async def test_a_key_that_is_never_done_holds_up_no_other(
    reading: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.textual_patches.typeahead._LONGEST_S", 0.05)
    async with reading(TEXT) as page:
        page.app.typeahead.hold()
        await at_once(page, "jjaOne\x13")
        assert [note.note for note in page.notes] == ["One"]


@needs_pty
def test_in_a_terminal_no_letter_is_lost_or_swapped(tmp_path: Path) -> None:
    typed = type_notes(tmp_path, rounds=12, seed=3)
    assert typed.wrong == []


@needs_pty
@pytest.mark.parametrize("moment", [0.0, 0.15, 0.35])
def test_what_is_typed_before_the_first_frame_is_heard_in_order(tmp_path: Path, moment: float) -> None:
    with postil(tmp_path, before=moment) as page:
        page.send("/copper\rnaHello world")
        page.wait_for("│ Hello world  ")
