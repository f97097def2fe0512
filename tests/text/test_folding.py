"""Folding, and the way back."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.canonical import canonical
from annotations.text.folding import EQUAL, fold, fold_case, skeleton, source_span, spellings

ODD = "aÉßﬁİıŁ①½ﾊﾞが한中’“—\u00ad\u200b\u0301\u0308 xΣςﷺ"


def test_alike() -> None:
    for one, other in [
        ("Café", "cafe"), ("STRASSE", "straße"), ("ΟΔΟΣ", "οδος"), ("ﬁn", "fin"), ("Ｗｉｄｅ", "wide"), ("İstanbul", "istanbul"),
        ("naïve", "naive"), ("soft\u00adhyphen", "softhyphen"), ("don’t", "don't"), ("Łódź", "lodz"), ("Ёлка", "елка"),
        ("Việt Nam", "viet nam"), ("ﾈｺ", "ネコ"),
    ]:  # fmt: skip
        assert fold(one) == fold(other), (one, other)
    assert fold("が") != fold("か")
    assert fold("हिन्दी") != fold("हनद")


@given(st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8")), max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8")), max_size=30))
def test_few_and_many_odd_letters_are_folded_alike(text: str) -> None:
    many = "".join(chr(0x4E00 + at) for at in range(60))
    assert fold(many + " " + text) == fold(many) + " " + fold(text)


@given(
    st.text(alphabet=ODD, max_size=12).map(canonical),
    st.text(alphabet=ODD, min_size=1, max_size=6).map(canonical),
    st.text(alphabet=ODD, max_size=12).map(canonical),
)
def test_the_way_back(before: str, words: str, after: str) -> None:
    text, folded = before + words + after, fold(words)
    if not folded:
        return
    start = len(fold(before))
    span = source_span(text, start, start + len(folded))
    assert folded in fold(text[span.start : span.end])
    assert len(before) <= span.start < span.end <= len(before) + len(words)


@pytest.mark.parametrize("sign", ["'", "’", "ʼ", '"', "«", "“", "-", "‑", "—", "−"])
def test_search_anchors_and_patterns_agree_on_signs(sign: str) -> None:
    kin = [one for one in EQUAL if EQUAL[one] == EQUAL.get(sign, sign)] + [EQUAL.get(sign, sign)]
    assert {fold(one) for one in kin} == {skeleton(one) for one in kin if one in EQUAL} == {fold(sign)}
    assert all(re.fullmatch(spellings(sign), one) for one in kin)
    assert re.fullmatch(f"{spellings(sign)}+", "".join(kin))


def test_a_letter_has_no_other_spellings() -> None:
    assert [spellings(one) for one in "aé[ø\u00ad"] == [""] * 5


@pytest.mark.parametrize(
    ("char", "plain"), [("É", "E"), ("\u0301", ""), ("ﬁ", "fi"), ("Ł", "L"), ("\u3000", " "), ("\u00ad", ""), ("が", "か"), ("´", "'")]
)  # fmt: skip
def test_a_skeleton_keeps_case_and_no_marks(char: str, plain: str) -> None:
    assert skeleton(char) == plain


def test_tags_differ_by_accents_but_not_by_case_or_composition() -> None:
    assert fold_case("Ca\u0301fe") == fold_case("CÁFE") != fold_case("cafe")
    assert fold_case("STRASSE") == fold_case("straße")


def test_a_tag_of_marks_out_of_order_is_folded_in_linear_time() -> None:
    since = time.process_time()
    folded = fold_case("a" + "\u0323\u0301\u0315" * 20_000)
    assert time.process_time() - since < 2
    assert fold_case(folded) == folded
