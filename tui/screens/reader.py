"""The page screen: reading, finding, notes. Holds the library; the view holds values."""

import re
from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult

from annotations.entities.client import EntityWorker, Failed, Found, WorkerDied
from annotations.errors import AnnotationsError
from annotations.model import ReadingState, TextSpan
from annotations.spans import overlaps
from annotations.text import showable
from tui.commands import Context
from tui.screens.note import LineEditor
from tui.screens.reader_select import SelectCommands
from tui.widgets.article_view import ArticleView
from tui.widgets.layers import Layer
from tui.widgets.line import ChromeLine

_MOST_HITS = 10_000


class ReaderScreen(SelectCommands):
    """One article at a time; the next one takes its place without another screen."""

    takes_counts = True

    def __init__(self, paths: Sequence[Path], index: int = 0) -> None:
        """Take the articles that `J` and `K` walk through, and which of them to open."""
        super().__init__()
        self._paths = tuple(paths)
        self._index = index
        self._worker: EntityWorker | None = None
        self._request = 0

    def compose(self) -> ComposeResult:
        """Two quiet lines and the text."""
        yield ChromeLine(id="head")
        yield ArticleView(id="page")
        yield ChromeLine(id="foot")

    def contexts(self) -> tuple[Context, ...]:
        """A selection has keys of its own."""
        mode: Context = "select" if self.view.selection is not None else "page"
        return (mode, "everywhere")

    def on_mount(self) -> None:
        """Show the first article."""
        self.view.highlighting = self.postil.settings.reader.highlighting
        self.view.column_cells = self.postil.settings.reader.width
        self._open(self._index)

    def _open(self, index: int) -> None:
        try:
            article = self.postil.library.read(self._paths[index])
        except AnnotationsError as error:
            self.postil.tell_error(error)
            if self.article is None:
                self.app.call_later(self.do_back)
            return
        self._index, self.article = index, article
        self.view.show(article, self.postil.library.reading(article).offset)
        self.show_notes()
        if self.postil.settings.entities.enabled:
            if self._worker is None:
                self._worker = EntityWorker(self._heard, model=self.postil.settings.entities.model or None)
            self._request = self._worker.find(article.text, start_at=self.view.top_offset)

    def _heard(self, event: object) -> None:
        """An event of the entity process, on a thread of its own."""
        self.app.call_from_thread(self._take, event)

    def _take(self, event: object) -> None:
        """Entities come later and only restyle. What a stretch held before is replaced."""
        if isinstance(event, Found) and event.request == self._request:
            kept = [item for item in self.view.entities.items if not overlaps(item[0], event.covered)]
            self.view.entities = Layer([*kept, *((e.span, e.label) for e in event.entities)])
            self.view.restyle()
        elif isinstance(event, Failed):
            self.postil.tell(f"No names: {event.message}", severity="warning")
        elif isinstance(event, WorkerDied):
            self.postil.tell("The search for names ended early; the text stays readable.", severity="warning")

    def on_unmount(self) -> None:
        """The entity process ends with the page."""
        if self._worker is not None:
            self._worker.close()

    def on_article_view_moved(self) -> None:
        """Keep the two lines true."""
        article, view = self.article, self.view
        if article is None:
            return
        total = len(article.blocks)
        minutes = round(len(article.text) * (1 - view.progress) / 1_300)
        self.query_one("#head", ChromeLine).say(
            f"postil › {article.title}",
            f"¶ {view.focused_block + 1}/{total} · {view.progress:.0%} · {minutes} min left",
        )
        note = self._note_here()
        here = f"{note.note or 'highlight'} {' '.join('#' + tag for tag in note.tags)}" if note else ""
        shown = self.keymap.shown
        hints = [("note", "note"), ("select", "select"), ("next-entity", "name"), ("find", "find")]
        if view.selection is not None:
            selecting = [
                ("note", "note"),
                ("highlight", "highlight"),
                ("fix", "fix start"),
                ("leave", "leave"),
            ]
            words = "  ".join(f"{shown('select.' + id)} {name}" for id, name in selecting)
        else:
            words = "  ".join(f"{shown('page.' + id)} {name}" for id, name in hints)
        self.query_one("#foot", ChromeLine).say(here, f"{words}  {shown('everywhere.back')} back")

    def leaving(self) -> None:
        """Remember how far the reader got."""
        self._leave()

    def _leave(self) -> None:
        """Remember how far the reader got."""
        if self.article is None:
            return
        done = self.view.progress >= 1.0
        state = ReadingState("read" if done else "reading", self.view.progress, self.view.top_offset)
        try:
            self.postil.library.save_reading(self.article.id, state)
        except AnnotationsError as error:
            self.postil.tell_error(error)

    # -- moving

    def do_down(self, count: int) -> None:
        """A line down."""
        self.view.move_line(count)

    def do_up(self, count: int) -> None:
        """A line up."""
        self.view.move_line(-count)

    def do_page_down(self, count: int) -> None:
        """A page, two lines kept."""
        self.view.move_page(count * max(self.view.size.height - 2, 1))

    def do_page_up(self, count: int) -> None:
        """A page back."""
        self.view.move_page(-count * max(self.view.size.height - 2, 1))

    def do_half_down(self, count: int) -> None:
        """Half a page."""
        self.view.move_page(count * max(self.view.size.height // 2, 1))

    def do_half_up(self, count: int) -> None:
        """Half a page back."""
        self.view.move_page(-count * max(self.view.size.height // 2, 1))

    def do_first(self) -> None:
        """The title."""
        self.view.goto(0)

    def do_last(self) -> None:
        """The last line."""
        self.view.goto_end()

    def do_next_paragraph(self, count: int) -> None:
        """Focus the next paragraph."""
        self.view.move_block(count)

    def do_previous_paragraph(self, count: int) -> None:
        """Focus the previous paragraph."""
        self.view.move_block(-count)

    def do_next_article(self, count: int) -> None:
        """Swap in the next article."""
        self._swap(self._index + count)

    def do_previous_article(self, count: int) -> None:
        """Swap in the previous article."""
        self._swap(self._index - count)

    def _swap(self, index: int) -> None:
        if not 0 <= index < len(self._paths):
            self.postil.tell("There is no further article this way.")
            return
        self._leave()
        self._open(index)

    def do_back(self) -> None:
        """To the list; out of postil when there is none."""
        self._leave()
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.app.exit()

    # -- finding

    def do_find(self) -> None:
        """Ask for words."""

        def found(words: str | None) -> None:
            if words and self.article is not None:
                flags = 0 if any(char.isupper() for char in words) else re.IGNORECASE
                hits = re.finditer(re.escape(words), self.article.text, flags)
                spans = [TextSpan(*hit.span()) for hit, _ in zip(hits, range(_MOST_HITS), strict=False)]
                self.view.hits = Layer((span, "hit") for span in spans)
                self._go(self.view.hits, 1, self.view.line_offset - 1, f"“{words}” is not in this article.")

        self.app.push_screen(LineEditor("Find"), found)

    def do_find_next(self, count: int) -> None:
        """The next hit."""
        self._go(self.view.hits, count, self._caret_offset(), "Nothing to find: press / first.")

    def do_find_previous(self, count: int) -> None:
        """The previous hit."""
        self._go(self.view.hits, -count, self._caret_offset(), "Nothing to find: press / first.")

    def do_next_entity(self, count: int) -> None:
        """The next name."""
        self._go(self.view.entities, count, self._caret_offset(), "No names here yet.")

    def do_previous_entity(self, count: int) -> None:
        """The previous name."""
        self._go(self.view.entities, -count, self._caret_offset(), "No names here yet.")

    def do_next_note(self, count: int) -> None:
        """The next note."""
        self._go(self.view.notes, count, self._caret_offset(), "No notes in the text of this article.")

    def do_previous_note(self, count: int) -> None:
        """The previous note."""
        self._go(self.view.notes, -count, self._caret_offset(), "No notes in the text of this article.")

    def _caret_offset(self) -> int:
        return self.view.caret.start if self.view.caret else self.view.line_offset - 1

    def _go(self, layer: Layer, by: int, offset: int, otherwise: str) -> None:
        """Put the caret on the next span of a layer; round the end back to the start."""
        if not layer.items:
            self.postil.tell(otherwise)
            self.view.restyle()
            return
        for _ in range(abs(by)):
            ahead = layer.after(offset) if by > 0 else layer.before(offset)
            self.view.caret = ahead or layer.items[0 if by > 0 else -1][0]
            offset = self.view.caret.start
        self.view.goto(offset)
        self.view.restyle()

    def do_leave_caret(self) -> None:
        """Forget where the caret was."""
        self.view.caret = None
        self.view.hits = Layer()
        self.view.restyle()

    # -- looking

    def do_highlighting(self) -> None:
        """Quiet, loud, off."""
        steps = ["quiet", "loud", "off"]
        self.view.highlighting = steps[(steps.index(self.view.highlighting) + 1) % 3]
        self.postil.tell(f"Names: {self.view.highlighting}")
        self.view.restyle()

    def do_wider(self) -> None:
        """A wider column."""
        self.view.column_cells = min(self.view.column_cells + 4, 120)

    def do_narrower(self) -> None:
        """A narrower column."""
        self.view.column_cells = max(self.view.column_cells - 4, 40)

    def do_zen(self) -> None:
        """Text only."""
        for line in self.query(ChromeLine):
            line.display = not line.display

    def do_copy(self) -> None:
        """Copy quote and citation."""
        span = self._target()
        if self.article is None or span is None:
            return
        by = ", ".join(str(part) for part in (self.article.author, self.article.published) if part)
        quote = self.article.text[span.start : span.end]
        self.app.copy_to_clipboard(f"“{quote}” — {self.article.title}{', ' + by if by else ''}")
        self.postil.tell(f"Copied: {showable(quote[:40])}")
        self._selected(None)
