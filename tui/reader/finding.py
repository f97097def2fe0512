"""Finding on the page: at every letter, in slices between which keys are heard."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.events import Key

from annotations.model import TextSpan
from annotations.text.plurals import group_digits
from tui.page.find import Search
from tui.reader.base import PageScreen

if TYPE_CHECKING:
    from tui.widgets.filter_bar import FilterBar

_SLICE_SECONDS = 0.004
_TOLD_SECONDS = 0.5


class FindingCommands(PageScreen):
    """`/`, `n`, `N`."""

    def __init__(self) -> None:
        super().__init__()
        self.search: Search | None = None
        self.bar: FilterBar | None = None
        """Where words are typed; made when it is first asked for."""
        self._before: tuple[int, TextSpan | None] = (0, None)
        """Reading line and caret when `/` was pressed: Esc goes back there."""

    async def on_key(self, event: Key) -> None:
        """No key typed in the field is a command of the page."""
        if self.bar is not None and self.bar.display:
            event.prevent_default()  # Textual would call the base class's handler next
            self.bar.take(event)

    async def do_find(self) -> None:
        """Ask for words."""
        from tui.widgets.filter_bar import FilterBar

        if self.bar is None:
            self.bar = FilterBar(self.find_typed, self.find_left, self.step_hit)
            await self.mount(self.bar, before="#foot")
        self._before = (self.view.line_offset, self.view.cover.caret)
        self.query_one("#foot").display = False
        self.bar.open()

    def find_typed(self, words: str) -> None:
        """Find anew from where the reader was; the first hit at once if it is near."""
        article = self.article
        if article is None:
            return
        line, caret = self._before
        self.search = Search(article.text, words, caret.start if caret else line)
        self.view.cover.hits = self.search.within
        steps, began = self.search.steps(), time.perf_counter()
        for _ in steps:
            if self.search.first is not None or time.perf_counter() - began > _SLICE_SECONDS:
                break
        self.put_caret(self.search.first or caret)
        work: Any = partial(self._work, self.search, steps)
        self.run_worker(work, group="find", exclusive=True)

    async def _work(self, search: Search, steps: Iterator[None]) -> None:
        """Search on slice by slice; show the first hit as soon as it is known."""
        told, began, shown = time.monotonic(), time.perf_counter(), search.first is not None
        for _ in steps:
            if search.first is not None and not shown:
                shown = True
                self.put_caret(search.first)
            if time.monotonic() - told > _TOLD_SECONDS:
                told = time.monotonic()
                self.tell_count()
            if time.perf_counter() - began > _SLICE_SECONDS:
                await asyncio.sleep(0)
                began = time.perf_counter()
        if not shown:
            self.view.goto(self._before[0])
        self.tell_count()

    def tell_count(self) -> None:
        """Say it where it is looked for."""
        if self.bar is not None:
            self.bar.count(self.hits_shown())
        self.show_status()

    def hits_shown(self) -> str:
        """As in "3/14"; empty when nothing is looked for."""
        search = self.search
        if search is None or not search.words.strip():
            return ""
        if not search.count:
            return "none" if search.done else "…"
        caret = self.view.cover.caret
        number = search.number(caret) if caret else 0
        more = "+" if search.capped or not search.done else ""
        return f"{group_digits(number) if number else '…'}/{group_digits(search.count)}{more}"

    def find_left(self, keeps: bool) -> None:
        """Keep the hits, or go back to where the reader was."""
        if self.bar is not None:
            self.bar.close()
        self.query_one("#foot").display = True
        search = self.search
        if not keeps:
            self._forget()
            line, caret = self._before
            self.view.goto(line)
            self.put_caret(caret)
        elif search is not None and search.done and not search.count and search.words.strip():
            self.app.tell(f"“{search.words}” is not in this article.")
            self._forget()
        self.view.restyle()

    def _forget(self) -> None:
        """No hits any more."""
        self.search = None
        self.workers.cancel_group(self, "find")
        self.view.cover.hits = lambda _: ()

    def do_find_next(self, count: int) -> None:
        """The next hit."""
        self.step_hit(count)

    def do_find_previous(self, count: int) -> None:
        """The previous hit."""
        self.step_hit(-count)

    def step_hit(self, by: int) -> None:
        """The next (`by` 1) or previous (-1) hit, or one further off."""
        search = self.search
        if search is None or not search.words.strip():
            self.app.tell("Nothing to find: press / first.")
            return
        offset = self.before_here if by > 0 else self.here
        hit: TextSpan | None = None
        for _ in range(min(abs(by), max(search.count, 1))):
            hit = search.next(offset, 1 if by > 0 else -1)
            if hit is None:
                break
            offset = hit.start
        if hit is None:
            self.app.tell(
                "Still looking." if not search.done else f"“{search.words}” is not in this article."
            )
            return
        self.put_caret(hit)
        if self.bar is not None:
            self.bar.count(self.hits_shown())

    def do_leave_caret(self) -> None:
        """Forget where the caret was, and the hits; close the card below a paragraph."""
        self.view.cover.caret = None
        self._forget()
        self.view.show_card("")
        self.view.restyle()
