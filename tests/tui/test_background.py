"""Work on threads gives way to keys, but is done all the same."""

from types import SimpleNamespace
from typing import Any

import pytest

from tui import background
from tui.background import KeysFirst


class Clock:
    """Goes on by what is slept, and by a hundredth of a millisecond whenever it is looked at."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, 0.0

    def monotonic(self) -> float:
        self.now += 0.00001
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(background, "monotonic", clock.monotonic)
    monkeypatch.setattr(background, "sleep", clock.sleep)
    return clock


def _give_way(is_busy: bool) -> tuple[KeysFirst, Any]:
    typeahead = SimpleNamespace(is_busy=is_busy)
    app: Any = SimpleNamespace(typeahead=typeahead)
    return KeysFirst(app), typeahead


def test_nobody_waits_where_no_key_is_being_answered(clock: Clock) -> None:
    give_way, _ = _give_way(is_busy=False)
    for _ in range(10_000):
        give_way()
    assert clock.slept == 0


def test_a_key_that_is_being_answered_is_waited_for_until_it_is_done(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_way, typeahead = _give_way(is_busy=True)
    clock.now = 1.0
    before = clock.sleep

    def sleep(seconds: float) -> None:
        before(seconds)
        typeahead.is_busy = clock.slept < 0.004

    monkeypatch.setattr(background, "sleep", sleep)
    give_way()
    assert 0.004 <= clock.slept < 0.006
    give_way()
    assert clock.slept < 0.006


def test_who_types_all_the_time_keeps_nobody_from_getting_on(clock: Clock) -> None:
    give_way, _ = _give_way(is_busy=True)
    for _ in range(10_000):  # a tenth of a second of work
        clock.now += 0.00001
        give_way()
    assert 0.5 < clock.slept < 4
