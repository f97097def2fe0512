"""Which names are offered as the same, and which never."""

import pytest

from annotations.mentions.identity import key_of
from annotations.mentions.names import NameCount
from annotations.mentions.spelling import offer_joins
from annotations.text.folding import fold


def named(*names: str, label: str = "PERSON") -> list[NameCount]:
    return [
        NameCount(at, name, label, fold(name), "", 100 - at, 1, None, None) for at, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Carreño", "Jose Carreno"),
        ("Jean-Luc Fabre", "Jean Luc Fabre"),
        ("Abdel Fattah al-Sisi", "Abdel Fattah Al Sisi"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Dmitry Peskov", "Dmitrii Peskov"),
        ("John Okafor", "J. Okafor"),
        ("Donald J. Trump", "Donald Trump"),
        ("John Ronald Okafor", "J. R. Okafor"),
        ("Sergei Lavrov", "Lavrov"),
    ],
)
def test_two_spellings_are_offered_as_one(one: str, other: str) -> None:
    assert offer_joins(named(one, other)) == {other: one}
    assert offer_joins(named(other, one)) in ({one: other}, {other: one})


@pytest.mark.parametrize(
    "names",
    [
        ("Ruth Okafor", "Daniel Okafor"),
        ("Ruth Okafor", "Daniel Okafor", "Okafor"),
        ("John Okafor", "Jane Okafor", "J. Okafor"),
        ("Anna Berg", "Hanna Borg"),
        ("Maria Silva", "Mario Silva"),
        ("Iran", "Oman"),
    ],
)
def test_others_are_not(names: tuple[str, ...]) -> None:
    assert offer_joins(named(*names)) == {}


def test_kinds_and_who_is_set_apart_are_left_alone() -> None:
    assert offer_joins([*named("Jose Carreno"), *named("José Carreño", label="GPE")]) == {}
    apart = {key_of("Sergey Lavrov", "PERSON")}
    assert offer_joins(named("Sergei Lavrov", "Sergey Lavrov"), apart) == {}
    assert offer_joins(named("Łódź", "Lodz", label="GPE")) == {"Lodz": "Łódź"}
    assert offer_joins(named("U.N.", "UN", label="ORG")) == {}
