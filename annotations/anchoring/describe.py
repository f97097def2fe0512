"""Selectors for a span: its words, what stands around them, and the position."""

from annotations.model import Selector, TextPositionSelector, TextQuoteSelector, TextSpan

CONTEXT_CHARS = 32


def describe(text: str, span: TextSpan) -> tuple[Selector, ...]:
    """Say of a span of `text` what it takes to find it again (W3C 4.2.4 and 4.2.5).

    The context has at least 32 characters on each side where there are so many, and is cut at word edges.
    """
    before = max(0, span.start - CONTEXT_CHARS)
    while before > 0 and not text[before - 1].isspace() and span.start - before < 2 * CONTEXT_CHARS:
        before -= 1
    after = min(len(text), span.end + CONTEXT_CHARS)
    while after < len(text) and not text[after].isspace() and after - span.end < 2 * CONTEXT_CHARS:
        after += 1
    quote = TextQuoteSelector(text[span.start : span.end], text[before : span.start], text[span.end : after])
    return (quote, TextPositionSelector(span.start, span.end))
