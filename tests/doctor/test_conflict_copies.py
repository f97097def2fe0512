"""Two machines wrote at once and a folder service kept both files: the doctor says so and puts them together, word for word."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotations.doctor.store_checks import check, repair
from annotations.model import Annotation, ReadingState, Target, TextualBody
from annotations.store.codec import encode, now
from annotations.store.reading_table import Bookmark
from annotations.store.repository import Repository

NAMES = (
    "notes.sync-conflict-20261130-101500-ABCDEFG.json",
    "notes (Jane's conflicted copy 2026-11-30).json",
    "notes (conflicted copy 2026-11-30 101500).json",
    "notes_conflict-20261130-101500.json",
    "notes.Conflict.json",
    "notes (In Konflikt stehende Kopie von Jana 2026-11-30).json",
    "notes (copie en conflit de Jeanne 2026-11-30).json",
    "notes (конфликтующая копия 2026-11-30).json",
    "notes (競合コピー 2026-11-30).json",
)


def note(text: str) -> Annotation:
    moment = now()
    return Annotation("", Target("a-1"), (TextualBody(text),), moment, moment)


def say(repository: Repository, id: str, words: str, minutes: int) -> None:
    later = now() + timedelta(minutes=minutes)
    with repository.change("note changed") as change:
        said = replace(repository.within(change, id), body=(TextualBody(words),), modified=later)
        change.put("annotations", encode(said))


def texts(path: Path) -> list[str]:
    with Repository.open(path) as repository:
        return sorted(annotation.note for annotation in repository.annotations())


@pytest.fixture
def parted(tmp_path: Path) -> Callable[[str], tuple[Path, Path]]:
    """A notes file and a conflict copy of a name; both were one file with two notes, then each was written to."""

    def part(name: str) -> tuple[Path, Path]:
        here, there = tmp_path / "notes.json", tmp_path / name
        with Repository.open(here) as repository:
            with repository.change("met", undoable=False) as change:
                change.put("articles", {"id": "a-1", "title": "A title"})
            first, second = repository.add(note("first")), repository.add(note("second"))
        shutil.copy(here, there)
        with Repository.open(here) as repository:
            say(repository, first.id, "first, here", 1)
            repository.remove(second.id)
            repository.add(note("only here"))
        with Repository.open(there) as repository:
            say(repository, first.id, "first, there", 2)
            repository.add(note("only there"))
            with repository.change("met", undoable=False) as change:
                change.put("articles", {"id": "a-2", "title": "Another"})
        return here, there

    return part


@pytest.mark.parametrize("name", NAMES)
def test_all_words_of_both_are_there_afterwards(
    parted: Callable[[str], tuple[Path, Path]], name: str
) -> None:
    here, there = parted(name)
    with Repository.open(here) as repository:
        assert any("--repair" in notice and name in notice for notice in repository.notices)
    before = here.read_bytes()
    (told,) = [finding for finding in check(here) if finding.level == "bad"]
    assert told.where == str(there) and "1 note and 1 version of others" in told.what and told.repairable
    assert here.read_bytes() == before and there.exists()
    assert any("Brought in 1 note and 1 version of others" in line for line in repair(here))
    assert texts(here) == ["first, there", "only here", "only there"]
    with Repository.open(here) as repository:
        assert not repository.notices
        assert {record.id for record in repository.articles.all()} == {"a-1", "a-2"}
        in_trash = sorted(item.record["body"][0]["value"] for item in repository.trash())
        assert in_trash == ["first, here", "second"]
        overtaken = next(
            item for item in repository.trash() if item.record["body"][0]["value"] == "first, here"
        )
        repository.restore(overtaken.id)
    assert texts(here) == ["first, here", "first, there", "only here", "only there"]
    assert not there.exists() and Path(f"{there}.merged").exists()
    assert repair(here) == [] and not [one for one in check(here) if one.level == "bad"]


def test_a_copy_of_a_name_that_was_there_before_leaves_the_earlier_one_kept(
    parted: Callable[[str], tuple[Path, Path]],
) -> None:
    """A service gives a name of the day again, as it is free once the first copy has been put to the notes."""
    here, there = parted(NAMES[1])
    first = there.read_bytes()
    repair(here)
    there.write_bytes(first.replace(b"only there", b"in another"))
    repair(here)
    assert Path(f"{there}.merged").read_bytes() == first
    assert b"in another" in Path(f"{there}.merged-2").read_bytes()


def test_bookmarks_stars_and_places_of_both_are_there_afterwards(
    parted: Callable[[str], tuple[Path, Path]],
) -> None:
    here, there = parted(NAMES[0])
    for path, letter, line in ((here, "h", 5), (there, "t", 9)):
        with Repository.open(path) as repository:
            repository.reading.save_bookmark("a-1", letter, Bookmark(line))
            repository.reading.save_bookmark("a-1", "b", Bookmark(line))
            repository.reading.star(["a-1"], starred=path == here)
            repository.reading.save({"a-1": ReadingState("reading", 0.5, line, line)})
    repair(here)
    with Repository.open(here) as repository:
        marks = {letter: mark.offset for letter, mark in repository.reading.bookmarks("a-1").items()}
        assert marks == {"h": 5, "t": 9, "b": 9}
        assert repository.reading.get("a-1") == ReadingState("reading", 0.5, 9, 9, starred=True)
    shutil.copy(f"{there}.merged", there)
    before = here.read_bytes()
    assert repair(here) and here.read_bytes() == before


def test_several_copies_and_one_that_is_no_notes_file(
    parted: Callable[[str], tuple[Path, Path]], tmp_path: Path
) -> None:
    here, there = parted(NAMES[0])
    shutil.copy(there, tmp_path / NAMES[1])
    with Repository.open(tmp_path / NAMES[1]) as repository:
        repository.add(note("only in the second"))
        repository.add(note("cut off"))
    cut, foreign, other = (
        tmp_path / f"{name}.json" for name in ("notes-conflict-cut", "notes-conflicts", "my conflicts")
    )
    raw = (tmp_path / NAMES[1]).read_bytes()
    cut.write_bytes(raw[: raw.index(b"cut off")])
    (tmp_path / NAMES[1]).unlink()
    foreign.write_text(json.dumps({"mine": [1]}))
    shutil.copy(there, other)
    assert len(repair(here)) == 2
    assert texts(here) == ["first, there", "only here", "only in the second", "only there"]
    assert foreign.exists() and other.exists()
    with Repository.open(here) as repository:
        assert not repository.notices


def test_a_copy_that_says_nothing_new_leaves_the_notes_alone(
    parted: Callable[[str], tuple[Path, Path]],
) -> None:
    here, there = parted(NAMES[0])
    shutil.copy(here, there)
    before = here.read_bytes()
    assert not [finding for finding in check(here) if finding.level == "bad"]
    assert repair(here) and here.read_bytes() == before
