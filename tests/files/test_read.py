"""Reading never waits, never runs out of memory, and says what is in the way."""

import os
import socket
import sys
from pathlib import Path

import pytest

from annotations.files.read import (
    FileTooLargeError,
    NotRegularFileError,
    read_bytes,
    read_start,
    read_text,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices have no names there")


@posix
@pytest.mark.parametrize("read", [read_bytes, read_text, lambda path: read_start(path, 10)])
def test_a_pipe_is_refused_at_once(tmp_path: Path, read) -> None:
    os.mkfifo(tmp_path / "zz.md")
    with pytest.raises(NotRegularFileError, match="no regular file but a pipe"):
        read(tmp_path / "zz.md")


@posix
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_refused(name: str) -> None:
    with pytest.raises(NotRegularFileError):
        read_bytes(name)


@posix
def test_a_socket_and_a_link_to_a_device_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's whole path may not be long
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s.md")
        with pytest.raises(NotRegularFileError):
            read_bytes("s.md")
    (tmp_path / "link.md").symlink_to("/dev/zero")
    with pytest.raises(NotRegularFileError):
        read_bytes(tmp_path / "link.md")


@posix
def test_a_pipe_that_takes_a_files_place_between_two_looks_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = tmp_path / "a.md"
    regular.write_text("words")
    status = regular.stat()
    regular.unlink()
    os.mkfifo(regular)
    monkeypatch.setattr(os, "stat", lambda *_, **__: status)
    with pytest.raises(NotRegularFileError):
        read_bytes(regular)


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("name", ["/proc/version", "/proc/kmsg"])
def test_a_file_of_no_size_is_empty_whatever_the_system_would_give(name: str) -> None:
    try:
        assert read_bytes(name) == b""
        assert read_start(name, 10) == b""
    except PermissionError:
        assert name == "/proc/kmsg"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="it is a folder"):
        read_bytes(tmp_path)


def test_size_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * (1 << 20))
    assert len(read_bytes(path, most_bytes=1 << 20)) == 1 << 20
    path.write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(FileTooLargeError, match="larger than 1 MiB"):
        read_bytes(path, most_bytes=1 << 20)


def test_a_sparse_file_larger_than_allowed_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as handle:
        handle.truncate(1 << 40)
    with pytest.raises(FileTooLargeError, match="larger than 1 MiB"):
        read_bytes(path, most_bytes=1 << 20)


def test_a_file_that_grows_as_it_is_read_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 3_000_000)
    real = os.fstat

    def smaller(descriptor: int) -> os.stat_result:
        status = list(real(descriptor))
        status[6] = 10
        return os.stat_result(status)

    monkeypatch.setattr(os, "fstat", smaller)
    assert len(read_bytes(path)) == 3_000_000
    with pytest.raises(FileTooLargeError):
        read_bytes(path, most_bytes=2_000_000)


def test_the_start_is_read_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    assert read_start(path, 4) == b"0123"
    assert read_start(path, 40) == b"0123456789"


def test_text_has_no_mark_and_plain_newlines(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\rc")
    assert read_text(path) == "a = 1\nb = 2\nc"
    path.write_bytes(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        read_text(path)
