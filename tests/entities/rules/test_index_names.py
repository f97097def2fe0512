"""Names in index form."""

import time

import pytest

from annotations.entities.coreference.canonical_names import find_canonical_names
from annotations.entities.rules.index_names import join_index_names
from tests.entities.marking import mark


def names_in(text: str, *marks: tuple[str, str]) -> list[tuple[str, str, str]]:
    mentions = sorted(join_index_names(text, mark(text, *marks)))
    canonical = find_canonical_names(text, mentions)
    return [(m.of(text), m.label, name) for m, name in zip(mentions, canonical, strict=True)]


@pytest.mark.parametrize(
    ("text", "marks", "wanted"),
    [
        ("Berg, Jon; Smith, Anna", [("Berg", "PERSON"), ("Jon; Smith", "PERSON")], [("Berg, Jon", "Jon Berg"), ("Smith, Anna", "Anna Smith")]),
        ('The clerk wrote "Powell, Colin" twice.', [("Powell", "PERSON")], [("Powell, Colin", "Colin Powell")]),
        ("Doe, John, was first. John Doe had signed.", [("Doe", "PERSON"), ("John", "PERSON"), ("John Doe", "PERSON")], [("Doe, John", "John Doe"), ("John Doe", "John Doe")]),
        ("Present: van der Berg, Ludwig; O’Brien, Mary-Jane; Żółć, Łukasz M.; Lovelace, Ada.", [], [("van der Berg, Ludwig", "Ludwig van der Berg"), ("O’Brien, Mary-Jane", "Mary-Jane O’Brien"), ("Żółć, Łukasz M.", "Łukasz M. Żółć"), ("Lovelace, Ada", "Ada Lovelace")]),
        ("Index\nHopper, Grace, 12, 45–47\nTuring, Alan, 9\n", [("Hopper", "PERSON")], [("Hopper, Grace", "Grace Hopper"), ("Turing, Alan", "Alan Turing")]),
        ("Members: Lindqvist, Astrid; García Márquez, Gabriel; Le Guin, Ursula K.", [], [("Lindqvist, Astrid", "Astrid Lindqvist"), ("García Márquez, Gabriel", "Gabriel García Márquez"), ("Le Guin, Ursula K.", "Ursula K. Le Guin")]),
        ("A card for “Babbage, Charles (1791-1871)”. Turing, Alan M. (1950). Hopper, Grace. 1952.", [("Grace", "PERSON")], [("Babbage, Charles", "Charles Babbage"), ("Turing, Alan M.", "Alan M. Turing"), ("Hopper, Grace", "Grace Hopper")]),
        ("Heard were Powell, Colin, and Rice, Condoleezza. Colin Powell left.", [("Powell", "PERSON"), ("Rice", "PERSON"), ("Colin Powell", "PERSON")], [("Powell, Colin", "Colin Powell"), ("Rice, Condoleezza", "Condoleezza Rice"), ("Colin Powell", "Colin Powell")]),
        ("It went to Müller, Jürgen and Żak, Łukasz as promised.", [("Müller", "PERSON")], [("Müller, Jürgen", "Jürgen Müller"), ("Żak, Łukasz", "Łukasz Żak")]),
        ("By Nowak, Piotr, O’Brien, Jean-Paul & Tanaka, H.", [("Piotr", "PERSON")], [("Nowak, Piotr", "Piotr Nowak"), ("O’Brien, Jean-Paul", "Jean-Paul O’Brien"), ("Tanaka, H.", "H. Tanaka")]),
        ("Written: Nakamura, Wei, and Okafor, Mary, in the book.", [("Okafor", "PERSON"), ("Mary", "GPE")], [("Nakamura, Wei", "Wei Nakamura"), ("Okafor, Mary", "Mary Okafor")]),
        ("Signed: Novak, Yuki; Thorne, David.", [], [("Novak, Yuki", "Yuki Novak"), ("Thorne, David", "David Thorne")]),
        ("Adams, Bea; Cole, Dan; & Roe, Ida M. All of them wrote it.", [("Roe", "PERSON")], [("Adams, Bea", "Bea Adams"), ("Cole, Dan", "Dan Cole"), ("Roe, Ida M.", "Ida M. Roe")]),
        ("Costa, P. T., Jr. and McCrae, R. R. wrote it.", [("Costa", "PERSON"), ("P. T., Jr.", "PERSON")], [("Costa, P. T., Jr.", "P. T. Costa Jr."), ("McCrae, R. R.", "R. R. McCrae")]),
        ("It says so: McKay, John, Jr. was quoted.", [("McKay", "PERSON")], [("McKay, John, Jr.", "John McKay Jr.")]),
        ("It is known. Brandt, Hans (2004) was cited.", [("Hans", "PERSON")], [("Brandt, Hans", "Hans Brandt")]),
        ("Okafor, Mary; Kincaid, Jamaica; Haddad, Austin", [("Jamaica", "GPE")], [("Okafor, Mary", "Mary Okafor"), ("Kincaid, Jamaica", "Jamaica Kincaid"), ("Haddad, Austin", "Austin Haddad")]),
    ],
)  # fmt: skip
def test_a_surname_before_its_first_name_is_one_person(
    text: str, marks: list[tuple[str, str]], wanted: list[tuple[str, str]]
) -> None:
    assert names_in(text, *marks) == [(words, "PERSON", name) for words, name in wanted]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("He flew to Paris, Texas; London, Ontario; Moscow, Idaho.", [("Paris", "GPE"), ("Texas", "GPE")]),
        ("Kingston, Jamaica; Albany, Georgia; Havana, Cuba", [("Jamaica", "GPE")]),
        ("With Smith, Anna and Bob came.", [("Smith", "PERSON"), ("Anna", "PERSON"), ("Bob", "PERSON")]),
        ("The tickets: Obama, Biden; Clinton, Kaine.", [("Obama", "PERSON"), ("Biden", "PERSON")]),
        ("Raleigh, Charlotte and Albany, Victoria", [("Raleigh", "GPE")]),
        ("Anna, Maria and Peter, Paul went home.", [("Anna", "PERSON"), ("Paul", "PERSON")]),
        ("Obama, Biden and Clinton, Kaine stood; Jones, Smith and Taylor, Brown sat.", [("Obama", "PERSON")]),
        ("In Austin, Texas and Albany, Georgia it rained.", [("Austin", "GPE")]),
        ("Jane Doe, John Roe and others", [("Jane Doe", "PERSON"), ("John Roe", "PERSON")]),
        ("Jane Doe, John Roe", [("Jane Doe", "PERSON"), ("John Roe", "PERSON")]),
        ("Martin Luther King, Jr. spoke", [("Martin Luther King, Jr.", "PERSON")]),
        ("“Paris, Texas” is a film", []),
    ],
)
def test_a_list_of_people_or_a_town_with_its_country_is_no_index(
    text: str, marks: list[tuple[str, str]]
) -> None:
    assert names_in(text, *marks) == [(words, label, words) for words, label in marks]


def test_an_index_takes_time_with_its_length() -> None:
    text = "Berg, Jon; " * 20_000 + "Van Van Van, " * 20_000 + "\n" + "Aa, Bb and " * 20_000
    begun = time.process_time()
    assert len(join_index_names(text, [])) == 20_000
    assert time.process_time() - begun < 5
