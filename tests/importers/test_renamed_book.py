"""A book that was given another title where it comes from, or whose highlights were resized, imported again: nothing twice, nothing lost, nothing replaced."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from annotations.library import Library
from annotations.model import Annotation, TextQuoteSelector

LINES = (
    ("Nobody was ready.", "Who said so?"),
    ("The harbour was empty that winter.", ""),
    ("So it was.", ""),
)


def kindle(title: str, lines: Any) -> str:
    date = "Added on Saturday, April 26, 2025 9:0{}:00 AM"
    entries = [
        f"{title} (Jane Doe)\n- Your {kind} on page 12 | Location {145 + 9 * at}-{146 + 9 * at} | {date.format(at)}\n\n{words}\n"
        for at, line in enumerate(lines)
        for kind, words in zip(("Highlight", "Note"), line, strict=True)
        if words
    ]
    return "==========\n".join((*entries, ""))


def kindle_notebook(title: str, lines: Any) -> str:
    entry = '<h3 class="noteHeading">{} - Page 12 &middot; Location {}</h3><div class="noteText">{}</div>'
    entries = [
        entry.format(kind, 145 + 9 * at, words)
        for at, line in enumerate(lines)
        for kind, words in zip(("Highlight (<span>yellow</span>)", "Note"), line, strict=True)
        if words
    ]
    return f'<div class="bookTitle">{title}</div><div class="authors">Jane Doe</div>{"".join(entries)}'


def koreader(title: str, lines: Any) -> str:
    entries = [
        {"text": quote, "note": note, "page": 12, "time": 1745658000 + at // 2, "sort": "highlight"}
        for at, (quote, note) in enumerate(lines)
    ]
    return json.dumps({"title": title, "author": "Jane Doe", "entries": entries})


def readwise(title: str, lines: Any) -> str:
    rows = [f'"{quote}",{title},Jane Doe,"{note}",12,2025-04-26 09:00:00+00:00\n' for quote, note in lines]
    return "Highlight,Book Title,Book Author,Note,Location,Highlighted at\n" + "".join(rows)


FORMATS = (kindle, kindle_notebook, koreader, readwise)


def said(library: Library) -> dict[str, tuple[str, str]]:
    """Quote and note by id."""

    def quote(note: Annotation) -> str:
        return next((one.exact for one in note.target.selectors if isinstance(one, TextQuoteSelector)), "")

    return {note.id: (quote(note), note.note) for note in library.repository.annotations()}


@pytest.mark.parametrize("write", FORMATS)
def test_nothing_comes_in_twice_and_what_was_done_here_stays(
    bring: Any, library: Library, write: Callable[..., str]
) -> None:
    assert bring(write("A Story", LINES)).added == 3
    first, second, third = said(library)
    library.remove(third)
    library.update(second, note="mine")
    before = said(library)
    report = bring(write("A Story: A Novel", LINES))
    assert (report.added, report.merged - report.added, len(report.skipped)) == (0, report.merged, 3)
    assert said(library) == before
    changed = (LINES[0][0], f"{LINES[0][1]} And when?"), *LINES[1:], ("New words, in the end.", "")
    report = bring(write("A Third Title", changed))
    assert report.added == 1 and said(library)[first] == changed[0]
    assert bring(write("A Third Title", changed)).added == 0
    assert said(library).items() >= {second: before[second]}.items()
    assert third not in said(library)


@pytest.mark.parametrize("write", FORMATS)
def test_two_books_may_say_the_same(bring: Any, library: Library, write: Callable[..., str]) -> None:
    """Words at another moment or place of another book are another note."""
    assert bring(write("A Story", LINES[:1])).added == 1
    text = write("Another Story", LINES[:1])
    for one, other in (
        ("12", "13"),
        ("1745658000", "1745744400"),
        ("April 26", "April 27"),
        ("04-26", "04-27"),
    ):
        text = text.replace(one, other)
    assert bring(text).added == 1 and len(said(library)) == 2


@pytest.mark.parametrize("write", FORMATS)
def test_a_resized_highlight_is_the_note_it_was(
    bring: Any, library: Library, write: Callable[..., str]
) -> None:
    bring(write("A Story", LINES))
    first, second, third = said(library)
    grown = (LINES[0], (f"{LINES[1][0]} So they said.", "Who?"), LINES[2])
    report = bring(write("A Story", grown))
    assert (report.added, said(library)[second]) == (0, grown[1])
    before = said(library)
    report = bring(write("A Story", (*grown, ("The harbour was empty", ""))))
    assert report.added == 1 and said(library).items() >= before.items()
    assert bring(write("A Story", (*grown[:2], ("It was so.", "")))).added == 1
    assert said(library)[third] == LINES[2] and said(library)[first] == LINES[0]


@pytest.mark.parametrize("place", ["Location {}", "page {}"])
def test_a_highlight_is_resized_after_the_clippings_were_cleared_away(
    bring: Any, library: Library, place: str
) -> None:
    entry = "A Story (Jane Doe)\n- Your Highlight on {} | Added on Saturday, April 26, 2025 9:0{}:00 AM\n\n{}\n==========\n"
    words = "The harbour was empty that winter, and nobody spoke."
    bring(entry.format(place.format("40-41"), 1, words[:-18]))
    [note] = said(library)
    for minute, (where, quote) in enumerate(
        (("40-42", words), ("41-42", words[4:]), ("41-42", words[4:])), 2
    ):
        assert bring(entry.format(place.format(where), minute, quote)).added == 0
        assert said(library) == {note: (quote, "")}
    assert bring(entry.format(place.format("38-42"), 6, f"Nobody, {words}")).added == 0
    assert bring(entry.format(place.format("42-43"), 7, "Another story begins here.")).added == 1


@pytest.mark.parametrize("write", FORMATS)
def test_a_new_edition_with_other_places_brings_nothing_twice(
    bring: Any, library: Library, write: Callable[..., str]
) -> None:
    """Where no day is said either, the words alone tell."""
    dateless = re.sub(r"\|[^|]*Added on[^\n]*|,2025-04-26[^\n]*", "", write("A Story", LINES))
    bring(dateless)
    before = said(library)
    moved = re.sub(
        r"(Location |page |,|\"page\": )(1\d+)", lambda place: f"{place[1]}{int(place[2]) + 700}", dateless
    )
    assert moved != dateless
    assert (bring(moved).added, said(library)) == (0, before)


def test_a_color_given_at_the_source_is_brought_over_but_not_over_ones_own(
    bring: Any, library: Library
) -> None:
    book = json.loads(koreader("A Story", LINES))
    bring(book)
    first, second, _ = said(library)
    library.update(second, color="pink")
    for entry in book["entries"]:
        entry["color"] = "blue"
    bring(book)
    colors = {note.id: note.color for note in library.repository.annotations()}
    assert (colors.pop(first), colors.pop(second), [*colors.values()]) == ("blue", "pink", ["blue"])
    assert bring(book).merged == 0


def test_one_of_two_of_a_second_is_dated_anew(bring: Any, library: Library) -> None:
    book = json.loads(koreader("A Story", LINES))
    bring(book)
    before = said(library)
    assert book["entries"][0]["time"] == book["entries"][1]["time"]
    book["entries"][1]["time"] = book["entries"][2]["time"]
    assert bring(book).added == 0
    assert said(library) == before
