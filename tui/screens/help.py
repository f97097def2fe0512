"""The keys in force, set in columns by what they are for."""

from itertools import zip_longest

from rich.segment import Segment
from textual.app import ComposeResult
from textual.events import Key, MouseScrollDown, MouseScrollUp
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from tui.commands import COMMANDS, Context
from tui.keymap import Keymap, shown_key
from tui.widgets.dressing import dress_of
from tui.widgets.fitting import column, fitted

_COLUMN_CELLS = 52
_KEY_CELLS = 13

Group = tuple[str, list[tuple[str, str]]]


def groups_of(keymap: Keymap, contexts: tuple[Context, ...], *, has_counts: bool) -> list[Group]:
    """Commands with a key, group by group; where digits are counts they are no keys."""
    groups: dict[str, list[tuple[str, str]]] = {}
    taken: set[str] = set()
    for context in contexts:
        for command in (one for one in COMMANDS if one.context == context):
            keys = [k for k in keymap.keys(command.id) if k not in taken and not (has_counts and k.isdigit())]
            taken.update(keys)
            if keys:
                shown = " ".join(shown_key(key) for key in keys[:3])
                groups.setdefault(command.group, []).append((shown, command.help))
    order = list(dict.fromkeys(command.group for command in COMMANDS if command.context != "everywhere"))
    return sorted(
        groups.items(), key=lambda group: order.index(group[0]) if group[0] in order else len(order)
    )


class HelpView(Widget):
    """Groups in as many columns as the width allows; a group is not parted."""

    DEFAULT_CSS = "HelpView { height: 1fr; width: 1fr; }"

    def __init__(self, groups: list[Group]) -> None:
        super().__init__()
        self._groups = groups
        self._rows: list[Strip] = []
        self.top = 0

    def on_resize(self) -> None:
        """Set anew."""
        count = max(min(self.size.width // _COLUMN_CELLS, 3, len(self._groups)), 1)
        cells = self.size.width // count
        columns = [
            [line for group in part for line in self._set(group, cells - 3)] for part in self.parted(count)
        ]
        base = dress_of(self).base
        self._rows = [
            Strip.join([(line or Strip([])).adjust_cell_length(cells, base) for line in row])
            for row in zip_longest(*columns)
        ]
        self.move(0)

    def parted(self, count: int) -> list[list[Group]]:
        """The groups over so many columns, the tallest as low as it can be."""
        sizes = [len(lines) + 2 for _, lines in self._groups]
        most = max(sizes, default=0)
        while True:
            columns: list[list[Group]] = [[]]
            height = 0
            for group, size in zip(self._groups, sizes, strict=True):
                if height + size > most and columns[-1]:
                    columns.append([])
                    height = 0
                columns[-1].append(group)
                height += size
            if len(columns) <= count:
                return columns
            most += 1

    def _set(self, group: Group, cells: int) -> list[Strip]:
        dress, (name, lines) = dress_of(self), group
        rows = [
            Strip(
                [
                    Segment(column(keys, _KEY_CELLS) + " ", dress.base),
                    Segment(fitted(words, max(cells - _KEY_CELLS - 1, 8)), dress.dim),
                ]
            )
            for keys, words in lines
        ]
        return [Strip([Segment(name, dress.accent)]), *rows, Strip([])]

    def move(self, by: int) -> None:
        """Scroll by rows."""
        self.top = min(max(self.top + by, 0), max(len(self._rows) - self.size.height, 0))
        self.refresh()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Down by three."""
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Up by three."""
        self.move(-3)

    def render_line(self, y: int) -> Strip:
        """One row."""
        at, base = self.top + y, dress_of(self).base
        row = self._rows[at] if at < len(self._rows) else Strip([])
        return row.adjust_cell_length(self.size.width, base)

    @property
    def is_scrollable(self) -> bool:
        """Is there more than fits?"""
        return len(self._rows) > self.size.height


class HelpScreen(ModalScreen[None]):
    """A sheet over the screen; `?`, `q` or Esc closes it, j and k move."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: transparent; }
    HelpScreen > HelpView {
        width: 94%; max-width: 190; height: auto; max-height: 94%;
        border: round $accent; background: $background; padding: 1 2;
    }
    """

    def __init__(self, keymap: Keymap, contexts: tuple[Context, ...], *, has_counts: bool = False) -> None:
        super().__init__()
        self._groups = groups_of(keymap, contexts, has_counts=has_counts)

    def compose(self) -> ComposeResult:
        """The table of commands, as it holds here."""
        view = HelpView(self._groups)
        view.border_title = "Keys"
        view.border_subtitle = "j k move  Esc close"
        yield view

    def on_mount(self) -> None:
        """As tall as it need be."""
        view = self.query_one(HelpView)
        width = min(self.app.size.width * 94 // 100, 190) - 6
        count = max(min(width // _COLUMN_CELLS, 3, len(self._groups)), 1)
        tallest = max(sum(len(lines) + 2 for _, lines in part) for part in view.parted(count))
        view.styles.height = min(tallest + 3, max(self.app.size.height - 2, 6))

    def on_key(self, event: Key) -> None:
        """Move, or close."""
        view = self.query_one(HelpView)
        page = max(view.size.height - 1, 1)
        steps = {
            "j": 1,
            "down": 1,
            "k": -1,
            "up": -1,
            "space": page,
            "b": -page,
            "pagedown": page,
            "pageup": -page,
        }
        steps |= {"g": -9_999, "home": -9_999, "G": 9_999, "end": 9_999, "d": page // 2, "u": -page // 2}
        key = event.character if event.character and event.character in steps else event.key
        event.stop()
        if key in steps:
            view.move(steps[key])
        elif event.key in ("escape", "q", "question_mark"):
            self.dismiss(None)
