"""The screen of corrections, by keys."""

from pathlib import Path

from textual.pilot import Pilot

from annotations.library import Library
from annotations.model import TextSpan
from tests.mentions.conftest import know
from tests.notes.say_of_names import correct
from tui.app import PostilApp
from tui.reader.screen import ReaderScreen
from tui.screens.correction_scope import ScopeSheet
from tui.screens.corrections import CorrectionsScreen


async def test_corrections_are_listed_widened_taken_back_and_gone_to(
    drive, settled, library: Library, folder: Path
) -> None:
    know(library, folder / "0.md", ("Words", "ORG"))
    know(library, folder / "1.md", ("Ghent", "GPE"), ("Words", "ORG"))
    article, said = library.read(folder / "1.md"), library.name_corrections
    at = article.text.index("Ghent", 15)
    correct(said, "not-entity", article, "Words")
    correct(said, "relabel", article, "Ghent", "ORG", scope="here", span=TextSpan(at, at + 5))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("C")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, CorrectionsScreen)
        texts = lambda: [row.correction.text for row in screen.list.rows]  # noqa: E731
        assert texts() == ["Ghent", "Words"]
        assert "“Ghent” is an organisation" in screen.list.render_line(0).text
        assert "here" in screen.list.render_line(0).text
        await pilot.press("slash", *"words", "tab", "c")
        await settled(pilot)
        assert isinstance(app.screen, ScopeSheet)
        assert [(row.text, row.right) for row in app.screen.list.rows] == [
            ("here, in “Bells of Ghent”", "1 mention"),
            ("in “Bells of Ghent”", "1 mention"),
            ("everywhere", "2 mentions in 2 articles"),
        ]
        await pilot.press("e")
        await settled(pilot)
        assert library.known_entities(library.read(folder / "0.md")) == ()
        await pilot.press("D")
        await settled(pilot)
        assert [kept.correction.text for kept in said.all()] == ["Ghent"]
        await pilot.press("U", "escape")
        await settled(pilot)
        assert texts() == ["Words", "Ghent"]  # what came back is the latest
        await pilot.press("G", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.view.cover.caret == TextSpan(at, at + 5)

    await drive([folder], body)


async def test_what_a_correction_says_comes_before_the_article(
    drive, settled, library: Library, folder: Path
) -> None:
    know(library, folder / "0.md", ("second paragraph", "GPE"))
    correct(library.name_corrections, "not-entity", library.read(folder / "0.md"), "second paragraph")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("C")
        await settled(pilot)
        assert isinstance(app.screen, CorrectionsScreen)
        for width in (60, 80):
            await pilot.resize_terminal(width, 24)
            row = app.screen.list.render_line(0).text
            assert " is no name " in row and ("Copper falls" in row) == (width == 80)

    await drive([folder], body)


async def test_without_any_it_says_how_one_is_made(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("C", "D")
        await settled(pilot)
        assert isinstance(app.screen, CorrectionsScreen)
        assert (
            app.screen.list.sentence
            == "Nothing was corrected yet. On a name of a page x, c and M correct it."
        )

    await drive([folder], body)
