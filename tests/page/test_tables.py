"""Tables wider than the page: a row stays a row, all of its words are shown once, and each is found where it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.model import Block, TextSpan
from annotations.sources.drafts import table_text
from tui.page.layout import Layout, Place, Row
from tui.page.viewport import Viewport
from tui.page.wrapping import clusters

INDENT = 2
cells = st.lists(
    st.sampled_from(
        ["Solaris", "a", "│", " │ ", "─┼─", "京都の大学", "long-word-with-dashes", "12 March", " ", "é"]
    ),
    max_size=8,
).map(lambda words: " ".join(" ".join(words).split()))
tables = st.integers(2, 6).flatmap(
    lambda count: st.lists(st.lists(cells, min_size=count, max_size=count), min_size=1, max_size=5)
)


def laid_out(text: str, width: int) -> tuple[Layout, list[tuple[Place, Row]]]:
    layout = Layout(text, [Block(TextSpan(0, len(text)), "code")], width)
    places = [layout.first()]
    while (below := layout.moved(places[-1], 1)) != places[-1]:
        places.append(below)
    return layout, [(place, layout.row(place)) for place in places]


def painted(text: str, rows: list[Row]) -> list[str]:
    """Rows as they are seen."""
    lines = []
    for row in rows:
        placed = [(part.left, text[part.start : part.end]) for part in row.pieces] + [*row.signs]
        line = ""
        for left, words in sorted(placed):
            line += " " * (left - cell_len(line)) + words
        lines.append(line.rstrip())
    return lines


@settings(max_examples=40)
@given(tables, st.integers(8, 70), st.sampled_from(["<", "^", ">"]))
def test_all_words_are_shown_once_within_the_page_and_found_again(
    rows: list[list[str]], width: int, sign: str
) -> None:
    text = table_text(rows, [sign] * len(rows[0]))
    layout, shown = laid_out(text, width)
    seen = [at for _, row in shown for piece in row.pieces for at in range(piece.start, piece.end)]
    assert len(seen) == len(set(seen))
    left_out = "".join(text[at] for at in sorted(set(range(len(text))).difference(seen)))
    assert not left_out.strip(" \n│─┼")
    wanted = sorted("".join(cell for row in rows for cell in row).replace(" ", ""))
    assert not [
        char for char in "京都Solaris12" if wanted.count(char) != sum(text[at] == char for at in seen)
    ]
    for place, row in shown:
        for piece in row.pieces:
            size = cell_len(text[piece.start : piece.end])
            assert (
                row.indent + piece.left + size <= width
                or len([*clusters(text[piece.start : piece.end])]) == 1
            )
            if piece.start < piece.end:
                assert layout.place(piece.start) == layout.place(piece.end - 1) == place
    assert max(row.end for _, row in shown) == len(text)


SEAS = table_text(
    [
        ["Sea", "Depth", "What is said of it"],
        ["Baltic", "55", "Brackish, and the amber comes from its southern shore"],
        ["Black", "1253", "No oxygen below two hundred metres"],
    ],
    ["<", ">", "<"],
)


def test_cells_are_wrapped_in_their_columns() -> None:
    _, shown = laid_out(SEAS, 40)
    assert painted(SEAS, [row for _, row in shown]) == [
        "Sea    │ Depth │ What is said of it",
        "───────┼───────┼───────────────────────"[:38],
        "Baltic │    55 │ Brackish, and the",
        "       │       │ amber comes from its",
        "       │       │ southern shore",
        "",
        "Black  │  1253 │ No oxygen below two",
        "       │       │ hundred metres",
    ]


def test_where_columns_would_be_too_narrow_a_row_is_a_record() -> None:
    _, shown = laid_out(SEAS, 30)
    assert painted(SEAS, [row for _, row in shown]) == [
        "Sea │ Depth",
        "What is said of it",
        "─" * 28,
        "Sea       Baltic",
        "Depth     55",
        "What is…  Brackish, and the",
        "          amber comes from",
        "          its southern shore",
        "",
        "Sea       Black",
        "Depth     1253",
        "What is…  No oxygen below",
        "          two hundred metres",
    ]


def test_a_table_that_has_room_keeps_its_lines() -> None:
    _, shown = laid_out(SEAS, 90)
    assert painted(SEAS, [row for _, row in shown]) == SEAS.split("\n")


@pytest.mark.parametrize("width", [40, 30])
def test_a_long_table_is_cut_between_its_rows(width: int) -> None:
    text = table_text([["Name", "Words"], *([f"n{number}", f"w{number} " * 40] for number in range(120))])
    _, shown = laid_out(text, width)
    lines = painted(text, [row for _, row in shown])
    assert sum(f"n{number} " in line for number in range(120) for line in lines) == 120
    assert "Name │ Words" not in lines[2:]
    assert all("│" in line or not line or "Words" in line or "w" in line for line in lines[2:])


def test_a_place_in_a_cell_has_its_row_and_column() -> None:
    view = Viewport(SEAS, [Block(TextSpan(0, len(SEAS)), "code")], 40, 20)
    amber, oxygen = SEAS.index("amber"), SEAS.index("oxygen")
    assert [view.y_of(at) for at in (SEAS.index("Baltic"), amber, oxygen)] == [2, 3, 6]
    assert (view.column_of(amber), view.column_of(oxygen)) == (17, 20)
    assert SEAS[slice(view.row_span(amber).start, view.row_span(amber).end)] == "amber comes from its"
