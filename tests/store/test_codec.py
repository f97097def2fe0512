"""W3C JSON both ways loses nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.model import COLORS, Annotation, Target, TextPositionSelector, TextQuoteSelector, TextualBody
from annotations.store.codec import (
    CONTEXT,
    UnreadableRecordError,
    decode,
    encode,
    tags_in,
    time_text,
    whole_ms,
)

texts = st.text(max_size=30)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars, lambda c: st.lists(c, max_size=3) | st.dictionaries(texts, c, max_size=3), max_leaves=5
)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(whole_ms)
positions = st.tuples(st.integers(0, 10**6), st.integers(0, 500)).map(
    lambda p: TextPositionSelector(p[0], sum(p))
)
selectors = st.lists(st.builds(TextQuoteSelector, texts, texts, texts) | positions, max_size=3).map(tuple)
targets = st.builds(
    Target,
    st.text(min_size=1, max_size=9),
    selectors,
    st.just("") | texts,
    st.none() | st.sampled_from(COLORS),
)
purposes = st.sampled_from(("commenting", "tagging", "identifying"))
bodies = st.lists(st.builds(TextualBody, texts, purposes, st.just("text/markdown") | texts), max_size=4).map(
    tuple
)
own = frozenset(("@context", "id", "type", "motivation", "created", "modified", "body", "target"))
unknown = st.dictionaries(texts.filter(lambda name: name not in own), values, max_size=3)
annotations = st.builds(Annotation, st.just("n-4k2p9d"), targets, bodies, moments, moments, unknown)


@given(annotations)
def test_every_annotation_comes_back_as_it_was(annotation: Annotation) -> None:
    back = decode(encode(annotation))
    assert back == annotation
    assert back.extra == annotation.extra


@given(annotations)
def test_tags_are_read_alone_as_with_the_rest(annotation: Annotation) -> None:
    assert tags_in(encode(annotation)) == annotation.tags
    single = {"id": "n", "target": "a", "body": {"type": "TextualBody", "purpose": "tagging", "value": "one"}}
    assert tags_in(single) == decode(single).tags == ("one",)
    assert tags_in({"id": "n", "target": "a", "body": [{"purpose": "tagging", "value": 5}, 7]}) == ()
    assert tags_in({"body": single["body"]}) == tags_in(None) == ()


@given(annotations, unknown, unknown, unknown)
def test_unknown_fields_at_every_level_survive(
    annotation: Annotation, on_target, on_body, on_selector
) -> None:
    annotation = replace(
        annotation,
        body=(TextualBody("a"), TextualBody("style", "tagging")),
        target=Target("a-1", (TextQuoteSelector("q"), TextPositionSelector(0, 1))),
    )
    record = encode(annotation)
    record["target"] = {**{f"x{k}": v for k, v in on_target.items()}, **record["target"]}
    record["body"] = [
        {**{f"x{k}": v for k, v in on_body.items()}, **record["body"][0]},
        *record["body"][1:],
        {"type": "Image", "id": "x"},
    ]
    quote, position = record["target"]["selector"]
    record["target"]["selector"] = [
        {**{f"x{k}": v for k, v in on_selector.items()}, **quote},
        position,
        {"type": "FragmentSelector", "value": "p=1"},
    ]
    assert encode(decode(record)) == record


def test_it_is_a_web_annotation() -> None:
    made = datetime(2025, 4, 26, 14, 2, 0, 123000, tzinfo=UTC)
    target = Target("a-1", (TextQuoteSelector("who", "a ", " b"), TextPositionSelector(2, 5)), "f0", "yellow")
    annotation = Annotation(
        "n-4k2p9d", target, (TextualBody("Who?"), TextualBody("style", "tagging", "text/plain")), made, made
    )
    assert encode(annotation) == {
        "@context": CONTEXT,
        "id": "n-4k2p9d",
        "type": "Annotation",
        "motivation": "commenting",
        "created": "2025-04-26T14:02:00.123Z",
        "modified": "2025-04-26T14:02:00.123Z",
        "body": [
            {"type": "TextualBody", "value": "Who?", "purpose": "commenting", "format": "text/markdown"},
            {"type": "TextualBody", "value": "style", "purpose": "tagging", "format": "text/plain"},
        ],
        "target": {
            "source": "a-1",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "who", "prefix": "a ", "suffix": " b"},
                {"type": "TextPositionSelector", "start": 2, "end": 5},
            ],
            "styleClass": "yellow",
            "postil:fingerprint": "f0",
        },
    }


@pytest.mark.parametrize("label", ["LAW", "", 3, None, ["LAW"]])
def test_the_kind_of_a_name_comes_back_and_what_is_none_is_kept(label: object) -> None:
    body = {"type": "TextualBody", "value": "Minsk", "purpose": "identifying", "format": "text/plain"}
    said = [{**body, "postil:label": label}]
    record = {"id": "n-1", "created": "2020-02-02T00:00:00.000Z", "target": {"source": "a-1"}, "body": said}
    note = decode(record)
    assert (note.entity, note.entity_label) == ("Minsk", label if label == "LAW" else "")
    assert encode(note)["body"] == said


def test_other_programs_shapes_are_read() -> None:
    note = decode({"id": "http://x/1", "target": "a-1", "body": {"type": "TextualBody", "value": "hm"}})
    assert (note.note, note.target.source, time_text(note.created)) == (
        "hm",
        "a-1",
        "1970-01-01T00:00:00.000Z",
    )
    other = decode(
        {"id": "x", "target": {"source": "a"}, "motivation": "bookmarking", "created": "2020-02-02"}
    )
    assert encode(other)["motivation"] == "bookmarking"


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        "n",
        {},
        {"id": 3},
        {"id": "n-1"},
        {"id": "n-1", "target": 3},
        {"id": "n-1", "target": {"source": []}},
    ],
)
def test_what_is_no_annotation_says_so(record: object) -> None:
    with pytest.raises(UnreadableRecordError):
        decode(record)
