"""The reader's word against the engine's."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.entities.corrections import Correction, apply_corrections, from_record, to_record
from annotations.errors import EngineError
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


def test_an_addition_can_be_taken_back() -> None:
    add = Correction("add", "Golfer", "a", label="PERSON")
    assert ("Golfer", "PERSON", "Golfer") in said(add)
    assert said(add, Correction("not-entity", "Golfer", "a")) == said()


words = st.text(min_size=1, max_size=8)


@given(
    st.builds(
        Correction, st.sampled_from(["not-entity", "relabel", "same-as", "add"]), words, words, words, words
    )
)
def test_records_come_back(correction: Correction) -> None:
    assert from_record(to_record(correction) | {"future": 1}) == correction
    found = apply_corrections(TEXT, FOUND, [correction])
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "record", [{}, {"kind": "burn", "text": "x"}, {"kind": ["add"], "text": "x"}, {"kind": "add", "text": ""}]
)
def test_a_record_that_is_none_is_an_error(record: dict[str, object]) -> None:
    with pytest.raises(EngineError):
        from_record(record)


def test_added_words_leave_longer_names_that_hold_them() -> None:
    text = "Steve Witkoff came. Witkoff left."
    found = [Entity(TextSpan(0, 13), "PERSON", "Steve Witkoff", "Steve Witkoff")]
    added = apply_corrections(text, found, [Correction("add", "Witkoff", "a", label="PERSON")])
    assert [entity.text for entity in added] == ["Steve Witkoff", "Witkoff"]
