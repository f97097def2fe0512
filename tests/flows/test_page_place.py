"""The page keeps the reader's place: on opening again, resizing, another width or theme, and when the file changes."""

import os
import re
from pathlib import Path

import pytest

from annotations.errors import StoreError
from annotations.model import TextSpan
from tui.config import EntitySettings, ReaderSettings, Settings

QUIET = Settings(entities=EntitySettings(enabled=False))
LONG = "Title of it\n\n" + "\n\n".join(
    f"Paragraph {n} " + "has several words in it. " * 12 for n in range(80)
)


def top_line(page) -> str:
    return next(line for line in page.screen() if line.strip(" ▐▎"))


def read_line_y(page) -> tuple[int, str]:
    offset = page.view.line_offset
    return page.view.viewport.y_of(offset), page.article.text[offset : offset + 12]


async def test_it_opens_where_it_was_left(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        await page.press("3", "space", "j", "j")
        top = page.view.top_offset
        await page.press("q")
    async with reading(LONG, settings=QUIET) as page:
        assert page.view.top_offset == top
        await page.press("Q")
    async with reading(LONG, settings=QUIET) as page:
        assert page.view.top_offset == top


async def test_what_is_killed_opens_where_one_was(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        kept = page.library.repository.reading
        await page.press("j")
        for _ in range(2):  # the first look sees that it moves, the second that it stands still
            page.page._watch()
            await page.settled()
        assert kept.last_read() == page.article.id, "it is the one that the list opens on"
        first = kept.get(page.article.id).line
        await page.press("3", "space")
        for look in range(20):
            page.page._place_keeper.look()
            if look == 5:
                await page.settled()
                assert kept.get(page.article.id).line == first, "the disk has its rest"
        await page.settled()
        assert kept.get(page.article.id).line == page.view.line_offset != first


async def test_a_place_that_cannot_be_kept_is_told_of_when_the_page_is_left_and_not_before(
    reading, monkeypatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    async with reading(LONG, settings=QUIET) as page:
        monkeypatch.setattr(page.library, "save_reading", full)
        page.page._watch()
        await page.settled()
        assert page.toasts == []
        page.page.leaving()
        await page.settled()
        assert "the disk is full" in page.toasts[-1]


async def test_the_reading_line_stays_on_its_row_through_every_shape(reading) -> None:
    async with reading(LONG, size=(90, 30), settings=QUIET) as page:
        await page.press("2", "0", "}", "j")
        y, words = read_line_y(page)
        offset = page.view.line_offset
        for width in (60, 120, 44, 200, 90):
            await page.pilot.resize_terminal(width, 30)
            await page.settled()
            row = page.view.viewport.line_row
            assert row.start <= offset < row.end
            assert page.view.viewport.y_of(row.start) == y
        assert read_line_y(page) == (y, words)
        await page.press("+", "+", "-", "-", "ctrl+t")
        assert read_line_y(page) == (y, words)
        await page.pilot.resize_terminal(90, 12)
        await page.settled()
        assert read_line_y(page)[0] is not None


async def test_each_press_changes_the_column_also_where_the_window_cut_it(reading) -> None:
    async with reading(LONG, size=(80, 24), settings=QUIET) as page:
        await page.press("+", "+", "+")
        assert page.toasts[-1] == "Column: 74 cells"  # all that 80 have
        shown = []
        for key in ("-", "-", "+", "="):
            await page.press(key)
            shown.append(page.view.text_cells)
        assert shown == [72, 68, 72, 74]


async def test_the_theme_turns_and_every_line_is_painted_in_it(reading) -> None:
    async with reading(
        LONG, settings=Settings(theme="light", entities=EntitySettings(enabled=False))
    ) as page:
        ground = page.view.render_line(3)._segments[0].style.bgcolor.name
        assert ground == "#fbfaf7"
        await page.press("ctrl+t")
        assert page.view.render_line(3)._segments[0].style.bgcolor.name == "#16181d"
        assert page.app.theme == "postil-dark"


async def test_a_changed_file_is_shown_in_place_and_says_what_moved(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        await page.press("4", "0", "}", "V", "H", "y", "5", "}")
        _, words = read_line_y(page)
        page.path.write_text(LONG.replace("Paragraph 3 ", "A new one.\n\nParagraph 3 "), encoding="utf-8")
        page.page._watch()
        await page.settled()
        assert "A new one." in page.article.text
        assert read_line_y(page)[1] == words
        assert page.toasts[-1] == "The file has changed: 1 paragraph new, 1 note moved along."
        page.path.write_text(LONG.replace("Paragraph 39 ", "Paragraph thirty-nine "), encoding="utf-8")
        page.page._watch()
        await page.settled()
        assert page.toasts[-1].startswith("The file has changed: 1 paragraph changed, 1 gone")


async def test_a_file_that_is_only_touched_or_gone_for_a_moment_changes_nothing(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        await page.press("9", "}")
        before = page.screen()
        os.utime(page.path, (1, 1))
        page.page._watch()
        await page.settled()
        assert page.screen() == before
        page.path.unlink()
        page.page._watch()
        await page.settled()
        assert page.screen() == before
        assert page.toasts == []
        for _ in range(3):
            page.page._watch()
            await page.settled()
        assert page.screen() == before
        assert [toast.startswith("story.txt is gone") for toast in page.toasts] == [True]
        page.path.write_text(LONG.replace("Paragraph 3 ", "A new one.\n\nParagraph 3 "), encoding="utf-8")
        page.page._watch()
        await page.settled()
        assert page.toasts[-1] == "The file has changed: 1 paragraph new."


async def test_the_time_left_is_counted_as_in_the_list(reading) -> None:
    text = "A title\n\n" + "\n\n".join(["Some words stand here and go on for a line or two. " * 40] * 40)
    async with reading(text, settings=QUIET) as page:
        [row] = page.library.listings([page.path])
        left = round(row.minutes * (1 - page.view.progress))
        assert f"{left} min left" in page.line("#head")
    async with reading(text * 60, settings=QUIET) as page:
        assert re.search(r"\d+ h left", page.line("#head"))


async def test_the_line_that_was_read_comes_back_also_in_a_changed_text(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        await page.press("1", "0", "}", "6", "j")
        y, words = read_line_y(page)
        assert y > 3
        block = page.view.focused_block
        await page.press("q")
    async with reading(LONG, settings=QUIET) as page:
        assert (read_line_y(page), page.view.focused_block) == ((y, words), block)
        await page.press("q")
    async with reading(LONG.replace("Paragraph 3 ", "New.\n\nParagraph 3 "), settings=QUIET) as page:
        assert read_line_y(page)[1] == words
        assert abs(read_line_y(page)[0] - y) <= 2
        assert page.view.focused_block == block + 1
        await page.press("q")
    async with reading("Title of it\n\nAll new.\n\nAnd short.", settings=QUIET) as page:
        assert page.view.top_offset == 0


async def test_a_glance_at_the_end_is_no_reading(reading, monkeypatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("tui.page.read_progress.now", lambda: clock[0])

    def status(page) -> tuple[str, str]:
        return page.library.reading(page.article).status, page.line("#head").split(" · ")[-1].strip()

    async with reading(LONG, settings=QUIET) as page:
        await page.press("G")
        page.page.leaving()
        await page.settled()
        assert status(page) == ("reading", "the end")
        clock[0] += 3
        page.page._watch()
        page.page.leaving()
        await page.settled()
        assert status(page) == ("read", "read")
        await page.press("g", "q")
    async with reading(LONG, settings=QUIET) as page:
        assert page.library.reading(page.article).status == "read"
        await page.press("q")


async def test_what_is_read_screen_after_screen_is_read_at_its_end(reading, monkeypatch, library) -> None:
    clock = [100.0]
    monkeypatch.setattr("tui.page.read_progress.now", lambda: clock[0])
    async with reading(LONG, settings=QUIET) as page:
        await page.press("G", "g")  # a look at the end before
        for _ in range(500):
            if page.view.progress >= 1:
                break
            await page.quick("space")
            await page.pilot.pause(0)
        clock[0] += 1
        article = page.article
        await page.press("q")
    assert (
        library.reading(article).status == "read"
    )  # what is asked for last is kept by the time it has ended


async def test_counts_of_lines_pages_and_paragraphs(reading) -> None:
    async with reading(LONG, size=(80, 24), settings=QUIET) as page:
        sixth = page.view.viewport.rows[5]
        await page.press("5", "j")
        assert page.view.viewport.rows[0] == sixth
        assert page.view.viewport.y_of(page.view.line_offset) == 0
        await page.press("g", "1", "2", "}")
        assert page.view.focused_block == 12
        await page.press("2", "{")
        assert page.view.focused_block == 10
        await page.press("G")
        assert page.article.text.rstrip().endswith(
            page.words(page.view.viewport.row_span(page.view.line_offset)).rstrip()
        )
        assert "the end" in page.line("#head")


async def test_width_and_highlighting_come_from_the_settings(reading) -> None:
    settings = Settings(
        reader=ReaderSettings(width=50, highlighting="loud"), entities=EntitySettings(enabled=False)
    )
    async with reading(LONG, settings=settings) as page:
        assert page.view.text_cells == 50
        assert page.view.cover.highlighting == "loud"


async def test_zen_leaves_the_text_alone_and_comes_back(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        before = page.screen()
        await page.press("z")
        assert [line.rstrip("▐ ") for line in page.screen()] == [line.rstrip("▐ ") for line in before]
        assert "▐" not in "".join(page.screen())
        assert not page.page.query_one("#head").visible and not page.page.query_one("#foot").visible
        await page.press("z")
        assert page.screen() == before
        assert page.page.query_one("#foot").visible


async def test_zen_says_what_is_waited_for_and_how_it_is_left(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        foot = page.page.query_one("#foot")
        await page.press("}", "z")
        assert page.toasts == ["Text only: z or Esc brings the rest back."] and not foot.visible
        for keys in ("m", "f", "v", "v H"):
            await page.press(*keys.split())
            assert foot.visible and "Esc leave" in page.line("#foot")
            await page.press("escape", "escape")
        assert foot.visible and page.page.query_one("#head").visible
        await page.press("z", "z")
        assert page.toasts == ["The rest is back beside the text."] and foot.visible


async def test_zen_shows_no_notes_beside_the_text(reading) -> None:
    for size in ((80, 24), (120, 40)):
        async with reading(LONG, settings=QUIET, size=size) as page:
            before = page.screen()
            page.library.annotate(page.article, TextSpan(0, 5), note="beside")
            await page.press("g")
            page.app.show_notes()
            await page.settled()
            noted = page.screen()
            assert noted != before
            await page.press("z")
            assert [line.rstrip("▐ ") for line in page.screen()] == [line.rstrip("▐ ") for line in before]
            await page.press("z")
            assert page.screen() == noted
            page.library.undo()


async def test_it_opens_at_the_words_that_were_asked_for(reading) -> None:
    """From the notes, the names and what was found: the page has no size yet when it is told where to go."""
    async with reading(LONG, settings=QUIET) as page:
        for wanted in ("Paragraph 40 ", "Paragraph 79 "):
            start = page.article.text.index(wanted)
            page.app.places.read([page.path], 0, TextSpan(start, start + len(wanted)))
            await page.settled()
            assert page.at_caret == wanted
            y = page.view.viewport.y_of(start)
            assert y is not None and wanted in page.screen()[y]
            assert page.view.line_offset == start


async def changed(page, text: str) -> None:
    page.path.write_text(text, encoding="utf-8")
    page.page._watch()
    await page.settled()


async def test_a_selection_stays_on_its_words_when_the_file_changes(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        text = LONG
        for keys, more in (
            (["V"], []),
            (["v", "2", "w"], ["w"]),
            (["v", "2", "w", "o"], ["b"]),
        ):
            await page.press("3", "}", *keys)
            before, is_backward = page.selected, page.open.selection.is_backward
            text = text.replace("Paragraph 1 ", "New.\n\nParagraph 1 ").replace("Paragraph 60 ", "Sixty ")
            await changed(page, text)
            assert page.selected == before
            assert page.open.selection.is_backward == is_backward
            await page.press(*more)
            assert len(page.selected) > len(before) or not more
            assert before in page.selected
            chosen = page.selected
            await page.press("H", "g")
            assert (page.notes[-1].quote, page.notes[-1].color) == (chosen, "green")
            page.library.remove(page.notes[-1].id)


async def test_a_selection_whose_words_are_gone_says_so_and_no_key_acts_until_that_is_read(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        for waiting in ([], ["H"]):
            await changed(page, LONG)
            await page.press("escape", "3", "}", "V", *waiting)
            gone = "Paragraph 2 " + "has several words in it. " * 12 if not waiting else page.selected
            await changed(page, LONG.replace(f"{gone.strip()}", "Other things stand there now.", 1))
            line = page.view.line_offset
            assert page.selected == ""
            await page.press("g" if waiting else "H", "g", "a", "d", "T", "J", "x")
            assert (page.view.line_offset, page.notes) == (line, [])
            assert page.app.screen is page.page
            told = "The words you had selected are gone from the text."
            assert told in [toast.partition("  (×")[0] for toast in page.toasts]  # told again it has a count
            assert page.line("#foot").split() == [*told.split(), "Esc", "go", "on", "reading"]
            await page.press("escape", "g")
            assert page.view.focused_block == 0
            await page.press("2", "}")


async def test_letters_of_a_jump_lead_nowhere_when_the_text_has_changed_under_them(reading) -> None:
    async with reading(LONG, settings=QUIET) as page:
        await page.press("f")
        await changed(page, LONG.replace("Title", "The title"))
        await page.press("a")
        assert page.toasts == ["The text has changed under the letters."]
        assert page.view.cover.jumps == {} and page.at_caret == ""


async def looked(page, times: int) -> None:
    for _ in range(times):
        page.page._watch()
        await page.settled()


async def test_a_file_that_is_renamed_is_followed(reading, tmp_path: Path) -> None:
    async with reading(LONG, settings=QUIET) as page:
        await page.press("9", "}", "V", "H", "y")
        before = page.screen()
        (tmp_path / "other.txt").write_text("Another one\n\nWith other words.", encoding="utf-8")
        new = page.path.rename(tmp_path / "renamed.txt")
        await looked(page, 1)
        assert page.toasts == []  # many a program takes a file away for a moment
        await looked(page, 2)
        assert page.toasts == ["story.txt has been renamed to renamed.txt."]
        assert page.screen() == before
        await page.press("}", "V", "a", "=still", "ctrl+s")
        assert [note.note for note in page.notes] == ["", "still"]
        assert page.library.read(new).id == page.article.id
        new.write_text(LONG.replace("Paragraph 3 ", "A new one.\n\nParagraph 3 "), encoding="utf-8")
        await looked(page, 1)
        assert page.toasts[-1] == "The file has changed: 1 paragraph new, 2 notes moved along."
        new.unlink()
        await looked(page, 3)
        assert page.toasts[-1].startswith("renamed.txt is gone")
        assert "the file is gone" in page.line("#head")
        await page.press("A", "=kept", "ctrl+s")
        assert [note.note for note in page.notes] == ["kept", "", "still"]
        assert "A new one." in page.article.text


@pytest.mark.parametrize(
    ("harm", "said"),
    [(b"", "can't be read"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "can't be read"), (None, "is gone")],
)
async def test_a_file_that_is_no_text_any_more_says_so_until_it_is_there_again(
    reading, harm: bytes | None, said: str
) -> None:
    async with reading(LONG, settings=QUIET) as page:
        before = page.screen()
        page.path.unlink() if harm is None else page.path.write_bytes(harm)
        await looked(page, 1)
        assert page.toasts == []  # half written
        await looked(page, 3)
        assert [f"story.txt {said}" in toast for toast in page.toasts] == [True]
        assert f"the file {said}" in page.line("#head")
        page.path.write_text(LONG, encoding="utf-8")
        await looked(page, 1)
        assert page.screen() == before


async def test_a_file_that_is_gone_is_read_on_in_its_copy(reading, tmp_path: Path) -> None:
    copy = tmp_path / "folder" / "story.txt"
    copy.parent.mkdir()
    copy.write_text(LONG + "\n", encoding="utf-8")
    async with reading(LONG, settings=QUIET) as page:
        page.library.read(copy)
        page.path.unlink()
        await looked(page, 3)
        assert page.toasts[-1] == f"story.txt is gone. You are reading its copy now: {copy}"


async def test_copies_of_an_article_are_told_apart_and_share_their_notes(reading, tmp_path: Path) -> None:
    copy, other = tmp_path / "folder" / "story.txt", tmp_path / "a copy.txt"
    copy.parent.mkdir()
    for file in (copy, other):
        file.write_text(LONG, encoding="utf-8")
    async with reading(LONG, settings=QUIET, size=(120, 24)) as page:
        assert page.toasts == [] and "story.txt" not in page.line("#head")
        page.library.read(copy)
        await page.press("alt+1", "enter")
        assert page.toasts == [f"Also at {copy}: the same article, its notes are shared."]
        assert f"Title of it · {tmp_path.name[:25]}" in page.line("#head")
        page.library.read(other)
        page.app.paths = (tmp_path,)
        await page.press("V", "H", "y")
        with_copies = page.library.listings([tmp_path])
        assert [row.notes for row in with_copies] == [1, 1, 1]
        copy.write_text(LONG + "\n\nMore.", encoding="utf-8")
        assert page.library.copies(page.article) == [other]
