"""What is looked for: a quote between its contexts, normalised as one piece so that blanks at the seams collapse too."""

from typing import Final

from annotations.anchoring.normal import prepare_uncached
from annotations.model import TextQuoteSelector
from annotations.values import dataclass

EVIDENCE_CHARS: Final = 24
"""Characters of words and context together that must be left, unless the selector itself has fewer."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Prefix, quote and suffix; `text[start:end]` is the quote."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, selector: TextQuoteSelector) -> "Pattern":
        """Normalise a selector."""
        before, quoted = len(selector.prefix), len(selector.prefix) + len(selector.exact)
        prepared = prepare_uncached(selector.prefix + selector.exact + selector.suffix)
        start, end = prepared.position(before), prepared.position(quoted)
        return cls(prepared.text, start, max(start, end))

    @property
    def quote(self) -> str:
        """The words."""
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
