"""Tables without bars or with a frame, and lines of verse, as pandoc has them."""

import time
from pathlib import Path

import pytest

from annotations.sources import markdown
from annotations.sources.markdown_layouts import lay_out

SIMPLE = "  Right   Left\n-------   ------\n     12   12\n    123   123"
GRID = "+-----+------+\n| A   | B    |\n+=====+======+\n| 1   | 2    |\n+-----+------+"
TALL = "----------------\n First   Second\n  head   head\n------- -------\n  one    words\n\n  two    more\n----------------"


def parts(text: str) -> list[tuple[str, str]]:
    article = markdown.read(text.encode(), Path("some-story.md"))
    return [(b.kind, article.text[b.span.start : b.span.end]) for b in article.blocks]


@pytest.mark.parametrize("table", [SIMPLE, GRID, TALL, SIMPLE.partition("\n")[2]])
def test_a_table_stands_as_it_was_written(table: str) -> None:
    before, said, behind = parts(f"Before.\n\n{table}\n\nBehind.")
    assert (before, behind) == (("paragraph", "Before."), ("paragraph", "Behind."))
    assert said == ("code", table)


def test_lines_of_verse_stay_lines() -> None:
    assert parts("| The *first* line\n| the second one,\n| a third\n\nBehind.") == [
        ("paragraph", "The first line\nthe second one,\na third"), ("paragraph", "Behind.")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n| c | d |",
        "| a | b\n|---|---\n| c | d",
        "a | b\n--- | ---\nc | d",
        "| alone",
        "Title\n-----\n\nwords",
        "a\n\n--- ---\n\nb",
        "```\n+---+\n| a |\n+---+\n```",
        "two lines\nof words\n--- ---\nand more",
        "+ a\n+ b",
    ],
)
def test_what_is_none_of_these_stands_as_it_is(text: str) -> None:
    assert lay_out(text) == text


@pytest.mark.parametrize(
    "text", ["+--+\n" * 20_000, "-- --\nx\n" * 20_000, "| a\n" * 40_000, "-----------\n-- --\nx\n\n" * 5_000]
)
def test_layouts_cost_time_by_their_length(text: str) -> None:
    begin = time.process_time()
    assert lay_out(text).count("x") == text.count("x")
    assert time.process_time() - begin < 1
