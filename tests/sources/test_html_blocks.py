"""Trees of HTML to blocks: where paragraphs part, what marks reach over."""

import time

import pytest

from annotations.sources.drafts import Draft
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html


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
