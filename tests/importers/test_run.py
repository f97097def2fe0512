"""Filing, once only, one undo: what holds for every format."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.errors import ImportFormatError
from annotations.importers.registry import FORMATS, _importer, read_notes
from annotations.library import Library
from annotations.store.repository import UNFILED


def kindle(*entries: tuple[str, str, str]) -> str:
    return "".join(f"{title}\n{line}\n\n{text}\n==========\n" for title, line, text in entries)


LINE = "- Your Highlight on Location {} | Added on Saturday, April 26, 2025 9:0{}:00 AM"


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_a_sample_that_is_told_from_the_others(
    name: str, tmp_path: Path, library: Library
) -> None:
    path = tmp_path / "sample"
    path.write_text(_importer(name).SAMPLE, encoding="utf-8")
    assert read_notes(path)[0] == name
    report = library.import_notes(path)
    assert (report.format, report.added, report.unfiled, report.skipped) == (name, 1, 1, [])
    (note,) = library.repository.annotations()
    assert note.note == "Who said so?"
    assert note.quote
    again = library.import_notes(path)
    assert (again.added, again.merged, [one.reason for one in again.skipped]) == (0, 0, ["already here"])


def test_by_title_by_quote_or_unfiled(bring, library: Library, folder: Path) -> None:
    report = bring(
        kindle(
            (
                "Envoy meets Putin hours after a bombing (Doe, Jane)",
                LINE.format("1-2", 1),
                "nobody who saw Steve Witkoff",
            ),
            ("Woman who tunes bells", LINE.format("1-2", 2), "a quarter of a hertz"),
            ("Clipped from the web", LINE.format("1-2", 3), "files the bronze  down."),
            ("Dune (Frank Herbert)", LINE.format("1-2", 4), "Fear is the mind-killer, I must not fear."),
        )
    )
    assert (report.added, report.orphaned, report.unfiled) == (4, 0, 1)
    assert len(library.notes(library.read(folder / "story.md"))) == 1
    bells = library.read(folder / "bells.txt")
    assert [bells.text[a.span.start : a.span.end] for _, a in library.notes(bells) if a.span] == [
        "a quarter of a hertz",
        "files the bronze down.",
    ]
    (dune,) = library.repository.annotations(UNFILED)
    about: Any = dune.extra["postil:imported"]
    assert (about["title"], about["author"], about["location"]) == ("Dune", "Frank Herbert", "location 1-2")


def test_what_was_read_before_is_found_in_any_folder(library: Library, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "clippings.txt"
    path.write_text(
        kindle(("The Woman Who Tunes Bells", LINE.format("1-2", 1), "a quarter of a hertz")), "utf-8"
    )
    assert library.import_notes(path, dry_run=True).unfiled == 1
    library.read(folder / "bells.txt")
    assert library.import_notes(path).unfiled == 0


def test_a_title_alike_is_no_proof(bring, library: Library) -> None:
    report = bring(
        kindle(
            ("The Woman Who Tuned Bell", LINE.format("1-2", 1), "words that this article never had in it"),
            (
                "The Woman Who Tunes Bells (Somebody Else)",
                LINE.format("1-2", 2),
                "nor these words, at any time at all",
            ),
        )
    )
    assert report.unfiled == 2


def test_one_undo_takes_all_back(bring, library: Library) -> None:
    bring(
        kindle(
            *(
                (f"Book {n} (A)", LINE.format(f"{n}-{n}", 1), f"quote number {n} of the many")
                for n in range(40)
            )
        )
    )
    assert len(library.repository.annotations()) == 40
    library.undo()
    assert library.repository.annotations() == []
    library.redo()
    assert len(library.repository.annotations()) == 40


def test_a_dry_run_writes_nothing(bring, library: Library) -> None:
    text = kindle(
        ("A (B)", LINE.format("1-2", 1), "words"),
        ("A (B)", "- Your Bookmark on Location 5 | Added on Saturday, April 26, 2025", ""),
    )
    dry = bring(text, dry_run=True)
    assert not (library.repository.path).exists()
    wet = bring(text)
    assert (
        (dry.added, dry.unfiled, dry.skipped) == (wet.added, wet.unfiled, wet.skipped) == (1, 1, wet.skipped)
    )
    assert "would be added" in str(dry)
    assert "skipped: a bookmark: clipping 2" in str(wet)


def test_attached_later(bring, library: Library, folder: Path) -> None:
    bring(
        {
            "title": "Who knows",
            "entries": [{"text": "the bronze", "note": "n", "time": 5}, {"text": "gone words", "time": 6}],
        }
    )
    bells = library.read(folder / "bells.txt")
    first, second = (library.attach(note.id, bells) for note in library.repository.annotations(UNFILED))
    assert bells.text[first.position.start : first.position.end] == "the bronze"  # type: ignore[union-attr]
    assert first.target.fingerprint == bells.fingerprint
    assert second.position is None
    anchors = {note.id: anchor.quality for note, anchor in library.notes(bells)}
    assert anchors == {first.id: "exact", second.id: "orphan"}
    library.undo()
    assert [note.id for note in library.repository.annotations(UNFILED)] == [second.id]


def test_wrong_files(library: Library, tmp_path: Path) -> None:
    for name, content in (
        ("empty", b""),
        ("prose", b"Nothing of the kind."),
        ("cut.json", b'{"rows": [{"id": "a", "uri"'),
        ("nul", b"\0" * 99),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ImportFormatError):
            library.import_notes(path)
        for format in FORMATS:
            with pytest.raises(ImportFormatError):
                library.import_notes(path, format=format)
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(ImportFormatError):
            library.import_notes(path)
    with pytest.raises(ImportFormatError):
        library.import_notes(path, format="xml")


def test_strange_values_cost_only_their_record(bring) -> None:
    strange: list[Any] = [None, 5, [], {}, "x", {"text": 5}, {"text": ["a"]}, {"text": "a", "time": 10**30, "page": {}},
                          {"text": "b", "time": "yesterday", "color": 5, "chapter": None}, {"text": "\ud800 c\x1b[0m", "note": []}]  # fmt: skip
    report = bring(json.dumps({"title": None, "author": 5, "file": [], "entries": strange}))
    assert report.added == 3
    assert len(report.skipped) == 6
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    assert (
        bring({"type": "AnnotationPage", "items": [deep, {"target": "http://x/y", "bodyValue": "z"}]}).added
        == 1
    )
