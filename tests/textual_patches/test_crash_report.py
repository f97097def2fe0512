"""What an error of postil's own says, and what it keeps to itself."""

import asyncio
from pathlib import Path

import pytest
from textual.css.query import NoMatches
from textual.worker import WorkerFailed

from tui.textual_patches.crash_report import REPORT
from tui.textual_patches.painting import PatchedApp


class Broken(PatchedApp):
    """Fails on a thread, with words of an article at hand."""

    said: list[str]

    def on_mount(self) -> None:
        self.run_worker(self._fail, thread=True)

    def _fail(self) -> None:
        words = "the words of an article"
        raise OSError(f"no room for {len(words)} signs")

    def _print_error_renderables(self) -> None:
        self.said = [str(one) for one in self._exit_renderables]


def test_an_error_of_ours_says_one_sentence_and_no_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTIL_CACHE", str(tmp_path))
    app = Broken()

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()

    with pytest.raises(WorkerFailed):
        asyncio.run(run())
    report = tmp_path / REPORT
    assert app.said == [
        f"postil: an error of its own ended it: OSError: no room for 23 signs. Your notes are safe; {report} says where it was, for a bug report."
    ]
    assert app.return_code == 1
    assert report.stat().st_mode & 0o777 == 0o600
    told = report.read_text(encoding="utf-8")
    assert "in _fail" in told and "words of an article" not in told.replace(
        'words = "the words of an article"', ""
    )


class Leaving(PatchedApp):
    """Ends while a screen that looks for its widgets is being opened."""

    async def on_mount(self) -> None:
        self.exit(return_code=129)
        self._handle_exception(NoMatches("its widgets have gone already"))


def test_a_screen_that_comes_too_late_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTIL_CACHE", str(tmp_path))
    app = Leaving()

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()

    asyncio.run(run())
    assert app.return_code == 129
    assert not (tmp_path / REPORT).exists()
