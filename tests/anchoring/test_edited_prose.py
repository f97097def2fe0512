"""The promise at a size the suite can carry: `python -m tests.benchmarks.anchoring` measures it in full."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.anchoring import describe, resolve
from annotations.anchoring.normalize import prepare_uncached
from annotations.text.canonical import canonical
from tests.benchmarks import anchoring, edits
from tests.benchmarks.edits import Text

SEEDS = Path(__file__).parents[2] / "seeds"
PROSE = canonical(
    "\n\n".join(
        path.read_text(encoding="utf-8") for path in sorted(SEEDS.iterdir()) if path.suffix in (".txt", ".md")
    )
)
QUOTES = 40


def asked(text: str, name: str, edit: edits.Edit, count: int = QUOTES) -> anchoring.Row:
    rng = random.Random(name)
    spans = edits.quotes(text, rng, count)
    edited = edit(Text.first(text), rng)
    row = anchoring.Row(name)
    for span in spans:
        anchoring.ask(row, edited, span, describe(text, span))
    return row


@pytest.mark.parametrize("name", anchoring.EDITS)
def test_notes_stay_on_their_words(name: str) -> None:
    row = asked(PROSE, name, anchoring.EDITS[name])
    assert row.counts["wrong"] == 0, row.wrong
    assert row.share("right") >= 0.95, row.wrong


@pytest.mark.parametrize("before", [None, edits.everything])
def test_a_deleted_quote_is_an_orphan(before: edits.Edit | None) -> None:
    row = anchoring.deleted_row(PROSE, 3, "deleted", before, count=15)
    assert row.share("right") == 1, row.wrong


@pytest.mark.parametrize("name", ["10 % of words replaced", "sentences swapped", "paragraphs in and out"])
def test_near_identical_sentences_are_hardly_ever_taken_for_each_other(name: str) -> None:
    text = edits.twins(random.Random(name), 100_000)
    row = asked(text, name, anchoring.EDITS[name], 150)
    assert row.share("wrong") <= 0.03, row.wrong


def test_a_deleted_sentence_is_not_found_in_its_twin() -> None:
    row = anchoring.deleted_row(edits.twins(random.Random(5), 20_000), 5, "deleted", None, count=40)
    assert row.share("wrong") <= 0.03, row.wrong


ANY = st.text(alphabet=st.sampled_from("ab é\u0301\u200b\n\t…“'-ﬁ가水\u00ad"), max_size=60)


@given(ANY)
@settings(deadline=None)
def test_normalised_text_knows_its_way_back(text: str) -> None:
    prepared = prepare_uncached(text)
    offsets = [prepared.offset(at) for at in range(len(prepared.text) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    assert "  " not in prepared.text
    for at in range(len(prepared.text)):
        span = prepared.span(at, at + 1)
        assert (
            prepare_uncached(text[span.start : span.end]).text.startswith(prepared.text[at])
            or len(prepare_uncached(text[span.start : span.start + 1]).text) > 1
        )


@given(ANY, st.data())
@settings(deadline=None)
def test_whatever_the_text_an_anchor_lies_within_it(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selectors = describe(text, edits.TextSpan(start, end))
    assert resolve(text, selectors).span == edits.TextSpan(start, end)
    other = data.draw(ANY)
    anchor = resolve(other, selectors)
    places = [*(place for place, _ in anchor.candidates), *([anchor.span] if anchor.span else [])]
    assert all(place.end <= len(other) for place in places)
    assert (anchor.span is None) == (anchor.quality == "orphan")
