"""What stands at the top of the list while its rows come."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.library import Library, Listing
from tests import quiet_loop
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.screens.library import LibraryScreen


async def test_who_has_not_moved_stays_at_the_top_while_a_new_folder_is_read(
    settled, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").mkdir()
    for number in range(50):
        text = f"Number {number} of many\nBy Ana Ruiz, {1970 + number}-01-01\n\nWords.\n"
        (tmp_path / "new" / f"9{number:02}.txt").write_text(text, encoding="utf-8")
    gate, listings = threading.Event(), library.listings

    def slow(*arguments: object, **named: object) -> Iterator[Listing]:
        for at, row in enumerate(listings(*arguments, **named)):
            if at == 45:
                gate.wait(20)
            yield row

    monkeypatch.setattr(library, "listings", slow)
    monkeypatch.setattr(quiet_loop, "WORKERS_S", 0.02)
    app = PostilApp(library, [tmp_path / "new"], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await asyncio.wait_for(screen.filled.wait(), 10)
        assert 40 <= len(screen.listed) < 50
        gate.set()
        await settled(pilot)
        chosen = screen.list.chosen
        assert chosen is not None
        assert (chosen.title, screen.list.index) == ("Number 49 of many", 0)
