"""What the list of articles opens with, and what it makes of files that have changed."""

import os
import shutil
from pathlib import Path

import pytest

from annotations.errors import SourceError
from annotations.library import Library, Listing
from annotations.model import Article
from annotations.sources import markdown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    (made / "deep").mkdir(parents=True)
    for name in ("a.md", "b.md", "deep/c.md"):
        (made / name).write_text(f"# Title {name}\n\nWords.\n", encoding="utf-8")
    return made


def paths(rows: list[Listing]) -> list[str]:
    return [row.path.name for row in rows]


def test_what_is_known_is_listed_without_a_look_at_the_disk(library: Library, folder: Path) -> None:
    assert library.articles.known([folder]) == []
    there = list(library.listings([folder]))
    library.annotate(library.read(folder / "a.md"), note="x", tags=("t",))
    known = library.articles.known([folder])
    assert known == library.refresh(there)
    assert (known[0].notes, known[0].tags) == (1, ("t",))
    assert paths(library.articles.known([folder / "deep"])) == ["c.md"]
    assert paths(library.articles.known([folder / "b.md"])) == ["b.md"]
    assert library.articles.known([folder.parent / "art"]) == []


def test_what_is_gone_is_not_listed_once_that_was_seen_and_comes_back_as_what_it_was(
    library: Library, folder: Path
) -> None:
    before = {row.path.name: row.id for row in library.listings([folder])}
    text = (folder / "b.md").read_bytes()
    (folder / "b.md").unlink()
    assert len(library.articles.known([folder])) == 3
    list(library.listings([folder]))
    assert paths(library.articles.known([folder])) == ["a.md", "c.md"]
    (folder / "b.md").write_bytes(text)
    assert {row.path.name: row.id for row in library.listings([folder])} == before
    assert len(library.articles.known([folder])) == 3


def test_of_a_folder_that_is_missing_nobody_knows_what_is_gone(library: Library, folder: Path) -> None:
    list(library.listings([folder]))
    shutil.move(folder, folder.with_name("unplugged"))
    assert [row.problem != "" for row in library.listings([folder])] == [True]
    assert len(library.articles.known([folder])) == 3


def test_relative_folders_name_their_articles_alike(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    for named in (Path("articles"), Path(), Path("articles/deep/../deep")):
        there = list(library.listings([named]))
        assert sorted(library.articles.known([named]), key=str) == sorted(there, key=str)


def test_a_changed_file_is_looked_at_alone(library: Library, folder: Path) -> None:
    list(library.listings([folder]))
    (folder / "a.md").write_text("# Another\n\nWords.\n", encoding="utf-8")
    (folder / "new.md").write_text("# New\n\nWords.\n", encoding="utf-8")
    (folder / "b.md").unlink()
    (folder / ".hidden.md").write_text("# No\n\nWords.\n", encoding="utf-8")
    changed = [folder / name for name in ("a.md", "new.md", "b.md", ".hidden.md", "x.tmp")]
    looked_at = library.articles.look_at([*changed, folder.parent / "elsewhere.md"], [folder])
    assert looked_at is not None
    gone, come = looked_at
    assert gone == changed
    assert [row.title for row in come] == [
        "New",
        "Another",
    ]  # a strange text waits for what is known of the others
    assert (
        paths(library.articles.known([folder])) == ["a.md", "c.md", "new.md"]
        or len(library.articles.known([folder])) == 3
    )


def test_a_folder_that_has_come_is_looked_through(library: Library, folder: Path) -> None:
    assert library.articles.look_at([folder / "deep"], [folder]) is None
    assert library.articles.look_at([folder / f"{n}.md" for n in range(999)], [folder]) is None


@pytest.mark.skipif(os.name == "nt", reason="no newlines in names there")
def test_paths_that_look_alike_are_told_apart(library: Library, folder: Path) -> None:
    beside = folder.with_name("articles and more")
    beside.mkdir()
    (beside / "a\nb.md").write_text("# Odd\n\nWords.\n", encoding="utf-8")
    list(library.listings([folder, beside]))
    assert len(library.articles.known([folder])) == 3
    assert paths(library.articles.known([beside])) == ["a\nb.md"]


def test_a_fault_of_our_own_in_one_file_costs_that_file(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = markdown.read

    def fail(raw: bytes, path: Path) -> Article:
        return read(raw, path) if b"b.md" not in raw else {}["x"]

    monkeypatch.setattr(markdown, "read", fail)
    rows = {row.path.name: row for row in library.listings([folder])}
    assert [row.title for name, row in rows.items() if name != "b.md"] == ["Title a.md", "Title deep/c.md"]
    assert rows["b.md"].problem.endswith(
        "b.md can't be read: postil fails on it (KeyError); please report it with the file"
    )
    with pytest.raises(SourceError, match="KeyError"):
        library.read(folder / "b.md")
