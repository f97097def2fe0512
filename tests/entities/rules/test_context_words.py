"""What stands around a name, and what the article's other names say of it."""

import re
import time

import pytest

from annotations.entities.coreference.canonical_names import canonicals
from annotations.entities.coreference.consistency import settled
from annotations.entities.coreference.short_forms import heads_again, peoples_of, told_by_full_forms
from annotations.entities.rules.context_words import cues, given_names, towns
from annotations.entities.rules.gazetteer import entries, with_listed
from annotations.entities.rules.head_nouns import by_head
from annotations.entities.rules.laws_and_events import by_pattern
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.titles import trim, trimmed
from tests.entities.marking import mark


def labelled(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    return [(m.of(text), m.label) for m in settled(text, mark(text, *names))]


@pytest.mark.parametrize(
    ("text", "name", "label", "wanted"),
    [
        ("by way of Ostrava to Dolní Vsisko, where bears live", "Dolní Vsisko", "PERSON", "GPE"),
        ("Vsisko has about 2,700 people and a poet", "Vsisko", "PERSON", "GPE"),
        ("He lived in Vsisko for years", "Vsisko", "PERSON", "GPE"),
        ("He lived in Vsisko's house", "Vsisko", "PERSON", "PERSON"),
        ("interest in Ingrid grew", "Ingrid", "PERSON", "PERSON"),
        ("Eindhoven did!", "Eindhoven", "PERSON", "GPE"),
        ("then Ilva Marsko, who had slept, rose", "Ilva Marsko", "GPE", "PERSON"),
        ("a man from Vsisko, who keeps bees", "Vsisko", "GPE", "GPE"),
        ("my sister Vsisko laughed", "Vsisko", "GPE", "PERSON"),
        ("the Mapuche writer Vsisko Namun", "Vsisko Namun", "GPE", "PERSON"),
        ("the town of Vsisko said it would", "Vsisko", "GPE", "GPE"),
        ("Simion Oreste fell", "Simion Oreste", "GPE", "PERSON"),
        ("on Friday in Bula Vsawo, an area", "Bula Vsawo", "GPE", "GPE"),
        ("soon the Vsorth said it", "Vsorth", "GPE", "GPE"),
        ("Hamm officially notified them", "Hamm", "PERSON", "PERSON"),
        ("IRAQ-POVERTY (Washington)", "IRAQ", "GPE", "GPE"),
        ("cult around Chairman Vsao, the", "Vsao", "GPE", "PERSON"),
        ("Virginia Beach fell", "Virginia Beach", "GPE", "GPE"),
        ("told the al-Vsisko Arabic-language newspaper", "al-Vsisko", "GPE", "ORG"),
        ("Kenvar president Robert Jensen said", "Kenvar", "GPE", "ORG"),
        ("on the M.T.A.’s own figures", "M.T.A.", "GPE", "ORG"),
        ("in the USSR of old", "USSR", "GPE", "GPE"),
        ("by March,” said Vi Weirong, a trader with", "Vi Weirong", "ORG", "PERSON"),
        ("profits, said Vi Weirong, the bank", "Vi Weirong", "ORG", "ORG"),
        ("a pilot on the Vsersey for years", "Vsersey", "GPE", "LOC"),
        ("the Vsersey bombing shook", "Vsersey", "GPE", "GPE"),
        ("Ana Oresko, 63, of Vsisko, had pleaded", "Vsisko", "PERSON", "GPE"),
        ("a group led by Stacy Rovno at noon", "Stacy Rovno", "ORG", "PERSON"),
        ("sold to Stacy Rovno Foods of Oslo", "Stacy Rovno Foods", "ORG", "ORG"),
        ('in Vsinsky\'s "Rite" there', "Vsinsky", "GPE", "PERSON"),
        ("the Vsuruku people had blocked", "Vsuruku", "ORG", "NORP"),
        ("went to King's College, Oxford, at ten", "Oxford", "ORG", "GPE"),
        ("rain on Vsebu island fell", "Vsebu", "EVENT", "GPE"),
        ("the swimmer Vsosuke Vsitajima smashed it", "Vsosuke Vsitajima", "ORG", "PERSON"),
        ("the broker Vsosuke Vsitajima fell", "Vsosuke Vsitajima", "ORG", "ORG"),
        ("sent up the slopes of Vsisko with", "Vsisko", "GPE", "LOC"),
        ("from the Vsisko range down", "Vsisko", "GPE", "LOC"),
        ("whether Washington had been told", "Washington", "PERSON", "GPE"),
        ("two guards, Petr Vlaic and Vsil Oresko, died", "Vsil Oresko", "GPE", "GPE"),
    ],
)
def test_the_words_around_a_name_vote(text: str, name: str, label: str, wanted: str) -> None:
    assert labelled(text, (name, label)) == [(name, wanted)]


def test_an_odd_one_in_a_list_is_like_the_others() -> None:
    text = "Ana Vlaic, Bo Cole and Vsil Oresko died. Naxvan, Tbilisi and Oslo are far."
    names = [("Ana Vlaic", "PERSON"), ("Bo Cole", "PERSON"), ("Vsil Oresko", "GPE")]
    towns_there = [("Naxvan", "PERSON"), ("Tbilisi", "GPE"), ("Oslo", "GPE")]
    found = dict(labelled(text, *names, *towns_there))
    assert (found["Vsil Oresko"], found["Naxvan"]) == ("PERSON", "GPE")


def test_a_first_name_beside_a_person_is_a_person() -> None:
    text = "Ana Vlaic and Stacy Rovno are watched. Ana Vlaic and Morgan Foods are watched."
    names = [
        ("Ana Vlaic", "PERSON"),
        ("Stacy Rovno", "ORG"),
        ("Ana Vlaic", "PERSON"),
        ("Morgan Foods", "ORG"),
    ]
    assert dict(labelled(text, *names)) == {
        "Ana Vlaic": "PERSON",
        "Stacy Rovno": "PERSON",
        "Morgan Foods": "ORG",
    }


def test_a_surname_that_is_a_title_is_echoed_where_it_is_no_title() -> None:
    text = "Nick Pope fell. Pope got up. The Pope prayed. Pope Vsilo sat."
    assert labelled(text, ("Nick Pope", "PERSON")) == [("Nick Pope", "PERSON"), ("Pope", "PERSON")]


def test_a_heading_that_tells_nothing_yields_to_the_sentence_that_does() -> None:
    text = "Dolní Vsisko\nBy way of Ostrava to Dolní Vsisko, where bears live."
    names = [("Dolní Vsisko", "PERSON"), ("Dolní Vsisko", "GPE")]
    assert {label for _, label in labelled(text, *names)} == {"GPE"}
    text = "Ilva Marsko\nThen Ilva Marsko, who had slept, rose."
    assert {label for _, label in labelled(text, ("Ilva Marsko", "GPE"), ("Ilva Marsko", "PERSON"))} == {
        "PERSON"
    }


def test_a_cue_does_not_outvote_an_article_full_of_mentions() -> None:
    text = "Vsisko spoke. Vsisko left. Vsisko came. In Vsisko we trust."
    assert {label for _, label in labelled(text, *[("Vsisko", "PERSON")] * 4)} == {"PERSON"}


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
    assert told_by_full_forms(names) == {
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
    assert canonicals(text, found) == [
        "Hansamar Bank", "Hansamar Bank", "Vila Seca do Mar", "Northern Council", "Vila Seca do Mar", "Northern Council"
    ]  # fmt: skip


def test_a_ship_by_its_name_alone() -> None:
    text = "The MV Lady Constance sank. By then Lady Constance was old."
    ship = Mention(4, 21, "PRODUCT", "rule")
    at = text.rindex("Constance")
    found = settled(text, [ship, Mention(at, at + 9, "PERSON")])
    assert [(m.of(text), m.label) for m in found] == [
        ("MV Lady Constance", "PRODUCT"),
        ("Lady Constance", "PRODUCT"),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Copper rose. Nobody needs copper now.", False),
        ("Copper rose. Nobody knows Copper now.", True),
        ("Copper rose.", True),
    ],
)
def test_a_word_that_only_opens_sentences_and_is_small_elsewhere_is_no_name(text: str, kept: bool) -> None:
    assert bool(settled(text, mark(text, ("Copper", "ORG")))) == kept


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        ("led by Mechanic Deepa Raman,", ("Mechanic Deepa Raman", "PERSON"), ("Deepa Raman", "PERSON")),
        ("said Baker Mayfield", ("Baker Mayfield", "PERSON"), ("Baker Mayfield", "PERSON")),
        ("my host (Park Ji-eun), an", ("Park Ji", "GPE"), ("Park Ji-eun", "PERSON")),
        ("in Park City-based firms", ("Park City", "GPE"), ("Park City", "GPE")),
        ("the Boston crew won", ("Boston", "ORG"), ("Boston", "GPE")),
        ("Boston won", ("Boston", "ORG"), ("Boston", "ORG")),
        ("then Harlan Wye Dredging fell", ("Harlan Wye Dredging", "PERSON"), ("Harlan Wye Dredging", "ORG")),
    ],
)
def test_names_by_their_make(text: str, given: tuple[str, str], wanted: tuple[str, str]) -> None:
    found = with_listed(text, by_head(text, trimmed(text, mark(text, given))))
    assert [(m.of(text), m.label) for m in found] == [wanted]


def test_peoples_and_languages_of_an_articles_own_places() -> None:
    text = "Marovia and Tressen: the Marovian talks, 60,000 Tressenese, a note in Marovian. Marovians wept."
    found = [(m.of(text), m.label) for m in peoples_of(text, ["Marovia", "Tressen", "Oslo"])]
    assert found == [
        ("Marovian", "NORP"),
        ("Tressenese", "NORP"),
        ("Marovian", "LANGUAGE"),
        ("Marovians", "NORP"),
    ]
    assert dict(labelled(text, ("Marovia", "GPE"), ("Marovian", "ORG")))["Marovians"] == "NORP"


def test_an_organisation_by_its_noun() -> None:
    text = "The Northern Council met. The Council sat; the Council of Elders, the council and the Council House did not."
    assert [m.start for m in heads_again(text, ["Northern Council"])] == [text.index("Council sat")]
    assert list(heads_again(text, ["Northern Bank"])) == []
    story = "The Northern Council met here yesterday. Nobody knows what the Council wanted."
    assert labelled(story, ("Northern Council", "ORG"))[1] == ("Council", "ORG")
    assert (
        labelled("Where Every Council Meets\nThe Northern Council met.", ("Northern Council", "ORG"))[1:]
        == []
    )


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
    assert [m.label for m in with_listed(text, [])] == [wanted]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("the MV Spirit of Ronaldsway, which", "MV Spirit of Ronaldsway", "PRODUCT"),
        ("aboard the SS Great Eastern.", "SS Great Eastern", "PRODUCT"),
        ("after Eid al-Fitr prayers", "Eid al-Fitr", "DATE"),
        ("an Independence Day parade", "Independence Day", "DATE"),
    ],
)
def test_ships_and_feast_days_by_pattern(text: str, name: str, label: str) -> None:
    assert [(m.of(text), m.label) for m in by_pattern(text)] == [(name, label)]


def test_a_norwegian_firms_form_is_its_own() -> None:
    text = "sold to Fjordlease AS, a firm; but Fjordlease as such"
    first, second = mark(text, ("Fjordlease", "ORG"), ("Fjordlease", "ORG"))
    assert [m.of(text) for m in (trim(text, first), trim(text, second)) if m] == [
        "Fjordlease AS",
        "Fjordlease",
    ]


def test_private_england_is_a_soldier() -> None:
    text = "In May, Private England spoke of England."
    found = [(m.of(text), m.label) for m in sorted(with_listed(text, []))]
    assert found == [("England", "PERSON"), ("England", "GPE")]


def test_cues_take_time_with_the_length_of_the_text() -> None:
    text = "Vsisko, Oslo and " * 20_000
    names = [Mention(at, at + 6, "PERSON") for at in range(0, len(text), 17)]
    begun = time.process_time()
    assert len(list(cues(text, names))) >= 0
    list(peoples_of(text, ["Marovia"] * 1000))
    words = " ".join(f"Mar{'abcdefghij'[n % 10]}{'o' * (n % 199)}nia rose." for n in range(10_000))
    settled(words, [Mention(m.start(), m.end(), "GPE") for m in re.finditer(r"Mar\w+", words)])
    list(heads_again("The Council sat. " * 20_000, ["Northern Council"] * 1000))
    assert time.process_time() - begun < 5
