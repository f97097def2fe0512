"""Cards in the margin: in order, none over another, the active one whole; lines of chrome cut nothing in two."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.theme import DARK, Dress
from tui.widgets.margin_cards import Card, Margin, arrange, card_lines, margin_shape, page_shape
from tui.widgets.status_line import Part, fitted

bodies = st.text(alphabet="ab 京é\n", max_size=120)
places = st.lists(st.tuples(st.integers(0, 29), bodies), max_size=12).map(
    lambda found: [(y, Card(f"n-{i}", "tag", body, "yellow")) for i, (y, body) in enumerate(sorted(found))]
)


twelve = [(0, Card(f"n-{i}", "tag", "a\na" if i == 11 else "a" * (i > 3), "yellow")) for i in range(12)]


@example(twelve, 11, 20)  # more of them above the active one than the screen has rows for
@given(places, st.integers(0, 12), st.integers(20, 44))
def test_cards_keep_their_order_and_never_overlap(
    cards: list[tuple[int, Card]], active: int, width: int
) -> None:
    chosen = f"n-{active}"
    placed = arrange(cards, 30, width, chosen)
    assert [one.card for one in placed] == [card for _, card in cards]
    for above, below in itertools.pairwise(placed):
        assert above.bottom <= below.y
    for one in placed:
        assert one.card.id != chosen or (one.y >= 0 and one.bottom <= 30)
        assert all(cell_len(line) <= width for line in one.lines)


@given(places, st.integers(20, 44))
def test_every_row_of_the_margin_is_as_wide_as_it_says(cards: list[tuple[int, Card]], width: int) -> None:
    margin, dress = Margin(arrange(cards, 30, width, "n-0"), "n-0", 30), Dress(DARK)
    for y in range(30):
        assert sum(segment.cell_length for segment in margin.segments(y, dress)) <= width + 4


@given(places, st.integers(20, 44))
def test_where_all_have_room_none_is_cut_at_the_foot(cards: list[tuple[int, Card]], width: int) -> None:
    placed = arrange(cards, 30, width, "")
    assert sum(len(one.lines) for one in placed) > 30 or all(one.bottom <= 30 for one in placed)
    whole = sum(len(card_lines(card, width, 7)) for _, card in cards)
    assert whole > 30 or all(one.lines == card_lines(one.card, width, 7) for one in placed)


def shown_margin(cards: list[tuple[int, Card]], height: int, active: str = "") -> list[str]:
    margin, dress = Margin(arrange(cards, height, 20, active), active, height), Dress(DARK)
    return ["".join(segment.text for segment in margin.segments(y, dress)).strip() for y in range(height)]


def test_a_card_whose_words_are_on_the_last_row_slides_up_and_a_hairline_leads_back() -> None:
    assert shown_margin([(4, Card("n", "t", "words", "f"))], 5) == ["", "", "╭─╭ t", "│ │ words", "─╯ ╰ f"]


def test_the_hairline_to_the_active_card_is_bright() -> None:
    dress = Dress(DARK)
    cards = [(0, Card("n-0", "t", "words", "f")), (0, Card("n-1", "t", "words", "f", "pink"))]

    def bright(active: str) -> list[str]:
        margin = Margin(arrange(cards, 9, 20, active), active, 9)
        segments = [segment for y in range(4) for segment in margin.segments(y, dress)]
        return [segment.text for segment in segments if segment.style == dress.ink("pink")]

    assert "".join(bright("n-1")) == " ─╮││╰─╭ t"
    assert "".join(bright("n-0")) == "".join(bright("")) == "╭"


def test_a_row_looks_another_when_another_hairline_is_bright() -> None:
    cards = [
        (0, Card(f"n-{i}", "t", "words", "f", color)) for i, color in enumerate(("blue", "pink", "green"))
    ]
    pink, green = (Margin(arrange(cards, 9, 20, active), active, 9) for active in ("n-1", "n-2"))
    assert all(pink.key(y) != green.key(y) for y in range(7))


def test_how_many_cards_have_no_room_is_said_and_none_is_cut() -> None:
    cards = [(0, Card(f"n-{i}", f"t{i}", "words", "f")) for i in range(4)]
    shown = shown_margin(cards, 8)
    assert [line[-2:] for line in shown[:7]] == ["t0", "ds", " f", "t1", "ds", " f", ""]
    assert shown[7] == "+2 below"
    assert "+2 below" not in shown_margin(cards, 8, "n-3")


def test_tags_that_need_more_than_a_line_have_more() -> None:
    card = Card("n", "whole article · field/notes · style · 京都の大学", "words", "f")
    lines = ("╭ whole article", "│ field/notes · style", "│ 京都の大学", "│ words", "╰ f")
    assert card_lines(card, 22, 7) == lines
    assert card_lines(card, 22, 1) == ("╭ whole article", "│ field/notes · style…", "╰ f")


def test_alone_a_card_stands_beside_its_line() -> None:
    [one] = arrange([(7, Card("n", "t", "words", "f"))], 30, 30, "")
    assert (one.y, one.line_y) == (7, 7)
    assert card_lines(one.card, 30, 7) == ("╭ t", "│ words", "╰ f")


def test_long_notes_end_in_an_ellipsis_and_nothing_of_them_commands_the_terminal() -> None:
    lines = card_lines(Card("n", "a\x1b]0;x\x07", "word " * 200, "f"), 30, 7)
    assert len(lines) == 9
    assert lines[-2].endswith("…")
    assert "\x1b" not in "".join(lines)


def test_the_column_is_moved_by_a_step_that_depends_on_the_width_alone() -> None:
    assert margin_shape(99, 72) is None
    for width in range(100, 240):
        shape = margin_shape(width, 72)
        if shape is not None:
            left, cards = shape
            assert left >= 1
            assert left + 2 + 72 + 4 + cards + 1 < width  # a blank before the scroll bar
            assert left <= (width - 72) // 2 - 1 and 18 <= cards <= 44
    assert margin_shape(100, 72) == (2, 18)
    assert margin_shape(120, 72) == (14, 26)
    assert margin_shape(200, 72) == (63, 44 + 0)


PARTS = [
    Part("a title that is long", 9, shrinks=True),
    Part("● person 21", 3),
    Part("● place 15", 2),
    Part("● date 8", 1),
]
RIGHT = [Part("a note", 6), Part("? keys", 5)]


@given(st.integers(0, 120))
def test_parts_leave_whole_the_lightest_first(width: int) -> None:
    left, right = fitted(PARTS, RIGHT, width)
    shown = [part.text for part in (*left, *right)]
    whole = {part.text for part in (*PARTS, *RIGHT)}
    assert all(text in whole or text.endswith("…") for text in shown)
    weights = [part.weight for part in (*PARTS, *RIGHT)]
    kept = [part.weight for part in (*left, *right)]
    assert kept == [weight for weight in weights if weight >= min(kept)]
    used = sum(cell_len(text) for text in shown) + 2 * max(len(shown) - 1, 0)
    assert used <= max(width, 12)


@given(st.integers(0, 120), st.integers(0, 7))
def test_how_many_of_a_row_had_to_leave_is_said(width: int, size: int) -> None:
    row = [Part(f"● kind {n}", 3 - n // 3, is_of_row=True) for n in range(size)]
    left, right = fitted([Part("note 2 of 3", 5), *row], RIGHT, width)
    kept = [part for part in left if part.is_of_row]
    assert kept == row[: len(kept)]
    said = [part.text for part in left if part.text.startswith("+")]
    assert said == ([f"+{size - len(kept)}"] if kept and len(kept) < size else [])
    used = sum(cell_len(part.text) for part in (*left, *right)) + 2 * max(len(left) + len(right) - 1, 0)
    assert used <= max(width, 0)
    assert width < 29 or len(left) + len(right) >= 3, "what is not said of it takes no room"


def test_with_room_everything_is_shown() -> None:
    assert fitted(PARTS, RIGHT, 200) == (PARTS, RIGHT)


@pytest.mark.parametrize("width", range(6, 120))
def test_a_page_is_no_wider_than_its_window(width: int) -> None:
    shape = page_shape(width, 72)
    bar, scroll_bar = 2, 1
    assert shape.left + bar + shape.text + scroll_bar <= width


def test_what_one_is_at_is_cut_when_counts_have_left_and_before_places_do() -> None:
    name = Part("Companhia das Docas do Norte", 9, shrinks=True)
    parts, right = [Part("3 Names", 9), Part("456", 6), name, Part("4 Tags", 8)], [Part("14 mentions", 4)]
    for width, shown in (
        (70, "3 Names|456|Companhia das Docas do Norte|4 Tags|14 mentions"),
        (47, "3 Names|456|Companhia das Docas do N…|4 Tags"),
        (42, "3 Names|Companhia das Docas do N…|4 Tags"),
        (32, "3 Names|Companhia das…|4 Tags"),
        (21, "3 Names|Companhia d…"),
    ):
        assert "|".join(part.text for side in fitted(parts, right, width) for part in side) == shown
