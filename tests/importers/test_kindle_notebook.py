"""The notebooks that Kindle's apps send: HTML and CSV."""

import time
from typing import Any

import pytest

from annotations.importers.kindle import is_it, read
from annotations.importers.records import Foreign

HTML = """<?xml version="1.0"?><html><head><style>.noteHeading {{ color: red }}</style></head><body>
<div class="bodyContainer"><h1 class='notebookFor'>Notebook Export</h1>
<div class="bookTitle">Quiet Water &amp; Co</div><div class="authors">Holm, Ida</div><div class="citation">x</div>
<h2 class="sectionHeading">One</h2>
<h3 class="noteHeading">{0}(<span class="highlight_blue">blau</span>) - Ch. 1 > {2} 3 &middot; Location 40</div>
<div class="noteText">The harbour<br/>was empty.</h3>
<h3 class="noteHeading">{1} - {2} 3 &middot; Location 41</h3><div class="noteText">Why?</div>
<h3 class="noteHeading">{1} - {2} 3 &middot; Location 41</h3><div class="noteText">And who?</div>
<h2 class="sectionHeading">Two</h2>
<h3 class="noteHeading">{1} - {2} 9 &middot; Location 140</h3><div class="noteText">On no highlight.</div>
<h3 class="noteHeading">Bookmark - Page 10</h3><div class="noteText"></div>
<h3 class="noteHeading">{0} - {2} 11</h3>
</div></body></html>"""
CSV = """"Your Kindle Notes For:",,,
"QUIET WATER (ENGLISH EDITION)",,,
"by Ida Holm",,,
"Free Kindle instant preview:",,,
"https://example.org/x",,,
----------------------------------------------,,,
,,,
"Annotation Type","Location","Starred?","Annotation"
"Highlight (Yellow)","Location 93","","Nobody told the new clerks that the ""harbour"" floods,
or when."
"Note","Location 94","","Why not?"
"Highlight (Pink)","Page 12","*","Only a page."
"Note","Page 12","","Its note."
"Note","Page 120","","Another page."
"Highlight (Blue)","Location 200","","cut off
"Highlight (Orange)","Location 300","","peace"
"Highlight (Yellow)","Location 300","","There will be no peace."
"""


@pytest.mark.parametrize("words", [("Highlight", "Note", "Page"), ("Markierung", "Notiz", "Seite"), ("Surlignement", "Note", "Page")])  # fmt: skip
def test_html(words: tuple[str, str, str]) -> None:
    foreign = Foreign(HTML.format(*words))
    assert is_it(foreign)
    reading = read(foreign)
    assert [(r.quote, r.note, r.color, r.location, r.merged) for r in reading.records] == [
        ("The harbour\nwas empty.", "Why?\n\nAnd who?", "blue", "page 3, location 40, One", 2),
        ("", "On no highlight.", None, "page 9, location 140, Two", 0),
    ]
    assert {(r.title, r.author) for r in reading.records} == {("Quiet Water & Co", "Holm, Ida")}
    assert [(one.where, one.reason) for one in reading.left_out] == [
        ("entry 5", "a bookmark"),
        ("entry 6", "it has no text"),
    ]


def test_csv(bring: Any) -> None:
    assert is_it(Foreign(CSV))
    reading = read(Foreign(CSV))
    assert [(r.quote, r.note, r.color, r.tags, r.location) for r in reading.records] == [
        ('Nobody told the new clerks that the "harbour" floods,\nor when.', "Why not?", "yellow", (), "location 93"),
        ("Only a page.", "Its note.", "pink", ("starred",), "page 12"),
        ("", "Another page.", None, (), "page 120"),
        ("peace", "", "orange", (), "location 300"),
        ("There will be no peace.", "", "yellow", (), "location 300"),
    ]  # fmt: skip
    assert {(r.title, r.author) for r in reading.records} == {("QUIET WATER (ENGLISH EDITION)", "Ida Holm")}
    assert [(one.where, one.reason) for one in reading.left_out] == [
        ("line 15", "a quotation mark is opened and never closed")
    ]
    assert (bring(CSV).format, bring(CSV).added) == ("kindle", 0)


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(("color", "ours"), [("Gelb", "yellow"), ("Blau", "blue"), ("naranja", "orange"), ("粉色", "pink"), ("Pink", "pink"), ("x", None)])  # fmt: skip
def test_a_spreadsheet_parts_cells_its_own_way(delimiter: str, color: str, ours: str | None) -> None:
    """And colours are said in the reader's language."""
    rows = [f"{'-' * 20},,,", "Art,Position,Stern,Anmerkung", f"Markierung ({color}),Position 93,,Der Hafen", "Notiz,Position 94,,Why?"]  # fmt: skip
    text = "Ihre Kindle-Notizen für:,,,\nQuiet Water; or not,,,\nvon Ida Holm,,,\n" + "\n".join(rows)
    moved = text.replace(";", "\0").replace(",", delimiter).replace("\0", "." if delimiter == ";" else ";")
    for written in (text, moved):
        assert is_it(Foreign(written))
        [record] = read(Foreign(written)).records
        assert (record.quote, record.note, record.color, record.author) == (
            "Der Hafen",
            "Why?",
            ours,
            "Ida Holm",
        )


@pytest.mark.parametrize("chapter", ["", "Note on 1984 > ", "Page 12 of the log > "])
@pytest.mark.parametrize("words", [("Zaznaczenie", "Notatka", "Strona {} · Lokalizacja {}"), ("Vurgu", "Not", "Konum {1}"), ("Highlight", "Note", "Page {} · Location {}")])  # fmt: skip
def test_a_language_that_nobody_taught(chapter: str, words: tuple[str, str, str]) -> None:
    """A colour says what is a highlight, the last number where it stands; a chapter's words and numbers say nothing."""
    heading = '<div class="noteHeading">{} - {}</div><div class="noteText">{}</div>'
    color = f'{words[0]} (<span class="highlight_blue">x</span>)'
    entries = [(color, 3, 4012, "The harbour"), (words[1], 3, 4013, "Why?"), (words[1], 9, 5012, "Alone")]
    said = "".join(
        heading.format(kind, chapter + words[2].format(page, at), text) for kind, page, at, text in entries
    )
    records = read(Foreign(said)).records
    assert [(r.quote, r.note, r.color) for r in records] == [
        ("The harbour", "Why?", "blue"),
        ("", "Alone", None),
    ]
    assert "4012" in records[0].location


@pytest.mark.parametrize(
    "text", ["Highlight,Title\nx,y\n", "a,b\n----------,\nc,d\n", "<p class='note'>x</p>", "----------"]
)
def test_what_is_no_notebook(text: str) -> None:
    assert not is_it(Foreign(text))


@pytest.mark.parametrize(
    "unit",
    [
        "<div class=",
        '<h3 class="noteHeading">',
        "<h3 ",
        "- ",
        '<div class="noteText">',
        "Note,Location 9,,x\n",
    ],
)
def test_long_notebooks_take_no_time(unit: str) -> None:
    since = time.process_time()
    read(Foreign(f'<h3 class="noteHeading">Note - Page 3{unit * 10_000}'))
    read(Foreign(f"{CSV}{unit * 10_000}"))
    assert time.process_time() - since < 3


def test_a_star_on_a_note_is_its_highlights() -> None:
    row = '"Note","Location 94",{},"Why not?"'
    starred = read(Foreign(CSV.replace(row.format('""'), row.format('"*"'))))
    assert (starred.records[0].note, starred.records[0].tags) == ("Why not?", ("starred",))
