"""A note whose words have changed is shown as likely, not sure; one key keeps it there."""

from annotations.model import TextSpan
from tui.screens.bottom_sheet import Sheet
from tui.screens.note_panes import pane_of
from tui.screens.notes import NotesScreen

FIRST = "The ferry left at four in the morning, with all its lamps lit and nobody at the rail to wave."
SECOND = "The harbour master wrote it down in the ledger, as he wrote down everything that left."
STORY = f"A title of some kind\n\n{FIRST}\n\n{SECOND}\n"
QUOTE = "with all its lamps lit"


async def doubtful(page) -> str:
    """Put a note on words, then change them; returns its id."""
    start = page.article.text.index(QUOTE)
    note = page.library.annotate(page.article, TextSpan(start, start + len(QUOTE)), note="bright")
    page.path.write_text(STORY.replace("lamps lit", "lanterns lit"), encoding="utf-8")
    page.page._watch()
    await page.settled()
    return note.id


async def test_a_doubtful_place_is_marked_in_the_margin_and_a_key_keeps_it(reading) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        id = await doubtful(page)
        [(note, anchor)] = page.library.notes(page.article)
        assert anchor.quality == "fuzzy"
        sign = f"about here? {anchor.score:.0%}".replace("%", "\u00a0%")
        assert any(f"╭ {sign} · note" in line for line in page.screen())
        await page.press("]")
        assert "P keep it here" in page.line("#foot")
        before = page.library.repository.get(id)
        await page.press("P")
        [(note, anchor)] = page.library.notes(page.article)
        assert (anchor.quality, note.quote) == ("exact", "with all its lanterns lit")
        assert not any("about here?" in line for line in page.screen())
        assert page.toasts[-1].startswith("The note is kept on these words.")
        await page.press("P")
        assert page.toasts[-1] == "This note is on its own words."
        await page.press("U")
        assert page.library.repository.get(id) == before
        assert any(sign in line for line in page.screen())


async def test_the_lists_of_notes_say_so_too_and_keep_it_there(reading) -> None:
    async with reading(STORY, size=(120, 30)) as page:
        await doubtful(page)
        await page.press("L")
        assert isinstance(page.app.screen, Sheet)
        lines = [page.app.screen.query_one("SheetList").render_line(y).text for y in range(3)]
        assert any("about here?" in line for line in lines)
        await page.press("escape", "alt+2")
        screen = page.app.screen
        assert isinstance(screen, NotesScreen)
        assert any("about here?" in screen.list.render_line(y).text for y in range(5))
        assert screen.chosen is not None
        assert pane_of(screen.chosen, "a")[-1].text.endswith("a keeps it there.")
        await page.press("a")
        [note] = page.library.repository.annotations()
        assert note.quote == "with all its lanterns lit"
        assert not any("about here?" in screen.list.render_line(y).text for y in range(5))
        await page.press("a")
        assert page.toasts[-1] == "This note is on its own words."
        await page.press("U")
        [note] = page.library.repository.annotations()
        assert note.quote == QUOTE
