"""Clubs in reports of matches."""

import pytest

from annotations.entities.coreference.consistency import make_consistent
from tests.entities.marking import mark

SPORT = "The match, in the cup, was won by a late goal.\n"


def labelled(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    return [(m.of(text), m.label) for m in make_consistent(text, mark(text, *names))]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Vsisko 2-1 Ornby United", "GPE"),
        ("Ornby United 2-1 Vsisko ", "PERSON"),
        ("On Friday Vsisko beat Ornby 3-0", "GPE"),
        ("a 3–0 win over Vsisko in the rain", "GPE"),
        ("a forward signed from Vsisko last year", "GPE"),
        ("Vsisko win the Orn Cup by a length", "GPE"),
        ("Vsisko, the holders, went out", "PERSON"),
    ],
)
def test_a_score_or_a_plural_verb_makes_a_club(text: str, label: str) -> None:
    assert labelled(SPORT + text, ("Vsisko", label)) == [("Vsisko", "ORG")]


@pytest.mark.parametrize(
    "text",
    [
        "They helped Vsisko win the day",
        "Ana and Vsisko have a son",
        "He lives in Vsisko now",
        "The vote was 5-4 in Vsisko then",
    ],
)
def test_other_words_make_none(text: str) -> None:
    assert labelled(SPORT + text, ("Vsisko", "GPE")) == [("Vsisko", "GPE")]


def test_without_sport_nobody_is_a_club() -> None:
    assert labelled("Vsisko win the vote on Friday", ("Vsisko", "GPE")) == [("Vsisko", "GPE")]


def test_countries_stay_countries() -> None:
    assert labelled(SPORT + "France 2-1 Ornby", ("France", "GPE")) == [("France", "GPE")]


def test_a_clubs_full_name_tells_what_the_short_one_is() -> None:
    names = [("Orn Harbour", "GPE"), ("Orn Harbour Rowing Club", "ORG")]
    assert labelled("Orn Harbour rested. Later Orn Harbour Rowing Club met.", *names)[0] == (
        "Orn Harbour",
        "ORG",
    )
