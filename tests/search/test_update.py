"""The index follows files, folders and notes, and reads only what has changed."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.library import Library
from annotations.model import ReadingState
from annotations.search.index import FILE_NAME
from annotations.search.update import UpdateReport

LONG_AGO = time.time_ns() - 3600 * 10**9


def write(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Story of {path.stem}\n\nThe {words} lay there all day, and nobody knew why.\n", "utf-8")
    return path


def let_settle(folder: Path) -> None:
    """As if nothing had changed in the folders for an hour."""
    for place in [folder, *(one for one in folder.rglob("*") if one.is_dir())]:
        os.utime(place, ns=(LONG_AGO, LONG_AGO))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    for number, words in enumerate(("heron", "ferry", "copper")):
        write(place / f"year{number}" / f"{number}.txt", words)
    let_settle(place)
    return place


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as opened:
        yield opened


def titles(library: Library, query: str, folder: Path) -> list[str]:
    """From the index as it is."""
    return sorted(hit.title for hit in library.search(query, [folder]).hits)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what is listed, and so looked at on the disk, from now on."""
    from annotations.articles.library_articles import Articles

    seen: list[str] = []
    listings = Articles.listings
    monkeypatch.setattr(
        Articles,
        "listings",
        lambda self, paths, **how: listings(self, seen_of(seen, paths), **how),
    )
    return seen


def seen_of(seen: list[str], paths: list[Path]) -> list[Path]:
    seen += [path.name for path in paths]
    return paths


def test_only_what_has_changed_is_looked_at_again(library: Library, folder: Path, listed: list[str]) -> None:
    assert library.index_texts([folder]).read == 3
    assert titles(library, "lay", folder) == ["Story of 0", "Story of 1", "Story of 2"]
    listed.clear()
    assert library.index_texts([folder]) == UpdateReport()
    assert listed == []
    write(folder / "year1" / "new.txt", "heron")
    assert library.index_texts([folder]).read == 1
    assert listed == ["year1"]
    assert titles(library, "heron", folder) == ["Story of 0", "Story of new"]


@pytest.mark.parametrize("one_by_one", [True, False])
def test_of_many_files_the_folders_tell_what_came_and_went(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, one_by_one: bool
) -> None:
    if not one_by_one:
        monkeypatch.setattr("annotations.search.update._EACH_UP_TO", 0)
    library.index_texts([folder])
    (folder / "year0" / "0.txt").rename(folder / "year2" / "moved.txt")
    (folder / "year1" / "1.txt").unlink()
    (folder / "year1").rmdir()
    library.index_texts([folder])
    assert titles(library, "lay", folder) == ["Story of 0", "Story of 2"]
    assert [hit.path for hit in library.search("heron", [folder]).hits] == [folder / "year2" / "moved.txt"]
    let_settle(folder)
    library.index_texts([folder])
    write(folder / "year2" / "2.txt", "silver and the copper")  # in place: its folder does not tell
    library.index_texts([folder])
    assert bool(titles(library, "silver", folder)) is one_by_one
    assert [
        hit.snippet for hit in library.texts.search_files("copper", [folder]).hits if "silver" in hit.snippet
    ]
    assert titles(library, "silver", folder) == ["Story of 2"]


def test_a_file_of_what_is_found_is_looked_at(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.search.update._EACH_UP_TO", 0)
    library.index_texts([folder])
    write(folder / "year0" / "0.txt", "stork")
    let_settle(folder)
    assert library.texts.search_files("heron", [folder]).hits == ()


def test_what_is_broken_off_is_kept_and_goes_on(library: Library, folder: Path) -> None:
    for number in range(5):
        write(folder / "more" / f"m{number}.txt", "crane")
    read: list[int] = []
    report = library.texts.index_texts([folder], should_stop=lambda: len(read) > 3, watch=read.append)
    assert not report.is_whole
    library.index_texts([folder])
    assert len(titles(library, "lay", folder)) == 8


def test_articles_that_are_known_and_not_in_the_index_are_counted(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    assert len(list(library.listings([folder]))) == 3
    result = library.search("heron", [folder])
    assert (result.hits, result.pending) == ((), 3)
    library.index_texts([folder])
    result = library.search("heron", [folder], limit=0)
    assert (len(result.hits), result.total, result.pending) == (0, 1, 0)
    for name in (tmp_path / "cache").glob(FILE_NAME + "*"):
        name.unlink()
    assert library.search("heron", [folder]).pending == 3


def test_notes_and_states_of_another_process_are_seen(library: Library, folder: Path, tmp_path: Path) -> None:
    library.index_texts([folder])
    assert titles(library, "harbour", folder) == []
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as other:
        article = other.read(folder / "year0" / "0.txt")
        note = other.annotate(article, None, note="Ask the harbour-master", tags=("to/verify",))
        assert titles(library, "harbour", folder) == ["Story of 0"]
        assert titles(library, "tag:to lay", folder) == ["Story of 0"]
        assert titles(library, "note:master lay", folder) == ["Story of 0"]
        assert titles(library, "noted:7d", folder) == ["Story of 0"]
        assert titles(library, "noted:2099", folder) == []
        other.update(note.id, note="Ask the pilot")
        assert titles(library, "harbour OR pilot", folder) == ["Story of 0"]
        assert titles(library, "harbour", folder) == []
        other.save_reading(article.id, ReadingState("read", 1.0))
        other.repository.reading.star([article.id], starred=True)
        assert (
            titles(library, "is:read", folder) == titles(library, "is:starred lay", folder) == ["Story of 0"]
        )
        assert titles(library, "is:unread", folder) == ["Story of 1", "Story of 2"]
        other.remove(note.id)
    assert titles(library, "pilot OR has:note", folder) == []


def test_copies_are_one_and_hidden_folders_are_named_themselves(library: Library, folder: Path) -> None:
    copy = (folder / "year0" / "0.txt").read_text("utf-8")
    (folder / "year1" / "copy.txt").write_text(copy, "utf-8")
    write(folder / ".hidden" / "h.txt", "heron")
    library.index_texts([folder, folder / ".hidden"])
    result = library.search("heron", [folder])
    assert ([hit.title for hit in result.hits], result.total) == (["Story of 0"], 1)
    assert titles(library, "heron", folder / ".hidden") == ["Story of h"]
    library.index_texts([folder])
    assert titles(library, "heron", folder / ".hidden") == ["Story of h"]
