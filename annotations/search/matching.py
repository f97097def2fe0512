"""What is shown of an article or note that a query means: the best place in it, and the words around that."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from annotations.model import TextSpan
from annotations.search.query import Query, Term
from annotations.search.words import places, spots
from annotations.text.folding import fold, source_span

_AROUND_CHARS = 60
_NEAR_CHARS = 240
_BETWEEN_PARTS = " · "


class Hit(Struct, frozen=True):
    """One place. Offsets: code points of the article's text; for a note, those of the words that it is on."""

    article: str
    title: str
    kind: str
    """`text` or `note`."""
    start: int
    end: int
    snippet: str
    score: float
    """Up to 1 in the text, up to 2 in the title or a note."""
    note: str = ""
    """Id of the note."""
    path: Path | None = None
    """The article's file; None: it is gone, or the note never had one."""
    marks: tuple[tuple[int, int], ...] = ()
    """Where the words that were looked for stand in the snippet."""


def best_place(query: Query, text: str, folded: str, title: str = "") -> TextSpan:
    """The best place of a text: of the rarest word, else of a name, the first that has most of the others near it.

    Of a word that stands in the title and below it too, a place below: the title is shown already.
    """
    spots = [spans for term in query.words if (spans := places(term, folded))]
    if not spots:
        names = (
            term
            for group in query.groups
            for term in group
            if term.kind in ("ent", "with") and not term.is_not
        )
        spots = [spans[:1] for term in names if (spans := places(term, folded))]
    if not spots:
        return TextSpan(0, 0)
    begins_so = folded.startswith(title)
    spots = [[spot for spot in one if not (begins_so and spot[0] < len(title))] or one for one in spots]
    rarest = min(spots, key=lambda one: (begins_so and one[0][0] < len(title), len(one)))
    if len(spots) == 1:
        return source_span(text, *rarest[0])
    others = [[start for start, _ in one] for one in spots if one is not rarest]

    def company(place: tuple[int, int]) -> int:
        return sum(_is_near(starts, place[0]) for starts in others)

    return source_span(text, *max(rarest, key=company))


def _is_near(starts: Sequence[int], at: int) -> bool:
    index = bisect_left(starts, at - _NEAR_CHARS)
    return index < len(starts) and starts[index] <= at + _NEAR_CHARS


def words_around(query: Query, text: str, span: TextSpan) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words around a place, whole, on one line; and where the words that are looked for stand in them.

    They begin no earlier than its paragraph: what stands above is another one's, or the title once more.
    """
    around = _widen(text, span)
    above = text.rfind("\n\n", around.start, span.start)
    around = TextSpan(above + 2, around.end) if above >= 0 else around
    snippet = " ".join(text[around.start : around.end].split())
    return snippet, _marks(snippet, _shown(query))


def words_of_note(query: Query, said: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """What a note says, its quote and its tags, each shortened to its best place; and what was looked for in them.

    Args:
        query: what was looked for.
        said: a line each, as the index keeps them.
    """
    parts = [_shortened(query, line) for line in said.split("\n")]
    snippet = _BETWEEN_PARTS.join(part for part in parts if part)
    tags = {term for group in query.groups for term in group if term.kind == "tag" and not term.is_not}
    return snippet, _marks(snippet, _shown(query) | tags)


def _shortened(query: Query, line: str) -> str:
    around = _widen(line, best_place(query, line, fold(line)))
    before, behind = "…" if around.start else "", "…" if around.end < len(line) else ""
    return f"{before}{line[around.start : around.end].strip()}{behind}"


def _widen(text: str, span: TextSpan) -> TextSpan:
    """The whole words around a place."""
    start, end = max(span.start - _AROUND_CHARS, 0), min(span.end + _AROUND_CHARS, len(text))
    while start > 0 and not text[start - 1].isspace() and span.start - start < 2 * _AROUND_CHARS:
        start -= 1
    while end < len(text) and not text[end].isspace() and end - span.end < 2 * _AROUND_CHARS:
        end += 1
    return TextSpan(start, end)


def _marks(snippet: str, terms: Iterable[Term]) -> tuple[tuple[int, int], ...]:
    """Where words stand in a snippet."""
    folded = fold(snippet)
    places = {spot for term in terms for spot in spots(term.value, folded, is_phrase=term.kind == "phrase")}
    spans = [source_span(snippet, *spot) for spot in sorted(places)]
    return tuple((one.start, one.end) for one in spans)


def _shown(query: Query) -> set[Term]:
    """The words and names whose places are marked."""
    others = (term for group in query.groups for term in group if not term.is_not)
    return {*query.words, *(term for term in others if term.kind in ("ent", "with", "note"))}
