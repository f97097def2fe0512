"""The line that says how far a long job is."""

import io
import os
import sys

import pytest

from annotations.entities.index_articles import Progress
from tui.cli.progress import ProgressLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal where stderr was; within the test, since pytest lays its own between fixture and test."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def shown(terminal: Terminal) -> str:
    return terminal.getvalue().rsplit("\r", 1)[-1].rstrip()


def test_of_a_single_long_article_the_share_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    line = ProgressLine("finding names")
    line(Progress(0, 1, 0, 40_000, 20.0, (), 0.37))
    assert shown(terminal) == "finding names ███████░░░░░░░░░░░░░ 37 % 2,000 words/s"


def test_of_several_their_number_is_said_and_the_bar_moves_within_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = watched(monkeypatch)
    line = ProgressLine()
    line(Progress(1, 4, 0, 40_000, 20.0, (), 0.8))
    assert shown(terminal) == "█████████░░░░░░░░░░░ 1/4 0.1 articles/s 2,000 words/s"


def test_a_shorter_line_covers_a_longer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    line = ProgressLine()
    line(Progress(0, 1, 0, 100_000, 1.0, (), 0.1))
    line(Progress(0, 1, 0, 100, 1.0, (), 0.1))
    _, longer, shorter = terminal.getvalue().split("\r")
    assert len(longer) == len(shorter)


def test_what_takes_long_says_how_to_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    line = ProgressLine("finding names", without="--no-names: without")
    line(Progress(0, 1, 0, 0, 3.0, ()))
    assert "--no-names" not in shown(terminal)
    line(Progress(0, 1, 0, 9_999, 6.0, (), 0.01))
    assert shown(terminal).endswith(" 1 % 1,666 words/s (--no-names: without)")
    line(Progress(122, 123, 0, 99_999, 6.0, (), 0.01))
    assert shown(terminal).endswith(" 122/123 16,666 words/s (--no-names: without)")
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((40, 24)))
    line(Progress(122, 123, 0, 99_999, 6.0, (), 0.02))
    assert len(shown(terminal)) == 39, "a line that is as wide as the terminal would begin a new one"
