"""Prizes, quoted titles, products, numbered roads."""

import pytest

from annotations.entities.rules.gazetteer import add_listed_names
from annotations.entities.rules.laws_and_events import add_patterns, find_patterns
from annotations.entities.rules.mentions import Mention
from tests.entities.marking import mark


def said(text: str, mentions: list[Mention]) -> list[tuple[str, str]]:
    return [(mention.of(text), mention.label) for mention in sorted(mentions)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She won the Nobel Prize in Literature on Thursday.", "Nobel Prize in Literature"),
        (
            "He won the Nobel Prize in Physiology or Medicine in 1986.",
            "Nobel Prize in Physiology or Medicine",
        ),
        ("the National Book Award for translated books", "National Book Award"),
        ("an Academy Award for Best Actress.", "Academy Award for Best Actress"),
        ("given the Order of the Sun in 1990", "Order of the Sun"),
        ("She was Nominated for Academy Awards", "Academy Awards"),
        ("won Lunar Music Awards for Tina Oresko:", "Lunar Music Awards"),
        ("He directed “The Long Way Back” at forty", "The Long Way Back"),
        ('and "Oxide and Salt", a novel of', "Oxide and Salt"),
        ('brought out "The Memory of the Quarry" again', "The Memory of the Quarry"),
    ],
)
def test_prizes_and_quoted_titles_are_works(text: str, name: str) -> None:
    assert said(text, find_patterns(text)) == [(name, "WORK_OF_ART")]


@pytest.mark.parametrize(
    "text",
    [
        'He said, "We Are Not Going To Stop Now." He sat.',
        'signs reading "Give Us Back Our Water" hung',
        'he is called "Big Tuna" at home',
        '"No deal is better than this one," she said',
        "the Award. A Medal, His Prize",
        'the phrase "Iron River" came up',
    ],
)
def test_what_is_spoken_or_shown_is_no_work(text: str) -> None:
    assert find_patterns(text) == []


def test_a_quoted_name_that_holds_anothers_is_no_work_by_itself() -> None:
    text = 'he called himself, in print, "Protector of all Marovia"'
    names = mark(text, ("Marovia", "GPE"))
    assert add_patterns(text, names) == names


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("running Windows 11 on it", "Windows 11", "PRODUCT"),
        ("the Galaxy S25 Edge sold", "Galaxy S25 Edge", "PRODUCT"),
        ("a Boeing 737-800 landed", "Boeing 737-800", "PRODUCT"),
        ("north on Highway 61 to", "Highway 61", "FAC"),
        ("along the Rue de Vsivoli to", "Rue de Vsivoli", "FAC"),
        ("on the Quai Jean Vsorand, near", "Quai Jean Vsorand", "FAC"),
        ("down Corso Vsilo to", "Corso Vsilo", "FAC"),
        ("snow on the A22", "A22", "FAC"),
        ("as the E75 motorway froze", "E75", "FAC"),
        ("set up by Resolution 2803 of it", "Resolution 2803", "LAW"),
        ("said in the Commons that", "Commons", "ORG"),
        ("the Presidential Medal of Freedom", "Presidential Medal of Freedom", "WORK_OF_ART"),
        ('in Vsinsky\'s "The Rite of Autumn."', "The Rite of Autumn", "WORK_OF_ART"),
        ("the 9/11 attacks", "9/11", "DATE"),
        ("the 2014 Minsk agreements failed", "Minsk agreements", "LAW"),
    ],
)
def test_products_and_roads_take_their_number(text: str, name: str, label: str) -> None:
    assert said(text, find_patterns(text)) == [(name, label)]


@pytest.mark.parametrize(
    "text", ["COVID-19", "the G-7 met", "a U-21 side", "a 2-1 win", "Office 4% up", "T-1000x"]
)
def test_other_letters_and_figures_are_no_products(text: str) -> None:
    assert [m for m in find_patterns(text) if m.label == "PRODUCT"] == []


def test_tables_know_products() -> None:
    text = "An iPhone fell in the dressing room."
    assert said(text, add_listed_names(text, [])) == [("iPhone", "PRODUCT")]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The court in Marbury v. Madison did not.", "Marbury v. Madison", "LAW"),
        (
            "since Brown v. Board of Education of Topeka, schools",
            "Brown v. Board of Education of Topeka",
            "LAW",
        ),
        ("In United States v. Nixon the court ruled", "United States v. Nixon", "LAW"),
        ("Roe v. Wade fell", "Roe v. Wade", "LAW"),
        ("the case of People v. O.J. Simpson was", "People v. O.J. Simpson", "LAW"),
        ("In R. v. Dudley and Stephens, sailors", "R. v. Dudley and Stephens", "LAW"),
        ("when R v Brown was heard", "R v Brown", "LAW"),
        ("Four Seasons Hotels and Resorts bought it", "Four Seasons Hotels and Resorts", "ORG"),
        ("sold to Marsh Oil & Gas in May", "Marsh Oil & Gas", "ORG"),
        ("by Duke Power and Light Company", "Duke Power and Light Company", "ORG"),
        ("at W. Barnes and Sons, a shop", "Barnes and Sons", "ORG"),
    ],
)
def test_cases_at_law_and_firms_of_two_trades(text: str, name: str, label: str) -> None:
    marks = mark(text, *[(word, "PERSON") for word in (name.split()[0], name.split()[-1])])
    assert said(text, add_patterns(text, marks)) == [(name, label)]


@pytest.mark.parametrize(
    "text",
    ["Ajax v Porto", "Ajax v. Porto ended 2-2", "Norway vs. Greece", "Hotels and Resorts", "The Oil and Gas Report", "in Oil and Gas", "He met Ana and sons came"],
)  # fmt: skip
def test_a_match_is_no_case_and_two_trades_alone_no_firm(text: str) -> None:
    assert [m for m in find_patterns(text) if m.label in ("LAW", "ORG")] == []


def test_cases_in_a_list_are_one_each() -> None:
    text = "Obergefell v. Hodges, Miranda v. Arizona and Brown v. Board of Education were cases."
    assert said(text, find_patterns(text)) == [
        ("Obergefell v. Hodges", "LAW"),
        ("Miranda v. Arizona", "LAW"),
        ("Brown v. Board of Education", "LAW"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Supreme Court in Marbury v Madison held that the statute was void.", ["Marbury v Madison"]),
        ("She cited Donoghue v Stevenson [1932] AC 562.", ["Donoghue v Stevenson"]),
        ("in the case of Carlill v Carbolic Smoke Ball Company, where", ["Carlill v Carbolic Smoke Ball Company"]),
        ("The plaintiffs leaned on the precedent, and on United States v Nixon.", ["United States v Nixon"]),
        ("Her attorneys and the plaintiffs watched Kenya v France.", []),
        ("Arsenal v Chelsea (2004) ended level.", []),
        ("The lawsuit was settled before the match; the striker scored twice in Ajax v Porto, a league goal a statute.", []),
    ],
)  # fmt: skip
def test_a_case_without_its_dot_needs_a_court(text: str, names: list[str]) -> None:
    assert [m.of(text) for m in find_patterns(text) if m.label == "LAW"] == names
