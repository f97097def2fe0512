"""Readwise's CSV: the export of today, the old one, and the importer's own."""

from typing import Any

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
