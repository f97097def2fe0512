"""A slow line, as over ssh: few bytes a key, and of a key that is held down the newest frame."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.session import HAS_PTY, Terminal
from tui.textual_patches.slow_terminal import ANSWER, QUESTION

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")

ARTICLES = 90
MOVE_BYTES = 1_500
HELD_BYTES = 15_000
"""What half of sixty presses would take."""


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
        terminal.settle(0.5)
        yield terminal


def test_a_move_in_the_list_sends_two_rows(articles: Terminal) -> None:
    articles.press("j")
    articles.settle()
    for _ in range(3):
        reply = articles.press("j")
        assert reply is not None
        assert reply.size <= MOVE_BYTES
        articles.settle()


def test_of_a_held_key_a_terminal_that_is_behind_gets_the_newest_frame(
    articles: Terminal, tmp_path: Path
) -> None:
    assert (
        QUESTION.encode() in articles.raw
    )  # it was not answered for as long as the list took to come to rest
    articles.send(ANSWER + "j")
    articles.settle(0.3)
    articles.raw.clear()
    articles.send("j" * 60 + "!")
    store = tmp_path / "notes.json"
    while not store.exists() or '"starred"' not in store.read_text(encoding="utf-8"):
        articles.rest(0.05)
    assert len(articles.raw) <= HELD_BYTES
    assert not articles.screen.shows("★")
    while not articles.screen.shows("★"):
        assert articles.process.poll() is None
        articles.send(ANSWER)
        articles.rest(0.05)
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
