"""A file is written whole, privately and durably, or stays as it was."""

import errno
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from annotations.files.disk import RealFiles, Stamp
from annotations.files.read import NotRegularFileError
from annotations.files.sqlite_cache import open_cache
from annotations.files.write import leftovers, sweep, write_file, write_new_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and pipes of POSIX")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask_022():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_content_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.md"
    write_file(path, "é\r\n")
    assert path.read_bytes() == "é\r\n".encode()
    write_file(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert [one.name for one in path.parent.iterdir()] == ["a.md"]


@posix
def test_new_files_and_folders_are_closed_to_others(tmp_path: Path, umask_022: None) -> None:
    path = tmp_path / "a" / "b" / "notes.json"
    write_file(path, "")
    assert [mode_of(one) for one in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


@posix
def test_what_is_for_others_has_the_mode_of_the_umask(tmp_path: Path, umask_022: None) -> None:
    path = tmp_path / "vault" / "a.md"
    write_file(path, "", is_private=False)
    assert [mode_of(path), mode_of(path.parent)] == [0o644, 0o755]


@posix
def test_a_mode_and_a_link_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(real)
    write_file(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert mode_of(real) == 0o640


@posix
def test_a_pipe_or_device_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "zz.md")
    with pytest.raises(NotRegularFileError):
        write_file(tmp_path / "zz.md", "x")
    assert stat.S_ISFIFO((tmp_path / "zz.md").stat().st_mode)
    (tmp_path / "null.md").symlink_to("/dev/null")
    with pytest.raises(NotRegularFileError):
        write_file(tmp_path / "null.md", "x")


@pytest.mark.parametrize("step", ["create", "write", "seal", "replace"])
def test_what_fails_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RealFiles, step, full)
    with pytest.raises(OSError, match="No space"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".md")
    write_file(path, "x")
    assert path.read_text() == "x"


def test_leftovers_are_known_and_cleared_once_they_are_old(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    names = [".a.md.12-0a1b2c3d.tmp", ".b.md.12-0a1b2c3d.tmp", ".mine.tmp", "a.md.12-0a1b2c3d.tmp"]
    for name in names:
        (tmp_path / name).write_text("")
    assert leftovers(RealFiles(), str(path)) == [str(tmp_path / names[0])]
    sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 4
    old = time.time() - 4000
    for name in names:
        os.utime(tmp_path / name, (old, old))
    sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(names[2:])


@posix
def test_a_cache_is_closed_to_others_and_an_open_one_is_closed(tmp_path: Path, umask_022: None) -> None:
    path = tmp_path / "cache" / "a.sqlite"
    for _ in range(2):
        db = open_cache(path, 1, lambda db: db.execute("create table if not exists a (b)"), wait_s=1)
        assert db is not None
        db.execute("insert into a values (1)")
        assert {mode_of(one) for one in path.parent.iterdir()} == {0o600}
        db.close()
        path.chmod(0o644)
    assert mode_of(path.parent) == 0o700


@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_file_is_put_over_none_that_comes_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    path, seal = tmp_path / "new" / "a.md", RealFiles.seal

    def late(files: RealFiles, descriptor: int, name: str, mtime_ns: int) -> Stamp:
        path.write_text("theirs", encoding="utf-8")
        return seal(files, descriptor, name, mtime_ns)

    def no_links(files: RealFiles, source: str, target: str) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not has_links:
        monkeypatch.setattr(RealFiles, "link", no_links)
    write_new_file(tmp_path / "new" / "b.md", "ours")
    assert (tmp_path / "new" / "b.md").read_text(encoding="utf-8") == "ours"
    monkeypatch.setattr(RealFiles, "seal", late)
    with pytest.raises(FileExistsError):
        write_new_file(path, "ours")
    assert path.read_text(encoding="utf-8") == "theirs"
    assert sorted(os.listdir(path.parent)) == ["a.md", "b.md"]  # noqa: PTH208


def test_what_is_written_beside_a_file_of_nearly_its_name_is_left_alone(tmp_path: Path) -> None:
    """A store called `notes` clears away what its own dead writers left, and nothing that `notes.json` writes just now."""
    for name in (".notes.12-0123abcd.tmp", ".notes.json.12-0123abcd.tmp", ".notes.tmp", ".notes.draft.tmp"):
        (tmp_path / name).touch()
    assert leftovers(RealFiles(), str(tmp_path / "notes")) == [str(tmp_path / ".notes.12-0123abcd.tmp")]
