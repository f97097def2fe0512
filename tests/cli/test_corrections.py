"""`postil corrections`: listed, written and taken in."""

import json
from pathlib import Path

import pytest

from annotations.entities.corrections import Correction
from annotations.library import Library
from tests.notes.say_of_names import correct


@pytest.fixture
def corrected(story: Path, tmp_path: Path) -> Path:
    with Library.open() as library:
        article = library.read(story)
        correct(library.name_corrections, "relabel", article, "Powell", "PERSON", scope="everywhere")
        moscow = Correction("not-entity", "Moscow", article.id, seen="GPE")
        library.name_corrections.save(article, moscow)
    return tmp_path / "ours.jsonl"


def test_they_are_listed(postil, corrected: Path) -> None:
    listed = postil("corrections", "list")
    assert listed.out.splitlines() == [
        "“Powell” is a person\teverywhere\tEnvoy Meets Putin Hours After a Bombing",
        "“Moscow” (country or town) is no name\tin its article\tEnvoy Meets Putin Hours After a Bombing",
    ]
    [first, second] = json.loads(postil("corrections", "list", "--json").out)
    assert (first["kind"], first["text"], first["label"], first["scope"]) == (
        "relabel",
        "Powell",
        "PERSON",
        "everywhere",
    )
    said = (second["label"], second["seen"], second["title"])
    assert said == (None, "GPE", "Envoy Meets Putin Hours After a Bombing")


def test_they_go_out_and_come_in_again(postil, corrected: Path) -> None:
    assert postil("corrections", "export", corrected).out == f"2 corrections in {corrected}\n"
    assert postil("corrections", "export", "-").out == corrected.read_text()
    again = postil("corrections", "import", corrected)
    assert (again.code, again.out) == (0, "0 corrections taken in, 2 there already\n")
    corrected.write_text(corrected.read_text().replace("Powell", "Powers") + "{\n")
    taken = postil("corrections", "import", corrected, "--json")
    assert (taken.code, json.loads(taken.out)["added"], json.loads(taken.out)["known"]) == (1, 1, 1)
    assert taken.err.startswith(f"postil: {corrected}, line 3: it is no JSON object")


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_can_not_be_read_or_written_is_one_line(postil, tmp_path: Path, name: str) -> None:
    taken = postil("corrections", "import", tmp_path / name)
    assert (taken.code, taken.out, taken.err.count("\n")) == (1, "", 1)
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9\n")
    assert "is not UTF-8" in postil("corrections", "import", tmp_path / "latin.jsonl").err
    written = postil("corrections", "export", tmp_path)
    assert (written.code, written.out, written.err.count("\n")) == (1, "", 1)
