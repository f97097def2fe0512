"""KOReader's JSON and Markdown."""

from typing import Any

from annotations.importers.koreader import read
from annotations.importers.records import Foreign
from annotations.library import Library

ENTRIES: list[Any] = [
    {"text": "a quarter of a hertz", "note": "How?", "chapter": "One", "page": 3, "time": 1694256612, "sort": "highlight", "drawer": "lighten", "color": "red"},
    {"text": "files the bronze down.", "time": 1694256620, "page": 4, "sort": "highlight", "drawer": "underscore"},
    {"text": "Page 3", "time": 1694256621, "page": 3, "sort": "bookmark"},
    {"note": "alone", "time": 1694256630},
]  # fmt: skip


def test_one_book_and_many(bring, library: Library, folder) -> None:
    book = {
        "title": "The Woman Who Tunes Bells",
        "author": "John Roe\nJane Doe",
        "file": "/mnt/x/bells.epub",
        "number_of_pages": 9,
        "entries": ENTRIES,
    }
    report = bring(
        {
            "created_on": 1,
            "version": "json/1.0.0",
            "documents": [
                book,
                {"title": "Other", "entries": [[{"text": "words", "time": 3}]]},
                {"title": "None"},
            ],
        }
    )
    assert (report.added, report.unfiled, report.orphaned) == (4, 1, 0)
    assert [(one.where, one.reason) for one in report.skipped] == [
        ("The Woman Who Tunes Bells, entry 3", "a bookmark")
    ]
    notes = [note for note, _ in library.notes(library.read(folder / "bells.txt"))]
    assert [(note.quote, note.note, note.color) for note in notes] == [
        ("", "alone", None),
        ("a quarter of a hertz", "How?", "pink"),
        ("files the bronze down.", "", "yellow"),
    ]
    assert notes[1].created.isoformat() == "2023-09-09T10:50:12+00:00"
    about: Any = notes[1].extra["postil:imported"]
    assert (about["author"], about["location"]) == ("John Roe, Jane Doe", "page 3, One")
    assert bring(book).added == 0


def test_a_file_here_is_its_article(bring, library: Library, folder) -> None:
    report = bring(
        {
            "title": "Whatever",
            "file": str(folder / "bells.txt"),
            "entries": [{"text": "words of nowhere", "time": 1}],
        }
    )
    assert (report.orphaned, report.unfiled) == (1, 0)


MARKDOWN = """# The Woman Who Tunes Bells
##### John Roe

## One
### Page 3 @ 09 September 2023 10:50:12 AM
*a quarter of a hertz*

---
How?

Two paragraphs.
[View in book](<file:///mnt/x/bells.epub?pos=/body/p[1]>)
## Two
### Page 4 @ 09 September 2023 10:50:20 PM
++files the bronze
down.++
### Page 5 @ 09 September 2023 11:00:00 PM

# Other
##### N/A

### Page 1 @ 10 September 2023 12:00:00 AM
**_both_**


_Generated at: 2023-09-10 12:00:00_"""


def test_markdown() -> None:
    reading = read(Foreign(MARKDOWN))
    assert [(r.title, r.author, r.quote, r.note, r.location) for r in reading.records] == [
        (
            "The Woman Who Tunes Bells",
            "John Roe",
            "a quarter of a hertz",
            "How?\n\nTwo paragraphs.",
            "page 3, One",
        ),
        ("The Woman Who Tunes Bells", "John Roe", "files the bronze\ndown.", "", "page 4, Two"),
        ("Other", "", "both", "", "page 1"),
    ]
    assert [str(r.created) for r in reading.records] == [
        "2023-09-09 10:50:12+00:00",
        "2023-09-09 22:50:20+00:00",
        "2023-09-10 00:00:00+00:00",
    ]
    assert [one.where for one in reading.left_out] == ["line 17"]


def test_markdown_is_guessed(bring, library: Library, folder) -> None:
    report = bring(MARKDOWN)
    assert (report.format, report.added, report.unfiled) == ("koreader", 3, 1)
    assert len(library.notes(library.read(folder / "bells.txt"))) == 2
