"""Places of the open article that one can go back to: bookmarks by their letters, and where jumps began. Pure."""

from collections.abc import Mapping
from pathlib import Path

BACK = "'"
"""The letter that stands for where the last jump began."""
_BACK_TOO = "`"
_MOST_JUMPS = 100


class Bookmarks:
    """Places in code points of the article's text."""

    def __init__(self, places: Mapping[str, int] | None = None) -> None:
        """Take the bookmarks that are kept, letter to place."""
        self._places = dict(places or {})

    @property
    def letters(self) -> list[str]:
        return sorted(self._places)

    def put(self, letter: str, place: int) -> bool:
        """Set one. Returns whether the letter is one that a bookmark can have."""
        if len(letter) != 1 or not letter.isalnum():
            return False
        self._places[letter] = place
        return True

    def place(self, letter: str) -> int | None:
        return self._places.get(letter)


def is_back(letter: str) -> bool:
    """Does it stand for where the last jump began?"""
    return letter in (BACK, _BACK_TOO)


class JumpList:
    """Where jumps began, as vim keeps them: back through all of them, and ahead again. Places in code points."""

    def __init__(self) -> None:
        self._behind: list[int] = []
        self._ahead: list[int | Path] = []
        self.left_at = 0
        """Where the last jump began."""

    def leave(self, here: int) -> None:
        """A jump begins here; what lay ahead of an earlier one is forgotten."""
        self.left_at = here
        self._ahead = []
        if self._behind[-1:] != [here]:
            self._behind = [*self._behind, here][-_MOST_JUMPS:]

    def leave_for(self, article: Path) -> None:
        """A link is followed to another article: it lies ahead of this place."""
        self._ahead = [article]

    def go_back(self, here: int) -> int | None:
        """Where the jump before began; None: none did elsewhere."""
        while self._behind:
            place = self._behind.pop()
            if place != here:
                self._ahead.append(here)
                self.left_at = here
                return place
        return None

    def go_ahead(self, here: int) -> int | Path | None:
        """Where one came back from, an article too; None: nothing lies ahead."""
        while self._ahead:
            place = self._ahead[-1]
            if isinstance(place, Path):
                return place
            self._ahead.pop()
            if place != here:
                self._behind.append(here)
                self.left_at = here
                return place
        return None
