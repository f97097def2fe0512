"""A list of rows with the line API: 5,000 cost what 40 do. What a row looks like is up to the list that it is of.

One row is chosen; any number can be marked for what is done with several at once.
"""

from collections.abc import Hashable, Sequence
from itertools import compress, count, repeat
from operator import is_
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.text.canonical import showable
from tui.page.wrapping import wrap
from tui.theme import Dress
from tui.widgets.bar_drag import BarDrag, thumb
from tui.widgets.styles import chosen_ground, dress_of
from tui.widgets.wheel import wheel_rows

Row = TypeVar("Row")
MARK = "✓"
"""Stands before a marked row."""


class RowList(Widget, Generic[Row]):
    """Shows rows and which one is chosen; headings among them are never chosen."""

    DEFAULT_CSS = "RowList { height: 1fr; width: 1fr; }"

    class Opened(Message):
        """The chosen row is to be opened."""

    class Chosen(Message):
        """Another row may be chosen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.index = 0
        self._top = 0
        self._marks: set[Hashable] = set()
        self._drag = BarDrag(
            self,
            lambda: self._thumb,
            lambda share: self.scroll_rows(round(share * (len(self.rows) - self.size.height)) - self._top),
        )
        self._has_opened = False
        """Has the first of several quick clicks opened a row?"""
        self.sentence = ""
        """Shown when there are no rows."""

    # -- what a row is

    def key_of(self, row: Row) -> Hashable:
        """By what a row is known again when others take its place."""
        raise NotImplementedError

    def is_heading(self, row: Row) -> bool:
        """Does it only part the others?"""
        return False

    def is_title(self, row: Row) -> bool:
        """Is it in view when the row below it is?"""
        return self.is_heading(row)

    def paint(self, row: Row, width: int, base: Style) -> list[Segment]:
        """A row as segments, `width` cells at most; `base` brings the ground."""
        raise NotImplementedError

    # -- which is chosen

    @property
    def dress(self) -> Dress:
        return dress_of(self)

    @property
    def chosen(self) -> Row | None:
        row = self.rows[self.index] if self.index < len(self.rows) else None
        return None if row is None or self.is_heading(row) else row

    @property
    def is_at_first(self) -> bool:
        """Is no row above the one that is chosen?"""
        return all(map(self.is_heading, self.rows[: self.index]))

    # -- marks

    def is_markable(self, row: Row) -> bool:
        """Can anything be done with it?"""
        return not self.is_heading(row)

    @property
    def marked(self) -> list[Row]:
        """The marked rows among those that are shown; what stands in several groups is one."""
        if not self._marks:
            return []
        rows = {self.key_of(row): row for row in self.rows[::-1] if self.is_markable(row)}
        return [row for key, row in reversed(rows.items()) if key in self._marks]

    @property
    def picked(self) -> list[Row]:
        """What is to be done something with: the marked rows, else the chosen one."""
        chosen = self.chosen
        return self.marked or ([chosen] if chosen is not None else [])

    def mark(self) -> None:
        """Mark the chosen row, or take its mark off."""
        if (chosen := self.chosen) is not None and self.is_markable(chosen):
            self._marks ^= {self.key_of(chosen)}
            self.refresh()

    def mark_all(self) -> None:
        """Mark all rows that are shown; where all are marked, none."""
        keys = {self.key_of(row) for row in self.rows if self.is_markable(row)}
        self._marks = self._marks - keys if keys <= self._marks else self._marks | keys
        self.refresh()

    def unmark(self) -> None:
        """Take all marks off."""
        if self._marks:
            self._marks = set()
            self.refresh()

    # -- what is shown

    def show(self, rows: Sequence[Row], *, key: Hashable = None) -> None:
        """Show other rows; what was chosen stays so wherever it has gone, or `key` says what is chosen."""
        before, index_before = self.chosen if key is None else None, self.index
        key = key if before is None else self.key_of(before)
        self.rows = rows
        if key is not None:
            self.index = self._place_of(key, before)
        if (
            self._top
        ):  # at the top one sees what comes in above; further down the chosen row stays where it is seen
            self._top = max(self._top + self.index - index_before, 0)
        self.refresh()
        self.move(0)

    def _place_of(self, key: Hashable, before: Row | None) -> int:
        """Where a row is now: that very one, as after sorting, else the nearest of its key, else where one is."""
        if before is not None:
            same = next(compress(count(), map(is_, self.rows, repeat(before))), -1)
            if same >= 0:
                return same
        places = (
            at for at, row in enumerate(self.rows) if not self.is_heading(row) and self.key_of(row) == key
        )
        return min(places, key=lambda at: abs(at - self.index), default=self.index)

    def move(self, by: int) -> None:
        """Choose another row, the view follows; without scrolling only two rows are painted."""
        before, top_before = self.index, self._top
        last = max(len(self.rows) - 1, 0)
        self.index = self._past_headings(min(max(self.index + by, 0), last), 1 if by >= 0 else -1)
        height = max(self.size.height, 1)
        above = self.index - 1 if self.index and self.is_title(self.rows[self.index - 1]) else self.index
        top = max(min(self._top, above), self.index - height + 1)
        self._top = min(top, max(len(self.rows) - height, 0))
        if self._top != top_before:
            self.refresh()
        elif self.index != before:
            for at in (before, self.index):
                self.refresh(Region(0, at - self._top, self.size.width, 1))
        self.post_message(self.Chosen())

    def go_to(self, number: int) -> None:
        """Choose the row of a number, from 1, headings not counted; past the last one that."""
        places = [at for at, row in enumerate(self.rows) if not self.is_heading(row)]
        if places:
            self.move(places[min(number, len(places)) - 1] - self.index)

    def _past_headings(self, index: int, step: int) -> int:
        """The nearest row that can be chosen, first in one direction, then in the other."""
        for ahead in (step, -step):
            at = index
            while 0 <= at < len(self.rows):
                if not self.is_heading(self.rows[at]):
                    return at
                at += ahead
        return index

    # -- mouse and size

    def on_resize(self) -> None:
        """The chosen row stays in view."""
        self.refresh()
        self.move(0)

    def on_mouse_scroll_down(self, event: MouseScrollDown | MouseScrollUp) -> None:
        self.scroll_rows(wheel_rows(event))

    on_mouse_scroll_up = on_mouse_scroll_down

    def scroll_rows(self, by: int) -> None:
        """What is shown goes by; what is chosen stays so as long as it is in view."""
        height = max(self.size.height, 1)
        self._top = min(max(self._top + by, 0), max(len(self.rows) - height, 0))
        self.refresh()
        inside = min(max(self.index, self._top), self._top + height - 1)
        self.move(inside - self.index)

    @property
    def _thumb(self) -> range:
        return thumb(self._top, len(self.rows), self.size.height)

    def on_mouse_down(self, event: MouseDown) -> None:
        self._drag.press(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        self._drag.move(event)

    def on_mouse_up(self) -> None:
        self._drag.release()

    def on_click(self, event: Click) -> None:
        """Choose the row under the pointer; a click on the one that is chosen opens it, however late it comes."""
        if self._drag.took_press:
            return
        at = self._top + event.y
        while 0 < at < len(self.rows) and self.is_heading(self.rows[at]) and not self.is_title(self.rows[at]):
            at -= 1  # words that stand below a row are of it
        if at >= len(self.rows) or self.is_heading(self.rows[at]):
            return
        is_first, is_chosen = event.chain == 1, at == self.index
        self.move(at - self.index)
        if is_chosen and (is_first or not self._has_opened):
            self.post_message(self.Opened())
        self._has_opened = is_chosen if is_first else True

    # -- painting

    def render_line(self, y: int) -> Strip:
        """One row: its mark, or a bar if it is chosen; the row, the scroll bar."""
        width, base = self.size.width, self.dress.base
        at = self._top + y
        if at >= len(self.rows):
            return Strip(self._sentence(y, width)).adjust_cell_length(width, base)
        row = self.rows[at]
        is_chosen = at == self.index and not self.is_heading(row)
        ground = base + chosen_ground(self.dress) if is_chosen else base
        is_marked = bool(self._marks) and not self.is_heading(row) and self.key_of(row) in self._marks
        sign = MARK if is_marked else "▎" if is_chosen else " "
        bar = Segment(sign, self.dress.accent + Style(bgcolor=ground.bgcolor))
        painted = Strip([bar, *self.paint(row, width - 2, ground)]).adjust_cell_length(width - 1, ground)
        if is_chosen and ground.reverse:  # all of it, whatever styles the row brings
            painted = painted.apply_style(Style(reverse=True))
        return Strip(
            [*painted, Segment("▐" if y in self._thumb else " ", self.dress.dim)],
            width,
        )

    def _sentence(self, y: int, width: int) -> list[Segment]:
        """What is said where there are no rows, from the second line on."""
        words = showable(self.sentence)
        lines = wrap(words, 0, len(words), max(min(width - 6, 76), 10)) if words and not self.rows else []
        if not 1 <= y <= len(lines):
            return []
        start, end = lines[y - 1]
        return [Segment("   " + words[start:end], self.dress.dim)]
