"""What an article's other names say of a name."""

import re
import time

import pytest

from annotations.entities.coreference.canonical_names import find_canonical_names
from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.coreference.short_forms import find_peoples, label_short_forms
from annotations.entities.rules.gazetteer import add_listed_names, entries
from annotations.entities.rules.head_nouns import apply_head_nouns
from annotations.entities.rules.laws_and_events import find_patterns
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.name_lists import given_names, towns
from annotations.entities.rules.titles import trim_name, trim_names
from tests.entities.marking import mark


def labelled(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    return [(m.of(text), m.label) for m in make_consistent(text, mark(text, *names))]


def test_a_surname_that_is_a_title_is_echoed_where_it_is_no_title() -> None:
    text = "Nick Pope fell. Pope got up. The Pope prayed. Pope Vsilo sat."
    assert labelled(text, ("Nick Pope", "PERSON")) == [("Nick Pope", "PERSON"), ("Pope", "PERSON")]


def test_the_lists_keep_clear_of_each_other_and_of_the_tables() -> None:
    assert not given_names() & towns()
    assert not (given_names() | towns()) & entries().keys()
    assert {"Zainab", "Simion"} <= given_names()
    assert {"Eindhoven", "Donetsk"} - entries().keys() <= towns()


def test_a_given_name_and_a_firms_short_form_are_told_by_the_full_ones() -> None:
    names = [
        ("Zainab Okonjo", "PERSON"),
        ("Hansamar Bank", "ORG"),
        ("Van Kol & Partners", "ORG"),
        ("Paris Motors", "ORG"),
        ("Graça Bívar Falcão", "PERSON"),
    ]
    assert label_short_forms(names) == {
        "Zainab": "PERSON",
        "Hansamar": "ORG",
        "Van Kol": "ORG",
        "Graça": "PERSON",
        "Bívar Falcão": "PERSON",
    }
    text = "Zainab Okonjo of Hansamar Bank signs: Zainab. Hansamar fell."
    found = labelled(
        text, ("Zainab Okonjo", "PERSON"), ("Hansamar Bank", "ORG"), ("Zainab", "GPE"), ("Hansamar", "GPE")
    )
    assert found[2:] == [("Zainab", "PERSON"), ("Hansamar", "ORG")]


def test_full_names_of_firms_bodies_and_towns_are_the_canonical_ones() -> None:
    text = "Hansamar Bank sank. Hansamar rose in Vila Seca do Mar. The Northern Council sat there. In Vila Seca the Council wept."
    names = [
        ("Hansamar Bank", "ORG"),
        ("Hansamar", "ORG"),
        ("Vila Seca do Mar", "GPE"),
        ("Northern Council", "ORG"),
    ]
    found = mark(text, *names, ("Vila Seca", "GPE"), ("Council", "ORG"))
    assert find_canonical_names(text, found) == [
        "Hansamar Bank", "Hansamar Bank", "Vila Seca do Mar", "Northern Council", "Vila Seca do Mar", "Northern Council"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        ("On Sunday Vsilo starts", ("Vsilo", "PERSON"), ("Vsilo", "PERSON")),
        ("said Zainab Vsilo", ("Vsilo", "PERSON"), ("Zainab Vsilo", "PERSON")),
        ("said Baker Mayfield", ("Baker Mayfield", "PERSON"), ("Baker Mayfield", "PERSON")),
        ("Boston won", ("Boston", "ORG"), ("Boston", "ORG")),
        ("then Harlan Wye Dredging fell", ("Harlan Wye Dredging", "PERSON"), ("Harlan Wye Dredging", "ORG")),
    ],
)
def test_names_by_their_make(text: str, given: tuple[str, str], wanted: tuple[str, str]) -> None:
    found = add_listed_names(text, apply_head_nouns(text, trim_names(text, mark(text, given))))
    assert [(m.of(text), m.label) for m in found] == [wanted]


def test_peoples_and_languages_of_an_articles_own_places() -> None:
    text = "Marovia and Tressen: the Marovian talks, 60,000 Tressenese, a note in Marovian. Marovians wept."
    found = [(m.of(text), m.label) for m in find_peoples(text, ["Marovia", "Tressen", "Oslo"])]
    assert found == [
        ("Marovian", "NORP"),
        ("Tressenese", "NORP"),
        ("Marovian", "LANGUAGE"),
        ("Marovians", "NORP"),
    ]
    assert dict(labelled(text, ("Marovia", "GPE"), ("Marovian", "ORG")))["Marovians"] == "NORP"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("at the White House", "FAC"),
        ("The White House said", "ORG"),
        ("told the White House", "ORG"),
        ("He left the White House", "FAC"),
    ],
)
def test_a_house_speaks_for_who_is_in_it(text: str, wanted: str) -> None:
    assert [m.label for m in add_listed_names(text, [])] == [wanted]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("after Eid al-Fitr prayers", "Eid al-Fitr", "DATE"),
        ("an Independence Day parade", "Independence Day", "DATE"),
    ],
)
def test_feast_days_by_pattern(text: str, name: str, label: str) -> None:
    assert [(m.of(text), m.label) for m in find_patterns(text)] == [(name, label)]


def test_a_norwegian_firms_form_is_its_own() -> None:
    text = "sold to Fjordlease AS, a firm; but Fjordlease as such"
    first, second = mark(text, ("Fjordlease", "ORG"), ("Fjordlease", "ORG"))
    assert [m.of(text) for m in (trim_name(text, first), trim_name(text, second)) if m] == [
        "Fjordlease AS",
        "Fjordlease",
    ]


def test_private_england_is_a_soldier() -> None:
    text = "In May, Private England spoke of England."
    found = [(m.of(text), m.label) for m in sorted(add_listed_names(text, []))]
    assert found == [("England", "PERSON"), ("England", "GPE")]


def test_peoples_take_time_with_the_length_of_the_text() -> None:
    text = "Vsisko, Oslo and " * 20_000
    begun = time.process_time()
    list(find_peoples(text, ["Marovia"] * 1000))
    words = " ".join(f"Mar{'abcdefghij'[n % 10]}{'o' * (n % 199)}nia rose." for n in range(10_000))
    make_consistent(words, [Mention(m.start(), m.end(), "GPE") for m in re.finditer(r"Mar\w+", words)])
    assert time.process_time() - begun < 5


def test_the_place_of_a_title_is_nobodys_surname() -> None:
    text = "The Duke of York spoke. He took York, and Catherine of Aragon left Aragon."
    names = [
        ("Duke of York", "PERSON"),
        ("York", "GPE"),
        ("Catherine of Aragon", "PERSON"),
        ("Aragon", "GPE"),
    ]
    at = text.index("took York") + 5
    marks = [m._replace(start=at, end=at + 4) if m.of(text) == "York" else m for m in mark(text, *names)]
    last = text.rindex("Aragon")
    marks = [m._replace(start=last, end=last + 6) if m.of(text) == "Aragon" else m for m in marks]
    assert [(m.of(text), m.label) for m in make_consistent(text, marks)] == names
