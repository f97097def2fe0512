"""Paths completed as shells do it."""

from pathlib import Path

import pytest

from tui.lists.path_completion import complete_path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("vault", "Vaults old", "notes/deep", ".hidden", "odd\x1bname"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "takes_files", "path", "choices"),
    [
        ("~", False, "~/", ()),
        ("~/va", False, "~/vault/", ()),
        ("~/Va", False, "~/Vaults old/", ()),
        ("~/VA", False, "~/VA", ("Vaults old/", "vault/")),
        ("", False, "", ("Vaults old/", "notes/", "vault/")),
        ("n", False, "notes/", ()),
        ("n", True, "no", ("notes.txt", "notes/", "nowhere")),
        ("notes.", True, "notes.txt", ()),
        ("notes/", False, "notes/deep/", ()),
        (".h", False, ".hidden/", ()),
    ],
)
def test_as_far_as_all_go_on_alike_then_what_they_go_on_with(
    home: Path, typed: str, takes_files: bool, path: str, choices: tuple[str, ...]
) -> None:
    completed = complete_path(typed, takes_files=takes_files)
    assert (completed.path, completed.choices, completed.problem) == (path, choices, "")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("~/x", "No folder in ~/ begins with x."),
        ("notes/deep/", "No folder in notes/deep/ is there to go on with."),
        ("gone/x", "gone/ can't be read: no such file or directory."),
        ("notes.txt/x", "notes.txt/ can't be read: not a directory."),
        ("a\0/b", "a\0/ can't be read: no such folder."),
    ],
)
def test_what_cannot_be_completed_says_why(home: Path, typed: str, problem: str) -> None:
    completed = complete_path(typed, takes_files=False)
    assert (completed.path, completed.choices, completed.problem) == (typed, (), problem)
