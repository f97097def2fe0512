"""Find a note's words again: by position, else by the words with their context, else by what looks like them (fuzzy).

Never a guess: see `annotations.anchoring.accept`, which is loaded (with rapidfuzz) only when a text has changed.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from annotations.anchoring.normalize import Prepared, prepare
from annotations.anchoring.pattern import EVIDENCE_CHARS, Pattern
from annotations.model import Anchor, Selector, TextPositionSelector, TextQuoteSelector, TextSpan

if TYPE_CHECKING:
    from annotations.anchoring.score import Place

_CANDIDATES: Final = 5
_CANDIDATE_FLOOR: Final = 0.3


def resolve(text: str, selectors: Sequence[Selector]) -> Anchor:
    """The place of `selectors` in `text`.

    Returns:
        An anchor of quality exact (same words, same position), moved (same words elsewhere), fuzzy (words that look
        like them) or orphan (span None, the best candidates kept).
    """
    quote = next((s for s in selectors if isinstance(s, TextQuoteSelector)), None)
    position = next((s for s in selectors if isinstance(s, TextPositionSelector)), None)
    if quote is None or not quote.exact:
        return Anchor(None, "orphan", 0.0)
    if position is not None and _stands_at(text, quote, position.start):
        return Anchor(TextSpan(position.start, position.start + len(quote.exact)), "exact", 1.0)
    prepared = prepare(text)
    key = tuple(selectors)
    anchor = prepared.anchors.get(key)
    if anchor is None:
        anchor = _search(prepared, quote, position.start if position else 0)
        prepared.anchors[key] = anchor
    return anchor


def _stands_at(text: str, quote: TextQuoteSelector, start: int) -> bool:
    """Do the words stand there with all of their context?"""
    end = start + len(quote.exact)
    before = start - len(quote.prefix)
    return (
        before >= 0
        and text[start:end] == quote.exact
        and text[before:start] == quote.prefix
        and text[end : end + len(quote.suffix)] == quote.suffix
    )


def _search(prepared: Prepared, quote: TextQuoteSelector, expected: int) -> Anchor:
    pattern = Pattern.of(quote)
    if not pattern.quote:
        return Anchor(None, "orphan", 0.0)
    at = prepared.text.find(pattern.text)
    has_twin = (pattern.twin is not None and not pattern.twin[1]) or prepared.text.find(
        pattern.text, at + 1
    ) >= 0
    if at >= 0 and not has_twin and len(pattern.text) >= EVIDENCE_CHARS:
        span = prepared.span(at + pattern.start, at + pattern.end)
        return _anchored(prepared, quote, span, expected, 1.0)
    from annotations.anchoring.accept import judged, score

    best, places = judged(prepared, pattern, prepared.position(expected))
    if best is None:
        return _orphan(prepared, [(place, score(pattern, place)) for place in places])
    span = prepared.span(best.start, best.end)
    return _anchored(prepared, quote, span, expected, score(pattern, best))


def _anchored(
    prepared: Prepared, quote: TextQuoteSelector, span: TextSpan, expected: int, score: float
) -> Anchor:
    words = prepared.source[span.start : span.end]
    if words == quote.exact and span.start == expected:
        return Anchor(span, "exact", 1.0)
    same = Pattern.of(TextQuoteSelector(words)).text == Pattern.of(TextQuoteSelector(quote.exact)).text
    return Anchor(span, "moved" if same else "fuzzy", min(score, 0.99 if not same else 1.0))


def _orphan(prepared: Prepared, places: "Sequence[tuple[Place, float]]") -> Anchor:
    rated = [(prepared.span(place.start, place.end), score) for place, score in places]
    kept = sorted((one for one in rated if one[1] >= _CANDIDATE_FLOOR), key=lambda one: -one[1])
    return Anchor(None, "orphan", kept[0][1] if kept else 0.0, tuple(kept[:_CANDIDATES]))
