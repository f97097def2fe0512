"""An article as a file of the library folder reads as it did: its words, to the last one, whatever they are."""

from datetime import date
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.intake.article_file import markdown_of
from annotations.model import Article
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.markdown import read as read_markdown


def saved_and_read(html: str) -> tuple[str, str]:
    """The text of a page's blocks, and what it is when it was saved and read again."""
    blocks = HtmlBlocks()
    root = parse_html(f"<body>{html}</body>")
    blocks.read(next(root.iter("body"), root))
    article = assemble(blocks.drafts, Metadata(title="Title"), Path("a.html"))
    again = read_markdown(markdown_of(article, saved=date(2026, 3, 3)).encode("utf-8"), Path("a.md"))
    return _words(article), _words(again)


def _words(article: Article) -> str:
    return "\n\n".join(article.text[block.span.start : block.span.end] for block in article.blocks)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Published on<b> Live Science.</b>Now</p>",
        "<p>Of<i> (CNN)</i>A view <b>“the</b>end</p>",
        "<p><b>One.</b><i>Two</i> and <b><i>three</i></b>four</p>",
        "<p><b><a href='https://x.org/a'>Link</a></b>s and an<i><code>x</code></i>y</p>",
        "<ul><ul><li>Deep at once</li><li>again</li></ul></ul>",
        "<ul><li>802. 11AC Wi-Fi</li><li>- a dash</li><li>1) one</li></ul>",
        "<ol><li>One<ul><li>inner</li></ul></li><li>Two</li></ol><p>Text</p><ul><li>new</li></ul>",
        "<p>One<br><br>Two<br># three</p>",
    ],
)
def test_what_stars_and_bullets_would_change_stays(html: str) -> None:
    before, after = saved_and_read(html)
    assert after == before


_TEXT = st.text(st.sampled_from("ab c.,1 -*_#>([)]`~|\\&<\u201c\u2019é中"), max_size=8).map(escape)
_INLINE = st.recursive(
    _TEXT,
    lambda inner: st.tuples(st.sampled_from(["b", "i", "code", "a href='https://x.org/a_b(c)'"]), inner, _TEXT).map(
        lambda parts: f"<{parts[0]}>{parts[1]}</{parts[0][:4].split()[0]}>{parts[2]}"
    ),
    max_leaves=6,
)  # fmt: skip
_BLOCK = st.tuples(st.sampled_from(["p", "li", "h2", "blockquote", "pre"]), _INLINE, _INLINE).map(
    lambda parts: f"<{parts[0]}>{parts[1]}{parts[2]}</{parts[0]}>"
)


@given(st.lists(_BLOCK, min_size=1, max_size=4))
@example(["<p><b>[</b>\\a]</p>"])
@example(["<p>text{: .a}</p>", "<p>{: .x}</p>", "<p>[TOC]</p>", "<p>x <b>y</b>{:.z}</p>"])
@settings(max_examples=25)
def test_any_words_stay(blocks: list[str]) -> None:
    before, after = saved_and_read("".join(blocks))
    assert after == before
