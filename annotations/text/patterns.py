"""Regular expressions that are compiled when they are first used.

The standard library compiles at import: all that might be needed of any article, a seventh of the time to the first page.
"""

import re
from typing import Any, cast


class _Pattern:
    """Stands where an `re.Pattern` stands; its methods become its own attributes as they are asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """Compile (the standard library remembers), and keep what was asked for."""
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but for the moment at which a wrong pattern is found out.

    Raises:
        re.error: at first use, the source is no pattern.
    """
    return cast("re.Pattern[str]", _Pattern(source, flags))
