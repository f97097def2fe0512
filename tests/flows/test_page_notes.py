"""Notes on the page, by keys: margin and gutter, tags of the article, the list of notes, undo with a word of it."""

import re
from pathlib import Path

import pytest
from textual.events import Key, Paste

from tui.screens.bottom_sheet import Sheet
from tui.screens.note_editor import NoteEditor

STORY = "A title for it\n\n" + "\n\n".join(
    f"Paragraph {n} says something. It says it in two sentences." for n in range(1, 9)
)


async def test_notes_stand_in_the_margin_beside_their_lines(reading) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        await page.press("}", "V", "a", "=who said so?", "tab", "=style, to-verify", "ctrl+s")
        await page.press("3", "}", "H" if page.selected else "V", "H", "b")
        lines = page.screen()
        beside = next(line for line in lines if "Paragraph 1 says" in line)
        assert "╭ style · to-verify" in beside
        assert "│ who said so?" in lines[lines.index(beside) + 1]
        assert re.search(r"╰ yellow · \d\d:\d\d", lines[lines.index(beside) + 2])
        assert "╭ highlight" in next(line for line in lines if "Paragraph 4 says" in line)


@pytest.mark.parametrize("size", [(80, 24), (120, 30)])
async def test_what_was_made_last_is_what_is_deleted(reading, size: tuple[int, int]) -> None:
    async with reading(STORY, size=size) as page:
        await page.press("}", "v", "w", "w", "a", "=mine", "ctrl+s", "v", "e", "H", "y", "D")
        assert [note.note for note in page.notes] == ["mine"]
        await page.press("v", "w", "w", "H", "g", "D")  # on the very words of the note
        assert [note.note for note in page.notes] == ["mine"]


async def test_a_highlight_leaves_the_card_below_the_paragraph_where_it_is(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "v", "w", "w", "a", "=mine", "ctrl+s")
        before = page.screen()
        assert any("│ mine" in line for line in before)
        await page.press("V", "H", "y")
        assert [line[2:] for line in page.screen()] == [line[2:] for line in before]


async def test_cards_that_would_collide_slide_down_with_a_hairline(reading) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        await page.press("}", "V", "a", "=one\n\ntwo three", "ctrl+s", "}", "V", "a", "=next", "ctrl+s")
        lines = page.screen()
        first = next(y for y, line in enumerate(lines) if "Paragraph 1" in line)
        assert "╭ note" in lines[first]
        assert lines[first + 2].rstrip(" ▐").endswith("─╮") or "╮" in lines[first + 2]
        heads = [y for y, line in enumerate(lines) if "╭ note" in line]
        assert len(heads) == 2
        assert heads[1] > first + 2


async def test_the_text_stays_where_it_is_when_the_first_note_comes(reading) -> None:
    for width in (80, 100, 120, 200):
        async with reading(STORY, size=(width, 30)) as page:
            before = [line[: line.index("Paragraph 2")] for line in page.screen() if "Paragraph 2" in line]
            await page.press("}", "V", "a")
            page.app.post_message(Paste("long words " * 9))
            await page.press("ctrl+s", "escape")
            [note] = page.notes
            assert note.note.split() == ["long", "words"] * 9
            lines = page.screen()
            assert [line[: line.index("Paragraph 2")] for line in lines if "Paragraph 2" in line] == before
            assert all(line[-2] == " " for line in lines)
            await page.press("D")
            assert page.notes == []


async def test_a_narrow_page_has_gutter_marks_and_the_card_opens_below_its_paragraph(reading) -> None:
    async with reading(STORY, size=(80, 30)) as page:
        await page.press("}", "V", "a", "=who?", "ctrl+s")
        lines = page.screen()
        at = next(y for y, line in enumerate(lines) if "Paragraph 1" in line)
        assert "•▌" in lines[at].replace(" ", "")
        card = next(y for y, line in enumerate(lines) if "╭ note" in line)
        assert card > at
        assert "│ who?" in lines[card + 1]
        assert "Paragraph 2" in "".join(lines[card + 3 : card + 6])
        await page.press("escape")
        assert not any("╭" in line for line in page.screen())
        assert page.screen()[at] == lines[at]
        await page.press("enter")
        assert page.screen() == lines
        assert not isinstance(page.app.screen, NoteEditor)
        await page.press("enter")
        assert isinstance(page.app.screen, NoteEditor)


async def test_going_to_a_note_on_a_narrow_page_opens_its_card_and_no_other(reading) -> None:
    async with reading(STORY, size=(80, 30)) as page:
        await page.press("}", "a", "=first", "ctrl+s", "}", "a", "=second", "ctrl+s", "escape", "g")
        for words in ("first", "second", "first"):
            await page.press("]")
            cards = [line for line in page.screen() if "│" in line]
            assert len(cards) == 1
            assert words in cards[0]
        await page.press("enter")
        assert isinstance(page.app.screen, NoteEditor)
        await page.press("escape", "D")
        assert not any("╭" in line for line in page.screen())
        assert [note.note for note in page.notes] == ["second"]


async def test_a_card_below_gives_way_to_the_margin_and_moves_no_line(reading) -> None:
    async with reading(STORY, size=(80, 30)) as page:
        await page.press("}", "a", "=x", "ctrl+s", *["j"] * 9)
        line = page.view.line_offset
        y = page.view.viewport.y_of(line)
        for size in ((120, 30), (80, 30)):
            await page.pilot.resize_terminal(*size)
            await page.settled()
            assert page.view.line_offset == line
            assert sum("│ x" in line for line in page.screen()) == 1
            assert any(row.inset for row in page.view.viewport.rows) == (size[0] < 100)
        assert page.view.viewport.y_of(line) == y


async def test_tags_of_the_article_are_one_annotation(reading) -> None:
    async with reading(STORY) as page:
        await page.press("T", "=war, peace", "enter")
        await page.press("T", "=later", "enter")
        assert page.toasts == ["Tags of the article: #war #peace #later"]
        [note] = page.notes
        assert (note.tags, note.target.selectors) == (("war", "peace", "later"), ())
        await page.press("T", *["backspace"] * 30, "enter")
        assert page.notes == []
        await page.press("U")
        assert page.toasts[-1].startswith("Undone: tags of 1 article changed")
        assert [note.tags for note in page.notes] == [("war", "peace", "later")]


async def test_tags_of_the_file_are_shown_and_stay_in_it(reading, tmp_path) -> None:
    file = tmp_path / "herons.md"
    async with reading("---\ntags: [birds, sea]\n---\n# Herons\n\nThey stand.\n", path=file) as page:
        before = file.read_bytes()
        await page.press("T", "=mine", "enter")
        assert page.toasts == ["Tags of the article: #mine #birds #sea"]
        assert [note.tags for note in page.notes] == [("mine",)]
        await page.press("T", *["backspace"] * 13, "enter")
        assert page.toasts == ["#birds #sea stand in the file: take them out there"]
        assert ([note.tags for note in page.notes], file.read_bytes()) == ([("mine",)], before)


async def test_the_tags_of_the_article_are_not_deleted_as_if_they_were_a_note(reading) -> None:
    async with reading(STORY) as page:
        await page.press("T", "=war", "enter", "g", "D")
        assert [note.tags for note in page.notes] == [("war",)]
        assert page.toasts == ["Here are only the tags of the article. T edits them."]


async def test_the_foot_of_the_tags_of_the_article_shows_only_keys_that_work(reading) -> None:
    async with reading(STORY) as page:
        await page.press("T", "=war", "enter", "]")
        assert "T tags" in page.line("#foot")
        assert "D delete" not in page.line("#foot")


async def test_the_foot_says_of_a_note_without_a_card_that_enter_opens_it(reading) -> None:
    async with reading(STORY, size=(80, 30)) as page:
        await page.press("}", "V", "a", "=who?", "ctrl+s")
        assert "Enter edit" in page.line("#foot")
        note = page.page.page.note_here()
        assert note is not None
        page.view.open_card = ""  # as where one comes to its words from the card of a name
        page.page.page.show_status()
        assert "Enter open note" in page.line("#foot")
        await page.press("enter")
        assert page.view.open_card == note.id and not isinstance(page.app.screen, NoteEditor)


async def test_the_tags_of_the_article_are_not_counted_as_a_note(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "a", "=one", "ctrl+s", "}", "a", "=two", "ctrl+s")
        assert "note 2 of 2" in page.line("#foot")
        await page.press("T", "=war", "enter")
        assert "note 2 of 2" in page.line("#foot")
        await page.press("[")
        assert "note 1 of 2" in page.line("#foot")
        await page.press("[")
        assert "tags of the article" in page.line("#foot")
        await page.press("]")
        assert "note 1 of 2" in page.line("#foot")


async def test_a_highlight_that_is_there_is_given_another_colour(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "V", "H", "y", "V", "H", "g")
        assert [note.target.color for note in page.notes] == ["green"]
        await page.press("V", "H", "g")
        assert [note.target.color for note in page.notes] == ["green"]
        assert page.toasts == ["These words are green already: D takes the highlight off."]
        await page.press("U")
        assert [note.target.color for note in page.notes] == ["yellow"]
        await page.press("V", "a", "=why?", "ctrl+s", "V", "H", "p")
        assert [note.target.color for note in page.notes if not note.note] == ["pink"]


async def test_t_edits_the_tags_of_the_note_here(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "a", "=text", "ctrl+s", "t", "=one, two", "enter")
        [note] = page.notes
        assert (note.note, note.tags) == ("text", ("one", "two"))
        await page.press("t", "enter")
        assert page.toasts == [], "a comma at the end is no change"
        await page.press("t", "=x", "enter", "enter", "tab", "=y", "ctrl+s")
        [note] = page.notes
        assert note.tags == ("one", "two", "x", "y"), "what is typed in any box of tags begins a new one"


async def test_a_letter_is_asked_for_in_the_line_below(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "V", "H")
        assert page.line("#foot").strip().startswith("Which colour?  y yellow  g green")
        painted = {segment.text: segment.style for segment in page.page.query_one("#foot").render_line(0)}
        assert painted["y yellow"] == page.app.dress.style(("kind:paragraph", "note:yellow"))
        await page.press("escape")
        assert "Which" not in page.line("#foot")
        assert page.selected
        await page.press("H", "p")
        assert [note.color for note in page.notes] == ["pink"]
        assert "Which" not in page.line("#foot")


async def test_the_list_of_notes_goes_there(reading) -> None:
    async with reading(STORY) as page:
        await page.press("L")
        assert page.toasts[-1] == "No notes on this article yet. a writes one."
        await page.press("}", "a", "=first", "ctrl+s", "6", "}", "a", "=seventh", "ctrl+s", "g", "L")
        sheet = page.app.screen
        assert isinstance(sheet, Sheet)
        assert [row.text for row in sheet.list.rows] == ["first", "seventh"]
        assert [row.right.split(" · ")[0] for row in sheet.list.rows] == ["¶ 2", "¶ 8"]
        await page.press("j", "enter")
        assert page.at_caret.startswith("Paragraph 7")
        await page.press("[")
        assert page.at_caret.startswith("Paragraph 1 ")
        await page.press("]", "D")
        assert [note.note for note in page.notes] == ["first"]
        assert page.toasts[-1] == "Note deleted. U brings it back."


@pytest.mark.usefixtures("workers_held_up")
async def test_what_is_not_written_yet_waits_behind_the_writing_and_keys_do_not(reading, monkeypatch) -> None:
    async with reading(STORY) as page:
        import threading

        held, go = threading.Event(), threading.Event()

        def slow() -> None:
            held.set()
            go.wait(10)

        page.app.background.run(slow)
        held.wait(10)
        await page.pilot.press("}", "V", "H", "y", "}", "V", "H", "g")
        assert page.view.focused_block == 2
        go.set()
        await page.settled()
        assert [note.color for note in page.notes] == ["yellow", "green"]


async def test_a_failed_write_is_told_and_nothing_is_shown_that_is_not_kept(reading, tmp_path: Path) -> None:
    async with reading(STORY) as page:
        page.library.repository._transactions._storage.read_only = "it is read only here."
        await page.press("}", "V", "H", "y")
        assert "read only" in page.toasts[-1]
        assert page.view.cover.notes.items == []


async def test_notes_of_an_article_are_resolved_once(reading, monkeypatch) -> None:
    from annotations.anchoring import anchor_cache as kept

    asked = []
    resolve = kept.resolve
    monkeypatch.setattr(kept, "resolve", lambda *args: asked.append(args) or resolve(*args))
    async with reading(STORY) as page:
        for _ in range(4):
            await page.press("}", "V", "H", "y")
        assert len(page.notes) == 4
        assert len(asked) == 4


async def test_a_page_that_is_left_before_its_note_is_deleted_needs_no_answer(reading, monkeypatch) -> None:
    """A screen that goes loses its widgets first and its place in the tree last; the answer may come in between."""
    from tui.reader.screen import ReaderScreen

    async with reading(STORY) as page:
        import asyncio
        import threading

        await page.press("V", "H", "y")
        await page.press("alt+1", "enter")
        page_left, go = page.page, threading.Event()
        met = []

        async def going(self: ReaderScreen) -> None:
            go.set()
            while page.app.workers:
                await asyncio.sleep(0.001)
            met.append((self.is_attached, len(self.query("ArticleView"))))

        monkeypatch.setattr(ReaderScreen, "on_unmount", going)
        page.app.background.run(lambda: go.wait(10))
        await page.quick("D", "q")
        while not met:
            await page.pilot.pause()
        assert met == [(True, 0)] and page_left not in page.app.screen_stack
        await page.settled()


async def test_what_is_typed_behind_the_key_that_quits_opens_nothing(reading) -> None:
    async with reading(STORY) as page:
        before = len(page.app.screen_stack)
        await page.quick("Q", ":", "s", "a", "?")
        assert len(page.app.screen_stack) == before


async def test_what_was_told_does_not_pile_up_and_does_not_lie_over_a_sheet(reading) -> None:
    async with reading(STORY) as page:
        await page.press("V", "H", "y", "D", "U", "ctrl+r")
        assert page.toasts == ["Done again: note deleted · “A title for it”"]
        await page.press("U", "L")
        assert isinstance(page.app.screen, Sheet)
        assert page.toasts == []


async def test_a_warning_stays_in_view_over_what_is_opened_next(reading) -> None:
    async with reading(STORY) as page:
        page.app.tell("The notes file is read only.", severity="warning")
        await page.press("V", "H", "y", "L")
        assert page.toasts[0] == "The notes file is read only."


async def test_an_emoji_of_several_is_kept_as_it_was_typed(reading) -> None:
    async with reading("A title\n\nA paragraph with 👩\u200d👩\u200d👧 in it.\n") as page:

        async def typed(words: str) -> None:
            for letter in words:  # as a terminal's parser makes them; a pilot has no key for a joiner
                page.app.focused.post_message(Key("joiner" if letter in "\u200c\u200d" else letter, letter))
            await page.settled()

        await page.press("/")
        await typed("👩\u200d👩\u200d👧 in")
        await page.press("enter", "v")
        assert page.selected == "👩\u200d👩\u200d👧 in"
        await page.press("a")
        await typed("👩\u200d👩\u200d👧 می\u200cخواهم")
        await page.press("tab")
        await typed("a\u200db")
        await page.press("ctrl+s")
        assert [(note.note, note.tags) for note in page.notes] == [
            ("👩\u200d👩\u200d👧 می\u200cخواهم", ("a\u200db",))
        ]


async def test_a_note_stays_on_the_words_it_was_begun_on_when_the_file_changes_meanwhile(reading) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        for field in ("a", "t"):
            await page.press("}", "V", field)
            before = page.article
            page.path.write_text(
                STORY.replace("\n\n", f"\n\nPut in before {field}.\n\n", 1), encoding="utf-8"
            )
            page.page._watch()
            await page.settled()
            assert page.article is not before
            await page.press("=mine", "ctrl+s" if field == "a" else "enter")
            note = page.notes[-1]
            assert note.quote in STORY and note.quote.startswith(("Paragraph", "It says")), note.quote
            page.path.write_text(STORY, encoding="utf-8")
            page.page._watch()
            await page.settled()


async def test_capital_a_notes_the_whole_article_from_anywhere(reading) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        await page.press("3", "}", "A", "=what it is about", "ctrl+s")
        [note] = page.notes
        assert (note.note, note.target.selectors, note.entity) == ("what it is about", (), None)
        assert page.toasts == ["Note on the article added. L lists the notes."]
        [card] = [line for line in page.screen() if "╭ whole article" in line]
        assert "A title for it" in card
        await page.press("L")
        assert [row.right.split(" · ")[0] for row in page.app.screen.list.rows] == ["whole article"]
        await page.press("enter")
        assert (page.at_caret, page.open.note_here()) == ("A title for it", note)
        await page.press("enter", "=!", "ctrl+s")
        assert [note.note for note in page.notes] == ["what it is about!"]


@pytest.mark.parametrize("size", [(80, 24), (120, 30)])
async def test_what_is_done_after_a_note_on_the_article_is_meant_for_it(reading, size) -> None:
    async with reading(f"{STORY}\n\n{STORY}", size=size) as page:
        for down in ("3", "9"):
            await page.press("g", down, "}", "v", "a", "=on words", "ctrl+s", "A", "=of all of it", "ctrl+s")
            assert "D delete" in page.line("#foot")
            note = page.open.note_here()
            assert note is not None and note.note == "of all of it"
            await page.press("D")
            assert "of all of it" not in [note.note for note in page.notes]
            await page.press("A", "=again", "ctrl+s", "2", "j", "}")
            assert (here := page.open.note_here()) is None or here.note != "again"
            await page.press("escape")


async def test_a_note_on_the_article_is_seen_below_the_title_where_that_is_in_view(reading) -> None:
    async with reading(f"{STORY}\n\n{STORY}") as page:
        await page.press("3", "}", "A", "=what it is about", "ctrl+s")
        lines = page.screen()
        assert "A title for it" in lines[0]
        assert "│ what it" in "\n".join(lines[1:4])
        assert page.view.line_span.start == page.article.text.index("Paragraph 3")


async def test_a_on_the_title_notes_the_article_and_the_line_below_says_so(reading) -> None:
    async with reading(STORY) as page:
        assert "a note on article" in page.line("#foot")
        await page.press("a", "=of all of it", "ctrl+s")
        assert [(note.note, note.target.selectors) for note in page.notes] == [("of all of it", ())]
        assert any("│ of all of it" in line for line in page.screen())
        await page.press("2", "}")
        assert "a note on ¶ 3" in page.line("#foot")
        await page.press("a", "=here", "ctrl+s")
        assert page.notes[-1].quote.startswith("Paragraph 2 ")


async def test_every_note_of_a_paragraph_is_reached_with_its_card_in_view(reading) -> None:
    text = "A title\n\n" + "\n\n".join(f"Part {n} " + "of a long paragraph it is. " * 30 for n in range(5))
    for size in ((80, 24), (120, 24), (50, 16)):
        async with reading(text, size=size) as page:
            for note in page.notes:
                page.library.remove(note.id)
            await page.press("}")
            for words in ("one", "two"):
                await page.press("a", f"={words}", "ctrl+s")
            await page.press("V", "a", "=three", "ctrl+s", "}", "V", "a", "=four", "ctrl+s", "g")
            order = [note.note for note in page.notes]
            for step in (["]"] * 5, ["["] * 5):
                met = []
                for key in step:
                    await page.press(key)
                    here = page.open.note_here()
                    shown = [line for line in page.screen() if f"│ {here.note}" in line]
                    assert len(shown) == 1, (size, here.note)
                    assert f"note {order.index(here.note) + 1} of 4" in page.line("#foot")
                    assert "Enter edit" in page.line("#foot")
                    met.append(here.note)
                assert sorted(met[:4]) == sorted(order)
            await page.press("escape", "g", "}")
            if size[0] < 100:
                await page.press("enter")
                assert any("│ one" in line for line in page.screen())
                assert "Enter edit" in page.line("#foot")
                await page.press("]")
                assert page.open.note_here().note == "two"


async def test_a_saved_note_has_the_caret_in_its_own_colour_and_what_lies_on_it_is_told_apart(
    reading,
) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        await page.press("}", "a", "=on all of it", "ctrl+s")
        [note] = page.notes
        assert page.at_caret == note.quote
        assert page.view.cover.caret_look == "focus:yellow"
        assert page.open.note_here() == note
        top = page.view.top_offset
        await page.press("escape", "v", "e", "H", "g")
        assert page.view.top_offset == top
        assert {look for _, look in page.view.cover.notes.items} == {"note:yellow", "inner:green"}
        assert (page.at_caret, page.view.cover.caret_look) == ("Paragraph 1", "focus:green")
        await page.press("]")
        assert (page.at_caret, page.view.cover.caret_look) == (note.quote, "focus:yellow")
        await page.press("e", "escape", "/", "=says", "enter")
        assert page.view.cover.caret_look == "caret"
