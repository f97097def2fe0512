"""Moving over the page, by keys: every press shows, the line that is read is marked, and commands start from it."""

from itertools import pairwise

import pytest

LONG = "A title for it\n\n" + "\n\n".join(
    f"Paragraph {n} begins here. " + "It has several words in it. " * 8 for n in range(30)
)
SHORT = "A title\n\nOne paragraph stands here. It is short.\n\nAnother one.\n"


def marked_line(page) -> str:
    [line] = [line for line in page.screen() if "▌" in line]
    return line.split("▌", 1)[1].strip(" ▐")


async def test_every_press_of_j_and_k_shows(reading) -> None:
    for text, size in ((LONG, (80, 24)), (SHORT, (80, 24)), (LONG, (120, 40)), (LONG, (60, 20))):
        async with reading(text, size=size) as page:
            seen = [page.screen()]
            for key in ("j", "k"):
                while True:
                    await page.quick(key)
                    seen.append(page.screen())
                    if seen[-1] == seen[-2]:
                        break
                seen.pop()
            assert seen[-1] == seen[0]
            assert all(one != other for one, other in pairwise(seen))


async def test_j_and_k_scroll_a_line_and_move_the_mark_at_the_two_ends(reading) -> None:
    async with reading(LONG) as page:
        await page.press("j")
        assert page.view.viewport.rows[0] != page.view.viewport.layout.row(page.view.viewport.layout.first())
        await page.press("}", "}")
        y = page.view.viewport.y_of(page.view.line_offset)
        for _ in range(6):
            first = page.view.viewport.rows[1]
            await page.quick("j")
            assert page.view.viewport.rows[0] == first
            there = page.view.viewport.y_of(page.view.line_offset)
            assert there in (y, y - 1)  # a blank line has no text of its own
        await page.press("G")
        bottom = page.screen()
        await page.press("k", "j")
        assert page.screen() == bottom
        await page.press("g")
        assert marked_line(page) == "A title for it"


async def test_moving_back_leads_to_where_it_began(reading) -> None:
    async with reading(LONG) as page:
        for begin in ("3}", "G", "g"):
            await page.press(*begin)
            before = page.screen()
            await page.press("1", "2", "j", "1", "2", "k") if begin != "G" else await page.press(
                "1", "2", "k", "1", "2", "j"
            )
            assert page.screen() == before


async def test_commands_start_from_the_line_that_is_read(reading) -> None:
    async with reading(LONG) as page:
        await page.press("}", "3", "j", "v")
        assert page.article.text[page.open.selection.span.start :].startswith(page.selected)
        assert page.open.selection.span.start == page.view.line_offset
        await page.press("escape")
        line = page.view.line_offset
        await page.press("V")
        assert line in page.open.selection.span
        assert page.view.line_offset == line


@pytest.mark.parametrize(
    ("there", "back"), [("ctrl+f", "ctrl+b"), ("pagedown", "pageup"), ("ctrl+d", "ctrl+u"), ("end", "home")]
)
async def test_hands_from_elsewhere_find_their_keys(reading, there: str, back: str) -> None:
    async with reading(LONG) as page:
        before = page.view.top_offset
        await page.press(there)
        assert page.view.top_offset > before
        await page.press(back)
        assert page.view.top_offset == before


async def test_scrolling_leaves_the_line_that_is_read_until_it_would_leave_the_page(reading) -> None:
    async with reading(LONG) as page:
        await page.press("2", "}")
        line, top = marked_line(page), page.view.viewport.rows[0]
        await page.press("ctrl+e")
        assert marked_line(page) == line
        assert page.view.viewport.rows[0] != top
        await page.press("ctrl+y")
        assert page.view.viewport.rows[0] == top
        await page.press("2", "0", "ctrl+e")
        assert marked_line(page) != line


async def test_the_head_says_nothing_of_a_share_on_line_one(reading) -> None:
    async with reading(LONG) as page:
        assert " 0 % " in page.line("#head")
        await page.press("G")
        assert " 100 % " in page.line("#head")
    async with reading(SHORT) as page:
        assert "%" not in page.line("#head")


async def test_a_wide_head_shows_where_one_can_go_and_a_narrow_one_does_not(reading) -> None:
    for width, is_shown in ((160, True), (100, False)):
        async with reading("A title\n\nWords.", size=(width, 24)) as page:
            await page.settled()
            head = page.line("#head")
            assert head.count("A title") == 1
            assert ("Alt-1 Articles › A title   Alt-2 Notes 0   Alt-3 Names" in head) == is_shown


@pytest.mark.parametrize(("text", "missed_at_most"), [(LONG, 0.01), (LONG[:2600], 0.06)])
async def test_a_share_of_the_text_is_what_the_head_says(reading, text: str, missed_at_most: float) -> None:
    async with reading(text, size=(80, 24)) as page:
        for percent in (50, 20, 80):
            await page.press(*str(percent), "%")
            assert abs(page.view.progress - percent / 100) <= missed_at_most
            line = page.view.viewport.line_row
            assert line.start <= len(page.article.text) * percent / 100 <= line.end + 1
            assert page.view.viewport.y_of(line.start) is not None
            assert f" {page.view.progress:.0%}".replace("%", " %") in page.line("#head")
        before = page.view.line_offset
        await page.press(*"100", "%")
        assert page.view.progress == 1
        await page.press("'", "'")
        assert page.view.line_offset == before


async def test_the_end_of_an_article_that_ends_in_a_wrapped_table_is_its_last_line(reading, tmp_path) -> None:
    long = "Brackish since the ice, and the amber comes from its southern shore " * 3 + "at last"
    table = f"# Seas\n\n{'Words of it. ' * 400}\n\n| Sea | Said of it | Depth |\n|--|--|--|\n| Baltic | {long} | 55 |\n"
    async with reading(table, path=tmp_path / "seas.md") as page:
        await page.press("G")
        assert any("at last" in line for line in page.screen())
        assert page.view.viewport.line == page.view.viewport.layout.last()
