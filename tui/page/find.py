"""Finding words in a text of any size, slice by slice, so that a key press never waits for it. Pure.

Case-smart: small letters find all, one capital makes every letter count. Accents likewise: `cafe` finds `café`, one accent
makes every accent count. White space is any white space, so words are found across the lines and paragraphs where they
are broken. Quotation marks and dashes find any that count as equal, and signs that are not seen part no word (joiners, soft
hyphens, marks of direction). The text itself is searched: offsets are its own.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile

from annotations.model import TextSpan
from annotations.text.folding import spellings
from annotations.text.plurals import group_digits, pluralize

SLICE_CHARS = 24_000
"""Searched at once: a millisecond or two, however many hits there are."""
MOST_HITS = 200_000
"""So many are counted; further ones are still found, one at a time."""
_OVERLAP_CHARS = 1_000
_MOST_CHARS = 200
"""Words that are longer, as somebody pastes them, are looked for by their beginning: all of it would take seconds to compile."""
_SLICES_BACK = 3
_ACCENTED = (range(0xC0, 0x250), range(0x370, 0x400), range(0x1E00, 0x2000))
"""Latin and Greek letters; in other scripts a sign above makes another letter."""
_LATIN = r"[^\W\u0e00-\uffff]"
"""Letters of scripts that put blanks between words: what begins behind one begins no word."""
_ACCENTS = "[\u0300-\u036f]*+"
_UNSEEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
_WITHOUT_UNSEEN = dict.fromkeys(map(ord, _UNSEEN))


def pattern_of(words: str, *, is_plain: bool = False, has_unseen: bool = False) -> re.Pattern[str] | None:
    """What to look for; None for nothing but white space.

    Args:
        words: as they were typed.
        is_plain: the text is plain ASCII, without accents to look past.
        has_unseen: there are signs in it that are not seen, to look past.
    """
    words = words.lstrip()[:_MOST_CHARS]
    parts = unicodedata.normalize("NFC", words.translate(_WITHOUT_UNSEEN) if has_unseen else words).split()
    if not parts:
        return None
    flags = 0 if any(char.isupper() for char in words) else re.IGNORECASE
    folds = not is_plain and not any(map(unicodedata.combining, unicodedata.normalize("NFD", words)))
    spell = _any_accent if folds else re.escape
    between = f"[{_UNSEEN}]*+" if has_unseen else ""
    spelt = (between.join(spellings(char) or spell(char) for char in part) for part in parts)
    return re.compile(r"\s+".join(spelt), flags)


def pattern_of_any(
    terms: Iterable[str], *, is_plain: bool = False, has_unseen: bool = False
) -> re.Pattern[str] | None:
    """The same of several words or phrases, as a search of the library means them: each begins a word."""
    patterns = (pattern_of(term, is_plain=is_plain, has_unseen=has_unseen) for term in terms)
    longest_first = sorted((one.pattern for one in patterns if one is not None), key=len, reverse=True)
    return (
        re.compile(rf"(?<!{_LATIN})(?:{'|'.join(longest_first)})", re.IGNORECASE) if longest_first else None
    )


def _any_accent(char: str) -> str:
    """A letter with whatever stands above or below it, composed or not."""
    kin = _accented().get(char)
    return f"[{char}{kin}]{_ACCENTS}" if kin else re.escape(char)


@cache
def _accented() -> dict[str, str]:
    """Of each plain letter all that are it with accents."""
    accented: dict[str, str] = {}
    for code in (code for part in _ACCENTED for code in part):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) > 1:
            accented[parts[0]] = accented.get(parts[0], "") + chr(code)
    return accented


class _Hits:
    """Hits in order, 16 bytes each."""

    def __init__(self) -> None:
        self.starts, self.ends = array("L"), array("L")

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, spans: list[TextSpan]) -> None:
        self.starts.extend(span.start for span in spans)
        self.ends.extend(span.end for span in spans)

    def span(self, index: int) -> TextSpan:
        return TextSpan(self.starts[index], self.ends[index])


class Search:
    """A search of one text. `steps` goes on slice by slice; everything else answers at once from what is known."""

    def __init__(self, text: str, words: str, start: int = 0, terms: Sequence[str] = ()) -> None:
        """Look for `words`, beginning at `start` (code points), round the end; `terms`: for any of these in their place."""
        self.words = words
        self._text = text
        self._terms = tuple(terms)
        self._pattern = self._pattern_of(is_plain=text.isascii())
        self._past_unseen: re.Pattern[str] | None = None
        """Made where the text has signs that are not seen."""
        self._start = min(max(start, 0), len(text))
        self._early, self._late = _Hits(), _Hits()
        self.done = self._pattern is None
        self.first: TextSpan | None = None
        """The first hit from `start` on, round the end, as soon as it is known."""

    def _pattern_of(self, *, is_plain: bool = False, has_unseen: bool = False) -> re.Pattern[str] | None:
        if self._terms:
            return pattern_of_any(self._terms, is_plain=is_plain, has_unseen=has_unseen)
        return pattern_of(self.words, is_plain=is_plain, has_unseen=has_unseen)

    @property
    def count(self) -> int:
        return len(self._early) + len(self._late)

    @property
    def capped(self) -> bool:
        """Were there more than are counted?"""
        return self.count >= MOST_HITS

    def steps(self) -> Iterator[None]:
        """Search on, a slice a step: from the start on to the end, then the part before it."""
        if self._pattern is None:
            return
        for start, end, hits in ((self._start, len(self._text), self._late), (0, self._start, self._early)):
            at = start
            while at < end and not self.capped:
                stop = min(at + SLICE_CHARS, end)
                spans = self.between(at, stop)[: MOST_HITS - self.count]
                hits.add(spans)
                self.first = self.first or (spans[0] if spans else None)
                at = max(stop, spans[-1].end if spans else 0)
                yield
        self.done = True

    def between(self, start: int, stop: int) -> list[TextSpan]:
        """Hits that start in `start..stop`, looked for now; they may end a little later."""
        if self._pattern is None:
            return []
        end = min(stop + _OVERLAP_CHARS, len(self._text))
        matches = self._pattern_for(start, end, self._pattern).finditer(self._text, start, end)
        return [TextSpan(*match.span()) for match in takewhile(lambda match: match.start() < stop, matches)]

    def _pattern_for(self, start: int, end: int, usual: re.Pattern[str]) -> re.Pattern[str]:
        """What to look for in a slice."""
        piece = self._text[start:end]
        if piece.isascii() or not any(sign in piece for sign in _UNSEEN):
            return usual
        self._past_unseen = self._past_unseen or self._pattern_of(has_unseen=True)
        return self._past_unseen or usual

    def within(self, window: TextSpan) -> list[TextSpan]:
        """Hits that touch a row of the page."""
        near = self.between(max(0, window.start - _OVERLAP_CHARS), window.end)
        return [span for span in near if span.end > window.start]

    def number(self, hit: TextSpan) -> int:
        """Which one of the hits it is, from 1, as far as is known; 0: not known."""
        for hits, before in ((self._late, len(self._early)), (self._early, 0)):
            index = bisect_left(hits.starts, hit.start)
            if index < len(hits) and hits.starts[index] == hit.start:
                return before + index + 1 if self.done or hits is self._early else 0
        return 0

    def next(self, offset: int, by: int) -> TextSpan | None:
        """The hit after (`by` 1) or before (-1) `offset`, round the end; None: none is known."""
        if by < 0 and not self.done:
            return self._just_before(offset)
        parts = [hits for hits in (self._early, self._late) if len(hits)]
        if not parts:
            return None
        for hits in parts if by > 0 else reversed(parts):
            index = bisect_left(hits.starts, offset + 1) if by > 0 else bisect_left(hits.starts, offset) - 1
            if 0 <= index < len(hits):
                return hits.span(index)
        if not self.done:  # there may be one further on
            return None
        return parts[0].span(0) if by > 0 else parts[-1].span(len(parts[-1]) - 1)

    def _just_before(self, offset: int) -> TextSpan | None:
        """The hit before `offset`, looked for now and not very far: what is known may have gaps there."""
        stop = offset
        for _ in range(_SLICES_BACK):
            start = max(0, stop - SLICE_CHARS)
            if (spans := self.between(start, stop)) or not start:
                return spans[-1] if spans else None
            stop = start
        return None


class FindSession:
    """What is looked for on the page, and where the reader was when it began."""

    def __init__(self) -> None:
        self.search: Search | None = None
        self.last = ""
        """Words that were looked for before."""
        self.searched: tuple[str, Sequence[str]] = "", ()
        """Words that the library was searched for, and the terms that they were understood as."""
        self.last_hit: TextSpan | None = None
        """The hit that was left."""
        self.line = 0
        """Reading line when it began (code point): Esc goes back there."""
        self.caret: TextSpan | None = None
        """Caret when it began."""
        self.came_round: tuple[TextSpan, bool] | None = None
        """The hit that was gone to past the last one, or (False) before the first one."""
        self._start = 0

    def begin(self, line: int, caret: TextSpan | None, start: int | None = None) -> None:
        """Words are about to be typed; what is found begins at `start`, else at the caret, else at the line."""
        self.line, self.caret = line, caret
        self._start = start if start is not None else caret.start if caret is not None else line

    def look_for(self, text: str, words: str) -> Search:
        searched, terms = self.searched
        self.search = Search(text, words, self._start, terms if words == searched else ())
        return self.search

    def forget(self) -> None:
        """Nothing is looked for any more; the words may be looked for again."""
        self.last, self.search = self.words or self.last, None

    @property
    def words(self) -> str:
        return self.search.words if self.search is not None and self.search.words.strip() else ""

    @property
    def has_first(self) -> bool:
        return self.search is not None and self.search.first is not None

    @property
    def has_none(self) -> bool:
        """Are the words not in the text, as is known for sure?"""
        search = self.search
        return bool(self.words) and search is not None and search.done and not search.count

    def within(self, window: TextSpan) -> list[TextSpan]:
        """Hits that touch a row of the page."""
        return self.search.within(window) if self.search is not None else []

    def count_at(self, caret: TextSpan | None) -> str:
        """Which hit the caret is on, as in "3/14"; empty when nothing is looked for."""
        search = self.search
        if search is None or not self.words:
            return ""
        if not search.count:
            return "none" if search.done else "…"
        number = search.number(caret) if caret else 0
        more = "+" if search.capped or not search.done else ""
        if not number and search.done:
            return pluralize(search.count, "hit") if not more else f"{group_digits(search.count)}+ hits"
        return f"{group_digits(number) if number else '…'}/{group_digits(search.count)}{more}"

    def round_at(self, caret: TextSpan | None) -> str:
        """Which end was passed on the way to the hit under the caret, in words; empty: none."""
        search, (hit, is_forward) = self.search, self.came_round or (None, False)
        if search is None or caret is None or caret != hit:
            return ""
        if search.done and search.count == 1:
            return "the only one"
        return "from the top again" if is_forward else "from the end again"

    def hit(self, offset: int, by: int) -> TextSpan | None:
        """The hit so many after `offset`, or before it where `by` is negative; None: none is known."""
        search, hit = self.search, None
        for _ in range(min(abs(by), max(search.count, 1)) if search is not None else 0):
            hit = search.next(offset, 1 if by > 0 else -1) if search is not None else None
            if hit is None:
                break
            offset = hit.start
        return hit
