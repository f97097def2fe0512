"""What comes on standard input has a bound, and may be of any encoding."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.library import Library
from tests.cli.conftest import Postil


class Endless(io.RawIOBase):
    """`/dev/zero`, which fails once it has given more than anybody should take."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self.given += len(buffer)
        assert self.given < 64 << 20
        return len(buffer)


@pytest.fixture
def pipe_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[io.RawIOBase], None]:
    def give(raw: io.RawIOBase) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(raw), encoding="utf-8"))

    return give


@pytest.mark.parametrize(
    "args",
    [
        ("note", "STORY", "--text", "-"),
        ("entities", "-"),
        ("import", "-"),
        ("corrections", "import", "-"),
    ],
)
def test_an_endless_input_is_told_in_one_line(
    postil: Postil, story: Path, pipe_in, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = {"most_bytes": 1 << 20}
    monkeypatch.setattr("annotations.files.read.read_stdin.__kwdefaults__", bounds)
    monkeypatch.setattr("tui.cli.notes._MOST_BYTES", 1 << 20)
    monkeypatch.setattr("tui.cli.corrections._MOST_BYTES", 1 << 20)
    pipe_in(Endless())
    done = postil(*(str(story) if arg == "STORY" else arg for arg in args))
    assert done.code == 1
    assert "it is larger than 1 MiB" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("raw", ["Café, said\tsomebody\r\n".encode("utf-16"), "Café, said\tsomebody\n".encode("cp1252"), "\ufeffCafé, said\tsomebody".encode()])  # fmt: skip
def test_a_piped_note_may_be_of_any_encoding(
    postil: Postil, story: Path, pipe_in: Callable[[io.RawIOBase], None], raw: bytes, alone: Path
) -> None:
    pipe_in(io.BytesIO(raw))  # type: ignore[arg-type]
    assert postil("note", story, "--text", "-").code == 0
    with Library.open(alone / "notes.json") as library:
        assert [note.note.replace("\t", " ") for note in library.repository.annotations()] == [
            "Café, said somebody"
        ]
