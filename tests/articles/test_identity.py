"""A file that was moved, renamed, edited or copied is the article it was: its notes are there."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.articles import identity
from annotations.library import Library
from annotations.model import TextSpan
from annotations.text.similarity import likeness, sketch_of
from tests.benchmarks.edits import Text, everything, reworded

SEEDS = Path(__file__).parents[2] / "seeds"
FIRST, SECOND = "obituary-teodoro-quispe.txt", "court-report-ferry-fund-trustee.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (FIRST, SECOND):
        shutil.copy(SEEDS / name, tmp_path)
    return tmp_path


def annotated(folder: Path, *names: str) -> list[str]:
    """Put a note on each; returns the ids of the articles. Each library has a catalogue of its own: it is thrown away."""
    with Library.open(folder / "n.json", cache=folder / "cache-before") as library:
        articles = [library.read(folder / name) for name in names]
        for article in articles:
            library.annotate(article, TextSpan(200, 240), note=article.title)
        return [article.id for article in articles]


def ids(folder: Path, *paths: Path, cache: str = "cache-after") -> list[str]:
    with Library.open(folder / "n.json", cache=folder / cache) as library:
        return [library.read(path).id for path in paths]


def edit(path: Path, share: float = 0.1) -> None:
    text = Text.first(path.read_text(encoding="utf-8"))
    path.write_text(reworded(text, random.Random(1), share).chars, encoding="utf-8")


@pytest.mark.parametrize("cache", ["cache-before", "cache-after"])
def test_renamed_and_edited_at_once_title_and_all(folder: Path, cache: str) -> None:
    before = annotated(folder, FIRST, SECOND)
    other = folder / "deeper" / "renamed.txt"
    other.parent.mkdir()
    (folder / FIRST).rename(other)
    text = other.read_text(encoding="utf-8")
    title, rest = text.split("\n", 1)
    other.write_text("Another title altogether\n" + rest, encoding="utf-8")
    edit(other)
    assert title != "Another title altogether"
    assert ids(folder, other, folder / SECOND, cache=cache) == before


def test_the_list_knows_it_too_and_finds_the_note(folder: Path) -> None:
    [before] = annotated(folder, FIRST)
    (folder / FIRST).rename(folder / "renamed.txt")
    edit(folder / "renamed.txt", 0.05)
    with Library.open(folder / "n.json", cache=folder / "c") as library:
        rows = {row.path.name: row for row in library.listings([folder]) if not row.problem}
        assert (rows["renamed.txt"].id, rows["renamed.txt"].notes) == (before, 1)
        assert rows[SECOND].id != before
        [(_, anchor)] = library.notes(library.read(folder / "renamed.txt"))
        assert anchor.span is not None


def test_the_same_article_in_two_folders_is_one(folder: Path) -> None:
    [before] = annotated(folder, FIRST)
    copy = folder / "copies" / "copy.txt"
    copy.parent.mkdir()
    shutil.copy(folder / FIRST, copy)
    assert ids(folder, copy, folder / FIRST) == [before, before]


def test_of_two_copies_the_one_with_the_notes_is_the_place_however_often_both_are_read(folder: Path) -> None:
    [id] = annotated(folder, FIRST)
    copy = folder / "copies" / "copy.txt"
    copy.parent.mkdir()
    text = (folder / FIRST).read_text(encoding="utf-8")
    copy.write_text(text, encoding="utf-8")
    with Library.open(folder / "n.json", cache=folder / "c") as library:
        assert library.read(copy).id == id
        copy.write_text("Another title\n" + text.partition("\n")[2], encoding="utf-8")
        assert library.read(copy).id == id
        for _ in range(3):
            assert library.path_of(id) == folder / FIRST
            [noted] = library.all_notes()
            assert (noted.path, library.read(id).source) == (folder / FIRST, folder / FIRST)


def test_two_files_that_changed_places_keep_their_own_notes(folder: Path) -> None:
    before = annotated(folder, FIRST, SECOND)
    (folder / FIRST).rename(folder / "x")
    (folder / SECOND).rename(folder / FIRST)
    (folder / "x").rename(folder / SECOND)
    assert ids(folder, folder / SECOND, folder / FIRST) == before
    assert ids(folder, folder / SECOND, folder / FIRST, cache="cache-before") == before
    with Library.open(folder / "n.json", cache=folder / "cache-before") as library:
        assert [library.path_of(id) for id in before] == [folder / SECOND, folder / FIRST]
        assert {noted.path for noted in library.all_notes()} == {folder / FIRST, folder / SECOND}
        assert all(noted.anchor.quality == "exact" for noted in library.all_notes())


def test_another_article_does_not_inherit_the_notes_of_one_that_is_gone(folder: Path) -> None:
    [before] = annotated(folder, FIRST)
    (folder / FIRST).unlink()
    other = folder / "other.txt"
    other.write_text((SEEDS / "the-mould-that-remembers.md").read_text(encoding="utf-8"), encoding="utf-8")
    assert ids(folder, other, folder / SECOND)[0] != before


def test_a_rewritten_file_at_its_old_place_keeps_its_id(folder: Path) -> None:
    [before] = annotated(folder, FIRST)
    text = Text.first((folder / FIRST).read_text(encoding="utf-8"))
    (folder / FIRST).write_text(everything(text, random.Random(2)).chars, encoding="utf-8")
    assert ids(folder, folder / FIRST) == [before]


def test_two_that_are_gone_and_equally_like_it_are_not_guessed_between(tmp_path: Path) -> None:
    body = (SEEDS / FIRST).read_text(encoding="utf-8").split("\n", 1)[1]
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(
            f"Issue {name}\n{body}\n\nThe end of {name}.\n", encoding="utf-8"
        )
    before = annotated(tmp_path, "one.txt", "two.txt")
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").unlink()
    three = tmp_path / "three.txt"
    three.write_text(f"Issue three\n{body}\n\nThe end of three.\n", encoding="utf-8")
    [found] = ids(tmp_path, three)
    assert found not in before


def test_notes_of_a_file_that_is_gone_are_listed_and_exported(folder: Path) -> None:
    [before] = annotated(folder, FIRST)
    with Library.open(folder / "n.json", cache=folder / "c") as library:
        title = library.read(folder / FIRST).title
        (folder / FIRST).unlink()
        [noted] = library.all_notes()
        assert (noted.annotation.target.source, noted.title, noted.path) == (before, title, None)
        library.export(to=folder / "out")
        assert title in "".join(path.read_text(encoding="utf-8") for path in (folder / "out").glob("*.md"))


TEXTS = st.text(alphabet=st.sampled_from("ab \n水가."), max_size=80)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_likeness_is_a_share(one: str, other: str) -> None:
    first, second = sketch_of(one), sketch_of(other)
    assert likeness(first, first) == 1
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1


STRANGE = "Of herons\n\n" + "Grey birds stood in the reeds that nobody had cut since the war ended. " * 20


@pytest.mark.parametrize("moved", ["zz old.txt", "0 old.txt", "read/old.txt"])
@pytest.mark.parametrize("through", ["listing", "reading"])
def test_a_file_moved_away_keeps_id_and_notes_and_a_strange_one_in_its_place_is_new(
    folder: Path, moved: str, through: str
) -> None:
    with Library.open(folder / "n.json", cache=folder / "cache") as library:
        article = library.read(folder / FIRST)
        library.annotate(article, TextSpan(200, 240), note="mine")
        before = article.id
    (folder / moved).parent.mkdir(exist_ok=True)
    (folder / FIRST).rename(folder / moved)
    (folder / FIRST).write_text(STRANGE)
    for _ in range(2):
        with Library.open(folder / "n.json", cache=folder / "cache") as library:
            if through == "listing":
                rows = library.listings([folder])
                known = {row.path.relative_to(folder).as_posix(): (row.id, row.notes) for row in rows}
            else:
                read = [(name, library.read(folder / name)) for name in (FIRST, moved)]
                known = {name: (one.id, len(library.notes(one))) for name, one in read}
            assert known[moved] == (before, 1) and known[FIRST][1] == 0 and known[FIRST][0] != before
            (noted,) = library.all_notes()
            assert noted.path == folder / moved and noted.anchor.quality == "exact"
    with Library.open(folder / "n.json", cache=folder / "cache") as library:
        strange = library.annotate(library.read(folder / FIRST), None, note="of the strange one")
    edit(folder / FIRST)
    for cache in ("cache", "cache-after"):
        with Library.open(folder / "n.json", cache=folder / cache) as library:
            assert [note.id for note, _ in library.notes(library.read(folder / FIRST))] == [strange.id]
            assert library.read(folder / moved).id == before


def test_so_many_files_are_looked_at_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/one.txt", "a/within/two.txt", "b/three.txt", "four.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    around = [one.name for one in identity.files_around(tmp_path / "a" / "one.txt")]
    assert around[0] == "one.txt"
    assert {"one.txt", "two.txt", "three.txt", "four.txt"} <= set(around)
    monkeypatch.setattr(identity, "_MOST_AROUND", 3)
    assert len(list(identity.files_around(tmp_path / "a" / "one.txt"))) < 3


def test_an_edited_file_is_the_article_it_was_also_where_a_copy_of_it_lies(folder: Path) -> None:
    (before,) = annotated(folder, FIRST)
    shutil.copy(folder / FIRST, folder / "copy.txt")
    assert ids(folder, folder / "copy.txt") == [before]
    edit(folder / FIRST)
    assert ids(folder, folder / FIRST, folder / "copy.txt") == [before, before]


@pytest.mark.parametrize("copied_to", ["copy.txt", "deeper/copy.txt"])
def test_the_edited_and_renamed_one_of_two_copies_has_its_notes(folder: Path, copied_to: str) -> None:
    copy, other = folder / copied_to, folder / "renamed.txt"
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(folder / FIRST, copy)
    with Library.open(folder / "n.json", cache=folder / "cache") as library:
        library.annotate(library.read(copy), note="on the copy")
        article = library.read(folder / FIRST)
        library.annotate(article, TextSpan(200, 240), note="mine")
    (folder / FIRST).rename(other)
    edit(other)
    with Library.open(folder / "n.json", cache=folder / "cache") as library:
        read = library.read(other)
        assert read.id == article.id and len(library.notes(read)) == 2
        assert library.read(copy).id == article.id


def test_nothing_is_compared_where_no_article_has_left_its_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    monkeypatch.setattr("annotations.articles.identity.sketch_of", lambda text: compared.append(text) or ())
    with Library.open(folder / "store.json", cache=folder / "cache") as library:
        library.annotate(library.read(folder / FIRST), None, note="kept")
        for number in range(3):
            (folder / f"new{number}.txt").write_text(
                f"New {number}\n\nWords of {number}.\n", encoding="utf-8"
            )
        assert len(list(library.listings([folder]))) == 5
    assert compared == []
