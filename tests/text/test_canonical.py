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
