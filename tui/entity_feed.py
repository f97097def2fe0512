"""Entities for the page: from the cache where they are known, else from the entity process; kept as they come.

One feed serves the whole application, so that the process that took seconds to load is there for the next article.
"""

import threading
from collections import deque
from typing import TYPE_CHECKING

from annotations.entities.cache import EntityCache
from annotations.entities.chunks import sections
from annotations.entities.identity import engine_key
from annotations.entities.known import cache_name, cached_entities, hidden
from annotations.model import Article, Entity
from annotations.values import dataclass
from tui.names import NameIndex, Piece

if TYPE_CHECKING:
    from annotations.entities.client import EntityWorker, Event

AT_ONCE_CHARS = 300_000
"""Known entities of a text no longer than this are read before the first frame; of longer ones soon after."""

_BEGUN_AGAIN = "The search for names ended unasked; it has been started again."
_GIVEN_UP = "The search for names ended twice; the text stays readable. Open it again to try once more."


@dataclass(frozen=True, slots=True)
class News:
    """What has come since somebody last looked."""

    pieces: tuple[Piece, ...] = ()
    finished: bool = False
    problem: str = ""
    """A line for the reader."""


@dataclass(slots=True)
class _Request:
    number: int
    names: NameIndex
    cache_as: str
    parts: int


class EntityFeed:
    """Finds and keeps entities. `find` and `known` may wait for a disk: the clerk calls them."""

    def __init__(self, model: str = "") -> None:
        self._model = model or None
        self._worker: EntityWorker | None = None
        self._cache = EntityCache()
        self._lock = threading.Lock()
        """Held for moments only: the screen waits for it."""
        self._asking = threading.Lock()
        """Held while a request is handed over, which may take the writing of a long text."""
        self._request: _Request | None = None
        self._pieces: deque[Piece] = deque()
        self._finished = False
        self._problem = ""

    def known(self, article: Article) -> tuple[Entity, ...] | None:
        """The entities of an article that has been worked on before, or None."""
        return cached_entities(article, self._cache, self._model)

    def find(self, article: Article, names: NameIndex, start_at: int) -> None:
        """Have the process look for the entities of an article, nearest to `start_at` first; `take` has the news.

        An earlier request is given up.
        """
        if self._worker is None:
            from annotations.entities.client import EntityWorker

            self._worker = EntityWorker(self._heard, model=self._model)
        with self._asking:
            self.forget()
            number = self._worker.find(article.text, start_at=start_at, skip=hidden(article))
            request = _Request(number, names, cache_name(article), len(sections(article.text)))
            with self._lock:
                self._request = request

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
            news = News(tuple(self._pieces), self._finished, self._problem)
            self._pieces.clear()
            self._finished, self._problem = False, ""
        return news

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()
        self._cache.close()

    def _heard(self, event: "Event") -> None:
        """On the worker's thread: make entities small, keep them on the disk, leave them for `take`."""
        from annotations.entities.client import Failed, Finished, Found, WorkerDied
        from annotations.entities.language import only_rules

        with self._asking:  # an answer may be quicker than the number of its request
            request = self._request
        number = getattr(event, "request", None)
        if request is None or (number is not None and number != request.number):
            return
        piece = request.names.piece(event.covered, event.entities) if isinstance(event, Found) else None
        with self._lock:
            if self._request is not request:
                return
            if piece is not None:
                self._pieces.append(piece)
            elif isinstance(event, Finished):
                self._finished, self._problem = True, only_rules(event.language)
            elif isinstance(event, Failed):
                self._finished, self._problem = True, f"No names: {event.message}"
            elif isinstance(event, WorkerDied):
                self._finished = not event.will_retry
                self._problem = _BEGUN_AGAIN if event.will_retry else _GIVEN_UP
        if isinstance(event, Found) and event.final:
            self._cache.put(
                request.cache_as,
                str(engine_key(self._model)),
                event.entities,
                part=event.section,
                parts=max(request.parts, 1),
            )
