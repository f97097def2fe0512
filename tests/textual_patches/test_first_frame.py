"""What opens is seen at once as it is to be: no frame without its words, nothing that moves in the next one."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from annotations.library import Library
from annotations.model import TextSpan
from tests import quiet_loop
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.textual_patches import first_frame


class Frames:
    """The frames that an application has painted, each with the screen that was in front."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.painted: list[tuple[str, list[str]]] = []
        display = App._display

        def seen(app: App[None], screen: Screen[object], renderable: object) -> None:
            if renderable is not None and not app._batch_count:
                rows = [strip.text for strip in app.screen._compositor.render_strips()]
                self.painted.append((type(app.screen).__name__, rows))
            display(app, screen, renderable)  # type: ignore[arg-type]

        monkeypatch.setattr(App, "_display", seen)

    def of(self, screen: str) -> list[list[str]]:
        """Those of a screen."""
        found = [rows for name, rows in self.painted if name == screen]
        assert found, f"{screen} was never painted"
        return found


def _edges(rows: Sequence[str]) -> set[int]:
    """The columns where a pane's hairline stands."""
    return {at for row in rows for at, char in enumerate(row) if char == "│"}


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> Frames:
    return Frames(monkeypatch)


def note_on(library: Library, path: Path) -> None:
    article = library.read(path)
    start = article.text.index("stand here")
    library.annotate(article, TextSpan(start, start + 10), note="Who says so?", tags=("style",))


@pytest.mark.parametrize(
    ("key", "screen", "words"),
    [
        ("2", "NotesScreen", "Who says so?"),
        ("3", "NamesScreen", "3 Names"),
        ("4", "TagsScreen", "#style"),
        ("question_mark", "HelpScreen", "Open what is chosen"),
        ("S", "ExportScreen", "Enter look ahead"),
        ("t", "Picker", "style"),
        ("enter", "ReaderScreen", "Words of"),
    ],
)
async def test_the_first_frame_of_what_opens_is_whole(
    drive,
    settled,
    frames: Frames,
    library: Library,
    folder: Path,
    monkeypatch,
    key: str,
    screen: str,
    words: str,
) -> None:
    note_on(library, folder / "0.md")

    monkeypatch.setattr(first_frame, "PATIENCE_S", 60)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press(key)
        await settled(pilot)
        first, *others = frames.of(screen)
        assert words in "\n".join(first)
        assert {frozenset(_edges(rows)) for rows in others} <= {frozenset(_edges(first))}

    await drive([folder], body)


async def test_the_list_is_first_seen_with_its_articles(
    frames: Frames, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_frame, "PATIENCE_S", 60)
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
    first, *others = frames.of("LibraryScreen")
    assert "Copper falls" in "\n".join(first)
    assert {frozenset(_edges(rows)) for rows in others} <= {frozenset(_edges(first))}


@pytest.mark.usefixtures("workers_held_up")
async def test_a_list_that_is_slow_to_come_says_so_meanwhile(
    drive, settled, frames: Frames, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_on(library, folder / "0.md")
    gate = threading.Event()
    all_notes = library.all_notes

    def late() -> object:
        gate.wait(20)
        return all_notes()

    monkeypatch.setattr(library, "all_notes", late)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        while not any(name == "NotesScreen" for name, _ in frames.painted):
            await pilot.pause(0.02)
        said = "\n".join(frames.of("NotesScreen")[0])
        assert "2 Notes" in said
        assert "Reading the notes." in said
        gate.set()
        await settled(pilot)
        assert "Who says so?" in "\n".join(frames.of("NotesScreen")[-1])

    await drive([folder], body)


async def test_a_terminal_that_is_behind_is_given_the_newest_frame_only(
    drive, settled, frames: Frames, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "long.md").write_text("\n\n".join(f"Paragraph {n}." for n in range(900)), encoding="utf-8")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        monkeypatch.setattr(
            quiet_loop, "LONGEST_S", 0.1
        )  # whoever waits for the terminal looks at it without a rest
        waiting = [2]
        monkeypatch.setattr(app.backlog, "frames", lambda: waiting[0])
        frames.painted.clear()
        await pilot.press(*["space"] * 9, "G")
        await pilot.pause(0.1)
        assert frames.painted == []
        waiting[0] = 1  # still on its way
        await pilot.pause(0.1)
        assert frames.painted == []
        waiting[0] = 0
        while not frames.painted:
            await pilot.pause(0.02)
        assert "Paragraph 899." in "\n".join(frames.painted[0][1])

    await drive([folder / "long.md"], body)


async def test_what_is_held_back_is_not_rendered(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    held, render = list[bool](), Compositor.render_update
    monkeypatch.setattr(
        Compositor,
        "render_update",
        lambda own, **how: held.append(app.first_frame.is_awaited) or render(own, **how),
    )
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "1")
        await pilot.pause()
    assert held, "something was painted"
    assert not any(held)
