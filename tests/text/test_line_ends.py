"""Tabs, soft hyphens and line ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.line_ends import drop_soft_hyphens, expand_columns, expand_tabs, join_lines, words_of


@pytest.mark.parametrize(
    ("lines", "flowed"),
    [
        ("two\nlines", "two lines"),
        ("渔船出\n发", "渔船出发"), ("市場\nだった。", "市場だった。"), ("变坏，\n大家", "变坏，大家"), ("あ\n（い）", "あ（い）"),
        ("오늘\n아침", "오늘 아침"), ("漢字\nwords", "漢字 words"), ("words\n漢字", "words 漢字"), ("。\n오늘", "。 오늘"),
        ("the morn-\ning", "the morning"), ("Morn-\ning light", "Morning light"), ("fish-\nermen", "fishermen"), ("Donau-\ndampfer", "Donaudampfer"),
        ("a well-\nknown man", "a well-known man"), ("the mother-in-\nlaw", "the mother-in-law"), ("Anglo-\nSaxon", "Anglo-Saxon"),
        ("an e-\nmail", "an e-mail"), ("twenty-\nthree", "twenty-three"), ("state-of-\nthe-art", "state-of-the-art"), ("covid-\n19", "covid-19"), ("peut-\nêtre", "peut-être"), ("dit-\nil", "dit-il"),
        ("юго-\nзападный кто-\nнибудь изме-\nнится", "юго-западный кто-нибудь изменится"), ("habi-\ntude", "habitude"),
        ("a dash -\nhere", "a dash - here"), ("so—\nhe said", "so—he said"), ("so--\nhe said", "so--he said"), ("NATO-\nled", "NATO-led"),
        ("the 1990-\nodd", "the 1990-odd"),
    ],
)  # fmt: skip
def test_lines_flow_together(lines: str, flowed: str) -> None:
    assert join_lines(lines.split("\n")) == flowed


@pytest.mark.parametrize(
    ("elsewhere", "flowed"),
    [("", "quickset"), ("a quick-set hedge", "quick-set"), ("quick and set", "quick-set"), ("quick, set, quickset", "quickset")],
)  # fmt: skip
def test_other_places_of_a_text_tell_how_a_word_is_written(elsewhere: str, flowed: str) -> None:
    known = words_of(f"the quick-\nset hedge\n{elsewhere}")
    assert join_lines(["the quick-", "set hedge"], known) == f"the {flowed} hedge"


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("a\tb\n\tc", "a   b\n    c"), ("é\tb", "é   b"), ("漢\tb\n漢字\tb", "漢  b\n漢字    b"), ("e\u0301\tb", "e\u0301   b"),
        ("👩‍👩‍👧\tb", "👩‍👩‍👧  b"), ("line\t\n", "line\n"), ("\t\t\n", "\n"), ("a\t", "a"), ("a\t\r\n\tb", "a\r\n    b"),
    ],
)  # fmt: skip
def test_tabs_reach_the_next_stop(text: str, expanded: str) -> None:
    assert expand_tabs(text, 4) == expanded


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Ac\u00adknowl\u00adedge", "Acknowledge"), ("acknowl\u00ad\nedge it\nnow", "acknowledge\nit\nnow"),
        ("acknowl\u00ad\r\n  edge it", "acknowledge\r\nit"), ("a\u00ad\u00ad\nb", "ab\n"), ("\u00ad\n\u00ad", "\n"),
    ],
)  # fmt: skip
def test_soft_hyphens_go(text: str, whole: str) -> None:
    assert drop_soft_hyphens(text) == whole


@given(st.text("ab -\n\t\r\u00ad漢é", max_size=60), st.integers(1, 8))
def test_any_text_loses_no_letters(text: str, stop: int) -> None:
    for kept in (expand_tabs(text, stop), expand_columns(text, stop)):
        assert "\t" not in kept
        assert kept.replace(" ", "") == text.replace(" ", "").replace("\t", "")
    whole = drop_soft_hyphens(text)
    assert "\u00ad" not in whole
    assert [*"".join(whole.split())] == [*"".join(text.replace("\u00ad", "").split())]


def test_a_hundred_thousand_of_one_kind_take_no_time() -> None:
    for unit in ("\t", "a-\n", "\u00ad\n", "\u00ad", "a", "\u00ad\n ", "-", "\ta"):
        text = unit * 100_000
        expand_tabs(text + "x", 4)
        expand_columns(text + "x")
        drop_soft_hyphens(text + "x")
        join_lines(text.split("\n"), words_of(text))


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ("a mid-", "to long-term plan", "a mid- to long-term plan"),
        ("in pre-", "and post-war years", "in pre- and post-war years"),
        ("klein-", "und mittelgroße Firmen", "klein- und mittelgroße Firmen"),
        ("18-", "to 20-year-olds", "18- to 20-year-olds"),
        ("a black-", "and-white film", "a black-and-white film"),
        ("face-", "to-face", "face-to-face"),
        ("the toma-", "to soup", "the tomato soup"),
        ("the fav-", "or of it", "the fav-or of it"),
    ],
)
def test_a_hyphen_that_waits_for_another_word_keeps_its_blank(before: str, behind: str, said: str) -> None:
    assert join_lines([before, behind], {"tomato"}) == said
