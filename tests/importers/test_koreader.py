"""KOReader's JSON and Markdown."""

import contextlib
import time
from typing import Any

import pytest

from annotations.errors import ImportFormatError
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


def second(*texts: str) -> dict[str, Any]:
    """A book with highlights that were made within one second."""
    entries = [{"text": text, "time": 1694256612, "page": 3} for text in texts]
    return {"title": "The Woman Who Tunes Bells", "author": "John Roe", "entries": entries}


TEXTS = ("She hears a quarter", "a quarter of a hertz", "files the bronze down.")


def kept(library: Library) -> dict[str, str]:
    return {note.id: note.quote for note in library.repository.annotations()}


def test_of_highlights_of_one_second_none_takes_anothers_place(bring, library: Library) -> None:
    assert bring(second(*TEXTS)).added == 3
    before = kept(library)
    for fewer in (TEXTS[1:], TEXTS[2:], TEXTS[::-1], (TEXTS[1],)):
        report = bring(second(*fewer))
        assert (report.added, report.merged, len(report.skipped)) == (0, 0, len(fewer))
        assert kept(library) == before


def test_of_highlights_of_one_second_one_that_is_new_is_added(bring, library: Library) -> None:
    bring(second(TEXTS[2]))
    assert bring(second(TEXTS[1])).added == 1
    assert sorted(kept(library).values()) == sorted(TEXTS[1:])


def test_a_highlight_that_grew_at_its_source_is_brought_up_to_date(bring, library: Library) -> None:
    bring(second("She hears", TEXTS[2]))
    before = kept(library)
    report = bring(second("She hears a quarter of a hertz", TEXTS[2]))
    assert (report.added, report.merged) == (0, 1)
    assert kept(library).keys() == before.keys()
    assert sorted(kept(library).values()) == ["She hears a quarter of a hertz", "files the bronze down."]


def test_a_line_within_a_highlight_may_begin_as_a_heading_does() -> None:
    reading = read(
        Foreign(
            "# Quiet Water\n##### Ida Holm\n\n## One\n### Page 3 @ 11 February 2026 01:35:10 PM\n"
            "*Nobody spoke.*\n# 9 boats lay there.\n## 3 sank.\n##### Five\n---\nat once\n\n---\n# mine\n\n\n"
            "# Other Water\n##### Ida Holm\n\nastray\n### Page 1 @ 11 February 2026 01:36:10 PM\nx\n_Generated at: then_\ny\n\n"
            "_Generated at: 12 February 2026 10:00:00 AM_\n"
        )
    )
    assert [(r.title, r.quote, r.note) for r in reading.records] == [
        (
            "Quiet Water",
            "Nobody spoke.\n# 9 boats lay there.\n## 3 sank.\n##### Five\n---\nat once",
            "# mine",
        ),
        ("Other Water", "x\n_Generated at: then_\ny", ""),
    ]
    assert [(one.where, one.reason) for one in reading.left_out] == [
        ("line 20", "it belongs to no highlight")
    ]


LUA = r"""-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "One", ["color"] = "yellow", ["datetime"] = "2026-02-11 13:35:10",
            ["drawer"] = "lighten", ["note"] = "why?\
And \"who\"?", ["page"] = "/body/DocFragment[4]/p[8]/text().147", ["pageno"] = 12,
            ["text"] = "The harbour was empty.", pos0 = [[/body]],
        },
        [2] = { ["datetime"] = "2026-02-11 13:36:10", ["page"] = 14, ["text"] = "in One" },
        [3] = { ["datetime"] = "0001-01-01T00:00:00+01:00", ["drawer"] = "underscore", ["pageno"] = -1.5e1, ["text"] = 'caf\195\169', },
    };
    ["doc_path"] = "/mnt/quiet water.pdf",
    ["doc_props"] = { ["authors"] = "Ida Holm\
Jon Berg", ["title"] = "Quiet Water", },
    --[[ a comment
    over lines ]] ["stats"] = { true, false, nil },
}
"""
OLD_LUA = """return { ["bookmarks"] = {
 [1] = { ["highlighted"] = true, ["notes"] = "Nobody spoke.", ["text"] = "really?", ["datetime"] = "2020-02-11 13:35:10", ["page"] = 5 },
 [2] = { ["highlighted"] = true, ["notes"] = "Not a word.", ["text"] = "Page 6 Not a word. @ 2020-02-11 13:36:10", ["datetime"] = "2020-02-11 13:36:10" },
 [3] = { ["notes"] = "in chapter one", ["page"] = 7, ["datetime"] = "2020-02-11 13:37:10" } },
["highlight"] = { [6] = { [1] = { ["text"] = "Not a word.", ["datetime"] = "2020-02-11 13:36:10" } },
 [8] = { [1] = { ["text"] = "Only here.", ["datetime"] = "2020-02-11 13:38:10", ["drawer"] = "invert" } } },
["stats"] = { ["title"] = "Old Water", ["authors"] = "N/A" } }"""


def test_the_lua_beside_a_book() -> None:
    reading = read(Foreign(LUA))
    assert [(r.quote, r.note, r.color, r.location, r.title, r.author) for r in reading.records] == [
        ("The harbour was empty.", 'why?\nAnd "who"?', "yellow", "page 12, One", "Quiet Water", "Ida Holm, Jon Berg"),
        ("café", "", None, "page -15.0", "Quiet Water", "Ida Holm, Jon Berg"),
    ]  # fmt: skip
    assert str(reading.records[0].created) == "2026-02-11 13:35:10+00:00"
    assert reading.records[0].urls == ("file:///mnt/quiet water.pdf",)
    assert [one.reason for one in reading.left_out] == ["a bookmark"]
    assert [one.where for one in reading.notices] == ["Quiet Water, entry 3"]


def test_the_lua_of_older_readers() -> None:
    reading = read(Foreign(OLD_LUA))
    assert [(r.title, r.quote, r.note) for r in reading.records] == [
        ("Old Water", "Nobody spoke.", "really?"),
        ("Old Water", "Not a word.", ""),
        ("Old Water", "Only here.", ""),
    ]
    assert [one.reason for one in reading.left_out] == ["a bookmark"]


def test_lua_is_guessed_and_never_run(bring, library: Library) -> None:
    assert (bring(LUA).format, len(library.repository.annotations())) == ("koreader", 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [('return {\n["annotations"] = os.execute("x") }', 2), ('return {["annotations"] = {\n"open', 2), ('return {["annotations"] = {} }\nos.exit()', 2),
     ('return {\n["annotations"] = {} .. {} }', 2), ('return {["annotations"] = ' + "{" * 5000, 1), ('return {\n\n["annotations"] = function() end }', 3),
     ('return {["annotations"] = {}, [{}] = 1, 2 3}', 1), ('return {["annotations"] = "\\', 1)],
)  # fmt: skip
def test_what_is_no_table_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ImportFormatError, match=rf"\(line {line}\)$"):
        read(Foreign(text))


@pytest.mark.parametrize(
    "unit", ["{", "[1]=", "--", "[[", "\\", '"', "1", " ", "[=", "--[[\n", "--[==[", "-- x\n", "a=", "[====["]
)
def test_long_lua_takes_no_time(unit: str) -> None:
    since = time.process_time()
    for text in (unit * 20_000, f'"{unit * 20_000}"', f"--[[{unit * 20_000}", f"{unit * 20_000}x"):
        with contextlib.suppress(ImportFormatError):
            read(Foreign(f'return {{["annotations"] = {text}'))
    assert time.process_time() - since < 3
