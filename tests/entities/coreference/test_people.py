"""Who is who: which full names are one person's, and whom a bare surname means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.entities.coreference.canonical_names import find_canonical_names
from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.coreference.full_names import Persons
from annotations.entities.coreference.people import resolve_people
from annotations.entities.rules.mentions import Mention
from tests.entities.marking import mark


def called(text: str, *names: str) -> list[str]:
    """Whom each of `names`, in order of appearance, is taken for."""
    mentions, at = [], 0
    for name in names:
        at = text.index(name, at)
        mentions.append(Mention(at, at + len(name), "PERSON"))
        at += len(name)
    return resolve_people(text, mentions, names)


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (["Teodoro Quispe", "Teodoro Quispe Mamani"], "Teodoro Quispe Mamani"),
        (["Teodoro Quispe Mamani", "T. Quispe"], "Teodoro Quispe Mamani"),
        (["Donald J. Trump", "Donald Trump"], "Donald Trump"),
        (["John Fitzgerald Kennedy", "John Kennedy"], "John Kennedy"),
        (["Maria da Luz Teles", "Maria da Luz", "M. L. Teles"], "Maria da Luz Teles"),
        (["Sinéad Mac Gabhann", "Mac Gabhann"], "Sinéad Mac Gabhann"),
        (["Mehmet Dalkılıç", "Mehmet Dalkilic"], "Mehmet Dalkılıç"),
        (["Noah Webster", "Noah Webster Sr."], "Noah Webster"),
        (["J.K. Rowling", "J. K. Rowling"], "J.K. Rowling"),
    ],
)
def test_names_of_one_person(names: list[str], one: str) -> None:
    assert {person for name in names for person in Persons(names).of(name)} == {one}


@pytest.mark.parametrize(
    "names",
    [
        ["Donald Trump", "Donald Trump Jr."],
        ["George H. W. Bush", "George W. Bush"],
        ["Kim Jong", "Kim Jong Un", "Kim Jong Il"],
        ["Justo Quispe", "Nélida Quispe"],
        ["A. Teles", "Ana Teles", "Afonso Teles"],
        ["Ana Teles", "Ana Silva"],
    ],
)
def test_names_of_several_stay_apart(names: list[str]) -> None:
    persons = Persons(names)
    assert len({persons.names[name] for name in names}) == len(names)


OBITUARY = """Teodoro Quispe, Who Mapped Glaciers, Dies

Teodoro Quispe Mamani died on Sunday. His granddaughter Nélida Quispe said so.
Mr. Quispe was born to Justo Quispe, a shepherd. Quispe went up.

Later Quispe sat down. Teodoro laughed."""


def test_a_bare_surname_is_the_subjects_not_a_relatives() -> None:
    names = [
        "Teodoro Quispe", "Teodoro Quispe Mamani", "Nélida Quispe", "Quispe", "Justo Quispe", "Quispe", "Quispe", "Teodoro"
    ]  # fmt: skip
    subject = "Teodoro Quispe Mamani"
    found = called(OBITUARY, *names)
    assert [found[number] for number in (0, 1, 3, 6, 7)] == [subject] * 5
    assert found[2] == "Nélida Quispe"


def test_a_title_tells_a_man_from_a_woman() -> None:
    text = "Mr. Ed Cole and his wife, Ann Cole, came.\nMrs. Cole sang.\nMr. Cole sat. Cole slept; he snored."
    assert called(text, "Ed Cole", "Ann Cole", "Cole", "Cole", "Cole") == [
        "Ed Cole", "Ann Cole", "Ann Cole", "Ed Cole", "Ed Cole"
    ]  # fmt: skip


def test_of_two_the_one_spoken_of_last_in_the_paragraph() -> None:
    text = "Bill Clinton spoke. Clinton left. Hillary Clinton came. Clinton sat."
    assert called(text, "Bill Clinton", "Clinton", "Hillary Clinton", "Clinton") == [
        "Bill Clinton", "Bill Clinton", "Hillary Clinton", "Hillary Clinton"
    ]  # fmt: skip


def test_the_titles_subject_wins_until_another_is_named_in_full_again() -> None:
    text = "Ann Cole speaks\nBo Cole came.\nCole sat.\nBo Cole left. Bo Cole ran.\nCole fell."
    assert called(text, "Ann Cole", "Bo Cole", "Cole", "Bo Cole", "Bo Cole", "Cole") == [
        "Ann Cole", "Bo Cole", "Ann Cole", "Bo Cole", "Bo Cole", "Bo Cole"
    ]  # fmt: skip


def test_a_surname_before_its_full_name_and_one_of_nobody() -> None:
    text = "Cole wins\nYesterday Ann Cole won. Xi watched; Xi Jinping spoke to Rao."
    assert called(text, "Cole", "Ann Cole", "Xi", "Xi Jinping", "Rao") == [
        "Ann Cole", "Ann Cole", "Xi Jinping", "Xi Jinping", "Rao"
    ]  # fmt: skip


words = st.sampled_from(["Ana", "A.", "Bo", "da", "Cole", "Rao", "O’Neill", "Jr.", "Mac"])
full_names = st.lists(words, min_size=1, max_size=5).map(" ".join)


@given(st.lists(full_names, max_size=12))
def test_who_is_meant_is_somebody_in_the_article(names: list[str]) -> None:
    text = "\n".join(names)
    mentions, at = [], 0
    for name in names:
        mentions.append(Mention(at, at + len(name), "PERSON"))
        at += len(name) + 1
    found = resolve_people(text, mentions, names)
    assert len(found) == len(names)
    assert set(found) <= set(names)
    persons = Persons(names)
    for name, person in zip(names, found, strict=True):
        if name in persons.names:
            assert person == persons.names[name]
            assert persons.names.get(person, person) == person


def test_ten_thousand_authors_are_quick_and_their_surname_is_nobodys() -> None:
    names = [f"{chr(65 + n % 26)}. {'Smith' if n % 2 else f'Name{n}'}" for n in range(5000)]
    names += [f"John Smith X{n}" for n in range(5000)]
    names += [f"Ana{n} Cole" if n % 2 else "Cole" for n in range(10_000)]
    found = called("\n".join(names), *names)
    assert len(found) == 20_000
    assert found[-2] == "Cole"


def test_letters_go_by_the_one_name_that_they_stand_for() -> None:
    text = "By Kofi Asante-Lindgren. K.A.-L. asked. JFK spoke of Ana Roe and Al Rook; A.R. left."
    names = ["Kofi Asante-Lindgren", "K.A.-L.", "JFK", "Ana Roe", "Al Rook", "A.R."]
    called = find_canonical_names(text, mark(text, *[(name, "PERSON") for name in names]))
    assert called == ["Kofi Asante-Lindgren", "Kofi Asante-Lindgren", "JFK", "Ana Roe", "Al Rook", "A.R."]


def canonical(text: str, *names: tuple[str, str]) -> list[str]:
    return find_canonical_names(text, mark(text, *names))


def people(text: str, *names: str) -> list[str]:
    return canonical(text, *((name, "PERSON") for name in names))


def test_a_name_that_ends_in_an_initial_is_the_only_full_one_that_begins_so() -> None:
    text = "said John D., and John D. Roe agreed with John Doe"
    assert people(text, "John D.", "John D. Roe", "John Doe") == ["John D. Roe", "John D. Roe", "John Doe"]
    assert people("Anna M. spoke. Anna Marsh left.", "Anna M.", "Anna Marsh") == ["Anna Marsh"] * 2
    text = "Anna M. spoke. Anna Marsh and Anna Mills left."
    assert people(text, "Anna M.", "Anna Marsh", "Anna Mills") == ["Anna M.", "Anna Marsh", "Anna Mills"]
    assert people("Henry V met Henry Vane", "Henry V", "Henry Vane") == ["Henry V", "Henry Vane"]


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("JOHN KERRY", "John Kerry"),
        ("LUDWIG VAN DER BERG", "Ludwig van der Berg"),
        ("MARY-JANE O’BRIEN", "Mary-Jane O’Brien"),
        ("SEAN MCDONALD", "Sean McDonald"),
        ("HENRY FORD II", "Henry Ford II"),
        ("NGUYỄN THỊ MINH KHAI", "Nguyễn Thị Minh Khai"),
        ("JFK", "JFK"),
    ],
)
def test_who_is_only_shouted_is_filed_as_names_are_written(shouted: str, written: str) -> None:
    first = shouted.split()[0].capitalize()
    assert people(f"{shouted} SPEAKS\nLater {first} left.", shouted, first)[0] == written


def test_a_shouted_bodys_name_is_that_of_the_tables() -> None:
    assert canonical("THE UNITED NATIONS WROTE", ("UNITED NATIONS", "ORG")) == ["United Nations"]
    assert canonical("ACME SHIPPING SANK", ("ACME SHIPPING", "ORG")) == ["ACME SHIPPING"]


def test_a_kings_number_is_no_surname() -> None:
    text = "Louis XIV reigned. The XIV team lost. Henry Ford III ate; III more came."
    found = make_consistent(text, mark(text, ("Louis XIV", "PERSON"), ("Henry Ford III", "PERSON")))
    assert [m.of(text) for m in found] == ["Louis XIV", "Henry Ford III"]


@pytest.mark.parametrize(
    ("text", "names", "places"),
    [
        ("Washington said that Washington Irving had left.", ("Washington", "Washington Irving"), {"Washington"}),
        ("Denzel Washington spoke. Washington said it.", ("Denzel Washington", "Washington"), set()),
        ("Chad Smith sang. Later Chad said it.", ("Chad Smith", "Chad"), set()),
    ],
)  # fmt: skip
def test_a_place_that_somebody_is_called_after_later(
    text: str, names: tuple[str, ...], places: set[str]
) -> None:
    found = make_consistent(text, mark(text, *((name, "PERSON") for name in names)))
    assert {m.of(text) for m in found if m.label == "GPE"} == places


@pytest.mark.parametrize(
    "text", ["Washington said so. Later George Washington came.", "Jordan beat Oman. Michael Jordan watched."]
)
def test_a_place_is_one_though_it_is_somebodys_surname_later(text: str) -> None:
    place, person = text.split()[0], " ".join(text.rstrip(".").split()[-3:-1])
    marks = mark(text, (place, "GPE"), (person, "PERSON"))
    assert [m.label for m in make_consistent(text, marks)] == ["GPE", "PERSON"]


def test_a_place_is_one_though_two_are_called_after_it_later() -> None:
    text = "Jordan beat Georgia, and Jordan Peele thanked Georgia O'Keeffe. Victoria voted; Victoria Beckham sang."
    towns = [
        ("Jordan", "GPE"),
        ("Georgia", "GPE"),
        ("Jordan Peele", "PERSON"),
        ("Georgia O'Keeffe", "PERSON"),
    ]
    more = [("Victoria", "GPE"), ("Victoria Beckham", "PERSON")]
    marks = mark(text, *towns, *more)
    assert [m.label for m in make_consistent(text, marks)] == [m.label for m in marks]
