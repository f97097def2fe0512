"""The reader's own editor gets the words as a file and gives back what it leaves there."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from annotations.errors import AnnotationsError
from tui.desktop.external_editor import edit_outside, editor_command


def editor(monkeypatch, code: str) -> None:
    """Name a program as `$EDITOR` that does `code` with `path`."""
    program = f"import pathlib, sys; path = pathlib.Path(sys.argv[1]); {code}"
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, "-S", "-c", program]))
    monkeypatch.delenv("VISUAL", raising=False)


def test_words_come_back_as_they_were_left(monkeypatch, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    editor(
        monkeypatch,
        f"pathlib.Path({str(seen)!r}).write_text(str(path) + oct(path.stat().st_mode)); "
        "path.write_bytes(path.read_bytes() + ' änd'.encode() + bytes([13, 10]) + b'more' + bytes([10]))",
    )
    assert edit_outside("Åll") == "Åll änd\nmore"
    name, _, mode = seen.read_text().rpartition("0o")
    assert mode.endswith("600") and not Path(name).parent.exists()
    assert edit_outside("Åll\n") == "Åll\n änd\nmore\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("sys.exit(3)", "ended with 3"),
        ("import os; os.kill(os.getpid(), 9)", "ended by signal 9; your words are as they were"),
        ("path.unlink()", "gave no text back: No such file"),
        ("path.write_bytes(bytes([255]))", "gave no text back"),
    ],
)
def test_what_goes_wrong_is_told(monkeypatch, code: str, told: str) -> None:
    editor(monkeypatch, code)
    with pytest.raises(AnnotationsError, match=told):
        edit_outside("words")


def test_an_editor_that_is_none(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VISUAL", "/no/such/editor -w")
    with pytest.raises(AnnotationsError, match=r"No such file .*set \$EDITOR"):
        edit_outside("words")
    monkeypatch.setenv("VISUAL", shlex.quote(str(tmp_path)))
    with pytest.raises(AnnotationsError, match="can't be started: Permission denied"):
        edit_outside("words")
    for empty in ("", " ", "''"):
        monkeypatch.setenv("VISUAL", empty)
        assert editor_command() == ["vi"]
    monkeypatch.setenv("VISUAL", "vim 'x")
    with pytest.raises(AnnotationsError, match="no command"):
        editor_command()


@pytest.mark.skipif(os.name != "posix", reason="a terminal has modes only on POSIX")
def test_an_editor_that_is_killed_leaves_the_terminal_as_it_was(monkeypatch) -> None:
    import termios

    master, slave = os.openpty()
    with os.fdopen(slave, encoding="utf-8") as keyboard:
        monkeypatch.setattr(sys, "__stdin__", keyboard)
        before = termios.tcgetattr(slave)
        opened = f"os.open({os.ttyname(slave)!r}, os.O_RDWR | os.O_NOCTTY)"
        editor(monkeypatch, f"import os, tty; tty.setraw({opened}); os.kill(os.getpid(), 9)")
        with pytest.raises(AnnotationsError, match="signal 9"):
            edit_outside("words")
        assert termios.tcgetattr(slave) == before
    os.close(master)
