"""No moment and no zone is one too many."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotations.text.local_time import local_time

EDGES = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["America/New_York", "Asia/Tokyo", "XXX-25", "XXX+24", "<+99>-99:59:59", "none"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone is not the environment's")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("moment", [*EDGES, datetime(2026, 7, 1, 12, tzinfo=UTC)])
def test_a_moment_is_the_same_in_whatever_zone(moment: datetime) -> None:
    here = local_time(moment)
    assert here == moment
    assert here.date()


def test_nothing_else_asks_for_the_zone() -> None:
    askers = [
        path.name
        for folder in ("annotations", "tui")
        for path in (ROOT / folder).rglob("*.py")
        if ".astimezone()" in path.read_text(encoding="utf-8")
    ]
    assert askers == ["local_time.py"]
