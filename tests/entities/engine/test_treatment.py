"""Names: what is cut, dropped, added, and who wins."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.entities.coreference.canonical_names import find_canonical_names
from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.coreference.short_forms import label_short_forms
from annotations.entities.engine.treatment import add_values, drop_overlaps
from annotations.entities.rules.gazetteer import add_listed_names
from annotations.entities.rules.head_nouns import apply_head_nouns
from annotations.entities.rules.laws_and_events import add_patterns, find_patterns
from annotations.entities.rules.mentions import Mention, keep_longest
from annotations.entities.rules.titles import trim_name
from tests.entities.marking import mark


def said(text: str, mentions: list[Mention]) -> list[tuple[str, str]]:
    return [(mention.of(text), mention.label) for mention in sorted(mentions)]


@pytest.mark.parametrize(
    ("name", "label", "kept"),
    [
        ("Russian President Vladimir Putin's", "PERSON", "Vladimir Putin"),
        ("Major General Pavel Drozdov", "PERSON", "Pavel Drozdov"),
        ("Prime Minister Støre’s", "PERSON", "Støre"),
        ("the Kremlin's", "ORG", "Kremlin"),
        ("the Wilsons’", "PERSON", "Wilsons"),
        ("“Trump”", "PERSON", "Trump"),
        ("(ECB)", "ORG", "ECB"),
        ("McDonald's", "ORG", "McDonald's"),
        ("The Hague", "GPE", "The Hague"),
        ("The Hobbit", "WORK_OF_ART", "The Hobbit"),
        ("Apple Inc.", "ORG", "Apple Inc."),
        ("U.S.", "GPE", "U.S."),
        ("General Motors", "ORG", "General Motors"),
        ("Don DeLillo", "PERSON", "Don DeLillo"),
        ("Gen. Mark A. Milley", "PERSON", "Mark A. Milley"),
        ("Donald\nTrump Jr.", "PERSON", "Trump Jr."),
    ],
)
def test_names_lose_what_is_no_part_of_them(name: str, label: str, kept: str) -> None:
    mention = trim_name(name, Mention(0, len(name), label))
    assert mention is not None
    assert mention.of(name) == kept


@pytest.mark.parametrize(
    ("text", "found", "label", "kept"),
    [
        ("Facebook, Inc banned him.", "Facebook", "ORG", "Facebook, Inc"),
        ("Enron Net Works, LLC - Contracts", "Enron Net Works", "ORG", "Enron Net Works, LLC"),
        ("Marvel Inc. said so", "Marvel", "ORG", "Marvel Inc."),
        ("Marvel, incidentally, said so", "Marvel", "ORG", "Marvel"),
        ("His father Noah Webster Sr. (1722-1813)", "Noah Webster Sr", "PERSON", "Noah Webster Sr."),
        ("Martin Luther King, Jr. said", "Martin Luther King", "PERSON", "Martin Luther King, Jr."),
        ("in Paris Inc. magazine", "Paris", "GPE", "Paris"),
    ],
)
def test_names_take_in_their_firms_form_and_their_generation(
    text: str, found: str, label: str, kept: str
) -> None:
    mention = trim_name(text, mark(text, (found, label))[0])
    assert mention is not None
    assert mention.of(text) == kept


@pytest.mark.parametrize("name", ["Inc.", "LLC", "Ltd"])
def test_a_firms_form_alone_is_no_name(name: str) -> None:
    assert trim_name(name, Mention(0, len(name), "ORG")) is None


@pytest.mark.parametrize("name", ["“”", "--"])
def test_punctuation_alone_is_no_name(name: str) -> None:
    assert trim_name(name, Mention(0, len(name), "PERSON")) is None


@pytest.mark.parametrize(
    ("text", "found", "name"),
    [
        ("Jean-Claude Juncker", "Jean-Claude Juncker", "Jean-Claude Juncker"),
        ("McDonald's opened", "McDonald", "McDonald's"),
        ("Standard & Poor’s cut", "Standard & Poor", "Standard & Poor’s"),
        ("Macron's aide", "Macron", "Macron"),
        ("the Film Festival for Maps", "Film Festival for", "Film Festival"),
        (
            "the University of Vsisko in Belgium said",
            "University of Vsisko in Belgium",
            "University of Vsisko",
        ),
        ("the United Mission in Haiti said", "United Mission in Haiti", "United Mission in Haiti"),
        ("the Social Union in Bavaria (SUB) said", "Social Union in Bavaria", "Social Union in Bavaria"),
    ],
)
def test_a_name_ends_where_it_ends(text: str, found: str, name: str) -> None:
    start = text.index(found)
    mention = trim_name(text, Mention(start, start + len(found), "ORG"))
    assert mention is not None
    assert mention.of(text) == name


@given(st.text(alphabet="A a.'’s(\n\"the", max_size=30))
def test_trimming_stays_within_the_mention(name: str) -> None:
    mention = trim_name(name, Mention(0, len(name), "PERSON"))
    assert mention is None or 0 <= mention.start < mention.end <= len(name)


def test_tables_find_countries_peoples_and_languages() -> None:
    text = "In French politics she speaks Russian; the U.S. and Saudi Arabia agreed in Buenos Aires."
    assert said(text, add_listed_names(text, [])) == [
        ("French", "NORP"),
        ("Russian", "LANGUAGE"),
        ("U.S.", "GPE"),
        ("Saudi Arabia", "GPE"),
        ("Buenos Aires", "GPE"),
    ]


def test_tables_correct_a_country_but_keep_out_of_longer_names() -> None:
    text = "Ukraine beat Bank of China."
    mentions = mark(text, ("Ukraine", "ORG"), ("Bank of China", "ORG"))
    assert said(text, add_listed_names(text, mentions)) == [("Ukraine", "GPE"), ("Bank of China", "ORG")]


def test_a_town_may_be_its_club() -> None:
    text = "Boston beat Chicago."
    mentions = mark(text, ("Boston", "ORG"), ("Chicago", "LOC"))
    assert said(text, add_listed_names(text, mentions)) == [("Boston", "ORG"), ("Chicago", "GPE")]


def test_three_languages_in_a_row() -> None:
    text = "It is the same in Kazakh, Kyrgyz and Tatar."
    assert {m.label for m in add_listed_names(text, ())} == {"LANGUAGE"}


def test_languages_in_a_row() -> None:
    text = "It is the same in Kazakh, Kyrgyz and, nearly, Tatar. They speak Northern Sámi with each other and Norwegian with Kazakh lawyers."
    names = [(m.of(text), m.label) for m in sorted(add_listed_names(text, ()))]
    assert names == [
        *((name, "LANGUAGE") for name in ("Kazakh", "Kyrgyz", "Tatar")),
        *(("Sámi", "LANGUAGE"), ("Norwegian", "LANGUAGE"), ("Kazakh", "NORP")),
    ]


def test_a_language_that_the_recogniser_took_for_a_firm() -> None:
    text = "She spoke Amharic."
    assert said(text, add_listed_names(text, mark(text, ("Amharic", "ORG")))) == [("Amharic", "LANGUAGE")]
    text = "He testified in Kurdish through an interpreter."
    assert said(text, add_listed_names(text, mark(text, ("Kurdish", "NORP")))) == [("Kurdish", "LANGUAGE")]


@pytest.mark.parametrize(
    ("text", "marks", "names"),
    [
        ("the Medical Journal of Australia says", (("Medical Journal", "ORG"), ("Australia", "GPE")), [("Medical Journal of Australia", "ORG")]),
        ("on China Central Television", (("China", "GPE"),), [("China Central Television", "ORG")]),
        ("the U.S. Senate Foreign Office", (("U.S.", "GPE"), ("Senate", "ORG")), [("U.S.", "GPE"), ("Senate Foreign Office", "ORG")]),
        ("in Oslo Friday", (("Oslo", "GPE"),), [("Oslo", "GPE")]),
        ("Reuters of London", (("Reuters", "ORG"), ("London", "GPE")), [("Reuters", "ORG"), ("London", "GPE")]),
        ("The health board for the state of Texas", (("health board for the state of Texas", "ORG"),), []),
        ("Toyota Motor built", (("Toyota Motor", "ORG"),), [("Toyota Motor", "ORG")]),
        ("St. Anne's School", (("St. Anne's School", "PERSON"),), [("St. Anne's School", "ORG")]),
        ("the Union of Fishers of Vsilo met", (("Union of Fishers", "ORG"), ("Vsilo", "GPE")), [("Union of Fishers", "ORG"), ("Vsilo", "GPE")]),
        ("the Association of Fishers of Vsilo", (("Association of Fishers", "ORG"), ("Vsilo", "GPE")), [("Association of Fishers of Vsilo", "ORG")]),
        ("the Kasbah of Vsilo", (("Kasbah", "FAC"), ("Vsilo", "GPE")), [("Kasbah of Vsilo", "FAC")]),
        ("the Senate's Power Committee", (("Senate's Power Committee", "ORG"),), [("Senate", "ORG"), ("Power Committee", "ORG")]),
        ("at Vsilo's Bay in Vsilo Province", (("Vsilo", "LOC"), ("Vsilo", "GPE")), [("Vsilo's Bay", "LOC"), ("Vsilo Province", "GPE")]),
        ("the Vsilo dam, the Vsilo-based firm", (("Vsilo", "GPE"), ("Vsilo", "NORP")), [("Vsilo dam", "FAC"), ("Vsilo", "GPE")]),
        ("the Thai-based firm", (("Thai", "NORP"),), [("Thai", "NORP")]),
        ("an AI firm, the IT of GDP", (("AI", "ORG"), ("IT", "ORG"), ("GDP", "ORG")), []),
        ("of Islam and Muslims", (("Islam", "NORP"), ("Muslims", "NORP")), [("Muslims", "NORP")]),
        ("the ferry Vsilo Star sank", (("Vsilo Star", "WORK_OF_ART"),), [("Vsilo Star", "PRODUCT")]),
    ],
)  # fmt: skip
def test_heads(text: str, marks: tuple[tuple[str, str], ...], names: list[tuple[str, str]]) -> None:
    assert said(text, apply_head_nouns(text, mark(text, *marks))) == names


def test_who_is_addressed_is_a_person() -> None:
    text = "Mr. Aden left for Aden."
    assert said(text, sorted(add_listed_names(text, ()))) == [("Aden", "PERSON"), ("Aden", "GPE")]


def test_countries_are_known_in_capitals_too() -> None:
    text = "JAPAN GET LUCKY WIN OVER BRITISH TEAM"
    assert said(text, add_listed_names(text, mark(text, ("JAPAN", "ORG")))) == [
        ("JAPAN", "GPE"),
        ("BRITISH", "NORP"),
    ]


def test_sections_with_their_act_and_year() -> None:
    text = "Clause 22 of the bill, Section 48 of the Anti-Corruption and Economic Crimes Act, and others."
    assert [words for words, label in said(text, find_patterns(text)) if label == "LAW"] == [
        "Clause 22",
        "Section 48 of the Anti-Corruption and Economic Crimes Act",
    ]
    whole = "section 9 of the Protection of Employment Act 1977, Article 21 of the Turkish Penal Code, section 139 of the Labour Act, 2003 (Act 651)"
    assert [words for words, _ in said(whole, find_patterns(whole))] == [
        "section 9 of the Protection of Employment Act 1977",
        "Article 21 of the Turkish Penal Code",
        "section 139 of the Labour Act, 2003 (Act 651)",
    ]


def test_clubs_and_leagues_with_a_number_and_the_realm() -> None:
    text = "Then 1. FC Vsilo left the 2. Bundesliga, said the Kingdom's TV."
    assert said(text, find_patterns(text)) == [
        ("1. FC Vsilo", "ORG"),
        ("2. Bundesliga", "EVENT"),
        ("Kingdom", "GPE"),
    ]


def test_a_storm_is_called_by_its_name_alone() -> None:
    assert label_short_forms([("Super Typhoon Umberto", "EVENT"), ("Hurricane Florence", "EVENT")]) == {
        "Umberto": "EVENT"
    }


spans = st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from(["model", "echo", "list", "rule"]))


@given(st.lists(spans, max_size=12))
def test_the_overlap_rule(given_spans: list[tuple[int, int, str]]) -> None:
    mentions = [Mention(start, start + length, "ORG", origin) for start, length, origin in given_spans]  # type: ignore[arg-type]
    kept = keep_longest(mentions)
    assert all(one.end <= other.start for one, other in pairwise(kept))
    for lost in set(mentions) - set(kept):
        rivals = [m for m in kept if m.start < lost.end and lost.start < m.end]
        assert any(m.end - m.start >= lost.end - lost.start for m in rivals)


def test_a_surname_takes_the_full_names_label_and_is_marked_everywhere() -> None:
    text = "Steve Witkoff came. Later Witkoff spoke, and then Witkoff left."
    mentions = mark(text, ("Steve Witkoff", "PERSON"), ("Witkoff", "ORG"))
    found = make_consistent(text, mentions)
    assert said(text, found) == [("Steve Witkoff", "PERSON"), ("Witkoff", "PERSON"), ("Witkoff", "PERSON")]
    assert find_canonical_names(text, found) == ["Steve Witkoff"] * 3


def test_two_places_with_a_dash_are_two_where_one_of_them_is_named() -> None:
    text = "Vsilo wept. The Vsilo-Eindhoven highway. Guinea-Bissau and Guinea fell."
    marks = (
        ("Vsilo", "GPE"),
        ("Vsilo-Eindhoven highway", "FAC"),
        ("Guinea-Bissau", "GPE"),
        ("Guinea", "GPE"),
    )
    names = [name for name, _ in said(text, make_consistent(text, mark(text, *marks)))]
    assert names == ["Vsilo", "Vsilo", "Eindhoven", "Guinea-Bissau", "Guinea"]


def test_a_firms_first_word_is_no_person_unless_one_is_called_so() -> None:
    text = "Vsilo lost. Vsilo Bologna wept. Vsado sold Vsado Oriente, said Ann Vsado."
    marks = (
        ("Vsilo", "PERSON"),
        ("Vsilo Bologna", "ORG"),
        ("Vsado", "PERSON"),
        ("Vsado Oriente", "ORG"),
        ("Ann Vsado", "PERSON"),
    )
    labels = [label for _, label in said(text, make_consistent(text, mark(text, *marks)))]
    assert labels == ["ORG", "ORG", "PERSON", "ORG", "PERSON"]


def test_a_club_plays_in_its_town() -> None:
    text = "Vsilo beat Casma 2-1. Vsilo have the cup. A goal, a match and a penalty in Vsilo on Friday."
    marks = (("Vsilo", "ORG"), ("Casma", "ORG"), ("Vsilo", "ORG"), ("Vsilo", "GPE"))
    labels = [label for _, label in said(text, make_consistent(text, mark(text, *marks)))]
    assert labels == ["ORG", "ORG", "ORG", "GPE"]


def test_a_people_and_its_language_are_two() -> None:
    text = "The Kazakh village. Kazakh herders spoke Kazakh."
    marks = (("Kazakh", "NORP"), ("Kazakh", "NORP"), ("Kazakh", "LANGUAGE"))
    labels = [label for _, label in said(text, make_consistent(text, mark(text, *marks)))]
    assert labels == ["NORP", "NORP", "LANGUAGE"]


def test_a_sum_is_no_name_and_a_feast_no_event() -> None:
    text = "JD5,000 by Waitangi Day, under the Ferries Bill, 2026, since Carnaval, in the Bronze Age"
    marks = mark(
        text, ("JD5,000", "FAC"), ("Waitangi Day", "EVENT"), ("Ferries Bill", "LAW"), ("Carnaval", "EVENT")
    )
    assert said(text, drop_overlaps(text, add_values(text, add_patterns(text, marks)))) == [
        ("JD5,000", "MONEY"),
        ("Waitangi Day", "DATE"),
        ("Ferries Bill, 2026", "LAW"),
        ("Carnaval", "DATE"),
        ("Bronze Age", "DATE"),
    ]


def test_an_acronym_takes_its_expansion() -> None:
    text = "The European Central Bank (ECB) met. Then the ECB rose."
    found = make_consistent(text, mark(text, ("European Central Bank", "ORG"), ("ECB", "PRODUCT")))
    assert said(text, found) == [("European Central Bank", "ORG"), ("ECB", "ORG"), ("ECB", "ORG")]
    assert find_canonical_names(text, found) == ["European Central Bank"] * 3


def test_a_shouted_headline_takes_the_bodys_names() -> None:
    text = "ANGELA MERKEL SPEAKS\nYesterday Angela Merkel spoke."
    found = make_consistent(text, mark(text, ("Angela Merkel", "PERSON")))
    assert said(text, found) == [("ANGELA MERKEL", "PERSON"), ("Angela Merkel", "PERSON")]
    assert find_canonical_names(text, found) == ["Angela Merkel"] * 2


def test_two_people_of_one_surname_are_told_apart_by_who_was_named_last() -> None:
    text = "Bill Clinton spoke. Clinton left. Hillary Clinton came. Clinton sat."
    names = [
        ("Bill Clinton", "PERSON"),
        ("Clinton", "PERSON"),
        ("Hillary Clinton", "PERSON"),
        ("Clinton", "PERSON"),
    ]
    assert find_canonical_names(text, mark(text, *names)) == ["Bill Clinton"] * 2 + ["Hillary Clinton"] * 2


def test_no_echo_inside_a_longer_name() -> None:
    text = "Donald Trump stood in Trump Tower as Trump spoke."
    found = make_consistent(text, mark(text, ("Donald Trump", "PERSON")))
    assert [mention.start for mention in found] == [0, text.rindex("Trump")]


@pytest.mark.parametrize(
    ("name", "label", "wanted"),
    [
        ("Harbour Street", "GPE", [("Harbour Street", "FAC")]),
        ("Shetland Islands", "GPE", [("Shetland Islands", "LOC")]),
        ("Lindqvist Bank", "PERSON", [("Lindqvist Bank", "ORG")]),
        ("southern Sudan", "GPE", [("Sudan", "GPE")]),
        ("Hidalgo state", "GPE", [("Hidalgo", "GPE")]),
        ("Rupert Lyle KC", "PERSON", [("Rupert Lyle", "PERSON")]),
        ("umpire", "PERSON", []),
        ("Della Street", "PERSON", [("Della Street", "PERSON")]),
        ("Kapur", "PERSON", [("Kapur", "PERSON")]),
        ("Dinamo Volgograd", "ORG", [("Dinamo Volgograd", "ORG")]),
    ],
)
def test_a_names_own_noun_has_a_say(name: str, label: str, wanted: list[tuple[str, str]]) -> None:
    assert said(name, apply_head_nouns(name, mark(name, (name, label)))) == wanted


@pytest.mark.parametrize(
    ("text", "label", "wanted"),
    [
        ("he sank with the trawler Veltrix Holm in 1929", "PERSON", "PRODUCT"),
        ("he saw from the trawler that Veltrix Holm had left", "PERSON", "PERSON"),
        ("at the Tanker Veltrix Holm spoke", "PERSON", "PERSON"),
        ("aboard the warship Veltrix Holm", "NORP", "NORP"),
    ],
)
def test_the_noun_before_a_name_has_a_say(text: str, label: str, wanted: str) -> None:
    assert said(text, apply_head_nouns(text, mark(text, ("Veltrix Holm", label)))) == [
        ("Veltrix Holm", wanted)
    ]


@pytest.mark.parametrize(
    ("text", "name", "label", "kept"),
    [
        ("i live in canada now", "canada", "GPE", True),
        ("Wow emma is so cute, I swear", "emma", "PERSON", True),
        ("The Danes say that canada is far. no.", "canada", "GPE", False),
        (
            "go to the health department for the state of utah",
            "health department for the state of utah",
            "ORG",
            False,
        ),
    ],
)
def test_a_name_in_lower_case_stands_only_where_nothing_is_written_large(
    text: str, name: str, label: str, kept: bool
) -> None:
    assert said(text, apply_head_nouns(text, mark(text, (name, label)))) == ([(name, label)] if kept else [])


@pytest.mark.parametrize(
    ("text", "found", "kept"),
    [
        ("Queen Elizabeth II waved", "Elizabeth", "Elizabeth II"),
        ("as Henry Ford II did", "Henry Ford", "Henry Ford II"),
        ("under Louis XIV, France", "Louis", "Louis XIV"),
        ("of Pius XII. He", "Pius", "Pius XII"),
        ("for Elizabeth I waited", "Elizabeth", "Elizabeth"),
        ("Anna IV-drip", "Anna", "Anna"),
        ("Anna Vine", "Anna", "Anna"),
    ],
)
def test_a_kings_number_is_of_the_name(text: str, found: str, kept: str) -> None:
    name = trim_name(text, mark(text, (found, "PERSON"))[0])
    assert name is not None
    assert name.of(text) == kept
