"""The reading line is always in view and stays where it is through every shape; moving and coming back is no move."""

from hypothesis import example, given
from hypothesis import strategies as st

from annotations.model import Block, TextSpan
from tui.page.layout import Inset, Row
from tui.page.viewport import Viewport

paragraphs = st.lists(
    st.text(alphabet="ab cd 京e\u0301-", min_size=1, max_size=160).filter(str.strip), min_size=1, max_size=25
)
shapes = st.tuples(st.integers(20, 90), st.integers(1, 45))
moves = st.lists(
    st.sampled_from(["j", "k", "space", "b", "down", "up", "}", "{", "G", "g"]), min_size=1, max_size=15
)


def viewport(parts: list[str], width: int, height: int, offset: int = 0) -> Viewport:
    blocks, start = [], 0
    for part in parts:
        blocks.append(Block(TextSpan(start, start + len(part)), "paragraph"))
        start += len(part) + 1
    return Viewport("\n".join(parts), blocks, width, height, offset)


def goto_end(view: Viewport) -> None:
    last = view.layout.last()
    view.goto(max(view.layout.row(last).end - 1, view.layout.row(last).start))


def do(view: Viewport, move: str) -> None:
    {
        "j": lambda: view.move_line(1),
        "k": lambda: view.move_line(-1),
        "space": lambda: view.move_page(view.height),
        "b": lambda: view.move_page(-view.height),
        "down": lambda: view.scroll(3),
        "up": lambda: view.scroll(-3),
        "}": lambda: view.move_block(1),
        "{": lambda: view.move_block(-1),
        "G": lambda: goto_end(view),
        "g": lambda: view.goto(0),
    }[move]()


def line_y(view: Viewport) -> int:
    rows = view.layout.window(view.top, view.height)
    assert rows == view.rows
    return rows.index(view.line_row)


def read_through(view: Viewport) -> list[Row]:
    """The lines that are read from here to the end, going down a row at a time."""
    lines = [view.line_row]
    for _ in range(2_000):
        top = view.top
        view.move_line(1)
        if view.line_row != lines[-1]:
            lines.append(view.line_row)
        elif view.top == top:
            break
    return lines


@given(paragraphs, shapes, moves, st.integers(1, 30), st.sampled_from([1, -1]))
def test_going_back_line_by_line_leads_to_where_it_began(
    parts: list[str], shape: tuple[int, int], keys: list[str], count: int, step: int
) -> None:
    view = viewport(parts, *shape)
    for key in keys:
        do(view, key)
    places = [(view.top, view.line)]
    for _ in range(count):
        view.move_line(step)
        if (view.top, view.line) == places[-1]:
            break
        places.append((view.top, view.line))
    while places:
        assert (view.top, view.line) == places.pop()
        view.move_line(-step)


@given(paragraphs, shapes, moves)
def test_the_reading_line_is_in_view_after_every_move(
    parts: list[str], shape: tuple[int, int], keys: list[str]
) -> None:
    view = viewport(parts, *shape)
    for key in keys:
        do(view, key)
        assert 0 <= line_y(view) < view.height
        assert not view.line_row.gap
    do(view, "G")
    assert view.rows[-1].end == len(view.layout.text.rstrip()) or view.rows[-1] == view.layout.row(
        view.layout.last()
    )


@given(paragraphs, shapes, moves, st.lists(shapes, max_size=6))
def test_shapes_come_and_go_and_the_line_stays(
    parts: list[str], shape: tuple[int, int], keys: list[str], others: list[tuple[int, int]]
) -> None:
    view = viewport(parts, *shape)
    for key in keys:
        do(view, key)
    line = view.line_row
    for width, height in others:
        view.resize(width, height)
        row = view.line_row
        assert row.start <= line.start < max(row.end, row.start + 1) or row.block == line.block
        assert 0 <= line_y(view) < view.height
    view.resize(*shape)
    assert view.line_row == line


@given(paragraphs, shapes, st.integers(0, 400), st.integers(0, 44))
def test_a_held_line_is_in_view(parts: list[str], shape: tuple[int, int], offset: int, y: int) -> None:
    view = viewport(parts, *shape)
    offset = min(offset, len(view.layout.text) - 1)
    view.hold(offset, min(y, view.height - 1))
    assert (
        0 <= line_y(view) <= min(y, view.height - 1)
        or view.top == view.layout.first()
        or line_y(view) < view.height
    )


@given(paragraphs, shapes, st.integers(0, 4_000), st.integers(1, 9), moves)
def test_an_inset_is_no_line_of_the_text(
    parts: list[str], shape: tuple[int, int], at: int, lines: int, keys: list[str]
) -> None:
    plain, view = viewport(parts, *shape), viewport(parts, *shape)
    inset = Inset(min(at, len(view.layout.text) - 1), ("card",) * lines)
    assert view.resize(*shape, inset)
    assert not view.resize(*shape, inset)
    for key in keys:
        do(view, key)
        assert 0 <= line_y(view) < view.height
        assert not view.line_row.gap
        assert [row.start for row in view.rows] == sorted(row.start for row in view.rows)
    for one in (plain, view):
        one.goto(0)
    lines_read = [read_through(one) for one in (plain, view)]
    assert lines_read[0] == lines_read[1]
    for one in (plain, view):
        goto_end(one)
    assert view.line_row == plain.line_row
    view.resize(*shape)
    assert all(not row.inset for row in view.rows)
    assert view.line_row == plain.line_row


@given(paragraphs, shapes, moves, st.integers(1, 5))
def test_an_inset_at_the_reading_line_is_seen_whole(
    parts: list[str], shape: tuple[int, int], keys: list[str], lines: int
) -> None:
    view = viewport(parts, shape[0], max(shape[1], 20))
    for key in keys:
        do(view, key)
    before = view.line_row
    y = line_y(view)
    view.resize(shape[0], view.height, Inset(max(before.end - 1, before.start), ("card",) * lines))
    assert view.line_row == before
    assert line_y(view) <= y + lines
    assert [row.inset for row in view.rows if row.inset] == list(range(1, lines + 1))


@example(["ab " * 50 + "x"] * 10, (20, 12), ["}"], "}")
@given(paragraphs, shapes, moves, st.sampled_from(["}", "{"]))
def test_a_paragraph_that_is_gone_to_is_seen_whole_where_it_has_room(
    parts: list[str], shape: tuple[int, int], keys: list[str], last: str
) -> None:
    view = viewport(parts, *shape)
    for key in (*keys, last):
        do(view, key)
    words = parts[view.block].rstrip()
    start = sum(len(part) + 1 for part in parts[: view.block])
    is_end_seen = view.y_of(start + len(words) - 1) is not None
    assert is_end_seen or line_y(view) <= min(3, view.height // 3)


@given(paragraphs, shapes, moves, st.integers(0, 44), st.integers(0, 44))
def test_the_text_stays_where_the_line_that_is_gone_to_is_in_view_and_away_from_the_edge_it_goes_towards(
    parts: list[str], shape: tuple[int, int], keys: list[str], start_y: int, end_y: int
) -> None:
    view = viewport(parts, *shape)
    for key in keys:
        do(view, key)
    ys = [y for y, row in enumerate(view.rows) if not row.gap]
    start_y, end_y = ys[start_y % len(ys)], ys[end_y % len(ys)]
    view.focus(view.rows[start_y].start)
    top, margin = view.top, min(3, view.height // 3)
    view.goto(view.rows[end_y].start)
    if end_y == start_y or (end_y < view.height - margin if end_y > start_y else end_y >= margin):
        assert view.top == top
