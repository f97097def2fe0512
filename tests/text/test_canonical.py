"""Canonical text keeps offsets and lets nothing through that commands a terminal."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.canonical import canonical, canonical_utf8, fingerprint, showable

COMMANDING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@given(st.text(alphabet=st.characters()))
def test_canonical_is_clean_and_stays_as_it_is(text: str) -> None:
    once = canonical(text)
    assert not COMMANDING.search(once.replace("\n", ""))
    assert canonical(once) is once or canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet=st.characters()))
def test_showable_keeps_length_and_harms_nothing(text: str) -> None:
    shown = showable(text)
    assert len(shown) == len(text)
    assert not COMMANDING.search(shown)


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("e\u0301ㄱㅏ\u1100\u1161é“\r\n")
        )
    )
)
def test_bytes_are_read_as_their_text_is(text: str) -> None:
    assert canonical_utf8(text.encode()) == canonical(text)


def test_every_character_is_read_alike_behind_a_letter() -> None:
    for code in [*range(0xD800), *range(0xE000, 0x20000)]:
        text = "e" + chr(code)
        assert canonical_utf8(text.encode()) == canonical(text), hex(code)


def test_no_character_at_all_commands_a_terminal() -> None:
    for code in range(0x110000):
        assert not COMMANDING.search(showable(chr(code))), hex(code)


def test_clean_text_is_not_even_copied() -> None:
    text = "Łódź, São Tomé — “京都”\n\n👩‍👩‍👧 and more"
    assert canonical(text) is text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("e\u0301", "é"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\tb", "a b"),
        ("a\u2028b", "a\nb"),
        ("a\u202eb", "a\u2060b"),
        ("\x9b31m", "\ufffd31m"),
        ("\ud800", "\ufffd"),
    ],
)
def test_canonical_by_example(raw: str, clean: str) -> None:
    assert canonical(raw) == clean


def test_fingerprint_tells_texts_apart() -> None:
    assert fingerprint("a") != fingerprint("b")
    assert re.fullmatch(r"[0-9a-f]{32}", fingerprint("a"))


MARKS = "\u0315\u0300\u0323\u0591\u05b0\u064b\u0e38\u302a"  # of eight classes, out of order


@given(
    st.lists(
        st.one_of(st.sampled_from([*MARKS, "e", "é", " ", "\u1112", "\u1161"]), st.text(MARKS, min_size=20)),
        max_size=9,
    ).map("".join)
)
def test_long_runs_of_marks_are_parted_once_and_for_all(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    kept = once.replace("\u034f", "")
    assert unicodedata.normalize("NFC", kept) == unicodedata.normalize("NFC", text)
    if not re.search(f"[{MARKS}]{{31}}", text):
        assert once == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("marks", ["\u0315\u0300\u0323", "\u0315\u0300", "\u0591\u05b0", "\u0e38\u0300"])
def test_marks_out_of_order_take_no_longer_the_more_there_are(marks: str) -> None:
    """A minute before: `normalize` sorts by insertion."""
    once = canonical("e" + marks * (160_000 // len(marks)))
    assert max(map(len, re.findall(f"[{marks}]+", once))) == 30


def test_marks_in_order_stay_as_they_are() -> None:
    for text in ("e" + "\u0301" * 5000, "e" + "\u0323" * 40 + "\u0301" * 40):
        assert canonical(unicodedata.normalize("NFC", text)) == unicodedata.normalize("NFC", text)
