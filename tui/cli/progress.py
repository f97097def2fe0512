"""How far a long job is: one line on stderr that is written over; nothing where nobody watches."""

import sys
from typing import TYPE_CHECKING

from annotations.text.plurals import group_digits

if TYPE_CHECKING:
    from annotations.entities.index_articles import Progress

_STEPS = 20


class ProgressLine:
    """A line, twenty steps wide. Call it with each step, and `end` it."""

    def __init__(self, what: str = "") -> None:
        """Say `what` is being done before the bar."""
        self._what = f"{what} " if what else ""
        self._is_open = False
        self._percent = -1

    def __call__(self, now: "Progress") -> None:
        """Write the line anew."""
        if not sys.stderr.isatty():
            return
        steps = _STEPS * now.done // now.total if now.total else _STEPS
        speed = (
            f"{now.articles_per_second:.1f} articles/s {now.words_per_second:,.0f} words/s"
            if now.words
            else ""
        )
        bar = f"{'█' * steps}{'░' * (_STEPS - steps)}"
        sys.stderr.write(f"\r{self._what}{bar} {now.done}/{now.total} {speed:<34}")
        sys.stderr.flush()
        self._is_open = True

    def share(self, share: float) -> None:
        """Write how much is done, from 0 to 1, whenever it is a hundredth more."""
        percent = int(100 * share)
        if sys.stderr.isatty() and percent != self._percent:
            steps = _STEPS * percent // 100
            sys.stderr.write(f"\r{self._what}{'█' * steps}{'░' * (_STEPS - steps)} {percent} %")
            sys.stderr.flush()
            self._is_open, self._percent = True, percent

    def count(self, done: int, what: str) -> None:
        """Say how many there are so far where nobody knows of how many, each time a hundredth more or a hundred."""
        if sys.stderr.isatty() and done % min(max(done // 100, 1), 100) == 0:
            sys.stderr.write(f"\r{self._what}{what} {group_digits(done):<20}")
            sys.stderr.flush()
            self._is_open = True

    def end(self) -> None:
        """Leave the line, if one was written."""
        if self._is_open:
            sys.stderr.write("\n")
            self._is_open = False
