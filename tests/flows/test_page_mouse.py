"""The mouse on the page: the wheel scrolls, a click focuses, dragging selects, two clicks take a word, three a sentence."""

from tui.screens.bottom_sheet import Sheet
from tui.screens.library import LibraryScreen
from tui.screens.note_editor import NoteEditor
from tui.screens.question import Question
from tui.widgets.article_view import ArticleView

STORY = (
    "Title\n\nThe first paragraph names 京都 trips. It has two sentences.\n\nThe second one.\n\n"
    + "\n\n".join(f"Paragraph {n} is here." for n in range(40))
)


def cell(page, words: str) -> tuple[int, int]:
    """Where words stand in the view."""
    offset = page.article.text.index(words)
    y = page.view.viewport.y_of(offset)
    return page.view._shape[0] + 2 + page.view.viewport.column_of(offset), y


async def test_a_click_focuses_and_more_clicks_select(reading) -> None:
    async with reading(STORY) as page:
        await page.pilot.click(ArticleView, offset=cell(page, "second one"))
        assert page.view.focused_block == 2
        assert page.selected == ""
        await page.pilot.click(ArticleView, offset=cell(page, "trips"), times=2)
        assert page.selected == "trips"
        await page.pilot.click(ArticleView, offset=cell(page, "trips"), times=3)
        assert page.selected == "The first paragraph names 京都 trips."
        await page.pilot.click(ArticleView, offset=cell(page, "second"))
        assert page.selected == ""


async def test_dragging_selects_from_here_to_there(reading) -> None:
    async with reading(STORY) as page:
        await page.pilot.mouse_down(ArticleView, offset=cell(page, "first"))
        await page.pilot.hover(ArticleView, offset=cell(page, "names"))
        await page.pilot.hover(ArticleView, offset=cell(page, "都"))
        await page.pilot.mouse_up(ArticleView, offset=cell(page, "都"))
        assert page.selected == "first paragraph names 京都"
        await page.press("H", "p")
        assert [note.color for note in page.notes] == ["pink"]


async def test_a_drag_from_a_blank_line_begins_with_the_text_it_comes_to(reading) -> None:
    async with reading(STORY) as page:
        x, y = cell(page, "names")
        await page.pilot.mouse_down(ArticleView, offset=(x, y - 1))
        await page.pilot.hover(ArticleView, offset=(x + 2, y - 1))
        assert page.selected == ""
        await page.pilot.hover(ArticleView, offset=(x + 4, y))
        await page.pilot.mouse_up(ArticleView, offset=(x + 4, y))
        assert page.selected == "The first paragraph names"
        await page.press("escape")
        await page.pilot.mouse_down(ArticleView, offset=(x, y + 1))
        await page.pilot.hover(ArticleView, offset=cell(page, "It has"))
        await page.pilot.mouse_up(ArticleView, offset=cell(page, "It has"))
        assert page.selected == "It has two sentences."


async def test_the_wheel_scrolls_and_the_reading_line_stays_in_view(reading) -> None:
    async with reading(STORY) as page:
        top = page.view.top_offset
        page.view.scroll_rows(3)
        assert page.view.top_offset > top
        assert page.view.viewport.y_of(page.view.line_offset) is not None
        page.view.scroll_rows(-3)
        assert page.view.top_offset == top


async def test_the_wheel_and_the_bar_let_go_of_what_leaves_the_screen(reading) -> None:
    async with reading(STORY, [("京都", "GPE", "京都")]) as page:
        last = page.view.size.height - 1
        for is_bar in (False, True):
            await page.press("g")
            await page.pilot.click(ArticleView, offset=cell(page, "京都"))
            page.view.scroll_rows(1)
            assert page.at_caret == "京都" and "no name" in page.line("#foot")
            if is_bar:
                await page.pilot.click(ArticleView, offset=(page.view.size.width - 1, last))
            else:
                page.view.scroll_rows(40)
            assert page.view.caret is None and "no name" not in page.line("#foot")
        await page.press("g", "/", "=is here", "enter", "n")
        page.view.scroll_rows(30)
        line = page.view.line_offset
        assert page.view.caret is None
        await page.press("n")
        assert page.at_caret == "is here" and page.view.caret.start > line


async def test_a_click_on_a_name_puts_the_caret_on_it(reading) -> None:
    async with reading(STORY, [("京都", "GPE", "京都")]) as page:
        x, y = cell(page, "京都")
        await page.pilot.click(ArticleView, offset=(x + 3, y))
        assert page.at_caret == "京都"
        await page.pilot.click(ArticleView, offset=(6, 0))
        assert (page.view.focused_block, page.view.caret) == (0, None)


async def test_a_click_behind_the_letter_of_a_name_is_on_the_word_that_stands_there(reading) -> None:
    async with reading(STORY, [("京都", "GPE", "京都")]) as page:
        await page.press("I", "I")
        x, y = cell(page, "trips")
        assert page.screen()[y].count("京都ᴸ trips") == 1
        await page.pilot.click(ArticleView, offset=(x + 5, y), times=2)
        assert page.selected == "trips"


async def test_the_mouse_selects_nothing_that_textual_would_select(reading) -> None:
    async with reading(STORY) as page:
        await page.press("?")
        await page.pilot.mouse_down(offset=(10, 5))
        await page.pilot.hover(offset=(30, 8))
        assert (
            page.app.screen._select_state is None
        )  # it fails where the widget under the pointer is just going
        await page.pilot.mouse_up(offset=(30, 8))


async def test_the_head_leads_back_to_the_list_and_a_kind_lists_the_names(reading) -> None:
    async with reading(STORY, [("京都", "GPE", "京都")], size=(80, 24)) as page:
        await page.pilot.click("#foot", offset=(page.line("#foot").index("place"), 0))
        await page.settled()
        assert isinstance(page.app.screen, Sheet)
        await page.press("escape", "v")
        selected = page.selected
        await page.pilot.click("#foot", offset=(page.line("#foot").index("place"), 0))
        await page.settled()
        assert selected and page.selected == selected, "the names are not for a selection"
        assert page.toasts == [] and page.app.screen is page.page
        await page.press("escape")
        for keys, on in (((), "postil"), (("v",), "›"), (("/", "f"), "postil")):
            await page.press(*keys)
            await page.pilot.click("#head", offset=(page.line("#head").index(on), 0))
            await page.settled()
            assert isinstance(page.app.screen, LibraryScreen)
            await page.press("q")
            assert page.app.screen is page.page


async def test_the_scroll_bar_is_drawn_along(reading) -> None:
    async with reading(STORY, size=(80, 24)) as page:
        view = page.view
        right, last = view.size.width - 1, view.size.height - 1
        await page.pilot.mouse_down(ArticleView, offset=(right, 0))
        await page.pilot.hover(ArticleView, offset=(right - 9, last // 2))
        assert 0.35 < view.progress < 0.65 and page.selected == ""
        assert view.viewport.y_of(view.line_offset) is not None
        await page.pilot.hover(ArticleView, offset=(right, last))
        await page.pilot.mouse_up(ArticleView, offset=(right - 9, last))
        assert view.progress == 1 and page.selected == "" and view.caret is None
        await page.pilot.mouse_down(ArticleView, offset=(right, 0))
        await page.pilot.mouse_up(ArticleView, offset=(right, 0))
        assert view.top_offset == 0


async def test_a_click_on_a_card_goes_to_its_note_and_another_one_edits_it(reading) -> None:
    async with reading(STORY, size=(120, 40)) as page:
        await page.press("}", "}", "a", "=seen", "ctrl+s", "g")
        at = next(y for y, line in enumerate(page.screen()) if "seen" in line)
        spot = (page.screen()[at].index("seen"), at)
        await page.pilot.click(ArticleView, offset=spot)
        assert page.open.is_on(page.open.note_here()) and page.view.focused_block == 2
        await page.pilot.click(ArticleView, offset=spot)
        assert isinstance(page.app.screen, NoteEditor)
        await page.press("escape")
        await page.pilot.resize_terminal(70, 30)
        await page.press("escape", "g")
        at = next(y for y, line in enumerate(page.screen()) if "•" in line)
        await page.pilot.click(ArticleView, offset=(page.screen()[at].index("•"), at))
        assert any("seen" in line for line in page.screen()), "the mark opens the card"
        at = next(y for y, line in enumerate(page.screen()) if "seen" in line)
        await page.pilot.click(ArticleView, offset=(page.screen()[at].index("seen"), at))
        assert isinstance(page.app.screen, NoteEditor)


async def test_a_click_on_a_link_puts_the_caret_on_it_and_another_one_asks(reading, tmp_path) -> None:
    text = "# Title\n\nSee [the report](https://example.org/report) of today, and more words.\n"
    async with reading(text, path=tmp_path / "linked.md") as page:
        await page.press("}", "a", "=noted", "ctrl+s", "escape")
        spot = cell(page, "report")
        await page.pilot.click(ArticleView, offset=spot)
        assert page.at_caret == "the report" and "follow link" in page.line("#foot")
        assert any("│ noted" in line for line in page.screen()), "the note around it keeps its card"
        await page.pilot.click(ArticleView, offset=spot)
        assert isinstance(page.app.screen, Question)


async def test_a_click_on_the_words_of_a_folded_note_shows_it(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "v", "w", "w", "a", "=seen", "ctrl+s", "escape", "g")
        assert not any("seen" in line for line in page.screen())
        await page.pilot.click(ArticleView, offset=cell(page, "first"))
        assert any("│ seen" in line for line in page.screen())
        assert page.open.is_on(page.open.note_here()) and "Enter edit" in page.line("#foot")
        await page.pilot.click(ArticleView, offset=cell(page, "names"), times=2)
        assert page.selected == "names"


async def test_a_colour_is_picked_by_a_click(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "v", "H")
        await page.pilot.click("#foot", offset=(page.line("#foot").index("pink"), 0))
        await page.settled()
        assert [note.color for note in page.notes] == ["pink"]


SEAS = """# Seas

| Sea | Depth | What is said of it |
|-----|------:|--------------------|
| Baltic | 55 | Brackish since the ice, and the amber comes from its southern shore |
| Black | 1253 | No oxygen is found below two hundred metres, so that old ships lie there whole |
"""


async def test_words_in_the_cells_of_a_wrapped_table_are_taken_where_they_are_seen(reading, tmp_path) -> None:
    async with reading(SEAS, size=(70, 20), path=tmp_path / "seas.md") as page:
        x, y = cell(page, "southern")
        x += page.view.viewport.rows[y].indent
        await page.pilot.click(ArticleView, offset=(x, y), times=2)
        assert page.selected == "southern"
        line = page.view.render_line(y).text
        assert "│       │ from its southern" in line and x == line.index("southern")
        await page.press("j")
        assert page.selected.startswith("southern shore\nBlack ") and page.selected.endswith(
            "│ No oxygen is foun"
        )
        await page.press("escape", "slash", *"ships", "enter")
        here = page.view.caret
        assert page.article.text[here.start : here.end] == "ships" and len(page.view.rows_of(here)) == 1
