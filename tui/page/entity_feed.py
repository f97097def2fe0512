"""Entities for the page: from the cache where they are known, else from the entity process; kept as they come.

One feed serves the whole application, so that the process that took seconds to load is there for the next article.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from annotations.entities.article_entities import ArticleEntities, hidden_spans
from annotations.entities.cache import KnownSections
from annotations.entities.engine.chunks import sections
from annotations.errors import EngineError
from annotations.model import Article
from tui.page.name_index import NameIndex, Piece

if TYPE_CHECKING:
    from annotations.entities.process.client import EntityWorker, Event

AT_ONCE_CHARS = 300_000
"""Known entities of a text no longer than this are read before the first frame; of longer ones soon after."""

_BEGUN_AGAIN = "The search for names ended unasked; it has been started again."
_GIVEN_UP = "The search for names ended twice; the text stays readable. Open it again to try once more."


class News(Struct, frozen=True):
    """What has come since somebody last looked."""

    pieces: tuple[Piece, ...] = ()
    finished: bool = False
    problem: str = ""
    """A line for the reader."""
    language: str = ""
    """Of the article, once it has been looked through."""


class _Request(Struct):
    number: int
    article: Article
    names: NameIndex
    looked_at: int
    """Code point that the process goes on from."""


class _Ahead(Struct):
    number: int
    article: Article
    finished: Callable[[bool], None]


class EntityFeed:
    """Finds and keeps entities. `find` and `known` may wait for a disk: they are called in the background."""

    def __init__(self, model: str = "") -> None:
        self._entities = ArticleEntities(model=model)
        self._worker: EntityWorker | None = None
        self._lock = threading.Lock()
        """Held for moments only: the screen waits for it."""
        self._starting = threading.Lock()
        self._asking = threading.Lock()
        """Held while a request is handed over, which may take the writing of a long text."""
        self._request: _Request | None = None
        self._ahead: _Ahead | None = None
        """What nobody reads yet; the process works on it when it has nothing else to do."""
        self._pieces: deque[Piece] = deque()
        self._finished = False
        self._problem = self._language = ""

    def known(self, article: Article) -> KnownSections | None:
        """What has been found of an article before, all of it or a part; None: nothing."""
        return self._entities.known_sections(article)

    def find(
        self, article: Article, names: NameIndex, start_at: int, known: KnownSections | None = None
    ) -> None:
        """Have the process look for the entities of an article, nearest to `start_at` first; `take` has the news.

        What is `known` of it is news at once and not looked for again. An earlier request is given up.
        """
        worker = self._started()
        with self._asking:
            self.forget()
            parts = sections(article.text)
            there = known.entities if known is not None and known.parts == len(parts) else {}
            missing = [number for number in range(len(parts)) if number not in there] if there else None
            try:
                number = worker.find(
                    article.text, start_at=start_at, skip=hidden_spans(article), sections=missing
                )
            except EngineError as problem:
                with self._lock:
                    self._finished, self._problem = True, f"No names: {problem.message}"
                return
            pieces = [names.piece(parts[part], entities) for part, entities in there.items()]
            request = _Request(number, article, names, start_at)
            with self._lock:
                self._request = request
                self._pieces.extend(pieces)

    def _started(self) -> "EntityWorker":
        with self._starting:
            if self._worker is None:
                from annotations.entities.process.client import EntityWorker

                self._worker = EntityWorker(self._heard, model=self._entities.model)
            return self._worker

    def find_ahead(self, article: Article, finished: Callable[[bool], None]) -> None:
        """Have the names of an article found and kept that nobody reads, when nothing else is asked for.

        `finished` is told, on a thread of the process's client, whether they were. What was asked for ahead before is
        given up.
        """
        worker = self._started()
        with self._asking:
            self.stop_ahead()
            missing = sorted(self._entities.missing_sections(article))
            try:
                number = worker.find(article.text, skip=hidden_spans(article), sections=missing)
            except EngineError:
                finished(False)
                return
            self._ahead = _Ahead(number, article, finished)

    def stop_ahead(self) -> None:
        """Give up what nobody reads."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and self._worker is not None:
            self._worker.cancel(ahead.number)

    def look(self, start_at: int) -> None:
        """The reader is there now: what is not found yet is looked for nearest to it. Waits for nothing."""
        request, worker = self._request, self._worker
        if request is None or worker is None or request.looked_at == start_at:
            return
        if worker.look(request.number, start_at):
            request.looked_at = start_at

    def forget(self) -> None:
        """Give up what is being looked for."""
        with self._lock:
            request, self._request = self._request, None
            self._pieces.clear()
            self._finished, self._problem = False, ""
        if request is not None and self._worker is not None:
            self._worker.cancel(request.number)

    def take(self) -> News:
        """What has come since the last call; answers at once."""
        if not self._pieces and not self._finished and not self._problem:
            return News()
        with self._lock:
            news = News(tuple(self._pieces), self._finished, self._problem, self._language)
            self._pieces.clear()
            self._finished, self._problem, self._language = False, "", ""
        return news

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()
        self._entities.close()

    def _heard(self, event: "Event") -> None:
        """On the worker's thread: make entities small, keep them on the disk, leave them for `take`."""
        from annotations.entities.process.client import Failed, Finished, Found, WorkerDied

        with self._asking:  # an answer may be quicker than the number of its request
            request, ahead = self._request, self._ahead
        number = getattr(event, "request", None)
        if ahead is not None and number in (ahead.number, None):
            self._heard_ahead(event, ahead)
        if request is None or (number is not None and number != request.number):
            return
        piece = request.names.piece(event.covered, event.entities) if isinstance(event, Found) else None
        with self._lock:
            if self._request is not request:
                return
            if piece is not None:
                self._pieces.append(piece)
            elif isinstance(event, Finished):
                self._finished, self._language = True, event.language
            elif isinstance(event, Failed):
                self._finished, self._problem = True, f"No names: {event.message}"
            elif isinstance(event, WorkerDied):
                self._finished = not event.will_retry
                self._problem = _BEGUN_AGAIN if event.will_retry else _GIVEN_UP
        if isinstance(event, Found) and event.final:
            self._entities.keep(
                request.article, event.entities, section=event.section, language=event.language
            )

    def _heard_ahead(self, event: "Event", ahead: _Ahead) -> None:
        """Keep what was found in an article that nobody reads; say when that is over."""
        from annotations.entities.process.client import Failed, Finished, Found, WorkerDied

        if isinstance(event, Found):
            if event.final:
                self._entities.keep(
                    ahead.article, event.entities, section=event.section, language=event.language
                )
        elif isinstance(event, Failed) or (isinstance(event, WorkerDied) and not event.will_retry):
            self._ahead = None
            ahead.finished(False)
        elif isinstance(event, Finished):
            self._ahead = None
            ahead.finished(True)
