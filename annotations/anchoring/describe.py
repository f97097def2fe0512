"""Selectors for a span: its words, what stands around them, and the position."""

from msgspec.structs import replace

from annotations.anchoring.normalize import prepare, prepare_uncached
from annotations.anchoring.pattern import Pattern
from annotations.model import Selector, TextPositionSelector, TextQuoteSelector, TextSpan

CONTEXT_CHARS = 32
_CONTEXT_AT_MOST_CHARS = 512
"""Where the same words stand in the same context elsewhere, the context grows until it tells them apart, or to this."""

_LOOKED_THROUGH_CHARS = 200_000
"""So much of a long text, around the quote, is looked through for a passage like it."""


def describe(text: str, span: TextSpan, *, passing: bool = False) -> tuple[Selector, ...]:
    """Say of a span of `text` what it takes to find it again (W3C 4.2.4 and 4.2.5).

    The context has at least 32 characters on each side where there are so many, and is cut at word edges. How much
    like it the most similar passage elsewhere is, is kept too: that one must not be taken for the quote when the
    quote is gone.

    Args:
        text: canonical.
        span: not empty.
        passing: not to be kept, only to find the place in the next version of a text: no look for what is like it.
    """
    chars = CONTEXT_CHARS
    before, after = _context(text, span, chars)
    while chars < _CONTEXT_AT_MOST_CHARS and _stands_twice(text, before, after):
        chars *= 2
        before, after = _context(text, span, chars)
    quote = TextQuoteSelector(text[span.start : span.end], text[before : span.start], text[span.end : after])
    if not passing:
        quote = replace(quote, twin=_twin(text, span, quote))
    return (quote, TextPositionSelector(span.start, span.end))


def _twin(text: str, span: TextSpan, quote: TextQuoteSelector) -> tuple[int, int]:
    from annotations.anchoring.accept import nearest_twin  # rapidfuzz with it

    first = max(0, min(span.start, len(text) - _LOOKED_THROUGH_CHARS // 2) - _LOOKED_THROUGH_CHARS // 2)
    near = text[first : max(span.end, first + _LOOKED_THROUGH_CHARS)]
    prepared = prepare(text) if len(near) == len(text) else prepare_uncached(near)
    start, end = prepared.position(span.start - first), prepared.position(span.end - first)
    reach = 2 * (len(quote.prefix) + len(quote.exact) + len(quote.suffix))
    before, after = text[max(0, span.start - reach) : span.start], text[span.end : span.end + reach]
    return nearest_twin(prepared, Pattern.of(quote), start, end, prepare_uncached(before + after))


def _context(text: str, span: TextSpan, chars: int) -> tuple[int, int]:
    """Where the context begins and ends: at word edges, with no more than 32 characters of a long word."""
    before = max(0, span.start - chars)
    while before > 0 and not text[before - 1].isspace() and span.start - before < chars + CONTEXT_CHARS:
        before -= 1
    after = min(len(text), span.end + chars)
    while after < len(text) and not text[after].isspace() and after - span.end < chars + CONTEXT_CHARS:
        after += 1
    return before, after


def _stands_twice(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    return text.find(words) != start or text.find(words, start + 1) >= 0
