"""Boxes of MkDocs, Docusaurus, VitePress, Quarto, pandoc and MyST: their titles and words, without the signs."""

import re
import time
from pathlib import Path

import pytest

from annotations.model import MarkKind
from annotations.sources import markdown
from annotations.sources.markdown_boxes import quote_boxes

Part = tuple[str, int, str]
TITLE, WORDS = ("quote", 1, "A title"), ("quote", 1, "The words.")


def parts(text: str) -> list[Part]:
    article = markdown.read(text.encode(), Path("some-story.md"))
    return [(b.kind, b.level, article.text[b.span.start : b.span.end]) for b in article.blocks]


@pytest.mark.parametrize(
    "box",
    [
        '!!! note "A title"\n    The words.',
        '!!! note inline end "A title"\n\n    The words.\n',
        '??? note "A *title*"\n    The words.',
        '???+ note "A title"\n    The\n    words.',
        '=== "A title"\n\n    The words.',
        ":::note A title\nThe words.\n:::",
        ":::tip[A title]{.x}\n\nThe words.\n\n:::",
        "::: details A title\nThe words.\n:::",
        ':::: {.callout-tip title="A title"}\nThe words.\n::::',
        ":::{admonition} A title\n:class: dropdown\n\nThe words.\n:::",
        "```{note} A title\nThe words.\n```",
        "::: Note A title :::\nThe words.\n:::",
    ],
)
def test_a_box_is_a_quote_with_its_title(box: str) -> None:
    assert parts(f"Before.\n{box}\nBehind.") == [
        ("paragraph", 0, "Before."), TITLE, WORDS, ("paragraph", 0, "Behind.")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ("!!! warning\n    Mind it.", ["Warning", "Mind it."]),
        ('!!! warning ""\n    Mind it.', ["Mind it."]),
        ('!!! warning "Mind it."', ["Mind it."]),
        ("::: danger\nMind it.\n:::", ["Danger", "Mind it."]),
        ("::: {.callout-note}\nMind it.\n:::", ["Note", "Mind it."]),
        (":::{seealso}\nMind it.\n:::", ["See also", "Mind it."]),
        (
            ":::: {.columns}\n::: {.column width=50%}\nMind.\n:::\n::: column\nIt.\n:::\n::::",
            ["Mind.", "It."],
        ),
        ("!!! a\n    ::: tip\n    In.\n    :::\n\n    Out.", ["A", "Tip", "In.", "Out."]),
        ("- One\n\n    !!! note\n        In the list.\n\n- Two", ["• One", "Note", "In the list.", "• Two"]),
        ("::: note\n```\n:::\n```\n:::\nBehind.", ["Note", ":::", "Behind."]),
    ],
)
def test_what_a_box_says(box: str, said: list[str]) -> None:
    assert [words for _, _, words in parts(box)] == said


def test_a_title_is_strong_and_keeps_its_links() -> None:
    article = markdown.read(b'!!! note "See [it](http://a.bc)"\n    Words.', Path("x.md"))
    marks: set[tuple[MarkKind, int, int]] = {(m.kind, m.span.start, m.span.end) for m in article.marks}
    assert marks == {("link", 4, 6), ("strong", 0, 6)}


@pytest.mark.parametrize(
    "text",
    [
        "!!! wow",
        "!!! What a day it was, and\n    then it went on.",
        "```\n!!! note\n    code\n::: note\n:::\n```",
        "    !!! note\n        code",
        "::: note\nnever closed",
        "```{python}\n1 + 1\n```",
        "```{code-block} c\nx\n```",
        ":::",
        "a ::: b\n\n=== \n\n    code",
    ],
)
def test_what_is_no_box_stands_as_it_is(text: str) -> None:
    assert quote_boxes(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "::: note\n" * 2_000 + ":::\n" * 2_000,
        "".join(f"{' ' * 4 * n}!!! note\n" for n in range(400)) + " " * 1600 + "x",
        '!!! note "x"\n\n' * 4_000,
    ],
)
def test_boxes_cost_time_by_their_length_and_none_is_lost(text: str) -> None:
    begin = time.process_time()
    quoted = quote_boxes(text)
    assert time.process_time() - begin < 1
    assert len(re.findall(r"\[!note\]|!!! note|::: note", quoted)) == text.count("note")
