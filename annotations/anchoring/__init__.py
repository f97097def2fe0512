"""Where a note's words stand today: `describe` makes selectors, `resolve` finds the place again."""

from annotations.anchoring.describe import describe
from annotations.anchoring.kept import AnchorsKept
from annotations.anchoring.resolve import resolve

__all__ = ["AnchorsKept", "describe", "resolve"]
