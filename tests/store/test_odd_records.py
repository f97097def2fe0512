"""Whatever one record of the notes file holds, its neighbours are read, the doctor speaks, and a repair goes through."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.doctor import store_checks
from annotations.doctor.checks import check_places
from annotations.library import Library
from annotations.model import ReadingState, TextSpan
from annotations.store.draft_table import Draft
from tests.notes.say_of_names import correct

STORY = "Copper prices rise\n\nThe copper price rose again on Monday, said Jon Berg of Acme.\n\nIt fell on Tuesday.\n"
ODD: dict[str, Any] = {
    "a list": [],
    "a list in a list": [["x"]],
    "an object": {"x": 1},
    "a number": 7,
    "a number of 400 digits": 10**400,
    "nothing": None,
    "a lone surrogate": "\ud800",
    "half a pair in a word": "a\udfffb",
    "a NUL": "a\0b",
    "an escape": "\x1b[31m",
    "a date beyond all": "9999-12-31T23:59:59-23:00",
}
PLACES = [
    "annotations.1.id",
    "annotations.1.target",
    "annotations.1.target.source",
    "annotations.1.target.selector",
    "annotations.1.target.selector.0.exact",
    "annotations.1.target.selector.1.start",
    "annotations.1.body",
    "annotations.1.body.0.value",
    "annotations.1.body.1.value",
    "annotations.1.created",
    "annotations.1.motivation",
    "articles.1.id",
    "articles.1.paths",
    "articles.1.paths.0",
    "articles.1.title",
    "articles.1.sketch",
    "trash.1.id",
    "trash.1.deleted",
    "trash.1.record",
    "trash.1.record.id",
    "reading.1.id",
    "reading.1.left",
    "reading.1.words",
    "reading.1.marks",
    "corrections.1.id",
    "corrections.1.text",
    "drafts.1.id",
    "drafts.1.span",
    "meta.1",
    "unreadable",
    "unreadable.1",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a story, and a notes file with a record in each table; two notes are sound whatever becomes of the first."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "story.txt").write_text(STORY)
    store = folder / "made.json"
    with Library.open(store, cache=folder / "cache") as library:
        article = library.read(folder / "story.txt")
        library.annotate(article, TextSpan(20, 36), note="hm", tags=("x",))
        gone = library.annotate(article, None, note="gone")
        library.annotate(article, TextSpan(40, 44), note="second", tags=("x", "y"))
        library.annotate(article, entity="Jon Berg", note="third")
        library.remove(gone.id)
        library.save_reading(article.id, ReadingState("reading", 0.5, 12, line=12))
        library.bookmarks.save(article, "a", 5)
        correct(library.name_corrections, "not-entity", article, "Acme")
        library.repository.drafts.save(Draft(article.id, "half", ("t",), TextSpan(3, 5)))
    document = json.loads(store.read_text())
    document["unreadable"] = {"1": {"table": "annotations", "number": "9", "was": None}}
    return folder, json.dumps(document)


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("place", PLACES)
def test_an_odd_value_costs_its_own_record_at_most(
    made: tuple[Path, str], tmp_path: Path, place: str, kind: str
) -> None:
    folder, text = made
    document = json.loads(text)
    *way, last = place.split(".")
    holder = document
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    holder[int(last) if isinstance(holder, list) else last] = ODD[kind]
    path = tmp_path / "notes.json"
    path.write_text(json.dumps(document))
    assert store_checks.check(path)
    with Library.open(path, cache=folder / "cache") as library:
        article = library.read(folder / "story.txt")
        anchored = library.all_notes()
        assert {"second", "third"} <= {one.annotation.note for one in anchored}
        check_places(anchored)
        library.notes(article)
        assert "x" in dict(library.tags())
        assert library.texts.search_files("copper", [folder], everywhere=True).hits
        library.trash(), library.repository.drafts.all(), library.repository.reading.last_read()
        library.bookmarks.of(article), library.name_corrections.corrections(article.id)
        for format in ("markdown", "csv", "webannotation"):
            library.export(
                to=tmp_path / "out" if format == "markdown" else "-", format=format, find_names=False
            )
        library.annotate(article, note="fourth")
        library.undo()
    assert isinstance(store_checks.repair(path), list)
    assert store_checks.check(path)
    with Library.open(path, cache=folder / "cache") as library:
        assert {"second", "third"} <= {one.annotation.note for one in library.all_notes()}
