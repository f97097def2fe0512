"""Names as newspapers of other countries write them, and right answers of the recogniser that rules must leave alone."""

import pytest

from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.engine.treatment import add_values
from annotations.entities.rules.gazetteer import add_listed_names
from annotations.entities.rules.head_nouns import apply_head_nouns
from annotations.entities.rules.laws_and_events import add_patterns
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.titles import trim_names
from tests.entities.marking import mark


def said(text: str, mentions: list[Mention]) -> list[tuple[str, str]]:
    return [(m.of(text), m.label) for m in sorted(mentions)]


def by_model(text: str, *names: tuple[str, str]) -> list[Mention]:
    return [m._replace(origin="model") for m in mark(text, *names)]


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        ("told The Vsirror on", ("Vsirror", "ORG"), "The Vsirror"),
        ("told The Vsirror on", ("The Vsirror", "ORG"), "The Vsirror"),
        ("It sank. The Vsirror wept", ("The Vsirror", "ORG"), "Vsirror"),
        ("told the Vsirror on", ("the Vsirror", "ORG"), "Vsirror"),
        ("owed to Vsanal+, of Paris", ("Vsanal+", "ORG"), "Vsanal+"),
        ("the C++ +", ("C++ +", "PRODUCT"), "C"),
        ("seen on Vsulaga!, at", ("Vsulaga!", "WORK_OF_ART"), "Vsulaga!"),
        ("and so, Vsulaga! He", ("Vsulaga!", "WORK_OF_ART"), "Vsulaga"),
        ("wrote “What Is Vsime?” then", ("What Is Vsime?", "WORK_OF_ART"), "What Is Vsime?"),
        ("the Vsinistry (SE) acted", ("SE", "ORG"), "SE"),
        ("sold to Vsilo Land (Pvt) Ltd, of", ("Vsilo Land", "ORG"), "Vsilo Land (Pvt) Ltd"),
        ("sold to Vsilo Holdings Limited for", ("Vsilo Holdings", "ORG"), "Vsilo Holdings Limited"),
        ("by Ts. Vsenechimeg, 47", ("Vsenechimeg", "PERSON"), "Ts. Vsenechimeg"),
        ("asked J. P. Vsilo why", ("Vsilo", "PERSON"), "J. P. Vsilo"),
        ("asked Mr. Vsilo why", ("Vsilo", "PERSON"), "Vsilo"),
        ("the mayor, Cllr Vsilo Marr, wept", ("Cllr Vsilo Marr", "PERSON"), "Vsilo Marr"),
        ("said Junior Vsbanks, who", ("Vsbanks", "PERSON"), "Junior Vsbanks"),
        ("said Senator Vsbanks, who", ("Vsbanks", "PERSON"), "Vsbanks"),
        ("llamas at Vsolcha K. The paper", ("Vsolcha K.", "GPE"), "Vsolcha K"),
        ("asked Vsolcha K. The paper", ("Vsolcha K.", "PERSON"), "Vsolcha K."),
        ("Emperor of these U. S.; and", ("U. S.", "GPE"), "U. S."),
    ],
)
def test_a_name_has_all_that_is_of_it(text: str, given: tuple[str, str], wanted: str) -> None:
    assert said(text, trim_names(text, by_model(text, given))) == [(wanted, given[1])]


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        ("soums of Vsentii aimag froze", [("Vsentii aimag", "GPE")], [("Vsentii", "GPE")]),
        ("in Fort Vsortal has", [("Fort Vsortal", "GPE")], [("Fort Vsortal", "GPE")]),
        ("a Nepali Congress rally", [("Nepali Congress", "ORG")], [("Nepali Congress", "ORG")]),
        ("play the Volvo Open in", [("Volvo Open", "EVENT")], [("Volvo Open", "EVENT")]),
        ("first in Group C with", [("Group C", "ORG")], []),
        (
            "wrote in Vsature Medicine that",
            [("Vsature Medicine", "ORG")],
            [("Vsature Medicine", "WORK_OF_ART")],
        ),
        ("a Category Two storm", [("Category Two", "EVENT")], []),
        ("power from the Vsaburi dam in", [("Vsaburi", "FAC")], [("Vsaburi dam", "FAC")]),
        ("a ramp at Vsologa wharf.", [("Vsologa", "GPE")], [("Vsologa wharf", "FAC")]),
        (
            "members for Vsombre and Vsigue, the member for Vsilo South Western, sat",
            [("Vsombre", "ORG"), ("Vsigue", "ORG"), ("Vsilo South Western", "ORG")],
            [("Vsombre", "GPE"), ("Vsigue", "GPE"), ("Vsilo South Western", "LOC")],
        ),
        (
            "the Health Services of PNG runs",
            [("Health Services", "ORG"), ("PNG", "ORG")],
            [("Health Services of PNG", "ORG")],
        ),
        (
            "the University of Oslo, Yale and Cornell met",
            [("University of Oslo", "ORG")],
            [("University of Oslo", "ORG")],
        ),
        (
            "a paper published in Vsilo Physics in",
            [("Vsilo Physics", "ORG")],
            [("Vsilo Physics", "WORK_OF_ART")],
        ),
        ("a paper published in Vsilo Motors in", [("Vsilo Motors", "ORG")], [("Vsilo Motors", "ORG")]),
    ],
)
def test_a_name_by_what_stands_beside_it(
    text: str, given: list[tuple[str, str]], wanted: list[tuple[str, str]]
) -> None:
    assert said(text, apply_head_nouns(text, by_model(text, *given))) == wanted


@pytest.mark.parametrize(
    ("text", "given", "law"),
    [
        (
            "as Article 44 of the Workers' Statute says",
            [("Workers' Statute", "LAW")],
            "Article 44 of the Workers' Statute",
        ),
        ("under article 9 of Vsilo Pact", [("Vsilo Pact", "LAW")], "article 9 of Vsilo Pact"),
        (
            "under Section 136 of the Criminal Law (Codification and Reform) Act.",
            [],
            "Section 136 of the Criminal Law (Codification and Reform) Act",
        ),
        ("the Vsilo Bill, 2026 passed", [("Vsilo Bill", "LAW")], "Vsilo Bill, 2026"),
        ("under Republic Act No. 11199 of", [("Republic Act No", "LAW")], "Republic Act No. 11199"),
        ("under the Vsater Act 36 of 1998 it", [("Vsater Act", "LAW")], "Vsater Act 36 of 1998"),
        ("under Decree-Law 12/2024, tenants", [("Decree-Law", "LAW")], "Decree-Law 12/2024"),
    ],
)
def test_a_section_is_one_with_its_law(text: str, given: list[tuple[str, str]], law: str) -> None:
    assert said(text, add_patterns(text, by_model(text, *given))) == [(law, "LAW")]


def test_a_language_is_no_people_because_the_tables_know_one() -> None:
    text = "She spoke in careful German of a German."
    found = add_listed_names(text, by_model(text, ("German", "LANGUAGE"), ("German", "NORP")))
    assert said(text, make_consistent(text, found)) == [("German", "LANGUAGE"), ("German", "NORP")]


def test_a_place_is_no_people_where_it_has_been_named_as_a_place() -> None:
    text = "Vsweru planner jailed. Vsweru wept. He left Vsweru."
    names = by_model(text, ("Vsweru", "NORP"), ("Vsweru", "NORP"), ("Vsweru", "GPE"))
    assert {m.label for m in make_consistent(text, names)} == {"GPE"}
    text = text.replace("Vsweru", "Vsatalan")
    assert "NORP" in {m.label for m in make_consistent(text, mark(text, *[("Vsatalan", "NORP")] * 2))}


def test_a_club_by_its_last_word_is_a_club() -> None:
    text = "Al Vsahly won. Al Vsahly lost. Al Vsahly drew. Vsahly's coach left."
    names = by_model(
        text, *[("Al Vsahly", label) for label in ("PERSON", "ORG", "ORG")], ("Vsahly", "PERSON")
    )
    assert {m.label for m in make_consistent(text, names)} == {"ORG"}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Vsarai Gom (51) had", "DATE"),
        ("Vsarai Gom, 51; then", "DATE"),
        ("Vsarai Gom (51 votes)", "CARDINAL"),
        ("Vsarai Gom (51) scored a penalty in the match for the league", "CARDINAL"),
    ],
)
def test_a_number_behind_a_person_is_an_age_but_in_sport(text: str, age: str) -> None:
    assert [m.label for m in add_values(text, mark(text, ("Vsarai Gom", "PERSON")))] == ["PERSON", age]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Vsenga clinics shut. He is in Vsenga.", ("ORG", "GPE")),
        ("Vsevu waits. A storm on Vsevu.", ("GPE", "LOC")),
    ],
)
def test_what_stands_before_a_place_tips_a_tie(text: str, labels: tuple[str, str]) -> None:
    name = text.partition(" ")[0]
    names = by_model(text, *((name, label) for label in labels))
    assert {m.label for m in make_consistent(text, names)} == {labels[1]}


def test_a_prison_without_its_noun_is_the_prison() -> None:
    text = "He ran Vsabu prison. Abuses at Vsabu."
    names = by_model(text, ("Vsabu prison", "FAC"), ("Vsabu", "PERSON"))
    assert {m.label for m in make_consistent(text, names)} == {"FAC"}


def test_a_row_of_clubs_with_what_they_won() -> None:
    text = "The league: Vsuda 13-4, Vsolimpija 11-6, Vsokea 8-9. A goal won the match."
    names = by_model(text, *((name, "PERSON") for name in ("Vsuda", "Vsolimpija", "Vsokea")))
    assert {m.label for m in make_consistent(text, names)} == {"ORG"}
