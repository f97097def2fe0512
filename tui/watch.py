"""Sees what another postil writes to the same notes file: one look a second, on a thread of its own."""

import threading
from collections.abc import Callable

from annotations.errors import AnnotationsError
from annotations.store.repository import Repository

_EVERY_S = 1.0


class Watch:
    """Looks at the notes file until it is told to stop.

    Args:
        repository: the notes.
        changed: called on the watching thread after another process's change has been read in.
    """

    def __init__(
        self, repository: Repository, changed: Callable[[], None], *, every_s: float = _EVERY_S
    ) -> None:
        self._repository, self._changed, self._every_s = repository, changed, every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postil-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Look no more; returns at once."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                if not self._repository.changed():
                    continue
                self._repository.annotations()  # read in here, so that the screen need not
            except AnnotationsError:
                continue  # half a second later it may be whole again; whoever needs it now is told by its own call
            if not self._stop.is_set():
                self._changed()
