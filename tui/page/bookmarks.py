"""Bookmarks of the open article: a letter for a place, and the way back from the last jump. Pure."""

from collections.abc import Mapping

BACK = "'"
"""The letter that stands for where the last jump began."""
_BACK_TOO = "`"


class Bookmarks:
    """Places in code points of the article's text."""

    def __init__(self, places: Mapping[str, int] | None = None, left_at: int = 0) -> None:
        """Take the bookmarks that are kept, letter to place."""
        self._places = dict(places or {})
        self.left_at = left_at
        """Where the last jump began."""

    @property
    def letters(self) -> list[str]:
        """Those that are set."""
        return sorted(self._places)

    def put(self, letter: str, place: int) -> bool:
        """Set one. Returns whether the letter is one that a bookmark can have."""
        if len(letter) != 1 or not letter.isalnum():
            return False
        self._places[letter] = place
        return True

    def place(self, letter: str) -> int | None:
        """Where it leads; None: it is not set."""
        return self.left_at if letter in (BACK, _BACK_TOO) else self._places.get(letter)
