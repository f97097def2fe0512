"""Where a name begins and ends, beside a dash, a seat, an office or a people; and words that are names only at times."""

import pytest

from annotations.entities.rules.gazetteer import add_listed_names
from annotations.entities.rules.head_nouns import apply_head_nouns
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.titles import trim_names
from tests.entities.marking import mark


def said(text: str, mentions: list[Mention]) -> list[tuple[str, str]]:
    return [(mention.of(text), mention.label) for mention in sorted(mentions)]


def test_a_dash_parts_two_places_but_no_riding_of_three() -> None:
    text = "VSISKO - Ornby rose. Vsisko - Ornby - Biggar voted."
    mentions = mark(text, ("VSISKO - Ornby", "GPE"), ("Vsisko - Ornby - Biggar", "GPE"))
    assert said(text, trim_names(text, mentions)) == [
        ("VSISKO", "GPE"),
        ("Ornby", "GPE"),
        ("Vsisko - Ornby - Biggar", "GPE"),
    ]


@pytest.mark.parametrize(
    ("text", "found", "wanted"),
    [
        ("led by Vsilo Inta-A of the", ("Vsilo Inta", "PERSON"), ("Vsilo Inta-A", "PERSON")),
        ("said K.A.-L. then", ("K.A.", "PERSON"), ("K.A.-L.", "PERSON")),
        (
            "the Christian Democratic party",
            ("Christian Democratic party", "ORG"),
            ("Christian Democratic party", "ORG"),
        ),
        ("killed at Vsibana prison when", ("Vsibana", "GPE"), ("Vsibana prison", "FAC")),
        ("killed at Moscow prison when", ("Moscow", "GPE"), ("Moscow", "GPE")),
        ("in the Vsaffna peninsula fell", ("Vsaffna", "GPE"), ("Vsaffna peninsula", "LOC")),
        ("sank off Vsannet Head with", ("Vsannet", "GPE"), ("Vsannet Head", "LOC")),
    ],
)
def test_a_name_takes_in_what_is_of_it(text: str, found: tuple[str, str], wanted: tuple[str, str]) -> None:
    assert said(text, apply_head_nouns(text, mark(text, found))) == [wanted]


def test_a_country_in_s_is_no_people_and_scripture_is_a_work() -> None:
    text = "They left Laos with a Koran."
    assert said(text, add_listed_names(text, mark(text, ("Laos", "NORP")))) == [
        ("Laos", "GPE"),
        ("Koran", "WORK_OF_ART"),
    ]


@pytest.mark.parametrize(
    ("text", "found", "kept"),
    [
        ("with the Rev. Martin Luther King Jr. in", "Rev. Martin Luther King Jr.", "Martin Luther King Jr."),
        ("of Martin Luther King Jr. in", "Martin Luther King Jr.", "Martin Luther King Jr."),
        ("of French King Louis XVI in", "French King Louis XVI", "Louis XVI"),
        ("of Prime Minister Ana Vlaic in", "Prime Minister Ana Vlaic", "Ana Vlaic"),
    ],
)
def test_a_surname_that_is_a_title_stays_behind_a_first_name(text: str, found: str, kept: str) -> None:
    assert said(text, trim_names(text, mark(text, (found, "PERSON")))) == [(kept, "PERSON")]


@pytest.mark.parametrize(
    ("text", "names", "whole"),
    [
        ('then Vsila "Chuy" Oresko rose', ("Vsila", "Chuy", "Oresko"), 'Vsila "Chuy" Oresko'),
        ("then Vsila “Big Boy” Oresko rose", ("Vsila", "Oresko"), "Vsila “Big Boy” Oresko"),
    ],
)
def test_a_nickname_between_the_names_is_of_the_name(text: str, names: tuple[str, ...], whole: str) -> None:
    assert said(text, apply_head_nouns(text, mark(text, *[(name, "PERSON") for name in names]))) == [
        (whole, "PERSON")
    ]


@pytest.mark.parametrize(
    ("text", "firms"),
    [
        ("Roe & Roe and Ernst & Young, Marks & Spencer", ["Roe & Roe", "Ernst & Young", "Marks & Spencer"]),
        ("AT&T, and Barnes & Noble", ["AT&T", "Barnes & Noble"]),
        ("Smith, Jones & Doe", ["Smith, Jones & Doe"]),
        ("Cole, Roe & Doe and Sons & Co", ["Cole, Roe & Doe and Sons & Co"]),
    ],
)
def test_a_row_of_firms_with_a_sign_each_is_several(text: str, firms: list[str]) -> None:
    assert [words for words, _ in said(text, trim_names(text, mark(text, (text, "ORG"))))] == firms
