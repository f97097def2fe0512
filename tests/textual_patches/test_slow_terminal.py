"""How fast a terminal is, by its answers; a fast or mute one is left alone, and none is waited for for ever."""

import pytest

from tui.textual_patches import slow_terminal
from tui.textual_patches.slow_terminal import QUESTION, Line


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(slow_terminal, "monotonic", lambda: now[0])
    return now


def test_a_fast_terminal_is_asked_once(clock: list[float]) -> None:
    line = Line()
    assert line.sent(10_000) == QUESTION
    assert line.sent(500) == ""
    clock[0] += 0.05
    line.answered()
    assert line.sent(500) == ""
    assert not line.is_behind()


def test_a_slow_one_is_behind_while_more_is_on_its_way_than_it_takes_soon(clock: list[float]) -> None:
    line = Line()
    line.sent(10_000)
    clock[0] += 10
    line.answered()  # 1,000 bytes a second
    assert not line.is_behind()
    assert line.sent(200) == QUESTION
    assert not line.is_behind()
    line.sent(200)
    assert line.is_behind()
    clock[0] += 0.2
    line.answered()
    assert not line.is_behind()
    assert line.sent(50) == QUESTION


def test_an_answer_that_does_not_come_is_waited_for_no_longer(clock: list[float]) -> None:
    line = Line()
    line.sent(10_000)
    clock[0] += 10
    line.answered()
    line.sent(2_000)
    assert line.is_behind()
    clock[0] += 6
    assert not line.is_behind()
    assert line.sent(9_000) == ""
    assert not line.is_behind()


def test_a_mute_terminal_is_never_behind(clock: list[float]) -> None:
    line = Line()
    for _ in range(5):
        line.sent(100_000)
        clock[0] += 1
        assert not line.is_behind()
    line.wait_for_answer()  # long over


def test_an_answer_made_up_for_a_mute_terminal_stops_nothing(clock: list[float]) -> None:
    line = Line()
    line.sent(5_000)
    clock[0] += 60
    line.answered()
    assert line.sent(5_000) == ""
    assert not line.is_behind()


def test_no_frame_is_waited_for_longer_than_the_slowest_line_takes(clock: list[float]) -> None:
    line = Line()
    line.sent(1_000)
    clock[0] += 20
    line.answered()  # 50 bytes a second
    line.sent(10_000)
    assert line.is_behind()
    clock[0] += 24
    assert not line.is_behind()
    assert line.sent(10_000) == ""


def test_before_the_end_an_answer_on_its_way_is_waited_for(clock: list[float]) -> None:
    line = Line()
    line.sent(10_000)
    line.answered()
    line.wait_for_answer()
    assert line.sent(10) == ""  # it was fast
