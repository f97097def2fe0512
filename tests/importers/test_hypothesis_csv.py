"""The table of Hypothesis' client: annotations, page notes, replies, what no column says."""

from typing import Any

from annotations.importers.hypothesis import read
from annotations.importers.records import Foreign
from annotations.library import Library

HEAD = "Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page\n"
URL = "https://www.example.org/world/story?id=7"
TABLE = (
    HEAD
    + f'2025-04-26 09:00,{URL},Public,Annotation,came ashore in Moscow,jane,"When, and\nwhy?","to-verify,sea",\n'
    f"2025-04-26 09:05,{URL},Public,Annotation,,jane,On the whole page,,\n"
    f"2025-04-26 09:07,{URL},Public,Reply,,john,At noon,,\n"
    f'2025-04-26 09:08,{URL},Public,Annotation,"“We are ready to reach a deal,” said",jane,,,xii\n'
    f"yesterday,{URL},Public,Annotation,thought that he,jane,,,\n"
    f"2025-04-26 09:09,{URL},Public,Annotation,,jane,,,\n"
)


def test_a_table_comes_in_with_words_notes_tags_page_and_date(bring, library: Library, folder) -> None:
    report = bring(TABLE)
    assert (report.format, report.added, report.orphaned, report.unfiled) == ("hypothesis", 5, 0, 0)
    assert [(one.where, one.reason) for one in report.skipped] == [
        ("row 7", "it says nothing: no quote, no text, no tags")
    ]
    assert [one.where for one in report.notices] == ["row 6"]
    notes = {note.note or note.quote: note for note, _ in library.notes(library.read(folder / "story.md"))}
    first = notes["When, and\nwhy?"]
    assert (first.quote, first.tags) == ("came ashore in Moscow", ("to-verify", "sea"))
    assert first.created.isoformat() == "2025-04-26T09:00:00+00:00"
    about: Any = notes["“We are ready to reach a deal,” said"].extra["postil:imported"]
    assert (about["location"], about["user"], about["group"]) == ("page xii", "jane", "Public")
    reply: Any = notes["At noon"].extra["postil:imported"]
    assert (notes["At noon"].quote, reply["reply"]) == ("", True)


def test_the_table_again_adds_nothing_and_brings_edits(bring, library: Library) -> None:
    bring(TABLE)
    assert bring(TABLE).added == 0
    assert bring(TABLE.replace("At noon", "At one")).merged == 1
    assert "At one" in {note.note for note in library.repository.annotations()}


def test_the_clipboards_tabs_and_columns_that_are_not_known() -> None:
    table = f"{HEAD.strip()},Mood\n2025-04-26 09:00,{URL},Public,Annotation,one,jane,two,,,glad\n"
    reading = read(Foreign(table.replace(",", "\t")))
    assert [(one.quote, one.note) for one in reading.records] == [("one", "two")]
    assert [one.reason for one in reading.notices] == ["the column Mood is none that is read"]
