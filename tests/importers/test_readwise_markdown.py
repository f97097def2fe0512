"""A page of Readwise's Markdown: places, notes, tags, chapters, what was added later."""

from typing import Any

from annotations.importers.readwise import read
from annotations.importers.records import Foreign
from annotations.library import Library

PAGE = """# Bells

![rw-book-cover](https://example.org/cover.png)

## Metadata
- Author: [[John Roe]]
- Full Title: The Woman Who Tunes Bells
- Category: #articles
- Document Tags: [[metal work]] #craft
- Summary: A day in a foundry.
- URL: https://example.org/bells

## Highlights
- She hears ([Location 12](https://readwise.io/to_kindle?action=open&asin=B0&location=12))
    - **Tags:** #sound, #to-verify
    - **Note:** How?
      And #why
- a quarter of a hertz
  and then ([View Highlight](https://read.readwise.io/read/01gvf5gfwjqwn9h04465g36aj6))
    - Note: Again.
- ![](https://example.org/a.png) ([View Highlight](https://read.readwise.io/read/01gvf5gfwjqwn9h04465g36aj7))
### The end
- files the bronze (Page 9)## New highlights added June 28, 2024 at 8:47 AM
- down.
    - ([View Highlight](https://read.readwise.io/read/01gvf5gfwjqwn9h04465g36aj8))
    - Tags: [[last words]]
"""


def test_a_page_comes_in_with_words_notes_tags_place_and_date(bring, library: Library, folder) -> None:
    report = bring(PAGE)
    assert (report.format, report.added, report.orphaned, report.unfiled) == ("readwise", 5, 0, 0)
    assert [(one.where, one.reason) for one in report.skipped] == [("line 21", "an image")]
    assert [(one.where, one.reason) for one in report.notices] == [
        ("line 10", "'Summary' of the document is not read")
    ]
    notes = {note.quote: note for note, _ in library.notes(library.read(folder / "bells.txt"))}
    assert notes[""].tags == ("metal work", "craft")
    first = notes["She hears"]
    assert (first.note, first.tags) == ("How?\nAnd #why", ("sound", "to-verify", "why"))
    places: dict[str, Any] = {quote: note.extra["postil:imported"] for quote, note in notes.items()}
    assert places["She hears"]["location"] == "location 12"
    assert places["files the bronze"]["location"] == "page 9, The end"
    assert notes["a quarter of a hertz, and then"].note == "Again."
    last = notes["down."]
    assert last.tags == ("last words",)
    assert last.created.isoformat() == "2024-06-28T08:47:00+00:00"


def test_the_page_again_adds_nothing_and_an_edited_note_is_brought(bring, library: Library) -> None:
    bring(PAGE)
    assert bring(PAGE).added == 0
    assert bring(PAGE.replace("Again.", "Once more.")).merged == 1


def test_other_marks_of_the_same_page_and_what_belongs_to_nothing() -> None:
    page = (
        "---\nmood: glad\n---\n# A Story\n\n### Metadata\n\n* Author: [[Jane Doe]] and [[John Roe]]\n* Full Title: A Story\n"
        "\n### Highlights\n\nstray words\n* One.\n\n  Two. ([Time 0:01:02](https://share.example.org/x))\n\n\t- Tags: #a-(b) \n"
        "\n## Document Note\nlost\n"
    )
    reading = read(Foreign(page))
    (record,) = reading.records
    assert (record.quote, record.author, record.tags) == ("One.\n\nTwo.", "Jane Doe and John Roe", ("a-(b)",))
    assert record.location == "time 0:01:02"
    assert [one.where for one in reading.left_out] == ["line 1", "line 2", "line 3", "line 13", "line 21"]


def test_the_signs_of_markdown_are_no_words_of_a_highlight() -> None:
    """In the table they may be the author's own: only bold and links to the web are sure."""
    said = "**Bold** words and [a link](https://example.org/x), \\*so\\* `it` is"
    (record,) = read(Foreign(f"# T\n## Metadata\n- Full Title: T\n## Highlights\n- {said}\n")).records
    assert record.quote == "Bold words and a link, *so* it is"
    rows = [said, "f(*args) and __init__ and *x*", "see [1](#x)"]
    table = "Highlight,Title\n" + "".join(f'"{row}",T\n' for row in rows)
    assert [one.quote for one in read(Foreign(table)).records] == [
        "Bold words and a link, *so* it is",
        *rows[1:],
    ]


def test_a_list_in_a_highlight_is_one_as_in_the_article() -> None:
    said = "- They saw\n  - a **boat**\n  - a clerk ([Location 3](http://x.yz))\n"
    (record,) = read(Foreign(f"# T\n## Metadata\n- Full Title: T\n## Highlights\n{said}")).records
    assert record.quote == "They saw\n\n• a boat\n\n• a clerk"
