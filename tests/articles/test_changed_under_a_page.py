"""A file is renamed, edited, swapped or replaced while its page lies open: what is noted there goes to the file that holds the words."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.articles import open_page
from annotations.library import Library
from annotations.model import Article, TextSpan


def story(name: str) -> str:
    paragraphs = (" ".join(f"{name}{part}x{word}" for word in range(40)) + "." for part in range(6))
    return "\n\n".join((f"# About {name}", *paragraphs)) + "\n"


class Folder:
    """Two stories of a folder, one of which lies open on a page."""

    def __init__(self, folder: Path) -> None:
        self.top, self.files = folder, folder / "files"
        self.files.mkdir()
        self.one, self.two = self.files / "one.md", self.files / "two.md"
        self.one.write_text(story("one"), encoding="utf-8")
        self.two.write_text(story("two"), encoding="utf-8")

    def open(self, cache: str) -> Library:
        return Library.open(self.top / "n.json", cache=self.top / cache)

    def look(self, cache: str) -> None:
        with self.open(cache) as library:
            for row in list(library.listings([self.files])):
                library.read(row.path)

    def edit(self) -> None:
        text = self.one.read_text(encoding="utf-8").replace("one5x39", "changed")
        self.one.write_text(text + "\nA last line of words that are new.\n", encoding="utf-8")


Done = Callable[[Folder], Path]
"""Returns where the words of the page are then."""


def renamed_and_edited(folder: Folder) -> Path:
    folder.edit()
    return folder.one.rename(folder.files / "renamed.md")


def swapped_and_edited(folder: Folder) -> Path:
    folder.edit()
    passing = folder.one.rename(folder.files / "passing.tmp")
    folder.two.rename(folder.one)
    return passing.rename(folder.two)


def moved_and_edited_and_a_new_one_in_its_place(folder: Folder) -> Path:
    folder.edit()
    (folder.files / "sub").mkdir()
    moved = folder.one.rename(folder.files / "sub" / "one.md")
    folder.one.write_text(story("three"), encoding="utf-8")
    return moved


def renamed_and_a_new_one_in_its_place(folder: Folder) -> Path:
    moved = folder.one.rename(folder.files / "0.md")
    folder.one.write_text(story("three"), encoding="utf-8")
    return moved


def edited_in_place_beside_a_copy_of_it(folder: Folder) -> Path:
    (folder.files / "copy.md").write_bytes(folder.one.read_bytes())
    folder.edit()
    return folder.one


def saved_by_an_editor_that_renames(folder: Folder) -> Path:
    before = folder.one.read_bytes()
    folder.edit()
    beside = folder.one.rename(folder.files / ".one.md.swp")
    beside.replace(folder.one)
    folder.one.with_name("one.md~").write_bytes(before)
    return folder.one


def renamed_in_letter_case_and_edited(folder: Folder) -> Path:
    folder.edit()
    return folder.one.rename(folder.files / "ONE.md")


def another_branch_checked_out(folder: Folder) -> Path:
    """Git: the text under its old name is another one, under a new name stands what it became."""
    folder.edit()
    moved = folder.files / "moved.md"
    moved.write_bytes(folder.one.read_bytes())
    folder.one.unlink()
    folder.one.write_text(story("branch"), encoding="utf-8")
    return moved


def synced_with_an_old_time(folder: Folder) -> Path:
    status = folder.one.stat()
    moved = renamed_and_edited(folder)
    os.utime(moved, ns=(status.st_atime_ns, status.st_mtime_ns - 86_400 * 10**9))
    return moved


def renamed_beside_a_link_to_it(folder: Folder) -> Path:
    moved = renamed_and_edited(folder)
    (folder.files / "a-link.md").symlink_to(moved)
    return moved


ALL: list[Done] = [
    renamed_and_edited,
    swapped_and_edited,
    moved_and_edited_and_a_new_one_in_its_place,
    renamed_and_a_new_one_in_its_place,
    edited_in_place_beside_a_copy_of_it,
    saved_by_an_editor_that_renames,
    renamed_in_letter_case_and_edited,
    another_branch_checked_out,
    synced_with_an_old_time,
    renamed_beside_a_link_to_it,
]


def note_on(library: Library, article: Article, words: str) -> None:
    start = article.text.index(words)
    library.annotate(article, TextSpan(start, start + len(words)), note=words)


def shown(library: Library, path: Path) -> dict[str, str]:
    return {note.note: anchor.quality for note, anchor in library.notes(library.read(path))}


@pytest.mark.parametrize("looks", ["", "other", "page other"])
@pytest.mark.parametrize("done", ALL)
def test_the_note_is_on_the_words_for_everybody(tmp_path: Path, done: Done, looks: str) -> None:
    folder = Folder(tmp_path)
    with folder.open("page") as library:
        list(library.listings([folder.files]))
        if "other" in looks:
            folder.look("other")
        article = library.read(folder.one)
        place = done(folder)
        for cache in looks.split():
            folder.look(cache)
        note_on(library, article, "one1x1 one1x2")
        note_on(library, article, "one4x1 one4x2")
    for cache in ("page", "other", "fresh"):
        with folder.open(cache) as library:
            rows = {row.path.name: row.notes for row in library.listings([folder.files]) if row.notes}
            assert shown(library, place) == {"one1x1 one1x2": "exact", "one4x1 one4x2": "exact"}, cache
            assert rows.pop(place.name) == 2
            assert rows.keys() <= {"copy.md", "one.md~", "a-link.md"}
            assert shown(library, folder.two if place != folder.two else folder.one) == {}


@pytest.mark.parametrize("done", ALL)
def test_what_was_noted_on_both_meanwhile_is_on_both(tmp_path: Path, done: Done) -> None:
    folder = Folder(tmp_path)
    with folder.open("page") as library:
        article = library.read(folder.one)
        place = done(folder)
        with folder.open("other") as other:
            list(other.listings([folder.files]))
            note_on(other, other.read(place), "one5x1 one5x2")
        note_on(library, article, "one1x1 one1x2")
    for cache in ("page", "other", "fresh"):
        with folder.open(cache) as library:
            assert shown(library, place) == {"one1x1 one1x2": "exact", "one5x1 one5x2": "exact"}, cache


@pytest.mark.parametrize("is_read_first", [True, False])
def test_in_a_fresh_cache_it_is_on_the_words_whichever_file_is_read_first(
    tmp_path: Path, is_read_first: bool
) -> None:
    folder = Folder(tmp_path)
    with folder.open("page") as library:
        article = library.read(folder.one)
        place = swapped_and_edited(folder)
        note_on(library, article, "one1x1 one1x2")
    with folder.open("fresh") as library:
        for path in (place, folder.one) if is_read_first else (folder.one, place):
            assert list(shown(library, path)) == (["one1x1 one1x2"] if path == place else [])


def test_words_that_stand_nowhere_stay_where_they_were(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.open("page") as library:
        article = library.read(folder.one)
        folder.one.write_text(story("three"), encoding="utf-8")
        note_on(library, article, "one1x1 one1x2")
        assert shown(library, folder.one) == {"one1x1 one1x2": "orphan"}
        folder.one.unlink()
        note_on(library, article, "one4x1 one4x2")
        folder.one.write_text(story("one"), encoding="utf-8")
        assert shown(library, folder.one) == {"one1x1 one1x2": "exact", "one4x1 one4x2": "exact"}


def test_a_near_copy_that_was_there_before_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_page, "CLOCK_LAG_NS", 0)
    folder = Folder(tmp_path)
    near = folder.files / "near.md"
    near.write_text(story("one").replace("About one", "As told").replace("one5", "else"), encoding="utf-8")
    with folder.open("page") as library:
        article = library.read(folder.one)
        note_on(library, library.read(near), "one2x1 one2x2")
        article = library.read(folder.one)
        folder.one.unlink()
        note_on(library, article, "one1x1 one1x2")
        assert list(shown(library, near)) == ["one2x1 one2x2"]


def test_a_file_that_is_not_there_any_more_or_can_not_be_read_is_passed_over(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.open("page") as library:
        article = library.read(folder.one)
        place = renamed_and_edited(folder)
        (folder.files / "a-gone.md").symlink_to(folder.files / "nothing.md")
        (folder.files / "b-binary.md").write_bytes(bytes(range(256)) * 9)
        note_on(library, article, "one1x1 one1x2")
        assert list(shown(library, place)) == ["one1x1 one1x2"]
