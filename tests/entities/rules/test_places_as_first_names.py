"""People who are called after places."""

import pytest

from annotations.entities.rules.places_as_first_names import join_first_names
from tests.entities.marking import mark


@pytest.mark.parametrize(
    ("text", "marked", "names"),
    [
        ("Jamaica Kincaid was there.", [("Jamaica Kincaid", "GPE")], [("Jamaica Kincaid", "PERSON")]),
        ("by Sofia Alvarez, and", [("Sofia Alvarez", "ORG")], [("Sofia Alvarez", "PERSON")]),
        ("India O'Keeffe", [("India O'Keeffe", "ORG")], [("India O'Keeffe", "PERSON")]),
        (
            "that Cuba Okafor said",
            [("Cuba", "GPE"), ("Okafor", "PERSON")],
            [("Cuba Okafor", "PERSON")],
        ),
        ("Malta Tanaka, 34, sang", [("Malta Tanaka", "ORG")], [("Malta Tanaka", "PERSON")]),
        ("Jamaica Observer said", [("Jamaica Observer", "ORG")], [("Jamaica Observer", "ORG")]),
        ("Dallas Mavericks, who", [("Dallas Mavericks", "ORG")], [("Dallas Mavericks", "ORG")]),
        ("in Paris Texas", [("Paris Texas", "GPE")], [("Paris Texas", "GPE")]),
        ("the writer Asia Kincaid", [("Asia Kincaid", "ORG")], [("Asia Kincaid", "PERSON")]),
        ("in Jackson Hole", [("Jackson Hole", "GPE")], [("Jackson Hole", "GPE")]),
        ("in Victoria Falls", [("Victoria Falls", "LOC")], [("Victoria Falls", "LOC")]),
        ("Naga Okafor", [("Naga Okafor", "GPE")], [("Naga Okafor", "GPE")]),
        (
            "in Georgia. Okafor said",
            [("Georgia", "GPE"), ("Okafor", "PERSON")],
            [("Georgia", "GPE"), ("Okafor", "PERSON")],
        ),
        (
            "Cuba Castro Visit Ends Early",
            [("Cuba", "GPE"), ("Castro", "PERSON")],
            [("Cuba", "GPE"), ("Castro", "PERSON")],
        ),
    ],
)
def test_a_surname_makes_a_place_a_person(
    text: str, marked: list[tuple[str, str]], names: list[tuple[str, str]]
) -> None:
    assert [(m.of(text), m.label) for m in join_first_names(text, mark(text, *marked))] == names


@pytest.mark.parametrize(
    ("text", "place", "label"),
    [
        ("Jamaica said her mother had never left.", "Jamaica", "PERSON"),
        ("Then Sofia said she would not go.", "Sofia", "PERSON"),
        ("He thanked Paris for her help.", "Paris", "PERSON"),
        ("Austin told his younger brother to wait.", "Austin", "PERSON"),
        ("Jamaica said it would sign.", "Jamaica", "GPE"),
        ("Georgia said her troops would stay.", "Georgia", "GPE"),
        ("He thanked Jamaica for its help.", "Jamaica", "GPE"),
        ("Moscow told his brother to wait.", "Moscow", "GPE"),
        ("In Paris she said she would go.", "Paris", "GPE"),
    ],
)
def test_a_first_name_alone_is_a_person_where_she_or_his_mother_follows(
    text: str, place: str, label: str
) -> None:
    assert [m.label for m in join_first_names(text, mark(text, (place, "GPE")))] == [label]


@pytest.mark.parametrize(
    ("text", "marked", "name"),
    [
        ("The Duke of York spoke.", ("York", "GPE"), ("Duke of York", "PERSON")),
        ("the Prince of Wales arrived", ("Prince of Wales", "GPE"), ("Prince of Wales", "PERSON")),
        ("the Duchess of Cambridge’s hat", ("Cambridge", "GPE"), ("Duchess of Cambridge", "PERSON")),
        ("the Earl of Wessex", ("Wessex", "PERSON"), ("Earl of Wessex", "PERSON")),
        ("in Prince of Wales Street", ("Wales", "GPE"), ("Wales", "GPE")),
        ("the Duke of Edinburgh’s Award", ("Edinburgh", "GPE"), ("Edinburgh", "GPE")),
        ("the Mayor of London spoke", ("London", "GPE"), ("London", "GPE")),
        ("a prince of Wales", ("Wales", "GPE"), ("Wales", "GPE")),
    ],
)
def test_a_title_of_nobility_is_a_person_and_not_its_place(
    text: str, marked: tuple[str, str], name: tuple[str, str]
) -> None:
    assert [(m.of(text), m.label) for m in join_first_names(text, mark(text, marked))] == [name]
