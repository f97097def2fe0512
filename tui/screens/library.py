"""The list screen: articles of files and folders, read in the background."""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from textual import work
from textual.worker import get_current_worker

from annotations.errors import AnnotationsError
from annotations.library import Listing
from annotations.model import ReadingState, Status
from annotations.paths import expand_home
from annotations.sources.members import file_of, stat_of
from annotations.store.reading_table import ReadingTable
from annotations.text.folding import fold
from annotations.text.plurals import group_digits, pluralize
from tui.commands import Command, Context
from tui.config import library_folder
from tui.lists.articles import SORTS, ListState, Totals
from tui.screens.add_articles import add_article, fetch_waiting, refresh_feeds
from tui.screens.base_screen import is_open
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.preview import head_of, notes_of, page_of
from tui.widgets.article_list import ArticleList, ColumnNames
from tui.widgets.fit_text import reading_time
from tui.widgets.text_pane import Piece

_FIRST_ROWS = 40
_SHOWN_EVERY_S = 0.5
_PREVIEWED_BYTES = 2_000_000


class LibraryScreen(RowsScreen):
    """What there is to read."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("articles", "list", "everywhere")

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self._state = ListState()
        self._is_scanning = True
        self._adding: list[str] = []
        """Addresses and files that are being added."""
        self._last_read = ""
        """Id of the article to choose when it comes, unless another one has been chosen meanwhile."""

    def make_list(self) -> ArticleList:
        return ArticleList(id="articles")

    def make_header(self) -> ColumnNames:
        return ColumnNames(id="columns")

    def on_mount(self) -> None:
        remembered = self.app.memory.values
        if remembered.sort in ("", *SORTS):
            self._state.sort, self._state.is_backwards = remembered.sort, remembered.backwards
        self._scan()
        self.watch(self.app, "app_focus", self._look_again, init=False)

    def on_screen_resume(self) -> None:
        """Back from the page: what has changed on disk meanwhile is shown."""
        self._look_again(has_focus=True)

    def _look_again(self, has_focus: bool) -> None:
        """Look quietly for files that are new, gone or changed; those that are as they were are not read."""
        if has_focus and not self._is_scanning and is_open(self):
            self._scan()

    @property
    def unfinished(self) -> str:
        """What is being added."""
        return f"Adding {self._adding[0]}" if self._adding else ""

    # -- what there is

    @work(thread=True, exclusive=True, group="scan")
    def _scan(self) -> None:
        """Read folders; what was read is shown at once, then twice a second."""
        listings: list[Listing] = []
        worker, due = get_current_worker(), 0.0
        fresh, is_quiet = not self._state.rows, not self._is_scanning
        if fresh and not is_quiet:
            self._last_read = self.app.library.repository.reading.last_read()
        for listing in self.app.library.listings(self._paths):
            if worker.is_cancelled:
                return
            listings.append(listing)
            if fresh and len(listings) >= _FIRST_ROWS and time.monotonic() >= due:
                due = time.monotonic() + _SHOWN_EVERY_S
                self.app.call_from_thread(self._show_listings, [*listings], is_all=False)
        if is_quiet and _on_disk(listings) == _on_disk(self._state.rows):
            return
        self.app.call_from_thread(self._show_listings, listings, is_all=True)
        self._state.prepare(listings)

    def _show_listings(self, rows: Sequence[Listing], *, is_all: bool) -> None:
        was_quiet, self._is_scanning = not self._is_scanning, not is_all
        self._state.rows = rows
        self.refill()
        self._choose_last_read()
        self.filled.set()
        if is_all and "Notes" not in self.app.place_counts:
            self.app.count_places()
        if was_quiet:  # notes may have changed while the files were looked at
            self.forget_panes()
            self.show_notes()

    def _choose_last_read(self) -> None:
        """One comes back to where one was."""
        if self.list.index:
            self._last_read = ""
        if not self._last_read:
            return
        row = next((row for row in self.list.rows if row.id == self._last_read), None)
        if row is not None:
            self._last_read = ""
            self.list.show(self.list.rows, key=self.list.key_of(row))

    def show_notes(self) -> None:
        """Notes and progress from the store; no file is read."""
        rows = self._state.rows
        if not rows:
            return

        def restated(fresh: Sequence[Listing]) -> None:
            if self._state.rows is rows and is_open(self):
                self._state.rows = fresh
                self.forget_panes()
                self.refill()

        self.app.background.run(lambda: self.app.library.refresh(rows), restated)

    def refill(self) -> None:
        """Show what is kept, and say how much that is."""
        if not is_open(self):
            return
        state = self._state
        state.words = self.words
        shown = state.shown()
        self.list.sentence = self._sentence()
        fields = state.totals.fields
        if isinstance(self.list, ArticleList) and isinstance(self.header, ColumnNames):
            self.list.filled = fields
            self.header.show(state.sort, fields, is_backwards=state.is_backwards)
        self.list.show(shown)
        all_of_them = state.totals
        totals = Totals.of(shown) if state.is_filtered else all_of_them
        said = [filter_said(state.tag, state.words)] if state.is_filtered else []
        if state.is_filtered:
            said.append(f"{group_digits(totals.articles)} of {pluralize(all_of_them.articles, 'article')}")
        said.append(f"{group_digits(totals.unread)} unread")
        said += [f"{reading_time(totals.minutes_left)} left"] if totals.minutes_left else []
        said += [pluralize(totals.notes, "note")] if totals.notes else []
        if self._is_scanning:
            said = [*(said if state.rows else ()), "reading the folders"]
        else:
            self.app.count_place("Articles", all_of_them.articles)
        self.say("Articles", " · ".join(said))

    def _sentence(self) -> str:
        shown = self.keymap.shown
        if self._is_scanning:
            return "Reading the folders."
        if self._state.is_filtered:
            what = f"“{self._state.words.strip()}”" if self._state.words.strip() else f"#{self._state.tag}"
            return f"No article has {what}. Press {shown('list.clear')} to see them all again."
        folders = ", ".join(_at_home(path) for path in self._paths)
        key = self.keymap.shown("articles.add-folder")
        return f"No articles in {folders}. Press {key} to add a folder, or run postil FILE."

    # -- the preview

    def pane_key(self, row: Listing) -> Hashable:
        """The row itself: it changes with its notes and progress."""
        return row

    def pane_at_once(self, row: Listing) -> Sequence[Piece]:
        """What the list knows."""
        return head_of(row)

    def read_pane(self, row: Listing) -> Sequence[Piece]:
        """The article, summed up; a very long one is only opened when it is to be read."""
        library = self.app.library
        if row.problem:
            return head_of(row)
        try:
            if stat_of(row.path).st_size > _PREVIEWED_BYTES:
                words = Piece("Too long for a preview; Enter opens it at once.", "kind:byline", gap=1)
                return [*head_of(row), words, *notes_of(library.repository.annotations(row.id))]
            preview = library.preview(row.path)
        except OSError as problem:
            return [
                *head_of(row),
                Piece(f"{row.path} can't be read: {problem.strerror}", "kind:byline", gap=1),
            ]
        except AnnotationsError as problem:
            return [*head_of(row), Piece(problem.message, "kind:byline", gap=1)]
        return page_of(row, preview, notes_of(preview.notes))

    # -- commands

    @property
    def is_narrowed(self) -> bool:
        """A tag narrows it down too."""
        return bool(self._state.tag) or super().is_narrowed

    def is_hinted(self, command: Command) -> bool:
        """What would find nothing to do is not hinted."""
        chosen, rows = self.list.chosen, self._state.rows
        match command.action:
            case "add_folder":
                return not rows
            case "tag":
                return any(row.tags for row in rows)
            case "next_unread":
                return self._state.totals.unread > 0
            case "export":
                return chosen is not None and chosen.notes > 0
        return super().is_hinted(command)

    def do_open(self) -> None:
        """Read the chosen article; what can't be read says why."""
        chosen = self._readable()
        if chosen is None:
            return
        readable = [row.path for row in self.list.rows if not row.problem]
        self.app.places.read(readable, readable.index(chosen.path))

    def _readable(self) -> Listing | None:
        """The chosen article; None, and why, when it can't be read."""
        chosen = self.list.chosen
        if chosen is None or not chosen.problem:
            return chosen
        self.app.tell(chosen.problem, severity="warning")
        return None

    def do_clear(self) -> None:
        self._state.tag = ""
        super().do_clear()

    def do_tag(self) -> None:
        """Choose a tag; only articles with it are shown."""
        from tui.screens.picker import Choice, Picker

        counts = Counter(tag for row in self._state.rows for tag in row.tags)
        choices = [
            Choice(f"#{tag}", pluralize(count, "article"), tag)
            for tag, count in sorted(counts.items(), key=lambda item: (-item[1], fold(item[0])))
        ]
        if not choices:
            self.app.tell("No article here has a tag yet. T on the page gives it some.")
            return

        def picked(choice: Choice | None) -> None:
            if choice is not None:
                self._state.tag = str(choice.value)
                self.refill()

        self.app.push_screen(Picker("Articles with a tag", choices), picked)

    def do_next_unread(self) -> None:
        self._step_unread(1)

    def do_previous_unread(self) -> None:
        self._step_unread(-1)

    def _step_unread(self, step: int) -> None:
        rows, index = self.list.rows, self.list.index + step
        while 0 <= index < len(rows):
            if rows[index].status == "unread" and not rows[index].problem:
                self.list.move(index - self.list.index)
                return
            index += step
        self.app.tell("No further unread article this way.")

    def do_toggle_read(self) -> None:
        rows = self._picked()
        state = ReadingState() if all(row.status == "read" for row in rows) else ReadingState("read", 1.0)
        self._change(rows, lambda reading: reading.save({row.id: state for row in rows}))

    def do_later(self) -> None:
        rows = self._picked()
        status: Status = "unread" if all(row.status == "later" for row in rows) else "later"

        def put_by(reading: ReadingTable) -> None:
            reading.save({row.id: replace(reading.get(row.id), status=status) for row in rows})

        self._change(rows, put_by)

    def do_star(self) -> None:
        rows = self._picked()
        starred = not all(row.starred for row in rows)
        self._change(rows, lambda reading: reading.star([row.id for row in rows], starred=starred))

    def _picked(self) -> list[Listing]:
        """The marked articles, else the chosen one, without what can't be read; where that is all, it is said why."""
        rows = [row for row in self.list.picked if not row.problem]
        if not rows:
            self._readable()
        return rows

    def _change(self, rows: Sequence[Listing], change: Callable[[ReadingTable], object]) -> None:
        """Change what the store keeps of articles, and show it."""
        if rows:
            reading = self.app.library.repository.reading
            self.app.background.run(lambda: change(reading), lambda _: self.show_notes())

    def do_sort(self) -> None:
        self._state.next_sort()
        self._sorted()

    def do_reverse(self) -> None:
        self._state.is_backwards = not self._state.is_backwards
        self._sorted()

    def on_column_names_picked(self, event: ColumnNames.Picked) -> None:
        self._state.sort_by(event.field)
        self._sorted()

    def _sorted(self) -> None:
        """Show the new order, and open with it next time."""
        memory = self.app.memory
        memory.values.sort, memory.values.backwards = self._state.sort, self._state.is_backwards
        memory.keep()
        self.refill()

    def do_rescan(self) -> None:
        self._is_scanning = True
        self.forget_panes()
        self.refill()
        self._scan()
        self._refresh_feeds()

    @work(thread=True, exclusive=True, group="feeds")
    def _refresh_feeds(self) -> None:
        """What is new in feeds comes into the list behind what is there."""
        told = refresh_feeds(self.app.library, self.app.settings, lambda done, total: None)
        if told is not None and not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._added, *told)

    def do_add(self) -> None:
        """An address or a file becomes an article of the library folder."""
        from tui.screens.line_input import LineEditor

        def typed(line: str | None) -> None:
            if what := (line or "").strip():
                self.app.tell(f"Adding {what}")
                self._adding.append(what)
                self._add(what)

        self.app.push_screen(LineEditor("Add an address or a file"), typed)

    @work(thread=True, group="add")
    def _add(self, what: str) -> None:
        told = add_article(self.app.library, self.app.settings, what)
        if not get_current_worker().is_cancelled:
            self._adding.remove(what)
            self.app.call_from_thread(self._added, *told)

    def do_fetch_waiting(self) -> None:
        self.app.tell("Fetching the texts that wait")
        self._fetch_waiting()

    @work(thread=True, exclusive=True, group="waiting")
    def _fetch_waiting(self) -> None:
        told = fetch_waiting(self.app.library, self.app.settings)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._added, *told)

    def _added(self, told: str, is_wrong: bool) -> None:
        """Say what came of it; the library folder is listed from now on."""
        self.app.tell(told, severity="warning" if is_wrong else "information")
        if not is_open(self):
            return
        folder = library_folder(self.app.settings)
        if folder.is_dir() and not any(folder.is_relative_to(path) for path in self._paths):
            self._paths = (*self._paths, folder)
        self._scan()

    def do_add_folder(self) -> None:
        """Another folder, now and from now on."""
        from tui.desktop.open_external import lasting
        from tui.screens.line_input import LineEditor

        def typed(line: str | None) -> None:
            name = (line or "").strip()
            folder = expand_home(name)
            if not name:
                return
            if not folder.is_dir():
                self.app.tell(
                    f"{folder} is no folder: check the spelling, then press + again.", severity="warning"
                )
                return
            self._paths = tuple(dict.fromkeys([*self._paths, folder]))
            self.app.places.add_folder(lasting(name))
            self.do_rescan()

        self.app.push_screen(LineEditor("Add a folder of articles", "~/"), typed)

    def do_export(self) -> None:
        from tui.screens.export import open_export

        chosen = self._readable()
        if chosen is not None:
            open_export(self.app, [chosen.path])

    def do_export_all(self) -> None:
        """The notes of what is listed when that is a choice, else all there are."""
        from tui.screens.export import open_export

        noted = [row.path for row in self.list.rows if row.notes]
        open_export(self.app, noted if self._state.is_filtered and noted else None)

    def do_pipe(self) -> None:
        """The notes of the chosen article through a program."""
        from tui.screens.pipe import pipe

        chosen = self._readable()
        if chosen is not None:
            pipe(self.app, [chosen.path])

    def do_source(self) -> None:
        """Open where the article came from: its address if it has one, else its file."""
        from tui.screens.open_source import open_or_tell

        chosen = self._readable()
        if chosen is not None:
            open_or_tell(self.app, chosen.url or file_of(chosen.path))


def _on_disk(rows: Sequence[Listing]) -> list[tuple[object, ...]]:
    """What the files say of articles, without what the store does."""
    return [(row.path, row.problem, row.fingerprint, row.title, row.author, row.published) for row in rows]


def _at_home(path: Path) -> str:
    """A path with `~` for the home folder."""
    try:
        return str(Path("~") / path.absolute().relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
