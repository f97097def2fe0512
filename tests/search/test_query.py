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
        Term("phrase", "strasse"),  # as from "Straße, not closed either
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
        ("(clerk OR", r"^column 1: this \( is not closed"),
        ("a OR", "^column 3: OR wants a term on both sides"),
        ("-a near/3 b", "^column 4: near wants a word or phrase on both sides"),
        ("a near/0 b", "^column 3: near/ wants a number of words from 1 to 1000"),
        ("x autor:doe", "^column 3: there is no field autor:, but there is author:"),
        (
            "x foo:bar",
            "^column 3: there is no field foo:, only after:, author:, .*with:; put what is looked for in",
        ),
        ('-foo:"a b"', "^column 2: there is no field foo:"),
        ("(автор:Иванов)", "^column 2: there is no field автор:"),
        ("created-at:2026", "^column 1: there is no field created-at:"),
        ("since:7d", "^column 1: there is no field since:, but there is after:"),
        ("is:foo", "^column 1: is: wants one of unread, reading, read, later, starred"),
        ("lang:deutsch", "^column 1: lang: wants a code of two letters"),
        ("x after:soon", "^column 3: soon is no date"),
        ("a ) b", "^column 3: "),
        ("*clerk", r"^column 1: a \* stands at the end of a word"),
        ("x cl*rk", "^column 5: "),
        ("*", "^column 1: "),
        ("(OR b)", "OR wants a term"),
        ("harbour AND clerk", "^column 9: words side by side all have to hold"),
        ("harbour !boat", "^column 9: what must not be there is written -boat, not !boat"),
        ("+harbour boat", "^column 1: words side by side all have to hold: talks Kyiv, not \\+harbour"),
        ("harbour (NOT boat)", "^column 10: what must not be there is written -boat"),
        ("clerk|boat", r"^column 6: one or the other is written talks OR deal, not clerk\|boat"),
        ("x clerk&&boat", "^column 8: words side by side all have to hold"),
        ("cle?k", "^column 4: words are written out, or begun"),
        ("clerk~", "^column 6: words are spelled as they stand"),
        ("x clerk~2", "^column 8: words are spelled as they stand"),
        ("harbour | boat", "^column 9: one or the other is written talks OR deal"),
        ("harbour && boat", "^column 9: words side by side all have to hold"),
        ('x clerk"', '^column 8: this " opens nothing'),
        ("x tag:pre*", "^column 3: tag: wants a whole tag"),
        ("()", "the query is empty"),
        (" OR ".join("(a b)" for _ in range(9)), "too many alternatives"),
        (" ".join(["-(" + " ".join("(a OR b)" for _ in range(9)) + ")"]), "too many alternatives"),
        ("a OR " * 20_000 + "b", "more than 30,000 characters"),
    ],
)
def test_what_is_not_understood_is_named_with_its_column(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        parse_query(text)


@pytest.mark.parametrize(
    "word",
    ["12:30", "10:30am", "16:9", "https://example.org/a:b", "mailto:a@b.org", "localhost:8080", "example.org:80/x", "c:\\x", "std::move",
     "harbour:", "a:b", "smile:-"],
)  # fmt: skip
def test_addresses_times_and_words_before_a_colon_are_words(word: str) -> None:
    assert parse_query(word).groups == ((Term("word", word),),)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("“a clerk” „b c“ «d»", '"a clerk" "b c" "d"'),
        ("（港口 OR title：x）", "(港口 OR title:x)"),
        ("author:“Jane Doe”", 'author:"Jane Doe"'),
        ("title:Tit* folder:20*", "title:Tit folder:20"),
    ],
)
def test_signs_of_phones_and_input_methods_are_ours(typed: str, plain: str) -> None:
    assert parse_query(typed) == parse_query(plain)


def test_words_in_capitals_are_words() -> None:
    assert [term.value for (term,) in parse_query("TOM AND JERRY").groups] == ["tom", "and", "jerry"]
    assert [term.value for (term,) in parse_query('"AND" not and').groups] == ["and", "not", "and"]


def test_deep_nesting_ends_well() -> None:
    with pytest.raises(QueryError, match="nested"):
        parse_query("(" * 5000 + "a" + ")" * 5000)


@pytest.mark.parametrize("field", ["after", "is", "lang"])
def test_an_error_shows_a_long_value_on_one_line_and_not_all_of_it(field: str) -> None:
    with pytest.raises(QueryError) as error:
        parse_query(f'{field}:"{"x" * 30}\n{"y" * 5_000}"')
    assert "\n" not in error.value.message
    assert len(error.value.message) < 200


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026", (2026, 1, 1)), ("2026-02", (2026, 2, 1)), ("7d", (2026, 3, 24)), ("2w", (2026, 3, 17)), ("1m", (2026, 2, 28)),
        ("1y", (2025, 3, 31)), ("today", (2026, 3, 31)), ("yesterday", (2026, 3, 30)), ("this week", (2026, 3, 30)),
        ("last week", (2026, 3, 23)), ("last month", (2026, 2, 1)), ("last-year", (2025, 1, 1)), ("13m", (2025, 2, 28)),
    ],
)  # fmt: skip
def test_days_are_counted_from_today(said: str, day: tuple[int, int, int]) -> None:
    for query in (f"after:{said} x", f'after:"{said}" x'):
        after = parse_query(query, date(2026, 3, 31)).groups[0][0]
        assert (after.kind, after.day) == ("after", date(*day))


def test_near_binds_more_closely_than_or_and_goes_on() -> None:
    (first, second) = parse_query('x OR a near/3 "b c" near/2 d').groups
    assert [term.kind for term in first] == ["word", "near"]
    assert first[1] == Term("near", beside=Term("word", "a"), other=Term("phrase", "b c"), between=3)
    assert second[1] == Term("near", beside=Term("phrase", "b c"), other=Term("word", "d"), between=2)


@pytest.mark.parametrize(
    "query", ['"clerk|boat"', "why?", "a.org/b?c=d", "AT&T", "~clerk", "x|", "R&D", "page?id=7"]
)
def test_signs_that_words_have_are_no_commands(query: str) -> None:
    assert parse_query(query).words
