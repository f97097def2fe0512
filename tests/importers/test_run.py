"""Filing, once only, one undo: what holds for every format."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from annotations.errors import ImportFormatError, StoreError
from annotations.importers import run
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


def test_a_page_of_an_export_is_told_to_be_one(library: Library, folder: Path, tmp_path: Path) -> None:
    library.annotate(library.read(next(folder.iterdir())), note="x")
    library.export([folder], to=tmp_path / "vault", find_names=False)
    [page] = (tmp_path / "vault").glob("*.md")
    with pytest.raises(ImportFormatError, match="is a page that postil exported"):
        library.import_notes(page, folders=[folder])


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"rows": [{"id": "a", "uri"', "it is cut off in line 1"),
        ('{"rows": [\n{"id": "a", "text": "cut', "it is cut off in line 2"),
        ('{"id": "a", "uri": "u"}\n{"id": "b", "uri": "u"}\n', "a second value begins in line 2; JSON lines"),
        ('{"rows": [\n{"id": ' + "7" * 5000 + "}]}", "a number of thousands of digits stands in line 2"),
        ('[{"id": 1,\n "uri" 2}]', "line 2, column 8"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
@pytest.mark.parametrize("format", [None, "webannotation", "hypothesis", "koreader"])
def test_broken_json_is_called_broken_with_its_line(
    bring: Any, content: str, said: str, format: str | None
) -> None:
    with pytest.raises(ImportFormatError, match="broken JSON") as caught:
        bring(content, format=format)
    assert said in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-23:00", "2026-01-01T00:00:00+9999"]
)
def test_one_odd_date_costs_itself_alone_in_every_format(bring: Any, library: Library, date: str) -> None:
    selector = {"type": "TextQuoteSelector", "exact": "words"}
    row = {"uri": "http://a/b", "text": "t", "target": [{"selector": [selector]}]}
    rows = [{**row, "id": "one", "created": date, "updated": date}, {**row, "id": "two"}]
    report = bring({"rows": rows, "total": 2})
    assert (report.added, [one.where for one in report.notices]) == (2, ["annotation 1"])
    annotation = {
        "type": "Annotation",
        "target": {"source": "http://a/b", "selector": selector},
        "bodyValue": "x",
    }
    report = bring([{**annotation, "id": "http://a/1", "created": date, "modified": date}, annotation])
    assert (report.added, [one.where for one in report.notices]) == (2, ["annotation 1"])
    entries = [{"text": "odd", "datetime": date}, {"text": "good", "time": 5}]
    report = bring({"title": "A", "entries": entries})
    assert (report.added, [one.where for one in report.notices]) == (2, ["A, entry 1"])
    assert len(library.repository.annotations()) == 6


def test_an_id_that_no_article_may_have_is_an_address_and_no_more(bring: Any, library: Library) -> None:
    own = {"id": "urn:postil:n-abcdef", "type": "Annotation", "bodyValue": "x"}
    sources = ["urn:postil:\ud800", "urn:postil:../../etc", "urn:postil:a%00b", "urn:postil:a%0Ab"]
    bring([{**own, "target": source} for source in sources])
    assert {note.target.source for note in library.repository.annotations()} == {UNFILED}


def test_standard_input_is_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    content = _importer("readwise").SAMPLE.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert library.import_notes("-").added == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b" ")))
    with pytest.raises(ImportFormatError, match="is empty"):
        library.import_notes("-")


@pytest.mark.skipif(os.name == "nt", reason="no devices or pipes of this kind on Windows")
def test_what_has_no_end_is_refused(library: Library, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("/dev/zero", tmp_path / "pipe"):
        with pytest.raises(ImportFormatError, match="no regular file"):
            library.import_notes(path)


def test_a_large_file_comes_in_in_parts_that_are_kept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_PART", 40)
    path = tmp_path / "many.csv"
    path.write_text("Highlight,Title\n" + "".join(f"quote {n},Book\n" for n in range(100)), encoding="utf-8")
    told: list[float] = []

    def stop(share: float) -> None:
        told.append(share)
        if share == 0.9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.import_notes(path, watch=stop)
    assert (told, len(library.repository.annotations())) == ([0.5, 0.7, 0.9], 80)
    report = library.import_notes(path)
    assert (report.added, len(report.skipped)) == (20, 80)
    library.undo()
    assert len(library.repository.annotations()) == 80


def test_a_part_that_is_not_written_says_what_is_kept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_PART", 40)
    path = tmp_path / "many.csv"
    path.write_text("Highlight,Title\n" + "".join(f"quote {n},Book\n" for n in range(100)), encoding="utf-8")
    change = library.repository.change

    def full(label: str) -> Any:
        if len(library.repository.annotations()) == 80:
            raise StoreError("the disk is full.")
        return change(label)

    monkeypatch.setattr(library.repository, "change", full)
    with pytest.raises(StoreError, match=r"the disk is full\. The first 80 notes of .*many\.csv are kept"):
        library.import_notes(path)
