"""Every service's export is known by what is in it, and nothing in it is dropped in silence."""

import contextlib
import copy
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import annotations.intake.services
from annotations.errors import AnnotationsError
from annotations.intake.services import wallabag
from annotations.intake.services.registry import SERVICES, open_export, read_export, service_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.intake.take_over import article_of_saved
from tests.intake.exports import EXPORTS, POCKET_CSV, POCKET_PAGE, QUOTE, URL
from tests.sources.samples import packed

HELPERS = {"__init__", "registry", "saved_article", "tables"}


def read(name: str, tmp_path: Path) -> ServiceExport:
    file, raw = EXPORTS[name]
    (tmp_path / file).write_bytes(raw)
    return read_export(open_export(tmp_path / file), name)


def first(name: str, tmp_path: Path) -> SavedArticle:
    article = read(name, tmp_path).articles[0]
    assert (article.url, article.title.removesuffix(" & more")) == (URL, "Nets")
    return article


def test_every_module_is_in_the_table_and_has_a_sample() -> None:
    folder = Path(annotations.intake.services.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(SERVICES.values()) == EXPORTS.keys()


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_known_by_what_is_in_it_and_not_by_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_bytes(EXPORTS[name][1])
    assert service_of(open_export(path)) == name


@pytest.mark.parametrize("name", ["instapaper", "raindrop", "reader", "matter"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_that_a_spreadsheet_wrote_anew_says_the_same(
    name: str, delimiter: str, tmp_path: Path
) -> None:
    raw = EXPORTS[name][1].decode()
    with (tmp_path / "anew").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(csv.reader(io.StringIO(raw)))
    export = open_export(tmp_path / "anew")
    assert service_of(export) == name
    assert read_export(export, name).articles == read(name, tmp_path).articles


def test_omnivore(tmp_path: Path) -> None:
    article = first("omnivore", tmp_path)
    assert (article.status, article.tags, article.author) == ("read", ("harbour",), "Jane Doe")
    assert article.published is not None
    assert "mend the nets" in article.html
    assert [(one.quote, one.tags, one.note) for one in article.highlights] == [
        (QUOTE, ("work", "sea"), "Who says so?"),
        ("Nobody asked them", (), ""),
        ("words that are not there at all in it", (), ""),
    ]
    assert read("omnivore", tmp_path).articles[1].html == ""


def test_wallabag(tmp_path: Path) -> None:
    article = first("wallabag", tmp_path)
    assert (article.starred, article.status, article.language) == (True, "unread", "en")
    (note,) = article.highlights
    assert (note.quote, note.note, note.has_id) == (QUOTE, "Who says so?", True)
    assert [one.where for one in read("wallabag", tmp_path).left_out] == ["entry 2"]


def test_a_text_that_wallabag_could_not_fetch_is_none() -> None:
    entry = {"url": URL, "title": "Nets", "is_archived": 0}
    failed = "<p>wallabag can't retrieve contents for this article. Please <a href='x'>troubleshoot this issue</a>.</p>"
    data = [entry | {"content": failed}, entry | {"content": "<p>wallabag is a program.</p>"}]
    export = wallabag.read(ExportFile("all.json", data=data))
    assert [article.html for article in export.articles] == ["", "<p>wallabag is a program.</p>"]


def test_a_title_with_letters_of_html_is_read() -> None:
    data = [
        {"url": "https://example.org/a", "title": "Caf&eacute; &amp; co &#8217;s", "content": "<p>Text.</p>"}
    ]
    (article,) = wallabag.read(ExportFile("all.json", data=data)).articles
    assert article.title == "Café & co ’s"


def test_webclipper(tmp_path: Path) -> None:
    (note,) = first("webclipper", tmp_path).highlights
    assert (note.quote, note.prefix, note.suffix, note.note, note.key) == (
        QUOTE,
        "had",
        "that",
        "Who says so?",
        "h1",
    )


def test_karakeep(tmp_path: Path) -> None:
    article = first("karakeep", tmp_path)
    assert (article.folder, article.note, article.tags) == ("Sea/Work", "Look.", ("harbour",))
    export = read("karakeep", tmp_path)
    assert export.articles[1].html == "<p>One.</p><p>Two.</p>"
    assert [one.where for one in export.left_out] == ["bookmark 3"]


def test_linkwarden(tmp_path: Path) -> None:
    article = first("linkwarden", tmp_path)
    assert (article.folder, article.note, article.starred) == ("Sea/Work", "Look.", True)


def test_pocket_in_its_three_forms(tmp_path: Path) -> None:
    article = first("pocket", tmp_path)
    assert (article.status, article.tags, article.highlights[0].quote) == ("read", ("harbour", "sea"), QUOTE)
    assert [one.reason for one in read("pocket", tmp_path).left_out] == ["it has no address"]
    for text, statuses in ((POCKET_CSV, ["unread"]), (POCKET_PAGE, ["unread", "read"])):
        (tmp_path / "pocket").write_text(text)
        export = read_export(open_export(tmp_path / "pocket"), "pocket")
        assert [one.status for one in export.articles] == statuses
        assert export.articles[0].url == URL
        assert export.articles[0].saved is not None


def test_instapaper(tmp_path: Path) -> None:
    article = first("instapaper", tmp_path)
    assert (article.status, article.tags, [one.quote for one in article.highlights]) == (
        "read",
        ("harbour",),
        [QUOTE],
    )
    assert read("instapaper", tmp_path).articles[1].folder == "Sea"


def test_raindrop(tmp_path: Path) -> None:
    article = first("raindrop", tmp_path)
    assert (article.folder, article.starred, article.note) == ("Sea/Work", True, "Look.")
    assert [(one.quote, one.note) for one in article.highlights] == [(QUOTE, "Who says so?")]


def test_readwise_reader(tmp_path: Path) -> None:
    article = first("reader", tmp_path)
    assert (article.status, article.tags) == ("reading", ("harbour", "sea"))
    export = read("reader", tmp_path)
    assert export.articles[1].status == "read"
    assert len(export.left_out) == 1


def test_matter(tmp_path: Path) -> None:
    article = first("matter", tmp_path)
    assert (article.status, article.starred, article.site) == ("later", True, "The Harbour")
    assert "counted" in read("matter", tmp_path).notices[0].reason


def test_bookmarks(tmp_path: Path) -> None:
    article = first("bookmarks", tmp_path)
    assert (article.title, article.folder, article.note, article.status) == (
        "Nets & more",
        "Sea",
        "Look.",
        "later",
    )
    assert [one.url for one in read("bookmarks", tmp_path).articles] == [URL, "https://example.org/b"]


def test_a_number_that_is_no_character_costs_a_bookmark_that_character_alone(tmp_path: Path) -> None:
    file, raw = EXPORTS["bookmarks"]
    (tmp_path / file).write_bytes(raw.replace(b"harbour,sea", b"harbour,&#" + b"9" * 5000 + b";"))
    article, *_ = read_export(open_export(tmp_path / file), "bookmarks").articles
    assert article.tags == ("harbour", "\ufffd")


def test_a_column_that_nobody_reads_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(POCKET_CSV.replace("cursor", "mood"))
    assert "mood" in read_export(open_export(tmp_path / "x.csv"), "pocket").notices[0].reason


ODD_VALUES = (None, 7, 1e308, "x", [], {}, [[1]], {"a": [1]}, True, -1, [None])


def _with_each_replaced(value: Any) -> Iterator[Any]:
    """JSON with one value after the other replaced by each odd one."""
    yield from ODD_VALUES
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        for odd in _with_each_replaced(inner):
            changed = copy.copy(value)
            changed[key] = odd
            yield changed


@pytest.mark.parametrize("name", [name for name, (file, _) in EXPORTS.items() if file.endswith(".json")])
def test_a_value_of_another_kind_costs_its_record_at_most(name: str) -> None:
    file, raw = EXPORTS[name]
    for data in _with_each_replaced(json.loads(raw)):
        export = ExportFile(file, json.dumps(data), data)
        if service_of(export) == name:
            for article in read_export(export, name).articles:
                article_of_saved(article)


def test_a_damaged_part_of_an_archive_costs_itself_alone(tmp_path: Path) -> None:
    part = "annotations/part_é.json"
    raw = packed({"part_000000.csv": POCKET_CSV.encode(), part: b"[]", "annotations/part_2.json": b"[]"})
    start = raw.index(part.encode()) - 30
    path = tmp_path / "pocket.zip"
    for at, odd in ((0, b"odd!"), (26, b"\xff\xff"), (30, b"\xff"), (30, b"b")):
        path.write_bytes(raw[: start + at] + odd + raw[start + at + len(odd) :])
        export = read_export(open_export(path), "pocket")
        assert [one.title for one in export.articles] == ["Nets"]
        assert [(one.where, one.reason) for one in export.left_out] == [
            (part, "this part of the archive is damaged")
        ]


@pytest.mark.parametrize("at", [20, 36, 42, 43, 44, 45])
@pytest.mark.parametrize("odd", [1, 127, 255])
def test_an_archive_whose_list_of_parts_is_damaged_ends_no_import(at: int, odd: int, tmp_path: Path) -> None:
    file, raw = EXPORTS["omnivore"]
    place = raw.index(b"PK\x01\x02") + at
    (tmp_path / file).write_bytes(raw[:place] + bytes([odd]) + raw[place + 1 :])
    with contextlib.suppress(AnnotationsError):
        open_export(tmp_path / file)


def test_digits_that_are_no_number_are_no_date(tmp_path: Path) -> None:
    path = tmp_path / "ril_export.html"
    path.write_text(POCKET_PAGE.replace("1704189600", "²³").replace('"1"', '"²"'), encoding="utf-8")
    assert {one.saved for one in read_export(open_export(path), "pocket").articles} == {None}
