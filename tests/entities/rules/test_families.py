"""Families in the plural."""

import pytest

from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.rules.families import find_families
from tests.entities.marking import mark


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("The Merkels and the Obamas dined with the Clintons.", ["Merkels", "Obamas", "Clintons"]),
        ("the Jameses and the Smiths agree", ["Jameses", "Smiths"]),
        ("The Joneses, the Quispes and the Vlaics came", ["Joneses", "Quispes", "Vlaics"]),
        ("the Holmes' house is for sale", ["Holmes"]),
        ("in the Holmes case", []),
        ("The Kowalczyks came. At the Kowalczyks' house we met the Lis.", ["Kowalczyks", "Kowalczyks"]),
        ("The Nguyens, the Lis and the Garcías opened a shop.", ["Nguyens", "Lis", "Garcías"]),
        ("The Flynns left. The Flynn family had lived there.", ["Flynns"]),
        ("The Hutus' homes burned, the Tutsis' children fled.", []),
        ("The Beatles, the Quarrymen and the Lakers won", []),
        ("the Netherlands and the Philippines", []),
        ("the Obamas Foundation", []),
        ("Smiths and Obamas", []),
    ],
)
def test_a_common_surname_in_the_plural_is_a_family(text: str, families: list[str]) -> None:
    assert [m.of(text) for m in find_families(text, ())] == families


def test_the_family_of_somebody_in_the_article_is_people_whatever_else_it_was_taken_for() -> None:
    text = "Ana Vlaic left. The Vlaics had a boat, and the Vlaics' dog barked at the Jets."
    names = make_consistent(text, mark(text, ("Ana Vlaic", "PERSON"), ("Vlaics", "ORG"), ("Jets", "ORG")))
    assert [(m.of(text), m.label) for m in names] == [
        ("Ana Vlaic", "PERSON"),
        ("Vlaics", "PERSON"),
        ("Vlaics", "PERSON"),
        ("Jets", "ORG"),
    ]


def test_in_sport_only_people_of_the_article_have_families() -> None:
    text = "In the match the Greens, and here the Vlaics, scored a goal; the cup is theirs."
    assert [m.of(text) for m in find_families(text, {"Vlaic"})] == ["Vlaics"]
