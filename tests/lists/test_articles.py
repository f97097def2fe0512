"""Filter and order of the list, and its columns: pure."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.library import Listing
from annotations.model import TextSpan
from annotations.search.matching import Hit
from annotations.text.folding import fold
from annotations.text.plurals import group_digits
from tui.format import shown_date
from tui.lists.article_columns import columns, named
from tui.lists.article_groups import GroupLine, grouped
from tui.lists.articles import (
    SORTS,
    ListState,
    SearchHits,
    Snippet,
    Totals,
    are_as_on_disk,
    merged,
)
from tui.screens.library_search import as_typed
from tui.screens.preview import head_of
from tui.widgets.article_list import ArticleList, lit_spans, short_name
from tui.widgets.fit_text import column, fitted, fitted_around, fitted_end

A = Listing(
    Path("a"), "a-1", "São Paulo wakes", "Ana Ruiz", date(2025, 4, 1), 500, 2, 3, ("style",), "read", 1.0
)
B = Listing(Path("b"), "a-2", "Copper falls", None, None, 900, 4, 0, ("to verify", "Ænigma"))
BAD = Listing(Path("c"), title="c", problem="c is empty")


def state(**values: object) -> ListState:
    made = ListState()
    made.sort, made.is_backwards = "", False
    made.rows = [B, A, BAD]
    for name, value in values.items():
        setattr(made, name, value)
    return made


def hit(row: Listing, kind: str = "text", start: int = 90, end: int = 94) -> Hit:
    return Hit(row.id, row.title, kind, start, end, f"around {row.title}", 1.0)


def test_only_what_the_files_say_makes_articles_others() -> None:
    rows = [B, A, BAD]
    assert are_as_on_disk(rows, [B, replace(A, notes=9, status="read", tags=()), replace(BAD)])
    assert not are_as_on_disk(rows, rows[:2]) and not are_as_on_disk(rows, [A, B, BAD])
    for other in (replace(A, title="Else"), replace(A, fingerprint="f"), replace(A, path=Path("z"))):
        assert not are_as_on_disk(rows, [B, other, BAD])


def test_what_was_found_stands_best_first_with_the_words_around_it() -> None:
    hits = SearchHits("word", [hit(A), hit(B, end=0), hit(A, "note", end=0)], 3, 0)
    one = state(sort="title", hits=hits)
    around_a = [Snippet("around São Paulo wakes", False), Snippet("around São Paulo wakes", True)]
    assert one.shown() == [A, *around_a, B], "the title is not said twice"
    assert hits.count(2) == "2 articles" and not hits.is_cut
    assert replace(hits, total=1200).count(2) == f"the best 2 articles of {group_digits(1200)} hits"
    assert one.place_of(A) == TextSpan(90, 94)
    assert one.place_of(B) is None
    one.turn_round()  # an order that is asked for holds
    assert one.shown()[0] == A
    one.sort_by("title")
    one.sort_by("title")
    assert one.shown()[0] == A
    one.sort_by("title")
    assert one.shown()[0] == B
    one.hits = SearchHits("other", [hit(B), hit(A)], 2, 0)
    assert one.shown()[0] == B
    one.tag, one.hits = "style", hits
    assert one.shown() == [A, *around_a]
    one.tag, one.hits = "", None
    assert len(one.shown()) == 3


def test_what_has_changed_on_the_disk_takes_its_place() -> None:
    one, two, three = (replace(A, path=Path(f"x/{name}")) for name in "abc")
    far, fresh = replace(A, path=Path("y/a")), replace(A, path=Path("x/new"), title="New")
    changed = replace(two, title="Changed")
    assert merged([one, two, three, far], [two.path], [changed]) == [one, changed, three, far]
    assert merged([one, two, far], [two.path, fresh.path], [fresh]) == [one, fresh, far]
    assert merged([one, far], [Path("x")], []) == [far]
    assert merged([far], [fresh.path], [fresh]) == [far, fresh]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("", [B, A, BAD]),
        ("tag", ["#Ænigma", B, "#style", A, "#to verify", B, "without a tag", BAD]),
        ("author", ["Ana Ruiz", A, "nobody said to be the author", B, BAD]),
        ("month", ["2025-04", A, "without a date", B, BAD]),
        ("site", ["example.org", A, "no site", B, BAD]),
        ("folder", ["x", B, A, "elsewhere", BAD]),
    ],
)
def test_groups_stand_under_their_headings(group: str, expected: list[object]) -> None:
    rows = [
        replace(B, path=Path("x/b"), url="http://["),
        replace(A, path=Path("x/a"), url="https://www.example.org/1"),
        BAD,
    ]
    names = {B.title: B, A.title: A, BAD.title: BAD}
    shown = grouped(rows, group)
    assert [row.name if isinstance(row, GroupLine) else names[row.title] for row in shown] == expected
    counted = sum(row.count for row in shown if isinstance(row, GroupLine))
    assert counted == sum(isinstance(row, Listing) for row in shown) or not group


def test_groups_that_part_nothing_are_passed_over() -> None:
    one = state()
    walked = []
    for _ in range(5):
        one.next_group()
        walked.append(one.group)
    assert walked == ["tag", "author", "month", "", "tag"]


@pytest.mark.parametrize(
    ("words", "query", "lit"),
    [
        ("Über die Überfahrt", "uber", ["Über", "Überfahrt"]),
        ("The talks and a deal", "deal tag:talks -talks", ["deal"]),
        ("The talks", "", []),
        ("ceasefire talks", '"ceasefire talks" OR x', ["ceasefire", "talks"]),
    ],
)
def test_what_was_searched_for_is_lit_in_snippets(words: str, query: str, lit: list[str]) -> None:
    assert [words[start:end] for start, end in lit_spans(words, query)] == lit


@pytest.mark.parametrize(
    ("typed", "query"),
    [("bel", "bel*"), ("a bel", "a bel*"), ("bel ", "bel "), ('"bel', "bel*"), ('x "in the h', 'x "in the" h*'), ('"in ', '"in '),
     ('tag:"to ver', 'tag:"to ver'), ('-"in the', '-"in the'), ('"in the hold"', '"in the hold"'), ("tag:x", "tag:x"), ("x OR", "x OR"),
     ("(bel", "(bel*"), ("-bel", "-bel*"), ("bel*", "bel*"), ("l'été", "l'été*"),
     ("after:2026-01", "after:2026-01"), ("ferry after:2026-01-3", "ferry after:2026-01-3"), ("x before:7d", "x before:7d"), ("well-kn", "well-kn*")],
)  # fmt: skip
def test_the_last_word_that_is_typed_may_go_on(typed: str, query: str) -> None:
    assert as_typed(typed) == query


def test_a_tag_is_the_whole_tag() -> None:
    assert state(tag="style").shown() == [A]
    assert state(tag="sty").shown() == []


def test_what_has_nothing_to_sort_by_stands_last_either_way() -> None:
    for backwards in (False, True):
        assert state(sort="published", is_backwards=backwards).shown() == [A, B, BAD]
        assert state(sort="title", is_backwards=backwards).shown()[-1] == BAD
    assert state(sort="minutes").shown() == [A, B, BAD]


def test_sorting_by_a_column_twice_turns_it_round() -> None:
    one = state()
    one.sort_by("title")
    assert one.shown() == [B, A, BAD]
    one.sort_by("title")
    assert one.shown() == [A, B, BAD]


def test_what_cannot_be_read_is_no_article() -> None:
    totals = Totals.of([A, B, BAD])
    assert (totals.articles, totals.unread, totals.notes, totals.minutes_left) == (2, 1, 3, 4)


def test_the_newest_comes_first_unless_asked_otherwise() -> None:
    older = replace(A, path=Path("d"), published=date(2024, 1, 1))
    fresh = ListState()
    fresh.rows = [B, older, A, BAD]
    assert fresh.shown() == [A, older, B, BAD]


def test_a_column_that_no_article_fills_takes_no_room() -> None:
    without = {one.field: one for one in columns(134, Totals.of([B]).fields)}
    assert set(without) == {"title", "minutes", "tags"}
    assert without["title"].cells >= 96
    assert {"author", "published", "notes", "progress"} <= Totals.of([B, A, BAD]).fields


@given(st.integers(4, 400))
def test_columns_never_overlap_nor_leave_the_line_and_the_title_stays(width: int) -> None:
    found = columns(width)
    assert found[0].field == "title"
    assert found[0].cells >= 1
    at = 0
    for one in found:
        assert one.start >= at
        at = one.start + one.cells
    assert at <= width
    assert set(SORTS) >= {one.field for one in found}


def test_more_room_never_takes_a_column_away() -> None:
    kept: set[str] = set()
    for width in range(10, 300):
        now = {one.field for one in columns(width)}
        assert kept <= now
        kept = now


@pytest.mark.parametrize("width", [56, 58, 60])
def test_beside_the_preview_the_date_that_is_sorted_by_is_seen(width: int) -> None:
    """A screen of 100 has a preview and 60 cells of list: fewer columns than one of 80 is no gain."""
    assert ("published" in {one.field for one in columns(width)}) == (width == 60)


@pytest.mark.parametrize("width", [75, 77, 116, 131])
def test_the_title_has_the_lions_share(width: int) -> None:
    found = {one.field: one for one in columns(width)}
    assert found["title"].cells >= 44
    assert {"minutes", "published"} <= set(found)


def test_the_preview_says_who_and_when_in_lines_of_their_own() -> None:
    """No dot stands at the end of a line."""
    said = head_of(replace(A, author="Ana", published=date(2025, 4, 1), minutes=12))
    assert [piece.text for piece in said[1:]] == ["Ana", f"{shown_date(date(2025, 4, 1))} · 12 min"]


@given(st.text(), st.integers(0, 30))
def test_a_column_is_as_wide_as_it_says(words: str, cells: int) -> None:
    from rich.cells import cell_len

    from annotations.text.canonical import showable

    words = showable(words)
    assert cell_len(column(words, cells)) == cells
    assert cell_len(fitted(words, cells)) <= cells


def test_what_stands_before_a_name_is_cut_between_words() -> None:
    assert fitted_end("on the desk of Dr. ", 30) == "on the desk of Dr. "
    assert fitted_end("on the desk of Dr. ", 12) == "…of Dr. "
    assert fitted_end("…rived on the desk of ", 30) == "…on the desk of "
    assert fitted_end("unbreakable", 5) == "…"


@given(st.text("ab ü京", max_size=30), st.text("cd", min_size=1, max_size=8), st.text("ab ü京", max_size=60))
def test_what_was_searched_for_is_seen_at_every_width(before: str, hit: str, after: str) -> None:
    from rich.cells import cell_len

    words = before + hit + after
    for cells in range(12, 80):
        shown = fitted_around(words, len(before), len(before) + len(hit), cells)
        assert hit in shown
        assert cell_len(shown) <= cells


def test_words_around_a_hit_begin_as_early_as_they_can() -> None:
    words = "she walked to Trevarrick, two miles in the dark, and told the harbour master what she had seen"
    assert fitted_around(words, 62, 69, 200) == words
    assert fitted_around(words, 4, 10, 30) == "she walked to Trevarrick, two…"
    assert fitted_around(words, 62, 69, 30) == "…the harbour master what she…"


@pytest.mark.parametrize(
    ("name", "cells", "short"),
    [
        ("Halvard Brekke", 20, "Halvard Brekke"),
        ("Gwendolyn Achebe-Price", 16, "G. Achebe-Price"),
        ("Mairéad Ní Dhálaigh", 16, "M. Ní Dhálaigh"),
        ("Niamh Ó Cadhain and Tevita Folau", 16, "N. Ó Cadhain +1"),
        ("Dr. Ifeoma Nwachukwu-Hart", 18, "I. Nwachukwu-Hart"),
        ("Ludwig Mies van der Rohe", 20, "L. M. van der Rohe"),
        ("Ana Ruiz, Bo Li, Cy Oz & Di Fo", 16, "Ana Ruiz +3"),
        ("Prof. Dr.", 6, "Prof.…"),
    ],
)
def test_names_give_way_to_initials_before_they_are_cut(name: str, cells: int, short: str) -> None:
    assert short_name(name, cells) == short


def test_numbers_are_grouped() -> None:
    assert group_digits(12345) == "12\u202f345"


def test_a_story_stands_in_one_row_that_of_most_worth_in_its_own_place() -> None:
    other, third = (
        replace(B, path=Path("d"), id="a-3", words=300),
        replace(B, path=Path("e"), id="a-4", words=99),
    )
    made = state(rows=[third, other, A, B, BAD])
    assert made.shown() == [third, other, A, B, BAD]
    assert made.fold([(third, other, B)]) and not made.fold([(third, other, B)])
    assert made.shown() == [A, B, BAD]
    assert (made.totals.articles, made.totals.unread) == (2, 1)
    assert made.copies_of(B) == [third, other] and made.copies_of(A) == []
    assert (made.count_copies(other), made.count_copies(A)) == (2, 0)
    assert (
        made.count_stories({third.id, other.id, "elsewhere"}) == 1 and made.count_stories({B.id, A.id}) == 2
    )
    made.rows = [third, replace(other, notes=1), A, B]
    assert [row.path for row in made.shown()] == [Path("d"), Path("a")]
    made.rows = [replace(third, status="read"), replace(other, notes=1), A, B]  # read once is read
    assert [row.path for row in made.shown()] == [Path("e"), Path("a")] and made.totals.unread == 0
    shown = ArticleList()
    shown.count_copies = made.count_copies
    assert [shown.title(row, 22) for row in (B, A)] == ["Copper fal… + 2 copies", "São Paulo wakes"]
    assert made.fold([]) and len(made.shown()) == 4


@pytest.mark.parametrize("sort", ["notes", "progress", "author", "minutes"])
def test_what_is_equal_is_in_the_order_of_titles_both_ways(sort: str) -> None:
    rows = [replace(A, path=Path(title), title=title) for title in ("b", "C", "a")]
    for is_backwards in (False, True):
        shown = state(rows=rows, sort=sort, is_backwards=is_backwards).shown()
        assert [row.title for row in shown] == ["a", "b", "C"]


LISTED = st.builds(
    Listing,
    path=st.sampled_from([Path("a"), Path("b")]),
    title=st.sampled_from(["b", "A", "á", "c", "Æ", "zz"]),
    author=st.sampled_from([None, "", "Ana", "ana", "Bo"]),
    published=st.sampled_from([None, date(2025, 4, 1), date(2026, 1, 1)]),
    minutes=st.integers(1, 3),
    notes=st.integers(0, 2),
    tags=st.sampled_from([(), ("x",), ("X", "a")]),
    progress=st.sampled_from([0.0, 0.5]),
    problem=st.sampled_from(["", "", "", "c is empty"]),
)


@given(st.lists(st.lists(LISTED, max_size=9), min_size=1, max_size=3), st.sampled_from(SORTS), st.booleans())
def test_rows_stand_by_the_value_then_by_title(
    lists: list[list[Listing]], sort: str, is_backwards: bool
) -> None:
    def value(row: Listing) -> object:
        said = getattr(row, sort)
        said = " ".join(said) if sort == "tags" else said
        return fold(said) or None if isinstance(said, str) else said

    one = state(sort=sort, is_backwards=is_backwards)
    for rows in lists:  # what was met before plays no part
        one.rows = rows
        if len(rows) % 2:
            one.prepared(rows)
        known = [row for row in rows if not row.problem and value(row) is not None]
        if sort not in ("title", "published"):
            known.sort(key=lambda row: fold(row.title))
        known.sort(key=value, reverse=is_backwards)  # type: ignore[arg-type]
        rest = [row for row in rows if row.problem or value(row) is None]
        assert list(map(id, one.shown())) == list(map(id, known + rest))


def test_the_tags_of_a_file_are_tags_of_its_article() -> None:
    shelf = state(group="tag")
    shelf.rows = [one, other] = [replace(A, tags=("Sea",), source_tags=("sea", "birds")), replace(B, tags=())]
    assert one.all_tags == ("Sea", "birds")
    assert [row.name for row in shelf.shown() if isinstance(row, GroupLine)] == [
        "#birds",
        "#Sea",
        "without a tag",
    ]
    shelf.group, shelf.sort, shelf.is_backwards = "", "tags", False
    assert list(shelf.shown()) == [one, other]
    assert "tags" in Totals.of([replace(one, tags=())]).fields and "tags" not in Totals.of([other]).fields
    shelf.tag = "birds"
    assert list(shelf.shown()) == [one]


def test_tags_are_counted_as_the_list_shows_their_articles() -> None:
    shelf = state()
    copies = [replace(A, tags=("Sea",)), replace(B, tags=("sea",), source_tags=("calm",))]
    shelf.rows = [*copies, replace(A, path=Path("c"), id="a-3", tags=("sea/north",))]
    shelf.fold([copies])
    assert shelf.tags() == [("sea", 2), ("calm", 1), ("sea/north", 1)]
    for tag, count in shelf.tags():
        shelf.tag = tag
        assert len(shelf.shown()) == count


def test_the_name_of_a_column_is_whole_with_its_arrow() -> None:
    found = {one.field: named(one, " ↓") for one in columns(134)}
    assert found["notes"] == ("notes↓", 1)
    assert found["progress"] == ("read↓", 0)
    assert found["minutes"] == ("min ↓", 0)
    assert named(columns(134)[0], "") == ("title", 0)
