"""Corrections of names in the store: records and words, scopes, rules, undo."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.entities.corrections import SCOPES, Correction
from annotations.errors import EngineError, StoreError
from annotations.library import Library
from annotations.model import TextPositionSelector, TextQuoteSelector, TextSpan
from annotations.notes.correction_records import describe_correction, from_record, short_name, to_record
from tests.notes.say_of_names import correct

words = st.text(min_size=1, max_size=8).filter(str.strip)
kinds = st.sampled_from(["not-entity", "relabel", "same-as", "add"])
PLACE = (TextQuoteSelector("Minsk", "in ", "."), TextPositionSelector(3, 8))


@given(
    st.builds(
        Correction, kinds, words, words, words, words, st.sampled_from(SCOPES), seen=words,
        any_kind=st.booleans(), only_now=st.booleans(),
    )
)  # fmt: skip
def test_records_come_back(correction: Correction) -> None:
    placed = replace(correction, article="a", selectors=PLACE if correction.scope == "here" else ())
    assert from_record(to_record(placed) | {"future": 1}) == placed
    assert describe_correction(placed).startswith("“")


def test_a_record_of_before_there_were_scopes_holds_for_its_article() -> None:
    record = {
        "kind": "relabel",
        "text": "Minsk",
        "article": "a",
        "label": "GPE",
        "canonical": "",
        "id": "c-1",
    }
    assert from_record(record) == Correction("relabel", "Minsk", "a", "GPE", scope="article")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({}, "kind"),
        ({"kind": "burn", "text": "x"}, "kind"),
        ({"kind": ["add"], "text": "x"}, "kind"),
        ({"kind": "not-entity", "text": " "}, "text"),
        ({"kind": "not-entity", "text": ["x"]}, "text"),
        ({"kind": "not-entity", "text": "x", "scope": "galaxy"}, "scope"),
        ({"kind": "add", "text": "x"}, "label"),
        ({"kind": "same-as", "text": "x"}, "canonical"),
        ({"kind": "not-entity", "text": "x", "scope": "here", "target": "a"}, "target"),
    ],
)
def test_a_record_that_is_none_says_why(record: dict[str, object], said: str) -> None:
    with pytest.raises(EngineError, match=said):
        from_record(record)


@pytest.fixture
def library(tmp_path: Path):
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.txt").write_text(f"{name}\n\nMinsk was signed in Minsk.\n")
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        yield library


def test_everywhere_holds_for_all_articles_and_here_for_none_but_its_own(
    library: Library, tmp_path: Path
) -> None:
    one, two = library.read(tmp_path / "one.txt"), library.read(tmp_path / "two.txt")
    said = library.name_corrections
    city = correct(said, "relabel", one, "Minsk", "GPE", scope="everywhere")
    deal = correct(said, "relabel", one, "Minsk", "LAW", scope="here", span=TextSpan(5, 10))
    assert said.corrections(one.id) == (city, deal)
    assert said.corrections(two.id) == said.corrections("never-seen") == (city,)
    assert [kept.title for kept in said.all()] == ["one", "one"]
    library.undo()
    assert said.corrections(one.id) == (city,)
    library.undo()
    assert said.corrections(two.id) == ()
    library.redo()
    assert said.corrections(two.id) == (city,)


def test_a_scope_is_changed_and_a_correction_taken_back_each_in_one_step(
    library: Library, tmp_path: Path
) -> None:
    one, said = library.read(tmp_path / "one.txt"), library.name_corrections
    correct(said, "not-entity", one, "Minsk")
    [kept] = said.all()
    said.change_scope(kept.id, "everywhere")
    assert [c.scope for c in said.corrections("other")] == ["everywhere"]
    with pytest.raises(StoreError, match="say it again on the page"):
        said.change_scope(kept.id, "here")  # the words stand there twice
    said.change_scope(kept.id, "article")
    assert said.corrections("other") == ()
    placed = correct(said, "not-entity", one, "Minsk", scope="everywhere", span=TextSpan(21, 26))
    said.change_scope(said.all()[1].id, "here")
    assert said.corrections(one.id)[1] == replace(placed, scope="here")
    library.undo()
    library.undo()
    said.delete([kept.id])
    assert said.all() == []
    change = library.undo()
    assert change is not None and "“Minsk” is no name" in str(getattr(change, "label", ""))
    assert [again.id for again in said.all()] == [kept.id]
    library.redo()
    with pytest.raises(StoreError):
        said.delete([kept.id])
    with pytest.raises(StoreError):
        said.change_scope(kept.id, "article")


def test_what_was_said_three_times_is_a_rule_and_offered_once(library: Library, tmp_path: Path) -> None:
    said, rules = library.name_corrections, []
    for name in ("one", "two", "three"):
        article = library.read(tmp_path / f"{name}.txt")
        correct(said, "not-entity", article, "signed")
        rules.append(said.rule_from(correct(said, "relabel", article, "Minsk", "LAW")))
    assert rules[:2] == [None, None]
    assert rules[2] is not None and (rules[2].scope, rules[2].label) == ("everywhere", "LAW")
    assert (
        said.rule_from(correct(said, "relabel", article, "Minsk", "LAW", scope="here", span=TextSpan(7, 12)))
        is None
    )
    said.save(article, rules[2])
    assert said.rule_from(correct(said, "relabel", article, "Minsk", "GPE")) is None


def test_a_rule_is_learnt_of_one_kind(library: Library, tmp_path: Path) -> None:
    said, article = library.name_corrections, library.read(tmp_path / "one.txt")
    town = Correction("not-entity", "Minsk", article.id, seen="GPE")
    said.save(article, replace(town, seen="LAW"))
    said.save(article, replace(town, any_kind=True))
    assert said.rule_from(said.save(article, town)) is None
    region = said.save(article, replace(town, seen="LOC"))
    assert said.rule_from(region) == replace(region, scope="everywhere")


def test_a_long_name_stands_in_a_sentence_by_its_beginning() -> None:
    long = "House of the\nVery Long House " * 12
    assert short_name("Steve\n Witkoff") == "Steve Witkoff"
    assert short_name(long) == "House of the Very Long House House of t…"
    assert (
        describe_correction(Correction("same-as", "x", "a", canonical=long)) == f"“x” is {short_name(long)}"
    )
