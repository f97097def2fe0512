"""Finding, marks and jumps on the page, by keys."""

STORY = (
    "Harbour news\n\nThe harbour was quiet. A ferry came in, then another ferry left the old\nharbour.\n\n"
    "The Ferry company said: “don’t wait for the ferry.” Nobody waited.\n"
)


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


async def test_what_is_not_there_says_so_and_leaves_the_reader_where_he_was(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "/", "=ferry", "=x")
        assert page.view.focused_block == 1
        await page.press("enter")
        assert page.toasts == ["“ferryx” is not in this article."]
        assert page.view.focused_block == 1
        await page.press("n")
        assert page.toasts[-1] == "Nothing to find: press / first."


async def test_esc_goes_back_to_where_it_was_begun(reading) -> None:
    async with reading("Title\n\n" + "quiet line. " * 900 + "\n\nferry\n", size=(80, 24)) as page:
        await page.press("}", "/", "=ferry")
        assert page.at_caret == "ferry"
        await page.press("escape")
        assert page.view.focused_block == 1
        assert page.view.caret is None


async def test_letters_typed_in_the_field_are_no_commands(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "=qQaU1z", "home", "end", "backspace", "enter")
        assert page.notes == []
        assert page.app.is_running


async def test_the_first_key_after_enter_is_a_command_already(reading) -> None:
    async with reading(STORY) as page:
        await page.pilot.press("/", *"ferry", "enter", "v")
        assert page.selected == "ferry"


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
        await page.press("f", "escape")
        assert page.view.cover.jumps == {}
        assert page.at_caret == "company"


async def test_many_words_have_two_letters_and_none_begins_with_another(reading) -> None:
    async with reading(
        "Title\n\n" + "seven words stand here and here again. " * 40 + "\n", size=(90, 40)
    ) as page:
        await page.press("f")
        labels = page.view.cover.jumps
        assert len(labels) > 26
        assert {len(label) for label in labels.values()} == {2}
        place, label = list(labels.items())[40]
        await page.press(label[0])
        assert set(page.view.cover.jumps.values()) <= set("abcdefghijklmnopqrstuvwxyz")
        await page.press(label[1])
        assert page.view.caret.start == place
