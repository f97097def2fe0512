"""Readwise's CSV: the export of today, the old one, and the importer's own."""

import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from annotations.importers.csv_rows import read_rows
from annotations.importers.records import tags_of
from annotations.importers.registry import read_notes
from annotations.library import Library

NEW = """Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags
"a quarter of a hertz",The Woman Who Tunes Bells,John Roe,B00X,".verify .sound How?",blue,"bells, metal work",page,3,2020-10-05 10:15:30+00:00,favorites
"files the ""bronze""
down.",The Woman Who Tunes Bells,John Roe,,,,,location,345,2020-10-06 08:00:00+00:00,

,The Woman Who Tunes Bells,John Roe,,a note with no passage,,,location,1400,,
,Missing quote,X,,,,,,,,
"""


def test_new(bring, library: Library, folder) -> None:
    report = bring(NEW)
    assert (report.format, report.added, report.orphaned, report.unfiled) == ("readwise", 3, 0, 0)
    assert [(one.where, one.reason) for one in report.skipped] == [
        ("row 6", "it has neither a highlight nor a note")
    ]
    notes = {note.quote: note for note, _ in library.notes(library.read(folder / "bells.txt"))}
    first = notes["a quarter of a hertz"]
    assert (first.note, first.tags, first.color) == (
        "How?",
        ("verify", "sound", "bells", "metal work"),
        "blue",
    )
    assert first.created.isoformat() == "2020-10-05T10:15:30+00:00"
    about: Any = first.extra["postil:imported"]
    assert (about["asin"], about["location"]) == ("B00X", "page 3")
    assert "files the bronze down." in notes  # quotation marks and a line more do not lose it
    assert notes[""].note == "a note with no passage"
    assert bring(NEW).added == 0


def test_old_and_the_importers_own(bring, library: Library, folder) -> None:
    old = (
        "Highlight;Title;Author;URL;Note;Location;Date\n"
        "nobody who saw Steve Witkoff;Wrong Title;Jane Doe;https://example.org/world/story?id=7;'=SUM(A1) said he;12;April 26, 2025 9:00 AM\n"
        "'-- and so on;Dune;;;;;\n"
    )
    report = bring(old)
    assert (report.added, report.unfiled) == (2, 1)
    ((note, anchor),) = library.notes(library.read(folder / "story.md"))
    assert anchor.quality == "exact"
    assert note.note == "=SUM(A1) said he"
    assert note.created.isoformat() == "2025-04-26T09:00:00+00:00"
    assert {n.quote for n in library.repository.annotations()} == {
        "nobody who saw Steve Witkoff",
        "-- and so on",
    }


def test_huge_cells_and_short_rows(bring) -> None:
    report = bring(f'Highlight,Title\n"{"long " * 60_000}",Big\nshort\n"open quote, Title')
    assert report.added == 3


def test_notes_on_the_whole_article_come_back_as_such_and_none_is_taken_for_another(
    bring, library: Library, folder
) -> None:
    article = library.read(folder / "story.md")
    for note, tags in (("One thought.", ()), ("Another thought.", ("peace",)), ("", ("to-verify",))):
        library.annotate(article, None, note=note, tags=tags)
    table = library.export([article], to="-", format="csv").text
    for annotation, _ in library.notes(article):
        library.remove(annotation.id)
    assert bring(table).added == 3
    kept = {(note.note, note.tags, note.quote, anchor.quality) for note, anchor in library.notes(article)}
    assert kept == {
        ("One thought.", (), "", "exact"),
        ("Another thought.", ("peace",), "", "exact"),
        ("", ("to-verify",), "", "exact"),
    }
    again = bring(table)
    assert (again.added, again.merged, len(again.skipped)) == (0, 0, 3)


CASE = """Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags,Shelf
"The harbour was empty.",Quiet Water,Ida Holm,,".verify .to-check why?",yellow,"sea, port",page,12,2026-02-26 09:00:00+00:00,"boats,long read",
"Nobody spoke, she wrote, ""at all"".
Second line.",Quiet Water,Ida Holm,,,blue,,order,3,"February 27, 2026 9:05 PM",,upper
"5.5 percent",Quiet Water,Ida Holm,,".5 is half of it",,,,4,26/02/2026 21:05,boats,
"A day in March",Quiet Water,Ida Holm,,"...and so on",,,,5,3/4/2026,,lower
"Ten",Quiet Water,Ida Holm,,".2nd of .all",,,,6,0001-01-01T00:00:00+01:00,,,over
,Loud Water,Ida Holm,,,,,,,,noise,
"""


def test_document_tags_numbers_dates_and_columns_that_nobody_reads(bring, library: Library) -> None:
    report = bring(CASE)
    assert (report.added, report.skipped) == (7, [])
    notes = {(note.quote, note.note): note for note in library.repository.annotations()}
    assert {said: note.tags for said, note in notes.items() if note.tags} == {
        ("The harbour was empty.", "why?"): ("verify", "to-check", "sea", "port"),
        ("", ""): ("noise",),
    } | {("", ""): notes["", ""].tags}
    whole = sorted(note.tags for note in library.repository.annotations() if not note.quote)
    assert whole == [("boats", "long read"), ("noise",)]
    assert ("5.5 percent", ".5 is half of it") in notes
    assert ("Ten", ".2nd of .all") in notes
    assert str(notes["5.5 percent", ".5 is half of it"].created) == "2026-02-26 21:05:00+00:00"
    assert [(one.where, one.reason) for one in report.notices] == [
        ("row 6", "its date can't be read and was left out (0001-01-01T00:00:00+01:00)"),
        ("row 3 and on", "the column Shelf is none that is read"),
        ("row 6 and on", "the column number 13 is none that is read"),
    ]
    assert "not all: the column Shelf is none that is read: row 3 and on" in str(report)
    again = bring(CASE)
    assert (again.added, again.merged, len(again.skipped)) == (0, 0, 7)


@pytest.mark.parametrize(
    ("date", "moment"),
    [("0001-01-01T00:00:00+01:00", None), ("9999-12-31T23:59:59-23:00", None), ("2026-02-26 09:00 +9999", None), ("1" * 5000, None),
     ("February 27, 2026 9:05 PM XYZT", "2026-02-27 21:05:00+00:00"), ("27 Feb 2026 9:05 PM EST", "2026-02-28 02:05:00+00:00"),
     ("2026-02-27 09:05:00 UTC", "2026-02-27 09:05:00+00:00"), ("never", None), ("99999999999999999999", None)],
)  # fmt: skip
def test_one_odd_date_costs_itself_alone(
    bring, library: Library, capfd: pytest.CaptureFixture[str], date: str, moment: str | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = bring(f'Highlight,Title,Date\nbefore,A,2026-01-01\nodd,A,"{date}"\nbehind,A,2026-01-02\n')
    assert report.added == 3
    created = {note.quote: str(note.created) for note in library.repository.annotations()}
    assert created["before"].startswith("2026-01-01 00:00")
    assert [one.where for one in report.notices] == ([] if moment else ["row 3"])
    assert moment in (None, created["odd"])
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("rows", "quotes", "lines"),
    [
        ('"open,A\nfirst,A\n"second",A\n', ["first", "second"], ["line 2"]),
        ('one,A\n"open,A\nfirst,A\nsecond,A\n', ["first", "one", "second"], ["line 3"]),
        ('one,A,"open\ntwo,A,\n"three",A,"open\nfour,A,\n', ["four", "two"], ["line 2", "line 4"]),
        ('one,A\n"two\nlines",A\n"open,A\nlast,A', ["last", "one", "two\nlines"], ["line 5"]),
        ('"loose "words" here",A\nnext,A\n', ['loose words" here"', "next"], []),
    ],
)
def test_an_open_quotation_mark_costs_its_own_line(
    bring, library: Library, rows: str, quotes: list[str], lines: list[str]
) -> None:
    report = bring(f"Highlight,Title,Note\n{rows}")
    assert sorted(note.quote for note in library.repository.annotations()) == quotes
    assert [one.where for one in (*report.skipped, *report.notices)] == lines


@pytest.mark.parametrize("line", ['a,"b', '"', '""', 'a,"""', '"a"b"', ',"",', 'x",y', '"x\n""', '"a""'])
def test_open_quotation_marks_all_over_take_no_time(line: str) -> None:
    since = time.process_time()
    for head in ("", '"', '"a,'):
        list(read_rows(head + f"{line}\n" * 20_000, ","))
    assert time.process_time() - since < 3


@pytest.mark.parametrize("head", ["Highlight;Title", "Highlight\tTitle", "\ufeffHighlight,Title"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_other_delimiters_and_encodings(tmp_path: Path, head: str, encoding: str) -> None:
    mark = next(mark for mark in ";\t," if mark in head)
    path = tmp_path / "sheet.csv"
    path.write_bytes(f'{head}\r\n"Der Hafen{mark} leer"{mark}Stilles\r\n'.encode(encoding))
    format, reading = read_notes(path)
    assert (format, [(r.quote, r.title) for r in reading.records]) == (
        "readwise",
        [(f"Der Hafen{mark} leer".replace("\t", " "), "Stilles")],
    )


@pytest.mark.parametrize(
    "written", ["x,y z", "['x', 'y z']", '["x", "y z"]', "[x, y z]", "#x, #y z", "[[x]], [[y z]]"]
)
def test_tags_that_are_written_as_a_list_are_tags(written: str) -> None:
    assert tags_of(written) == ("x", "y z")
