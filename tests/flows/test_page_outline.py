"""The outline of an article, links within it and out of it, and what a printed page says of where a quote is from."""

from pathlib import Path

import pytest

from annotations.library import Library
from tests.sources.samples import epub, pdf
from tui.app import PostilApp
from tui.config import Settings
from tui.reader.screen import ReaderScreen
from tui.screens import open_source
from tui.screens.bottom_sheet import Sheet
from tui.screens.question import Question

CHAPTERS = "# A title\n\n" + "\n\n".join(
    f"## Part {n}\n\n" + "Words of this part go on. " * 60 + ("\n\n### Deeper\n\nBelow." if n == 2 else "")
    for n in range(1, 5)
)
LINKED = "# A title\n\nRead [the register](https://example.org/register) first.\n"


async def test_the_outline_lists_headings_with_their_place_and_goes_there(reading, tmp_path: Path) -> None:
    async with reading(CHAPTERS, path=tmp_path / "a.md") as page:
        await page.press("O")
        sheet = page.app.screen
        assert isinstance(sheet, Sheet)
        await page.press("j", "j", "enter")
        assert page.words(page.view.line_span).strip() in ("Deeper", "Part 3")
        await page.press("'", "'")
        assert page.view.line_offset < 20


async def test_of_many_headings_those_with_some_words_are_shown_and_the_head_says_which_one_is_read(
    reading, tmp_path: Path
) -> None:
    book = "# A book\n\n" + "\n\n".join(
        f"## Chapter {n} of {'storm' if n % 9 == 0 else 'calm'}\n\n" + "Words of it go on. " * 90
        for n in range(1, 41)
    )
    async with reading(book, path=tmp_path / "a.md") as page:
        await page.press("O", "/", "=storm 2")
        sheet = page.app.screen
        assert isinstance(sheet, Sheet)
        assert [row.text.strip() for row in sheet.list.rows] == ["Chapter 27 of storm"]
        await page.press("backspace", "tab", "j", "enter")
        assert page.words(page.view.line_span).strip() == "Chapter 18 of storm"
        assert "A book › Chapter 18 of storm" in page.line("#head")
        await page.press("2", ")")
        assert "Chapter 20 of calm" in page.line("#head")
        await page.press("j", "j", "(")
        assert page.words(page.view.line_span).strip() == "Chapter 20 of calm"
        await page.press("(", "'", "'")
        assert page.words(page.view.line_span).strip() == "Chapter 20 of calm"
        await page.press("O", "/", "=none such", "enter")
        sheet = page.app.screen
        assert isinstance(sheet, Sheet)
        lines = [sheet.list.render_line(y).text for y in range(sheet.list.size.height)]
        assert any("Nothing here has “none such”." in line for line in lines)
        await page.press("escape", "escape")
        assert page.app.screen is page.page
        await page.press("g", "(")
        assert page.toasts[-1] == "There is no earlier heading."


async def test_without_headings_it_says_so(reading) -> None:
    async with reading("A title\n\nOne paragraph.\n") as page:
        await page.press("O")
        assert page.toasts == ["This article has no headings."]


async def test_a_link_is_followed_on_request_only(
    reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(open_source, "open_outside", lambda target, failed: opened.append(target))
    async with reading(LINKED, path=tmp_path / "a.md") as page:
        await page.press("/", "=register", "enter", "enter")
        assert isinstance(page.app.screen, Question)
        assert opened == []
        await page.press("escape")
        assert opened == []
        await page.press("enter", "y")
        assert page.app.clipboard == "https://example.org/register"
        assert opened == []
        await page.press("enter", "enter")
        assert opened == ["https://example.org/register"]
        await page.press("escape", "a", "=on all of it", "ctrl+s")
        await page.press("f")
        await page.press(*page.view.cover.jumps[page.article.text.index("register")], "enter", "enter")
        assert len(opened) == 2, "a note around a link leaves it to be followed"
        await page.press("escape", "g", "]", "enter")
        assert not isinstance(page.app.screen, Question), "who goes to a note means it"


@pytest.mark.parametrize("target", ["part-3", "Part%203", "#part-3--"])
async def test_a_link_to_a_heading_leads_there_and_is_hinted(reading, tmp_path: Path, target: str) -> None:
    text = CHAPTERS.replace("A title\n\n", f"A title\n\nSee [further on](#{target}) or [nowhere](#none).\n\n")
    async with reading(text, path=tmp_path / "a.md") as page:
        await page.press("f")
        assert "follow link" not in page.line("#foot")
        await page.press(*page.view.cover.jumps[page.article.text.index("further")])
        assert "Enter follow link" in page.line("#foot")
        await page.press("enter")
        assert page.words(page.view.line_span) == "Part 3"
        await page.press("g", "/", "=nowhere", "enter")
        assert "Enter follow link" in page.line("#foot") and "n next" in page.line("#foot")
        await page.press("enter")
        assert page.toasts[-1] == "This link leads to #none, and nothing here is called that."


async def test_the_sign_of_a_note_in_a_book_leads_to_it(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(epub())
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        app = PostilApp(library, [path], Settings())
        async with app.run_test(size=(80, 24)) as pilot:
            screen = next(one for one in app.screen_stack if isinstance(one, ReaderScreen))
            await pilot.press("/", *"sea.1", "enter")
            caret = screen.view.cover.caret
            assert caret is not None
            screen.page.set_caret(type(caret)(caret.end - 1, caret.end))
            await pilot.press("enter")
            article = screen.article
            assert article is not None
            line = screen.view.line_span
            assert article.text[line.start : line.end] == "At low tide."


@pytest.mark.usefixtures("exports_find_no_names")
async def test_a_quote_from_a_paper_says_its_page(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(
        pdf("Title\nThe first page says this and ends here.", "The second page says that, and it ends.")
    )
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        app = PostilApp(library, [path], Settings())
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("G", "V", "y")
            assert app.clipboard.endswith("— Title, p. 2")
        article = library.read(path)
        from annotations.model import TextSpan

        at = article.text.index("second page")
        library.annotate(article, TextSpan(at, at + 11), note="Which?")
        library.export([article], to=tmp_path / "vault")
        (page,) = (tmp_path / "vault").glob("*.md")
        assert "> [!quote] ¶ 2 · p. 2 · yellow" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("link", ["[md](b.md#the-part)", "[[b#The part]]"])
async def test_a_link_to_an_article_beside_opens_it_and_one_to_none_says_so(
    reading, tmp_path: Path, link: str
) -> None:
    (tmp_path / "b.md").write_text(
        "# Neighbour\n\n" + "Words of it go on. " * 300 + "\n\n## The part\n\nEnd.\n", encoding="utf-8"
    )
    async with reading(f"# A title\n\nRead {link} or [no](gone.md).\n", path=tmp_path / "a.md") as page:
        await page.press("/", "=no", "enter", "enter")
        assert page.toasts == ["This link leads to gone.md, and no such article lies there."]
        await page.press("/", "=md" if "md]" in link else "=b", "enter", "enter")
        other = page.app.screen
        assert isinstance(other, ReaderScreen)
        assert other.article is not None and other.article.title == "Neighbour"
        assert other.page.view.line_offset == other.article.text.index("The part")
        await page.press("G", "ctrl+o", "ctrl+o")
        assert page.app.screen is page.page and page.at_caret == ("md" if "md]" in link else "b")
        await page.press("tab")
        there = page.app.screen
        assert (
            isinstance(there, ReaderScreen)
            and there.article is not None
            and there.article.title == "Neighbour"
        )
        await page.press("q", "ctrl+o", "ctrl+o", "ctrl+o")
        assert page.toasts == ["No jump began further back: q leaves the page."]
