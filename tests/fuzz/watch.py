"""What is asked of every run: nothing but an `AnnotationsError` of one line, and time and memory that the input is worth."""

import gc
import resource
import sys
import time
from collections.abc import Callable

from annotations.errors import AnnotationsError, UnforeseenError

_BASE_S, _BYTE_S = 0.5, 40e-6
"""Seconds of the processor for any input, and for each of its bytes."""
_MOST_GROWN_KB = 300_000


class TooSlowError(AssertionError):
    """A run took more time than its input is worth."""


class TooLargeError(AssertionError):
    """A run took more memory than its input is worth."""


class Watched:
    """Runs a target under watch."""

    def __init__(self, run: Callable[[bytes], object]) -> None:
        self._run = run
        self._is_warm = False

    def __call__(self, data: bytes) -> None:
        """Run once; where that was slow once more: what is loaded on first use is no fault."""
        before = _peak_kb()
        seconds = self._timed(data)
        if seconds > _worth(data):
            gc.collect()
            seconds = min(seconds, self._timed(data))
            if seconds > _worth(data):
                raise TooSlowError(f"{seconds:.1f} s for {len(data):,} bytes")
        if _peak_kb() - before > _MOST_GROWN_KB and self._is_warm:
            raise TooLargeError(f"{(_peak_kb() - before) // 1000} MB for {len(data):,} bytes")
        self._is_warm = True

    def _timed(self, data: bytes) -> float:
        since = time.process_time()
        try:
            self._run(data)
        except UnforeseenError as error:
            raise error.__cause__ or error from None
        except AnnotationsError as error:
            assert error.message.strip(), "an error without a word"
            assert "\n" not in error.message, f"an error of several lines: {error.message!r}"
        return time.process_time() - since


def _worth(data: bytes) -> float:
    return _BASE_S + _BYTE_S * len(data)


def _peak_kb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
