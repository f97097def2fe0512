"""Foreign values made ours, whatever they are."""

import time

import pytest

from annotations.importers.records import tags_of, words_of
from annotations.importers.same_words import share_words


@pytest.mark.parametrize(
    ("markup", "words"),
    [("<p>one<br>two</p>", "one\ntwo"), ("a &lt; b <i title='x'>c</i>", "a < b c"), ("if a <b and c", "if a <b and c"),
     ("&#65;&#x42;", "AB"), ("&#" + "1" * 5000 + ";", "\ufffd"), ("&#x" + "f" * 5000, "\ufffd")],
)  # fmt: skip
def test_words_of_markup(markup: str, words: str) -> None:
    assert words_of(markup) == words


@pytest.mark.parametrize("unit", ["<a ", '<a"', "</p ", "<br ", "&#1", "<!--"])
def test_tags_without_end_take_no_time(unit: str) -> None:
    since = time.process_time()
    words_of(unit * 30_000)
    assert time.process_time() - since < 1


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [("She hears", "She hears it all", True), ("Long ago she heard a bell", "years: Long ago she heard a drum", True),
     ("One thing", "Other thing", False), ("ab" * 900 + "x", "ba" * 900 + "y", True), ("", "anything", True),
     ("a" * 19 + "b" * 30, "a" * 19 + "c" * 30, False), ("p" + "q" * 25 + "r", "s" + "q" * 25 + "t", True)],
)  # fmt: skip
def test_texts_that_are_one_edited(one: str, other: str, is_same: bool) -> None:
    assert share_words(one, other) is is_same
    assert share_words(other, one) is is_same


def test_the_letters_of_a_tag_may_be_written_as_html_does() -> None:
    assert tags_of(["press&#x2F;uk", "R&D", "a &amp; b"]) == ("press/uk", "R&D", "a & b")
