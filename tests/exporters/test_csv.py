"""Readwise's columns: no formulas, and the same notes after a way through a spreadsheet and back in."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.errors import ExportError
from annotations.exporters import csv as csv_format
from annotations.exporters.csv import guarded, unguarded
from annotations.exporters.items import ExportOptions
from annotations.library import Library
from annotations.model import TextSpan

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+x", "=cmd|' /C calc'!A0", "＝1", "－1"]


def rows(*items: Any) -> list[dict[str, str]]:
    text = csv_format.plan(items, None, ExportOptions()).report.text
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_columns_are_those_of_readwises_importer(make: Any) -> None:
    article = replace(make.article(), url="https://example.org/x")
    notes = (
        make.note(article, "n-000001", "One sentence", 'why,\n"so"?', ["to verify", "b"]),
        make.note(article, "n-000002", words=".hidden"),
        make.note(article, "n-000003", entity="Ana Ruiz"),
    )
    first, second, third = rows(make.item(article, *notes))
    assert first == {
        "Highlight": "One sentence",
        "Title": "A title",
        "Author": "Jane Doe",
        "URL": "https://example.org/x",
        "Note": '.to-verify .b why,\n"so"?',
        "Location": "2",
        "Date": "2026-01-02 03:04:05+00:00",
    }
    assert (second["Highlight"], second["Note"]) == ("A title", "\u2060.hidden")
    assert third["Highlight"] == "Ana Ruiz"


@pytest.mark.parametrize("said", FORMULAS)
def test_no_cell_is_a_formula(make: Any, said: str) -> None:
    article = replace(make.article(said, said), author=said, url=said)
    [row] = rows(make.item(article, make.note(article, "n-000001", said, said)))
    assert all(cell[:1] not in tuple("=+-@\t\r＝＋－＠") for cell in row.values())
    assert unguarded(row["Highlight"]) == said.replace("\r", "\n")


@given(st.text(alphabet="'=+-@\t\rab", max_size=6))
def test_the_guard_comes_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r")


@given(said=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_text_is_one_row(make: Any, said: str) -> None:
    article = make.article(said or "x")
    [row] = rows(make.item(article, make.note(article, "n-000001", said, said)))
    assert None not in row
    assert len(row) == 7


@pytest.mark.parametrize("said", [*FORMULAS[:4], *FORMULAS[6:9], ".not a tag", 'a "b", c\n\nd', "plain"])
def test_postil_takes_it_back_in(tmp_path: Path, said: str) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        f"A title for it\n\nBefore {said} after.\n\nThe second paragraph is here.\n", encoding="utf-8"
    )
    quote = "second paragraph"
    with Library.open(tmp_path / "one.json") as library:
        article = library.read(story)
        start = article.text.index(quote)
        library.annotate(article, TextSpan(start, start + len(quote)), note=said, tags=("a", "b"))
        [file] = library.export(to=tmp_path / "out", format="csv").paths
    with Library.open(tmp_path / "other.json") as library:
        article = library.read(story)
        library.import_notes(file, folders=[tmp_path])
        [(note, anchor)] = library.notes(article)
    assert (note.quote, note.tags) == (quote, ("a", "b"))
    assert note.note.removeprefix("\u2060") == said
    assert anchor.span == TextSpan(start, start + len(quote))


def test_a_sheet_of_somebody_else_is_not_written_over(make: Any, tmp_path: Path) -> None:
    (tmp_path / csv_format.FILE).write_text("my,own\n1,2\n", encoding="utf-8")
    with pytest.raises(ExportError, match="not postil's"):
        csv_format.plan([make.item(make.article())], tmp_path, ExportOptions())


def test_a_second_export_counts_and_writes_nothing(make: Any, tmp_path: Path) -> None:
    article = make.article()

    def export(*words: str) -> Any:
        notes = [make.note(article, f"n-00000{n}", "One", said) for n, said in enumerate(words)]
        return csv_format.plan([make.item(article, *notes)], tmp_path, ExportOptions()).write()

    assert str(export("=a", "=a")) == "2 new, 0 updated, 0 kept (edited), 0 same"
    assert export("=a", "=a").paths == []
    assert str(export("=a", "b")) == "1 new, 0 updated, 0 kept (edited), 1 same, 1 removed"


HEADER = ",".join(csv_format.COLUMNS)
THEIRS = [
    "My own words,A book,Me,,a thought,,2024-01-01 10:00:00\n",
    "My own words,A book,Me,,a thought,12,\n",
    '"My own words",A book,Me,,a thought,,2024-01-01 10:00:00+00:00\n',
    "My own words,A book,Me,,a thought,page 7,2024-01-01 10:00:00+00:00\n",
    "My own words,A book\n",
    "My own words,A book,Me,,a thought,,2024-01-01 10:00:00+00:00\r\n",
]


@pytest.mark.parametrize("row", THEIRS)
def test_a_sheet_with_the_same_columns_is_somebody_elses_unless_each_row_is_as_we_write_it(
    make: Any, tmp_path: Path, row: str
) -> None:
    article = make.article()
    item = make.item(article, make.note(article, "n-000001", "One", "said"))
    theirs, vault = tmp_path / "theirs.csv", tmp_path / "vault"
    vault.mkdir()
    for path in (vault / csv_format.FILE, theirs):
        path.write_bytes(f"{HEADER}\n{row}".encode())
        with pytest.raises(ExportError, match="not postil's"):
            csv_format.plan([item], vault, ExportOptions()).write()
        assert path.read_bytes() == f"{HEADER}\n{row}".encode()
        (vault / csv_format.FILE).unlink()
        if path != theirs:
            (vault / csv_format.FILE).symlink_to(theirs)


def test_the_tags_of_an_article_are_no_note(make: Any, tmp_path: Path) -> None:
    article = make.article()

    def export(*notes: Any) -> str:
        return str(csv_format.plan([make.item(article, *notes)], tmp_path, ExportOptions()).write())

    tags = make.note(article, "n-000001", tags=["a", "b"])
    note = make.note(article, "n-000002", "One sentence", tags=["a"])
    assert export(tags, note) == "1 new, 0 updated, 0 kept (edited), 0 same"
    assert export(note) == "0 new, 0 updated, 0 kept (edited), 1 same"
    assert export(tags) == "0 new, 0 updated, 0 kept (edited), 0 same, 1 removed"
