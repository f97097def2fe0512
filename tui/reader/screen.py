"""The page screen: opens an article, keeps it true while it is read, and remembers it when it is left."""

import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.timer import Timer

from annotations.articles.catalog import FileStamp
from annotations.errors import AnnotationsError
from annotations.model import Status, TextSpan
from tui.background import outcome
from tui.commands import Context
from tui.page.entity_feed import News
from tui.page.moved_files import followed
from tui.page.name_index import NameIndex
from tui.page.open_article import Changed, Opened, Spots, look_again, open_article, state_of
from tui.page.read_progress import Attention
from tui.reader.jumping import JumpingCommands
from tui.reader.names import NamingCommands
from tui.reader.scroll import MovingCommands
from tui.reader.selecting import SelectingCommands
from tui.reader.share import TakingCommands
from tui.reader.status import StatusLines
from tui.screens.base_screen import ROOMY_ROWS, is_open
from tui.widgets.article_view import ArticleView

_LISTENED_SECONDS = 0.1
_REPAINTED_SECONDS = 0.5
_LOOKED_SECONDS = 0.3
"""So often at most is the process told where the reader is."""
_WATCHED_SECONDS = 2.0
_OUT_LOOKS = 2
"""Many a program takes a file away for a moment to write it anew."""


class ReaderScreen(
    MovingCommands, StatusLines, SelectingCommands, NamingCommands, JumpingCommands, TakingCommands
):
    """One article at a time; the next one takes its place without another screen."""

    takes_counts = True

    def __init__(
        self,
        paths: Sequence[Path],
        index: int = 0,
        at: TextSpan | None = None,
        *,
        opened: Opened | None = None,
    ) -> None:
        """Take the articles that `J` and `K` walk through.

        Args:
            paths: their files.
            index: which of them to open.
            at: words to go to; None: where the reader left off.
            opened: that article, if it has been read already.
        """
        super().__init__()
        self._at = at
        self._first = opened
        self._paths = tuple(paths)
        self._index = index
        self._listening: Timer | None = None
        self._pending: list[News] = []
        self._painted = self._looked = 0.0
        self._is_opening = self._is_watching = False
        self._out = 0
        """How often in a row the file was not there."""

    def compose(self) -> ComposeResult:
        """Two quiet lines and the text."""
        self.view.heard = self.show_status
        yield self.head
        yield self.view
        yield self.foot

    def on_resize(self) -> None:
        """A little air above and below the text where there is height for it."""
        self.view.styles.margin = (int(self.app.size.height >= ROOMY_ROWS), 0)

    def contexts(self) -> tuple[Context, ...]:
        """A selection has keys of its own."""
        is_selecting = self.view.cover.selection is not None or self.is_selection_lost
        mode: Context = "select" if is_selecting else "page"
        return (mode, "everywhere")

    # -- opening

    def on_mount(self) -> None:
        """Show the first article: text, notes and known names stand in the first frame."""
        self.on_resize()  # before the first frame, not behind it
        reader = self.app.settings.reader
        self.view.cover.highlighting = reader.highlighting
        self.view.set_reactive(ArticleView.column_cells, reader.width)
        self._listening = self.set_interval(_LISTENED_SECONDS, self._listen, pause=True)
        self.set_interval(_WATCHED_SECONDS, self._watch)
        try:
            opened = self._first or open_article(self.app.library, self.app.feed, self._paths[self._index])
        except AnnotationsError as error:
            self.app.tell_error(error)
            self.app.call_later(self.app.pop_screen)
            return
        self._first = None
        self._show(opened, opened.state.offset, opened.state.line)
        self._look_for_copies()
        if self._at is not None:
            self.put_caret(self._at)

    def _show(self, opened: Opened, offset: int, line: int | None = None) -> None:
        self.opened = opened
        self.attention = Attention(was_read=opened.state.status == "read")
        article = opened.article
        if self.app.feed is not None:
            self.app.feed.forget()
        self._pending.clear()
        self.is_naming = False
        self.names = NameIndex(article.text, opened.marked.corrections)
        if opened.entities is not None or self.app.feed is None:
            self.names.put(TextSpan(0, len(article.text)), opened.entities or ())
        self._forget()
        self._out, self.file_trouble = 0, ""
        self._fixed = None
        self.view.show(article, offset, line)
        self.view.cover.entities = self.names
        self.take_marked(opened.marked)
        self.ask(lambda library: library.bookmarks.of(article), self._take_places)
        if opened.entities is None and self.app.feed is not None:
            self.call_after_refresh(self._find_names, opened)
        elif opened.entities is not None:
            self._tell_language(opened.language)

    def _tell_language(self, language: str) -> None:
        """Say why there are so few names in an article of another language."""
        if language != "en":
            from annotations.entities.engine.language import only_rules

            self.app.tell(only_rules(language), severity="warning")

    def _look_for_copies(self) -> None:
        """Say where else the same article lies: what is noted here is noted there."""
        article, self.copies = self.article, ()
        if article is not None:
            self.ask(lambda library: library.copies(article), self._tell_copies)

    def _tell_copies(self, copies: Sequence[Path]) -> None:
        self.copies = tuple(copies)
        if copies:
            more = f" and {len(copies) - 1} more" if len(copies) > 1 else ""
            self.app.tell(f"Also at {copies[0]}{more}: the same article, its notes are shared.")
            self.show_status()

    def _take_places(self, places: dict[str, int]) -> None:
        self.places = places

    def _open(self, index: int) -> None:
        """Read another article off the screen's thread, then put it in place of this one."""
        if not 0 <= index < len(self._paths):
            self.app.tell("There is no further article this way.")
            return
        if self._is_opening:
            return
        self._is_opening = True
        self._remember()
        path, feed = self._paths[index], self.app.feed
        arrived = self.app.typeahead.hold()  # what is typed behind it is meant for that article

        def opened(result: Opened | AnnotationsError) -> None:
            self._is_opening = False
            arrived()
            if not is_open(self):
                return
            if isinstance(result, AnnotationsError):
                self.app.tell_error(result)
                return
            self._index = index
            self._show(result, result.state.offset, result.state.line)
            self._look_for_copies()

        library = self.app.library
        self.app.background.run(lambda: outcome(lambda: open_article(library, feed, path)), opened)

    def do_next_article(self, count: int) -> None:
        """The next article."""
        self._open(self._index + count)

    def do_previous_article(self, count: int) -> None:
        """The previous article."""
        self._open(self._index - count)

    # -- leaving

    def leaving(self) -> None:
        """Keep how far the reader got."""
        self._remember()

    def _remember(self) -> None:
        """Keep how far the reader got."""
        article, view = self.article, self.view
        if article is None:
            return
        status: Status = "read" if self.attention.is_read else "reading"
        state = state_of(article, status, view.progress, view.top_offset, view.line_offset)
        self.ask(lambda library: library.save_reading(article.id, state))

    def on_unmount(self) -> None:
        """Nothing is looked for any more; the entity process stays for the next article."""
        if self.app.feed is not None:
            self.app.feed.forget()

    # -- names as they are found

    def _find_names(self, opened: Opened) -> None:
        """Take known names of a long text, or have them looked for, nearest to the eye first."""
        feed, names, start = self.app.feed, self.names, self.view.top_offset
        if feed is None or opened is not self.opened:
            return

        def looked_up() -> str:
            known = feed.known(opened.article)
            if known is not None and (entities := known.all) is not None:
                names.put(TextSpan(0, len(opened.article.text)), entities)
                return known.language
            feed.find(opened.article, names, start, known)
            return ""

        def under_way(language: str) -> None:
            if language:
                self.names_came()
                self.view.restyle()
                self._tell_language(language)
            elif self._listening is not None:
                self.is_naming = True
                self._listening.resume()

        self.ask(lambda _: looked_up(), under_way)

    def _listen(self) -> None:
        """Take what has been found; repaint twice a second at most."""
        feed = self.app.feed
        if feed is None:
            return
        news = feed.take()
        if news.pieces or news.finished:
            self._pending.append(news)
        if news.problem:
            self.app.tell(news.problem, severity="warning")
        now = time.monotonic()
        if now - self._looked >= _LOOKED_SECONDS:
            self._looked = now
            feed.look(self.view.top_offset)
        if self._pending and (news.finished or now - self._painted >= _REPAINTED_SECONDS):
            self._painted = now
            pieces = [piece for one in self._pending for piece in one.pieces]
            self._pending.clear()
            window = self.view.window
            before = self.names.within(window)
            for piece in pieces:
                self.names.insert(piece)
            if self.names_came() or self.names.within(window) != before:
                self.view.restyle()
            else:
                self.show_status()
        if news.finished and self._listening is not None:
            self.is_naming = False
            self._listening.pause()
            self.show_status()

    # -- the file behind it

    def _watch(self) -> None:
        """Has the file changed? Looked at off the screen's thread."""
        opened, feed, notes = self.opened, self.app.feed, self.notes
        if opened is None or self._is_opening or self._is_watching:
            return
        self._is_watching = True
        if self.view.progress >= 1:
            self.show_status()  # it may count as read by now
        spots = self._spots()

        def look() -> tuple[Changed | None, FileStamp | None]:
            return look_again(library, feed, opened, notes, spots), FileStamp.seen(opened.path)

        def looked(found: tuple[Changed | None, FileStamp | None]) -> None:
            changed, stamp = found
            is_out = changed is None and stamp != opened.stamp
            self._is_watching = False
            self._out = self._out + 1 if is_out else 0
            if not is_open(self) or opened is not self.opened:
                return
            if self.file_trouble and not is_out:
                self.file_trouble = ""
                self.show_status()
            if self._out == _OUT_LOOKS:
                self._follow(opened, is_there=stamp is not None)
            if changed is not None:
                self._reload(opened, changed)

        library = self.app.library
        self.app.background.run(look, looked)

    def _follow(self, opened: Opened, *, is_there: bool) -> None:
        """The file is gone: go on with it where it is now, or say so, as of one that can't be read, and keep what is shown."""
        folders = self.app.places.folders()

        def followed_to(found: tuple[Opened, str] | None) -> None:
            if found is None:
                what = "can't be read any more" if is_there else "is gone"
                self.file_trouble = "the file can't be read" if is_there else "the file is gone"
                self.app.tell(
                    f"{opened.path.name} {what}. What you see is what it was; your notes are kept.",
                    severity="warning",
                )
            else:
                self.opened, told = found
                self._paths = tuple(self.opened.path if p == opened.path else p for p in self._paths)
                self.app.tell(told)
            self.show_status()

        self.ask(lambda library: None if is_there else followed(library, opened, folders), followed_to)

    def _reload(self, old: Opened, changed: Changed) -> None:
        """Show the changed file in place, the reading line where it was."""
        if not changed.told:
            self.opened = replace(old, stamp=changed.opened.stamp)
            return
        view, viewport, now = self.view, self.view.viewport, self._spots()
        y, stretches = (viewport.y_of(now.line) if viewport else 0) or 0, self.stretches
        after, was_read = changed.after, self.attention.is_read
        if now != changed.before:  # keys were heard meanwhile
            after = now.moved(old.article, changed.opened.article)
        self._show(changed.opened, after.line)
        self.attention = Attention(was_read=was_read)
        view.move(lambda fresh: fresh.hold(after.line, y))
        view.cover.caret = after.caret
        self.app.tell(changed.told)
        if now.selection is not None:
            self.select_again(after.selection, stretches)
        view.restyle()

    def _spots(self) -> Spots:
        view = self.view
        return Spots(view.line_offset, view.caret, view.selection)

    def do_zen(self) -> None:
        """Text only; it stays where it is."""
        self.view.is_bare = not self.view.is_bare
        for line in (self.head, self.foot):
            line.visible = not self.view.is_bare
        self.view.restyle()
