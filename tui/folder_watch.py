"""Sees files of the listed folders come, change and go while the list is open; where the platform tells nothing, looks now and then."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

_GATHERED_MS = 200
"""Changes that come within this time are one."""
_STEP_MS = 50
_POLLED_EVERY_S = 30.0


class FolderWatch:
    """Watches on a thread of its own until it is told to stop.

    Args:
        changed: called on that thread with the absolute paths that have changed; with none: anything may have.
    """

    def __init__(
        self, changed: Callable[[Sequence[Path]], object], *, polled_every_s: float = _POLLED_EVERY_S
    ) -> None:
        self._changed, self._polled_every_s = changed, polled_every_s
        self._stop = threading.Event()
        self._watched: Sequence[Path] = ()

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch these files and folders from now on; what is watched already goes on."""
        if tuple(paths) == self._watched:
            return
        self.stop()
        self._watched, self._stop = tuple(paths), threading.Event()
        thread = threading.Thread(
            target=self._run, args=(self._watched, self._stop), name="postil-folders", daemon=True
        )
        thread.start()

    def stop(self) -> None:
        """Watch no more; returns at once."""
        self._stop.set()
        self._watched = ()

    def _run(self, paths: Sequence[Path], stop: threading.Event) -> None:
        there = [path for path in paths if path.exists()]
        try:
            try:
                self._listen(there, stop)
            except PermissionError:
                self._listen(there, stop, steps_over=True)
        except (ImportError, OSError, RuntimeError):  # not on this platform, or too many folders for it
            while not stop.wait(self._polled_every_s):
                self._changed(())

    def _listen(self, paths: Sequence[Path], stop: threading.Event, *, steps_over: bool = False) -> None:
        """Listen to the platform.

        Args:
            paths: files and folders.
            stop: ends it.
            steps_over: whether folders that may not be read are stepped over. Then the library is silent about any folder
                that it does not watch, also where there are too many of them: one looks now and then as well.
        """
        from watchfiles import watch  # forty milliseconds, when the list is there already

        if not paths:
            return
        changes = watch(
            *paths,
            watch_filter=None,
            debounce=_GATHERED_MS,
            step=_STEP_MS,
            stop_event=stop,
            raise_interrupt=False,
            ignore_permission_denied=steps_over,
            rust_timeout=int(1000 * self._polled_every_s) if steps_over else 5000,
            yield_on_timeout=steps_over,
        )
        for some in changes:
            if stop.is_set():
                return
            self._changed([Path(path) for _, path in some])
