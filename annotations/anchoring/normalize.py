"""Text as the search sees it: quotes, dashes, accents, white space and zero-width characters don't count.

A search in normalised text is forgiving where typography changes without a word being touched: curly and straight
quotes, NFC and NFD, LF and CRLF, ligatures, soft hyphens. `Prepared` keeps the way back to the source.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

from annotations.model import Anchor, Selector, TextSpan
from annotations.text.folding import skeleton

_TEXTS_KEPT: Final = 4
_PLACES_KEPT: Final = 2_000
PARAGRAPH: Final = re.compile(r"\n[^\S\n]*\n\s*")
"""What stands between two paragraphs: a blank line."""


class _Table(dict[int, str]):
    """For `str.translate`: what stands for a character. Filled as characters come up, at most one entry for each."""

    def __missing__(self, code: int) -> str:
        self[code] = skeleton(chr(code))
        return self[code]


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table()


class Prepared(Struct):
    """A text made ready for searching."""

    source: str
    text: str
    """Normalised."""
    starts: Sequence[int]
    """Positions in `text` from which characters follow one by one in the source ..."""
    origins: Sequence[int]
    """... and where in the source that is."""
    anchors: dict[tuple[Selector, ...], Anchor] = field(default_factory=dict)
    """What was resolved on this text already."""
    _breaks: list[int] | None = None
    _common: dict[str, list[int]] = field(default_factory=dict)
    """All places of words that were asked for and stand often, as in texts full of formulas."""

    @property
    def breaks(self) -> list[int]:
        """Where in `text` paragraphs begin, the first one aside; worked out when it is asked for first."""
        if self._breaks is None:
            self._breaks = [self.position(match.end()) for match in PARAGRAPH.finditer(self.source)]
        return self._breaks

    def occurrences(self, words: str, at_most: int, near: int) -> list[int]:
        """Where `words` stand in `text`, overlapping ones too: so many at most, those around `near` where there are more."""
        common = self._common.get(words)
        if common is None:
            common = _occurrences(self.text, words, at_most)
            if len(common) <= at_most:
                return common
            common = _occurrences(self.text, words, _PLACES_KEPT)
            if len(common) > _PLACES_KEPT:
                return _around(self.text, words, at_most, near)
            self._common[words] = common
        after = bisect_left(common, near)
        before = after
        while after - before < min(at_most, len(common)):
            is_last = after == len(common)
            if is_last or (before and near - common[before - 1] <= common[after] - near):
                before -= 1
            else:
                after += 1
        return common[before:after]

    def offset(self, position: int) -> int:
        """The source's code point behind a position in `text`; its length for the end of `text`."""
        if position >= len(self.text):
            return len(self.source)
        index = bisect_right(self.starts, position) - 1
        return self.origins[index] + position - self.starts[index]

    def position(self, offset: int) -> int:
        """About where in `text` a code point of the source stands."""
        index = bisect_left(self.origins, offset)
        if index == len(self.origins) or self.origins[index] != offset:
            index = max(index - 1, 0)
        return min(self.starts[index] + max(0, offset - self.origins[index]), len(self.text))

    def span(self, start: int, end: int) -> TextSpan:
        """The span of the source behind `text[start:end]`, with the accents that stand on its last letter."""
        first = self.offset(start)
        if start >= end:
            return TextSpan(first, first)
        last = self.offset(end - 1) + 1
        while last < len(self.source) and unicodedata.combining(self.source[last]):
            last += 1
        return TextSpan(first, last)


def prepare_uncached(text: str) -> Prepared:
    """Normalise and keep the way back."""
    table = _table()
    lengths = {char: len(table[ord(char)]) for char in set(text)}
    dropped = "".join(re.escape(char) for char, length in lengths.items() if not length)
    grown = "".join(re.escape(char) for char, length in lengths.items() if length > 1)
    parts = [rf"[\s{dropped}]{{2,}}"]
    parts += [f"[{chars}]" for chars in (dropped + grown,) if chars]
    pieces: list[str] = []
    starts, origins = [0], [0]
    at = done = 0
    for match in re.finditer("|".join(parts), text):
        plain = text[done : match.start()].translate(table)
        pieces.append(plain)
        at += len(plain)
        at = _special(match[0], match.start(), at, pieces, starts, origins)
        done = match.end()
        starts.append(at)
        origins.append(done)
    pieces.append(text[done:].translate(table))
    return Prepared(text, "".join(pieces), starts, origins)


def _special(
    chars: str, origin: int, at: int, pieces: list[str], starts: list[int], origins: list[int]
) -> int:
    """Put in what stands for a run that is no longer one to one; returns where the text goes on."""
    blank = next((index for index, char in enumerate(chars) if char.isspace()), None)
    if blank is not None:
        starts.append(at)
        origins.append(origin + blank)
        pieces.append(" ")
        return at + 1
    for char in (char for char in chars if len(chars) == 1):
        for part in _table()[ord(char)]:
            starts.append(at)
            origins.append(origin)
            pieces.append(part)
            at += 1
    return at


@lru_cache(maxsize=_TEXTS_KEPT)
def prepare(text: str) -> Prepared:
    """`prepare_uncached`, remembered for the last few texts (a text's hash is counted once in its life)."""
    return prepare_uncached(text)


def _occurrences(haystack: str, needle: str, at_most: int) -> list[int]:
    """The first places of `needle`; one more than `at_most` where there are more."""
    starts: list[int] = []
    at = haystack.find(needle) if needle else -1
    while at >= 0 and len(starts) <= at_most:
        starts.append(at)
        at = haystack.find(needle, at + 1)
    return starts


def _around(haystack: str, needle: str, at_most: int, near: int) -> list[int]:
    """There are more than `at_most`: the nearest ones, each time the nearer one of the next on both sides."""
    overlap = len(needle) - 1
    after = haystack.find(needle, near)
    before = haystack.rfind(needle, 0, near + overlap)
    starts: list[int] = []
    while len(starts) < at_most:
        if after < 0 or (before >= 0 and near - before <= after - near):
            starts.append(before)
            before = haystack.rfind(needle, 0, before + overlap)
        else:
            starts.append(after)
            after = haystack.find(needle, after + 1)
    return sorted(starts)
