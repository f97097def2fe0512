"""Web Annotations: valid by the rules of the standard, and back in as they went out."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.errors import ExportError
from annotations.exporters import webannotation
from annotations.exporters.items import ExportOptions
from annotations.library import Library
from annotations.model import TextSpan
from annotations.store.codec import decode, encode

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting",
    "identifying", "linking", "moderating", "questioning", "replying", "tagging",
}  # fmt: skip


def problems(collection: Any) -> Iterator[str]:
    """What breaks the Web Annotation Data Model, sections 3.1 to 5.2, in a collection with its page inside."""
    contexts = collection.get("@context")
    if CONTEXT not in (contexts if isinstance(contexts, list) else [contexts]):
        yield "5.1 the context of the standard is missing"
    yield from head_problems(collection, "AnnotationCollection")
    total, page = collection.get("total"), collection.get("first")
    if type(total) is not int or total < 0:
        yield "5.1 total is no natural number"
    if not total:
        return
    if not isinstance(page, dict):
        yield "5.1 first is missing"
        return
    yield from head_problems(page, "AnnotationPage")
    if type(page.get("startIndex")) is not int or page["startIndex"] < 0:
        yield "5.2 startIndex is no natural number"
    if not isinstance(page.get("items"), list) or len(page["items"]) != total:
        yield "5.2 items is no list of all annotations"
        return
    for one in page["items"]:
        yield from annotation_problems(one)


def head_problems(one: Any, type_: str) -> Iterator[str]:
    if not isinstance(one.get("id"), str) or not IRI.fullmatch(one["id"]):
        yield f"{type_} has no IRI: {one.get('id')!r}"
    types = one.get("type")
    if type_ not in (types if isinstance(types, list) else [types]):
        yield f"{type_} has the type {types!r}"


def annotation_problems(one: Any) -> Iterator[str]:
    yield from head_problems(one, "Annotation")
    motivations = one.get("motivation", [])
    for motivation in motivations if isinstance(motivations, list) else [motivations]:
        if motivation not in MOTIVATIONS and not IRI.fullmatch(str(motivation)):
            yield f"3.3.5 motivation {motivation!r}"
    for name in ("created", "modified"):
        if name in one and not re.fullmatch(r"\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", one[name]):
            yield f"3.3.1 {name} is no xsd:dateTime in UTC"
    if "body" in one and "bodyValue" in one:
        yield "3.2.5 body and bodyValue"
    for body in one.get("body", []):
        yield from body_problems(body)
    target = one.get("target")
    if not isinstance(target, dict) or not IRI.fullmatch(str(target.get("source"))):
        yield f"4.1 the source is no IRI: {target!r}"
        return
    for selector in target.get("selector", []):
        yield from selector_problems(selector)
    if not isinstance(target.get("styleClass", ""), str):
        yield "4.4 styleClass is no string"


def body_problems(body: Any) -> Iterator[str]:
    if body.get("type") == "TextualBody":
        if not isinstance(body.get("value"), str):
            yield "3.2.4 a textual body without value"
        if not isinstance(body.get("format", ""), str):
            yield "3.2.4 format is no string"
        if body.get("purpose", "commenting") not in MOTIVATIONS:
            yield "3.3.5 purpose"
    elif not IRI.fullmatch(str(body.get("id", body.get("source")))):
        yield "3.2.1 a body that is neither text nor a resource"


def selector_problems(selector: Any) -> Iterator[str]:
    if selector.get("type") == "TextQuoteSelector":
        if not isinstance(selector.get("exact"), str):
            yield "4.2.4 a quote without exact"
        if not all(isinstance(selector.get(name, ""), str) for name in ("prefix", "suffix")):
            yield "4.2.4 prefix or suffix"
    elif selector.get("type") == "TextPositionSelector":
        start, end = selector.get("start"), selector.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start <= end:
            yield "4.2.5 start and end"


def exported(*items: Any) -> Any:
    return json.loads(webannotation.plan(items, None, ExportOptions()).report.text)


def test_a_collection_of_every_kind_of_note_is_valid(make: Any) -> None:
    article = replace(make.article(), url="https://example.org/a b")
    notes = (
        make.note(article, "n-000001", "One sentence", "why?", ["to verify", "a/b"]),
        make.note(article, "n-000002", "Another", lost=True),
        make.note(article, "n-000003", words="on the whole"),
        make.note(article, "n-000004", entity="Steve Witkoff"),
        make.note(article, "https://example.org/anno/1", "A last", "from elsewhere"),
        make.note(article, "odd id <x>", "A last", "\ud800"),
    )
    collection = exported(make.item(article, *notes))
    assert list(problems(collection)) == []
    assert collection["total"] == 6
    ids = [one["id"] for one in collection["first"]["items"]]
    assert ids[0] == "urn:postil:n-000001"
    assert ids[4] == "https://example.org/anno/1"
    assert list(problems(exported())) == []


def test_the_validator_knows_what_is_wrong(make: Any) -> None:
    good = json.dumps(exported(make.item(make.article(), make.note(make.article(), "n-000001", "One", "x"))))
    for old, new in (
        (CONTEXT, "http://example.org"),
        ("AnnotationPage", "Page"),
        ('"total": 1', '"total": -1'),
        ('"TextQuoteSelector", "exact"', '"TextQuoteSelector", "words"'),
        ('"value": "x"', '"value": 1'),
        ("urn:postil:a-0123456789", "a-0123456789"),
        ("2026-01-02T03:04:05.000Z", "2026-01-02"),
        ('"commenting"', '"thinking"'),
        ('"start": 9', '"start": -9'),
    ):
        assert old in good
        assert list(problems(json.loads(good.replace(old, new)))) != []


def notes_of(path: Path) -> dict[str, Any]:
    with Library.open(path) as library:
        return {note.id: (encode(note), note.extra) for note in library.repository.annotations()}


def test_out_and_in_again_nothing_is_lost(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        "A title for it\n\nThe first paragraph names Ana Ruiz.\n\nThe second is here.\n", encoding="utf-8"
    )
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    with Library.open(one) as library:
        article = library.read(story)
        library.annotate(
            article, TextSpan(20, 40), note="why?\r\n**really** =1", tags=("to verify", "a/b"), color="blue"
        )
        library.annotate(article, None, note="on all of it")
        library.annotate(article, entity="Ana Ruiz", tags=("who",))
        record = encode(library.annotate(article, TextSpan(16, 19))) | {
            "creator": {"name": "Jo"},
            "id": "n-extra1",
        }
        record["body"] = [{"type": "Video", "id": "https://example.org/v"}]
        library.repository.add(decode(record))
        report = library.export(to=tmp_path / "out", format="webannotation")
    assert str(report) == "5 new, 0 updated, 0 kept (edited), 0 same"
    [file] = report.paths
    assert list(problems(json.loads(file.read_text(encoding="utf-8")))) == []
    with Library.open(other) as library:
        library.read(story)
        library.import_notes(file)
    assert notes_of(other) == notes_of(one)


def test_a_second_export_counts_and_writes_nothing(make: Any, tmp_path: Path) -> None:
    article = make.article()

    def export(*words: str) -> Any:
        notes = [make.note(article, f"n-00000{n}", "One", said) for n, said in enumerate(words) if said]
        return webannotation.plan([make.item(article, *notes)], tmp_path, ExportOptions()).write()

    assert str(export("a", "b")) == "2 new, 0 updated, 0 kept (edited), 0 same"
    assert export("a", "b").paths == []
    assert str(export("", "c", "d")) == "1 new, 1 updated, 0 kept (edited), 0 same, 1 removed"


def test_a_file_of_somebody_else_is_not_written_over(make: Any, tmp_path: Path) -> None:
    (tmp_path / webannotation.FILE).write_text('{"my": "own"}', encoding="utf-8")
    with pytest.raises(ExportError, match="not postil's"):
        webannotation.plan([make.item(make.article())], tmp_path, ExportOptions())


@given(said=st.text(max_size=50), id=st.text(min_size=1, max_size=12))
def test_any_text_makes_valid_json_and_comes_back(make: Any, said: str, id: str) -> None:
    article = make.article(said or "x")
    note = make.note(article, id, said, said, [said])
    collection = exported(make.item(article, note))
    assert list(problems(collection)) == []
    [one] = collection["first"]["items"]
    shown = said.encode("utf-8", "replace").decode()
    assert one["body"][0]["value"] == shown if said else one["body"]
    assert datetime.fromisoformat(one["created"]) == note[0].created


def test_the_tags_of_an_article_are_no_note(make: Any, tmp_path: Path) -> None:
    article = make.article()

    def export(*notes: Any) -> str:
        return str(webannotation.plan([make.item(article, *notes)], tmp_path, ExportOptions()).write())

    tags = make.note(article, "n-000001", tags=["a", "b"])
    note = make.note(article, "n-000002", "One sentence", tags=["a"])
    assert export(tags, note) == "1 new, 0 updated, 0 kept (edited), 0 same"
    assert export(note) == "0 new, 0 updated, 0 kept (edited), 1 same"
    assert export(tags) == "0 new, 0 updated, 0 kept (edited), 0 same, 1 removed"
