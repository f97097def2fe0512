"""kill -9, at a size that the default suite can carry; `python -m tests.torture` does it a thousand times."""

from pathlib import Path

import pytest

from tests.torture.killing import kill_often, one_of_many_killed


@pytest.mark.parametrize(("writers", "kills"), [(1, 13), (3, 12)])
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, writers: int, kills: int) -> None:
    tally = kill_often(tmp_path / "notes.json", kills, writers)
    assert tally.kills >= kills and tally.acknowledged > 10
    assert not tally.wrong, "\n".join(tally.wrong)


def test_four_at_once_one_killed_nobody_stuck_nothing_lost(tmp_path: Path) -> None:
    tally = one_of_many_killed(tmp_path / "notes.json", rounds=20)
    assert tally.acknowledged >= 60
    assert not tally.wrong, "\n".join(tally.wrong)
