"""Hypothesis: rows, exports, replies, page notes, groups, UTF-16 offsets."""

from typing import Any

from annotations.library import Library

URL = "http://example.org/world/story/?id=7&utm_source=mail#top"


def row(id: str, exact: str = "", **more: Any) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = [
        {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]"}
    ]
    if exact:
        selectors.append({"type": "TextQuoteSelector", "exact": exact, "prefix": "", "suffix": ""})
    return {
        "id": id, "created": "2025-04-26T09:00:00.123456+00:00", "updated": "2025-04-27T09:00:00.654321+00:00",
        "user": "acct:jane@hypothes.is", "uri": URL, "text": "", "tags": [], "group": "__world__",
        "permissions": {"read": ["group:__world__"]}, "document": {"title": ["Envoy"]},
        "target": [{"source": URL, "selector": selectors}] if exact else [{"source": URL}],
    } | more  # fmt: skip


def test_rows(bring, library: Library, folder) -> None:
    second = "ready to reach a deal"
    story = library.read(folder / "story.md")
    start = story.text.rindex(second)
    units = len(story.text[:start].encode("utf-16-le")) // 2
    twice = row("b", second)
    twice["target"][0]["selector"].append(
        {"type": "TextPositionSelector", "start": units, "end": units + len(second)}
    )
    report = bring(
        {
            "total": 6,
            "rows": [
                row("a", "came ashore in Moscow 🚢", text="When?", tags=["to-verify", "sea, ships"]),
                twice,
                row("c", text="On the whole page"),
                row(
                    "d",
                    text="A reply",
                    references=["a"],
                    group="x1y2",
                    permissions={"read": ["acct:jane@hypothes.is"]},
                ),
                row("e", "words that stand nowhere in this article", text="lost"),
                {"id": 7, "uri": URL},
                "nonsense",
                row("f"),
            ],
        }
    )
    assert (report.format, report.added, report.orphaned, report.unfiled) == ("hypothesis", 5, 1, 0)
    assert [one.where for one in report.skipped] == ["annotation 6", "annotation 7", "annotation 8"]
    notes = {note.note or note.quote: (note, anchor) for note, anchor in library.notes(story)}
    first, anchor = notes["When?"]
    assert story.text[anchor.span.start : anchor.span.end] == "came ashore in Moscow 🚢"  # type: ignore[union-attr]
    assert first.tags == ("to-verify", "sea", "ships")
    assert first.created.isoformat() == "2025-04-26T09:00:00.123000+00:00"
    assert notes[second][1].span.start == start  # type: ignore[union-attr]  # the second of the two, by its offset
    assert notes["On the whole page"][0].quote == ""
    reply = notes["A reply"][0]
    assert reply.quote == "came ashore in Moscow 🚢"
    about: Any = reply.extra["postil:imported"]
    assert (about["reply_to"], about["group"], about["private"]) == ("a", "x1y2", True)
    assert notes["lost"][1].span is None


def test_client_export_and_bare_lists(bring, library: Library) -> None:
    rows = [row("a", "came ashore", text="x")]
    export = {
        "export_date": "2025-05-01",
        "export_userid": "acct:jane@hypothes.is",
        "client_version": "1.1",
        "annotations": rows,
    }
    assert bring(export).added == 1
    again = bring(rows)
    assert (again.format, again.added, again.skipped[0].reason) == ("hypothesis", 0, "already here")
    rows[0]["text"] = "better said"
    assert (bring(rows).merged, bring(rows).merged) == (1, 0)
    (note,) = library.repository.annotations()
    assert note.note == "better said"
    library.update(note.id, note="mine")
    rows[0]["text"] = "better still"
    assert bring(rows).skipped[0].reason == "changed here since it came in"
    library.remove(note.id)
    assert bring(rows).skipped[0].reason == "deleted here"
    assert library.repository.annotations() == []
