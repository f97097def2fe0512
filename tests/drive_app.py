"""Drive the application by its keys: fixtures of every room that has a screen."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from annotations.library import Library
from tests import quiet_loop
from tui.app import PostilApp
from tui.config import EntitySettings, Settings

quiet_loop.use_quiet_loop()

TITLES = ("Copper falls", "Bells of Ghent", "A slow train")
Body = Callable[[Pilot[None], PostilApp], Awaitable[None]]
Drive = Callable[..., Awaitable[None]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles."""
    made = tmp_path / "articles"
    made.mkdir()
    for number, title in enumerate(TITLES):
        text = f"# {title}\n\nWords of {title} stand here. They are few.\n\nA second paragraph of {title}.\n"
        (made / f"{number}.md").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def toasts_outlast_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the five real seconds of a toast go by between two keys."""
    monkeypatch.setattr(PostilApp, "NOTIFICATION_TIMEOUT", 600)


@pytest.fixture(autouse=True)
def nothing_is_done_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done when real seconds have gone by is done when a test says so: a busy machine would do it in between."""
    monkeypatch.setattr("tui.reader.screen.WATCHED_SECONDS", 3600)
    monkeypatch.setattr("tui.app._NAMES_COUNTED_AFTER_S", 3600)
    monkeypatch.setattr("tui.app._IDLE_S", 3600)
    monkeypatch.setattr("tui.page.read_progress.now", lambda: 0.0)  # two seconds would be a reading
    standing = SimpleNamespace(monotonic=lambda: 0.0)  # one second, and the next key takes news away
    monkeypatch.setattr("tui.toasts.time", standing)


async def _settled(pilot: Pilot[None]) -> None:
    """Wait for what was asked for, and for what that asked for."""
    for _ in range(3):
        await pilot.pause()
        with suppress(WorkerCancelled):  # a later one has taken its place: the next round waits for that
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.fixture
def drive(library: Library) -> Drive:
    """`await drive(paths, body)` runs the application."""

    async def run(paths: list[Path], body: Body, size: tuple[int, int] = (120, 40)) -> None:
        app = PostilApp(library, paths, Settings(entities=EntitySettings(enabled=False)))
        async with app.run_test(size=size) as pilot:
            await _settled(pilot)
            await body(pilot, app)

    return run


@pytest.fixture
def settled() -> Callable[[Pilot[None]], Awaitable[None]]:
    """`await settled(pilot)` waits for the work of other threads."""
    return _settled


@pytest.fixture
def workers_held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that holds a worker up: keys are pressed meanwhile without waiting for it."""
    monkeypatch.setattr(quiet_loop, "WORKERS_S", 0.02)
