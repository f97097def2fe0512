"""`postil -` reads from standard input and takes its keys from the terminal."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.library import Library
from tests.terminal.session import HAS_PTY, Terminal
from tui.cli.piped_text import _suffix_of, piped_text

ROOT = str(Path(__file__).parents[2])
OWNER = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
TEXT = r"A piped title\n\nThe first paragraph.\n\nThe second paragraph.\n"


def shell(folder: Path, text: str, path: str = "-") -> Terminal:
    """A shell that owns the terminal and pipes a text into postil."""
    config = folder / "config.toml"
    config.write_text("[entities]\nenabled = false\n", encoding="utf-8")
    files = ["--store", str(folder / "notes.json"), "--config", str(config)]
    postil = shlex.join([sys.executable, "-m", "tui", *files, *path.split()])
    command = [sys.executable, "-c", OWNER, "sh", "-c", f"printf '{text}' | {postil}"]
    return Terminal(command, cwd=ROOT, env={"POSTIL_CACHE": str(folder / "cache")})


@pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")
def test_a_piped_text_is_read_without_a_path_too_and_keys_come_from_the_terminal(tmp_path: Path) -> None:
    with shell(tmp_path, TEXT, path="") as terminal:
        terminal.wait_for("The second paragraph")
        terminal.send("Q")
        assert terminal.rest_until_ended() == 0
    assert [*(tmp_path / "cache" / "piped").iterdir()] == []


@pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")
def test_a_piped_text_with_notes_is_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with shell(tmp_path, TEXT) as terminal:
            terminal.wait_for("The second paragraph")
            terminal.settle()
            terminal.send("AWho says so?\x13")
            terminal.wait_for("note")
            terminal.send("Q")
            assert terminal.rest_until_ended() == 0
    (file,) = (tmp_path / "cache" / "piped").iterdir()
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        assert [note.note for note, _ in library.notes(library.read(file))] == ["Who says so?"] * 2


def test_a_text_that_another_window_has_no_notes_on_stays_for_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.piped_text.read_stdin", lambda: b"A title\n\nWords.\n")
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        with piped_text(library) as path:
            article = library.read(path)
            with piped_text(library):
                pass
            library.annotate(article, note="who?")
        assert [note.note for note, _ in library.notes(library.read(path))] == ["who?"]


def test_exports_name_the_file_that_has_the_text_else_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"A title\n\nWords of a text that is read here.\n"
    monkeypatch.setattr("tui.cli.piped_text.read_stdin", lambda: text)
    own = tmp_path / "own.txt"
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:

        def said(format: str) -> str:
            return library.export(to="-", format=format, find_names=False).text

        with piped_text(library) as path:
            library.annotate(library.read(path), note="who?")
        assert "source: standard input\n" in said("markdown")
        assert str(path) not in said("markdown") and path.name not in said("webannotation")
        own.write_bytes(text)
        assert [row.notes for row in library.listings([own])] == [1]
        assert f"source: {own}\n" in said("markdown").replace('"', "")
        assert '"file": "own.txt"' in said("webannotation")


ENTRIES = "".join(
    f"<item><title>Tide {n}</title><description>Words {n}.</description></item>" for n in (1, 2)
)


@pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'<rss version="2.0"><channel><title>T</title>{ENTRIES}</channel></rss>', ["Tide 1", "Tide 2"]),
        (r"# The tide\n\nIt is *high*.\n", ["It is high."]),
    ],
)
def test_a_piped_feed_is_a_list_and_markdown_is_read(tmp_path: Path, text: str, shown: list[str]) -> None:
    with shell(tmp_path, text) as terminal:
        for words in shown:
            terminal.wait_for(words)
        terminal.send("Q")
        assert terminal.rest_until_ended() == 0
    assert [*(tmp_path / "cache" / "piped").iterdir()] == []


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (b"---\ntitle: Tide\n---\nx", ".md"), (b"a\n\n## Part\n\nb", ".md"), (b"| a | b |\n|---|---|\n| 1 | 2 |", ".md"),
        (b"See [it](b.md).", ".md"), (b"x\n```sh\nls\n```", ".md"), (b"From a@b.org Mon\nFrom: a\nSubject: b\n\nx", ".mbox"),
        (b"Plain *prose*, #tags and [1].\n---\n1. one", ""), (b"# one\nprint(1)", ""), (b"# Head\n\nWords.", ".md"), (b"<html><body>[a](b.md)</body></html>", ""),
    ],
)  # fmt: skip
def test_what_piped_text_is(text: bytes, suffix: str) -> None:
    assert _suffix_of(text) == suffix


@pytest.mark.skipif(not HAS_PTY, reason="needs a pseudo-terminal")
@pytest.mark.parametrize("text", ["", r" \n"])
def test_nothing_on_standard_input_is_said(tmp_path: Path, text: str) -> None:
    with shell(tmp_path, text) as terminal:
        assert terminal.rest_until_ended() == 1
        assert b"nothing came on standard input" in terminal.raw


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--store", str(tmp_path / "notes.json"), "-"],
        input="words", capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "terminal" in done.stderr
