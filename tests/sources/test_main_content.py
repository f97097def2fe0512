"""Which blocks of a long page are its article: the element that most of it stands in, else what an extractor says."""

import time

import pytest

from annotations.sources import main_content
from annotations.sources.assemble import Metadata
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html

AROUND = (
    "<nav><ul><li><a href='/'>Home</a><li><a href='/news'>News</a></ul></nav>",
    "<footer><p>All rights.</p></footer>",
)
PARAGRAPH = "The harbour was quiet that morning, and nobody had asked the women who mend the nets. "


def texts_of(body: str) -> list[str]:
    root = parse_html(f"<body>{AROUND[0]}{body}{AROUND[1]}</body>")
    return [draft.text for draft in main_content.main_content(root, Metadata("Title")).blocks.drafts]


def test_a_long_page_of_one_element_is_that_element_and_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(main_content, "_usual_opinion", lambda root, **_: pytest.fail("asked"))
    paragraphs = [f"{number}. {PARAGRAPH * 4}".strip() for number in range(400)]
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    assert texts_of(f"<div>{body}<blockquote><p>Somebody said so.</p></blockquote></div>") == [
        *paragraphs,
        "Somebody said so.",
    ]


def test_a_short_article_above_many_comments_is_not_lost_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(main_content, "_usual_opinion", lambda root, **_: asked.append(root) or PARAGRAPH * 4)
    comments = "".join(
        f"<div class=comment><p>{PARAGRAPH * 3}</p><p>{PARAGRAPH}</p></div>" for _ in range(400)
    )
    kept = texts_of(f"<article><p>{PARAGRAPH * 4}</p></article><section>{comments}</section>")
    assert asked and kept == [(PARAGRAPH * 4).strip()]


@pytest.mark.parametrize("unit", ["<a href='/{}'>word{}</a> ", "<sup>{}</sup> word{} "])
def test_thousands_of_links_in_one_element_cost_no_more_than_their_words(unit: str) -> None:
    said = "".join(unit.format(number, number) for number in range(3_000))
    since = time.process_time()
    texts = texts_of(f"<article><p>Before. {said}</p><p>{PARAGRAPH * 9}</p>{said}<p>After.</p></article>")
    assert time.process_time() - since < 10
    assert PARAGRAPH * 9 in [f"{text} " for text in texts]


@pytest.mark.parametrize("unit", ["<h1>a</h1>", "<div hidden>a</div>", "<form>a<input type=hidden></form>"])
def test_thousands_of_blocks_in_one_element_are_no_extractors_task(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_usual_opinion", "_opinions"):
        monkeypatch.setattr(main_content, name, lambda *_, **__: pytest.fail("asked"))
    assert PARAGRAPH * 3 in [f"{text} " for text in texts_of(f"{unit * 2_500}<p>{PARAGRAPH * 3}</p>")]


def test_a_gallery_costs_no_more_than_its_words() -> None:
    pictures = "<section><img src=x></section> and " * 600
    page = main_content._without_crowds(parse_html(f"<body><div>{pictures}<p>Words.</p></div>"))
    assert next(page.iter("section", "img"), None) is None
    assert "".join(map(str, page.itertext())) == " and " * 600 + "Words."


@pytest.mark.parametrize(
    "page", [f"<div>{'<h2>a</h2>' * 100}</div>" * 60, f"<section>{'<a href=x>1</a>' * 12}" * 200]
)
def test_of_a_page_of_many_blocks_or_nested_links_only_what_is_linear_is_asked(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    asked = []
    monkeypatch.setattr(main_content, "_usual_opinion", lambda root, *, is_fast: asked.append(is_fast) or "a")
    texts_of(page)
    assert asked == [True]


def test_what_stands_between_thousands_of_links_stays_where_it_is() -> None:
    links = "<a>a</a> " * 1_500
    root = parse_html(f"<html><body><div>x {links}<p>one <b>two</b></p>tail {links}<p>three</p>end</div>")
    crowd = next(main_content._without_crowds(root).iter("div"))
    assert [child.tag for child in crowd] == ["p", "p"]
    words = "a " * 1_500
    assert [crowd.text, crowd[0].tail, crowd[1].tail] == [f"x {words}", f"tail {words}", "end"]
    assert len(crowd[0]) == 1


def test_a_heading_below_which_nothing_is_kept_is_none_of_the_article() -> None:
    blocks = HtmlBlocks()
    markup = "<h2>Nets</h2><p>a</p><p>Text.</p><h3>More:</h3><ul><li>b</li></ul><h2>Quays</h2><h3>Stone</h3><p>Text.</p><h4>Share</h4>"
    blocks.read(parse_html(f"<div>{markup}</div>"))
    is_wanted = [draft.text not in ("a", "• b") for draft in blocks.drafts]
    kept = [blocks.drafts[index].text for index in main_content.choose_blocks(blocks, is_wanted)]
    assert kept == ["Nets", "Text.", "Quays", "Stone", "Text."]


def test_a_document_around_which_nothing_stands_is_kept_whole() -> None:
    text = "<h1>The first</h1><p>One.</p><ol><li>Hemp</li><li>Bone</li></ol><h1 id=what-remains>The second</h1><p>Two.</p>"
    top = "<header><h1>Title</h1><p>Jane Doe</p><p>2026-03-03</p></header>"
    whole = parse_html(f"<body>{top}{text}</body>")
    content = main_content.main_content(whole, Metadata("Title", "Jane Doe"))
    said = ["The first", "One.", "1. Hemp", "2. Bone", "The second", "Two."]
    assert [draft.text for draft in content.blocks.drafts] == said and not content.notice
    for site in (
        "<div class=sidebar>Most read.</div>",
        AROUND[0],
        "<form><p>Search.</p></form>",
        "<a href=/>Home</a>" * 9,
    ):
        body = next(parse_html(f"<body>{top}{text}{site}</body>").iter("body"))
        blocks = HtmlBlocks()
        blocks.read(body)
        assert not main_content._is_document(blocks, body)
