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


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("(clerk OR boat)", [["clerk", "boat"]]),
        ("clerk*", [["clerk"]]),
        ("harbour (clerk OR boat*) -pier", [["harbour"], ["clerk", "boat"], ["-pier"]]),
        ("(a b) OR c", [["a", "c"], ["b", "c"]]),
        ("-(a OR b)", [["-a"], ["-b"]]),
        ("-(a b)", [["-a", "-b"]]),
        ("((a OR b) c) OR -d", [["a", "b", "-d"], ["c", "-d"]]),
        ("(tag:x OR author:doe)y", [["x", "doe"], ["y"]]),
        ("f(x) g(", [["f(x)"], ["g("]]),
        ("(f(x) OR b)", [["f(x)", "b"]]),
        ('"(clerk OR boat)"', [["(clerk or boat)"]]),
        ("() a", [["a"]]),
    ],
)
def test_groups_and_prefixes(text: str, groups: list[list[str]]) -> None:
    said = [
        [("-" if term.is_not else "") + term.value for term in group] for group in parse_query(text).groups
    ]
    assert said == groups


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a (clerk OR boat", r"^column 3: this \( is not closed; add a \)"),
        ("a -(b", r"^column 4: this \( is not closed"),
        ("clerk OR boat)", r"^column 14: this \) closes nothing"),
        ("a ) b", "^column 3: "),
        ("*clerk", r"^column 1: a \* stands at the end of a word"),
        ("x cl*rk", "^column 5: "),
        ("*", "^column 1: "),
        ("(OR b)", "OR wants a term"),
        ("()", "the query is empty"),
        (" OR ".join("(a b)" for _ in range(9)), "too many alternatives"),
        (" ".join(["-(" + " ".join("(a OR b)" for _ in range(9)) + ")"]), "too many alternatives"),
    ],
)
def test_what_is_not_understood_is_named_with_its_column(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        parse_query(text)


def test_deep_nesting_ends_well() -> None:
    with pytest.raises(QueryError, match="nested"):
        parse_query("(" * 5000 + "a" + ")" * 5000)


@pytest.mark.parametrize("field", ["after", "is", "lang"])
def test_an_error_shows_a_long_value_on_one_line_and_not_all_of_it(field: str) -> None:
    with pytest.raises(QueryError) as error:
        parse_query(f'{field}:"{"x" * 30}\n{"y" * 5_000}"')
    assert "\n" not in error.value.message
    assert len(error.value.message) < 200
