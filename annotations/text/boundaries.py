"""Words, sentences and grapheme clusters of a text. Offsets: code points. Bounded by the stretch that is given."""

import re
from collections.abc import Iterator
from functools import cache

from annotations.model import TextSpan

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no blanks between words, as in the brackets of a regular expression."""
_VOWELS_BEFORE = "\u0e40-\u0e44\u0ec0-\u0ec4\u17d2\u1039"
"""Of these scripts: what is written before the letter that it belongs to, or joins the next one to it."""
_SIGNS_BEHIND = (
    "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064"
    "\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d\u17b4-\u17d3\u17dd\u3099\u309a\u30fc"
)
"""And what belongs to the letter that it follows: vowels, tones, signs of length and voice."""
WORD_STARTS = rf"(?<![{_VOWELS_BEFORE}])(?:(?<!\w)|(?<=[{UNSPACED}])|(?=[{UNSPACED}]))"
WORD_ENDS = rf"(?![{_SIGNS_BEHIND}])(?:(?!\w)|(?=[{UNSPACED}])|(?<=[{UNSPACED}\uac00-\ud7a3]))"
"""Where words may start and end, as parts of a regular expression; without blanks between words at any letter, and Korean
words, whose particles follow without one, end at any."""
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*", re.UNICODE)
_SHORT = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt sen rep gov st jr sr inc ltd co corp vs etc no vol pp fig eds ed al "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun e.g i.e u.s u.k u.n a.m p.m".split()
)
_UNSEEN = frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
_ALONE = (
    ("\x00", "\xac"), ("\xae", "\u02ff"), ("\u0370", "\u0482"), ("\u2010", "\u2027"), ("\u2030", "\u205e"), ("\u20a0", "\u20bf"),
    ("\u3001", "\u3029"), ("\u3041", "\u3096"), ("\u30a0", "\u9fff"), ("\uac00", "\ud7a3"), ("\uff01", "\uff9d"),
)  # fmt: skip
"""Latin, Greek, Cyrillic, signs, kana, Han, Hangul syllables: between two of these there is always a boundary."""
_LONGEST_GRAPHEME = 4_000
_AROUND_CHARS = 2_000


@cache
def _sentence_end() -> re.Pattern[str]:
    """Made when somebody asks for sentences: so many signs take a while to compile."""
    return re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”’]*|\n)")


def words(text: str, span: TextSpan) -> list[TextSpan]:
    """The words in a stretch; hyphenated and apostrophised ones are one."""
    return [TextSpan(*word.span()) for word in _WORD.finditer(text, span.start, span.end)]


def word_at(text: str, offset: int) -> TextSpan | None:
    """The word that holds `offset`, or else the next one shortly after it; None when there is none."""
    near = TextSpan(max(0, offset - _AROUND_CHARS), min(len(text), offset + _AROUND_CHARS))
    return next((word for word in words(text, near) if word.end > offset), None)


def sentences(text: str, span: TextSpan) -> list[TextSpan]:
    """The sentences of one block, without white space at their ends."""
    return list(_sentences(text, span))


def _sentences(text: str, span: TextSpan) -> Iterator[TextSpan]:
    start = span.start
    for end in _sentence_end().finditer(text, span.start, span.end):
        if _goes_on(text, end, span):
            continue
        if kept := _without_blanks(text, start, end.end()):
            yield kept
        start = end.end()
    if kept := _without_blanks(text, start, span.end):
        yield kept


def _goes_on(text: str, end: re.Match[str], span: TextSpan) -> bool:
    """Is this full stop inside a sentence: an abbreviation, an initial, or is the next letter a small one?"""
    if end.group()[0] in "\n。！？":
        return False
    if text[end.end() : end.end() + 3].lstrip("\"'“‘( \n")[:1].islower():
        return True
    before = text[max(span.start, end.start() - 12) : end.start()].rsplit(None, 1)
    word = before[-1].strip("“‘\"'([").casefold() if before else ""
    return end.group()[0] == "." and (word in _SHORT or (len(word) == 1 and word.isalpha()))


def _without_blanks(text: str, start: int, end: int) -> TextSpan | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return TextSpan(start, end) if start < end else None


def sentence_at(text: str, span: TextSpan, offset: int) -> TextSpan:
    """The sentence of the block `span` that holds `offset`, or the nearest one before; the block if it has none."""
    begun = [sentence for sentence in _sentences(text, span) if sentence.start <= offset]
    return begun[-1] if begun else next(_sentences(text, span), span)


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """What a reader takes for single characters, as (start, end); no caret stands inside, no row parts one.

    Extended grapheme clusters of UAX #29, and with them what follows and is not seen: soft hyphens and zero-width blanks.
    """
    from wcwidth import iter_graphemes  # 20 ms that most texts do without

    begun = at = start
    for cluster in iter_graphemes(text, start, end):
        if begun < at and (cluster not in _UNSEEN or text[at - 1] == "\n"):
            yield begun, at
            begun = at
        at += len(cluster)
    if begun < at:
        yield begun, at


def next_grapheme(text: str, offset: int) -> int:
    """The next place a caret can stand, from one where it can."""
    behind = offset + 1
    if behind >= len(text) or (_stands_alone(text[offset]) and _stands_alone(text[behind])):
        return min(behind, len(text))
    return next(graphemes(text, offset))[1]


def previous_grapheme(text: str, offset: int) -> int:
    """The place a caret could stand before this one."""
    before = offset - 1
    if before <= 0 or (_stands_alone(text[before - 1]) and _stands_alone(text[before])):
        return max(before, 0)
    start = before - 1
    while start > 0 and not text[start].isascii() and offset - start < _LONGEST_GRAPHEME:
        start -= 1
    *_, (last, _) = graphemes(text, start, offset)
    return last


def _stands_alone(char: str) -> bool:
    """Whether a character joins no other of its kind."""
    return any(first <= char <= last for first, last in _ALONE)
