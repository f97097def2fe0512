"""Families in the plural."""

import pytest

from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.rules.families import find_families, find_named_families
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


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("The Ferreiras dined with the Okafors.", ["Ferreiras", "Okafors"]),
        ("The Okafors had two daughters, and the Adeyemis came.", ["Okafors"]),
        ("The Lindqvists kept goats; the younger McAllisters did not.", ["Lindqvists", "McAllisters"]),
        ("Both Marchettis sang.", ["Marchettis"]),
        ("We stayed with the Tanakas. The Tanakas left.", ["Tanakas", "Tanakas"]),
        ("The Haddad family left. The Haddads had a shop.", ["Haddads"]),
        ("The Houthis fired, the Sandinistas voted, the Khazars fell, the Ramones sang.", []),
        ("The Tutsis had two kings. The Hutus moved to their homes.", []),
        ("In the match, a cup final, the Lindqvists scored a goal.", []),
    ],
)
def test_a_family_is_told_by_the_shape_of_its_name_or_by_how_it_lives(text: str, families: list[str]) -> None:
    assert [m.of(text) for m in find_families(text, ())] == families


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Haddad family and the Oyelaran brothers came.", ["Haddad", "Oyelaran"]),
        (
            "the wealthy Al-Masri family; his Dlamini sisters; the Tanaka couple",
            ["Al-Masri", "Dlamini", "Tanaka"],
        ),
        ("the Ferreira and O’Malley families, the Siemens brothers", ["Ferreira", "O’Malley", "Siemens"]),
        ("the Royal family, the Turkish brothers, the Warsaw family, the Boeing family", []),
        ("the AnyBoost family, the A320 family, the Rosaceae family of plants", []),
        ("three Svan brothers, two Maguindanaon families, the Maguindanaon families", []),
        ("the Kavač clan; the Sokolovsky clan", ["Sokolovsky"]),
    ],
)
def test_the_noun_of_a_family_follows_a_surname(text: str, names: list[str]) -> None:
    assert [m.of(text) for m in find_named_families(text, ())] == names


def test_a_family_takes_the_place_of_a_people_but_not_of_a_longer_name() -> None:
    text = "The Haddad family met the van der Berg family."
    names = make_consistent(text, mark(text, ("Haddad", "NORP"), ("van der Berg", "PERSON")))
    assert [(m.of(text), m.label) for m in names] == [("Haddad", "PERSON"), ("van der Berg", "PERSON")]
