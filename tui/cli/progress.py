"""How far a long job is: one line on stderr that is written over; nothing where nobody watches."""

import shutil
import sys
from typing import TYPE_CHECKING, Self

from annotations.text.plurals import group_digits

if TYPE_CHECKING:
    from annotations.entities.index_articles import Progress

_STEPS = 20
_LONG_SECONDS = 5.0


class ProgressLine:
    """A line, twenty steps wide, for the time of a `with`. Call it with each step."""

    def __init__(self, what: str = "", *, without: str = "") -> None:
        """Say `what` is being done before the bar, and where it takes long how to do `without` it."""
        self._what = f"{what} " if what else ""
        self._without = f" ({without})" if without else ""
        self._is_open = False
        self._percent = -1
        self._cells = 0
        """How wide the line is that is to be written over."""

    def __call__(self, now: "Progress") -> None:
        if not sys.stderr.isatty():
            return
        steps = int(_STEPS * now.share)
        is_one = now.total == 1
        without = self._without if now.seconds >= _LONG_SECONDS else ""
        line = f"{self._what}{'█' * steps}{'░' * (_STEPS - steps)}"
        line += f" {now.so_far}" if is_one else f" {now.done}/{now.total}"
        if now.words and not is_one and not without:
            line += f" {now.articles_per_second:.1f} articles/s"
        if now.words:
            line += f" {now.words_per_second:,.0f} words/s"
        cells = shutil.get_terminal_size().columns - 1
        line = f"{line}{without}"[:cells]
        sys.stderr.write(f"\r{line:<{self._cells}}")
        sys.stderr.flush()
        self._cells = len(line)
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the line, if one was written."""
        if self._is_open:
            sys.stderr.write("\n")
            self._is_open = False
