"""What is read in one pass reads as the parser has it, to the letter; what would take the parser minutes is left as written."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.sources import markdown_blocks, markdown_inline
from annotations.sources.markdown import read
from annotations.sources.markdown_blocks import drafts_of
from annotations.sources.markdown_inline import InlineReader, _cleaned_lengths
from annotations.sources.markdown_parser import markdown_parser
from annotations.text.canonical import canonical

_PIECES = [
    "*", "**", "_", "__", "`", "[", "]", "](", "[a](b)", "[b c](http://a.bc/d_e)", "![x](y)", '[t](u "v w")', "\n", " ", "  \n",
    "\\", "\\*", "\\\n", "&", "&amp;", "&nope;", "&#39;", "&#x1b;", "&#0;", "<br>", "</b>", "<", ">", "<a b='c'>", "a", "bc", "é", "e\u0301",
    "\u0301", ".", "(", ")", "!", "1", "“", "京", "/", ":", "#", "-", "javascript:x", "[j](javascript:x)", "http://x.y", "snake_case", "a*b",
]  # fmt: skip
_CONTENT = st.lists(st.sampled_from(_PIECES), max_size=14).map(
    lambda parts: canonical("".join(parts)).strip()
)


def parsed(content: str, before: str = "") -> markdown_inline.Inline:
    """What the parser says."""
    tokens: list = []  # type: ignore[type-arg]
    parser = markdown_parser()
    parser.inline.parse(content, parser, {}, tokens)
    return markdown_inline._canonical_with_marks(*markdown_inline._text_and_marks(tokens, before))


@given(_CONTENT)
@settings(max_examples=400)
@example("*a [b](c) d* and **e** `f` g\\*h &amp; i<br>\nj")
@example("*e*\u0301 x")
def test_one_pass_reads_what_the_parser_reads(content: str) -> None:
    found = markdown_inline._simple(content, "• ", markdown_parser(), may_refer=False)
    assert found is None or found == parsed(content, "• ")
    if not markdown_inline._NOTABLE.search(content):
        assert InlineReader(markdown_parser()).read(content) == parsed(content)


@given(_CONTENT)
@settings(max_examples=300)
@example("a  \n!![b](c)\\  \n`d")
def test_tokens_are_those_that_the_pattern_finds(content: str) -> None:
    found = [(token.span(), token.lastgroup) for token in markdown_inline._tokens(content)]
    assert found == [(token.span(), token.lastgroup) for token in markdown_inline._TOKEN.finditer(content)]


@given(st.text(alphabet="abcXYZ019._~/#?=&-:@%é()é ", max_size=30))
def test_plain_addresses_stand_as_the_parser_writes_them(dest: str) -> None:
    if markdown_inline._PLAIN_LINK.fullmatch(dest):
        assert markdown_parser().normalizeLink(dest) == dest
        assert markdown_parser().validateLink(dest)


def test_usual_markup_needs_nomarkdown_parser() -> None:
    for content in (
        "Some *emphasis*, **strong words**, `code`, [a link](https://example.org/a_b-c?d=e&f=g) and an ![image](pic.png).",
        "A hard-wrapped line with _words_\nthat go on\\\nand &mdash; [on\nand on](c).",
        "2 * 3 < 7 & [1] snake_case_words <br> ok",
    ):
        assert markdown_inline._simple(content, "", markdown_parser(), may_refer=False) == parsed(content)


@pytest.mark.parametrize("unit", ["![", "[", "[a\n", "a <![CDATA[", "[[a]"])
def test_brackets_within_brackets_are_left_as_written(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They cost the parser a hundred steps each: it is never asked."""

    def asked(*_: object) -> None:
        raise AssertionError("the parser was asked")

    monkeypatch.setattr(type(markdown_parser().inline), "parse", asked)
    [draft] = drafts_of(f"first {unit * 3_000} *last*")
    assert draft.text.startswith("first ") and "last" in draft.text
    assert draft.text.count("[") == (unit * 3_000).count("[")


def test_so_many_blocks_are_parsed_and_the_rest_is_read_as_plain_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(markdown_blocks, "_MOST_PIECES", 50)
    assert [draft.kind for draft in drafts_of("- *a* b\n" * 40)] == ["list-item"] * 40
    text = "\n".join(draft.text for draft in drafts_of("- *a* b\n" * 90))
    assert text.count("*a* b") == 90


def test_odd_markup_is_parsed_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_inline, "_MOST_PARSED_CHARS", 100)
    drafts = drafts_of("\n\n".join(["***odd*** words, quite *simple* ones"] * 9))
    assert drafts[0].text == "odd words, quite simple ones"
    assert drafts[-1].text == "***odd*** words, quite *simple* ones"


@pytest.mark.parametrize(
    "content",
    ["==e==\u0301 x", "~~e~~\u0301", "e%%a%%\u0301", "e<!-- a -->\u0301", "e<b>\u0301</b>", "[[e]]\u0301", "*e*\u0301", "e&#x301;", "\u1100==\u1161=="],
)  # fmt: skip
def test_what_stands_on_either_side_of_a_sign_is_one_letter(content: str) -> None:
    text = read(content.encode(), Path("x.md")).text
    assert canonical(text) == text


@given(st.text("ae\u0301\u0323\u1100\u1161\u11a8 \n\x07的\u00ad\u09c7\u09be", max_size=40))
def test_lengths_of_cleaned_text_are_those_of_its_beginnings(text: str) -> None:
    offsets = range(len(text) + 1)
    assert _cleaned_lengths(text, offsets) == {
        at: len(canonical(text[:at]).replace("\u00ad", "")) for at in offsets
    }


def test_marks_beside_a_letter_of_two_parts_cost_no_more_than_themselves() -> None:
    since = time.process_time()
    article = read(("``x`` e&#x301; " + "*a* " * 10_000).encode(), Path("x.md"))
    assert time.process_time() - since < 3
    assert len(article.marks) == 10_001
    assert {article.text[mark.span.start : mark.span.end] for mark in article.marks} == {"x", "a"}


@pytest.mark.parametrize(
    "unit",
    ["Some *word* is [here](a.b), `so` ", "See [1] & [2] with\nlines. ", "京*都*で、`x`。", "x  \ny "],
)
def test_a_block_of_megabytes_is_read_in_pieces_and_loses_no_word(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its signs take a hundred times its memory: 50 MB in one line took 5 GB."""
    content = (unit * 200).strip()
    whole = InlineReader(markdown_parser()).read(content, "• ")
    monkeypatch.setattr(markdown_inline, "_MOST_AT_ONCE", 500)
    monkeypatch.setattr(markdown_inline, "_CUT_WITHIN", 60)
    sizes = []
    simple = markdown_inline._simple

    def counted(piece: str, *rest: Any, **more: Any) -> markdown_inline.Inline | None:
        sizes.append(len(piece))
        return simple(piece, *rest, **more)

    monkeypatch.setattr(markdown_inline, "_simple", counted)
    text, marks = InlineReader(markdown_parser()).read(content, "• ")
    assert (text, marks) == whole
    assert max(sizes, default=0) <= 500
    assert InlineReader(markdown_parser()).read("no-*blank*" * 200) == ("no-*blank*" * 200, [])
