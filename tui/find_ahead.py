"""Finds the names of articles in idle time, without being asked: nearest to what is being read first, one after the other.

Keys come first: it begins when nothing was typed for a while, and gives up what it waits for as soon as something is. The
process that finds names is the page's own, which stands back for everybody (`annotations/entities/process/worker.py`).
"""

import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import AnnotationsError
from annotations.library import Library, Listing
from tui.page.entity_feed import EntityFeed

if TYPE_CHECKING:
    from annotations.mentions.service import Coverage

_LOOKED_EVERY_S = 0.25
_AGAIN_AFTER_S = 60.0
"""So long after everything has been looked through it is asked whether there is more."""
_TOLD_AFTER = 10
"""Articles; what was found in them comes into the index together."""


class FindAhead:
    """Works on a thread of its own until it is told to stop."""

    def __init__(
        self,
        library: Library,
        feed: EntityFeed,
        folders: Callable[[], Sequence[Path]],
        *,
        is_idle: Callable[[], bool],
        reading: Callable[[], Path | None],
        told: Callable[["Coverage"], object],
        looked_every_s: float = _LOOKED_EVERY_S,
    ) -> None:
        """Take what it needs to know.

        Args:
            library: the articles.
            feed: finds names.
            folders: where the articles are.
            is_idle: was nothing typed for a while?
            reading: the file of the article that is read, or was read last.
            told: called on its thread whenever more is in the index.
            looked_every_s: so often it is asked whether something was typed.
        """
        self._library, self._feed, self._folders = library, feed, folders
        self._is_idle, self._reading, self._told = is_idle, reading, told
        self._looked_every_s = looked_every_s
        self._stop = threading.Event()
        self._failed: set[str] = set()
        """Fingerprints of texts in which no names could be looked for."""
        self._thread = threading.Thread(target=self._run, name="postil-find-ahead", daemon=True)

    def start(self) -> None:
        """Begin to wait for idle time."""
        self._thread.start()

    def stop(self) -> None:
        """Find no more; returns at once."""
        self._stop.set()

    def _run(self) -> None:
        wait_s = self._looked_every_s
        while not self._stop.wait(wait_s):
            wait_s = self._looked_every_s
            if not self._is_idle():
                continue
            try:
                if self._is_done():
                    wait_s = _AGAIN_AFTER_S
            except AnnotationsError:
                wait_s = _AGAIN_AFTER_S  # whoever needs it is told by their own call

    def _is_done(self) -> bool:
        """Look through articles until something is typed; True: there are no more."""
        rows = [row for row in self._library.listings(self._folders()) if not row.problem]
        coverage = self._update(rows)
        waiting = [row for row in coverage.missing if row.fingerprint not in self._failed]
        done: list[Listing] = []
        for row in nearest_first(rows, waiting, self._reading()):
            if not self._is_idle() or self._stop.is_set():
                break
            if self._find(row):
                done.append(row)
                if len(done) % _TOLD_AFTER == 0:
                    self._update(rows)
        if done:
            self._update(rows)
        return len(done) == len(waiting)

    def _update(self, rows: Sequence[Listing]) -> "Coverage":
        coverage = self._library.mentions.update(rows, is_over=self._stop.is_set)
        if not self._stop.is_set():
            self._told(coverage)
        return coverage

    def _find(self, row: Listing) -> bool:
        """Look one article through; False: something was typed, or it can't be done."""
        is_over = threading.Event()
        outcome: list[bool] = []

        def finished(is_found: bool) -> None:
            outcome.append(is_found)
            is_over.set()

        try:
            article = self._library.read(row.path)
        except AnnotationsError:
            self._failed.add(row.fingerprint)
            return False
        self._feed.find_ahead(article, finished)
        while not is_over.wait(self._looked_every_s):
            if self._stop.is_set() or not self._is_idle():
                self._feed.stop_ahead()
                return False
        if not outcome[0]:
            self._failed.add(row.fingerprint)
        return outcome[0]


def nearest_first(rows: Sequence[Listing], waiting: Sequence[Listing], reading: Path | None) -> list[Listing]:
    """Articles by their distance from the one that is read, from the newest where none is, in the list as it opens."""
    listed = sorted(rows, key=lambda row: row.published or date.min, reverse=True)
    places = {row.path.absolute(): at for at, row in enumerate(listed)}
    here = places.get(reading.absolute(), 0) if reading is not None else 0
    return sorted(waiting, key=lambda row: abs(places.get(row.path.absolute(), len(rows)) - here))
