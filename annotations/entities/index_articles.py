"""Finds the entities of many articles ahead of reading, in processes of their own: `postil index`, and exports."""

import queue
import time
from collections.abc import Callable, Iterable, Iterator, Sized

from msgspec import Struct

from annotations.entities.article_entities import ArticleEntities, hidden_spans
from annotations.entities.engine.chunks import sections
from annotations.entities.process.client import EntityWorker, Event, Failed, Finished, Found, WorkerDied
from annotations.errors import EngineError
from annotations.model import Article, TextSpan

MOST_JOBS = 16
_HEARD_EVERY_S = 0.25


class Progress(Struct, frozen=True):
    """How far `index_articles` is."""

    done: int
    """Articles whose entities are in the cache now."""
    total: int
    cached: int
    """Those of them that were there before."""
    words: int
    """Worked on in this run."""
    seconds: float
    failed: tuple[str, ...] = ()
    """A line each: title and reason."""
    next_share: float = 0.0
    """How much is done of a long article that is being looked through, from 0 to 1; of several the one that is furthest."""

    @property
    def share(self) -> float:
        """How much of all is done, from 0 to 1."""
        return min(1.0, (self.done + self.next_share) / self.total) if self.total else 1.0

    @property
    def so_far(self) -> str:
        """How far it is, for people: "37 %" of a single article, else "3 of 12 and 37 % of the next"."""
        if self.total == 1:
            return f"{int(100 * self.share)} %"
        percent = int(100 * self.next_share)
        return f"{self.done} of {self.total}" + (f" and {percent} % of the next" if percent else "")

    @property
    def articles_per_second(self) -> float:
        """Articles worked on in this run, by its seconds so far."""
        return (self.done - self.cached) / self.seconds if self.seconds > 0 else 0.0

    @property
    def words_per_second(self) -> float:
        """Speed of this run so far."""
        return self.words / self.seconds if self.seconds > 0 else 0.0


def index_articles(
    articles: Iterable[Article],
    names: ArticleEntities,
    *,
    jobs: int = 1,
    total: int = 0,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Finds the entities of many articles ahead of reading. The cache is the record: what it holds is not done again.

    Can be stopped at any time (Ctrl-C, kill) and called again; a book goes on at the section where it was.

    Args:
        articles: read one at a time, as they are needed.
        names: where the results go; its model is the processes'.
        jobs: entity processes at once.
        total: how many articles there are, where `articles` does not say it itself.
        progress: called after each piece of a long article and each article, and now and then between, so that what it
            raises stops the run soon; on the caller's thread.

    Raises:
        EngineError: the engine does not load.
    """
    total = len(articles) if isinstance(articles, Sized) else total
    return _Indexing(names, progress, total).run(articles, max(1, min(jobs, MOST_JOBS)))


class _Task(Struct):
    article: Article
    missing: frozenset[int]
    left_chars: int
    """Of its text, not looked through yet."""
    heard: set[int]
    """Where the pieces start that have been looked through: a process that dies begins again."""

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return (len(self.article.text) - self.left_chars) / len(self.article.text)

    def hear(self, piece: TextSpan) -> int:
        """Count a piece; the words that are new in it."""
        if piece.start in self.heard:
            return 0
        self.heard.add(piece.start)
        self.left_chars -= piece.end - piece.start
        return len(self.article.text[piece.start : piece.end].split())


class _Indexing:
    """One run of `index_articles`."""

    def __init__(self, names: ArticleEntities, progress: Callable[[Progress], None], total: int) -> None:
        self._names = names
        self._progress = progress
        self._events: queue.SimpleQueue[tuple[EntityWorker, Event]] = queue.SimpleQueue()
        self._running: dict[EntityWorker, tuple[int, _Task]] = {}
        self._done = self._cached = self._words = 0
        self._failed: list[str] = []
        self._began = time.monotonic()
        self._total = total

    def run(self, articles: Iterable[Article], jobs: int) -> Progress:
        tasks = self._tasks(articles)
        workers: list[EntityWorker] = []
        try:
            for task in tasks:
                if len(workers) < jobs:
                    workers.append(self._new_worker())
                    self._give(workers[-1], task)
                else:
                    self._give(self._idle_worker(), task)
            while self._running:
                self._idle_worker()
        finally:
            for worker in workers:
                worker.close()
        return self._report()

    def _tasks(self, articles: Iterable[Article]) -> Iterator[_Task]:
        """What is not in the cache yet; reports the rest as done."""
        for article in articles:
            missing = self._names.missing_sections(article)
            if missing and article.text:
                parts = sections(article.text)
                left_chars = sum(parts[number].end - parts[number].start for number in missing)
                yield _Task(article, missing, left_chars, set())
                continue
            self._done += 1
            self._cached += 1
            self._report()

    def _new_worker(self) -> EntityWorker:
        holder: list[EntityWorker] = []
        worker = EntityWorker(lambda event: self._events.put((holder[0], event)), model=self._names.model)
        holder.append(worker)
        return worker

    def _give(self, worker: EntityWorker, task: _Task) -> None:
        article = task.article
        number = worker.find(article.text, skip=hidden_spans(article), sections=sorted(task.missing))
        self._running[worker] = (number, task)

    def _idle_worker(self) -> EntityWorker:
        """Takes in events until a worker has nothing to do."""
        while True:
            try:
                worker, event = self._events.get(timeout=_HEARD_EVERY_S)
            except queue.Empty:
                self._report()
                continue
            if isinstance(event, Failed) and event.request is None:
                raise EngineError(event.message)
            number, task = self._running.get(worker, (0, None))
            if task is None or getattr(event, "request", None) != number:
                continue
            if self._take_in(event, task):
                del self._running[worker]
                self._report()
                return worker

    def _take_in(self, event: Event, task: _Task) -> bool:
        """Keeps what an event brings; whether the task is over."""
        article = task.article
        if isinstance(event, Found):
            if event.final:
                self._names.keep(article, event.entities, section=event.section, language=event.language)
            self._words += task.hear(event.covered)
            self._report()
            return False
        if isinstance(event, Finished):
            self._done += 1
            return True
        if isinstance(event, Failed):
            self._failed.append(f"{article.title}: {event.message}")
            return True
        if isinstance(event, WorkerDied) and not event.will_retry:
            self._failed.append(f"{article.title}: the entity process died twice")
            return True
        return False

    def _report(self) -> Progress:
        seconds = time.monotonic() - self._began
        furthest = max((task.share for _, task in self._running.values()), default=0.0)
        report = Progress(
            self._done, self._total, self._cached, self._words, seconds, tuple(self._failed), furthest
        )
        self._progress(report)
        return report
