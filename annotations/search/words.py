"""How a text is cut into words, one rule for the index (FTS5) and for our own look at a text; and where words stand.

A word is a run of letters, digits and the signs that combine with them (vowels of Hindi and Tamil); where a script puts no
blanks between words (Chinese, Japanese, Thai), each character is one. Signs part words and do not count, unless they are
asked for: `C++` means these very signs.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from annotations.search.query import Term
from annotations.text.boundaries import UNSPACED
from annotations.text.folding import fold

MARKS = (
    "\u0483-\u0489\u0610-\u061a\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1"
    "\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63"
    "\u0d81-\u0df3\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u135d-\u135f\u1712-\u1734\u1752-\u1773\u180b-\u180d\u180f-\u193b"
    "\u1a17-\u1a1b\u1a55-\u1a7f\u1b00-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1cf9"
)
"""Signs that combine with letters, and letters among them, of scripts that part words and whose signs `fold` leaves alone."""
_AGREED = (
    " -~\u00a0-\u024f\u0386-\u0482\u048a-\u0527\u0561-\u0586\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0904-\u0939\u10d0-\u10f0\uac00-\ud7a3"
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fcc"
)
"""Of what FTS5's tables (Unicode 6.1) and Python's say the same."""
_STRANGE = re.compile(rf"[^{_AGREED}\s]")
_SIGN = "\u047f"
"""A letter that nobody writes: what stands between two of them is the number of a character that FTS5 may not know."""
_SPACELESS = re.compile(f"([{UNSPACED}])")
_LETTER = rf"[^\W_{UNSPACED}]|[{MARKS}]"
_TOKEN = re.compile(rf"[{UNSPACED}]|(?:{_LETTER})+")
_PLAIN = re.compile(rf"(?:[^\W_]|[{MARKS}]|\s)+")
_GAP = rf"(?:(?![{MARKS}])[\W_])"
_OF_WORD = re.compile(_LETTER)
_MOST_PLACES = 60
_FARTHEST_CHARS = 100_000


def spaced(folded: str) -> str:
    """A folded text as FTS5 is given it, so that its words are ours."""
    if folded.isascii():
        return folded
    return _STRANGE.sub(_escaped, _SPACELESS.sub(r" \1 ", folded))


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return f"{_SIGN}{ord(char):x}{_SIGN}" if _counts(char) else " "


def tokens_of(value: str) -> list[str]:
    """The words of what is asked for, as FTS5 knows them; `value` is folded."""
    return [spaced(token).strip() for token in _TOKEN.findall(value) if _counts(token)]


def is_plain(value: str) -> bool:
    """Whether it is letters, digits and blanks alone: then FTS5's answer is ours."""
    return _PLAIN.fullmatch(value) is not None


@lru_cache(maxsize=256)
def pattern(value: str, is_phrase: bool) -> re.Pattern[str]:
    """Words begin where a word begins; a phrase also ends where one ends. Between words may be any signs and blanks.

    With signs in it, it is meant as it stands; its blanks may be any.
    """
    parts = _TOKEN.findall(value) if is_plain(value) else value.split()
    first = core = re.escape(parts[0])
    if _begins_word(value[0]):  # looked at behind the letters, which are what is rare
        core += rf"(?<!(?:{_LETTER}){first})"
    for before, part in pairwise(parts):
        if not is_plain(value):
            core += r"\s+"
        else:
            is_parted = _begins_word(before[-1]) and _begins_word(part[0])
            core += _GAP + ("+" if is_parted else "*")
        core += re.escape(part)
    after = rf"(?!{_LETTER})" if is_phrase and _begins_word(value[-1]) else ""
    return re.compile(core + after)


def _begins_word(char: str) -> bool:
    return char.isalnum() if char < "\u0300" else _OF_WORD.match(char) is not None


def _counts(token: str) -> bool:
    """Is it a word, or a letter of a script without blanks, and no sign of one?"""
    return token.isalnum() or _begins_word(token[0])


def spots(value: str, folded: str, *, is_phrase: bool = False) -> Iterator[tuple[int, int]]:
    """Where folded words stand in a folded text."""
    if not value.isalnum() or not value.isascii():
        if _first(value) in folded:
            yield from (match.span() for match in pattern(value, is_phrase).finditer(folded))
        return
    at, length = folded.find(value), len(value)  # one word of plain letters: three times as fast
    while at >= 0:
        end = at + length
        if not (at and _begins_word(folded[at - 1])) and not (
            is_phrase and _begins_word(folded[end : end + 1])
        ):
            yield at, end
        at = folded.find(value, end)


def occurs(value: str, folded: str, *, is_phrase: bool = False) -> bool:
    """Whether folded words stand in a folded text."""
    return next(spots(value, folded, is_phrase=is_phrase), None) is not None


@lru_cache(maxsize=256)
def _first(value: str) -> str:
    """What is looked for before the pattern is tried, which takes longer."""
    return _TOKEN.findall(value)[0] if is_plain(value) else value.split()[0]


def places(term: Term, folded: str) -> list[tuple[int, int]]:
    """Where a word or phrase stands in a folded text, the first few times."""
    return list(islice(spots(term.value, folded, is_phrase=term.kind == "phrase"), _MOST_PLACES))


def is_near(near: Term, folded: str) -> bool:
    """Whether the two words or phrases of `near/N` stand with at most N words between them, in either order."""
    one, other = near.beside, near.other
    if one is None or other is None:
        return False
    spans = list(spots(one.value, folded, is_phrase=one.kind == "phrase"))
    for start, end in spots(other.value, folded, is_phrase=other.kind == "phrase") if spans else ():
        before = bisect_right(spans, start, key=lambda span: span[1]) - 1
        if before >= 0 and _count(folded[spans[before][1] : start]) <= near.between:
            return True
        after = bisect_left(spans, end, key=lambda span: span[0])
        if after < len(spans) and _count(folded[end : spans[after][0]]) <= near.between:
            return True
    return False


def _count(folded: str) -> int:
    """How many words, as far as it matters: from a thousand on they are not near."""
    return sum(_counts(token) for token in _TOKEN.findall(folded[:_FARTHEST_CHARS]))


def fold_all(*parts: str | None) -> str:
    """Short fields, folded, each on a line."""
    return fold("\n".join(part for part in parts if part))
