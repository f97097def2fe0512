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
