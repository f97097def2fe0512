"""The keys in force, set in columns by what they are for; `/` narrows them down to those that say some words."""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from rich.segment import Segment
from textual.app import ComposeResult
from textual.events import Click, Key, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.text.folding import fold
from tui.commands import COMMANDS, Context
from tui.keymap import Keymap, shown_key
from tui.lists.command_words import other_words
from tui.page.wrapping import wrap
from tui.screens.base_sheet import BaseSheet
from tui.screens.narrowing import Narrowing
from tui.widgets.bar_drag import BarDrag, thumb
from tui.widgets.fit_text import column
from tui.widgets.press_key import press
from tui.widgets.styles import dress_of
from tui.widgets.wheel import wheel_rows

_COLUMN_CELLS = 52
_GAP_CELLS = 3
_KEY_CELLS = 13
_FRAME_CELLS, _FRAME_ROWS = 6, 4
"""Border and padding."""

_COUNTED = ("3j 12}", "A number before a key does it so many times")

Group = tuple[str, list[tuple[str, str]]]


def said_in(groups: Sequence[Group], query: str) -> list[Group]:
    """The groups with only those lines that have all the words, or a key of that name."""
    words = fold(query).split()
    matching = [
        (name, [line for line in lines if _has(line, name, query.strip(), words)]) for name, lines in groups
    ]
    return [group for group in matching if group[1]]


def _has(line: tuple[str, str], name: str, query: str, words: Sequence[str]) -> bool:
    keys, help = line
    hay = fold(f"{keys} {help} {name} {other_words(help)}")
    return all(word in hay for word in words) or query in keys.split()


def lines_of(group: Group, cells: int) -> list[tuple[str, str]]:
    """A group's lines in so many cells: what does not fit goes on in the line below, nothing is cut."""
    lines: list[tuple[str, str]] = []
    for keys, words in group[1]:
        parts = zip_longest(_wrapped(keys, _KEY_CELLS), _wrapped(words, cells - _KEY_CELLS - 1), fillvalue="")
        lines += parts
    return lines


def _keys_of(group: Group, cells: int) -> list[str]:
    """The first key of each row of a group in a column of so many cells; a heading, and the row between groups, have none."""
    rows = [(line[0].split()[0], len(lines_of((group[0], [line]), cells - _GAP_CELLS))) for line in group[1]]
    return ["", *(key for key, count in rows for _ in range(count)), ""]


def _wrapped(words: str, cells: int) -> list[str]:
    return [words[start:end].strip() for start, end in wrap(words, 0, len(words), max(cells, 8))]


def parted(groups: Sequence[Group], count: int, cells: int) -> list[list[Group]]:
    """The groups over so many columns of so many cells, in their order, the tallest as low as it can be."""
    sizes = [len(lines_of(group, cells)) + 2 for group in groups]
    most = max(sizes, default=0)
    while True:
        columns: list[list[Group]] = [[]]
        height = 0
        for group, size in zip(groups, sizes, strict=True):
            if height + size > most and columns[-1]:
                columns.append([])
                height = 0
            columns[-1].append(group)
            height += size
        if len(columns) <= count:
            return columns
        most += 1


def groups_of(keymap: Keymap, contexts: tuple[Context, ...], *, has_counts: bool) -> list[Group]:
    """Commands with a key, group by group, that of the place one is at first; where digits are counts they are no keys."""
    groups: dict[str, list[tuple[str, str]]] = {}
    of_place = Counter(command.group for command in COMMANDS if command.context == contexts[0])
    taken: set[str] = set()
    for context in contexts:
        for command in (one for one in COMMANDS if one.context == context):
            keys = [k for k in keymap.keys(command.id) if k not in taken and not (has_counts and k.isdigit())]
            taken.update(keys)
            if keys:
                shown = " ".join(shown_key(key) for key in keys[:3])
                groups.setdefault(command.group, []).append((shown, command.help))
    if has_counts:
        place = next(iter(groups))
        groups[place].append(_COUNTED)
    order = list(dict.fromkeys(command.group for command in COMMANDS if command.context != "everywhere"))
    order.sort(key=lambda name: -of_place[name])
    return sorted(
        groups.items(), key=lambda group: order.index(group[0]) if group[0] in order else len(order)
    )


class HelpView(Widget):
    """Groups in as many columns as the width allows; a group is not parted."""

    DEFAULT_CSS = "HelpView { height: 1fr; width: 1fr; }"

    class Moved(Message):
        """More of it may be seen, or less."""

    class Picked(Message):
        """A line was clicked."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(self, groups: list[Group]) -> None:
        super().__init__()
        self._groups: Sequence[Group] = groups
        self._rows: list[Strip] = []
        self._keys: Sequence[Sequence[str]] = ()
        """By column, the key that each of its rows is about; empty for headings."""
        self._drag = BarDrag(self, lambda: self._thumb, self._show_share)
        self.top = 0

    def show(self, groups: Sequence[Group]) -> None:
        self._groups, self.top = groups, 0
        self._set()

    def on_resize(self) -> None:
        self._set()

    def columns(self, width: int) -> tuple[list[list[Group]], int]:
        """The groups by columns, and how wide a column is with the gap beside it, in a view of so many cells."""
        count = max(min(width // _COLUMN_CELLS, 3, len(self._groups)), 1)
        cells = (width - 1) // count
        return parted(self._groups, count, cells - _GAP_CELLS), cells

    def rows_for(self, width: int) -> int:
        parts, cells = self.columns(width)
        return max(sum(len(lines_of(group, cells - _GAP_CELLS)) + 2 for group in part) for part in parts) - 1

    def _set(self) -> None:
        parts, cells = self.columns(self.size.width)
        columns = [[line for group in part for line in self._strips(group, cells)] for part in parts]
        self._keys = [[key for group in part for key in _keys_of(group, cells)] for part in parts]
        base = dress_of(self).base
        self._rows = [
            Strip.join([(line or Strip([])).adjust_cell_length(cells, base) for line in row])
            for row in zip_longest(*columns)
        ]
        while self._rows and not self._rows[-1].text.strip():
            self._rows.pop()
        self.move(0)

    def _strips(self, group: Group, cells: int) -> list[Strip]:
        dress = dress_of(self)
        rows = [
            Strip([Segment(column(keys, _KEY_CELLS) + " ", dress.base), Segment(words, dress.dim)])
            for keys, words in lines_of(group, cells - _GAP_CELLS)
        ]
        return [Strip([Segment(group[0], dress.accent)]), *rows, Strip([])]

    def move(self, by: int) -> None:
        self.top = min(max(self.top + by, 0), max(len(self._rows) - self.size.height, 0))
        self.post_message(self.Moved())
        self.refresh()

    @property
    def rows_below(self) -> int:
        """So many are not seen yet."""
        return max(len(self._rows) - self.size.height - self.top, 0)

    def on_mouse_scroll_down(self, event: MouseScrollDown | MouseScrollUp) -> None:
        self.move(wheel_rows(event))

    on_mouse_scroll_up = on_mouse_scroll_down

    @property
    def _thumb(self) -> range:
        return thumb(self.top, len(self._rows), self.size.height)

    def on_click(self, event: Click) -> None:
        """A click on what a key does is that key."""
        column_at, row = event.x // self.columns(self.size.width)[1], self.top + event.y
        keys = self._keys[column_at] if column_at < len(self._keys) else ()
        if event.x < self.size.width - 1 and row < len(keys) and (key := keys[row]):
            self.post_message(self.Picked(key))

    def on_mouse_down(self, event: MouseDown) -> None:
        self._drag.press(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        self._drag.move(event)

    def on_mouse_up(self) -> None:
        self._drag.release()

    def _show_share(self, share: float) -> None:
        self.move(round(share * (len(self._rows) - self.size.height)) - self.top)

    def render_line(self, y: int) -> Strip:
        at, dress = self.top + y, dress_of(self)
        row = self._rows[at] if at < len(self._rows) else Strip([])
        if not self._groups and not y:
            row = Strip([Segment("No key does that here.", dress.dim)])
        bar = "▐" if y in self._thumb else " "
        painted = row.adjust_cell_length(self.size.width - 1, dress.base)
        return Strip([*painted, Segment(bar, dress.dim)], self.size.width)

    @property
    def is_scrollable(self) -> bool:
        """Is there more than fits?"""
        return len(self._rows) > self.size.height


class HelpScreen(BaseSheet[None]):
    """A sheet over the screen; `?`, `q` or Esc closes it, j and k move, `/` narrows down."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen Vertical { max-width: 190; max-height: 94vh; padding: 1 2; }
    """

    closes_beside, opened_by = True, "?"

    def __init__(self, keymap: Keymap, contexts: tuple[Context, ...], *, has_counts: bool = False) -> None:
        super().__init__("Keys", "Esc close")
        self._groups = groups_of(keymap, contexts, has_counts=has_counts)
        self._narrowing = Narrowing("enter", self._narrow)

    def compose_sheet(self) -> ComposeResult:
        """The table of commands, as it holds here."""
        yield HelpView(self._groups)

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        view = self.query_one(HelpView)
        width = min(self.app.size.width, 190) - _FRAME_CELLS
        self.frame.styles.height = min(view.rows_for(width) + _FRAME_ROWS, max(self.app.size.height - 2, 6))

    def on_help_view_moved(self) -> None:
        """The border says whether there is more."""
        view = self.query_one(HelpView)
        below = view.rows_below
        more = f"{below} more below · " if below else "the end · " if view.top else ""
        moves = "j k scroll  " if view.is_scrollable else ""
        self.say_keys(f"{more}{moves}/ narrow down  Esc close")

    def on_help_view_picked(self, event: HelpView.Picked) -> None:
        """Do it where it is heard; of two clicks the second may come when it is closed."""
        if self.is_current:
            self.dismiss(None)
            press(self, event.key)

    def on_key(self, event: Key) -> None:
        event.stop()
        if self._narrowing.hear(event):
            return
        view = self.query_one(HelpView)
        page = max(view.size.height - 1, 1)
        steps = {
            "j": 1,
            "down": 1,
            "k": -1,
            "up": -1,
            "space": page,
            "pagedown": page,
            "b": -page,
            "pageup": -page,
        }
        steps |= {"ctrl+f": page, "ctrl+b": -page, "ctrl+d": page // 2, "ctrl+u": -page // 2}
        steps |= {"g": -9_999, "home": -9_999, "G": 9_999, "end": 9_999, "d": page // 2, "u": -page // 2}
        key = event.character if event.character and event.character in steps else event.key
        if key in steps:
            view.move(steps[key])
        elif event.character == "/":
            self._narrowing.begin()
        elif event.key == "escape" and self._narrowing.query:
            self._narrowing.look_for("")
        elif event.key in ("escape", "q", "question_mark"):
            self.dismiss(None)

    def _narrow(self) -> None:
        self.say_title(self._narrowing.titled("Keys"))
        self.query_one(HelpView).show(said_in(self._groups, self._narrowing.query))
