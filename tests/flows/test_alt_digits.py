"""Alt with a digit, as a terminal sends it, goes to the screens: on the page the digits alone are counts."""

import sys
from pathlib import Path

import pytest

from tests.terminal.session import HAS_PTY, Terminal


@pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")
def test_alt_digits_reach_the_screens(tmp_path: Path) -> None:
    article = tmp_path / "story.txt"
    article.write_text("A title\n\nThe first paragraph stands here.\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text("[entities]\nenabled = false\n", encoding="utf-8")
    store, config = str(tmp_path / "notes.json"), str(tmp_path / "config.toml")
    command = [sys.executable, "-m", "tui", "--store", store, "--config", config, str(article)]
    with Terminal(command, cwd=str(Path(__file__).parents[2])) as terminal:
        terminal.wait_for("first paragraph")
        for digit, words in (
            ("2", "No notes yet"),
            ("3", "Nobody has looked"),
            ("4", "No tags yet"),
            ("1", "Articles 1"),
        ):
            terminal.settle()
            terminal.send(f"\x1b{digit}")
            terminal.wait_for(words, 20)
