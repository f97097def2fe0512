"""Which articles and notes a query means, and where: one rule for all, whatever found the candidates."""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from annotations.model import Annotation, Block, TextSpan
from annotations.search.query import Query, Term
from annotations.text.folding import fold, source_span

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no blanks between words: any character begins one."""
_LETTER = rf"[^\W{UNSPACED}]"
_AROUND_CHARS = 60
_NEAR_CHARS = 240
_PLACES = 200


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
    note: str = ""
    """Id of the note."""
    path: Path | None = None
    """The article's file; None: it is gone, or the note never had one."""


class Page(Struct, frozen=True):
    """An article as it is searched."""

    id: str
    title: str
    author: str | None
    published: date | None
    tags: tuple[str, ...]
    """Those that the source gives."""
    text: str
    folded: str
    """`fold(text)`."""
    fingerprint: str = ""
    code: tuple[Block, ...] = ()
    """Blocks of code: nobody is named there."""
    notes: tuple[Annotation, ...] = ()


Named = Callable[[Page, str], bool]
"""Does an article name somebody (by the folded words given)?"""


def text_hit(query: Query, page: Page, named: Named) -> Hit | None:
    """The best place of an article's text, if the query means it: of the words, else of a name, else its beginning."""
    words = query.words

    def holds(term: Term) -> bool:
        if term.kind == "tag":
            own = _has_tag(page.tags, term.value)
            given = any(_has_tag(note.tags, term.value) for note in page.notes)
            return own or (given and bool(words or term.is_not))
        if term.kind == "has":
            return bool(page.notes) and bool(words or term.is_not)
        if term.kind in ("word", "phrase"):
            return _occurs(term, page.folded)
        return _of_article(term, page, named)

    if not _all_hold(query, holds):
        return None
    if not words:
        return _without_words(query, page)
    places = {term: _places(term, page.folded) for term in words}
    span = _best(page, [spots for spots in places.values() if spots])
    title = fold(page.title)
    score = sum(_weight(len(spots)) + 0.5 * _occurs(term, title) for term, spots in places.items() if spots)
    if span is None:  # another alternative held
        return _without_words(query, page)
    return Hit(page.id, page.title, "text", span.start, span.end, _around(page.text, span), round(score, 4))


def _without_words(query: Query, page: Page) -> Hit:
    """Where a name stands that is asked for, else the beginning."""
    names = (term for group in query.groups for term in group if term.kind == "ent" and not term.is_not)
    places = [first for term in names if (first := _places(term, page.folded)[:1])]
    span = _best(page, places) or TextSpan(0, 0)
    return Hit(page.id, page.title, "text", span.start, span.end, _around(page.text, span), 0.5)


def note_hits(query: Query, page: Page, named: Named) -> Iterator[Hit]:
    """The notes of an article that the query means. Offsets are left at 0: where their words stand costs more to know."""
    if not query.words and not query.asks("tag", "has"):
        return
    for note in page.notes:
        said = "\n".join([note.note, note.quote, *note.tags, note.entity or ""])
        folded = fold(said)

        def holds(term: Term, note: Annotation = note, folded: str = folded) -> bool:
            if term.kind == "tag":
                return _has_tag(note.tags, term.value)
            if term.kind == "has":
                return True
            if term.kind in ("word", "phrase"):
                return _occurs(term, folded)
            return _of_article(term, page, named)

        if _all_hold(query, holds):
            places = [spots for term in query.words if (spots := _places(term, folded))]
            score = 0.5 + sum(_weight(len(spots)) for spots in places)
            span = source_span(said, *places[0][0]) if places else TextSpan(0, 0)
            yield Hit(page.id, page.title, "note", 0, 0, _around(said, span), round(score, 4), note.id)


def _all_hold(query: Query, holds: Callable[[Term], bool]) -> bool:
    return all(any(holds(term) != term.is_not for term in group) for group in query.groups)


def _of_article(term: Term, page: Page, named: Named) -> bool:
    if term.kind == "author":
        return term.value in fold(page.author or "")
    if term.kind == "ent":
        return named(page, term.value)
    if term.day is None or page.published is None:
        return False
    return page.published >= term.day if term.kind == "after" else page.published < term.day


def _has_tag(tags: Sequence[str], wanted: str) -> bool:
    folded = (" ".join(fold(tag).split()) for tag in tags)
    return any(tag == wanted or tag.startswith(wanted + "/") for tag in folded)


@lru_cache(maxsize=256)
def pattern(value: str, is_phrase: bool) -> re.Pattern[str]:
    """Words begin where a word begins; a phrase also ends where one ends. Blanks may be any."""
    core = r"\s+".join(map(re.escape, value.split()))
    first, last = value[0], value[-1]
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, first) else ""
    after = rf"(?!{_LETTER})" if is_phrase and re.match(_LETTER, last) else ""
    return re.compile(before + core + after)


def occurs(value: str, folded: str, *, is_phrase: bool = False) -> bool:
    """Whether folded words stand in a folded text."""
    if value.split(" ", 1)[0] not in folded:
        return False
    return pattern(value, is_phrase).search(folded) is not None


def _occurs(term: Term, folded: str) -> bool:
    return occurs(term.value, folded, is_phrase=term.kind == "phrase")


def _places(term: Term, folded: str) -> list[tuple[int, int]]:
    spots: list[tuple[int, int]] = []
    for match in pattern(term.value, term.kind == "phrase").finditer(folded):
        spots.append(match.span())
        if len(spots) == _PLACES:
            break
    return spots


def _best(page: Page, places: list[list[tuple[int, int]]]) -> TextSpan | None:
    """Of the places of the rarest word the first that has most of the others near it."""
    if not places:
        return None
    rarest = min(places, key=len)
    others = [[start for start, _ in spots] for spots in places if spots is not rarest]

    def company(place: tuple[int, int]) -> int:
        return sum(_is_near(starts, place[0]) for starts in others)

    return source_span(page.text, *max(rarest, key=company))


def _is_near(starts: list[int], at: int) -> bool:
    index = bisect_left(starts, at - _NEAR_CHARS)
    return index < len(starts) and starts[index] <= at + _NEAR_CHARS


def _weight(count: int) -> float:
    """The more often the better, and ever less so."""
    return math.log2(1 + count) / (1 + math.log2(1 + count))


def _around(text: str, span: TextSpan) -> str:
    """The words around a place, whole, on one line."""
    start, end = max(span.start - _AROUND_CHARS, 0), min(span.end + _AROUND_CHARS, len(text))
    while start > 0 and not text[start - 1].isspace() and span.start - start < 2 * _AROUND_CHARS:
        start -= 1
    while end < len(text) and not text[end].isspace() and end - span.end < 2 * _AROUND_CHARS:
        end += 1
    return " ".join(text[start:end].split())
