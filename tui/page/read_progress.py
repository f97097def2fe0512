"""Reading progress: has an article been read, and how long will the rest take? Pure but for the clock.

It has been read when its end came into view by reading on, screen after screen without a gap from where the reader
began, and was looked at for a moment; or, where the end was jumped to or stood on the first screen already, when it has
been in view for two seconds. A glance is no reading, and what was read stays read.
"""

from functools import cached_property
from time import monotonic as now

from annotations.articles.catalog import WORDS_A_MINUTE, count_words
from annotations.model import TextSpan

_MOMENT_SECONDS = 0.7
_DWELT_SECONDS = 2.0
_BETWEEN_SCREENS_CHARS = 2
"""A newline and a blank may lie between two screens of text."""
_SAMPLE_CHARS = 20_000


class ReadProgress:
    """Watches what is in view of one article."""

    def __init__(self, text: str = "", *, was_read: bool = False) -> None:
        """Begin; `was_read`: on an earlier day."""
        self._text = text
        self._is_read = was_read
        self._seen: int | None = None
        """So far the text has been in view without a gap (code point)."""
        self._at_end_since: float | None = None
        self._is_read_on = False
        """Was the end come to by reading on?"""

    def see(self, window: TextSpan, *, is_end: bool) -> None:
        """These words are in view; `is_end`: the last of the text among them."""
        if self._seen is None:
            self._seen = window.end
        elif window.start <= self._seen + _BETWEEN_SCREENS_CHARS and window.end > self._seen:
            self._seen = window.end
            self._is_read_on = self._is_read_on or is_end
        if not is_end:
            self._is_read = self.is_read
            self._at_end_since = None
        elif self._at_end_since is None:
            self._at_end_since = now()

    @property
    def is_read(self) -> bool:
        since, enough = self._at_end_since, _MOMENT_SECONDS if self._is_read_on else _DWELT_SECONDS
        self._is_read = self._is_read or (since is not None and now() - since >= enough)
        return self._is_read

    def minutes_left(self, share: float) -> int:
        """Minutes that so much of the text takes, counted as in the list of articles; `share`: 0 to 1."""
        return round(self._minutes * share)

    @cached_property
    def _minutes(self) -> float:
        """Of the whole text; a long one is judged by its first pages."""
        sample = self._text[:_SAMPLE_CHARS]
        return count_words(sample) / WORDS_A_MINUTE * len(self._text) / max(len(sample), 1)
