"""Finding, marks and jumps on the page, by keys."""

import pytest
from textual.events import Key

from annotations.model import TextSpan
from annotations.text.boundaries import words
from tui.page.jump_labels import jump_labels

STORY = (
    "Harbour news\n\nThe harbour was quiet. A ferry came in, then another ferry left the old\nharbour.\n\n"
    "The Ferry company said: “don’t wait for the ferry.” Nobody waited.\n"
)


@pytest.fixture(params=["machine", "slow machine"])
def speed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine no hit is known yet when a key is done with."""
    if request.param == "slow machine":
        monkeypatch.setattr("tui.reader.find._SLICE_SECONDS", -1)


@pytest.mark.usefixtures("speed")
async def test_hits_are_found_at_every_letter_and_counted(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "f")
        assert page.at_caret == "f"
        await page.press("=erry")
        assert page.at_caret == "ferry"
        assert page.hits == "1/4"
        await page.press("enter")
        assert "1/4" in page.line("#foot")
        await page.press("n", "n")
        assert (page.at_caret, page.hits) == ("Ferry", "3/4")
        await page.press("n", "n")
        assert page.hits == "1/4"
        await page.press("2", "N")
        assert page.hits == "3/4"
        await page.press("escape")
        assert page.view.caret is None
        assert "/4" not in page.line("#foot")


async def test_a_capital_makes_every_letter_count(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "=Ferry", "enter")
        assert (page.at_caret, page.hits) == ("Ferry", "1/1")


async def test_words_are_found_over_broken_lines_and_in_typographic_dress(reading) -> None:
    async with reading(STORY, size=(50, 20)) as page:
        await page.press("/", "=the old harbour", "enter")
        assert page.at_caret.split() == ["the", "old", "harbour"]
        await page.press("/", "=\"don't", "enter")
        assert page.at_caret == "“don’t"


@pytest.mark.usefixtures("speed")
async def test_what_is_not_there_says_so_and_leaves_the_reader_where_he_was(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "/", "=ferry", "=x")
        assert page.view.focused_block == 1
        await page.press("enter")
        assert page.toasts == ["“ferryx” is not in this article."]
        assert page.view.focused_block == 1
        await page.press("n")
        assert page.toasts == ["“ferryx” is not in this article."] and page.hits == ""


async def test_keys_pressed_before_a_hit_is_known_are_done_once_it_is(
    reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.reader.find._SLICE_SECONDS", -1)
    monkeypatch.setattr("tui.page.find.SLICE_CHARS", 9)
    async with reading(STORY) as page:
        for keys, at, hits in (
            (("/", "=ferry", "enter", "n", "n"), "Ferry", "3/4"),
            (("escape", "g", "n", "N"), "ferry", "4/4"),
            (("escape", "g", "3", "n", "n"), "ferry", "4/4"),
        ):
            letters = [letter for key in keys for letter in (key[1:] if key[0] == "=" else [key])]
            for letter in letters:  # as quick as they come
                page.app.post_message(Key(letter, letter if len(letter) == 1 else None))
            await page.settled()
            assert (page.at_caret, page.hits) == (at, hits)
        for letter in ("/", "x", "y", "enter"):
            page.app.post_message(Key(letter, letter if len(letter) == 1 else None))
        await page.settled()
        assert page.toasts == ["“xy” is not in this article."] and page.hits == ""


async def test_esc_goes_back_to_where_it_was_begun(reading) -> None:
    async with reading("Title\n\n" + "quiet line. " * 900 + "\n\nferry\n", size=(80, 24)) as page:
        await page.press("}", "/", "=ferry")
        assert page.at_caret == "ferry"
        await page.press("escape")
        assert page.view.focused_block == 1
        assert page.view.caret is None


async def test_each_letter_is_looked_for_from_where_it_was_begun_and_esc_leaves_no_trace(reading) -> None:
    text = "Title\n\n" + "\n\n".join(f"Paragraph {n} {'wx' if n == 40 else 'wa'}." for n in range(60)) + "\n"
    async with reading(text) as page:
        await page.press("7", "G", "ctrl+e", "ctrl+e", "j")
        before, line = page.screen(), page.view.line_offset
        await page.press("/", "=wx", "backspace", "=a")
        assert [row.strip(" ▌▎▐") for row in page.screen()] == [row.strip(" ▌▎▐") for row in before]
        await page.press("backspace", "=x", "escape")
        assert page.screen() == before and page.view.line_offset == line
        await page.press("/", "=wx", "enter", "g", "j")
        assert "/wx  1 hit" in page.line("#foot")


async def test_beside_the_hits_their_number_is_said(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "=ferry", "enter")
        page.open.set_caret(page.open.finder.search.first)
        assert "/ferry  1/4" in page.line("#foot")
        page.open.set_caret(TextSpan(1, 2))
        assert "/ferry  4 hits" in page.line("#foot")


@pytest.mark.usefixtures("speed")
async def test_round_the_end_or_the_start_is_said(reading) -> None:
    async with reading(STORY, size=(110, 24)) as page:
        for keys, said in (
            (("/", "=ferry", "enter", "3", "n"), "/ferry  4/4  "),
            (("n",), "/ferry  1/4 · from the top again"),
            (("n",), "/ferry  2/4  "),
            (("2", "N"), "/ferry  4/4 · from the end again"),
            (("escape", "n"), "/ferry  1/4 · from the top again"),
            (("}",), "/ferry  4 hits  "),
            (("/", "=company", "enter"), "/company  1/1  "),
            (("n",), "/company  1/1 · the only one"),
        ):
            await page.press(*keys)
            assert said in page.line("#foot")


async def test_letters_typed_in_the_field_are_no_commands(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "=qQaU1z", "home", "end", "backspace", "enter")
        assert page.notes == []
        assert page.app.is_running


async def test_the_first_key_after_enter_is_a_command_already(reading) -> None:
    async with reading(STORY) as page:
        await page.pilot.press("/", *"ferry", "enter", "v")
        assert page.selected == "ferry"


async def test_n_goes_on_with_what_was_looked_for_last(reading) -> None:
    text = "Title\n\n" + "\n\n".join(f"Paragraph {n} has a tide." for n in range(9)) + "\n"
    async with reading(text) as page:
        await page.press("/", "=tide", "enter", "n", "escape")
        assert page.hits == "" and page.view.focused_block == 2
        await page.press("n")
        assert page.hits == "3/9"
        await page.press("escape", "N")
        assert page.hits == "2/9"
        await page.press("escape", "2", "n")
        assert page.hits == "4/9"
        await page.press("escape", "G", "/", "enter")
        assert page.hits == "9/9"
        await page.press("escape", "/", "tab", "enter")
        assert page.hits == "9/9"
        await page.press("escape", "g", "n", "/", "enter")
        assert page.hits == "2/9", "nothing typed: it goes on, also while hits are shown"
        await page.press("'", "'")
        assert page.toasts == []


async def test_a_count_leads_to_a_paragraph_and_a_share(reading) -> None:
    text = "Title\n\n" + "\n\n".join(f"Paragraph {n} is here." for n in range(60)) + "\n"
    async with reading(text) as page:
        await page.press("2", "0", "G")
        assert page.view.focused_block == 19
        await page.press("5", "g")
        assert page.view.focused_block == 4
        await page.press("2", "0", "G")
        await page.press("5", "0", "%")
        assert page.view.focused_block == 31
        await page.press("ctrl+o")
        assert page.view.focused_block == 19
        await page.press("ctrl+o", "tab", "tab")
        assert page.view.focused_block == 31
        await page.press("tab")
        assert page.toasts == ["Nothing lies ahead: ^O goes back to where a jump began."]
        await page.press("ctrl+o", "9", "9", "9", "G", "`", "`")
        assert page.view.focused_block == 19
        await page.press("%")
        assert page.toasts == ["A number comes first: 50% goes to the middle."]


async def test_marks_are_kept_with_the_article(reading) -> None:
    long = "Title\n\n" + "\n\n".join(f"Paragraph {n} is here." for n in range(60)) + "\n"
    async with reading(long) as page:
        await page.press("1", "0", "}", "m", "a", "G", "'", "a")
        assert page.view.focused_block == 10
        await page.press("'", "'")
        assert page.view.focused_block == 60
        await page.press("'", "b")
        assert "There is no mark b" in page.toasts[-1]
    async with reading(long) as page:
        await page.press("g", "'", "a")
        assert page.view.focused_block == 10


async def test_letters_jump_to_a_word_in_view(reading) -> None:
    async with reading(STORY) as page:
        await page.press("f")
        labels = dict(page.view.cover.jumps)
        [label] = [label for at, label in labels.items() if page.article.text.startswith("company", at)]
        assert any(label in line for line in page.screen())
        await page.press(*label)
        assert page.at_caret == "company"
        assert page.view.cover.jumps == {}
        await page.press("f")
        labels = dict(page.view.cover.jumps)
        await page.press("7")
        assert page.toasts[-1] == "No word here has the letter 7. Esc leaves."
        assert page.view.cover.jumps == labels
        await page.press("escape")
        assert page.view.cover.jumps == {}
        assert page.at_caret == "company"


async def test_every_word_in_view_has_letters_the_nearest_ones_few(reading) -> None:
    text = "Title\n\n" + "Seven words stand here, a few and I say: here again. " * 40 + "\n"
    async with reading(text, size=(90, 24)) as page:
        before = page.screen()
        await page.press("}", "f")
        labels, rows = dict(page.view.cover.jumps), page.view.viewport.rows
        in_view = [
            span.start for row in rows for span in words(page.article.text, TextSpan(row.start, row.end))
        ]
        assert sorted(labels) == in_view
        line = page.view.line_offset
        near = sorted(labels, key=lambda start: (abs(start - line), start))[:10]
        assert {len(labels[start]) for start in near} == {1}
        for old, new in zip(before, page.screen(), strict=True):  # no words are glued
            assert [char == " " for char in old.strip(" ▐▌▎")] == [char == " " for char in new.strip(" ▐▌▎")]
        place = next(
            start for start in labels if page.article.text.startswith("I say", start) and start > near[-1]
        )
        first = labels[place]
        assert len(first) == 1
        await page.press(first)
        second = page.view.cover.jumps[place]
        assert len(second) == 1
        await page.press("7")
        assert page.view.cover.jumps[place] == second
        await page.press(second)
        assert page.at_caret == "I"
        assert page.view.caret.start == place


def test_no_label_begins_with_another_one_and_as_many_as_can_be_are_short() -> None:
    for count in (1, 26, 27, 51, 52, 300, 676, 900):
        labels = list(jump_labels(range(count)).values())
        assert len(labels) == min(count, 676)
        short = [label for label in labels if len(label) == 1]
        assert len(set(labels)) == len(labels) and {len(label) for label in labels} <= {1, 2}
        assert not any(label[0] in short for label in labels if len(label) == 2)
        assert len(short) + (26 - len(short) - 1) * 26 < count - 1 or len(short) in (count, 26)
