"""The reader's word against the engine's."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.anchoring import describe
from annotations.entities.corrections import (
    SCOPES,
    Correction,
    Scope,
    apply_corrections,
    changed_mentions,
    find_words,
    is_said_of_some,
    name_now,
)
from annotations.model import Entity, TextSpan

TEXT = "Golf met Witkoff. Golf left for New\nDelhi. Witkoff and Golfer stayed."


def entity(start: int, text: str, label: str = "ORG") -> Entity:
    return Entity(TextSpan(start, start + len(text)), label, text, text)


FOUND = (entity(0, "Golf"), entity(9, "Witkoff"), entity(18, "Golf"), entity(43, "Witkoff"))


def said(*corrections: Correction) -> list[tuple[str, str, str]]:
    return [(e.text, e.label, e.canonical) for e in apply_corrections(TEXT, FOUND, corrections)]


def test_not_an_entity_holds_for_all_its_mentions() -> None:
    assert [row[0] for row in said(Correction("not-entity", "Golf", "a"))] == ["Witkoff", "Witkoff"]


def test_relabel_and_same_as_hold_for_all_mentions_in_order() -> None:
    rows = said(
        Correction("relabel", "Witkoff", "a", label="PRODUCT"),
        Correction("relabel", "Witkoff", "a", label="PERSON"),
        Correction("same-as", "Witkoff", "a", canonical="Steve Witkoff"),
    )
    assert rows[1] == rows[3] == ("Witkoff", "PERSON", "Steve Witkoff")
    assert rows[0] == ("Golf", "ORG", "Golf")


def test_added_entities_are_whole_words_and_take_the_place_of_others() -> None:
    rows = said(
        Correction("add", "New Delhi", "a", label="GPE"), Correction("add", "Golf met", "a", label="EVENT")
    )
    assert ("New\nDelhi", "GPE", "New Delhi") in rows
    assert rows[0] == ("Golf met", "EVENT", "Golf met")
    assert [row[0] for row in rows].count("Golf") == 1


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        ("山田太郎は2026年に山田太郎と会った。", "山田太郎", [0, 11]),
        ("昨日IBMの社長がIBMを。IBMer", "IBM", [2, 9]),
        ("นายสมชายพบสมชายกับสมชายา", "สมชาย", [3, 10]),
        ("เมมา", "ม", []),
        ("カーカ", "カ", [2]),
        ("Golfer Golf golf Golf_ (Golf)", "Golf", [7, 24]),
        ("김철수는 김철수, 맏김철수", "김철수", [0, 5]),
    ],
)
def test_words_are_whole_where_their_script_parts_words(text: str, words: str, starts: list[int]) -> None:
    places = find_words(text, words, TextSpan(0, len(text)))
    assert [span.start for span in places] == starts


def test_an_addition_can_be_taken_back() -> None:
    add = Correction("add", "Golfer", "a", label="PERSON")
    assert ("Golfer", "PERSON", "Golfer") in said(add)
    assert said(add, Correction("not-entity", "Golfer", "a")) == said()


words = st.sampled_from(["Golf", "Witkoff", "Golfer", "New\nDelhi", "met", "nobody"])


@given(
    st.lists(
        st.builds(
            Correction,
            st.sampled_from(["not-entity", "relabel", "same-as", "add"]),
            words,
            st.just("a"),
            st.just("PERSON"),
            words,
            st.sampled_from(["article", "everywhere"]),
            seen=st.sampled_from(["", "ORG", "PERSON"]),
            any_kind=st.booleans(),
        ),
        max_size=5,
    ),
)
def test_entities_stay_disjoint_and_a_text_in_two_pieces_is_corrected_as_one(
    corrections: list[Correction],
) -> None:
    whole = apply_corrections(TEXT, FOUND, corrections)
    assert all(one.span.end <= other.span.start for one, other in pairwise(whole))
    corrections = [correction for correction in corrections if correction.kind != "add"]
    parts = [
        apply_corrections(TEXT, [e for e in FOUND if e.span.start in piece], corrections, piece)
        for piece in (TextSpan(0, 18), TextSpan(18, len(TEXT)))
    ]
    assert parts[0] + parts[1] == apply_corrections(TEXT, FOUND, corrections)


def here(words: str, number: int, kind: str, label: str = "", canonical: str = "") -> Correction:
    """A correction of one mention of some words: the first one is number 0."""
    start = -1
    for _ in range(number + 1):
        start = TEXT.index(words, start + 1)
    selectors = describe(TEXT, TextSpan(start, start + len(words)))
    return Correction(kind, words, "a", label, canonical, "here", selectors)  # type: ignore[arg-type]


def test_here_is_one_mention() -> None:
    rows = said(here("Golf", 1, "relabel", "EVENT"), here("Witkoff", 1, "not-entity"))
    assert rows == [
        ("Golf", "ORG", "Golf"),
        ("Witkoff", "ORG", "Witkoff"),
        ("Golf", "EVENT", "Golf"),
    ]


def test_a_mention_is_found_again_in_an_edited_text_and_whatever_the_engine_says_of_it() -> None:
    is_event = here("Golf", 1, "same-as", "EVENT", "Golf the match")
    edited = "Some more words. " + TEXT.replace("met", "had met")
    at = edited.index("Golf left")
    for found in ([], [Entity(TextSpan(at, at + 9), "ORG", "Golf left", "Golf left")]):
        [entity] = apply_corrections(edited, found, [is_event])
        assert (entity.span, entity.label) == (TextSpan(at, at + 4), "EVENT")
    gone = TEXT.replace("Golf left for New\nDelhi. ", "")
    assert apply_corrections(gone, [], [is_event]) == ()


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_the_narrower_scope_wins_whichever_was_said_first(order: tuple[int, ...]) -> None:
    """Minsk: a city everywhere, the agreement in this article, and once nothing of the kind."""
    corrections = [
        Correction("relabel", "Golf", "a", "GPE", scope="everywhere"),
        Correction("relabel", "Golf", "a", "EVENT"),
        here("Golf", 1, "not-entity"),
    ]
    rows = said(*(corrections[at] for at in order))
    assert rows == [("Golf", "EVENT", "Golf"), ("Witkoff", "ORG", "Witkoff"), ("Witkoff", "ORG", "Witkoff")]


def test_what_is_no_name_everywhere_may_be_one_in_an_article() -> None:
    nowhere = Correction("not-entity", "Golf", "a", scope="everywhere")
    assert [row[0] for row in said(nowhere)] == ["Witkoff", "Witkoff"]
    assert said(Correction("relabel", "Golf", "a", "PRODUCT"), nowhere)[0] == ("Golf", "PRODUCT", "Golf")
    assert said(nowhere, Correction("add", "Golf", "a", "PRODUCT"))[0] == ("Golf", "PRODUCT", "Golf")


def test_what_is_said_of_a_name_holds_for_all_that_go_by_it() -> None:
    joined = Correction("same-as", "Witkoff", "a", canonical="Steve Witkoff")
    other = Correction("same-as", "Steve Witkoff", "a", canonical="Steven Witkoff", scope="everywhere")
    later = replace(other, scope="article")
    assert {row[2] for row in said(joined, later)} == {"Golf", "Steven Witkoff"}
    assert {row[2] for row in said(other, joined)} == {"Golf", "Steve Witkoff"}  # the article's own word
    gone = Correction("not-entity", "Steve Witkoff", "a")
    assert [row[0] for row in said(joined, gone)] == ["Golf", "Golf"]
    apart = Correction("same-as", "Witkoff", "a", canonical="Witkoff")
    assert said(joined, apart) == said()


def test_a_word_on_a_name_brings_back_no_other_words_that_were_none() -> None:
    joined = Correction("same-as", "Golf", "a", canonical="Witkoff")
    rows = said(
        joined, Correction("not-entity", "Golf", "a"), Correction("relabel", "Witkoff", "a", "PERSON")
    )
    assert rows == [("Witkoff", "PERSON", "Witkoff")] * 2


def test_the_town_and_the_treaty_are_told_apart_by_what_the_reader_saw() -> None:
    found = (entity(0, "Golf", "GPE"), entity(9, "Witkoff"), entity(18, "Golf", "LAW"))

    def labels(*corrections: Correction) -> list[str]:
        return [e.label for e in apply_corrections(TEXT, found, corrections) if e.text == "Golf"]

    treaty = Correction("not-entity", "Golf", "a", scope="everywhere", seen="LAW")
    assert labels(treaty) == ["GPE"]
    assert labels(replace(treaty, any_kind=True)) == labels(replace(treaty, seen="")) == []
    assert labels(replace(treaty, seen="LOC")) == ["LAW"]  # another word for the same kind
    made = Correction("relabel", "Golf", "a", "EVENT", seen="GPE")
    everywhere = Correction("relabel", "Golf", "b", "ORG", scope="everywhere", seen="GPE")
    for order in permutations((made, everywhere)):
        assert labels(*order[:1], *order[1:]) == ["EVENT", "LAW"] or order[0] is everywhere
    seen_then = replace(made, seen="ORG")
    assert labels(everywhere, seen_then) == ["EVENT", "LAW"]
    assert labels(everywhere, replace(treaty, seen="ORG")) == ["LAW"]
    assert labels(made, replace(treaty, seen="GPE")) == ["EVENT", "LAW"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["not-entity", "relabel"]),
            st.sampled_from(["everywhere", "article", "here"]),
            st.sampled_from(["LAW", "EVENT", "PERSON", "ORG"]),
        ),
        max_size=6,
    )
)
def test_of_what_was_said_of_one_kind_the_narrowest_and_last_holds(
    told: list[tuple[str, Scope, str]],
) -> None:
    """Each was said where nobody knew of the others: all saw an organisation."""
    corrections = [
        replace(here("Golf", 0, kind, label), scope=scope, seen="ORG") for kind, scope, label in told
    ]
    entities = {e.span.start: e.label for e in apply_corrections(TEXT, FOUND, corrections)}
    for start, hearing in ((0, told), (18, [one for one in told if one[1] != "here"])):
        expected: str | None = "ORG"
        in_force = sorted(hearing, key=lambda one: SCOPES.index(one[1]))  # the last of the narrowest is last
        if in_force:
            labels = [label for kind, _, label in in_force if kind == "relabel"]
            expected = None if in_force[-1][0] == "not-entity" else labels[-1]
        assert entities.get(start) == expected
    assert (entities[9], entities[43]) == ("ORG", "ORG")


def test_what_is_said_of_a_kind_that_was_said_itself_means_what_is_of_it_now() -> None:
    """Minsk is a law everywhere, here it is none: that the other is no name leaves the law."""
    law = Correction("relabel", "Golf", "a", "LAW", scope="everywhere", seen="ORG")
    town = here("Golf", 1, "relabel", "GPE")
    assert is_said_of_some("Golf", "LOC", [law, town]) and not is_said_of_some("Golf", "LAW", [law, town])
    back = Correction("relabel", "Golf", "a", "ORG", scope="everywhere", seen="LAW")
    gone = Correction("not-entity", "Golf", "a", scope="everywhere", seen="ORG")
    own = replace(town, label="ORG")
    assert [row[1] for row in said(law, own, replace(gone, only_now=True)) if row[0] == "Golf"] == [
        "LAW",
        "ORG",
    ]
    assert [row[1] for row in said(law, own, gone) if row[0] == "Golf"] == ["ORG"]  # the narrower holds
    assert [row[1] for row in said(law, back, replace(gone, seen="LAW")) if row[0] == "Golf"] == ["ORG"] * 2


def test_no_wider_word_makes_a_name_of_what_is_none() -> None:
    add = Correction("add", "Golf", "a", "ORG", scope="everywhere")
    nowhere = Correction("not-entity", "Golf", "a", seen="PERSON")
    golf = [row[:2] for row in said(add)]
    assert apply_corrections(TEXT, (), [replace(nowhere, seen=""), add]) == ()
    assert [e.text for e in apply_corrections(TEXT, (), [nowhere, add])] == ["Golf", "Golf"]
    assert [row[:2] for row in said(here("Golf", 0, "not-entity"), add)] == golf[1:]
    assert len(apply_corrections(TEXT, (), [here("Golf", 0, "not-entity"), add])) == 1


def test_mentions_that_would_change_are_counted() -> None:
    def count(*corrections: Correction) -> int:
        return changed_mentions(FOUND, apply_corrections(TEXT, FOUND, corrections))

    assert count(Correction("relabel", "Golf", "a", "PRODUCT")) == 2
    assert count(Correction("relabel", "Golf", "a", "ORG")) == 0
    assert count(Correction("not-entity", "Golf", "a"), Correction("add", "Golfer", "a", "PERSON")) == 3


def test_added_words_leave_longer_names_that_hold_them() -> None:
    text = "Steve Witkoff came. Witkoff left."
    found = [Entity(TextSpan(0, 13), "PERSON", "Steve Witkoff", "Steve Witkoff")]
    added = apply_corrections(text, found, [Correction("add", "Witkoff", "a", label="PERSON")])
    assert [entity.text for entity in added] == ["Steve Witkoff", "Witkoff"]


def test_who_is_the_same_as_somebody_of_another_kind_is_of_that_kind() -> None:
    is_him = Correction("same-as", "Golf", "a", "PERSON", "Steve Witkoff", seen="ORG")
    assert {
        one.label for one in apply_corrections(TEXT, FOUND, [is_him]) if one.canonical == "Steve Witkoff"
    } == {"PERSON"}
    relabelled = Correction("relabel", "Golf", "a", "EVENT", scope="article", seen="PERSON")
    [*golf] = [one for one in apply_corrections(TEXT, FOUND, [is_him, relabelled]) if one.text == "Golf"]
    assert golf and {(one.canonical, one.label) for one in golf} == {("Steve Witkoff", "EVENT")}
    of_one_kind = replace(is_him, label="ORG", seen="ORG")
    [*golf] = [one for one in apply_corrections(TEXT, FOUND, [of_one_kind]) if one.text == "Golf"]
    assert golf and {one.label for one in golf} == {"ORG"}


def test_a_name_is_called_as_the_reader_calls_its_kind_now() -> None:
    treaty = Correction("relabel", "Minsk", "a", "LAW", scope="everywhere", seen="GPE")
    joined = Correction("same-as", "Minsk", "a", canonical="Minsk Protocol", scope="everywhere", seen="LAW")
    assert name_now("Minsk", [treaty, joined], "GPE") == ("Minsk Protocol", "LAW")
    assert name_now("Minsk", [joined], "GPE") == ("Minsk", "GPE")
    of_its_kind = replace(joined, label="LAW", seen="GPE")
    assert name_now("Minsk", [of_its_kind], "GPE") == ("Minsk Protocol", "LAW")
    assert name_now("Minsk", [of_its_kind], "ORG") == ("Minsk", "ORG")
    assert name_now("Minsk", [treaty, joined]) == ("Minsk Protocol", "")
    here = replace(treaty, scope="here")
    in_a = replace(treaty, scope="article")
    assert name_now("Minsk", [here], "GPE", "a") == ("Minsk", "GPE")
    assert name_now("Minsk", [in_a], "GPE", "a") == ("Minsk", "LAW")
    assert name_now("Minsk", [in_a], "GPE", "b") == ("Minsk", "GPE")  # the town of b is not the treaty of a
