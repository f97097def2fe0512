"""Links that wait for their texts."""

from pathlib import Path

from annotations.intake.waiting import Waiting, WaitingList


def test_links_that_others_add_meanwhile_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "store" / "waiting.json"
    fetching = WaitingList(file)
    fetching.add([Waiting("https://x.org/1")])
    WaitingList(file).add([Waiting("https://x.org/2")])
    fetching.remove("https://x.org/1")
    assert [one.url for one in WaitingList(file).all()] == ["https://x.org/2"]
    fetching.add([Waiting("https://x.org/3")])
    assert [one.url for one in fetching.all()] == ["https://x.org/2", "https://x.org/3"]
