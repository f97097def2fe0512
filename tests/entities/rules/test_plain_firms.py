"""Firms whose name is a plain word."""

import pytest

from annotations.entities.rules.gazetteer import add_listed_names
from tests.entities.marking import mark


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("Apple opened a shop in the square.", "Apple"),
        ("Fewer drove. Shell fell 3%.", "Shell"),
        ("Shell fell. Visa rose.", "Visa"),
        ("Target opened.", "Target"),
        ("“It is over.” Gap's shares slid.", "Gap"),
        ("Delta has laid off 300 pilots.", "Delta"),
        ("Orange said it would pay.", "Orange"),
    ],
)
def test_a_plain_word_that_does_what_firms_do_is_one(text: str, firm: str) -> None:
    assert (firm, "ORG") in [(m.of(text), m.label) for m in add_listed_names(text, [])]


@pytest.mark.parametrize(
    "text",
    ["Shell fell from the tree.", "Apple is a fruit.", "Visa rules are strict.", "Target practice is over.", "An Orange said it.", "Square one."],
)  # fmt: skip
def test_else_it_is_a_word(text: str) -> None:
    assert add_listed_names(text, []) == []


def test_what_the_recogniser_took_for_somebody_is_the_firm() -> None:
    text = "Chase said so."
    assert [m.label for m in add_listed_names(text, mark(text, ("Chase", "PERSON")))] == ["ORG"]
