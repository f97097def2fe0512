"""Trees of HTML to blocks: where paragraphs part, what marks reach over."""

import time
from pathlib import Path

import pytest

from annotations.sources.drafts import Draft
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.xml_tree import parse_xml


def drafts_of(markup: str) -> list[Draft]:
    blocks = HtmlBlocks()
    blocks.read(parse_html(f"<body>{markup}</body>"))
    return blocks.drafts


def marked(draft: Draft) -> list[tuple[str, str]]:
    return [(mark.kind, draft.text[mark.span.start : mark.span.end]) for mark in draft.marks]


@pytest.mark.parametrize("gap", ["<br><br>", "<br>\n <br/>", "<br>&nbsp;<br>", "<br><b> </b><br><br><br>"])
def test_an_empty_line_of_breaks_parts_paragraphs(gap: str) -> None:
    drafts = drafts_of(f"<div>One and<br>its second line.{gap}Two.</div>")
    assert [(draft.text, draft.kind) for draft in drafts] == [
        ("One and\nits second line.", "paragraph"),
        ("Two.", "paragraph"),
    ]


def test_paragraphs_parted_by_breaks_stay_in_their_list_quote_and_heading() -> None:
    drafts = drafts_of(
        "<ul><li>One.<br><br>Still one.<li>Two.</ul><blockquote>A.<br><br>B.</blockquote><h2>Up<br><br>down</h2>"
        "<pre>a<br><br>b</pre>"
    )
    assert [(draft.kind, draft.text) for draft in drafts] == [
        ("list-item", "• One."),
        ("list-item", "Still one."),
        ("list-item", "• Two."),
        ("quote", "A."),
        ("quote", "B."),
        ("heading", "Up down"),
        ("code", "a\n\nb"),
    ]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("Said here<sup><a href='#f1'>1</a></sup>.", "Said here[1]."),
        ("Said here<a href='notes.xhtml#f1' role='doc-noteref'>12</a>.", "Said here[12]."),
        ("Said here<a href='#fn1' class='footnote-ref' epub:type='noteref'>1</a>", "Said here[1]"),
        ("Here<a href='#f1'><sup>3</sup></a> and<sup> <a href='#f2'>4</a>,<a href='#f3'>*</a></sup>", "Here[3] and [4],[*]"),
        ("As is<sup><a href='#f1'>[1]</a></sup>, or<sup>[<a href='#f2'>2</a>]</sup>", "As is[1], or[2]"),
        ("The year <a href='#y'>1911</a>, part <a href='#2'>2</a>", "The year 1911, part 2"),
        ("10<sup>6</sup>, 5<sup><a href='/th'>th</a></sup>, a<sup><a href='https://a.bc/'>2</a></sup>", "106, 5th, a2"),
    ],
)  # fmt: skip
def test_the_mark_of_a_footnote_stands_in_brackets(page: str, text: str) -> None:
    [draft] = drafts_of(f"<p>{page}</p>")
    assert draft.text == text


def test_the_mark_of_a_footnote_of_a_book_is_known_by_what_the_book_calls_it() -> None:
    markup = '<p xmlns:epub="http://www.idpf.org/2007/ops">Torn.<a href="#f1" epub:type="noteref">1</a></p>'
    blocks = HtmlBlocks()
    blocks.read(parse_xml(markup.encode(), Path("ch1.xhtml")), document="ch1.xhtml")
    assert [draft.text for draft in blocks.drafts] == ["Torn.[1]"]


def test_the_brackets_of_a_footnote_are_of_its_link() -> None:
    [draft] = drafts_of("<p>Said here<sup><a href='#f1'>1</a></sup>.</p>")
    assert marked(draft) == [("link", "[1]")]


def test_a_mark_that_reaches_over_paragraphs_is_on_each() -> None:
    one, two = drafts_of(
        "<p>It <i>began <b>at<br><br>sea.</b> The</i> <a href='http://a.bc/'> gulls </a>knew.</p>"
    )
    assert marked(one) == [("strong", "at"), ("emphasis", "began at")]
    assert marked(two) == [("strong", "sea."), ("emphasis", "sea. The"), ("link", "gulls")]


def test_a_paragraph_of_many_marks_takes_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        root = parse_html("<body><p>" + "<b>x</b> y " * count + "</p></body>")
        since = time.process_time()
        HtmlBlocks().read(root)
        return time.process_time() - since

    once = min(seconds(1_000) for _ in range(3))
    assert min(seconds(8_000) for _ in range(2)) < 20 * once
