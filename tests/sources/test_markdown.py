"""Markdown: what it means in plain words, with marks at the right letters, and nothing that gives commands."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.model import Article
from annotations.sources import markdown
from annotations.sources.markdown_blocks import _Reading, drafts_of
from annotations.sources.markdown_inline import InlineReader
from annotations.sources.markdown_parser import markdown_parser
from annotations.text.canonical import canonical


def read(text: str) -> Article:
    return markdown.read(text.encode(), Path("some-story.md"))


def parts(article: Article) -> list[tuple[str, int, str]]:
    return [
        (block.kind, block.level, article.text[block.span.start : block.span.end]) for block in article.blocks
    ]


def marks(article: Article) -> list[tuple[str, str, str]]:
    return [(mark.kind, article.text[mark.span.start : mark.span.end], mark.href) for mark in article.marks]


def test_front_matter() -> None:
    article = read(
        '---\ntitle: "A title: with colon"\nauthors: [Jane Doe, John Roe]\ndate: 2026-03-03\n'
        "tags: ['#one', two/three]\nurl: https://example.org/a\nlang: en-GB\n---\n# A title: with colon\n\nText."
    )
    assert article.title == "A title: with colon"
    assert article.author == "Jane Doe and John Roe"
    assert article.published == date(2026, 3, 3)
    assert article.tags == ("one", "two/three")
    assert (article.url, article.language) == ("https://example.org/a", "en")
    assert parts(article) == [
        ("title", 0, "A title: with colon"),
        ("byline", 0, "Jane Doe and John Roe · 3 March 2026"),
        ("paragraph", 0, "Text."),
    ]


@pytest.mark.parametrize(
    ("front", "author"),
    [
        ('author: "Smith, John; Doe, Jane"', "John Smith and Jane Doe"),
        ('author: ["van der Berg, Ludwig", "Costa, Jr., P. T."]', "Ludwig van der Berg and P. T. Costa Jr."),
        ('author: "McKay, John, Jr."', "John McKay Jr."),
        ("author: Van Deux, A. Z.", "A. Z. Van Deux"),
        ("author: Ann Bell, Cy Dow", "Ann Bell, Cy Dow"),
        ("author: Ann Bell, Reuters", "Ann Bell, Reuters"),
        ("author: [Martin King Jr., Ann Bell]", "Martin King Jr. and Ann Bell"),
    ],
)
def test_authors_in_index_form_are_read_in_their_usual_order(front: str, author: str) -> None:
    assert read(f"---\n{front}\n---\nText.").author == author


@pytest.mark.parametrize("day", ['"[[2024-01-02]]"', "[2024-01-02]", "\n  - 2024-01-02", "2024-01-02"])
def test_a_date_may_be_a_link_or_a_list_of_one(day: str) -> None:
    assert read(f"---\ndate: {day}\n---\nText.").published == date(2024, 1, 2)


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Foo: bar", "Foo: bar"),
        ("title: 'open", "'open"),
        ("date: 2026-13-45\ntitle: T", "T"),
        ("a: &a [x]\nb: [*a, *a]\ntitle: T", "T"),
        ("title: [a, b]", "[a, b]"),
        ("title: [Breaking]", "[Breaking]"),
        ("title: {a: b}", "some-story"),
        ("title: !!python/object/apply:os.system [true]", "[true]"),
    ],
)
def test_odd_front_matter_never_costs_the_article(front: str, title: str) -> None:
    article = read(f"---\n{front}\n---\nText.")
    assert article.text.endswith("Text.")
    assert article.title == title


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert parts(read("---\n\nText\n\n---\n\nmore")) == [
        ("paragraph", 0, "* * *"),
        ("paragraph", 0, "Text"),
        ("paragraph", 0, "* * *"),
        ("paragraph", 0, "more"),
    ]


def test_blocks() -> None:
    article = read(
        "# Title\n\n*All of it leans.*\n\n## One\n\n- a\n  - b\n\n    more of b\n\n3. c\n4. d\n\n> quoted\n>> deeper\n\n"
        "```py\nx = 1\n\ny = 2\n```\n\n<div>raw</div>\n\n### Two\n\n| a | b |\n|---|---|\n| 京都 | x |\n"
    )
    assert parts(article) == [
        ("title", 0, "Title"),
        ("standfirst", 0, "All of it leans."),
        ("heading", 1, "One"),
        ("list-item", 1, "• a"),
        ("list-item", 2, "• b"),
        ("list-item", 2, "more of b"),
        ("list-item", 1, "3. c"),
        ("list-item", 1, "4. d"),
        ("quote", 1, "quoted"),
        ("quote", 2, "deeper"),
        ("code", 0, "x = 1\n\ny = 2"),
        ("paragraph", 0, "raw"),
        ("heading", 2, "Two"),
        ("code", 0, "a    │ b\n─────┼──\n京都 │ x"),
    ]
    assert article.standfirst == "All of it leans."


def test_marks_stand_at_their_letters() -> None:
    article = read(
        "Text *lean **both*** `code` [link *in*](http://x.org/a) ![a picture](p.png) <b>raw</b>\nsoft  \nhard"
    )
    assert article.text == "Text lean both code link in a picture raw soft\nhard"
    assert marks(article) == [
        ("emphasis", "lean both", ""),
        ("strong", "both", ""),
        ("code", "code", ""),
        ("link", "link in", "http://x.org/a"),
        ("emphasis", "in", ""),
        ("link", "a picture", "p.png"),
    ]


def test_footnotes_are_read() -> None:
    assert read("Text[^1].\n\n[^1]: Yes.\n").text == "Text[1].\n\n[1] Yes."


def test_character_references_give_no_commands() -> None:
    article = read("a&#27;[31m &#x202e;b e*&#x301;x* **z**")
    assert canonical(article.text) == article.text
    assert ("strong", "z", "") in marks(article)


def test_a_byline_in_the_body() -> None:
    article = read("# Title\n\nBy Jane Doe, April 3, 2026\n\nText.")
    assert (article.author, article.published) == ("Jane Doe", date(2026, 4, 3))
    assert [kind for kind, _, _ in parts(article)] == ["title", "byline", "paragraph"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`[]()<>#-1.\n\n\n>&;|!\\"), max_size=120))
@example("a table of nothing\n\n| |\n|-|\n| |")
@example("blanks by their numbers\n\n&#10;&#x20;\n\n# &#10;")
def test_any_text_gives_whole_blocks(text: str) -> None:
    article = read(text)
    at = 0
    for block in article.blocks:
        assert article.text[at : block.span.start].strip("\n") == ""
        assert article.text[block.span.start : block.span.end].strip()
        at = block.span.end
    assert at == len(article.text)
    for mark in article.marks:
        assert mark.span.start < mark.span.end <= len(article.text)
    assert canonical(article.text) == article.text


GROUPS = ["Plain words here.", "More plain\nwords on two lines", "- a list", "- b\n\n  more", "> quoted", "# Head", "*lean*",
          "1. one", "under\n---", "    code", "a  \nb", "| a | b |\n|---|---|\n| 1 | 2 |", "“Quoted,” she said", "A *lean* one",
          "## Two ##", "### A `b` &amp; *c*", "#no", "# ", "####### seven", "Words\n# and a head\nmore", "Words\n- item", "a\n  b c",
          "  two before", "Words\n> quoted", "Words\n***", "a | b\n- | -\n1 | 2", "An [x y] and [z](http://a.b) <br> https://c.d \\",
          "[x\ny]: http://q.r", "2026 was\n3. a year", "   # moved", "# a\n# b", "'s all\n=== no\n===", "a\n1) b", "Ends blank  ", "é\n\u00a0x"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(GROUPS), max_size=8), st.sampled_from(["\n\n", "\n \n\n", "\n"]))
def test_what_is_read_without_the_parser_reads_the_same(groups: list[str], gap: str) -> None:
    source = gap.join(groups)
    whole = list(_Reading(InlineReader(markdown_parser())).parsed(source))
    assert drafts_of(source) == (whole or drafts_of(source))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`[]()<>#-1.\n\n\n>&;|!\\=:"), max_size=60))
def test_any_text_is_read_as_the_parser_reads_it(text: str) -> None:
    source = canonical(text)
    whole = list(_Reading(InlineReader(markdown_parser())).parsed(source))
    assert drafts_of(source) == (whole or drafts_of(source))


@pytest.mark.parametrize(
    ("head", "title", "author", "published", "tags"),
    [
        ("---\ntitle: Yes\nauthor: Off\n---\n", "Yes", "Off", None, ()),
        ("---\ntitle: Reef: a life\nauthor: Ana Sol\ntags:\n  - sea\ndate: 4 March 2026\n---\n", "Reef: a life", "Ana Sol", date(2026, 3, 4), ("sea",)),
        ("---\ntitle: 9:05\nauthor: 2001\ndate: 2026-02-30\n---\n", "9:05", "2001", None, ()),
        ("---\ntitle:\tReef\ntags: [no, 2024, 1.10]\n---\n", "Reef", None, None, ("no", "2024", "1.10")),
        ("\n---\ntitle: Reef\ntags: sea sand\n---\n", "Reef", None, None, ("sea", "sand")),
        ("---\ntitle: Reef\ndate: 1714118400\nauthor: Ana Sol <ana@example.org>\n---\n", "Reef", "Ana Sol", date(2024, 4, 26), ()),
        ("---\ntitle: Reef\ndate: 20260304\nauthor:\n  - '[[Ana Sol]]'\n  - '[[Bo Ek|B. Ek]]'\n---\n", "Reef", "Ana Sol and B. Ek", date(2026, 3, 4), ()),
        ("---\ntitle: Reef\ndate: 2026-03-04T23:30:00-05:00\ntags: sea, white sand\n---\n", "Reef", None, date(2026, 3, 4), ("sea", "white sand")),
        ('{\n  "title": "Reef",\n  "author": "Ana Sol",\n  "date": "2026-03-04"\n}\n\n', "Reef", "Ana Sol", date(2026, 3, 4), ()),
        ("Title:  Reef\nAuthor: Ana Sol\nDate:   2026-03-04\n\n", "Reef", "Ana Sol", date(2026, 3, 4), ()),
        ("% Reef\n% Ana Sol; Bo Ek\n% 4 March 2026\n\n", "Reef", "Ana Sol and Bo Ek", date(2026, 3, 4), ()),
        ("+++\ntitle = 'Reef'\ndate = 2026-03-04\n+++\n", "Reef", None, date(2026, 3, 4), ()),
    ],
)  # fmt: skip
def test_heads_say_what_is_written(
    head: str, title: str, author: str | None, published: date | None, tags: tuple[str, ...]
) -> None:
    article = read(head + "Text of the piece.")
    assert (article.title, article.author, article.published, article.tags) == (
        title,
        author,
        published,
        tags,
    )
    assert article.text.startswith(title)
    assert article.text.endswith("\n\nText of the piece.")
    assert "---" not in article.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("| A | B |\n|---|---|\n| [[page|words]] | c |", "A     │ B\n──────┼──\nwords │ c"),
        (
            "| A | B |\n|---|---|\n| <ul><li>x</li><li>y</li></ul> | c |",
            "A       │ B\n────────┼──\n• x • y │ c",
        ),
        ("One <ul><li>x</li><li>y</li></ul> two", "One\n• x\n• y two"),
        ("The <li> and the <ul> are tags.", "The <li> and the <ul> are tags."),
        ("[TOC]\n\nWords.", "Words."),
        ("[[_TOC_]]\n\n# Words", "Words"),
        ("* a\n{:toc}\n\nWords.\n{: .big #x}\n\nMore{: lang=de}", "• a\n\nWords.\n\nMore"),
        ("A list [toc]\n\nA set {a: b} {:x}", "A list [toc]\n\nA set {a: b} {:x}"),
        ("```\n| [[a|b]] |\n```", "| [[a|b]] |"),
    ],
)
def test_what_other_programs_write_into_markdown(source: str, text: str) -> None:
    assert read(source).text == text
