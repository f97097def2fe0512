"""Only what differs is written, and what stands on the terminal then is what whole frames would have left there."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.terminal.screen import Screen
from tui.textual_patches.frame_diff import FrameDiff, TerminalCells

WIDTH, HEIGHT = 12, 2
STYLES = (Style(color="red"), Style(bold=True), Style(bgcolor="blue"))
Cell = tuple[str, Style | None]


class Cells:
    """A terminal's cells with their styles; who writes over half of a wide character leaves a blank of the other half."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = [[("?", None)] * WIDTH for _ in range(HEIGHT)]

    def write(self, y: int, x: int, strip: Strip) -> None:
        row = self.rows[y]
        for text, style, _ in strip:
            for char in text:
                for at in range(x, x + cell_len(char)):
                    if row[at][0] == "" and at == x:
                        row[at - 1] = (" ", row[at - 1][1])
                    if at + 1 < WIDTH and row[at + 1][0] == "" and at == x + cell_len(char) - 1:
                        row[at + 1] = (" ", row[at + 1][1])
                    row[at] = (char if at == x else "", style)
                x += cell_len(char)


def strips(cells: int) -> st.SearchStrategy[Strip]:
    """Strips of so many cells."""
    words = st.text("ab 宽│", max_size=4)

    def fitted(parts: Sequence[tuple[str, int]]) -> Strip:
        return Strip([Segment(text, STYLES[look]) for text, look in parts]).adjust_cell_length(
            cells, STYLES[0]
        )

    return st.lists(st.tuples(words, st.integers(0, 2)), max_size=5).map(fitted)


@st.composite
def written(draw: st.DrawFn) -> tuple[int, int, Strip]:
    """A line, a cell, and what is written there."""
    start = draw(st.integers(0, WIDTH - 1))
    return draw(st.integers(0, HEIGHT - 1)), start, draw(strips(draw(st.integers(1, WIDTH - start))))


@given(st.lists(written(), max_size=12))
def test_differences_leave_what_whole_strips_leave(frames: list[tuple[int, int, Strip]]) -> None:
    whole, parts, known = Cells(), Cells(), TerminalCells()
    for y, x, strip in frames:
        whole.write(y, x, strip)
        changed = known.changed(y, x, strip)
        if changed is not None:
            parts.write(y, *changed)
        assert parts.rows == whole.rows


def frame(*lines: str) -> LayoutUpdate:
    width = max(map(len, lines))
    return LayoutUpdate([[Strip([Segment(line)])] for line in lines], Region(0, 0, width, len(lines)))


def test_the_same_frame_again_is_nothing_and_all_of_it_when_it_was_forgotten() -> None:
    cells, console = TerminalCells(), Console()
    first = FrameDiff(frame("one", "two"), cells).render_segments(console)
    assert "one" in first
    assert FrameDiff(frame("one", "two"), cells).render_segments(console) == ""
    assert "one" not in FrameDiff(frame("one", "six"), cells).render_segments(console)
    cells.forget()
    assert FrameDiff(frame("one", "six"), cells).render_segments(console).count("one") == 1


def test_a_part_of_a_line_is_written_at_its_place() -> None:
    cells, console, screen = TerminalCells(), Console(), Screen(9, 1)
    screen.feed(FrameDiff(frame("one two 3"), cells).render_segments(console).encode())
    part = ChopsUpdate([{0: None, 4: Strip([Segment("six"), Segment(" 3")])}], [(0, 4, 7)], [[4, 9]])
    sent = FrameDiff(part, cells).render_segments(console)
    screen.feed(sent.encode())
    assert screen.line(0) == "one six 3"
    assert "3" not in sent.rpartition("H")[2]
