"""What the list of names shows, and bars by month."""

from datetime import date

import pytest
from msgspec.structs import replace

from annotations.errors import QueryError
from annotations.mentions.names import NameCount, Where
from annotations.text.folding import fold
from tui.lists.months import bars_by_month
from tui.lists.names import THE_SAME, NameState, parse_name_query, where_of

TODAY = date(2026, 3, 10)


def named(
    name: str, label: str, mentions: int, articles: int, first: str, last: str, called: str = ""
) -> NameCount:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    return NameCount(hash(name), name, label, fold(name), called, mentions, articles, *days)


NAMES = [
    named("Ann Lee", "PERSON", 9, 2, "2026-01-02", "2026-02-01"),
    named("European Central Bank", "ORG", 8, 3, "2025-01-02", "2026-03-01", "ecb"),
    named("Łódź", "GPE", 7, 1, "2026-03-05", "2026-03-05"),
    named("Bo", "PERSON", 6, 4, "", ""),
]


def shown(words: str = "", **how: object) -> list[str]:
    state = NameState()
    state.names = NAMES
    state.query = parse_name_query(words)
    for name, value in how.items():
        setattr(state, name, value)
    return [name.name for name in state.shown(TODAY)[0]]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("lodz", ["Łódź"]),
        ("ecb", ["European Central Bank"]),
        ("e -ann", ["European Central Bank"]),
        ("ann OR bo", ["Ann Lee", "Bo"]),
        ('"central bank"', ["European Central Bank"]),
    ],
)
def test_words_are_looked_for_in_names_and_what_else_they_are_called(words: str, names: list[str]) -> None:
    assert shown(words) == names


def test_the_order_and_its_reverse_and_what_is_new() -> None:
    assert shown(sort="articles") == ["Bo", "European Central Bank", "Ann Lee", "Łódź"]
    assert shown(sort="first") == ["European Central Bank", "Ann Lee", "Łódź", "Bo"]
    assert shown(sort="last") == ["Łódź", "European Central Bank", "Ann Lee", "Bo"]
    assert shown(is_backwards=True)[0] == "Bo"
    assert shown(only_new=True) == ["Łódź"]
    assert shown(group="person") == ["Ann Lee", "Bo"]
    assert shown(group=THE_SAME, offers={"Bo": "Ann Lee"}) == ["Bo"]
    assert shown(group=THE_SAME) == [name.name for name in NAMES]


def test_fields_are_of_articles() -> None:
    in_index = {"press": {"a"}, "news": {"a", "b"}, "en": {"b", "c"}, "putin": {"c"}, "why": {"b"}}

    def ids(words: str) -> set[str]:
        query = parse_name_query(words)
        assert not query.groups
        where = where_of(query, "abc", None, {term: in_index[term.value] for term in query.terms})
        assert where.articles is not None
        return set(where.articles)

    assert ids("tag:press") == {"a"}
    assert ids("lang:en folder:news") == {"b"}
    assert ids("with:putin OR note:why") == {"b", "c"}
    assert ids("-tag:press") == {"b", "c"}
    assert where_of(parse_name_query("lee"), "abc", None, {}) == Where()
    with pytest.raises(QueryError, match=r"column 5: there is no field kind:"):
        parse_name_query("lee kind:person")


def test_a_name_or_one_that_articles_name() -> None:
    words = "ann OR tag:press"
    (term,) = parse_name_query(words).terms
    assert shown(words, named_in={term: {hash("Bo")}}) == ["Ann Lee", "Bo"]
    assert shown("ann OR -tag:press", named_in={replace(term, is_not=True): {hash("Bo")}}) == [
        "Ann Lee",
        "European Central Bank",
        "Łódź",
    ]
    assert shown("european near/1 bank") == ["European Central Bank"]


@pytest.mark.parametrize(
    ("counts", "cells", "bars"),
    [
        ({}, 10, ("", "", "")),
        ({"2026-01": 4, "2026-03": 1}, 10, ("█ ▂", "2026-01", "2026-03")),
        ({"2025-11": 1, "2026-02": 8}, 10, ("▁  █", "2025-11", "2026-02")),
        ({f"2025-{month:02}": 2 for month in range(1, 13)}, 4, ("████", "2025-01", "2025-12")),
        ({"2024-01": 1, "2026-01": 1}, 5, ("█   █", "2024-01", "2026-01")),
    ],
)
def test_bars_by_month(counts: dict[str, int], cells: int, bars: tuple[str, str, str]) -> None:
    assert bars_by_month(counts, cells) == bars
