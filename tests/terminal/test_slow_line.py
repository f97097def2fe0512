"""A slow line, as over ssh: few bytes a key, and of a key that is held down the newest frame."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.session import HAS_PTY, Terminal

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")

ARTICLES = 90
MOVE_BYTES = 1_500
HELD_BYTES = 30_000
"""For sixty presses: less than two rows each, the list scrolled twice, and the last frame."""


@pytest.fixture
def articles(tmp_path: Path) -> Iterator[Terminal]:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(ARTICLES):
        words = f"Words of the story with the number {number} stand here, and they go on for a while. " * 5
        (folder / f"{number:02}.md").write_text(f"# Story {number:02}\n\n{words}\n", encoding="utf-8")
    config = tmp_path / "config.toml"
    config.write_text('theme = "dark"\n[entities]\nenabled = false\n', encoding="utf-8")
    files = ["--store", str(tmp_path / "notes.json"), "--config", str(config)]
    command = [sys.executable, "-m", "tui", *files, str(folder)]
    with Terminal(command, columns=100, rows=30, cwd=str(Path(__file__).parents[2])) as terminal:
        terminal.wait_for("Words of the story")
        terminal.settle()
        yield terminal


def test_a_move_in_the_list_sends_two_rows(articles: Terminal) -> None:
    articles.press("j")
    articles.settle()
    for _ in range(3):
        reply = articles.press("j")
        assert reply is not None
        assert reply.size <= MOVE_BYTES
        articles.settle()


def test_a_held_key_sends_what_changes_and_the_newest_frame(articles: Terminal, tmp_path: Path) -> None:
    articles.raw.clear()
    articles.send("j" * 60 + "!")
    store = tmp_path / "notes.json"
    while not store.exists() or '"starred"' not in store.read_text(
        encoding="utf-8"
    ):  # nobody reads meanwhile
        with contextlib.suppress(subprocess.TimeoutExpired):
            articles.process.wait(0.02)
            raise AssertionError("it has ended")
    articles.wait_for("★")
    articles.settle()
    assert len(articles.raw) <= HELD_BYTES
    starred = next(line for line in articles.screen.lines() if "★" in line)
    assert starred.startswith("▎")


def test_what_another_program_wrote_is_painted_over_on_request(articles: Terminal) -> None:
    articles.screen.feed(b"\x1b[9;1HBroadcast message from root")
    articles.send("j")
    articles.settle()
    assert articles.screen.shows("Broadcast")
    articles.send("\x0c")
    articles.settle()
    assert not articles.screen.shows("Broadcast")
    assert articles.screen.shows("Story 05")
