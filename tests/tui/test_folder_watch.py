"""Files that come, change and go are seen, by the platform or by looking now and then."""

import queue
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tui.folder_watch import FolderWatch


def test_a_file_that_comes_is_seen_and_after_the_end_none_is(tmp_path: Path) -> None:
    seen: queue.Queue[Sequence[Path]] = queue.Queue()
    watch = FolderWatch(seen.put)
    watch.watch([tmp_path])
    name = tmp_path / "new.md"
    for attempt in range(100):  # until the platform has begun to tell
        name.write_text(f"# New {attempt}\n", encoding="utf-8")
        try:
            paths = seen.get(timeout=0.1)
        except queue.Empty:
            continue
        assert name in paths
        break
    else:
        pytest.fail("never seen")
    watch.stop()


def test_where_the_platform_tells_nothing_it_looks_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(
        *args: object, ignore_permission_denied: bool, **more: object
    ) -> Iterator[set[tuple[int, str]]]:
        """As watchfiles does it where all watches are taken: it is told only where nothing may be stepped over."""
        if not ignore_permission_denied:
            raise OSError(28, "no space left for another watch")
        return iter(())

    monkeypatch.setattr("watchfiles.watch", refuse)
    seen: queue.Queue[Sequence[Path]] = queue.Queue()
    watch = FolderWatch(seen.put, polled_every_s=0.01)
    watch.watch([tmp_path])
    assert seen.get(timeout=10) == ()
    watch.stop()


def test_one_folder_that_may_not_be_read_leaves_the_others_watched_and_no_limit_unnoticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listen(
        *paths: Path, ignore_permission_denied: bool, **more: object
    ) -> Iterator[set[tuple[int, str]]]:
        """As watchfiles does it: where it may step over what is forbidden, it says nothing of a limit reached either."""
        if not ignore_permission_denied:
            raise PermissionError(13, "Permission denied")
        yield {(1, str(tmp_path / "new.md"))}
        if more.get("yield_on_timeout"):
            yield set()

    monkeypatch.setattr("watchfiles.watch", listen)
    seen: queue.Queue[Sequence[Path]] = queue.Queue()
    watch = FolderWatch(seen.put)
    watch.watch([tmp_path])
    assert list(seen.get(timeout=10)) == [tmp_path / "new.md"]
    assert list(seen.get(timeout=10)) == []
    watch.stop()
