"""Taking something along from the page: copies, the source, the articles before and after."""

import os
import sys
import threading
from pathlib import Path

import pytest

from annotations.library import Library
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.desktop.clipboard import Clipboard
from tui.screens import open_source as opening

STORY = "A title\nBy Ana Ruiz\n\nThe first paragraph. It has two sentences.\n\nThe second.\n"


async def test_y_copies_quote_and_citation_to_terminal_and_system(
    reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside: list[str] = []
    monkeypatch.setattr(Clipboard, "copy", lambda _, text: outside.append(text))
    async with reading(STORY) as page:
        await page.press("2", "}", "V", "y")
        words = "“The first paragraph.” — A title, Ana Ruiz"
        assert page.app.clipboard == words
        assert outside == [words]
        assert page.toasts == ["Copied: The first paragraph."]
        assert page.selected == ""


async def test_o_opens_the_file_and_nothing_opens_by_itself(reading, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(opening, "open_outside", lambda target, failed: opened.append(target))
    async with reading(STORY) as page:
        await page.press("e", "enter", "escape", "}")
        assert opened == []
        await page.press("o")
        assert opened == [page.path]


@pytest.mark.skipif(os.name != "posix", reason="openers are programs of their own on POSIX systems only")
@pytest.mark.parametrize("opener", ["#!/bin/sh\nexit 3\n", "", "#!/bin/sh\nexit 0\n"])
async def test_o_says_where_the_source_is_when_nothing_opens_it(
    reading, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opener: str
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    name = "open" if sys.platform == "darwin" else "xdg-open"
    if opener:
        (programs / name).write_text(opener, encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    outside: list[str] = []
    monkeypatch.setattr(Clipboard, "copy", lambda _, text: outside.append(text))
    async with reading(STORY) as page:
        await page.press("o")
        for thread in threading.enumerate():
            while thread.name == "postil-opening" and thread.is_alive():
                await page.pilot.pause()
        await page.settled()
        if opener.endswith("0\n"):
            assert (page.toasts, outside) == ([f"Opening {page.path.name}"], [])
        else:
            assert page.toasts == [f"No program here opens it. Copied, to be pasted elsewhere: {page.path}"]
            assert outside == [page.app.clipboard] == [str(page.path)]


async def test_j_and_k_go_through_the_articles(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two", "three"):
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(f"Title {name}\n\nText of {name}.\n", encoding="utf-8")
    (tmp_path / "two.txt").write_bytes(b"\x00\x01\x02" * 40)
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        app = PostilApp(library, [tmp_path], Settings(entities=EntitySettings(enabled=False)))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            app.places.read(files, 0)
            await pilot.pause()
            await pilot.press("2", "J")
            await app.workers.wait_for_complete()
            assert app.screen.article.title == "Title three"
            await pilot.press("J")
            assert [toast.message for toast in app._notifications][
                -1
            ] == "There is no further article this way."
            await pilot.press("K")
            await app.workers.wait_for_complete()
            assert app.screen.article.title == "Title three"
            assert len(app._notifications) == 2
            await pilot.press("2", "K")
            await app.workers.wait_for_complete()
            assert app.screen.article.title == "Title one"
