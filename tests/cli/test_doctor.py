"""`postil doctor`: what it finds, in plain words, and what it puts right."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotations.library import Library
from annotations.model import TextSpan
from annotations.paths import cache_folder, store_path


def rows(out: str) -> list[list[str]]:
    return [line.split("\t") for line in out.splitlines()]


def of(out: str, what: str) -> str:
    return "\n".join(f"{level} {said}" for level, kind, said in rows(out) if kind == what)


def test_all_is_well(postil, story: Path) -> None:
    postil("note", story, "--quote", "came ashore in Moscow", "--text", "x")
    done = postil("doctor")
    assert (done.code, done.err) == (0, "")
    assert {level for level, _, _ in rows(done.out)} <= {"good", "note"}
    assert "whole, 1 note," in of(done.out, "notes")
    assert "1 note on its words" in of(done.out, "places")
    assert "finds names" in of(done.out, "model")
    assert "none" in of(done.out, "terminal")


def test_front_matter_that_cannot_be_read_is_told_with_its_line(postil, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f"folders = ['{tmp_path / 'texts'}']")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.md").write_text("---\ntitle: Reef\ntags: *x\ndate: 2026-02-30\n---\nText.")
    (tmp_path / "texts" / "b.md").write_text("---\ntitle: Reef\n---\nText.")
    told = of(postil("--config", tmp_path / "config.toml", "doctor").out, "heads")
    assert "a.md: line 3: tags: it refers to another value" in told
    assert "a.md: line 4: date: '2026-02-30' is no date" in told
    assert "b.md" not in told


def test_orphans_and_articles_that_are_gone_are_told(postil, story: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(
        "Another Story of Some Length\n\nIt tells of other people and of other places than the first.\n"
    )
    postil("note", story, "--quote", "stay long there", "--text", "x")
    postil("note", other, "--quote", "other people", "--text", "x")
    story.write_text(story.read_text().replace(" had come to stay long there", " left"))
    other.unlink()
    done = postil("doctor")
    assert done.code == 0
    assert "1 note whose words are gone from the article" in of(done.out, "places")
    assert "Another Story of Some Length: 1 note on an article whose file is not where it was" in of(
        done.out, "places"
    )


def test_notes_whose_words_have_changed_are_counted(postil, story: Path) -> None:
    postil("note", story, "--quote", "stay long there", "--text", "x")
    postil("note", story, "--text", "y")
    story.write_text(story.read_text().replace("stay long there", "stay longer there"))
    told = of(postil("doctor").out, "places")
    assert "1 note whose words have changed" in told
    assert "1 note on its words" in told


@pytest.mark.parametrize("damage", [b"", b"\0" * 500, b'{"annotations": {"1": {"id": "n-aaaaaa"'])
def test_a_damaged_file_is_told_untouched_and_repaired_when_asked(postil, story: Path, damage: bytes) -> None:
    for text in ("one", "two"):
        postil("note", story, "--text", text)
    store = store_path(None)
    store.write_bytes(damage)
    found = postil("doctor")
    assert found.code == 1
    assert "--repair" in of(found.out, "notes")
    assert store.read_bytes() == damage
    mended = postil("doctor", "--repair")
    assert mended.code == 0
    assert "backup" in of(mended.out, "repaired")
    assert json.loads(store.read_bytes())["annotations"]
    assert [path.read_bytes() for path in store.parent.glob(f"{store.name}.damaged-*")] == [damage]


def test_a_second_note_of_the_same_id_gets_its_own(postil, story: Path) -> None:
    postil("note", story, "--text", "one")
    store = store_path(None)
    document = json.loads(store.read_bytes())
    twin = {**document["annotations"]["1"]}
    document["annotations"]["7"] = twin
    store.write_text(json.dumps(document))
    found = postil("doctor")
    assert (found.code, "not shown" in found.out) == (1, True)
    assert postil("doctor", "--repair").code == 0
    with Library.open() as library:
        assert len({note.id for note in library.repository.annotations()}) == 2


def test_an_unreadable_record_stays_in_the_file(postil, story: Path) -> None:
    postil("note", story, "--text", "one")
    store = store_path(None)
    document = json.loads(store.read_bytes())
    document["annotations"]["9"] = {"id": "n-broken", "target": 5}
    store.write_text(json.dumps(document))
    done = postil("doctor", "--repair")
    assert done.code == 0
    assert "can't be read" in of(done.out, "notes")
    assert json.loads(store.read_bytes())["annotations"]["9"] == {"id": "n-broken", "target": 5}


def test_a_damaged_cache_is_thrown_away_when_asked(postil, story: Path) -> None:
    with Library.open() as library:
        library.annotate(library.read(story), TextSpan(0, 5))
    cache = cache_folder() / "entities.sqlite"
    cache.write_bytes(b"no database at all" * 400)
    found = postil("doctor")
    assert (found.code, "a cache is damaged" in of(found.out, "cache")) == (0, True)
    assert "Threw away" in of(postil("doctor", "--repair").out, "repaired")
    assert "damaged" not in of(postil("doctor").out, "cache")
    with closing(sqlite3.connect(cache)) as db:
        db.execute("create table things (name text)")
    cache.write_bytes(cache.read_bytes().replace(b"things", b"th\xf3ngs").replace(b"CREATE", b"CRXATE"))
    assert "a cache is damaged" in of(postil("doctor").out, "cache")
    assert "Threw away" in of(postil("doctor", "--repair").out, "repaired")


def test_a_model_that_is_not_there_is_bad(postil, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[entities]\nmodel = "no_such_pipeline"\n')
    done = postil("--config", config, "doctor")
    assert done.code == 1
    assert "no_such_pipeline" in of(done.out, "model")


def test_notes_without_an_article_are_no_lost_ones(postil, tmp_path: Path) -> None:
    clippings = tmp_path / "readwise.csv"
    clippings.write_text("Highlight,Book Title\nSome words of it,An Unknown Book\n", encoding="utf-8")
    assert postil("import", clippings).code == 0
    told = of(postil("doctor").out, "places")
    assert "1 note without an article" in told and "postil attach" in told
    assert "not where it was" not in told
