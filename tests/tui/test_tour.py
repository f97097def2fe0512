"""The tour: it shows the program by itself, and any key ends it."""

from pathlib import Path

from textual.pilot import Pilot

from annotations.library import Library
from annotations.paths import samples_folder
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.screens.library import LibraryScreen
from tui.screens.notes import NotesScreen
from tui.tour import STEPS, Caption, Tour


def touring(library: Library, read_s: float) -> PostilApp:
    app = PostilApp(library, [samples_folder()], Settings(entities=EntitySettings(enabled=False)))
    app.tour = Tour(app, read_s=read_s, key_s=0)
    return app


async def test_it_goes_to_its_end_and_its_note_is_there(library: Library) -> None:
    app = touring(library, 0.02)
    places = set()
    async with app.run_test(size=(100, 30)) as pilot:
        assert app.tour is not None
        while not app.tour.is_over:
            await pilot.pause(0.02)
            places.add(type(app.screen))
        assert not app.screen.query(Caption)
        assert [note.tags for note in library.repository.annotations()] == [("to-verify",)]
        assert {LibraryScreen, NotesScreen} <= places
        await pilot.press("alt+1")
        assert isinstance(app.screen, LibraryScreen)


async def test_any_key_ends_it_and_does_nothing_else(library: Library, tmp_path: Path) -> None:
    app = touring(library, 60)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        caption = app.screen.query_one(Caption)
        assert STEPS[0].words.split(".")[0] in str(caption.render())
        await pilot.press("Q")
        await pilot.pause()
        assert app.is_running
        assert not app.screen.query(Caption)
        await pilot.press("Q")
        await pilot.pause()
        assert not app.is_running


async def test_it_is_offered_once(library: Library, folder: Path) -> None:
    async def toasts(pilot: Pilot[None], app: PostilApp) -> list[str]:
        await pilot.pause()
        return [toast.message for toast in app._notifications]

    app = PostilApp(library, [folder], is_first=True)
    async with app.run_test() as pilot:
        assert ["--tour" in said and "samples" not in said for said in await toasts(pilot, app)] == [True]
    assert library.repository.path.with_name("remembered.json").exists()
    app = PostilApp(library, [samples_folder()], is_first=True)
    async with app.run_test() as pilot:
        assert ["These are samples" in said and "--tour" in said for said in await toasts(pilot, app)] == [
            True
        ]
