"""Rows are painted once and kept: what is kept must be what would be painted now."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.geometry import Region

from annotations.library import Library
from annotations.model import TextSpan
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.reader.screen import ReaderScreen

PARAGRAPH = "Ana Ruiz said “naïve” words of 北京 on Monday and nothing else was said by anybody at all. " * 4
TEXT = "A title for it\n\n" + "\n\n".join(f"{n} {PARAGRAPH}" for n in range(30)) + "\n"
KEYS = [
    "j",
    "k",
    "space",
    "b",
    "d",
    "u",
    "g",
    "G",
    "}",
    "{",
    "v",
    "V",
    "w",
    "l",
    "h",
    "n",
    "escape",
    "I",
    "plus",
    "minus",
]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from(KEYS), min_size=4, max_size=25))
@pytest.mark.parametrize("noted", [False, True])
def test_kept_rows_are_those_that_would_be_painted_now(noted: bool, keys: list[str], tmp_path: Path) -> None:
    import asyncio

    asyncio.run(_walk(noted, keys, tmp_path))


async def _walk(noted: bool, keys: list[str], folder: Path) -> None:
    file = folder / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    (folder / "notes.json").unlink(missing_ok=True)
    with Library.open(folder / "notes.json", cache=folder / "cache") as library:
        if noted:
            article = library.read(file)
            library.annotate(article, TextSpan(20, 400), note="who says so")
            library.annotate(article, TextSpan(500, 520), note="and why", tags=("x",))
        app = PostilApp(library, [file], Settings(entities=EntitySettings(enabled=False)))
        async with app.run_test(size=(110, 30)) as pilot:
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, ReaderScreen)
            view = app.screen.view
            whole = Region(0, 0, view.size.width, view.size.height)
            kept = view.render_lines(whole)
            view.restyle()
            assert [strip.text for strip in view.render_lines(whole)] == [strip.text for strip in kept]
            assert view.render_lines(whole) == kept
            assert all(strip.cell_length == view.size.width for strip in kept)


async def test_the_first_frame_of_another_shape_has_the_text(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        app = PostilApp(library, [file], Settings(entities=EntitySettings(enabled=False)))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, ReaderScreen)
            view = app.screen.view
            view.on_resize = lambda: None  # type: ignore[method-assign]
            for size in ((80, 24), (200, 50), (40, 12)):
                await pilot.resize_terminal(*size)
                strips = view.render_lines(Region(0, 0, view.size.width, view.size.height))
                assert len(strips) == view.size.height and "A title for it" in "".join(s.text for s in strips)
                assert all(strip.cell_length == view.size.width for strip in strips)
