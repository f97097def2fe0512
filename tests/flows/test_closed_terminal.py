"""The terminal is closed, or a signal comes, while a note is being written: it is kept."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from annotations.store.repository import Repository
from tests.terminal.session import HAS_PTY, Terminal

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")


def typed(folder: Path, *, owns_terminal: bool = False) -> Terminal:
    article = folder / "story.txt"
    article.write_text("A title\n\nThe first paragraph stands here.\n", encoding="utf-8")
    config = folder / "config.toml"
    config.write_text("[entities]\nenabled = false\n", encoding="utf-8")
    owner = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    command = [
        *([sys.executable, "-c", owner] if owns_terminal else []),
        sys.executable,
        "-m",
        "tui",
        "--store",
        str(folder / "notes.json"),
        "--config",
        str(config),
        str(article),
    ]
    terminal = Terminal(command, cwd=str(Path(__file__).parents[2]))
    terminal.wait_for("first paragraph")
    terminal.send("}a")
    terminal.wait_for("Write a note")
    terminal.send("half a thought")
    terminal.wait_for("half a thought")
    return terminal


def ended(terminal: Terminal, within_s: float = 20) -> int:
    deadline = time.monotonic() + within_s
    while terminal.process.poll() is None and time.monotonic() < deadline:
        terminal.rest(0.05)
    code = terminal.process.poll()
    assert code is not None, "postil did not end"
    return code


def kept(folder: Path) -> list[str]:
    with Repository.open(folder / "notes.json") as repository:
        return [draft.note for draft in repository.drafts.all()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_a_signal_keeps_the_draft_and_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    with typed(tmp_path) as terminal:
        terminal.process.send_signal(number)
        assert ended(terminal) == 128 + number
    assert kept(tmp_path) == ["half a thought"]


@pytest.mark.parametrize("owns_terminal", [True, False])
def test_a_closed_terminal_keeps_the_draft(tmp_path: Path, owns_terminal: bool) -> None:
    terminal = typed(tmp_path, owns_terminal=owns_terminal)
    os.close(terminal._master)
    code = terminal.process.wait(20)
    assert code == 128 + signal.SIGHUP
    assert kept(tmp_path) == ["half a thought"]
