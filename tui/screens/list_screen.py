"""What the screens that list something have in common: moving, a filter line, a sidebar for what is chosen."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.timer import Timer
from textual.widget import Widget

from annotations.errors import AnnotationsError
from annotations.text.plurals import group_digits
from tui.commands import Command, Context, hinted
from tui.keymap import shown_key
from tui.screens.base_screen import ROOMY_ROWS, CommandScreen, is_open
from tui.widgets.fit_text import fitted
from tui.widgets.place_line import place_parts
from tui.widgets.row_list import RowList
from tui.widgets.status_line import ChromeLine, Part
from tui.widgets.text_pane import Pane, Piece

if TYPE_CHECKING:
    from tui.widgets.filter_bar import FilterBar, Leaving

Gathered = TypeVar("Gathered")

_PANE_FROM_CELLS = 100
_STILL_SECONDS = 0.07
_PANES_KEPT = 200
_ON_A_ROW = frozenset(
    (
        "down up page_down page_up half_down half_up first last mark mark_all open next_unread "
        "previous_unread toggle_read later star article_tags group sort reverse export pipe source edit "
        "tags delete put_back next_candidate leave_orphan rename drop copies merge nest retag recolor "
        "company not_entity relabel same_as join copy articles"
    ).split()
)
"""Actions that need something to be listed."""
_NEEDED = {"clear": 9, "open": 8, "find": 7}
"""Hints that stay at every width, by action, with their weight."""
_WAY_BACK = "ctrl+o"
"""Leads back on the page and in vim; a list is left by another key."""
_FILTER_CELLS = 24
"""So much of the tag or words is said at the top; longer, it would push the counts out."""


def filter_said(tag: str, words: str) -> str:
    """The filters in force, to stand before the counts at the top: "#tag · /words"."""
    said = (f"#{tag}" if tag else "", f"/{words.strip()}" if words.strip() else "")
    return " · ".join(fitted(part, _FILTER_CELLS) for part in said if part)


def path_of(row: object) -> Path | None:
    """The file of the article that a row is about; None: it is about none."""
    return getattr(row, "path", None)


class RowsScreen(CommandScreen):
    """Two quiet lines, a list between them, and what is chosen beside it where the width allows."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("list", "everywhere")
    has_pane: ClassVar[bool] = True
    """Is there something to show beside the list?"""
    words_asked: ClassVar[str] = "words to look for"
    """What the empty line for words says."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        """What the filter line holds."""
        self.wrong = ""
        """What is the matter with these words, for people; empty: nothing."""
        self.list = self.make_list()
        self.header = self.make_header()
        self.pane = Pane(id="pane", edge=True)
        self.filter_bar: FilterBar | None = None
        """Where words are typed; made when it is first asked for."""
        self.body = Horizontal()
        self.head, self.foot = ChromeLine(id="head"), ChromeLine(id="foot")
        self.filled = asyncio.Event()
        """Set when the rows that it opens with are known."""
        self._top_line: tuple[str, str] | None = None
        self._still: Timer | None = None
        self._pane_of: Hashable = None
        self._panes: OrderedDict[Hashable, Sequence[Piece]] = OrderedDict()

    # -- what a screen fills in

    def make_list(self) -> RowList[Any]:
        raise NotImplementedError

    def make_header(self) -> Widget:
        """A line above the list; by default a blank one."""
        return ChromeLine(id="gap")

    def refill(self) -> None:
        """Show the rows that have all the words of the filter."""
        raise NotImplementedError

    def pane_key(self, row: Any) -> Hashable:
        """By what a row's pane is kept; it changes whenever the pane would."""
        return None

    def pane_at_once(self, row: Any) -> Sequence[Piece]:
        """What the pane can show of a row without reading anything."""
        return ()

    def read_pane(self, row: Any) -> Sequence[Piece]:
        """All that the pane shows of a row. Called on a thread: touches no widget."""
        return self.pane_at_once(row)

    @property
    def wrong_said(self) -> str:
        """The same as a sentence; empty: nothing is."""
        return f"{self.wrong[0].upper()}{self.wrong[1:]}." if self.wrong else ""

    # -- what it lists

    def load(self) -> object:
        """Have what it lists read, on a thread; shown is what comes of it."""

    def show_notes(self) -> None:
        self.load()

    @work(thread=True, exclusive=True, group="gather")
    def gather(self, read: Callable[[], Gathered], show: Callable[[Gathered], None]) -> None:
        """Read what the rows are made of on a thread, then show it; in place of a reading that still runs."""
        try:
            gathered = read()
        except AnnotationsError as error:
            self.app.call_from_thread(self.app.tell_error, error)
            self.app.call_from_thread(self.filled.set)
            return
        self.app.call_from_thread(show, gathered)

    def back_from(self, article: Path) -> None:
        """`J` and `K` may have led to another article than was chosen: its first row is, if it has one."""
        if path_of(self.list.chosen) == article:
            return
        row = next((row for row in self.list.rows if path_of(row) == article), None)
        if row is not None:
            self.list.show(self.list.rows, key=self.list.key_of(row))

    # -- layout

    def on_mount(self) -> None:
        """Opens when there are rows to show; where that takes its time, it says what is waited for, and keys wait too."""
        self.load()
        self.app.first_frame.hold_for(self, self.filled)
        self.app.typeahead.hold_until(self.filled)
        self.refill()

    def _compositor_refresh(self) -> None:
        """What is held back is not rendered either; all of it is when it is let through.

        Textual's own; if that calls it no more, what is thrown away is rendered as before.
        """
        if self.app.first_frame.is_awaited:
            self._dirty_widgets.clear()
        else:
            super()._compositor_refresh()

    def compose(self) -> ComposeResult:
        yield self.head
        with self.body:
            with Vertical():
                yield self.header
                yield self.list
            yield self.pane
        yield self.foot

    def on_resize(self, event: Resize) -> None:
        """The pane needs a width of its own; a blank row stands above the foot where there is height for it."""
        self.body.styles.margin = (0, 0, int(event.size.height >= ROOMY_ROWS), 0)
        width = event.size.width
        self.pane.display = self.has_pane and width >= _PANE_FROM_CELLS
        self.pane.styles.width = max(38, min(width * 32 // 100, 76))
        self._show_pane()

    def say(self, where: str, counts: str) -> None:
        """The two lines: the places, this one lit, beside what is said of it; and the keys that work now.

        Args:
            where: the name of the place as it stands in the row of places, then what of it: "Names › Steve Witkoff".
            counts: parts with " · " between them; the last leave first where there is no room.
        """
        self._top_line = (where, counts)
        self.show_places()
        self._show_hints()

    def show_places(self) -> None:
        if self._top_line is None:
            return
        where, counts = self._top_line
        marked = len(self.list.marked)
        said = [f"{group_digits(marked)} marked"] if marked else []
        said = [words for words in (*said, *counts.split(" · ")) if words]
        heaviest = 7 if self.is_narrowed else 4  # of what is left out and chosen one must know
        right = [Part(words, max(heaviest - at, 1), gap=" · ") for at, words in enumerate(said)]
        self.head.say_parts(place_parts(self.keymap, self.app.place_counts, where), right)

    def _show_hints(self) -> None:
        own = [context for context in reversed(self.contexts()) if context != "everywhere"]
        hints = [hint for context in own for hint in self.hints(context)]
        parts = [
            replace(hint, gap="   ", weight=max(hint.weight, 6 - at, 1)) for at, hint in enumerate(hints)
        ]
        always = [replace(hint, gap="   ", weight=8) for hint in self.hints("everywhere")]
        self.foot.say_parts(parts, always)

    def hints(self, context: Context) -> Sequence[Part]:
        """The keys of a context that are hinted just now, the most needed first; a weight above 6 stays at every width."""
        return [
            Part(self._hint(c), _NEEDED.get(c.action, 1), key=key)
            for c in hinted(context)
            if self.is_hinted(c) and (key := self.keymap.shown(c.id))
        ]

    def _hint(self, command: Command) -> str:
        if command.action == "back" and self.is_first and not self.is_narrowed:
            return "quit"
        if command.action == "clear" and not self.words.strip() and self.list.marked:
            return "marks off"
        return command.hint

    @property
    def is_first(self) -> bool:
        """Does no way lead back from it?"""
        return self.app.screen_stack[0] is self

    def is_hinted(self, command: Command) -> bool:
        """Does a key do something now, so that it may be hinted?"""
        if command.id.startswith("everywhere.go-"):
            return False  # these stand at the top
        if command.action == "clear":
            return self.is_narrowed
        if command.action in ("filter", "open") and self.list.marked:
            return False  # what is done with several is
        if command.action == "filter":
            return bool(self.list.rows or self.words)
        return command.action not in _ON_A_ROW or self.list.chosen is not None

    @property
    def is_narrowed(self) -> bool:
        """Is there something that Esc takes back: a filter, marks?"""
        return bool(self.words.strip() or self.list.marked)

    # -- the pane

    def on_row_list_chosen(self) -> None:
        """Show what is chosen when the choice has stood still: a key that is held down paints two rows."""
        if self._pane_of is None:
            self._show_pane()
        else:
            self._when_still(lambda: self._show_pane(is_still=True))
        if self._top_line is not None and is_open(self):
            self._show_hints()

    def _when_still(self, then: Callable[[], object]) -> None:
        if self._still is not None:
            self._still.stop()
        self._still = self.set_timer(_STILL_SECONDS, then)

    def _show_pane(self, *, is_still: bool = False) -> None:
        """Show what is known of what is chosen, and have the rest read."""
        if self._still is not None:
            self._still.stop()
        if not is_open(self) or not self.pane.display:
            return
        row = self.list.chosen
        if row is None:
            self._pane_of = None
            self.pane.show(())
            return
        known = self._panes.get(self.pane_key(row))
        if known is not None:
            self._pane_of = self.list.key_of(row)
            self.pane.show(known)
            return
        if self._pane_of != self.list.key_of(row):  # what is there stays until the same is read anew
            self.pane.show(self.pane_at_once(row))
        if is_still:
            self._read_pane(row)
        else:
            self._when_still(lambda: self._read_pane(row))

    @work(thread=True, exclusive=True, group="pane")
    def _read_pane(self, row: Any) -> None:
        pieces = self.read_pane(row)
        self.app.call_from_thread(self._pane_is_read, row, pieces)

    def _pane_is_read(self, row: Any, pieces: Sequence[Piece]) -> None:
        self._panes[self.pane_key(row)] = pieces
        while len(self._panes) > _PANES_KEPT:
            self._panes.popitem(last=False)
        if is_open(self) and self.list.chosen == row:
            self._pane_of = self.list.key_of(row)
            self.pane.show(pieces)

    def show_rows(self) -> None:
        """Other rows are known: show them, and read anew what stands beside them."""
        if is_open(self):
            self.forget_panes()
            self.refill()
            if "Notes" not in self.app.place_counts:
                self.app.count_places()
        self.filled.set()

    def change(self, work: Callable[[], object], told: str = "") -> None:
        """Change the store off the screen's thread, then say so and show what is there."""

        def done(_: object) -> None:
            if told:
                self.app.tell(told)
            self.app.show_notes()

        self.app.background.run(work, done)

    def forget_panes(self) -> None:
        """Read what is shown beside the list anew."""
        self._panes.clear()
        self._show_pane()

    # -- commands of every list

    def unheard(self, key: str) -> None:
        if key == _WAY_BACK:
            self._tell_nothing_to_leave()
        else:
            self.app.tell(
                f"{shown_key(key)} does nothing here: {self.keymap.shown('everywhere.help')} shows the keys."
            )

    def _tell_nothing_to_leave(self) -> None:
        way = "quits" if self.is_first else "goes back"
        self.app.tell(f"Nothing to leave here: {self.keymap.shown('everywhere.back')} {way}.")

    def do_back(self) -> None:
        """To where one came from; nobody leaves postil for having searched."""
        if self.is_first and self.is_narrowed:
            self.do_clear()
        else:
            self.app.commands.do_back()

    async def do(self, command: Command, count: int = 0) -> None:
        """Where nothing is listed, a key that needs a row says so instead of doing nothing."""
        if command.context != "everywhere" and command.action in _ON_A_ROW and self.list.chosen is None:
            self.app.tell(self.list.sentence if not self.list.rows else "Nothing is chosen.")
            return
        if command.id == "list.clear" and not self.is_narrowed:
            self._tell_nothing_to_leave()
            return
        await super().do(command, count)

    def do_down(self, count: int) -> None:
        self.list.move(count)

    def do_up(self, count: int) -> None:
        self.list.move(-count)

    def do_scroll_down(self, count: int) -> None:
        self.list.scroll_rows(count)

    def do_scroll_up(self, count: int) -> None:
        self.list.scroll_rows(-count)

    def do_page_down(self) -> None:
        self.list.move(max(self.list.size.height - 1, 1))

    def do_page_up(self) -> None:
        self.list.move(-max(self.list.size.height - 1, 1))

    def do_half_down(self) -> None:
        self.list.move(max(self.list.size.height // 2, 1))

    def do_half_up(self) -> None:
        self.list.move(-max(self.list.size.height // 2, 1))

    def do_mark(self) -> None:
        """Mark the chosen row and go on to the next."""
        self.list.mark()
        self.list.move(1)
        self._marked()

    def do_mark_all(self) -> None:
        self.list.mark_all()
        self._marked()

    def _marked(self) -> None:
        self.show_places()
        self._show_hints()

    def do_first(self) -> None:
        self.list.move(-len(self.list.rows))

    def do_last(self, count: int) -> None:
        """The last row, or the one of that number: headings, and words below a row, are none."""
        self.list.go_to(count or len(self.list.rows))

    @property
    def rows_count(self) -> int:
        """How many rows can be gone to."""
        return sum(not self.list.is_heading(row) for row in self.list.rows)

    def on_pane_name_picked(self, event: Pane.NamePicked) -> None:
        """Its card."""
        from tui.screens.open_card import open_name

        open_name(self.app, event.name, event.article)

    def on_row_list_opened(self) -> None:
        self.call_later(self.do_open)

    def do_open(self) -> None:
        raise NotImplementedError

    @property
    def last_words(self) -> str:
        """What was filtered by last; the field offers it while it is empty."""
        return ""

    async def do_filter(self) -> None:
        from tui.widgets.filter_bar import FilterBar

        if self.filter_bar is None:
            self.filter_bar = FilterBar(
                self._filter_typed,
                self._filter_left,
                lambda by: self.list.move(by),
                placeholder=self.words_asked,
                keys="Enter open  Tab list  Esc all",
            )
            await self.mount(self.filter_bar, before=self.foot)
        self.foot.display = False
        self.filter_bar.open(self.words, self.last_words)

    def say_result(self, words: str) -> None:
        """Say beside what is typed how much was found, or what is wrong with it."""
        if self.filter_bar is not None and self.filter_bar.display:
            self.filter_bar.count(self.wrong or words)

    def do_clear(self) -> None:
        self.words = ""
        self.list.unmark()
        self._close_filter()
        self.refill()

    def _close_filter(self) -> None:
        if self.filter_bar is not None:
            self.filter_bar.close()
        self.foot.display = True

    def _filter_typed(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.refill()

    def _filter_left(self, leaving: "Leaving") -> None:
        """Enter keeps what was typed and opens what is chosen, Tab keeps it only, Esc does not; what is wrong stays to be mended."""
        if leaving == "drop":
            self.do_clear()
            return
        if self.wrong:
            self.app.tell(self.wrong, severity="warning")
            return
        self._close_filter()
        if leaving == "open" and self.words.strip() and self.list.chosen is not None:
            self.do_open()

    async def on_key(self, event: Key) -> None:
        """While words are typed nothing is a command."""
        if self.filter_bar is not None and self.filter_bar.display:
            event.prevent_default()  # Textual would call the base class's handler next
            self.filter_bar.take(event)
