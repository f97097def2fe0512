"""HTML pages: complete, closed to scripts and loading, and shown by a real browser where there is one."""

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.exporters import html as html_format
from annotations.exporters.html_page import html_page
from annotations.exporters.items import ExportOptions
from annotations.model import Block, Mark, TextSpan

OPTIONS = ExportOptions()
HOSTILE = [
    "<script>document.title = 'broken'</script>",
    '"><img src=x onerror="document.title=1">',
    "</style></head><b>",
    "<!-- x --> <!doctype html>",
    "![pixel](https://example.org/p.png)",
    "[x](javascript:alert(1)) [y](data:text/html,1) <javascript:alert(1)>",
    "&lt;script&gt; &#60;b&#62;",
    "' onmouseover='x",
    "-->\n<!-- postil-page: a-0123456789 00000000 -->",
    "```\n<b>",
    "\x00\x1b[31m\ud800",
]
VOID = {"meta", "br", "hr"}


class Tree(HTMLParser):
    """What a parser makes of a page: elements with attributes, texts by id, and whether all is closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def parsed(page: str) -> Tree:
    tree = Tree()
    tree.feed(page)
    tree.close()
    assert tree.open == []
    return tree


def an_item(make: Any, said: str = "A plain word") -> Any:
    words = " ".join(said.split()) or "x"
    article = make.article(said, f"Before {words} after.", "Another paragraph of Rome.")
    article = replace(article, author=said, url=said, language=said)
    start = article.text.index("Before")
    marks = (
        Mark(TextSpan(start, start + 9), "link", said),
        Mark(TextSpan(start + 2, start + 8), "link", 'https://example.org/?a=1&b="2"'),
        Mark(TextSpan(start, start + 5), "strong"),
    )
    notes = (
        make.note(article, "n-000001", words, said, [said], color="blue"),
        make.note(article, "n-000002", "Another", "**why** [[Rome]]?"),
        make.note(article, "n-000003", said, "gone", lost=True),
        make.note(article, "n-000004", entity=said),
        make.note(article, "n-000005", words=said),
    )
    entities = (
        make.entity(article, words, "PERSON", said),
        make.entity(article, "Rome", "GPE"),
        make.entity(article, "Another", "CARDINAL"),
    )
    return make.item(replace(article, marks=marks), *notes, entities=entities)


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_breaks_out_and_nothing_is_loaded(make: Any, said: str) -> None:
    tree = parsed(html_page(an_item(make, said)))
    allowed = set(
        "html head meta title style body main div h1 h2 p aside a span mark sup strong em code pre blockquote section dl dt dd footer ul li ol br".split()
    )
    assert {tag for tag, _ in tree.tags} <= allowed
    for tag, attributes in tree.tags:
        assert not any(name.startswith("on") or name in ("src", "srcset", "action") for name in attributes)
        href = attributes.get("href")
        assert href is None or (tag == "a" and href.startswith(("#", "https://", "http://", "mailto:")))
    assert [tag for tag, _ in tree.tags].count("html") == 1
    assert tree.comments == []
    policy = next(a["content"] for tag, a in tree.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'")
    ids = [a["id"] for _, a in tree.tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_text_names_and_notes_are_all_there(make: Any) -> None:
    item = an_item(make)
    tree = parsed(html_page(item))
    text = "".join(tree.said)
    for block in item.article.blocks:
        assert item.article.text[block.span.start : block.span.end].split()[0] in text
    for said in (
        "why",
        "[[Rome]]?",
        "#A plain word",
        "Notes whose words are gone",
        "Named here",
        "Places",
    ):
        assert said in text
    marks = [a["class"] for tag, a in tree.tags if tag == "mark"]
    assert {"blue", "yellow"} <= set(marks)
    assert ("span", {"class": "name place", "title": "country or town: Rome"}) in tree.tags
    assert sum(tag == "aside" for tag, _ in tree.tags) == 5


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=8))
def test_overlapping_notes_and_marks_leave_the_text_as_it_is(make: Any, spans: list[tuple[int, int]]) -> None:
    article = make.article("T", "Words & <more> words " * 4)
    limit = len(article.text)
    cut = [TextSpan(min(a, limit - 1), min(a + b, limit)) for a, b in spans]
    article = replace(article, marks=tuple(Mark(span, "emphasis") for span in cut[::2]))
    notes = []
    for number, span in enumerate(cut):
        note, anchor = make.note(article, f"n-{number:06d}", article.text[span.start : span.end])
        notes.append((note, replace(anchor, span=span)))
    page = html_page(make.item(article, *notes))
    body = page.split('<p id="p2"')[1].split("</p>")[0].split(">", 1)[1]
    tree = Tree()
    tree.feed(body)
    text = "".join(tree.said)
    for number in range(len(cut), 0, -1):
        text = text.replace(str(number), "")
    assert text == article.text[article.blocks[1].span.start :]


def test_an_article_that_is_gone_shows_its_notes_with_their_quotes(make: Any) -> None:
    item = an_item(make)
    gone = replace(
        item, article=replace(item.article, text="", blocks=(), marks=()), entities=None, is_gone=True
    )
    page = html_page(gone)
    text = "".join(parsed(page).said)
    assert "not there any more" in text
    assert "A plain word" in text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == len(item.notes)


@pytest.mark.parametrize("quote", ["One sentence here.\n\n", "\n\nOne", "\n\n", "sentence here.\n\nAnother."])
def test_a_quote_that_reaches_between_blocks_has_its_number_and_its_link(make: Any, quote: str) -> None:
    article = make.article("A title", "One sentence here.", "Another.")
    start = article.text.index(quote)
    note, anchor = make.note(article, "n-000001", "One sentence here.", "why?")
    item = make.item(article, (note, replace(anchor, span=TextSpan(start, start + len(quote)))))
    page = html_page(item)
    assert page.count('id="n-000001"') == 1
    for href in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{href}"' in page


def test_an_edited_page_is_kept_and_a_renamed_one_found(make: Any, tmp_path: Path) -> None:
    item = an_item(make)
    assert (
        str(html_format.plan([item], tmp_path, OPTIONS).write())
        == "5 new, 0 updated, 0 kept (edited), 0 same"
    )
    [path] = tmp_path.iterdir()
    assert path.suffix == ".html"
    path = path.rename(tmp_path / "mine.html")
    assert (
        str(html_format.plan([item], tmp_path, OPTIONS).write())
        == "0 new, 0 updated, 0 kept (edited), 5 same"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("<main>", "<main>mine"), encoding="utf-8")
    assert (
        str(html_format.plan([item], tmp_path, OPTIONS).write())
        == "0 new, 0 updated, 5 kept (edited), 0 same"
    )


def browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.mark.skipif(browser() is None, reason="no Chromium on this machine")
def test_a_browser_shows_it_and_runs_nothing(make: Any, tmp_path: Path) -> None:
    item = an_item(
        make, "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"
    )
    item = replace(item, article=replace(item.article, title="Safe and sound"))
    [path] = html_format.plan([item], tmp_path, OPTIONS).write().paths
    page = path.rename(tmp_path / "page.html")
    picture = tmp_path / "page.png"
    base = [
        str(browser()),
        "--headless",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        base.append("--no-sandbox")
    done = subprocess.run(
        [*base, f"--screenshot={picture}", "--window-size=1200,900", "--dump-dom", page.as_uri()],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"Chromium does not start here: {done.stderr.decode(errors='replace').strip()[-200:]}")
    dom = done.stdout.decode("utf-8", "replace")
    assert "<title>Safe and sound</title>" in dom
    assert "<script" not in dom
    assert "<img" not in dom
    assert dom.count("<aside") == 5
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 10_000


def test_blocks_of_every_kind(make: Any) -> None:
    kinds = ("title", "byline", "standfirst", "heading", "paragraph", "list-item", "quote", "code")
    article = make.article(*(f"Of kind {kind}" for kind in kinds))
    blocks = tuple(Block(b.span, kind, 1) for b, kind in zip(article.blocks, kinds, strict=True))
    tree = parsed(
        html_page(make.item(replace(article, blocks=blocks), make.note(article, "n-000001", words="x")))
    )
    found = {str(a["class"]): tag for tag, a in tree.tags if str(a.get("id", "")).startswith("p")}
    assert found == {
        "title": "h1", "byline": "p", "standfirst": "p", "heading": "h2", "paragraph": "p", "list-item": "p",
        "quote": "blockquote", "code": "pre",
    }  # fmt: skip
