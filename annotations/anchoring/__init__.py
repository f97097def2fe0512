"""Where a note's words stand today: `describe` makes selectors, `resolve` finds the place again."""

from annotations.anchoring.anchor_cache import AnchorsKept
from annotations.anchoring.describe import describe
from annotations.anchoring.resolve import resolve

__all__ = ["AnchorsKept", "describe", "resolve"]
