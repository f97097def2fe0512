"""Read is what was read on to its end, or whose end was in view for a while; a glance is none."""

import pytest

from annotations.model import TextSpan
from tui.page import read_progress
from tui.page.read_progress import ReadProgress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(read_progress, "now", lambda: now[0])
    return now


def test_screen_after_screen_to_the_end_is_read_after_a_moment_there(clock: list[float]) -> None:
    progress = ReadProgress()
    progress.see(TextSpan(0, 50), is_end=False)
    progress.see(TextSpan(40, 90), is_end=False)
    assert not progress.is_read
    progress.see(TextSpan(91, 120), is_end=True)
    assert not progress.is_read
    clock[0] += 0.8
    progress.see(TextSpan(40, 90), is_end=False)
    assert progress.is_read


def test_half_a_page_that_brings_the_end_into_view_is_no_reading(clock: list[float]) -> None:
    progress = ReadProgress()
    for _ in range(3):
        progress.see(TextSpan(0, 50), is_end=False)
        progress.see(TextSpan(40, 90), is_end=True)
        clock[0] += 0.3
    assert not progress.is_read


def test_a_jump_to_the_end_is_read_after_two_seconds_there(clock: list[float]) -> None:
    progress = ReadProgress()
    progress.see(TextSpan(0, 50), is_end=False)
    progress.see(TextSpan(900, 950), is_end=True)
    clock[0] += 1.9
    assert not progress.is_read
    progress.see(TextSpan(0, 50), is_end=False)
    progress.see(TextSpan(900, 950), is_end=True)
    clock[0] += 2.1
    assert progress.is_read
    progress.see(TextSpan(0, 50), is_end=False)
    assert progress.is_read


def test_minutes_left_are_those_of_the_list_of_articles() -> None:
    assert ReadProgress("word " * 2300).minutes_left(1) == 10
    assert ReadProgress("word " * 2300).minutes_left(0.5) == 5
    assert ReadProgress("word " * 230_000).minutes_left(1) == 1000
    assert ReadProgress("").minutes_left(1) == 0
