"""How a plain text is laid out: hard-wrapped or one line a paragraph, with headings or without. Read off its start."""

import re
from itertools import pairwise

from msgspec import Struct

from annotations.text.line_ends import is_unspaced, words_of

SAMPLE_CHARS = 1 << 17
_WRAP_LINES = 600
"""So many lines, from all over the sample, tell whether and how wide a text is wrapped."""
_MIN_WRAP_CHARS, _MAX_WRAP_CHARS = 32, 132
_MIN_UNSPACED_WRAP_CHARS = 12
"""Of Chinese and Japanese: a line of verse is shorter."""

SPECIAL = re.compile(
    r"""[ ]{0,3}(?:
        (?P<quote>>+)
      | (?P<bullet>[-*+•·◦‣▪–—]\s+)(?=\S)
      | (?P<number>(?:\(?\d{1,3}[.)]|\(?[a-z]\))\s+)(?=\S)
    )""",
    re.VERBOSE,
)
"""How a line begins that is no prose: quoted mail, a list item."""

_CLOSERS = "\"”’»'）)]*_"
_TERMINAL = (".", "?", "!", "…", ":", "。", "？", "！", ";")
_SMALL = frozenset(
    "a an and as at but by de der des di du en et for from in la le of on or the to und von vs with y".split()
)
_CHAPTER = re.compile(
    r"^(?:chapter|part|book|section|act|scene|appendix|epilogue|prologue|canto|kapitel|chapitre)\b",
    re.IGNORECASE,
)
_NOT_HEADING = re.compile(r"^[\W_]*$|^\W*\d{4}-\d\d-\d\d|^\[?\d\d:\d\d|\S {2,}\S|[=<>{}|\\]|^https?:|\t")


class Shape(Struct, frozen=True):
    """The layout of one plain text."""

    wrap_chars: int = 0
    """Width to which lines were broken; 0 where a line is a paragraph."""
    is_indented: bool = False
    """Whether an indented line, not a blank one, opens a paragraph."""
    is_cjk: bool = False
    """Whether lines are joined without a space."""
    has_headings: bool = True
    """False where so many lines look like headings that none of them is one: logs, tables, verse."""
    words: frozenset[str] = frozenset()
    """Of the start of the text, in small letters, where lines end in hyphens; see `join_lines`."""


def sniff(sample: str) -> Shape:
    """Read the layout off the start of a canonical text."""
    sample = sample[:SAMPLE_CHARS].strip("\n")
    groups = [group.split("\n") for group in re.split(r"\n(?:[ ]*\n)+", sample)]
    step = max(1, sum(map(len, groups)) // _WRAP_LINES)
    wrap_chars = _wrap_chars(groups[::step])
    return Shape(
        wrap_chars,
        is_indented=wrap_chars > 0 and _is_indented(groups),
        is_cjk=_is_mostly_cjk(sample),
        has_headings=_has_headings(groups),
        words=words_of(sample) if wrap_chars else frozenset(),
    )


def ends_sentence(line: str) -> bool:
    """Whether a line closes a sentence: with its full stop, and quotes and brackets around that."""
    return line.rstrip(_CLOSERS).endswith(_TERMINAL) or line.endswith(_TERMINAL)


def is_forced(line: str, following: str, wrap_chars: int) -> bool:
    """Whether the first word of the next line had no room on this one, so that the break means nothing."""
    if line[-1:] == "-" and line[-2:-1].isalpha() and following[:1].isalpha():
        return True  # a word goes on
    word = following.split(None, 1)[0] if following.strip() else ""  # there are more blanks than the one
    if _is_cjk(line[-1:]) and _is_cjk(following[:1]):
        word = word[:1]
    return len(line) + 1 + len(word) > wrap_chars


def is_heading(line: str, following: str) -> bool:
    """Whether a line on its own is a heading of the paragraph that follows.

    Args:
        line: one line without newline.
        following: the start of the next paragraph; empty at the end of the text.
    """
    if not 2 <= len(line) <= 90 or len(following) < 30 or len(following) < 1.3 * len(line):
        return False
    if ends_sentence(line) or line.endswith((",", "-", "—", "–")) or _NOT_HEADING.search(line):
        return False
    if line[0] in "\"“'‘«-—–*•([@" or line[0].islower() or SPECIAL.match(line):
        return False
    words = line.split()
    if _CHAPTER.match(line) or line.isupper():
        return len(words) <= 14
    if len(following) < 60 or "\n" in following[:100]:
        return False
    return len(words) <= 12 and (
        is_title_case(line) or (len(following) >= 120 and len(following) > 2 * len(line))
    )


def is_title_case(line: str) -> bool:
    """Whether most long words of a line start with a capital."""
    words = [word.strip("\"“”‘’'(),:;.-") for word in line.split()]
    weighty = [word for word in words if word and word.casefold() not in _SMALL]
    capitals = sum(not word[0].islower() for word in weighty)
    return bool(weighty) and capitals >= 0.6 * len(weighty)


def _wrap_chars(groups: list[list[str]]) -> int:
    pairs = [
        (line, following)
        for lines in groups
        for line, following in pairwise(lines)
        if line
        and following
        and not _is_special(line)
        and not _is_special(following)
        and "   " not in line.strip()
    ]
    if not pairs:
        return 0
    lengths = sorted(len(line) for line, _ in pairs)
    width = lengths[min(int(len(lengths) * 0.95), len(lengths) - 1)]
    is_unspaced_text = sum(is_unspaced(line[-1]) for line, _ in pairs) > 0.8 * len(pairs)
    least = _MIN_UNSPACED_WRAP_CHARS if is_unspaced_text else _MIN_WRAP_CHARS
    if not least <= width <= _MAX_WRAP_CHARS:
        return 0
    slack = width - 2 if is_unspaced_text else width - 4 if len(pairs) > 8 else width - 8
    forced = sum(is_forced(line, following, slack) for line, following in pairs)
    open_ended = sum(not ends_sentence(line) for line, _ in pairs)
    runs_on = sum(following[0].islower() or _is_cjk(following[0]) for _, following in pairs)
    enough = forced >= 0.7 * len(pairs) and open_ended >= 0.6 * len(pairs) and runs_on >= 0.3 * len(pairs)
    return width if enough else 0


def _is_indented(groups: list[list[str]]) -> bool:
    """Whether single indented lines stand inside of groups, as in books without blank lines."""
    inner = [line for lines in groups for line in lines[1:]]
    indented = sum(line.startswith(" ") for line in inner)
    runs = sum(
        b.startswith(" ") and not a.startswith(" ") and not c.startswith(" ")
        for lines in groups
        for a, b, c in zip(lines, lines[1:], lines[2:], strict=False)
    )
    return runs >= 3 and runs >= 0.7 * indented


def _is_mostly_cjk(sample: str) -> bool:
    if max(set(sample[:2000]), default="") < "\u2e80":  # the pattern takes milliseconds to compile
        return False
    cjk = re.findall("[\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]", sample[:2000])
    return len(cjk) * 3 > min(len(sample), 2000)


def _has_headings(groups: list[list[str]]) -> bool:
    lines = [line for lines in groups for line in lines if line.strip()]
    if len(lines) < 12:
        return True
    likely = sum(is_heading(line, following) for line, following in pairwise(lines))
    return likely <= 0.3 * len(lines)


def _is_special(line: str) -> bool:
    return line[0] in " >|" or SPECIAL.match(line) is not None


def _is_cjk(text: str) -> bool:
    first = text[:1]
    return is_unspaced(first) or "\uac00" <= first <= "\ud7a3"
