"""Exact search with forgiving typography: quotes, dashes, white space and zero-width characters don't count."""

from array import array
from functools import lru_cache

from annotations.model import TextSpan
from annotations.values import dataclass

_SAME = {ord(c): "'" for c in "‘’‚‛′`´"} | {ord(c): '"' for c in "“”„‟″«»"}
_SAME |= {ord(c): "-" for c in "‐‑‒–—―−"} | {ord("…"): "."}
_NOTHING = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text as the search sees it."""

    text: str
    """Normalised."""
    offsets: "array[int]"
    """For each normalised character its code point in the source; one more for the end."""

    def source(self, start: int, end: int) -> TextSpan:
        """The span of the source behind normalised `[start, end)`."""
        return TextSpan(self.offsets[start], self.offsets[end - 1] + 1)


def normalised(text: str) -> str:
    """The words as the search sees them."""
    return prepare_uncached(text).text


def prepare_uncached(text: str) -> Prepared:
    """Normalise and keep the way back."""
    kept: list[str] = []
    offsets = array("L")
    blank = False
    for index, char in enumerate(text.translate(_SAME)):
        if char in _NOTHING:
            continue
        is_blank = char.isspace()
        if not (is_blank and blank):
            kept.append(" " if is_blank else char)
            offsets.append(index)
        blank = is_blank
    offsets.append(len(text))
    return Prepared("".join(kept), offsets)


prepare = lru_cache(maxsize=4)(prepare_uncached)


def occurrences(haystack: str, needle: str, at_most: int) -> list[int]:
    """Where `needle` stands, overlapping ones too, no more than `at_most`."""
    found: list[int] = []
    at = haystack.find(needle) if needle else -1
    while at >= 0 and len(found) < at_most:
        found.append(at)
        at = haystack.find(needle, at + 1)
    return found


def common_end(one: str, other: str) -> int:
    """How many characters two texts share at their ends."""
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count


def common_start(one: str, other: str) -> int:
    """How many characters two texts share at their starts."""
    return common_end(one[::-1], other[::-1])
