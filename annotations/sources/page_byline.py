"""Who wrote a page and when, as it is shown on it, for pages whose head says neither."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from annotations.sources.byline import parse_byline
from annotations.sources.dates import find_date
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_APART: Final = re.compile(
    r"tweet|comment|related|widget|sidebar|footer|recommend|popular|trending|promo|newsletter|carousel|teaser"
)
_APART_TAGS: Final = frozenset("aside nav footer form script style noscript template head select".split())
_DATE: Final = re.compile(
    r"(?:^|[\W_])\w{0,8}(?:date|time|timestamp|dateline|publish(?:ed)?|pub|posted|meta)(?:$|[\W_])|publish"
)
_UPDATED: Final = re.compile(r"updat|modif")
_AUTHOR: Final = re.compile(r"author(?!i)|byline|writer|(?:^|\s)by(?:$|\s)")
_AUTHOR_CLASSES: Final = frozenset(
    "author byline author-name author_name author__name byline__name byline-name entry-author post-author fn".split()
)
_ABOUT_AUTHOR: Final = re.compile(r"bio|note|image|avatar|about|descr|photo|role|social|img|statement")
_CUE: Final = re.compile(
    r"^\W*(?:(?:story|text|words|article|artikel|written|reported|posted|published)\s+)?(?:by|von|par|por|di|de|door|av|af)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"\s+[|•·–—]\s+|\s+@\w|\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\s+(?:published|updated|posted|on|at|in|am)\s|\d{1,2}[:.]\d\d",
    re.IGNORECASE,
)
_JOINER: Final = re.compile(r",|\s(?:and|&|und|et|y|e|en|och|og|i|и)\s", re.IGNORECASE)
_MOST_CHARS: Final = 160
_NAME_CHARS: Final = 80
_NEAR: Final = 60
"""So many elements behind the headline a byline may stand without a class that says what it is."""
_BESIDE_DATE: Final = 60


class Shown(Struct, frozen=True):
    """What a page shows."""

    author: str | None = None
    published: date | None = None


def shown_byline(root: "HtmlElement") -> Shown:
    """Read author and date off the short lines of a page that are marked as such, or that stand below its headline."""
    authors: list[tuple[int, str]] = []
    whole: list[str] = []
    """Bylines with their cue, which name all who wrote it."""
    dates: list[tuple[int, date]] = []
    for line in _lines(root):
        if day := _date_of(line):
            dates.append((2 * bool(_UPDATED.search(line.marks)) + (not line.is_marked(_DATE)), day))
        if name := _author_of(line):
            authors.append((line.rank + (line.rank == 2 and not line.is_near), name))
            if line.is_near and _CUE.match(line.words):
                whole.append(name)
    return Shown(
        _best(authors, whole),
        min(dates, key=lambda ranked: ranked[0], default=(0, None))[1],
    )


def _best(authors: Sequence[tuple[int, str]], whole: Sequence[str]) -> str | None:
    """The author, without what else stands in the line, and with who else is named in the byline.

    Args:
        authors: names, each with the rank of its line.
        whole: those of lines that begin as bylines do.
    """
    best = min(authors, key=lambda author: author[0], default=(0, None))[1]
    if best is None:
        return None
    for _, name in authors:  # an element within it that holds the name alone
        if " " in name and best.startswith(f"{name} ") and not _JOINER.match(best, len(name)):
            best = name
    return next((name for name in whole if best in name and _JOINER.search(name)), best)


class _ShownLine(Struct, frozen=True):
    """The words of a small element."""

    words: str
    marks: str
    """Its classes and roles, and those of what it lies in."""
    stamp: str
    """What a `time` says for machines."""
    is_near: bool
    rank: int
    """0: it says to machines that it names the author; 1: by its class alone; 2: neither."""

    def is_marked(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.marks))


def _lines(root: "HtmlElement") -> Iterator[_ShownLine]:
    """The small elements of a page but for those beside the article."""
    apart: dict[_Element, bool] = {}
    around_headline = {above for headline in root.iter("h1") for above in headline.iterancestors()}
    since_headline = _NEAR
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        marks = _marks(node)
        parent = node.getparent()
        is_apart = node.tag in _APART_TAGS or (bool(_APART.search(marks)) and node not in around_headline)
        apart[node] = is_apart or (parent is not None and apart.get(parent, False))
        if apart[node]:
            continue
        since_headline = 0 if node.tag == "h1" else since_headline + 1
        words = _short_text(node)
        if words:
            around = _marks(parent) if parent is not None else ""
            yield _ShownLine(
                words, f"{marks} {around}", node.get("datetime") or "", since_headline < _NEAR, _rank(node)
            )


def _marks(node: "_Element") -> str:
    names = ("class", "id", "itemprop", "rel")
    said = " ".join(str(node.get(name)) for name in names if node.get(name)).casefold()
    if _ABOUT_AUTHOR.search(said):  # a portrait, a line on whom it is by
        said = _AUTHOR.sub("", said)
    return f"{said} author" if "/author" in str(node.get("href") or "") else said


def _rank(node: "_Element") -> int:
    if "author" in f"{node.get('rel', '')} {node.get('itemprop', '')}".split():
        return 0
    return 1 if not _AUTHOR_CLASSES.isdisjoint(node.get("class", "").casefold().split()) else 2


def _short_text(node: "_Element") -> str:
    """The words of an element that has few of them; else nothing."""
    parts: list[str] = []
    length = 0
    for part in node.itertext():
        parts.append(str(part))
        length += len(part.strip())
        if length > _MOST_CHARS:
            return ""
    return one_line(" ".join(parts))


def _date_of(line: _ShownLine) -> date | None:
    if line.stamp:
        when = find_date(line.stamp)
        return when.value if when else None
    when = find_date(line.words)
    if when is None:
        return None
    if line.is_marked(_DATE):
        beside = len(line.words) - (when.end - when.start)
        return when.value if beside <= _BESIDE_DATE else None
    byline = parse_byline(line.words) if line.is_near or _CUE.match(line.words) else None
    return byline.published if byline is not None and not byline.rest else None


def _author_of(line: _ShownLine) -> str | None:
    has_cue = bool(_CUE.match(line.words))
    is_marked = line.rank == 0 or line.is_marked(_AUTHOR)
    if not is_marked and not (has_cue and (line.is_near or find_date(line.words))):
        return None
    words = _CUE.sub("", line.words, count=1)
    byline = parse_byline(f"By {words}")
    if byline is not None and byline.author:
        name = _CUT.split(byline.author)[0]
        return name if len(name) <= _NAME_CHARS and _is_name(name, line) else None
    when = find_date(words)
    name = _CUT.split(words[: when.start] if when else words)[0].strip(" ,;:|-")
    is_short = 1 < len(name) <= _NAME_CHARS and len(name.split()) <= 12
    return name if is_marked and is_short and name[0].isalpha() and _is_name(name, line) else None


def _is_name(words: str, line: _ShownLine) -> bool:
    """Whether words may name somebody: one word of Latin letters does so only where the page says what it is."""
    is_said = line.rank == 0 or (line.rank == 1 and line.is_near)
    return (is_said or " " in words or not words.isascii()) and not words.endswith("admin")
