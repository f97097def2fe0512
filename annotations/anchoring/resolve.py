"""Find a note's words again: by position, else by the words with their context. Never a guess.

Two places that fit equally well are no place: rather an orphan, which is shown with its candidates, than a note on the
wrong sentence.
"""

from collections.abc import Sequence

from annotations.anchoring.quote import common_end, common_start, normalised, occurrences, prepare
from annotations.model import Anchor, Selector, TextPositionSelector, TextQuoteSelector, TextSpan

_OCCURRENCES = 1_000
_RIVAL_CHARS = 4
"""A place must share so many characters of context more than the second best one."""
_LONG_ENOUGH_CHARS = 12
"""A quote that stands only once is taken without its context if it is no shorter."""


def resolve(text: str, selectors: Sequence[Selector]) -> Anchor:
    """The place of `selectors` in `text`.

    Returns:
        An anchor of quality exact (same words, same position), moved (same words elsewhere) or orphan (span None,
        the best candidates kept).
    """
    quote = next((s for s in selectors if isinstance(s, TextQuoteSelector)), None)
    position = next((s for s in selectors if isinstance(s, TextPositionSelector)), None)
    if quote is None or not quote.exact:
        return Anchor(None, "orphan", 0.0)
    if position is not None and _stands_at(text, quote, position.start):
        return Anchor(TextSpan(position.start, position.start + len(quote.exact)), "exact", 1.0)
    return _by_words(text, quote, position.start if position else 0)


def _stands_at(text: str, quote: TextQuoteSelector, start: int) -> bool:
    """Do the words stand there, and does one side of the context agree?"""
    end = start + len(quote.exact)
    if text[start:end] != quote.exact:
        return False
    before, after = quote.prefix[-16:], quote.suffix[:16]
    fits_before = text[max(0, start - len(before)) : start] == before
    fits_after = text[end : end + len(after)] == after
    if len(quote.exact) >= 2 * _LONG_ENOUGH_CHARS:
        return fits_before or fits_after
    return fits_before and fits_after


def _by_words(text: str, quote: TextQuoteSelector, expected: int) -> Anchor:
    """Exact search in normalised text, rated by how much context agrees."""
    prepared = prepare(text)
    words, prefix, suffix = normalised(quote.exact), normalised(quote.prefix), normalised(quote.suffix)
    places = occurrences(prepared.text, words, _OCCURRENCES)
    if not places:
        return Anchor(None, "orphan", 0.0)
    context = max(len(prefix) + len(suffix), 1)
    rated = []
    for start in places:
        end = start + len(words)
        shared = common_end(prepared.text[max(0, start - len(prefix)) : start], prefix)
        shared += common_start(prepared.text[end : end + len(suffix)], suffix)
        rated.append((shared, -abs(prepared.offsets[start] - expected), prepared.source(start, end)))
    rated.sort(key=lambda one: one[:2], reverse=True)
    best, rival = rated[0], rated[1] if len(rated) > 1 else None
    candidates = tuple((span, min(shared / context, 1.0)) for shared, _, span in rated[:5])
    sure = len(words) >= _LONG_ENOUGH_CHARS or best[0] >= min(_LONG_ENOUGH_CHARS, context)
    if rival is not None:
        sure = best[0] - rival[0] >= _RIVAL_CHARS
    if not sure:
        return Anchor(None, "orphan", candidates[0][1], candidates)
    return Anchor(best[2], "moved", 0.5 + candidates[0][1] / 2)
