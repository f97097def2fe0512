"""What a query asks for."""

from datetime import date

import pytest

from annotations.errors import QueryError
from annotations.search.query import Term, parse_query


def test_words_phrases_and_fields() -> None:
    query = parse_query(
        'Word "two  Words" tag:#a ent:"Steve Witkoff" after:2025-04 before:2026 has:note http://x'
    )
    assert query.groups == (
        (Term("word", "word"),),
        (Term("phrase", "two words"),),
        (Term("tag", "a"),),
        (Term("ent", "steve witkoff"),),
        (Term("after", "2025-04", date(2025, 4, 1)),),
        (Term("before", "2026", date(2026, 1, 1)),),
        (Term("has", "note"),),
        (Term("word", "http://x"),),
    )


def test_not_and_or() -> None:
    assert parse_query('a -b OR -tag:c -"d e"').groups == (
        (Term("word", "a"),),
        (Term("word", "b", is_not=True), Term("tag", "c", is_not=True)),
        (Term("phrase", "d e", is_not=True),),
    )
    assert parse_query("or").groups == ((Term("word", "or"),),)
    assert parse_query("well-known").groups == ((Term("word", "well-known"),),)


def test_accents_case_and_width_do_not_count() -> None:
    assert parse_query("CAFÉ ｆｕｌｌ “Straße").words == (
        Term("word", "cafe"),
        Term("word", "full"),
        Term("word", '"strasse'),
    )


@pytest.mark.parametrize(
    "bad", ["", "  ", "tag:", "tag:#", "after:soon", "has:cheese", '""', "OR", "a OR", "OR a", "a OR OR b", "ent:\u200b"]
)  # fmt: skip
def test_what_can_not_be_understood(bad: str) -> None:
    with pytest.raises(QueryError):
        parse_query(bad)
