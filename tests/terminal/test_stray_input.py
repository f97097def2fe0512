"""What comes in at the terminal: pasted text is text, odd bytes and sequences end nothing, a signal leaves it sane."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.store.repository import Repository
from tests.terminal.session import HAS_PTY, Terminal

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")

ROOT = str(Path(__file__).parents[2])
PASTE = "\x1b[200~{}\x1b[201~"


def command(folder: Path, *paths: Path, theme: str = "dark") -> list[str]:
    config = folder / "config.toml"
    config.write_text(f'theme = "{theme}"\n[entities]\nenabled = false\n', encoding="utf-8")
    place = ["--store", str(folder / "notes.json"), "--config", str(config)]
    return [sys.executable, "-m", "tui", *place, *map(str, paths)]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    words = "\n\n".join(f"Paragraph {number} stands here." for number in range(60))
    path.write_text(f"A title\n\n{words}\n", encoding="utf-8")
    return path


@pytest.fixture
def page(tmp_path: Path, article: Path) -> Iterator[Terminal]:
    with Terminal(command(tmp_path, article), cwd=ROOT) as terminal:
        terminal.wait_for("Paragraph 0 stands")
        terminal.settle()
        yield terminal


def notes(folder: Path) -> list[str]:
    with Repository.open(folder / "notes.json") as repository:
        return [note.note for note in repository.annotations()]


def write_note(terminal: Terminal, keys: bytes) -> None:
    """Type bytes into a new note and save it."""
    terminal.send("}a")
    terminal.wait_for("Write a note")
    terminal.settle()
    terminal.send_bytes(keys)
    terminal.settle()
    terminal.send("\x13")
    terminal.wait_for("note 1 of 1")


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("one \x1b[31mred\x1b[0m two", "one ␛[31mred␛[0m two"),
        ("one\rtwo\r\nthree\nfour", "one\ntwo\nthree\nfour"),
        ("\x1b[A\x1bOP\x1b\x1b[200~ up", "␛[A␛OP␛␛[200~ up"),
        ("x" * 9_000 + "\x1b[<0;1;1M end", "x" * 9_000 + "␛[<0;1;1M end"),
    ],
)
def test_what_is_pasted_into_a_note_is_text(page: Terminal, tmp_path: Path, pasted: str, kept: str) -> None:
    write_note(page, PASTE.format(pasted).encode())
    assert notes(tmp_path) == [kept]


def test_a_paste_that_comes_in_pieces_is_one_text(page: Terminal, tmp_path: Path) -> None:
    page.send("}a")
    page.wait_for("Write a note")
    page.settle()
    for piece in ("\x1b[20", "0~one \x1b", "[31m two\x1b[2", "01", "~"):
        page.send(piece)
        page.settle()
    page.send("\x13")
    page.wait_for("note 1 of 1")
    assert notes(tmp_path) == ["one ␛[31m two"]


def test_what_is_pasted_on_the_page_is_no_keys(page: Terminal) -> None:
    before = page.screen.lines()
    page.send(PASTE.format("G\x1b[31mGa\x1b[6~Q\x1b[201x"))
    page.settle()
    assert page.screen.lines() == before
    page.send("G")
    page.wait_for("Paragraph 59")


@pytest.mark.parametrize(
    "odd",
    [
        b"\xe9", b"\xff", b"\xff\xfe\x80", b"\x1b[M\x20\xc3\xa1", b"\x1b[M\xff\xff\xff", b"\x1b[103;1:1", b"\x1b[1114112u",
        b"\x1b[99999999999999999999u", b"\x1b[57399;;1114112u", b"\x1b[;;u", b"\x1b[48;0;0;0;0t\x1b[<35;9;9M",
        b"\x1b[48;5:x;:;1;1t", b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", b"\x1b]11;rgb:00/00/00\x07", b"\x1b[?62;4;22c",
        b"\x1b[<0;99999999999;1M", b"\x1b[<64;;M", b"\x1b[?2048;1$y\x1b[48;1;1;1;1t",
    ],
)  # fmt: skip
def test_no_byte_and_no_sequence_ends_the_program(page: Terminal, odd: bytes) -> None:
    page.send_bytes(odd)
    page.settle(0.4)
    page.send("\x1b")  # whatever the end of it was taken for
    page.settle(0.4)
    page.send("G")
    page.wait_for("Paragraph 59")
    assert page.process.poll() is None


def test_a_key_with_a_kind_of_event_is_that_key_and_its_release_is_none(page: Terminal) -> None:
    page.send("\x1b[71:71;1:3u")
    page.settle()
    assert not page.screen.shows("Paragraph 59")
    page.send("\x1b[71;1:1u")
    page.wait_for("Paragraph 59")


def test_keys_typed_before_the_list_is_filled_wait_for_it(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(f"Title {number}\n\nWords of {number}.\n", encoding="utf-8")
    with Terminal(command(tmp_path, tmp_path), cwd=ROOT) as terminal:
        terminal.send("G\r")
        terminal.wait_for("Words of")
        assert terminal.screen.shows("¶ 1/2")
        terminal.send("q")
        terminal.wait_for("Articles 9")
        terminal.settle()
        chosen = [line for line in terminal.screen.lines() if "▎" in line[:2]]
        assert len(chosen) == 1
        rows = [line for line in terminal.screen.lines() if "Title" in line[:10]]
        assert rows[-1].startswith(chosen[0][:12])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("moment", [b"\x1b[?1049h", b"\x1b[?2004h", b"Paragraph"])
def test_a_signal_at_any_moment_leaves_the_terminal_as_it_was(
    tmp_path: Path, article: Path, number: signal.Signals, moment: bytes
) -> None:
    with Terminal(command(tmp_path, article), cwd=ROOT) as terminal:
        before = terminal.modes()
        terminal.wait_for_bytes(moment)
        terminal.process.send_signal(number)
        assert terminal.rest_until_ended() == 128 + number
        assert terminal.modes() == before
        for on, off in (
            (b"\x1b[?1049h", b"\x1b[?1049l"),
            (b"\x1b[?2004h", b"\x1b[?2004l"),
            (b"\x1b[?1003h", b"\x1b[?1003l"),
        ):
            assert terminal.raw.rfind(off) >= terminal.raw.rfind(on)


def test_a_signal_while_the_terminal_is_asked_for_its_ground_leaves_it_as_it_was(
    tmp_path: Path, article: Path
) -> None:
    with Terminal(command(tmp_path, article, theme="auto"), cwd=ROOT) as terminal:
        before = terminal.modes()
        terminal.wait_for_bytes(b"\x1b]11;?")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.rest_until_ended() == 128 + signal.SIGTERM
        assert terminal.modes() == before


def test_what_can_not_end_in_time_leaves_the_terminal_as_it_was(tmp_path: Path, article: Path) -> None:
    start = "import runpy, sys; import tui.desktop.signals as s; s._PATIENCE_S = 0; runpy.run_module('tui', run_name='__main__')"
    with Terminal([sys.executable, "-c", start, *command(tmp_path, article)[3:]], cwd=ROOT) as terminal:
        before = terminal.modes()
        terminal.wait_for("Paragraph 0 stands")
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.rest_until_ended() == 128 + signal.SIGTERM
        assert terminal.modes() == before
        for name in (b"?1049", b"?2004", b"?1003", b"?1006", b"?1004"):
            assert terminal.raw.rfind(name + b"l") > terminal.raw.rfind(name + b"h")
        assert terminal.raw.endswith(b"\x1b[2J\x1b[?1049l")


def test_ctrl_s_typed_ahead_of_the_start_stops_nothing(tmp_path: Path, article: Path) -> None:
    with Terminal(command(tmp_path, article, theme="auto"), cwd=ROOT) as terminal:
        terminal.send("\x13")
        terminal.wait_for("Paragraph 0 stands")


def test_what_was_typed_before_the_start_is_heard_once(tmp_path: Path, article: Path) -> None:
    with Terminal(command(tmp_path, article, theme="auto"), cwd=ROOT) as terminal:
        terminal.wait_for_bytes(b"\x1b]11;?")
        terminal.send("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;4c}")
        terminal.wait_for("¶ 2/61")
        terminal.settle()
        terminal.raw.clear()
        terminal.process.send_signal(signal.SIGTSTP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for_bytes(b"Paragraph 16 stands")
        terminal.settle()
        assert terminal.screen.shows("¶ 2/61")


def test_a_signal_to_go_on_takes_the_terminal_once(tmp_path: Path, article: Path) -> None:
    with Terminal(command(tmp_path, article), cwd=ROOT) as terminal:
        before = terminal.modes()
        terminal.wait_for("Paragraph 0 stands")
        for number in (signal.SIGCONT, signal.SIGSTOP, signal.SIGCONT):
            terminal.settle()
            terminal.process.send_signal(number)
        terminal.settle()
        terminal.send("G")
        terminal.wait_for("Paragraph 59")
        terminal.send("Q")
        assert terminal.rest_until_ended() == 0
        assert terminal.modes() == before


def test_a_signal_to_go_on_while_it_ends_takes_the_terminal_no_more(tmp_path: Path, article: Path) -> None:
    with Terminal(command(tmp_path, article), cwd=ROOT) as terminal:
        before = terminal.modes()
        terminal.wait_for("Paragraph 0 stands")
        terminal.send("Q")
        until = time.monotonic() + 20
        while terminal.process.poll() is None and time.monotonic() < until:
            terminal.process.send_signal(signal.SIGCONT)
            terminal.rest(0.0002)
        assert terminal.rest_until_ended() == 0
        assert terminal.modes() == before
        assert b"Traceback" not in terminal.raw  # nor that a pipe of signals is closed or full
        assert terminal.raw.rfind(b"\x1b[?1049l") > terminal.raw.rfind(b"\x1b[?1049h")


def test_what_is_typed_while_a_signal_says_to_go_on_is_heard(page: Terminal, tmp_path: Path) -> None:
    typed = "what is typed meanwhile is not lost"
    page.send("}a")
    page.wait_for("Write a note")
    for char in typed:
        page.process.send_signal(signal.SIGCONT)
        page.send(char)
    page.settle()
    page.send("\x13")
    page.wait_for("note 1 of 1")
    assert notes(tmp_path) == [typed]


def test_ctrl_z_stops_what_has_started_postil_too(tmp_path: Path, article: Path) -> None:
    quoted = " ".join(f"'{part}'" for part in command(tmp_path, article))
    (tmp_path / "Makefile").write_text(f"read:\n\t@{quoted}\n", encoding="utf-8")
    owner = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
    shell = [sys.executable, "-c", owner, "bash", "--norc", "--noprofile", "-i"]
    env = {"PS1": "ready$ ", "PYTHONPATH": ROOT}
    with Terminal(shell, cwd=str(tmp_path), env=env) as terminal:
        terminal.wait_for("ready$")
        terminal.send("make read\r")
        terminal.wait_for("Paragraph 0 stands")
        terminal.settle()
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.send("echo back in the $((40 + 2)) shell\r")
        terminal.wait_for("back in the 42 shell")
        terminal.raw.clear()
        terminal.send("fg\r")
        terminal.wait_for_bytes(b"Paragraph 16 stands")
        terminal.settle()
        terminal.raw.clear()  # the prompt before fg may have come behind the first clearing
        terminal.send("Q")
        terminal.wait_for_bytes(b"ready$")
        terminal.send("exit\r")
        assert terminal.rest_until_ended() == 0


LIGHT, DARK = b"48;2;251;250;247", b"48;2;22;24;29"


@pytest.mark.parametrize(
    ("answer", "ground"),
    [
        (b"\x1b]11;rgb:ffff/fafa/f0f0\x1b\\\x1b[?62;4c", LIGHT),
        (b"\x1b]11;rgb:1e/1e/2e\x07\x1b[?1c", DARK),
        (b"\x1b[?62c", DARK),
        (b"", DARK),
    ],
)
def test_the_theme_suits_the_ground_and_what_is_typed_meanwhile_is_heard(
    tmp_path: Path, article: Path, answer: bytes, ground: bytes
) -> None:
    with Terminal(command(tmp_path, article, theme="auto"), cwd=ROOT) as terminal:
        terminal.wait_for_bytes(b"\x1b]11;?")
        terminal.send_bytes(answer + b"G")
        terminal.wait_for("Paragraph 59")
        assert ground in terminal.raw
        assert (LIGHT in terminal.raw) == (ground == LIGHT)


def test_an_answer_that_comes_late_is_no_keys(tmp_path: Path, article: Path) -> None:
    with Terminal(command(tmp_path, article, theme="auto"), cwd=ROOT) as terminal:
        terminal.wait_for("Paragraph 0 stands")
        terminal.settle()
        before = terminal.screen.lines()
        terminal.send_bytes(b"\x1b]11;rgb:ffff/fafa/f0f0\x1b\\\x1b[?62;4c")
        terminal.settle()
        assert terminal.screen.lines() == before
