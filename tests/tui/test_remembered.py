"""What is remembered from one time to the next."""

from pathlib import Path

import msgspec
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


def test_each_window_writes_what_was_changed_in_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    memory(path).choose("width", 72, 80)
    one, other = memory(path), memory(path)
    one.values.filter = "is:later"
    one.choose("theme", "auto", "light")
    other.choose("width", 72, 90)
    other.values.sort = "title"
    other.keep()
    one.keep()
    now = memory(path)
    assert (now.values.filter, now.values.sort) == ("is:later", "title")
    assert (now.chosen("theme", "auto"), now.chosen("width", 72)) == ("light", 90)


def test_what_a_newer_version_remembers_stays(tmp_path: Path) -> None:
    path = tmp_path / "remembered.json"
    path.write_text('{"sort":"title","newer":[1],"chosen":{"paper":["a","b"]}}', encoding="utf-8")
    memory(path).choose("width", 72, 80)
    content = msgspec.json.decode(path.read_bytes())
    assert (content["sort"], content["newer"], content["chosen"]["paper"]) == ("title", [1], ["a", "b"])
