"""`/` in the list of articles: the library is searched as one types, on a thread, and the newest answer is shown."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.timer import Timer
from textual.worker import get_current_worker

from annotations.errors import AnnotationsError
from tui.background import KeysFirst
from tui.lists.articles import SearchHits
from tui.screens.base_screen import CommandScreen, is_open

if TYPE_CHECKING:
    from annotations.search.service import SearchResult

_MOST_HITS = 200
_STILL_S = 0.15
"""Who types no further letter for so long gets the hits that are not in view too."""
_ASKED_AGAIN_EVERY_S = 1.0
_LAST_WORD = re.compile(r"(?:^|[\s(])-?(?!OR$)\w[\w'’-]*$")


def as_typed(words: str) -> str:
    """The query of some words whose last one may not be whole yet: any word that begins with it is meant.

    In a phrase that is not closed yet the words before it are the phrase; what is wanted of a field or not at all waits for its end.
    """
    if words.count('"') % 2:
        before, _, phrase = words.rpartition('"')
        first, _, last = phrase.rpartition(" ")
        if before[-1:] in (":", "-") or not _LAST_WORD.search(last):
            return words
        return f'{before}"{first}" {last}*' if first.strip() else f"{before}{last}*"
    return f"{words}*" if _LAST_WORD.search(words) else words


def terms_of(words: str) -> tuple[str, ...]:
    """The words and phrases, folded, that a search looks for in texts; none for what is not understood."""
    from annotations.search.query import parse_query

    try:
        return tuple(term.value for term in parse_query(as_typed(words)).words)
    except AnnotationsError:
        return ()


class SearchAsYouType:
    """Asks the library, one question at a time: what is typed meanwhile is asked next."""

    def __init__(
        self,
        screen: CommandScreen,
        paths: Callable[[], Sequence[Path]],
        answered: Callable[[SearchHits | None, str], None],
    ) -> None:
        """Take whom to tell.

        Args:
            screen: goes on hearing keys meanwhile.
            paths: the files and folders that are listed.
            answered: told the hits, or None and what is wrong with the query.
        """
        self._screen, self._paths, self._answered = screen, paths, answered
        self._wanted = ""
        self._answered_words = ""
        self._is_asking = False
        self.brought_in = threading.Event()
        """All that is listed has been brought into the index once, or that was broken off."""
        self._rest: Timer | None = None
        """Asks for the hits that are not in view; None: all are there."""
        self._waiting: list[Callable[[], None]] = []

    def ask(self, words: str) -> None:
        """Search for some words; empty: for nothing any more."""
        self._wanted = words.strip()
        self._stop_rest()
        if not self._wanted:
            self._answered_words = ""
            self._answered(None, "")
        elif not self._is_asking:
            self._ask()

    def then(self, done: Callable[[], None]) -> None:
        """Do something when all of what was asked for is shown."""
        self._waiting.append(done)
        if self._rest is not None:
            self._ask_rest()
        elif not self._is_asking:
            self._go_on()

    def _ask(self) -> None:
        """Other words: ask for what will be in view. The same ones again: for all, what is chosen stays among it."""
        is_new = self._wanted != self._answered_words
        self._ask_for(min(self._screen.size.height, _MOST_HITS) if is_new else _MOST_HITS)

    def _ask_rest(self) -> None:
        if not self._is_asking and is_open(self._screen):
            self._ask_for(_MOST_HITS)

    def _stop_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None

    def _ask_for(self, limit: int) -> None:
        self._stop_rest()
        self._is_asking = True
        asking: Any = partial(self._search, self._wanted, limit)
        self._screen.run_worker(asking, thread=True, group="search")

    def _search(self, words: str, limit: int) -> None:
        app = self._screen.app
        result: SearchResult | AnnotationsError
        try:
            result = app.library.search(as_typed(words), self._paths(), limit=limit)
        except AnnotationsError as error:
            result = error
        app.call_from_thread(self._show, words, limit, result)

    def notes_meant(self) -> dict[str, str] | None:
        """All notes that the search means, not of the best hits only (`SearchService.notes_of`); None: there is none."""
        if not self._wanted:
            return None
        texts = self._screen.app.library.texts
        return texts.notes_of(texts.search(as_typed(self._wanted), self._paths()))

    def bring_in(self, paths: Sequence[Path], *, each: bool = False) -> None:
        """Have the index read what is new there; what is being searched for is asked again as it comes in.

        Args:
            paths: folders, or files that have changed.
            each: look at every known file.
        """
        bringing: Any = partial(self._bring_in, paths, each)
        self._screen.run_worker(bringing, thread=True, group="texts", exclusive=each)

    def _bring_in(self, paths: Sequence[Path], each: bool) -> None:
        worker, app, since = get_current_worker(), self._screen.app, time.monotonic()
        give_way = KeysFirst(app)

        def should_stop() -> bool:
            give_way()
            return worker.is_cancelled

        def watch(_: int) -> None:
            nonlocal since
            if time.monotonic() - since >= _ASKED_AGAIN_EVERY_S:
                since = time.monotonic()
                app.call_from_thread(self._ask_again)

        app.library.texts.index_texts(paths, each=each, should_stop=should_stop, watch=watch)
        if each:
            self.brought_in.set()
        if not worker.is_cancelled:
            app.call_from_thread(self._ask_again)

    def _ask_again(self) -> None:
        if self._wanted and not self._is_asking and is_open(self._screen):
            self._ask()

    def _show(self, words: str, limit: int, result: "SearchResult | AnnotationsError") -> None:
        """Show the answer, unless something else is wanted by now."""
        self._is_asking = False
        if not is_open(self._screen):
            return
        if self._wanted and words != self._wanted:
            self._ask()
            return
        if self._wanted:
            if isinstance(result, AnnotationsError):
                self._answered(None, result.message)
            else:
                self._answered_words = words
                self._answered(SearchHits(words, result.hits, result.total, result.pending), "")
                if len(result.hits) < result.total and limit < _MOST_HITS:
                    self._rest = self._screen.set_timer(_STILL_S, self._ask_rest)
        if self._waiting and self._rest is not None:
            self._ask_rest()
        elif not self._is_asking:
            self._go_on()

    def _go_on(self) -> None:
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            done()
