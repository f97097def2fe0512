"""Poor terminals, and windows that change their size at the worst moment: postil shows itself and ends when it is told to."""

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.session import HAS_PTY, Terminal

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")


OWNER = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"


def opened(folder: Path, env: Mapping[str, str] | None = None, streams: str = "") -> Terminal:
    articles = folder / "articles"
    articles.mkdir()
    for name in ("one", "two"):
        (articles / f"{name}.txt").write_text(f"Story {name}\n\nA paragraph of it.\n", encoding="utf-8")
    config = folder / "config.toml"
    config.write_text("[entities]\nenabled = false\n", encoding="utf-8")
    files = ["--store", str(folder / "notes.json"), "--config", str(config)]
    command = [sys.executable, "-m", "tui", *files, str(articles)]
    if streams:
        line = f"{shlex.join(command)} {streams}"
        command = [sys.executable, "-c", OWNER, "sh", "-c", line]
    # 80x25 is what Rich takes a dumb terminal for; the window is another size, as a window is.
    return Terminal(command, columns=80, rows=24, env=env, cwd=str(Path(__file__).parents[2]))


@pytest.mark.parametrize("term", ["dumb", "vt100", "linux", ""])
def test_whatever_the_terminal_says_it_is(tmp_path: Path, term: str) -> None:
    with opened(tmp_path, {"TERM": term}) as terminal:
        terminal.wait_for("Story two")
        terminal.send("?")
        terminal.wait_for("narrow down")
        terminal.send("q")
        terminal.settle()
        terminal.send("2")
        terminal.wait_for("No notes yet")
        terminal.send("Q")
        assert terminal.rest_until_ended() == 0


@pytest.mark.parametrize("streams", ["2>errors", "2>&-", "<&-", "<&- 2>&-"])
def test_the_reader_stands_on_the_terminal_wherever_other_streams_go(tmp_path: Path, streams: str) -> None:
    errors = tmp_path / "errors"
    with opened(tmp_path, streams=streams.replace("errors", shlex.quote(str(errors)))) as terminal:
        terminal.wait_for("Story two", timeout_s=10)
        terminal.send("Q")
        assert terminal.rest_until_ended() == 0
    assert not errors.exists() or not errors.read_bytes()


def test_a_window_that_changes_its_size_while_a_screen_opens(tmp_path: Path) -> None:
    with opened(tmp_path) as terminal:
        terminal.wait_for("Story two")
        for turn in range(6):
            terminal.send("2?q" if turn % 2 else "1")
            for rows in (30, 24, 31):
                terminal.resize(80 + turn, rows, timeout_s=0.02)
        terminal.send("4")
        terminal.wait_for("No tags yet")
        terminal.send("Q")
        assert terminal.rest_until_ended() == 0
        left = terminal.raw.rfind(b"\x1b[?1049l")
        wiped = terminal.raw.rfind(b"\x1b[2J", 0, left)
        # tmux scrolls what stands on the page into the screen of a shell whose window has grown
        assert wiped >= 0 and not re.sub(rb"\x1b\[[?<]?[0-9;]*[a-zA-Z]", b"", terminal.raw[wiped:left])
