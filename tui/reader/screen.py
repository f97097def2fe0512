"""The page's screen: opens an article, shows what it has become, and remembers it when it is left."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.events import Key

from annotations.errors import AnnotationsError
from annotations.model import Article, TextSpan
from tui.background import outcome
from tui.commands import Command, Context
from tui.page.open_article import Changed, Opened, open_article, open_at_once
from tui.page.read_progress import ReadProgress
from tui.page.shown_names import NameFilter
from tui.reader.beginning import Beginning
from tui.reader.copy_notes import CopyNotes
from tui.reader.file_watch import WATCHED_SECONDS, FileWatch, spots_of
from tui.reader.find import FindCommands
from tui.reader.find_names import NameFinder
from tui.reader.keep_place import PlaceKeeper
from tui.reader.notes import NoteCommands
from tui.reader.open_page import OpenPage
from tui.reader.scroll import ScrollCommands
from tui.reader.selection import LOST, SelectionCommands
from tui.reader.status import PLACES_FROM_CELLS, StatusLines
from tui.screens.base_screen import ROOMY_ROWS, CommandScreen, is_open
from tui.widgets.article_view import ArticleView
from tui.widgets.mouse import Mouse

_ABOUT_NOTES = frozenset(
    f"page.{name}"
    for name in ("open", "article-tags", "note-tags", "next-note", "previous-note", "notes", "delete")
)


class ReaderScreen(CommandScreen):
    """One article at a time; the next one takes its place without another screen."""

    takes_counts = True

    def __init__(
        self,
        paths: Sequence[Path],
        index: int = 0,
        at: TextSpan | None = None,
        *,
        opened: Opened | Article | None = None,
        finds: Sequence[str] | None = None,
        note: str = "",
    ) -> None:
        """Take the articles that `J` and `K` walk through.

        Args:
            paths: their files.
            index: which of them to open.
            at: words to go to; empty: the title, on which notes on all of it stand; None: where the reader left off.
            opened: that article, if it has been read already, or its beginning.
            finds: the words and phrases that `n` and `N` go on with from `at`; none: those that stand there.
            note: id of the one that `at` is the place of; its card is seen.
        """
        super().__init__()
        self._at, self._finds, self._note = at, finds, note
        self._first = opened
        self._paths = tuple(paths)
        self._index = index
        self._is_opening = False
        self.page = page = OpenPage(self)
        self.status = StatusLines(page)
        page.show_status = self.status.show
        self._beginning = Beginning(page, self.status)
        self._find, self._select, self._notes = (
            FindCommands(page),
            SelectionCommands(page),
            NoteCommands(page),
        )
        self._copy_notes = CopyNotes(page)
        self.parts = (ScrollCommands(page), self._find, self._select, self._notes, self._copy_notes)
        self.name_finder = NameFinder(page)
        self.file_watch = FileWatch(page, self._reload, self._followed)
        self._place_keeper = PlaceKeeper(page)

    @cached_property
    def late_parts(self) -> Sequence[object]:  # type: ignore[override]  # loaded at the first look
        """What opens sheets and leaves the page."""
        from tui.reader.late_parts import late_parts

        return late_parts(self.page, self._notes)

    @property
    def view(self) -> ArticleView:
        return self.page.view

    @property
    def article(self) -> Article | None:
        return self.page.article

    @property
    def path(self) -> Path:
        """The file of the article."""
        return self._paths[self._index]

    @property
    def shown_article(self) -> str:
        return self.article.id if self.article is not None else ""

    def compose(self) -> ComposeResult:
        """Two quiet lines and the text."""
        self.view.heard = self.status.show
        yield self.status.head
        yield self.view
        yield self.status.foot

    def on_resize(self) -> None:
        """A little air above and below the text where there is height for it."""
        self.view.styles.margin = (int(self.app.size.height >= ROOMY_ROWS), 0)

    def on_screen_suspend(self) -> None:
        self.page.is_covered = True
        self.status.show()

    def on_screen_resume(self) -> None:
        self.page.is_covered = False
        self.status.show()

    # -- keys and the mouse

    def contexts(self) -> tuple[Context, ...]:
        """A selection has keys of its own."""
        selection = self.page.selection
        mode: Context = "select" if selection.span is not None or selection.is_lost else "page"
        return (mode, "everywhere")

    async def on_key(self, event: Key) -> None:
        """What is typed to be found is no command; digits are shown while a count is typed."""
        if self._find.takes(event):
            event.prevent_default()  # Textual would call the base class's handler next
        elif self.pending_count or (event.character or "").isdigit():
            self.call_later(self.status.show)

    def unheard(self, key: str) -> None:
        self._select.tell_unheard(key)

    async def do(self, command: Command, count: int = 0) -> None:
        """Do a command; one about the notes here waits for a change that was asked for before it."""
        if self.page.selection.is_lost and command.context == "select" and command.id != "select.leave":
            self.page.tell(LOST, severity="warning")
            return
        if self._beginning.keeps(command, count):
            return
        if command.id in _ABOUT_NOTES:
            await self.page.all_shown()
        await super().do(command, count)

    def on_mouse_pointed(self, event: Mouse.Pointed) -> None:
        if not self._beginning.is_shown:
            self._select.pointed(event)

    def on_mouse_card_pointed(self, event: Mouse.CardPointed) -> None:
        if not self._beginning.is_shown:
            self._notes.pointed(event.note)

    def on_mouse_dragged(self, event: Mouse.Dragged) -> None:
        if not self._beginning.is_shown:
            self._select.dragged(event)

    # -- opening

    def on_mount(self) -> None:
        """Show the first article: text, notes and known names stand in the first frame."""
        self.on_resize()  # before the first frame, not behind it
        reader, memory = self.app.settings.reader, self.app.memory
        highlighting: str = memory.chosen("highlighting", reader.highlighting)
        self.page.name_filter = NameFilter(highlighting, reader.show_labels, reader.hide_labels)
        self.view.set_reactive(ArticleView.column_cells, memory.chosen("width", reader.width))
        self.set_interval(WATCHED_SECONDS, self._watch)
        library, feed, path = self.app.library, self.app.feed, self._paths[self._index]
        read = open_at_once if self._at is None else open_article
        try:
            opened = self._first or read(library, feed, path)
        except AnnotationsError as error:
            self._give_up(error)
            return
        if self.app.size.width >= PLACES_FROM_CELLS and not self.app.place_counts:
            self.call_after_refresh(self.app.count_places)
        self._first = None
        self._take(opened)
        if self._at is not None and self.article is not None and self.article.blocks:
            at = self._at if len(self._at) else self.article.blocks[0].span
            self.page.put_caret(at)
            if self._finds or (self._finds is not None and at is self._at):
                self._find.go_on_from(at, self._finds)
            if self._note:
                self.page.go_to_note(self._note)

    def _give_up(self, error: AnnotationsError) -> None:
        self.app.tell_error(error)
        self.app.call_later(self.app.pop_screen)

    def _take(self, opened: Opened | Article) -> None:
        """Show an article; a beginning until all of it is read."""
        if isinstance(opened, Article):
            self._find.forget()
            self.name_finder.stop()
            self._beginning.show(opened)
            self._read_whole()
            return
        self._show(opened, opened.state.offset, opened.state.line)
        self._look_for_copies()
        if opened.article.notice:
            self.page.tell(opened.article.notice)

    def _read_whole(self) -> None:
        """Read all of what is shown the beginning of; the line that is read by then stays where it is."""
        self._is_opening = True
        path, feed, library = self._paths[self._index], self.app.feed, self.app.library

        def arrived(result: Opened | AnnotationsError) -> None:
            self._is_opening = False
            if not is_open(self):
                self._beginning.leave()[1]()
            elif isinstance(result, AnnotationsError):
                self._beginning.leave()[1]()
                self._give_up(result)
            else:
                place = self._beginning.place_in(result.article)
                waiting, let_on = self._beginning.leave()
                self._take(result)
                if place is not None:
                    self.view.move(lambda fresh: fresh.hold(*place))
                self.call_later(self._do_all, waiting, let_on)

        self.app.background.run(lambda: outcome(lambda: open_article(library, feed, path)), arrived)

    async def _do_all(self, commands: Sequence[tuple[Command, int]], then: Callable[[], None]) -> None:
        """Do what waited for the whole text."""
        for command, count in commands:
            await self.do(command, count)
        then()

    def _show(self, opened: Opened, offset: int, line: int | None = None) -> None:
        page = self.page
        self._find.forget()
        self.file_watch.forget()
        page.open(opened, offset, line)
        self._place_keeper.begin()
        self.name_finder.start(opened)
        page.take_marked(opened.marked)
        page.ask(lambda library: library.bookmarks.of(opened.article), page.take_bookmarks)

    def _look_for_copies(self) -> None:
        """Say where else the same article lies: what is noted here is noted there."""
        article, self.page.copies = self.article, ()
        if article is not None:
            self.page.ask(lambda library: library.copies(article), self._tell_copies)
            self._copy_notes.begin()

    def _tell_copies(self, copies: Sequence[Path]) -> None:
        self.page.copies = tuple(copies)
        if copies:
            more = f" and {len(copies) - 1} more" if len(copies) > 1 else ""
            self.page.tell(f"Also at {copies[0]}{more}: the same article, its notes are shared.")
            self.status.show()

    def _open(self, index: int) -> None:
        """Read another article off the screen's thread, then put it in place of this one."""
        if not 0 <= index < len(self._paths):
            self.page.tell("There is no further article this way.")
            return
        if self._is_opening:
            return
        self._is_opening = True
        self.leaving()
        path, feed, library = self._paths[index], self.app.feed, self.app.library
        arrived = self.app.typeahead.hold()  # what is typed behind it is meant for that article

        def opened(result: Opened | Article | AnnotationsError) -> None:
            self._is_opening = False
            arrived()
            if not is_open(self):
                return
            if isinstance(result, AnnotationsError):
                self.app.tell_error(result)
                return
            self._index = index
            self._take(result)

        self.app.background.run(lambda: outcome(lambda: open_at_once(library, feed, path)), opened)

    def do_next_article(self, count: int) -> None:
        self._open(self._index + count)

    def do_previous_article(self, count: int) -> None:
        self._open(self._index - count)

    # -- what happens meanwhile

    def show_notes(self) -> None:
        self.page.show_notes()
        self._copy_notes.look()

    def show_places(self) -> None:
        self.status.show()

    def note_saved(self, note: object, told: str) -> None:
        """What it was written on is selected no longer."""
        self.page.leave_selection()
        self.page.show_saved(note, told)

    def _watch(self) -> None:
        if not self._is_opening:
            self.file_watch.look()
            self._place_keeper.look()

    def _followed(self, old: Opened) -> None:
        """The file lies elsewhere now."""
        opened = self.page.opened
        if opened is not None:
            self._paths = tuple(opened.path if path == old.path else path for path in self._paths)

    def _reload(self, old: Opened, changed: Changed) -> None:
        """Show the changed file in place, the reading line where it was."""
        page, view, now = self.page, self.view, spots_of(self.page)
        if not changed.told:
            page.opened = replace(old, stamp=changed.opened.stamp)
            return
        y = (view.viewport.y_of(now.line) if view.viewport else 0) or 0
        is_backward, was_read = page.selection.is_backward, page.progress.is_read
        after = changed.after
        if now != changed.before:  # keys were heard meanwhile
            after = now.moved(old.article, changed.opened.article)
        self._show(changed.opened, after.line)
        page.progress = ReadProgress(changed.opened.article.text, was_read=was_read)
        view.move(lambda fresh: fresh.hold(after.line, y))
        page.set_caret(after.caret)
        page.tell(changed.told)
        if now.selection is not None:
            self._select.again(after.selection, is_backward=is_backward)
        view.restyle()

    # -- leaving

    def leaving(self) -> None:
        self._place_keeper.keep()

    def on_unmount(self) -> None:
        """Nothing is looked for any more."""
        self.name_finder.stop()
