"""The list screen: articles of files and folders, read in the background."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input
from textual.worker import get_current_worker

from annotations.library import Listing
from annotations.model import ReadingState
from tui.commands import Context
from tui.screens.base import CommandScreen
from tui.screens.note import LineEditor
from tui.widgets.article_list import ArticleList
from tui.widgets.line import ChromeLine

_SHOWN_AT_ONCE = 100
_SORTS = ("title", "author", "published", "minutes", "notes")


class LibraryScreen(CommandScreen):
    """What there is to read."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("list", "everywhere")
    takes_counts = False

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self._all: list[Listing] = []
        self._words = ""
        self._sort = ""
        self._backwards = False

    def compose(self) -> ComposeResult:
        """Two quiet lines and the list."""
        yield ChromeLine(id="head")
        yield ArticleList(id="articles")
        yield ChromeLine(id="foot")

    @property
    def list(self) -> ArticleList:
        """The list itself."""
        return self.query_one(ArticleList)

    def on_mount(self) -> None:
        """Start reading."""
        self._scan()

    def on_screen_resume(self) -> None:
        """Back from the page: notes and progress have changed."""
        if self._all:
            self._scan()

    def show_notes(self) -> None:
        """Their number stands in the list."""
        self._scan()

    @work(thread=True, exclusive=True, group="scan")
    def _scan(self) -> None:
        found: list[Listing] = []
        worker = get_current_worker()
        for listing in self.postil.library.listings(self._paths):
            if worker.is_cancelled:
                return
            found.append(listing)
            if len(found) % _SHOWN_AT_ONCE == 0 and not self._all:
                self.app.call_from_thread(self._show, list_of(found))
        self.app.call_from_thread(self._found, found)

    def _found(self, rows: Sequence[Listing]) -> None:
        self._all = list_of(rows)
        self._show(self._all)

    def _show(self, rows: Sequence[Listing]) -> None:
        if not self.is_mounted:
            return
        words = self._words.strip().casefold()
        kept = [
            row for row in rows if words in f"{row.title} {row.author or ''} {' '.join(row.tags)}".casefold()
        ]
        if self._sort:
            kept.sort(key=lambda row: _sort_key(row, self._sort), reverse=self._backwards)
        elif self._backwards:
            kept.reverse()
        folders = ", ".join(str(path) for path in self._paths)
        self.list.sentence = (
            f"No article has “{words}”. Press / to look for something else."
            if words
            else f"No articles in {folders}. Run postil FILE to read one."
        )
        self.list.show(kept)
        unread = sum(row.status == "unread" and not row.problem for row in kept)
        notes = sum(row.notes for row in kept)
        self.query_one("#head", ChromeLine).say(
            "postil › Articles", f"{len(kept)} articles · {unread} unread · {notes} notes"
        )
        hints = [("open", "read"), ("filter", "filter"), ("next-unread", "next unread"), ("sort", "sort")]
        shown = "  ".join(f"{self.keymap.shown('list.' + id)} {name}" for id, name in hints)
        self.query_one("#foot", ChromeLine).say(shown, f"{self.keymap.shown('everywhere.back')} quit")

    # -- commands

    def do_down(self, count: int) -> None:
        """Down."""
        self.list.move(count)

    def do_up(self, count: int) -> None:
        """Up."""
        self.list.move(-count)

    def do_page_down(self) -> None:
        """A page down."""
        self.list.move(self.list.size.height)

    def do_page_up(self) -> None:
        """A page up."""
        self.list.move(-self.list.size.height)

    def do_first(self) -> None:
        """The first."""
        self.list.move(-len(self.list.rows))

    def do_last(self) -> None:
        """The last."""
        self.list.move(len(self.list.rows))

    def do_open(self) -> None:
        """Read the chosen article; what can't be read says why."""
        chosen = self.list.chosen
        if chosen is None:
            return
        if chosen.problem:
            self.postil.tell(chosen.problem, severity="warning")
            return
        readable = [row.path for row in self.list.rows if not row.problem]
        self.postil.read(readable, readable.index(chosen.path))

    def on_article_list_opened(self) -> None:
        """Two clicks read it."""
        self.do_open()

    def do_filter(self) -> None:
        """Keep what has some words in title, author or tags."""

        def typed(words: str | None) -> None:
            self._words = words or ""
            self._show(self._all)

        self.app.push_screen(FilterLine(self._words, typed), typed)

    def do_next_unread(self) -> None:
        """The next unread one."""
        self._step_unread(1)

    def do_previous_unread(self) -> None:
        """The previous unread one."""
        self._step_unread(-1)

    def _step_unread(self, step: int) -> None:
        rows, index = self.list.rows, self.list.index + step
        while 0 <= index < len(rows):
            if rows[index].status == "unread" and not rows[index].problem:
                self.list.move(index - self.list.index)
                return
            index += step
        self.postil.tell("No further unread article this way.")

    def do_toggle_read(self) -> None:
        """Read or unread."""
        chosen = self.list.chosen
        if chosen is not None and chosen.id:
            state = ReadingState() if chosen.status == "read" else ReadingState("read", 1.0)
            self.postil.library.save_reading(chosen.id, state)
            self._scan()

    def do_sort(self) -> None:
        """By the next column."""
        steps = ("", *_SORTS)
        self._sort = steps[(steps.index(self._sort) + 1) % len(steps)]
        self.postil.tell(f"Sorted by {self._sort or 'folder'}")
        self._show(self._all)

    def do_reverse(self) -> None:
        """The other way round."""
        self._backwards = not self._backwards
        self._show(self._all)

    def do_rescan(self) -> None:
        """Read the folders again."""
        self._scan()

    def do_back(self) -> None:
        """Leave postil."""
        self.app.exit()


class FilterLine(LineEditor):
    """A line that is heard at every letter; Enter keeps the filter, Esc clears it."""

    def __init__(self, value: str, typed: Callable[[str], None]) -> None:
        super().__init__("Filter (Enter keeps it, Esc shows all)", value)
        self._typed = typed

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        self._typed(event.value)


def list_of(rows: Sequence[Listing]) -> "list[Listing]":
    """A copy that the reading thread no longer changes."""
    return [*rows]


def _sort_key(row: Listing, column: str) -> tuple[bool, object]:
    value = getattr(row, column)
    return (value is None, value.casefold() if isinstance(value, str) else value)
