"""What is remembered from one time to the next."""

from pathlib import Path

import pytest

from tui.remembered import Memory, Remembered


def memory(path: Path) -> Memory:
    """One that writes at once."""
    return Memory(path, lambda work: work())


def test_what_is_kept_is_there_next_time(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    first = memory(path)
    assert first.values == Remembered()
    first.values.sort, first.values.filter = "title", "is:later"
    first.keep()
    first.choose("width", 72, 80)
    again = memory(path)
    assert (again.values.sort, again.values.filter) == ("title", "is:later")
    assert again.chosen("width", 72) == 80


def test_a_setting_that_was_changed_since_holds(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    memory(path).choose("theme", "auto", "light")
    assert memory(path).chosen("theme", "auto") == "light"
    assert memory(path).chosen("theme", "dark") == "dark"
    assert memory(path).chosen("highlighting", "quiet") == "quiet"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"sort": 3}', b'{"chosen": {"width": ["72", 9000]}}', b"\xff"]
)
def test_a_file_that_is_none_of_ours_is_forgotten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "remembered.json"
    path.write_bytes(content)
    assert memory(path).values == Remembered()


def test_many_changes_are_one_write(tmp_path: Path) -> None:
    waiting: list[object] = []
    one = Memory(tmp_path / "remembered.json", waiting.append)
    for width in range(60, 80):
        one.choose("width", 72, width)
    assert len(waiting) == 1
