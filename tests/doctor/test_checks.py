"""What the doctor looks at besides the notes file."""

import sys
from pathlib import Path

import pytest

from annotations.doctor.checks import check_caches, repair_caches


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_to_nowhere_among_the_caches_ends_nothing_and_stays_so(tmp_path: Path) -> None:
    caches = tmp_path / "caches"
    caches.mkdir()
    (caches / "loop.sqlite").symlink_to("loop.sqlite")
    (caches / "open.sqlite").symlink_to(tmp_path / "nowhere")
    assert [finding.level for finding in check_caches(caches)] == ["good"]
    assert repair_caches(caches) == []
    assert not (tmp_path / "nowhere").exists()
