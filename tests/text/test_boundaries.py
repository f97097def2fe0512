"""Words, sentences and graphemes; a caret never stands inside what a reader takes for one character."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.text import boundaries
from annotations.text.boundaries import graphemes, next_grapheme, previous_grapheme
from tui.page.wrapping import clusters, wrap

ONE = {
    "flag": "🇵🇱",
    "family": "👩‍👩‍👧",
    "kiss with skins": "👩🏽‍❤️‍💋‍👨🏿",
    "keycap": "1️⃣",
    "heart": "❤️",
    "accent": "e\u0301",
    "two accents": "e\u0323\u0302",
    "conjunct": "क्षि",
    "conjunct with joiner": "क्\u200dष",
    "bengali": "ক্ষ",
    "tamil": "நி",
    "thai": "กำ",
    "hangul in parts": "\u1112\u1161\u11ab",
    "prepended": "\u0600١",
    "soft hyphen": "n\u00ad",
    "zero-width blank": "n\u200b",
    "word joiner": "n\u2060",
    "zalgo": "e" + "\u0301" * 300,
    "england": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
}


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("before", ["", "x", "字", "é", "\n"])
@pytest.mark.parametrize("behind", ["", "x", "字", " ", "\n"])
def test_what_is_one_character_is_not_cut(name: str, before: str, behind: str) -> None:
    one = ONE[name]
    start, end = len(before), len(before) + len(one)
    text = before + one + behind
    assert next_grapheme(text, start) == end
    assert previous_grapheme(text, end) == start
    assert (start, end) in list(graphemes(text))
    assert (start, end) in [(left, right) for left, right, _ in clusters(text)]


def test_flags_are_counted_in_pairs() -> None:
    flags = "🇵🇱🇩🇪🇫🇷"
    assert [*graphemes(flags)] == [(0, 2), (2, 4), (4, 6)]
    assert next_grapheme("🇵🇱x", 0) == 2
    assert previous_grapheme(flags, 6) == 4
    assert previous_grapheme("字" + flags, 7) == 5


def test_a_flag_letter_left_over_stands_alone() -> None:
    assert [*graphemes("🇵🇱🇩x")] == [(0, 2), (2, 3), (3, 4)]


PIECES = st.sampled_from(
    [*ONE.values(), "x", " ", "字", "\n", "ß", "한", "\u0301", "\u200d", "\u00ad", "🇩", "\u200b"]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_carets_go_back_where_they_came_from(text: str) -> None:
    places = [0]
    while places[-1] < len(text):
        places.append(next_grapheme(text, places[-1]))
    assert [*graphemes(text)] == [*pairwise(places)]
    assert [previous_grapheme(text, end) for end in places[1:]] == places[:-1]


@given(st.lists(PIECES, max_size=8).map("".join))
def test_the_page_measures_as_rich_does(text: str) -> None:
    line = text.replace("\n", " ")
    assert sum(size for _, _, size in clusters(line)) == cell_len(line)
    assert all(cell_len(line[start:end]) <= 12 for start, end in wrap(line, 0, len(line), 12))


def test_most_texts_do_without_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "plain “words” – café, ельник, λόγος, €5… 漢字かなカナ、한글！"
    monkeypatch.setitem(sys.modules, "wcwidth", None)
    for offset in range(len(text) - 1):
        assert next_grapheme(text, offset) == offset + 1
        assert previous_grapheme(text, offset + 1) == offset


def test_no_two_that_stand_alone_are_one() -> None:
    from wcwidth import iter_graphemes

    ends = [
        char
        for first, last in boundaries._ALONE
        for char in (first, last, chr((ord(first) + ord(last)) // 2))
    ]
    for one in ends:
        for other in ends:
            assert [*iter_graphemes(one + other)] == [one, other] or one + other == "\r\n"
    joining = [chr(code) for first, last in boundaries._ALONE for code in range(ord(first), ord(last) + 1)]
    assert len([*iter_graphemes("".join(joining))]) == len(joining)
