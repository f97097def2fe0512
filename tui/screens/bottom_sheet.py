"""A sheet over the page with a list to choose from: notes, names, kinds of names, what goes by which name."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Key

from annotations.text.canonical import showable
from annotations.text.folding import fold
from tui.keymap import key_name
from tui.screens.base_sheet import BaseSheet
from tui.screens.narrowing import Narrowing
from tui.widgets.fit_text import fitted
from tui.widgets.row_list import RowList

_PAGE_ROWS = 10
_NARROWED_FROM = 9
"""So many rows are narrowed down by typing; fewer are seen at once."""
_NARROW = "/"
_MOVES = {"j": 1, "down": 1, "k": -1, "up": -1, "space": _PAGE_ROWS, "pagedown": _PAGE_ROWS}
_MOVES |= {"b": -_PAGE_ROWS, "pageup": -_PAGE_ROWS, "g": -(10**9), "home": -(10**9), "G": 10**9, "end": 10**9}


class SheetRow(Struct, frozen=True):
    """A line to choose, or a heading."""

    text: str
    value: Hashable = None
    """What choosing it means; None: a heading."""
    right: str = ""
    look: str = "base"
    """base, dim, strong, or "label:person" for the colour of a group of labels."""
    mark: str = ""
    """A sign before the text, in the colour of `look`; the text then is plain."""
    is_title: bool = False
    """Does it head the rows below it, though it can be chosen?"""
    brief: str = ""
    """What stands right where `right` would cut the text."""


class Choice(Struct, frozen=True):
    """What was done with a row."""

    value: Hashable
    action: str = "open"
    """"open", or the action that one of the sheet's keys stands for."""


class SheetList(RowList[SheetRow]):
    """The rows of a sheet."""

    def key_of(self, row: SheetRow) -> Hashable:
        return row.value

    def is_heading(self, row: SheetRow) -> bool:
        """Without a meaning it is one."""
        return row.value is None

    def is_title(self, row: SheetRow) -> bool:
        return row.is_title or self.is_heading(row)

    def paint(self, row: SheetRow, width: int, base: Style) -> list[Segment]:
        """Sign, text, and what stands on the right."""
        dress, ground = self.dress, Style(bgcolor=base.bgcolor)
        kind, _, value = row.look.partition(":")
        looks = {"base": dress.base, "dim": dress.dim, "strong": dress.strong}
        look = (dress.label(value) if kind == "label" else looks[kind]) + ground
        mark = f"{row.mark} " if row.mark else ""
        right = f" {showable(row.right)} " if row.right else ""
        if row.brief and cell_len(mark) + cell_len(row.text) + cell_len(right) + 1 > width:
            right = f" {showable(row.brief)} "
        words = fitted(showable(row.text), max(width - cell_len(mark) - cell_len(right) - 1, 4))
        gap = max(width - 1 - cell_len(mark) - cell_len(words) - cell_len(right), 0)
        plain = base if row.mark else look
        return [
            Segment(" " + mark, look),
            Segment(words, plain),
            Segment(" " * gap, base),
            Segment(right, dress.dim + ground),
        ]


def said_in(rows: Sequence[SheetRow], query: str) -> list[SheetRow]:
    """The rows that have all the words, below their titles; of a title that has them all its rows."""
    words = fold(query).split()
    kept: list[SheetRow] = []
    title: SheetRow | None = None
    is_of_it = False
    for row in rows:
        is_said = all(word in fold(row.text) for word in words)
        if row.is_title or row.value is None:
            title, is_of_it = row, is_said
        elif is_said or is_of_it:
            kept += [title] if title is not None else []
            kept.append(row)
            title = None
    return kept


class Sheet(BaseSheet[Choice | None]):
    """Choose a row: j k g G move, `/` narrows down, Enter takes it, Esc leaves. The page stays in view behind."""

    DEFAULT_CSS = """
    Sheet Vertical { max-height: 60vh; }
    Sheet SheetList { height: auto; }
    """

    closes_beside = True

    def __init__(
        self,
        title: str,
        rows: Sequence[SheetRow],
        *,
        chosen: Hashable = None,
        actions: Mapping[str, str] = MappingProxyType({}),
        changes: Mapping[str, Callable[[Hashable], Sequence[SheetRow]]] = MappingProxyType({}),
        hint: str = "Enter go there",
    ) -> None:
        """Take what there is to choose.

        Args:
            title: what it is about.
            rows: lines and headings.
            chosen: the value that is chosen at first.
            actions: further keys and the actions they stand for.
            changes: keys that change what the chosen value means, and stay; each gives the rows as they are then.
            hint: what the keys do, for the border.
        """
        self._may_narrow = len(rows) >= _NARROWED_FROM and _NARROW not in actions
        self._keys = f"{hint}{'  / narrow down' if self._may_narrow else ''}  Esc "
        super().__init__(title, f"{self._keys}leave")
        self._rows, self._chosen, self._actions, self._changes = rows, chosen, actions, changes
        self._title, self._narrowing = title, Narrowing("tab", self._narrow)

    def compose_sheet(self) -> ComposeResult:
        yield SheetList()

    @property
    def list(self) -> SheetList:
        return self.query_one(SheetList)

    def on_mount(self) -> None:
        self.list.styles.height = max(min(len(self._rows), int(self.app.size.height * 0.6) - 2), 1)
        self.list.show(self._rows, key=self._chosen)

    def on_row_list_opened(self) -> None:
        self._take("open")

    def on_key(self, event: Key) -> None:
        """Everything typed here belongs to the sheet."""
        name = key_name(event)
        event.stop()
        if self._narrowing.hear(event):
            return
        if name in self._actions:
            self._take(self._actions[name])
        elif name in self._changes:
            row = self.list.chosen
            if row is not None:
                self._rows = self._changes[name](row.value)
                self.list.show(said_in(self._rows, self._narrowing.query), key=row.value)
        elif name in _MOVES:
            self.list.move(_MOVES[name])
        elif name == "enter":
            self._take("open")
        elif name == _NARROW and self._may_narrow:
            self._narrowing.begin()
        elif name == "escape" and self._narrowing.query:
            self._narrowing.look_for("")
        elif name in ("escape", "q"):
            self.dismiss(None)

    def _narrow(self) -> None:
        """Show the rows that have the words, the first of them chosen; it still is when all are shown again."""
        chosen, query = self.list.chosen, self._narrowing.query
        self.say_title(self._narrowing.titled(self._title))
        self.say_keys(
            "Enter take it  Tab list  Esc all"
            if self._narrowing.is_typing
            else f"{self._keys}{'all' if query else 'leave'}"
        )
        self.list.sentence = f"Nothing here has “{query}”."
        rows = said_in(self._rows, query) if query.strip() else self._rows
        first = next((row.value for row in rows if row.value is not None and not row.is_title), None)
        self.list.show(rows, key=first if query else chosen.value if chosen is not None else None)

    def _take(self, action: str) -> None:
        row = self.list.chosen
        if row is None:
            return
        choice = Choice(row.value, action)
        if why := self.refusal(choice):
            self.app.tell(why)
        else:
            self.dismiss(choice)

    def refusal(self, choice: Choice) -> str:
        """Why this can't be taken, for people; empty: it can."""
        return ""
