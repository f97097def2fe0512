"""Rows cover the text, never overflow, never split a cluster; every place is found again from its offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.model import Block, TextSpan
from tui.layout import Layout
from tui.wrapping import clusters, wrap

words = st.text(alphabet="abc déf-ghi “” 京都 서울 👩‍👩‍👧 e\u0301 🇵🇱 \n", max_size=200)


@given(words, st.integers(8, 40))
def test_rows_keep_all_but_white_space_and_never_overflow(text: str, width: int) -> None:
    rows = wrap(text, 0, len(text), width)
    assert all(cell_len(text[start:end].rstrip()) <= width for start, end in rows)
    kept = "".join(text[start:end] for start, end in rows)
    assert kept.replace(" ", "") == text.replace(" ", "").replace("\n", "")
    edges = {0, len(text)}
    for line_start in [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]:
        line = text[line_start:].split("\n")[0]
        edges |= {line_start + edge for left, right, _ in clusters(line) for edge in (left, right)}
    assert all(start in edges and end in edges for start, end in rows if start != end)


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
