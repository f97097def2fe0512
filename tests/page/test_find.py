"""A search finds what a plain search finds, whatever is cut into slices, and knows which hit is which."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.model import TextSpan
from tui.page import find as finding
from tui.page.find import FindSession, Search, pattern_of, pattern_of_any

texts = st.text(alphabet="ab AB\n'’-", max_size=300)
words = st.text(alphabet="abAB ", min_size=1, max_size=4).filter(str.strip)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "SLICE_CHARS", 7)


def done(search: Search) -> Search:
    for _ in search.steps():
        pass
    return search


@given(texts, words, st.integers(0, 300))
def test_all_hits_are_found_once_and_in_order(text: str, sought: str, start: int) -> None:
    search = done(Search(text, sought, start))
    pattern = pattern_of(sought)
    assert pattern is not None
    start = min(start, len(text))
    late = [TextSpan(*hit.span()) for hit in pattern.finditer(text, start)]
    early = [TextSpan(*hit.span()) for hit in pattern.finditer(text) if hit.start() < start]
    assert search.done
    assert search.count == len(early) + len(late) or abs(search.count - len(early) - len(late)) <= 1
    assert search.first == next(iter([*late, *early]), None)
    if search.first is not None:
        assert search.next(search.first.start - 1, 1) == search.first


def test_any_of_several_terms_is_found_where_a_word_begins() -> None:
    text = "Fifty years, fifty-year-old, a half-year, midyear. Déjà vu in 東京塔; deja"
    search = done(Search(text, "fifty year", 0, ("fifty", "year")))
    assert [text[span.start : span.end] for span in search.within(TextSpan(0, len(text)))] == [
        "Fifty", "year", "fifty", "year", "year",
    ]  # fmt: skip
    assert search.count == 5
    session = FindSession()
    session.searched = "deja 京塔", ("deja", "京塔")
    assert done(session.look_for(text, "deja 京塔")).count == 3
    assert done(session.look_for(text, "deja")).count == 2
    assert pattern_of_any([]) is None


@given(texts, words)
def test_steps_go_round_and_numbers_count_from_one(text: str, sought: str) -> None:
    search = done(Search(text, sought))
    offset = -1
    for number in range(1, search.count + 1):
        hit = search.next(offset, 1)
        assert hit is not None
        assert search.number(hit) == number
        offset = hit.start
    if search.count:
        assert search.next(offset, 1) == search.next(-1, 1)
        last = search.next(0, -1) if search.count == 1 else search.next(search.next(-1, 1).start, -1)  # type: ignore[union-attr]
        assert last is not None
        assert search.number(last) == search.count


@pytest.mark.parametrize(
    ("sought", "text", "finds"),
    [
        ("don't", "don’t", True),
        ('"so"', "“so”", True),
        ("post-war", "post‑war", True),
        ("two  words", "two\n words", True),
        ("Two", "two", False),
        ("two", "TWO", True),
        ("a.b", "axb", False),
        ("(", "(", True),
        ("ÉTÉ", "été", False),
        ("été", "ÉTÉ", True),
        ("cafe", "im Café", True),
        ("cafe", "CAFÉ", True),
        ("Cafe", "Café", True),
        ("Cafe", "café", False),
        ("café", "cafe", False),
        ("cafe\u0301", "café", True),
        ("cafe", "cafe\u0331", True),
        ("Αθηνα", "Αθήνα", True),
        ("мои", "мой", False),
        ("naive resume", "naïve\nrésumé", True),
        ("Nguyen", "Nguyễn", True),
        ("father", "fa\u200dther", True),
        ("co-operate", "co\u00ad-\u200bop\u2060erate", True),
        ("cafe", "ca\u200bfé", True),
        ("می\u200cروم", "می\u200cروم", True),
        ("میروم", "می\u200cروم", True),
        ("👩‍👩‍👧", "a 👩‍👩‍👧", True),
    ],
)
def test_what_matches_what(sought: str, text: str, finds: bool) -> None:
    assert bool(done(Search(text, sought)).count) is finds


def test_hits_past_accents_stand_where_the_text_has_them() -> None:
    text = "The café, the cafe\u0331s, the CAFE."
    search = done(Search(text, "cafe"))
    found = [search.next(-1, 1)]
    while len(found) < search.count:
        found.append(search.next(found[-1].start, 1))  # type: ignore[union-attr]
    assert [text[hit.start : hit.end] for hit in found if hit] == ["café", "cafe\u0331", "CAFE"]


@given(st.text(alphabet="aáàeéẽ ɑ\u0331", max_size=60), st.text(alphabet="ae", min_size=1, max_size=3))
def test_plain_letters_find_what_they_would_without_accents(text: str, sought: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert done(Search(text, sought)).count == bare.count(sought)


def test_blank_words_find_nothing() -> None:
    search = done(Search("a b", "  "))
    assert search.done
    assert search.next(0, 1) is None
    assert search.within(TextSpan(0, 3)) == []


def test_no_more_hits_are_counted_than_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_HITS", 10)
    search = done(Search("e" * 100, "e", 50))
    assert (search.count, search.capped) == (10, True)


def test_a_hit_broken_over_two_rows_shows_on_both() -> None:
    text = "long words are broken over lines here"
    search = done(Search(text, "broken over"))
    assert search.within(TextSpan(0, 22)) == search.within(TextSpan(22, len(text))) == [TextSpan(15, 26)]
    assert re.search("broken over", text)


def test_a_typographic_sign_finds_a_plain_one_too() -> None:
    for typed in ("don’t", "don't", "donʼt"):
        assert pattern_of(typed).findall("don't don’t donʼt don‘t") == ["don't", "don’t", "donʼt", "don‘t"]
    assert pattern_of("1914–18").findall("1914-18 1914–18") == ["1914-18", "1914–18"]


def test_a_session_counts_from_where_the_reader_was() -> None:
    session = FindSession()
    assert (session.words, session.count_at(None), session.hit(0, 1), session.within(TextSpan(0, 5))) == (
        "",
        "",
        None,
        [],
    )
    session.begin(4, None)
    search = session.look_for("ab ab ab", "ab")
    assert session.count_at(None) == "…"
    done(search)
    assert search.first == TextSpan(6, 8)
    assert session.count_at(search.first) == "3/3"
    assert session.hit(6, 1) == TextSpan(0, 2)
    assert session.hit(6, -2) == TextSpan(0, 2)
    done(session.look_for("ab ab ab", "x"))
    assert (session.count_at(None), session.has_none) == ("none", True)
    session.look_for("ab ab ab", "  ")
    assert (session.words, session.has_none) == ("", False)
    session.forget()
    assert session.search is None


def test_words_of_any_length_are_looked_for_by_their_beginning() -> None:
    text = "One tide. " + "é" * 5_000
    search = Search(text, "  " + "e" * 5_000)
    for _ in search.steps():
        pass
    assert search.count == 25 and search.first == TextSpan(10, 210)
    assert pattern_of("e" * 100_000) == pattern_of("e" * 200)
