"""Selecting on the page, by keys."""

import pytest
from textual.events import Key

STORY = (
    "A title for it\n\nThe first paragraph names Ana Ruiz. It has two sentences, the second of them long enough "
    "to be broken over two lines of the page.\n\nThe second paragraph is here, too. It is short.\n"
)
NAMES = [("Ana Ruiz", "PERSON", "Ana Ruiz")]


SENTENCE = "The first paragraph names Ana Ruiz."
PARAGRAPH = f"{SENTENCE} It has two sentences, the second of them long enough to be broken over two lines of the page."
MOVES = [
    ("} v", "The"),
    ("} v l", "The "),
    ("} v 3 l h", "The f"),
    ("} v h", "Th"),
    ("} v w", "The f"),
    ("} v w w w e", "The first paragraph names"),
    ("} v 2 w b", "The f"),
    ("} v 2 e", "The first paragraph"),
    ("} v j k", "The"),
    ("} v j e", f"{SENTENCE} It has two sentences, the second of them"),
    ("} v $", f"{SENTENCE} It has two sentences, the second of"),
    ("} v $ 0", "T"),
    ("} v )", SENTENCE),
    ("} v 2 )", PARAGRAPH),
    ("} v ) (", "T"),
    ("} v }", PARAGRAPH),
    ("} v } {", "T"),
    ("} V", SENTENCE),
    ("} V )", PARAGRAPH),
    ("e v", "Ana Ruiz"),
    ("e v o b", "names Ana Ruiz"),
    ("e v o 2 b o h", "paragraph names Ana Rui"),
    ("e v 2 b", "A"),
    ("e v 3 b", "names Ana Ruiz"),
    ("e v {", "The first paragraph names Ana Ruiz"),
    ("} } v }", "The second paragraph is here, too. It is short."),
    ("} v v", ""),
    ("} v tab", SENTENCE),
    ("} v tab tab", PARAGRAPH),
    ("} v tab tab shift+tab", SENTENCE),
    ("} v tab tab shift+tab shift+tab", "The"),
    ("e v tab e shift+tab", SENTENCE),
    ("} v W", "The f"),
    ("} v $ ^", "T"),
    ("} v G", f"{PARAGRAPH}\n\nThe second paragraph is here, too. It is short."),
    ("} v 3 G", f"{PARAGRAPH}\n\nT"),
    ("} } v g", f"A title for it\n\n{PARAGRAPH}\n\nThe"),
    ("} v ctrl+f", f"{PARAGRAPH}\n\nThe"),
    ("} } v ctrl+u", f"title for it\n\n{PARAGRAPH}\n\nThe"),
    ("m a } } v ' a", f"A title for it\n\n{PARAGRAPH}\n\nThe"),
    ("m a } } v ` a", f"A title for it\n\n{PARAGRAPH}\n\nThe"),
]


async def test_motions_move_and_stretch_the_selection(reading) -> None:
    wrong = []
    async with reading(STORY, NAMES) as page:
        for keys, words in MOVES:
            await page.quick("g", *keys.split())
            if page.selected != words:
                wrong.append((keys, words, page.selected))
            await page.quick("escape")
            assert page.selected == ""
    assert not wrong


async def test_v_takes_the_name_or_the_hit_under_the_caret(reading) -> None:
    async with reading(STORY, NAMES) as page:
        await page.press("e", "v")
        assert page.selected == "Ana Ruiz"
        await page.press("escape", "/", "=two sent", "enter", "v")
        assert page.selected == "two sent"


async def test_v_takes_a_word_where_the_caret_is_on_a_note_or_nowhere(reading) -> None:
    async with reading("Title\n\nAna Ruiz came here.\n", NAMES) as page:
        await page.press("}", "v")
        assert page.selected == "Ana"
        await page.press("V", "H", "y", "]", "v")
        assert page.selected == "Ana"


async def test_keys_typed_before_the_sheet_is_there_are_the_sheets(reading) -> None:
    async with reading(STORY) as page:
        for key in ("}", "a", "w", "D", "y"):
            page.app.post_message(Key(key, key))
        await page.settled()
        assert page.app.screen.text.text == "wDy"
        await page.press("ctrl+s")
        assert [note.note for note in page.notes] == ["wDy"]
        for key in ("/", "n", "a", "m"):
            page.app.post_message(Key(key, key))
        await page.settled()
        assert page.open.finder.words == "nam"


async def test_v_starts_at_the_line_that_is_read(reading) -> None:
    long = "word " * 2_000
    async with reading(f"Title\n\n{long}\n") as page:
        await page.press("}", "space", "v")
        assert page.selected == "word"
        assert page.open.selection.span.start == page.view.line_offset > page.view.top_offset


async def test_the_moving_end_is_seen_and_the_start_is_kept_on_one_screen_of_lines(reading) -> None:
    async with reading(STORY, NAMES) as page:
        await page.press("}", "v", "3", "e")
        head = page.view.cover.head
        assert page.words(head) == "s"
        assert head.end == page.open.selection.span.end
        await page.press("o")
        assert page.view.cover.head.start == page.open.selection.span.start


async def test_a_selection_never_cuts_a_cluster(reading) -> None:
    async with reading("Title\n\nA 👩‍👩‍👧 family e\u0301t 京都 trip\n") as page:
        await page.press("}", "v", "l", "l")
        assert page.selected == "A 👩‍👩‍👧"
        await page.press("l", "h", "h")
        assert page.selected == "A "


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        ("v i w", "The"),
        ("v 2 w i w", "paragraph"),
        ("v e e i s", "The first paragraph names Ana Ruiz."),
        ("v i p", STORY.split("\n\n")[1]),
        ("v i escape", "The"),
    ],
)
async def test_all_of_a_word_sentence_or_paragraph_is_selected_as_in_vim(
    reading, keys: str, selected: str
) -> None:
    async with reading(STORY) as page:
        await page.press("}", *keys.split())
        assert page.selected == selected


async def test_another_letter_says_what_can_be_selected(reading) -> None:
    async with reading(STORY) as page:
        await page.press("}", "v", "i", "z")
        assert page.toasts == ["Select: w word, s sentence, p paragraph."]
        assert page.selected == "The"


async def test_what_is_selected_becomes_a_name(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "=first", "enter", "v", "c", "p", "a")
        assert [page.words(span) for span, _ in page.open.names.within(page.view.window)] == ["first"]
        assert [c.text for c in page.library.name_corrections.corrections(page.article.id)] == ["first"]


@pytest.mark.parametrize("keys", ["t =style, to-verify enter", "a =why tab =style, to-verify ctrl+s", "H g"])
async def test_selections_are_kept(reading, keys: str) -> None:
    async with reading(STORY) as page:
        await page.press("}", "V", *keys.split(" ")[:1])
        rest = keys.split(" ", 1)[1]
        for key in rest.replace(", ", ",").split(" "):
            await page.press(key)
        [note] = page.notes
        assert note.quote == "The first paragraph names Ana Ruiz."
        assert page.selected == ""
        if "style" in keys:
            assert note.tags == ("style", "to-verify")
        else:
            assert note.color == "green"


@pytest.mark.parametrize(("key", "shown"), [("H", "H"), ("l", "l")])
async def test_a_key_for_selections_says_what_comes_first(reading, key: str, shown: str) -> None:
    async with reading(STORY) as page:
        await page.press("}", key)
        assert page.toasts == [f"{shown} is for a selection: v selects a word, V the sentence."]
        assert page.selected == ""


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("p", "p does nothing here: ? shows the keys."),
        (". .", ". does nothing here: ? shows the keys."),
        ("v x", "x is not for a selection: Esc leaves it."),
        ("v p", "p does nothing here: ? shows the keys."),
        ("escape", "Nothing to leave here: q goes back."),
    ],
)
async def test_no_key_does_nothing_and_says_nothing(reading, keys: str, told: str) -> None:
    async with reading(STORY) as page:
        await page.press("}", *keys.split())
        assert page.toasts == [told]


async def test_a_selection_extends_to_hits_words_and_notes(reading) -> None:
    async with reading(STORY) as page:
        await page.press("/", "=second", "enter", "g", "v", "n")
        assert page.selected == f"A title for it\n\n{PARAGRAPH[: PARAGRAPH.index('second') + 1]}"
        await page.press("N")
        assert page.selected.endswith("\n\nThe s")
        await page.press("escape", "escape", "g", "}", "v", "/", "=long", "down", "enter")
        assert page.selected == PARAGRAPH[: PARAGRAPH.index("long") + 1]
        await page.press("/", "=page", "escape")
        assert page.selected == PARAGRAPH[: PARAGRAPH.index("long") + 1]
        await page.press("f")
        at = page.article.text.index("lines")
        await page.press(*page.view.cover.jumps[at])
        assert page.selected == PARAGRAPH[: PARAGRAPH.index("lines") + 1]
        await page.press("escape", "}", "}", "v", "H", "y", "g", "v", "]")
        assert page.selected == f"A title for it\n\n{PARAGRAPH}\n\nT"
        await page.press("[")
        assert page.selected == f"A title for it\n\n{PARAGRAPH}\n\nT"


async def test_leaving_is_said_at_every_width(reading) -> None:
    for width in (40, 60, 80, 120):
        async with reading(STORY, NAMES, size=(width, 20)) as page:
            await page.press("}", "v")
            assert "Esc leave" in page.line("#foot")
            await page.press("escape", "f")
            assert "Esc leave" in page.line("#foot")


async def test_keys_that_are_not_heard_are_not_hinted(reading) -> None:
    async with reading(STORY, NAMES) as page:
        before = page.line("#foot")
        for keys in ("a", "i", "?"):
            await page.press(keys)
            assert page.app.screen is not page.page
            assert "select" not in page.line("#foot") and "find" not in page.line("#foot")
            await page.press("escape")
            assert page.line("#foot") == before


async def test_selecting_says_its_motions_and_how_it_is_left_in_sixty_cells(reading) -> None:
    async with reading(STORY, size=(60, 20)) as page:
        await page.press("v")
        assert "w e ) } extend" in page.line("#foot")
        assert "Esc leave" in page.line("#foot")
        painted = {
            segment.text.strip(): segment.style for segment in page.page.query_one("#foot").render_line(0)
        }
        assert painted["Esc"] != painted["leave"]


async def test_the_next_selection_begins_where_the_last_one_was_left(reading) -> None:
    async with reading("Title\n\nOne two three four five six.\n") as page:
        await page.press("}", "v", "escape")
        assert page.view.caret is None
        await page.press("v", "w", "w", "w", "b", "escape", "v")
        assert page.selected == "three"
        await page.press("l", "l", "o", "w", "escape", "v")
        assert page.selected == "three"
        await page.press("escape", "V", "escape", "escape")
        assert page.view.caret is None
