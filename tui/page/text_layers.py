"""What lies over the text of a page, found quickly for one row."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from annotations.model import TextSpan

T = TypeVar("T")


class Layer(Generic[T]):
    """Spans with a value each. A query costs what it finds, not what there is."""

    def __init__(self, spans: Iterable[tuple[TextSpan, T]] = ()) -> None:
        self.items = sorted(spans, key=lambda item: (item[0].start, item[0].end))
        self._starts = [span.start for span, _ in self.items]
        self._longest = max((len(span) for span, _ in self.items), default=0)

    def within(self, window: TextSpan) -> list[tuple[TextSpan, T]]:
        first = bisect_left(self._starts, window.start - self._longest)
        last = bisect_left(self._starts, window.end)
        return [item for item in self.items[first:last] if item[0].end > window.start]

    def behind(self, offset: int) -> int:
        """How many spans start at or before `offset`: the index of the first one after it."""
        return bisect_right(self._starts, offset)

    def ahead(self, offset: int) -> int:
        """How many spans start before `offset`."""
        return bisect_left(self._starts, offset)

    def at(self, offset: int) -> TextSpan | None:
        """The shortest span over `offset`."""
        over = [span for span, _ in self.within(TextSpan(offset, offset + 1))]
        return min(over, key=len, default=None)
