"""W3C Web Annotations: ours without loss, others in the shapes that the model allows."""

import json
from pathlib import Path
from typing import Any

from annotations.library import Library
from annotations.model import TextSpan

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
STORY = "https://www.example.org/world/story?id=7"


def quote(exact: str, **more: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, **more}


def test_our_own_come_back_as_they_were(library: Library, folder: Path, tmp_path: Path) -> None:
    story = library.read(folder / "story.md")
    library.annotate(
        story, TextSpan(60, 70), note="*Markdown* \\[[x]]", tags=("a/b", "to verify"), color="green"
    )
    library.annotate(story, entity="Steve Witkoff", note="who")
    library.annotate(story, None, tags=("later",))
    with library.repository.change("foreign field") as change:
        record = dict(next(iter(library.repository.tables()["annotations"].values())))
        change.put(
            "annotations",
            {**record, "creator": {"name": "me"}, "target": {**record["target"], "rights": "x"}},
        )
    records = list(library.repository.tables()["annotations"].values())
    items = [
        {
            **r,
            "id": f"urn:postil:{r['id']}",
            "target": {**r["target"], "source": f"urn:postil:{r['target']['source']}"},
        }
        for r in records
    ]
    for number, shape in enumerate(
        (
            records,
            {
                "@context": CONTEXT,
                "type": "AnnotationCollection",
                "total": 3,
                "first": {"type": "AnnotationPage", "items": items},
            },
        )
    ):
        path = tmp_path / "own.json"
        path.write_text(json.dumps(shape), encoding="utf-8")
        with Library.open(tmp_path / f"other{number}.json", cache=tmp_path / f"c{number}") as other:
            report = other.import_notes(path, folders=[folder])
            assert (report.added, report.unfiled, report.skipped) == (3, 0, [])
            assert list(other.repository.tables()["annotations"].values()) == records
            assert len(other.notes(other.read(folder / "story.md"))) == 3
            assert other.import_notes(path).added == 0
        with Library.open(tmp_path / f"bare{number}.json", cache=tmp_path / f"d{number}") as bare:
            assert bare.import_notes(path).unfiled == 3  # no article here: they keep its id
            assert list(bare.repository.tables()["annotations"].values()) == records
            assert len(bare.notes(bare.read(folder / "story.md"))) == 3


def test_the_newer_of_two_of_ours_wins(library: Library, folder: Path, tmp_path: Path) -> None:
    note = library.annotate(library.read(folder / "story.md"), None, note="first")
    path = tmp_path / "own.json"
    old = json.dumps(list(library.repository.tables()["annotations"].values()))
    library.update(note.id, note="second")
    new = json.dumps(list(library.repository.tables()["annotations"].values()))
    path.write_text(old)
    report = library.import_notes(path)
    assert (report.merged, report.skipped[0].reason) == (0, "changed here since it came in")
    path.write_text(new)
    with Library.open(tmp_path / "other.json", cache=tmp_path / "c") as other:
        path.write_text(old)
        other.import_notes(path)
        path.write_text(new)
        assert other.import_notes(path).merged == 1
        assert [n.note for n in other.repository.annotations()] == ["second"]
    library.remove(note.id)
    assert library.import_notes(path).skipped[0].reason == "deleted here"


SHAPES: list[tuple[Any, tuple[str, str, tuple[str, ...]]]] = [
    ({"body": "https://example.org/comment", "target": STORY}, ("", "<https://example.org/comment>", ())),
    ({"bodyValue": "plain", "target": {"id": STORY, "selector": quote("came ashore")}}, ("came ashore", "plain", ())),
    (
        {"body": {"type": "TextualBody", "value": "<p>One &amp; <b>two</b></p>", "format": "text/html"},
         "target": {"source": {"id": STORY, "title": "T"}, "selector": [quote("came ashore", prefix="The envoy ")]}},
        ("came ashore", "One & two", ()),
    ),
    (
        {"motivation": "tagging", "body": [{"type": "TextualBody", "value": "sea"}, {"type": "TextualBody", "value": "#ships"}],
         "target": {"source": STORY, "selector": {"type": "FragmentSelector", "value": "p1", "refinedBy": quote("came ashore")}}},
        ("came ashore", "", ("sea", "ships")),
    ),
    (
        {"@type": ["oa:Annotation"], "body": {"type": "Choice", "items": [{"type": "TextualBody", "value": "en"}, {"type": "TextualBody", "value": "fr"}]},
         "target": {"source": STORY, "styleClass": "#55cc66", "selector": {"type": "Choice", "items": [quote("came ashore")]}}},
        ("came ashore", "en", ()),
    ),
]  # fmt: skip


def test_shapes_of_others(bring, library: Library, folder: Path) -> None:
    for one, (exact, said, tags) in SHAPES:
        report = bring({"@context": CONTEXT, "id": "http://o.example/1", "type": "Annotation", **one})
        assert (report.format, report.added, report.unfiled) == ("webannotation", 1, 0), one
        ((note, anchor),) = library.notes(library.read(folder / "story.md"))
        assert (note.quote, note.note, note.tags) == (exact, said, tags)
        assert anchor.quality == "exact"
        library.undo()


def test_positions_tell_twins_apart(bring, library: Library, folder: Path) -> None:
    story = library.read(folder / "story.md")
    start = story.text.rindex("ready to reach a deal")
    for selector in (
        {"type": "TextPositionSelector", "start": start, "end": start + 21},
        {
            "type": "FragmentSelector",
            "value": f"char={start},{start + 21}",
            "conformsTo": "http://tools.ietf.org/rfc/rfc5147",
        },
    ):
        bring(
            {
                "target": {"source": STORY, "selector": [quote("ready to reach a deal"), selector]},
                "bodyValue": "x",
            }
        )
        ((_, anchor),) = library.notes(story)
        assert anchor.span == TextSpan(start, start + 21)
        library.undo()


def test_a_position_alone_is_a_place(bring, library: Library, folder: Path) -> None:
    story = library.read(folder / "story.md")
    foreign = [
        {
            "id": id,
            "target": {
                "source": STORY,
                "selector": {"type": "TextPositionSelector", "start": 60, "end": end},
            },
            "bodyValue": id,
        }
        for id, end in (("x", 66), ("y", 6_000_000))
    ]
    assert bring(foreign).added == 2
    assert [one.reason for one in bring(foreign).skipped] == ["already here"] * 2
    notes = {note.note: (note.quote, anchor.span) for note, anchor in library.notes(story)}
    assert notes == {"x": (story.text[60:66], TextSpan(60, 66)), "y": ("", None)}


def test_a_highlight_by_position_alone_is_one(bring, library: Library, folder: Path) -> None:
    story = library.read(folder / "story.md")
    place = {"source": STORY, "selector": {"type": "TextPositionSelector", "start": 60, "end": 66}}
    assert bring([{"id": "x", "motivation": "highlighting", "target": place}]).added == 1
    ((note, anchor),) = library.notes(story)
    assert (note.quote, note.target.color, anchor.span) == (story.text[60:66], "yellow", TextSpan(60, 66))


def test_collections_with_pages_targets_and_bad_records(bring, library: Library) -> None:
    page2 = {"type": "AnnotationPage", "items": [{"id": "b", "target": STORY, "bodyValue": "two"}]}
    page1 = {
        "type": "AnnotationPage",
        "next": page2,
        "items": [
            {
                "id": "a",
                "target": [STORY, {"source": STORY, "selector": quote("came ashore")}],
                "bodyValue": "on both",
            },
            {"id": "c", "bodyValue": "no target"},
            {"id": "d", "target": STORY},
            7,
            {"id": "e", "target": {"selector": 5}, "body": 5},
        ],
    }
    report = bring({"type": "AnnotationCollection", "first": page1})
    assert report.added == 3
    assert len(report.skipped) == 4
    elsewhere = bring(
        {
            "type": "AnnotationCollection",
            "items": [{"id": "z", "target": STORY, "bodyValue": "x"}],
            "first": "http://o.example/page1",
        }
    )
    assert (elsewhere.added, elsewhere.skipped[0].reason) == (
        1,
        "the page http://o.example/page1 is not in the file",
    )
    assert bring({"type": "AnnotationCollection", "first": page1}).added == 0


def test_our_export_says_what_it_is_on(library: Library, folder: Path, tmp_path: Path) -> None:
    story = library.read(folder / "story.md")
    kept = library.annotate(story, TextSpan(60, 70), note="x")
    library.export([story], to=tmp_path / "out", format="webannotation")
    (exported,) = (tmp_path / "out").iterdir()
    with Library.open(tmp_path / "bare.json", cache=tmp_path / "c") as bare:
        assert bare.import_notes(exported).unfiled == 1
        (noted,) = bare.all_notes()
        assert (noted.title, noted.annotation.id) == (story.title, kept.id)
        assert noted.annotation == kept
    edited = folder / "story.md"
    edited.write_text(
        edited.read_text("utf-8").replace("and nobody who", "on a grey day, and nobody who"), "utf-8"
    )
    with Library.open(
        tmp_path / "other.json", cache=tmp_path / "d"
    ) as other:  # the text has another fingerprint here
        report = other.import_notes(exported, folders=[folder])
        assert (report.added, report.unfiled) == (1, 0)
        article = other.read(edited)
        assert article.id != story.id
        ((note, anchor),) = other.notes(article)
        assert anchor.span is not None
        assert note.id == kept.id
