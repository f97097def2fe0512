"""Rows cover the text, never overflow, never split a cluster; every place is found again from its offset."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.model import Block, TextSpan
from annotations.sources.blocks import marker_chars
from annotations.sources.drafts import table_text
from tui.page.layout import Layout
from tui.page.wrapping import ONE_CELL, TWO_CELLS, clusters, wrap

pieces = st.sampled_from(
    [
        *"ab c- déf“”京都。「」、서울のー\n\u3000",
        "👩\u200d👩\u200d👧",
        "é",
        "🇵🇱",
        "🇵",
        "❤️",
        "1️⃣",
        "👍🏽",
        "ก็",
        "नि",
        "가",
        "京́",
        "\u200d",
        "́",
        "️",
        "  ",
        "long-word-with-dashes",
        "ﷺ",
        "𠀀",
    ]
)
words = st.lists(pieces, max_size=120).map("".join)


@given(words, st.integers(2, 40))
def test_rows_keep_all_but_white_space_and_never_overflow(text: str, width: int) -> None:
    rows = wrap(text, 0, len(text), width)
    sizes: dict[int, int] = {}
    edges = {0, len(text)}
    for line_start in [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]:
        line = text[line_start:].split("\n")[0]
        for left, right, size in clusters(line):
            edges |= {line_start + left, line_start + right}
            sizes[line_start + left] = size
    assert all(start in edges and end in edges for start, end in rows if start != end)
    for start, end in rows:
        inside = [sizes[at] for at in range(start, end) if at in sizes]
        assert cell_len(text[start:end].rstrip(" ")) <= width or len(inside) == 1
    kept = "".join(text[start:end] for start, end in rows)
    assert kept.replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_what_is_counted_is_as_wide_as_it_is_measured() -> None:
    one, two = re.compile(f"[{ONE_CELL}]"), re.compile(f"[{TWO_CELLS}]")
    for code in range(0x30000):
        char = chr(code)
        if one.match(char) or two.match(char):
            assert cell_len(char) == (1 if one.match(char) else 2), hex(code)


@pytest.mark.parametrize("width", range(8, 60))
def test_no_row_of_chinese_begins_with_a_comma_or_ends_with_an_opening_bracket(width: int) -> None:
    text = (
        "新华社北京三月三日电（记者李明）国务院总理昨日会见了来访的客人，双方交换了意见。「很重要」，他说。"
        * 3
    )
    rows = [text[start:end] for start, end in wrap(text, 0, len(text), width)]
    assert all(row[0] not in "，。」）" for row in rows)
    assert all(row[-1] not in "（「" for row in rows)


def article(*paragraphs: str) -> Layout:
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(TextSpan(start, start + len(paragraph)), "paragraph"))
        start += len(paragraph) + 2
    return Layout("\n\n".join(paragraphs), blocks, 20)


LONG = "word " * 20_000


@pytest.mark.parametrize(
    "paragraphs", [("one two " * 20, "three", "four " * 9), ("a", LONG, "b"), ("x" * 50_000,)]
)
def test_walking_down_and_up_meets_the_same_rows(paragraphs: tuple[str, ...]) -> None:
    layout = article(*paragraphs)
    down = [layout.first()]
    while (below := layout.moved(down[-1], 1)) != down[-1]:
        down.append(below)
    assert down[-1] == layout.last()
    up = [layout.last()]
    while (above := layout.moved(up[-1], -1)) != up[-1]:
        up.append(above)
    assert down == up[::-1]
    shown = [layout.row(place) for place in down]
    assert "".join(layout.text[r.start : r.end] for r in shown).replace(" ", "") == "".join(
        paragraphs
    ).replace(" ", "")
    for place in down:
        row = layout.row(place)
        if not row.gap:
            assert layout.row(layout.place(row.start)) == row


def test_a_window_and_a_distance_agree_with_walking() -> None:
    layout = article("one two " * 20, "three", "four " * 30)
    top = layout.moved(layout.first(), 3)
    window = layout.window(top, 9)
    assert window == [layout.row(layout.moved(top, n)) for n in range(9)]
    assert layout.distance(top, layout.moved(top, 7), 100) == 7
    assert layout.distance(layout.moved(top, 7), top, 100) == -7


@given(words, st.integers(8, 60), st.sampled_from(["• ", "12. ", "3) ", "- ", ""]))
def test_the_lines_of_a_list_item_hang_behind_its_marker(said: str, width: int, marker: str) -> None:
    text = f"{marker}{said.strip()}" or "x"
    layout = Layout(text, [Block(TextSpan(0, len(text)), "list-item", 1)], width)
    first, *others = layout.rows(layout.first().stretch)
    hang = marker_chars(text, 0)
    assert hang == len(marker) or not said.strip() or not marker
    assert (first.start, first.first) == (0, True)
    for row in others:
        assert row.indent == first.indent + (hang if hang < width // 3 else 0)
    for row in (first, *others):
        cells = cell_len(text[row.start : row.end])
        assert row.indent + cells <= width or len([*clusters(text[row.start : row.end])]) <= len(marker) + 1
        assert layout.row(layout.place(row.start)) == row


@given(st.lists(st.tuples(st.integers(0, 12), words), min_size=1, max_size=6), st.integers(8, 60))
def test_what_is_left_of_a_long_line_of_code_stands_further_in(
    lines: list[tuple[int, str]], width: int
) -> None:
    text = "\n".join(" " * indent + said.replace("\n", "") for indent, said in lines) or "x"
    layout = Layout(text, [Block(TextSpan(0, len(text)), "code", 1)], width)
    rows = layout.rows(layout.first().stretch)
    kept = "".join(text[row.start : row.end] for row in rows)
    assert kept.replace(" ", "") == text.replace(" ", "").replace("\n", "")
    for row in rows:
        line = text[text.rfind("\n", 0, row.start) + 1 :]
        begins = row.start == 0 or text[row.start - 1] == "\n"
        hang = min(len(line) - len(line.lstrip(" ")) + 4, width // 3)
        assert row.indent == 2 if begins else 2 < row.indent <= 2 + hang
        assert layout.row(layout.place(row.start)).start == row.start
        piece = text[row.start : row.end].rstrip(" ")
        assert row.indent + cell_len(piece) <= width or len([*clusters(piece)]) == 1


def test_the_rule_of_a_table_of_one_column_is_one_row_as_wide_as_the_page() -> None:
    table = table_text([["a" * 30 + " " + "b" * 30], ["c d"]])
    rule = table.split("\n")[1]
    for width, shown in ((70, rule), (40, rule[:38])):
        layout = Layout(table, [Block(TextSpan(0, len(table)), "code", 1)], width)
        rows = [table[row.start : row.end] for row in layout.rows(layout.first().stretch)]
        assert [row for row in rows if "─" in row] == [shown]
        assert rows[-1].startswith("c ")
        assert layout.row(layout.place(table.index(rule) + len(rule) - 1)).start == table.index(rule)
    heading = "─" * 60 + " words"
    layout = Layout(heading, [Block(TextSpan(0, len(heading)), "code", 1)], 40)
    assert heading[layout.rows(layout.first().stretch)[-1].start :].endswith(" words")
