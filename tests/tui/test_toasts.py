"""What the user is told: once, counted, and in their words."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot
from textual.widgets._toast import Toast, ToastHolder

from annotations.library import Library
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.toasts import ToastText, toasts_now
from tui.widgets.safe_input import SafeInput


def toasts(app: PostilApp) -> list[str]:
    return [toast.message for toast in app._notifications]


def test_news_takes_the_place_of_news_and_warnings_stay_for_their_time() -> None:
    news, other = ToastText("a", "", "information", 5), ToastText("b", "", "information", 6)
    warning, again = ToastText("w", "", "warning", 5), ToastText("w", "", "warning", 7)
    assert toasts_now([news], other, 1) == [other]
    assert toasts_now([warning, news], other, 1) == [warning, other]
    assert toasts_now([warning, news], again, 1) == [ToastText("w", "", "warning", 7, 2), news]
    assert toasts_now([warning], again, 6) == [again]
    assert toasts_now([warning], ToastText("w", "another", "warning", 7), 1)[0] == warning


def test_there_are_never_many_toasts_and_news_leaves_first() -> None:
    heap = [ToastText(str(at), "", "warning", 9) for at in range(3)]
    last = ToastText("last", "", "warning", 9)
    assert toasts_now(heap, last, 1) == [*heap[1:], last]
    news = ToastText("news", "", "information", 9)
    assert toasts_now([heap[0], news, heap[1]], last, 1) == [heap[0], heap[1], last]


async def test_a_sheet_takes_away_what_was_told_and_an_error_is_not_in_its_way(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("tui.toasts.time", SimpleNamespace(monotonic=lambda: now[0]))
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        app.tell("one " * 30)
        app.tell("It can't be read. " * 5, severity="warning")
        app.tell("No room on the disk. " * 5, severity="error")
        await pilot.pause()
        now[0] += 1.5
        await pilot.press("a")
        while len(toasts(app)) > 1:
            await pilot.pause(0.01)
        assert toasts(app) == ["No room on the disk. " * 5]
        assert isinstance(app.screen.focused, SafeInput)
        app.tell("It can't be read. " * 5, severity="warning")
        app.tell("Another can't be read. " * 5, severity="warning")
        while len(shown := [toast for toast in app.screen.query(Toast) if toast.size.height]) < 3:
            await pilot.pause(0.01)
        for toast in shown:
            assert not app.screen.find_widget(toast).visible_region.overlaps(app.screen.focused.region)


async def test_news_goes_with_the_next_key_once_it_was_read(
    drive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("tui.toasts.time", SimpleNamespace(monotonic=lambda: now[0]))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        app.tell("No room on the disk.", severity="warning")
        app.tell("One.")
        await pilot.pause()
        await pilot.press("j")
        assert toasts(app) == ["No room on the disk.", "One."]
        now[0] += 1.5
        await pilot.press("j")
        assert toasts(app) == ["No room on the disk."]

    await drive([folder], body)


async def test_a_warning_that_is_said_again_is_one_toast_with_a_count(drive, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        app.tell("One.")
        for _ in range(3):
            app.tell("No room on the disk.", severity="warning")
        app.tell("Two.")
        await pilot.pause()
        assert toasts(app) == ["No room on the disk.  (×3)", "Two."]
        app.tell("No room on the disk.", severity="warning")
        await pilot.pause()
        assert toasts(app) == ["No room on the disk.  (×4)", "Two."]
        app.toasts.clear()
        app.tell("No room on the disk.", severity="warning")
        await pilot.pause()
        assert toasts(app) == ["No room on the disk."]

    await drive([folder], body)


async def test_what_was_told_leaves_nothing_behind(library: Library, folder: Path) -> None:
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        await app.workers.wait_for_complete()
        for number in range(8):
            app.tell(f"News {number}.")
            await pilot.pause()
        shown = [holder.query(Toast) for holder in app.screen.query(ToastHolder)]
        assert [[toast._notification.message for toast in toasts] for toasts in shown] == [["News 7."]]


async def test_a_note_that_is_gone_is_no_id_on_the_screen(
    drive, settled, library: Library, folder: Path
) -> None:
    note = library.annotate(library.read(folder / "0.md"), None, note="one")
    library.remove(note.id)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        app.background.run(lambda: library.remove(note.id))
        app.background.run(lambda: library.restore(note.id))
        app.background.run(lambda: library.restore(note.id))
        await settled(pilot)
        assert len(toasts(app)) == 2
        assert all(said.startswith("This note is not") and note.id not in said for said in toasts(app))

    await drive([folder], body)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_a_toast_is_as_tall_as_its_words(library: Library, folder: Path, size: tuple[int, int]) -> None:
    """Textual sizes what holds a toast by another width than the toast, where that is given in per cent."""
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test(size=size, notifications=True) as pilot:

        async def told(words: str) -> Toast:
            app.toasts.clear()
            await pilot.pause()
            app.tell(words)
            while not [toast for toast in app.screen.query(Toast) if toast.size.height]:
                await pilot.pause(0.01)
            return app.screen.query_one(Toast)

        width = (await told("a" * 300)).content_size.width
        for length in range(width - 1, width + 5):
            toast = await told("a" * length)
            seen = app.screen.find_widget(toast).visible_region
            assert seen.right == size[0], "no letter of what lies behind stands at its side"
            assert seen.height == toast.outer_size.height == 1 + (length > width)


async def test_text_without_blanks_goes_on_behind_the_words_before_it(library: Library, folder: Path) -> None:
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.tell("Copied: " + "東京塔が見える。" * 8)
        await pilot.pause()
        assert toasts(app)[0].startswith("Copied: 東京")
        lines = toasts(app)[0].split("\n")
        assert len(lines) == 3 and app.query_one(Toast).size.height == 3, "nothing is broken twice"
