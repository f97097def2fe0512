"""Who wrote a page and when, as it is shown on it, for pages whose head says neither."""

import re
from collections import deque
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
_APART_TAGS: Final = frozenset(
    "aside nav footer form figcaption script style noscript template head select".split()
)
_DATE: Final = re.compile(
    r"(?:^|[\W_])\w{0,8}(?:date|time|timestamp|timedata|dateline|publish(?:ed)?|pub|posted|meta)(?:$|[\W_])|publish"
)
_UPDATED: Final = re.compile(
    r"updat|modif|aktualis|(?:ge|ver)änder|änderung|mis à jour|actuali[sz]|aggiornat|bijgewerkt",
    re.IGNORECASE,
)
_DAY_ALONE: Final = re.compile(
    r"(?:[^\W\d]++[^\w\0]{1,3}+){0,2}+\0(?:\W{0,4}\d{1,2}[:.h]\d\d(?:[:.]\d\d)?)?(?:\s?(?:uhr|h|[ap]\.?m\.?|[A-Z]{2,4}))?"
    r"(?:\W*|\s*[-–—|·•]\s.{0,60}|\s+[^\W\d]{4,12}:.{0,60})",
    re.IGNORECASE,
)
"""A line that is a date, U+0000 in its place: two words before it, behind it a time and what a sign or a label parts from it."""
_PUBLISHED: Final = "datepublished"
"""How schema.org calls the day, in small letters."""
_AUTHOR: Final = re.compile(r"author(?!i)|byline|writer|(?:^|\s)by(?:$|\s)")
_AUTHOR_CLASSES: Final = frozenset(
    "author byline author-name author_name author__name byline__name byline-name entry-author post-author fn".split()
)
_ABOUT_AUTHOR: Final = re.compile(r"bio|note|image|avatar|about|descr|photo|role|social|img|statement")
CUE: Final = re.compile(
    r"^[^\w©]*(?:(?:(?:view|see|show|zeige|alle?)\s+){0,2}(?:(?:posts|beiträge|erstellt|story|text[eo]?|words|article|artikel|beitrag|written|reported|posted|published|veröffentlicht|verfasst|"
    r"geschrieben|écrit|publié|recueilli|escrito|publicado|scritto|pubblicato|geschreven)\s+)?"
    r"(?:by|von|par|por|di|de|door|av|af)(?:\s*:\s*|\s+)|(?:author|autore?|auteur|forfatter|författare|автор|interview)\s?:\s*)",
    re.IGNORECASE,
)
"""What a byline begins with."""
_CUT: Final = re.compile(
    r"\s+[|•·–—]\s+|\s+@\w|\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\s+(?:published|updated|posted|on|at|in|am|(?:edited|photos?|fotos?|pictures|illustrat\w{1,5}|translated) (?:by|von|par|de))\s|\d{1,2}[:.]\d\d",
    re.IGNORECASE,
)
_JOINER: Final = re.compile(r",|\s(?:and|&|und|et|y|e|en|och|og|i|и)\s", re.IGNORECASE)
CODE: Final = re.compile(r"[{};]")
"""What no name has."""
_MOST_CHARS: Final = 160
_TITLE_CHARS: Final = 10
_NAME_CHARS: Final = 80
_NEAR: Final = 60
"""So many elements behind the headline a byline may stand without a class that says what it is."""
_JUST_ABOVE: Final = 12
"""So many before it a date may."""
_BESIDE_DATE: Final = 60


class Shown(Struct, frozen=True):
    """What a page shows."""

    author: str | None = None
    published: date | None = None
    is_sure: bool = False
    """Whether the day stands by the headline and is marked as that of the article."""
    by_headline: frozenset[date] = frozenset()
    """All days that stand there."""


def shown_byline(root: "HtmlElement") -> Shown:
    """Read author and date off the short lines of a page that are marked as such, or that stand below its headline."""
    authors: list[tuple[int, str]] = []
    whole: list[str] = []
    """Bylines with their cue, which name all who wrote it."""
    dates: list[tuple[int, date]] = []
    for line in _lines(root):
        if day := _date_of(line):
            dates.append((_rank_of_date(line), day))
        if name := _author_of(line):
            authors.append((line.rank + (line.rank == 2 and not line.is_near), name))
            if line.is_near and CUE.match(line.words):
                whole.append(name)
    rank, published = min(dates, key=lambda ranked: ranked[0], default=(1, None))
    by_headline = frozenset(day for rank, day in dates if rank % 4 < 2)
    return Shown(_best(authors, whole), published, rank == 0, by_headline)


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
    is_above: bool
    """Whether the headline comes next."""
    rank: int
    """0: it says to machines that it names the author; 1: by its class alone; 2: neither."""

    def is_marked(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.marks))


def _lines(root: "HtmlElement") -> Iterator[_ShownLine]:
    """The small elements of a page but for those beside the article."""
    apart: dict[_Element, bool] = {}
    headlines = _headlines(root)
    around_headline = {above for headline in headlines for above in headline.iterancestors()}
    above_headline = _above(headlines, root)
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
        since_headline = 0 if node in headlines else since_headline + 1
        words = _short_text(node)
        if words:
            around = _marks(parent) if parent is not None else ""
            is_near, is_above = since_headline < _NEAR, node in above_headline
            yield _ShownLine(words, f"{marks} {around}", _stamp(node), is_near, is_above, _rank(node))


def _headlines(root: "HtmlElement") -> "frozenset[_Element]":
    """The headings of the first level; where there is none, those that the page's title has."""
    if first := frozenset(root.iter("h1")):
        return first
    title = one_line(next((str(node.text) for node in root.iter("title")), ""))
    lower = ((node, one_line(node.text_content())) for node in root.iter("h2", "h3", "h4"))
    return frozenset(node for node, words in lower if len(words) >= _TITLE_CHARS and words in title)


def _above(headlines: "frozenset[_Element]", root: "HtmlElement") -> "frozenset[_Element]":
    """The elements that come just before a headline."""
    above: set[_Element] = set()
    recent: deque[_Element] = deque(maxlen=_JUST_ABOVE)
    for node in root.iter():
        if node in headlines:
            above.update(recent)
        recent.append(node)
    return frozenset(above)


def _stamp(node: "_Element") -> str:
    is_said = _PUBLISHED in node.get("itemprop", "").casefold()
    return str(node.get("datetime") or (is_said and node.get("content")) or "")


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
    around = f"{line.words[: when.start]}\0{line.words[when.end :]}"
    if (line.is_near or line.is_above) and _DAY_ALONE.fullmatch(around):
        return when.value
    byline = parse_byline(line.words) if line.is_near or CUE.match(line.words) else None
    return byline.published if byline is not None and not byline.rest else None


def _rank_of_date(line: _ShownLine) -> int:
    """The lowest is that of the article: when it was published, by the headline, marked as a date."""
    if _PUBLISHED in line.marks.split():
        return 0
    when = find_date(line.words)
    is_updated = _UPDATED.search(line.marks) or _UPDATED.search(line.words[: when.start] if when else "")
    return 4 * bool(is_updated) + 2 * (not (line.is_near or line.is_above)) + (not line.is_marked(_DATE))


def _author_of(line: _ShownLine) -> str | None:
    has_cue = bool(CUE.match(line.words))
    is_marked = line.rank == 0 or line.is_marked(_AUTHOR)
    if not is_marked and not (has_cue and (line.is_near or find_date(line.words))):
        return None
    words = CUE.sub("", line.words, count=1)
    byline = parse_byline(f"By {words}")
    if byline is not None and byline.author:
        name = _CUT.split(byline.author)[0]
        return name if len(name) <= _NAME_CHARS and _is_name(name, line) else None
    when = find_date(words)
    name = _CUT.split(words[: when.start] if when else words)[0].strip(" ,;:|-»›")
    is_short = 1 < len(name) <= _NAME_CHARS and len(name.split()) <= 12
    return name if is_marked and is_short and name[0].isalpha() and _is_name(name, line) else None


def _is_name(words: str, line: _ShownLine) -> bool:
    """Whether words may name somebody: one word of Latin letters does so only where the page says what it is."""
    is_said = line.rank == 0 or (line.rank == 1 and line.is_near) or _is_signed(line)
    is_text = (is_said or " " in words or not words.isascii()) and not words.endswith("admin")
    behind = words.split()[1:]
    is_phrase = len(behind) > 1 and all(word[0].islower() for word in behind)
    return is_text and not is_phrase and not CODE.search(words) and not CUE.fullmatch(f"{words} ")


def _is_signed(line: _ShownLine) -> bool:
    """Whether a line is a byline with its day: `posted by Konstantin, 21 October 2026`."""
    return bool(CUE.match(line.words)) and line.words[-1].isdigit() and find_date(line.words) is not None
