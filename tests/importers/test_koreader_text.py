"""KOReader's plain text: books, chapters, notes, images, other languages."""

from typing import Any

from annotations.importers.koreader import read
from annotations.importers.records import Foreign
from annotations.library import Library

W = "\u3000"
RULE = "-=-=-=-=-=-"


def book(title: str, *highlights: str) -> str:
    return f"{W}{title}\n{W}\n" + "".join(f"{one}\n{RULE}\n" for one in highlights) + "\n"


def head(page: str = "3", date: str = "Mon Oct  5 10:15:30 2020") -> str:
    return f"{W}{W}-- Page: {page}, added on {date}\n"


BELLS = book(
    "The Woman Who Tunes Bells",
    f"{W}One\n{W}\n{head()}a quarter of a hertz\n---\nHow?\nAnd #why",
    f"{head('iv')}files the bronze\ndown.",
    f"{head('5')}<An image>",
    head("6").rstrip("\n"),
)


def test_books_come_in_with_words_notes_place_and_date(bring, library: Library, folder) -> None:
    report = bring(BELLS + book("Other", f"{head()}words of another"))
    assert (report.format, report.added, report.orphaned, report.unfiled) == ("koreader", 3, 0, 1)
    assert [(one.where, one.reason) for one in report.skipped] == [
        ("line 15", "an image"),
        ("line 18", "it has neither text nor note"),
    ]
    first, second = (note for note, _ in library.notes(library.read(folder / "bells.txt")))
    assert (first.quote, first.note, first.tags) == ("a quarter of a hertz", "How?\nAnd #why", ("why",))
    assert first.created.isoformat() == "2020-10-05T10:15:30+00:00"
    about: Any = first.extra["postil:imported"]
    assert about["location"] == "page 3, One"
    about = second.extra["postil:imported"]
    assert about["location"] == "page iv"


def test_a_file_that_grew_adds_what_is_new(bring) -> None:
    assert bring(BELLS).added == 2
    again = bring(BELLS + BELLS + book("Other", f"{head()}words of another"))
    assert again.added == 1


def test_what_a_highlight_says_is_no_head_and_what_is_between_is_told() -> None:
    said = f"{W}{W}He went out.\n{W}And came back.\n-- Page: 4, added on Monday"
    reading = read(Foreign(f"{book('天', head() + said)}stray words\n{head()}cut off"))
    assert [(one.title, one.quote) for one in reading.records] == [
        ("天", "He went out.\n\u3000And came back.\n-- Page: 4, added on Monday"),
        ("天", "cut off"),
    ]
    assert [(one.where, one.reason) for one in reading.left_out] == [("line 9", "it belongs to no highlight")]


def test_a_head_in_another_language_and_a_date_that_is_none() -> None:
    heads = (
        f"{W}{W}-- Seite: 12, hinzugefügt am Mo 05 Okt 2020 10:15:30\n",
        f"{W}{W}-- 页码：7，添加于 2020年10月5日 10:15:30\n",
    )
    reading = read(
        Foreign(book("Buch", *(f"{one}words {at}" for at, one in enumerate((*heads, head(date="soon"))))))
    )
    assert [one.location for one in reading.records] == ["page 12", "page 7", "page 3"]
    dates = [one.created.isoformat() if one.created else None for one in reading.records]
    assert dates == ["2020-10-05T10:15:30+00:00", "2020-10-05T10:15:30+00:00", None]
    assert [one.where for one in reading.notices] == ["line 9"]
