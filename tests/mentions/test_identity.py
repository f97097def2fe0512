"""Who is one entity across articles, and who stays apart."""

import pytest

from annotations.mentions.identity import join_names, key_of, stated_short_form


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        (("Sergei Lavrov", "PERSON"), ("SERGEI LAVROV", "PERSON"), True),
        (("Conor O’Neill", "PERSON"), ("Conor O'Neill", "PERSON"), True),
        (("U.N.", "ORG"), ("UN", "ORG"), True),
        (("Gaza", "GPE"), ("Gaza", "LOC"), True),
        (("Jean–Pierre Bemba", "PERSON"), ("Jean-Pierre  Bemba", "PERSON"), True),
        (("Lavrov", "PERSON"), ("Sergei Lavrov", "PERSON"), False),
        (("Sergei Lavrov", "PERSON"), ("Sergey Lavrov", "PERSON"), False),
        (("Recep Erdoğan", "PERSON"), ("Recep Erdogan", "PERSON"), False),
        (("Washington", "GPE"), ("Washington", "PERSON"), False),
        (("Minsk", "GPE"), ("Minsk", "LAW"), False),
        (("Polish", "NORP"), ("Polish", "LANGUAGE"), False),
    ],
)
def test_the_same_name_of_the_same_kind_is_one(
    one: tuple[str, str], other: tuple[str, str], are_one: bool
) -> None:
    assert (key_of(*one) == key_of(*other)) is are_one


@pytest.mark.parametrize(
    ("words", "name", "label", "short"),
    [
        ("ECB", "European Central Bank", "ORG", ("organisation", "ecb")),
        ("E.C.B.", "European Central Bank", "ORG", ("organisation", "ecb")),
        ("Hansamar", "Hansamar Bank", "ORG", ("organisation", "hansamar")),
        ("Lavrov", "Sergei Lavrov", "PERSON", None),
        ("JFK", "John F. Kennedy", "PERSON", None),
        ("the Council", "Northern Council", "ORG", None),
    ],
)
def test_only_acronyms_and_firms_are_short_for_others_elsewhere(
    words: str, name: str, label: str, short: tuple[str, str] | None
) -> None:
    assert stated_short_form(words, name, label) == short


ECB, BANK, BOARD = (
    ("organisation", "ecb"),
    ("organisation", "european central bank"),
    ("organisation", "cricket"),
)


def test_a_short_form_joins_its_only_full_name() -> None:
    assert join_names([(ECB, BANK), (ECB, BANK)]) == {ECB: BANK}
    assert join_names([(ECB, BANK), (ECB, BOARD)]) == {}
    assert join_names([(ECB, BANK)], apart={ECB}) == {}


def test_chains_end_and_circles_do_too() -> None:
    plc = ("organisation", "european central bank plc")
    assert join_names([(ECB, BANK), (BANK, plc)]) == {ECB: plc, BANK: plc}
    assert join_names([(ECB, BANK), (BANK, ECB)]) == {BANK: ECB}
