"""The whole main job by keys only: open, read, note, highlight, edit, delete, undo; asserted on the store."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.library import Library
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.global_commands import GlobalCommands
from tui.reader.screen import ReaderScreen
from tui.screens.corrections import CorrectionsScreen
from tui.screens.library import LibraryScreen
from tui.screens.name_card import NameCardScreen
from tui.screens.names import NamesScreen
from tui.screens.notes import NotesScreen
from tui.screens.tags import TagsScreen

STORY = "A title for it\n\nThe first paragraph names Ana Ruiz. It has two sentences.\n\nThe second is here, too.\n"


async def settled(app: PostilApp, pilot: Pilot[None]) -> None:
    """All that was asked of the store is done and shown."""
    await app.workers.wait_for_complete()
    await pilot.pause()


SETTINGS = Settings(entities=EntitySettings(enabled=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "articles" / "other.txt").write_text("Another one\n\nWith a paragraph.\n", encoding="utf-8")
    return tmp_path / "articles"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "notes.json") as opened:
        yield opened


async def test_a_note_on_the_focused_paragraph_is_kept(folder: Path, library: Library) -> None:
    app = PostilApp(library, [folder / "story.txt"], SETTINGS)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("}", "a", *"why q", "tab", *"to-verify", "ctrl+s")
        await settled(app, pilot)
        assert isinstance(app.screen, ReaderScreen)
        [(note, anchor)] = library.notes(library.read(folder / "story.txt"))
        assert (note.note, note.tags) == ("why q", ("to-verify",))
        assert note.quote.startswith("The first paragraph")
        assert anchor.quality == "exact"
        await pilot.press("D")
        await settled(app, pilot)
        assert library.repository.annotations() == []
        await pilot.press("U")
        await app.workers.wait_for_complete()
        assert [found.id for found in library.repository.annotations()] == [note.id]
        await pilot.press("ctrl+r")
        await app.workers.wait_for_complete()
        assert library.repository.annotations() == []


async def test_a_word_is_found_selected_grown_and_highlighted(folder: Path, library: Library) -> None:
    app = PostilApp(library, [folder / "story.txt"], SETTINGS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("/", *"Ana", "enter", "v", "e", "H", "g")
        await settled(app, pilot)
        [note] = library.repository.annotations()
        assert note.quote == "Ana Ruiz"
        assert note.color == "green"
        await pilot.press("v", "tab", "H", "p")
        await settled(app, pilot)
        assert {found.quote for found in library.repository.annotations()} >= {
            "Ana Ruiz",
            "The first paragraph names Ana Ruiz.",
        }


async def test_esc_asks_before_it_throws_text_away(folder: Path, library: Library) -> None:
    app = PostilApp(library, [folder / "story.txt"], SETTINGS)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("a", "x", "escape")
        assert not isinstance(app.screen, ReaderScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, ReaderScreen)
        assert library.repository.annotations() == []


async def test_from_the_list_into_an_article_and_back_with_progress(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = itertools.count()
    monkeypatch.setattr("tui.page.read_progress.now", lambda: 3600.0 * next(hours))
    app = PostilApp(library, [folder], SETTINGS)
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press("G", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("K", "G", "q")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert {row.status for row in app.screen.query_one("ArticleList").rows} == {"read"}


async def test_every_command_of_the_table_is_done_by_somebody() -> None:
    from tui.commands import COMMANDS

    doers = {
        "list": LibraryScreen,
        "articles": LibraryScreen,
        "notes": NotesScreen,
        "entities": NamesScreen,
        "name": NamesScreen,
        "card": NameCardScreen,
        "corrections": CorrectionsScreen,
        "tags": TagsScreen,
        "page": ReaderScreen,
        "select": ReaderScreen,
    }
    for command in COMMANDS:
        name = f"do_{command.action}"
        everywhere = hasattr(GlobalCommands, name)
        doer = doers.get(command.context)
        needs = ((),) if doer in (ReaderScreen, LibraryScreen) else ()
        screen = doer(*needs) if doer not in (None, NameCardScreen) else None
        doing = [doer, *(screen.parts if screen else ()), *(screen.late_parts if screen else ())]
        assert everywhere or sum(hasattr(one, name) for one in doing) == 1, command.id
