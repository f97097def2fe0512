"""Finding on the page: at every letter, in slices between which keys are heard."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.events import Key

from annotations.model import TextSpan
from tui.page.find import Search
from tui.reader.open_page import OpenPage

if TYPE_CHECKING:
    from tui.widgets.filter_bar import FilterBar, Leaving

_SLICE_SECONDS = 0.004
_TOLD_SECONDS = 0.5
_KEYS_FIRST_SECONDS = 0.02
"""A key takes many turns of the event loop; with a slice of the search in each it would be felt."""
_MOST_CHARS = 80
"""A longer hit is no word to go on with."""


class FindCommands:
    """`/`, `n`, `N`."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self._bar: FilterBar | None = None
        """Where words are typed; made when it is first asked for."""
        self._has_typed = False
        """Since the field was opened; left empty, it goes on with the words of last time."""
        self._began_at = (0, 0)
        """The top of the page when it began (code point), and the reading line's row of the screen."""
        self._waiting: list[Callable[[], None]] = []
        """What was asked for before there was a hit to go to; done in this order as soon as one is known."""

    def takes(self, event: Key) -> bool:
        """Is it typed in the field? No such key is a command of the page; those that lead elsewhere with Alt are."""
        if self._bar is None or not self._bar.display or event.key.startswith("alt+"):
            return False
        self._bar.take(event)
        return True

    async def do_find(self) -> None:
        from tui.widgets.filter_bar import FilterBar

        screen = self._page.screen
        if self._bar is None:
            self._bar = FilterBar(self._typed, self._left, self._step)
            await screen.mount(self._bar, before="#foot")
        self._begin()
        self._has_typed = False
        screen.query_one("#foot").display = False
        self._page.app.toasts.hush()  # it would lie over the hits
        self._bar.open(last=self._page.finder.last)

    def go_on_from(self, hit: TextSpan, terms: Sequence[str]) -> None:
        """Find what the library was searched for, as if it had been typed: `n` and `N` go on from a hit of it.

        Args:
            hit: where it was met.
            terms: the words and phrases that were searched for; none: those of the hit.
        """
        page = self._page
        if page.article is None or (not terms and hit.end - hit.start > _MOST_CHARS):
            return
        page.finder.begin(page.view.line_offset, hit)
        words = " ".join(terms) or page.article.text[hit.start : hit.end].lower()
        page.finder.searched = words, terms
        self._typed(words)

    def _typed(self, words: str) -> None:
        """Find anew from where the reader was; the first hit at once if it is near."""
        page, article = self._page, self._page.article
        if article is None:
            return
        self._has_typed = True
        search = page.finder.look_for(article.text, words)
        self._waiting.clear()
        steps, began = search.steps(), time.perf_counter()
        for _ in steps:
            if search.first is not None or time.perf_counter() - began > _SLICE_SECONDS:
                break
        self._return()
        page.put_caret(search.first or page.finder.caret)
        work: Any = partial(self._search_on, search, steps)
        page.screen.run_worker(work, group="find", exclusive=True)

    async def _search_on(self, search: Search, steps: Iterator[None]) -> None:
        """Search on slice by slice; show the first hit as soon as it is known."""
        told, began, is_shown = time.monotonic(), time.perf_counter(), search.first is not None
        for _ in steps:
            if search.first is not None and not is_shown:
                is_shown = True
                self._page.put_caret(search.first)
            self._do_waiting()
            if time.monotonic() - told > _TOLD_SECONDS:
                told = time.monotonic()
                self._tell_count()
            if time.perf_counter() - began > _SLICE_SECONDS:
                await asyncio.sleep(_KEYS_FIRST_SECONDS if self._page.app.typeahead.is_busy else 0)
                began = time.perf_counter()
        if not is_shown:
            self._return()
        finder, is_typing = self._page.finder, self._bar is not None and self._bar.display
        if finder.has_none and not is_typing:
            if self._waiting:
                self._tell_none()
            elif finder.words == finder.searched[0]:
                finder.forget()  # the library has found them in a note
        self._do_waiting()
        self._tell_count()

    def _when_known(self, do: Callable[[], None]) -> None:
        """Do something as soon as a hit is known; where there is none, say so."""
        if self._page.finder.has_none:
            self._tell_none()
        else:
            self._waiting.append(do)
            self._do_waiting()

    def _do_waiting(self) -> None:
        if self._waiting and self._page.finder.has_first:
            waiting, self._waiting = self._waiting, []
            for do in waiting:
                do()

    def _tell_count(self) -> None:
        """Say it where it is looked for."""
        if self._bar is not None:
            self._bar.count(self._page.finder.count_at(self._page.view.caret))
        self._page.show_status()

    def _left(self, leaving: "Leaving") -> None:
        """Keep the hits, or go back to where the reader was."""
        page, finder = self._page, self._page.finder
        if self._bar is not None:
            self._bar.close()
        page.screen.query_one("#foot").display = True
        if leaving != "drop" and finder.last and not (finder.words and self._has_typed):
            self._step(1)
        elif leaving == "drop":
            self.forget()
            self._return()
            page.set_caret(finder.caret)
        elif finder.words:
            self._when_known(self._keep)
        page.view.restyle()

    def _keep(self) -> None:
        """The caret stays on the hit; while something is selected, its moving end goes there."""
        page = self._page
        if (hit := page.view.caret) is None:
            return
        page.jumps.leave(page.finder.line)
        if page.selection.span is not None:
            page.set_caret(page.finder.caret)
            page.reach(hit)

    def _begin(self, start: int | None = None) -> None:
        """Look from `start` on, else from the caret or the line that is read; behind the moving end of a selection."""
        page, head = self._page, self._page.selection.head
        viewport = page.view.viewport
        y = viewport.y_of(page.view.line_offset) if viewport is not None else None
        self._began_at = page.view.top_offset, y or 0
        page.finder.begin(
            page.view.line_offset, page.view.cover.caret, head.end if head is not None else start
        )

    def _return(self) -> None:
        """Have the page stand as it did when it began: what is found at the next letter is gone to from there."""
        view, line = self._page.view, self._page.finder.line
        top, y = self._began_at
        if view.top_offset != top:
            view.move(lambda viewport: viewport.hold(line, y))
        view.move(lambda viewport: viewport.focus(line))

    def _look_again(self, by: int) -> int:
        """Look for the words of last time. Returns how many hits further on the one is that is wanted."""
        page, finder = self._page, self._page.finder
        hit = finder.last_hit
        is_here = hit is not None and hit.start in page.view.line_span
        self._begin((hit.end if by > 0 else hit.start) if hit is not None and is_here else None)
        self._typed(finder.last)
        return by if page.selection.span is not None else by - (by > 0)

    def _tell_none(self) -> None:
        self._page.tell(f"“{self._page.finder.words}” is not in this article.")
        self.forget()

    def forget(self) -> None:
        """No hits any more."""
        self._waiting.clear()
        self._page.finder.forget()
        self._page.screen.workers.cancel_group(self._page.screen, "find")

    def do_find_next(self, count: int) -> None:
        self._step(count)

    def do_find_previous(self, count: int) -> None:
        self._step(-count)

    def _step(self, by: int) -> None:
        """The next (`by` 1) or previous (-1) hit, or one further off."""
        page, finder = self._page, self._page.finder
        finder.came_round = None
        if not finder.words and finder.last:
            by = self._look_again(by)
        if finder.words:
            self._when_known(partial(self._go_on, by))
        else:
            page.tell(f"Nothing to find: press {page.key('page.find')} first.")

    def _go_on(self, by: int) -> None:
        """Go on by so many hits from the one that the caret is on; 0: it is the one."""
        page, finder, caret = self._page, self._page.finder, self._page.view.caret
        if not by:
            self._see_round(finder.last_hit.start if finder.last_hit is not None else 0, caret, 1)
            return
        is_typing = self._bar is not None and self._bar.display
        here = caret.start if is_typing and caret is not None else page.before_here if by > 0 else page.here
        hit = finder.hit(here, by)
        if hit is None:  # it is not known yet
            self._waiting.append(partial(self._go_on, by))
            return
        self._see_round(here, hit, by)
        if is_typing:
            page.put_caret(hit)
        else:
            if page.selection.span is not None:
                page.set_caret(finder.caret)
            page.jumps.leave(page.view.line_offset)
            page.reach(hit)
        if self._bar is not None:
            self._bar.count(finder.count_at(page.view.caret))

    def _see_round(self, here: int, hit: TextSpan | None, by: int) -> None:
        """The line below says of a hit that it was come to round the end or the start."""
        if hit is not None and (hit.start <= here if by > 0 else hit.start >= here):
            self._page.finder.came_round = hit, by > 0
            self._page.show_status()

    def do_leave_caret(self) -> None:
        """Forget where the caret was, and the hits; close the card below a paragraph. Else show more than the text again."""
        page, view = self._page, self._page.view
        if view.caret is None and not page.finder.words and not view.open_card and not page.is_meant:
            if view.is_bare:
                page.show_bare(is_bare=False)
            else:
                page.tell(f"Nothing to leave here: {page.key('everywhere.back')} goes back.")
        page.finder.last_hit = view.caret
        page.set_caret(None)
        self.forget()
        view.show_card("")
