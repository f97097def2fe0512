"""The list screen: articles of files and folders, read in the background."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from annotations.library import Listing
from annotations.sources.members import is_there
from annotations.text.plurals import group_digits, pluralize
from tui.background import KeysFirst
from tui.commands import Command, Context
from tui.folder_watch import FolderWatch
from tui.format import shown_path
from tui.lists.article_groups import GROUPS
from tui.lists.articles import SORTS, ListState, SearchHits, Totals, are_as_on_disk, merged
from tui.screens.add_commands import AddCommands
from tui.screens.article_sharing import ArticleSharing
from tui.screens.article_states import ArticleStates
from tui.screens.base_screen import is_open
from tui.screens.first_rows import FIRST_ROWS, first_rows
from tui.screens.library_search import SearchAsYouType, terms_of
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.preview import head_of, read_preview
from tui.screens.saved_searches import SavedSearches
from tui.screens.story_copies import StoryCopies
from tui.textual_patches.first_frame import PATIENCE_S
from tui.widgets.article_list import RANKED, ArticleList, ColumnNames
from tui.widgets.fit_text import reading_time
from tui.widgets.text_pane import Piece

if TYPE_CHECKING:
    from tui.widgets.filter_bar import Leaving

_FOR_MARKED = frozenset(("article_tags", "toggle_read", "later", "star"))
"""What is hinted when articles are marked, in place of all else."""
_SHOWN_EVERY_S = 0.5


class FilesChanged(Message):
    """Files of the listed folders have changed."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self.paths = paths


class LibraryScreen(RowsScreen):
    """What there is to read."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("articles", "list", "everywhere")

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self._state = ListState()
        self._is_scanning = True
        self._search = SearchAsYouType(self, lambda: self._paths, self._show_hits)
        self._adding = AddCommands(self, self)
        self._folder_watch = FolderWatch(lambda paths: self.post_message(FilesChanged(paths)))
        self._changed: list[Sequence[Path]] = []
        """What has changed on the disk and has not been looked at yet; an empty sequence: anything may have."""
        self._saved = SavedSearches(self, self._state, self._search_for, self._show_searches)
        self._copies = StoryCopies(
            self, self._state, self._readable, self._search.brought_in.is_set, self._saved.count
        )
        self.parts = (
            self._adding,
            self._saved,
            self._copies,
            ArticleStates(self, self.picked),
            ArticleSharing(self, self.picked, self._state, self._search.notes_meant),
        )
        self._last_read = ""
        """Id of the article to choose when it comes, unless another one has been chosen meanwhile."""
        self._is_back = False
        """Was it there to be chosen?"""
        self._keys_held: Callable[[], None] = lambda: None
        """Lets keys through that were typed while only the first rows were there."""

    def make_list(self) -> ArticleList:
        return ArticleList(id="articles")

    def make_header(self) -> ColumnNames:
        return ColumnNames(id="columns")

    def on_mount(self) -> None:
        remembered = self.app.memory.values
        if remembered.sort in ("", *SORTS):
            self._state.sort, self._state.is_backwards = remembered.sort, remembered.backwards
        if remembered.group in GROUPS:
            self._state.group = remembered.group
        self._scan()
        self.watch(self.app, "app_focus", self._look_again, init=False)

    def on_screen_resume(self) -> None:
        """Back from the page: what has changed on disk meanwhile is shown."""
        self._look_again(has_focus=True)

    def _look_again(self, has_focus: bool) -> None:
        """Look quietly for files that are new, gone or changed; those that are as they were are not read."""
        if has_focus and not self._is_scanning and is_open(self):
            self.look_again()

    def look_again(self) -> None:
        """Look for files that are new, gone or changed, behind what is shown."""
        self._scan()

    def rescan(self) -> None:
        """Read the folders as if for the first time."""
        self._is_scanning = True
        self.forget_panes()
        self.refill()
        self._scan()

    def include(self, folder: Path) -> bool:
        """List a folder too from now on; was it listed already?"""
        is_listed = any(folder.absolute().is_relative_to(path.absolute()) for path in self._paths)
        if not is_listed:
            self._paths = (*self._paths, folder)
        return is_listed

    @property
    def unfinished(self) -> str:
        return f"Adding {self._adding.adding[0]}" if self._adding.adding else ""

    # -- what there is

    @work(thread=True, exclusive=True, group="scan")
    def _scan(self) -> None:
        """Show what is known of the folders at once, then what is on the disk; what has to be read is shown as it comes."""
        library, worker, due = self.app.library, get_current_worker(), 0.0
        is_fresh = not self._state.rows
        if is_fresh and self._is_scanning:
            self._last_read = self._last_read or library.repository.reading.last_read()
            self._show_first()
            if known := library.articles.known(self._paths):
                is_fresh = False
                self.app.call_from_thread(self._show_listings, self._state.prepared(known), is_all=True)
        shown, is_quiet = self._state.rows, not self._is_scanning
        listings, give_way = list[Listing](), KeysFirst(self.app)
        for listing in library.listings(self._paths):
            give_way()
            if worker.is_cancelled:
                return
            listings.append(listing)
            if is_fresh and len(listings) >= FIRST_ROWS and time.monotonic() >= due:
                due = time.monotonic() + _SHOWN_EVERY_S
                self.app.call_from_thread(self._show_listings, [*listings], is_all=False)
        if not (is_quiet and are_as_on_disk(shown, listings)):
            self.app.call_from_thread(self._show_listings, self._state.prepared(listings), is_all=True)
        self.app.call_from_thread(self._scanned)

    def _show_first(self) -> None:
        """Have the first rows painted before thousands of others are asked for; keys wait for those."""
        if rows := first_rows(self.app.library, self._paths, self._state, self._last_read):
            self.app.call_from_thread(self._paint_first, rows).wait(PATIENCE_S)

    def _paint_first(self, rows: Sequence[Listing]) -> Event:
        self._keys_held = self.app.typeahead.hold()
        self._show_listings(rows, is_all=False)
        return self.app.first_frame.painted()

    def _scanned(self) -> None:
        """From now on the disk is watched."""
        if is_open(self):
            self._folder_watch.watch(self._paths)
            self._search.bring_in(self._paths, each=True)
            if self._changed:
                self._look_at_changed()

    def on_files_changed(self, event: FilesChanged) -> None:
        """Look at them when nothing else is looked at."""
        event.stop()
        self._changed.append(event.paths)
        if not any(worker.group == "scan" and not worker.is_finished for worker in self.workers):
            self._look_at_changed()

    def _look_at_changed(self) -> None:
        changed, self._changed = self._changed, []
        if all(changed):
            self._look_at([*dict.fromkeys(path for paths in changed for path in paths)])
        else:
            self.look_again()

    @work(thread=True, exclusive=True, group="scan")
    def _look_at(self, changed: Sequence[Path]) -> None:
        looked_at = self.app.library.articles.look_at(changed, self._paths)
        self.app.call_from_thread(self._show_changed, looked_at)

    def _show_changed(self, looked_at: tuple[Sequence[Path], Sequence[Listing]] | None) -> None:
        """What has changed on the disk takes its place among what is shown."""
        if looked_at is None:
            self.look_again()
            return
        gone, fresh = looked_at
        lost = [path for path in gone if not is_there(path)]
        self._search.bring_in([*(row.path for row in fresh), *lost])
        if not are_as_on_disk(self._state.rows, rows := merged(self._state.rows, gone, fresh)):
            self._show_listings(rows, is_all=True)
        if self._changed:
            self._look_at_changed()

    def on_unmount(self) -> None:
        """Nothing is watched any more."""
        self._folder_watch.stop()

    def _show_listings(self, rows: Sequence[Listing], *, is_all: bool) -> None:
        was_quiet, self._is_scanning = not self._is_scanning, not is_all
        is_unmoved = not (was_quiet or self._is_back) and self.list.is_at_first
        self._state.rows = rows
        self._refill_or_search()
        if is_unmoved:  # who has not moved yet stays at the top while articles come in above
            self.list.move(-len(self.list.rows))
        self._choose_last_read()
        self.filled.set()
        if is_all:
            self._keys_held()
            self._copies.look()
            self._saved.count()
            self.app.count_places()
        if was_quiet:  # notes may have changed while the files were looked at
            self.forget_panes()
            self.show_notes()

    def _choose_last_read(self) -> None:
        """One comes back to where one was."""
        if not self.list.is_at_first:
            self._last_read = ""
        if self._last_read and self._put_cursor_on(self._last_read):
            self._last_read, self._is_back = "", True

    def show_tag(self, tag: str) -> None:
        """Show only articles with a tag, or with one nested in it; what was searched for before is asked no more."""
        self._drop_search()
        self._close_filter()
        self._state.tag = tag
        self.refill()

    def choose(self, id: str) -> None:
        """Have the cursor on an article: at once where it is listed, else when it comes."""
        if not self._put_cursor_on(id):
            self._last_read = id

    def _put_cursor_on(self, id: str) -> bool:
        """Whether the article is among those that are shown."""
        row = next((row for row in self.listed if row.id == id), None)
        if row is not None:
            self.list.show(self.list.rows, key=self.list.key_of(row))
        return row is not None

    def show_notes(self) -> None:
        """Notes and progress from the store; no file is read."""
        rows = self._state.rows
        if not rows:
            return

        def restated(fresh: Sequence[Listing]) -> None:
            if self._state.rows is rows and is_open(self):
                self._state.rows = fresh
                self.forget_panes()
                self._refill_or_search()
                self._saved.count()

        self.app.background.run(lambda: self._state.prepared(self.app.library.refresh(rows)), restated)

    def refill(self) -> None:
        if not is_open(self):
            return
        state = self._state
        self.list.sentence = self._sentence()
        fields = state.totals.fields
        if isinstance(self.list, ArticleList) and isinstance(self.header, ColumnNames):
            self.list.count_copies = state.count_copies
            self.list.filled, self.list.words = fields, state.hits.words if state.hits else ""
            sort = RANKED if state.is_ranked else state.sort
            self.header.show(sort, fields, is_backwards=state.is_backwards)
        self.list.show(state.shown())
        if not self._is_scanning:
            self.app.count_place("Articles", state.totals.articles)
        self.say("Articles", " · ".join(self._counts()))

    def _counts(self) -> list[str]:
        """What is said of the articles at the top."""
        state = self._state
        totals = Totals.of(self.listed) if state.is_filtered else state.totals
        said: list[str] = []
        if state.is_filtered:
            said.append(filter_said(state.tag, state.hits.words if state.hits else ""))
            said.append(f"{group_digits(totals.articles)} of {pluralize(state.totals.articles, 'article')}")
        if state.hits is not None and state.hits.is_cut:
            said.append(f"the best of {group_digits(state.hits.total)} hits")
        if state.hits is not None and state.hits.pending:
            said.append(f"{group_digits(state.hits.pending)} not looked at yet")
        said += [f"by {state.group}"] if state.group and state.hits is None else []
        if self._is_scanning:
            return [*(said if state.rows else ()), "reading the folders"]
        said.append(f"{group_digits(totals.unread)} unread")
        said += [f"{reading_time(totals.minutes_left)} left"] if totals.minutes_left else []
        return [*said, *([pluralize(totals.notes, "note")] if totals.notes else [])]

    @property
    def listed(self) -> list[Listing]:
        """The articles that are shown, in order."""
        return [row for row in self.list.rows if isinstance(row, Listing)]

    def _sentence(self) -> str:
        shown = self.keymap.shown
        if self._is_scanning:
            return "Reading the folders."
        if self._state.is_filtered:
            what = f"“{self._state.hits.words}”" if self._state.hits else f"#{self._state.tag}"
            return f"No article has {what}. Press {shown('list.clear')} to see them all again."
        folders = ", ".join(shown_path(path) for path in self._paths)
        return f"No articles in {folders}. Press {shown('articles.add-folder')} to add a folder, or run postil FILE."

    # -- searching

    @property
    def last_words(self) -> str:
        """What was searched for last, also the last time."""
        return self.app.memory.values.filter

    def _filter_typed(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self._search.ask(words)

    def _show_hits(self, hits: SearchHits | None, problem: str) -> None:
        """Show the articles with hits, the best of it chosen; a query that is not understood leaves all as it is."""
        self.wrong = problem
        if problem:
            self.say_result("")
            return
        before, self._state.hits = self._state.hits, hits
        is_typed = not (self.foot.display or self.list.index)  # what comes in meanwhile may be better
        self.refill()
        self.say_result(hits.count(len(self.listed)) if hits is not None else "")
        if hits is not None and (is_typed or before is None or before.words != hits.words):
            self.list.move(-len(self.list.rows))

    def _search_for(self, query: str) -> None:
        """Show what a saved search finds, of all articles."""
        self._state.tag = ""
        self.words = query
        self._search.ask(query)

    def _show_searches(self, counts: Mapping[str, int]) -> None:
        if isinstance(self.header, ColumnNames):
            self.header.show_searches(counts)

    def on_column_names_search_picked(self, event: ColumnNames.SearchPicked) -> None:
        self._saved.go_to(event.name)

    def _refill_or_search(self) -> None:
        """Other articles are known: what was searched for may be in them too."""
        self.refill()
        if self._state.hits is not None:
            self._search.ask(self.words)

    def _filter_left(self, leaving: "Leaving") -> None:
        """What was typed is kept when its answer is there; keys behind it wait for that too."""
        if leaving == "drop":
            super()._filter_left(leaving)
            return
        heard = self.app.typeahead.hold()

        def keep() -> None:
            heard()
            if not self.wrong:
                memory = self.app.memory
                memory.values.filter = self.words.strip() or memory.values.filter
                memory.keep()
            super(LibraryScreen, self)._filter_left(leaving)

        self._search.then(keep)

    # -- the preview

    def pane_key(self, row: Listing) -> Hashable:
        """The row itself: it changes with its notes and progress."""
        return row

    def pane_at_once(self, row: Listing) -> Sequence[Piece]:
        return head_of(row)

    def read_pane(self, row: Listing) -> Sequence[Piece]:
        """The article, summed up, and that there are copies of its story."""
        return read_preview(self.app.library, row, lambda: self._copies.offered(row))

    # -- commands

    @property
    def is_narrowed(self) -> bool:
        """A tag narrows it down too."""
        return bool(self._state.tag) or super().is_narrowed

    def is_hinted(self, command: Command) -> bool:
        """What would find nothing to do is not hinted."""
        chosen, totals = self.list.chosen, self._state.totals
        if command.context == "articles" and (self.list.marked or command.action in _FOR_MARKED):
            return bool(self.list.marked) and command.action in _FOR_MARKED
        match command.action:
            case "add_folder":
                return not self._state.rows
            case "tag":
                return "tags" in totals.fields
            case "next_unread":
                return chosen is not None and totals.unread > 0
            case "copies":
                return chosen is not None and self._state.count_copies(chosen) > 0
            case "export":
                return chosen is not None and chosen.notes > 0
        return super().is_hinted(command)

    def do_open(self) -> None:
        chosen = self._readable()
        if chosen is None:
            return
        readable = [row.path for row in self.listed if not row.problem]
        place = self._state.place_of(chosen)
        finds = terms_of(self._state.hits.words) if self._state.hits is not None else None
        self.app.places.read(readable, readable.index(chosen.path), place, finds=finds)

    def _readable(self) -> Listing | None:
        """The chosen article; None, and why, when it can't be read."""
        chosen = self.list.chosen
        if chosen is None or not chosen.problem:
            return chosen
        self.app.tell(chosen.problem, severity="warning")
        return None

    def picked(self) -> list[Listing]:
        """The marked articles, else the chosen one, without what can't be read; where that is all, it is said why."""
        rows = [row for row in self.list.picked if not row.problem]
        if not rows:
            self._readable()
        return rows

    def do_clear(self) -> None:
        self._drop_search()
        super().do_clear()

    def _drop_search(self) -> None:
        """Neither words nor a tag are asked for any more."""
        self.words = self._state.tag = ""
        self._state.hits = None
        self._search.ask("")

    def do_group(self) -> None:
        state, memory = self._state, self.app.memory
        state.next_group()
        memory.values.group = state.group
        memory.keep()
        self.refill()

    def do_tag(self) -> None:
        from tui.screens.picker import Choice, Picker

        tags = self._state.tags()
        choices = [Choice(f"#{tag}", pluralize(count, "article"), tag) for tag, count in tags]
        if not choices:
            self.app.tell(f"No tags here yet: {self.keymap.shown('articles.article-tags')} gives them.")
            return

        def picked(choice: Choice | None) -> None:
            if choice is not None:
                self.show_tag(str(choice.value))

        self.app.push_screen(Picker("Articles with a tag", choices), picked)

    def do_sort(self) -> None:
        self._state.next_sort()
        self._sorted()

    def do_reverse(self) -> None:
        self._state.turn_round()
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
