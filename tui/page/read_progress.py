"""When has an article been read? Pure but for the clock.

When its end came into view by reading on, screen after screen without a gap from where the reader began; or, where the
end was jumped to or stood on the first screen already, when it has been in view for two seconds. A glance is no
reading, and what was read stays read.
"""

from time import monotonic as now

from annotations.model import TextSpan

_DWELT_SECONDS = 2.0
_BETWEEN_SCREENS_CHARS = 2
"""A newline and a blank may lie between two screens of text."""


class Attention:
    """Watches what is in view of one article."""

    def __init__(self, *, was_read: bool = False) -> None:
        """Begin; `was_read`: on an earlier day."""
        self._is_read = was_read
        self._seen: int | None = None
        """So far the text has been in view without a gap (code point)."""
        self._at_end_since: float | None = None

    def see(self, window: TextSpan, *, is_end: bool) -> None:
        """These words are in view; `is_end`: the last of the text among them."""
        if self._seen is None:
            self._seen = window.end
        elif window.start <= self._seen + _BETWEEN_SCREENS_CHARS and window.end > self._seen:
            self._seen = window.end
            self._is_read = self._is_read or is_end
        if not is_end:
            self._at_end_since = None
        elif self._at_end_since is None:
            self._at_end_since = now()

    @property
    def is_read(self) -> bool:
        """Has it been read by now?"""
        since = self._at_end_since
        self._is_read = self._is_read or (since is not None and now() - since >= _DWELT_SECONDS)
        return self._is_read
