"""Names on the page, by keys: going between them, their card, the panel, the reader's corrections."""

import re

import pytest
from msgspec.structs import replace

from annotations.entities.corrections import Correction
from annotations.model import TextSpan
from annotations.notes.query import AnchoredNote
from tui.config import ReaderSettings, Settings, load_settings
from tui.page.name_index import Name
from tui.screens.name_card import NameCardScreen
from tui.screens.note_editor import NoteEditor
from tui.screens.picker import Picker

STORY = (
    "Envoy in town\n\nSteve Witkoff came to Lakeview on Friday. Witkoff met Ana Ruiz there.\n\n"
    "Ruiz said that Witkoff had left Lakeview. The Lakeview Times wrote nothing.\n"
)
STORY_NAMES = [
    ("Steve Witkoff", "PERSON", "Steve Witkoff"),
    ("Ana Ruiz", "PERSON", "Ana Ruiz"),
    ("Friday", "DATE", "Friday"),
    ("Lakeview", "GPE", "Lakeview"),
]


async def test_names_are_painted_in_the_first_frame_when_they_are_known(reading) -> None:
    async with reading(STORY, STORY_NAMES, size=(90, 24)) as page:
        assert page.open.names.groups() == [("person", 2), ("place", 3), ("number", 1)]
        assert "● person 2  ● place 3" in page.line("#foot")


async def test_e_and_star_go_between_names(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        await page.press("e")
        assert page.at_caret == "Steve Witkoff"
        await page.press("2", "e")
        assert page.at_caret == "Ana Ruiz"
        await page.press("E")
        assert page.at_caret == "Lakeview"
        first = page.view.caret.start
        await page.press("*")
        assert page.at_caret == "Lakeview"
        assert page.view.caret.start > first
        await page.press("2", "*")
        assert page.view.caret.start == first


async def test_star_knows_a_name_by_what_it_goes_by(reading) -> None:
    async with reading(
        STORY, [("Steve Witkoff", "PERSON", "Steve Witkoff"), ("Ana Ruiz", "PERSON", "Ana Ruiz")]
    ) as page:
        await page.press("/", "=Witkoff", "enter", "n", "v", "c", "p", "a")
        [said] = page.library.name_corrections.corrections(page.article.id)
        assert replace(said, selectors=()) == Correction("add", "Witkoff", page.article.id, label="PERSON")
        await page.press("/", "=that Witk", "escape", "g", "2", "e")
        assert page.at_caret == "Witkoff"
        await page.press("M")
        picker = page.app.screen
        assert isinstance(picker, Picker) and len(picker.rows.rows) > 1
        await page.press("=steve")
        [known, typed] = [row[0].value for row in picker.rows.rows]
        assert isinstance(known, Name) and (known.canonical, typed) == ("Steve Witkoff", "steve")
        await page.press("enter", "a")
        assert page.open.names.mentions("Steve Witkoff", "PERSON") == 3
        await page.press("g", "e", "*", "*")
        assert page.at_caret == "Witkoff"
        await page.press("U")
        assert page.open.names.mentions("Steve Witkoff", "PERSON") == 1


async def test_x_and_c_correct_every_mention_and_can_be_taken_back(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        await page.press("2", "e", "x", "a")
        assert page.open.names.groups() == [("person", 2), ("number", 1)]
        assert page.toasts[-1] == "“Lakeview” is no name in this article. U takes it back."
        await page.press("U")
        assert page.toasts[-1] == "Undone: “Lakeview” is no name"
        assert page.open.names.groups() == [("person", 2), ("place", 3), ("number", 1)]
        await page.press("ctrl+r", "U", "c", "o", "enter")
        assert page.open.names.groups() == [("person", 2), ("org", 3), ("number", 1)]
    async with reading(STORY, STORY_NAMES) as page:
        assert page.open.names.groups() == [("person", 2), ("org", 3), ("number", 1)]


async def test_enter_shows_the_card_of_a_name_and_q_comes_back(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        await page.press("2", "e", "enter")
        card = page.app.screen
        assert isinstance(card, NameCardScreen)
        assert "3 mentions" in card.head.render_line(0).text
        assert "country or town · 3 mentions in 1 article" in card.about.render_line(0).text
        await page.press("a")
        assert isinstance(page.app.screen, NoteEditor)
        await page.press("=a lake", "ctrl+s")
        [note] = page.notes
        assert (note.entity, note.note) == ("Lakeview", "a lake")
        assert [row.annotation.note for row in card.list.rows if isinstance(row, AnchoredNote)] == ["a lake"]
        await page.press("G", "k", "enter")
        assert page.app.screen is not card
        assert page.at_caret == "Lakeview"
        await page.press("q")
        assert page.app.screen is card
        await page.press("q")
        assert page.app.screen is page.page


async def test_enter_on_a_date_shows_what_can_be_done_with_it(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        start = page.article.text.index("Friday")
        page.open.put_caret(TextSpan(start, start + len("Friday")))
        await page.press("enter")
        assert page.app.screen.list.chosen.text == "Write a note on this name"


async def test_the_panel_lists_names_by_kind_and_goes_there(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        await page.press("i")
        rows = page.app.screen.list.rows
        assert [row.text for row in rows] == [
            "● person",
            "Steve Witkoff",
            "Ana Ruiz",
            "● country or town",
            "Lakeview",
            "○ date",
            "Friday",
        ]
        assert [row.right for row in rows if row.value == ("name", "Lakeview", "GPE")] == ["3"]
        line = page.view.line_offset
        await page.press("j", "enter")
        assert page.at_caret == "Ana Ruiz" and page.view.line_offset != line
        await page.press("ctrl+o")
        assert page.view.line_offset == line


async def test_mentions_are_listed_with_the_words_around_them(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        await page.press("i", "G", "k", "k", "m")
        rows = page.app.screen.list.rows
        assert [row.text for row in rows][1].endswith(
            "Witkoff had left Lakeview. The Lakeview Times wrote nothing."
        )
        assert [row.right for row in rows] == ["¶ 2", "¶ 3", "¶ 3"]
        await page.press("j", "j", "enter")
        assert page.view.caret.start == page.article.text.index("Lakeview Times")
        await page.press("enter", "m", "escape")
        assert page.at_caret == "Lakeview"


async def test_names_of_another_kind_of_dress_keep_every_word_in_its_row(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        quiet = page.screen()
        await page.press("I", "I")
        loud = page.screen()
        assert "Witkoffᴾ came" in "".join(loud)
        assert "on Fridayᴺ. Witkoff met" in "".join(loud)
        assert [re.sub("[ᴾᴸᴺ]", " ", re.sub("[ᴾᴸᴺ](?=[ .,])", "", line)).rstrip("▐ ") for line in loud] == [
            line.rstrip("▐ ") for line in quiet
        ]
        await page.press("I")
        assert page.line("#foot").strip().startswith("a note")


async def test_nothing_under_the_caret_is_said(reading) -> None:
    async with reading(STORY) as page:
        for key, told in (
            ("e", "No names here yet."),
            *((key, "No name under the caret: e goes to a name.") for key in "*xcM"),
        ):
            await page.press(key)
            assert page.toasts[-1].startswith(told)
        await page.press("i")
        assert page.notes == []


async def test_a_note_on_the_very_words_of_a_name_opens_where_it_was_gone_to_as_a_note(reading) -> None:
    async with reading(STORY, STORY_NAMES, size=(120, 24)) as page:
        await page.press("e", "v", "a", "=who is he?", "ctrl+s", "g", "]")
        assert page.at_caret == "Steve Witkoff"
        assert "Enter edit" in page.line("#foot")
        await page.press("enter")
        assert isinstance(page.app.screen, NoteEditor)
        await page.press("escape", "g", "e")
        assert page.at_caret == "Steve Witkoff"
        assert "Enter card" in page.line("#foot")
        await page.press("enter")
        assert isinstance(page.app.screen, NameCardScreen)


async def test_the_line_below_promises_nothing_where_there_is_no_note(reading) -> None:
    async with reading(STORY, STORY_NAMES, size=(120, 24)) as page:
        await page.press("/", "=wrote", "enter", "escape")
        assert "Enter" not in page.line("#foot")


async def test_names_known_already_are_said_to_be_few_in_another_language(reading) -> None:
    text = "Titel\n\nGestern war in Gent ein Fest.\n"
    async with reading(text, [("Gent", "GPE", "Gent")], language="de") as page:
        said = "This article is in German, not in English: only well-known names are marked. I shows dates and sums too."
        assert page.toasts == [said]
        page.open.name_filter.highlighting = "values"
        page.page.name_finder.start(page.open.opened)
        await page.press("g")
        assert page.toasts[-1].endswith("only dates, sums and well-known names are marked.")
    async with reading(text, [("Gent", "GPE", "Gent")]) as page:
        assert page.toasts == []


async def test_the_line_below_says_what_a_note_would_be_on(reading) -> None:
    async with reading(STORY, STORY_NAMES, size=(110, 24)) as page:
        await page.press("e")
        assert "v select name" in page.line("#foot")
        assert "a note on ¶ 2" in page.line("#foot")
        await page.press("v", "a", "=on the name's words", "ctrl+s")
        assert page.notes[0].quote == "Steve Witkoff"


async def test_at_eighty_cells_it_says_what_a_name_can_be_and_how_one_leaves(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        assert page.line("#foot").split("  ")[-1].strip() == "q quit"
        assert "● person 2" in page.line("#foot")
        await page.press("e")
        assert "x no name" in page.line("#foot") and "? keys" in page.line("#foot")


async def test_a_note_on_a_name_stands_at_its_first_mention(reading) -> None:
    for size in ((80, 24), (120, 30)):
        async with reading(STORY, STORY_NAMES, size=size) as page:
            for note in page.notes:
                page.library.remove(note.id)
            await page.press("5", "e", "enter", "a", "=a town", "ctrl+s", "q", "g")
            [note] = page.notes
            assert (note.entity, note.target.selectors) == ("Lakeview", ())
            at = next(y for y, line in enumerate(page.screen()) if "came to Lakeview" in line)
            line = page.screen()[at]
            assert ("•" in line) if size[0] < 100 else ("╭ on Lakeview" in line)
            await page.press("]")
            assert (page.at_caret, page.open.note_here()) == ("Lakeview", note)
            assert any("│ a town" in line for line in page.screen())
            await page.press("escape", "g", "L")
            [row] = page.app.screen.list.rows
            assert row.right.startswith("on Lakeview · ")
            await page.press("enter")
            assert page.view.caret.start == page.article.text.index("Lakeview")
            await page.press("enter", "=!", "ctrl+s")
            assert [note.note for note in page.notes] == ["a town!"]
            await page.press("escape", "2", "e", "enter")
            rows = page.app.screen.list.rows
            assert [row.annotation.note for row in rows if isinstance(row, AnchoredNote)] == ["a town!"]
            await page.press("q")


async def test_a_note_on_a_name_that_is_not_found_stands_at_the_title(reading) -> None:
    async with reading(STORY, STORY_NAMES, size=(120, 30)) as page:
        page.library.annotate(page.article, entity="Nobody", note="who?")
        page.open.show_notes()
        await page.settled()
        [line] = [line for line in page.screen() if "╭ on Nobody" in line]
        assert "Envoy in town" in line


async def test_dates_and_numbers_are_shown_at_the_next_step_only(reading) -> None:
    async with reading(STORY, STORY_NAMES, size=(120, 30)) as page:
        seen = lambda: {label for _, label in page.open.shown_names.within(page.view.window)}  # noqa: E731
        assert seen() == {"PERSON", "GPE"}
        assert "number" not in page.line("#foot")
        await page.press("I")
        assert seen() == {"PERSON", "GPE", "DATE"}
        assert page.toasts[-1] == "Names: with dates and numbers"
        assert "● number 1" in page.line("#foot")
        await page.press("g", "3", "e")
        assert page.at_caret == "Friday"
        await page.press("I")
        assert page.view.cover.highlighting == "loud"
        await page.press("I")
        assert page.view.cover.highlighting == "off"
        await page.press("I")
        assert seen() == {"PERSON", "GPE"}


async def test_space_shows_and_hides_a_kind_or_a_name_and_the_kinds_are_kept(reading) -> None:
    async with reading(STORY, STORY_NAMES) as page:
        seen = lambda: [page.words(span) for span, _ in page.open.shown_names.within(page.view.window)]  # noqa: E731
        await page.press("i")
        assert "person" in page.app.screen.list.render_line(0).text
        await page.press("G", "k", "space")
        assert "● date" in [row.text for row in page.app.screen.list.rows]
        assert page.app.screen.list.chosen.value == ("label", "", "DATE")
        assert "Friday" in seen()
        await page.press("g", "space", "j", "j", "j", "j", "space")
        assert page.app.screen.list.chosen.value == ("name", "Lakeview", "GPE")
        assert seen() == ["Friday"]
        await page.press("escape", "e", "e")
        assert page.at_caret == "Friday"
        assert load_settings().reader == ReaderSettings(show_labels=("DATE",), hide_labels=("PERSON",))
        await page.press("i", "g", "space", "escape")
        assert seen() == ["Steve Witkoff", "Friday", "Ana Ruiz"]


async def test_labels_come_from_the_settings(reading) -> None:
    settings = Settings(reader=ReaderSettings(show_labels=("DATE",), hide_labels=("GPE",)))
    async with reading(STORY, STORY_NAMES, settings=settings) as page:
        labels = {label for _, label in page.open.shown_names.within(page.view.window)}
        assert labels == {"PERSON", "DATE"}


async def test_commands_on_names_act_on_what_is_seen_under_the_caret_and_on_nothing_else(reading) -> None:
    told = "No name under the caret: e goes to a name."
    async with reading("Ana Ruiz came\n\nAna Ruiz came on Friday.\n", STORY_NAMES) as page:
        for keys in (
            ["g"],
            ["}"],
            ["/", "=Frid", "enter"],
        ):  # a line that begins with a name; a hit in a hidden one
            await page.press(*keys)
            for key in "xcM*":
                await page.press(key)
                assert page.toasts[-1].partition("  (×")[0] == told
                assert page.app.screen is page.page
        await page.press("escape", "/", "=Ruiz", "enter", "x", "a")
        assert [c.text for c in page.library.name_corrections.corrections(page.article.id)] == ["Ana Ruiz"]


@pytest.mark.parametrize("width", [80, 120])
async def test_without_colours_the_letter_behind_a_name_leaves_its_blank_on_a_full_line(
    reading, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    line = f"Arimoto met {'somebody ' * 9}"[:72].replace("somebody som", "somebody who").ljust(72, "x")
    async with reading(
        f"A title\n\n{line} and more.\n", [("Arimoto", "PERSON", "Arimoto")], (width, 24)
    ) as page:
        rows = page.screen()
        y = next(y for y, row in enumerate(rows) if "Arimoto" in row)
        assert line.replace("Arimoto", "Arimotoᴾ") in rows[y]
        last = rows[y].rstrip().rindex(line[-3:]) + 2
        assert page.view.offset_at(last, y) == page.article.text.index(line) + 71
