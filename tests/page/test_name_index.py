"""The index of names answers as a plain list of entities would."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotations.entities.corrections import Correction
from annotations.model import Entity, TextSpan
from tui.page.name_index import NameIndex

TEXT = "Ana met Bo in Rio. Bo left Rio. Ana stayed; Cy came to Rio with Ana and Bo. " * 5
WORDS = {"Ana": "PERSON", "Bo": "PERSON", "Cy": "PERSON", "Rio": "GPE"}


def entities(text: str = TEXT, start: int = 0) -> list[Entity]:
    found = []
    for words, label in WORDS.items():
        at = text.find(words)
        while at >= 0:
            span = TextSpan(start + at, start + at + len(words))
            found.append(Entity(span, label, words, words))
            at = text.find(words, at + 1)
    return sorted(found, key=lambda entity: entity.span)


ENDS = [at + 1 for at, char in enumerate(TEXT[:-1]) if char == " "]
"""Pieces end between words, as the engine's do."""
cuts = st.lists(st.sampled_from(ENDS), max_size=6).map(lambda at: sorted({0, len(TEXT), *at}))


def in_pieces(edges: list[int]) -> NameIndex:
    index = NameIndex(TEXT)
    for start, end in itertools.pairwise(edges):
        index.put(TextSpan(start, end), [e for e in entities() if start <= e.span.start < end])
    return index


@given(cuts, st.integers(-1, len(TEXT)))
def test_neighbours_are_those_of_the_list(edges: list[int], offset: int) -> None:
    index, spans = in_pieces(edges), [entity.span for entity in entities()]
    assert [piece.span(i) for piece, i in index.ahead(offset)] == [s for s in spans if s.start > offset]
    before = [s for s in reversed(spans) if s.start < max(offset, 0)]
    assert [piece.span(i) for piece, i in index.behind(max(offset, 0))] == before
    assert index.at(max(offset, 0)) == next((s for s in spans if max(offset, 0) in s), None)


@given(cuts, st.integers(0, len(TEXT)), st.integers(0, 60))
def test_a_window_holds_what_touches_it(edges: list[int], start: int, size: int) -> None:
    window = TextSpan(start, start + size)
    wanted = [e.span for e in entities() if e.span.start < window.end and window.start < e.span.end]
    found = [span for span, _ in in_pieces(edges).within(window)]
    assert found == (wanted if size else [span for span in wanted if span.start < start])


def test_a_later_word_on_a_stretch_replaces_the_earlier_one() -> None:
    index = NameIndex(TEXT)
    index.put(TextSpan(0, 40), [e for e in entities() if e.span.end <= 40])
    index.put(TextSpan(40, 80), [e for e in entities() if 40 <= e.span.start < 80])
    index.put(TextSpan(0, len(TEXT)), entities()[:2])
    assert len(index) == 2
    assert index.groups() == [("person", 2)]


def test_mentions_go_round_by_what_a_name_goes_by() -> None:
    index = in_pieces([0, 100, 200, len(TEXT)])
    rio = [entity.span for entity in entities() if entity.text == "Rio"]
    assert index.mentions("Rio", "GPE") == len(rio)
    at, seen = rio[0], []
    for _ in rio:
        at = index.mention("Rio", "GPE", at.start, 1) or at
        seen.append(at)
    assert seen == [*rio[1:], rio[0]]
    assert index.mention("Rio", "GPE", rio[0].start, -1) == rio[-1]
    assert index.mention("Nobody", "GPE", 0, 1) is None
    assert index.mentions("Nobody", "GPE") == 0


def test_names_are_listed_by_kind_and_number() -> None:
    found = [(name.canonical, name.label, name.count) for name in in_pieces([0, 70, len(TEXT)]).names()]
    assert found == [("Ana", "PERSON", 15), ("Bo", "PERSON", 15), ("Cy", "PERSON", 5), ("Rio", "GPE", 15)]


@given(cuts)
def test_corrections_lie_over_every_piece_and_come_off_again(edges: list[int]) -> None:
    plain = in_pieces(edges)
    said = plain.with_corrections(
        [Correction("relabel", "Rio", "a", label="ORG"), Correction("not-entity", "Cy", "a")]
    )
    assert said.groups() == [("person", 30), ("org", 15)]
    said.put(TextSpan(0, len(TEXT)), entities())
    assert said.groups() == [("person", 30), ("org", 15)]
    assert said.with_corrections([]).groups() == [("person", 35), ("place", 15)]


def test_labels_of_a_strange_pipeline_are_numbers_in_the_legend() -> None:
    index = NameIndex("x")
    index.put(TextSpan(0, 1), [Entity(TextSpan(0, 1), "STRANGE", "x", "x")])
    assert index.groups() == [("number", 1)]
