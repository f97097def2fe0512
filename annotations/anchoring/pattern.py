"""What is looked for: a quote between its contexts, normalised as one piece so that blanks at the seams collapse too."""

from typing import Final

from msgspec import Struct

from annotations.anchoring.normalize import PARAGRAPH, prepare_uncached
from annotations.model import TextQuoteSelector

EVIDENCE_CHARS: Final = 24
"""Characters of words and context together that must be left, unless the selector itself has fewer."""


class Pattern(Struct, frozen=True):
    """Prefix, quote and suffix; `text[start:end]` is the quote."""

    text: str
    start: int
    end: int
    breaks: tuple[int, ...] = ()
    """Where in `text` paragraphs begin."""
    twin: tuple[int, int] | None = None
    """Changes to the passage most like this one where it was taken from; None: not known."""

    @classmethod
    def of(cls, selector: TextQuoteSelector) -> "Pattern":
        before, quoted = len(selector.prefix), len(selector.prefix) + len(selector.exact)
        source = selector.prefix + selector.exact + selector.suffix
        prepared = prepare_uncached(source)
        start, end = prepared.position(before), prepared.position(quoted)
        breaks = tuple(prepared.position(match.end()) for match in PARAGRAPH.finditer(source))
        return cls(prepared.text, start, max(start, end), breaks, selector.twin)

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]

    @property
    def prefix(self) -> str:
        """What stands before them."""
        return self.text[: self.start]

    @property
    def suffix(self) -> str:
        """What stands behind them."""
        return self.text[self.end :]

    @property
    def context_chars(self) -> int:
        """Length of both contexts."""
        return len(self.text) - (self.end - self.start)

    @property
    def head(self) -> int | None:
        """How much of the prefix stands in the paragraph that the quote begins in; None: all of it."""
        return next((self.start - at for at in reversed(self.breaks) if at <= self.start), None)

    @property
    def tail(self) -> int | None:
        """The same for the suffix and the paragraph that the quote ends in, without the blank behind it."""
        return next((max(0, at - 1 - self.end) for at in self.breaks if at > self.end), None)
