"""The top of a plain text: title, byline, date, standfirst. Where nothing looks like a title, there is none."""

import re
from datetime import date

from msgspec import Struct, field

from annotations.sources.byline import Byline, bare_name, parse_byline
from annotations.sources.dates import find_date
from annotations.sources.plain_layout import SPECIAL, Shape, ends_sentence, is_forced, is_title_case
from annotations.sources.plain_paragraphs import Piece, flowed

HEAD_LINES = 60
_LONG_CHARS, _LONG_CJK_CHARS = 100, 28
"""A longer line is prose, and no line of verse, a log or a table."""
_HEADER = re.compile(r"^([A-Za-z][A-Za-z-]{1,24}):\s*(\S.*)$")
_HEADER_NAMES = frozenset(
    "from to cc subject date title author by published source url reply-to sender message-id list-id mime-version"
    " content-type content-transfer-encoding byline".split()
)
_NO_TITLE = re.compile(
    r"^[\W_]*$|^\W*\d{4}-\d\d-\d\d|^\W*\d{1,2}:\d\d|^#|^[<{\[/\\$@]|\S {3,}\S|[{};=\\|]\s*$|^https?:|^[A-Z][a-z]{2} +\d+ \d\d:\d\d"
)
_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.){2,}$|\b(?:Inc|Ltd|Corp|Co|Jr|Sr|No|Bros|etc)\.$")
_UNDERLINE = re.compile(r"^\s*([=\-~*_])\1{2,}\s*$")


class Head(Struct):
    """What stood at the top, and at which line the body begins."""

    pieces: list[Piece] = field(default_factory=list)
    title: str = ""
    author: str | None = None
    published: date | None = None
    standfirst: str | None = None
    url: str | None = None
    body_line: int = 0


class _Unit(Struct, frozen=True):
    """A line, or a wrapped group of lines, near the top."""

    text: str
    stop: int
    """Index of the line behind it."""
    blank_after: bool


def read_head(lines: list[str], shape: Shape) -> Head:
    """Read the top of a text.

    Args:
        lines: the first lines of the text (`HEAD_LINES` are enough), canonical.
        shape: how the text is laid out.
    """
    headers = _mail_headers(lines)
    if headers is not None:
        return headers
    head = Head()
    unit = _title_unit(lines, _next_line(lines, 0), shape)
    if unit is None:
        return head
    following = _unit(lines, unit.stop, shape)
    if not _is_title(unit, following, lines, shape):
        return head
    head.title = unit.text
    head.pieces.append(Piece(unit.text, "title"))
    head.body_line = unit.stop
    _read_bylines(head, lines, shape)
    return head


def _read_bylines(head: Head, lines: list[str], shape: Shape) -> None:
    unit = _unit(lines, head.body_line, shape)
    name = bare_name(unit.text) if unit is not None and _byline(unit) is None else None
    if unit is not None and name is not None:
        behind = _unit(lines, unit.stop, shape)
        when = _byline(behind) if behind is not None else None
        if when is not None and when.published and not when.author and not when.rest:
            _add_byline(head, name)
            head.body_line = unit.stop
    elif unit is not None and _byline(unit) is None and not unit.text.startswith(("•", ">")):
        behind = _unit(lines, unit.stop, shape)
        if behind is not None and _byline(behind) is not None and 20 <= len(unit.text) <= 320:
            _add_standfirst(head, unit.text)
            head.body_line = unit.stop
    for _ in range(4):
        unit = _unit(lines, head.body_line, shape)
        byline = _byline(unit) if unit is not None else None
        if unit is None or byline is None:
            break
        _add_byline(head, byline)
        head.body_line = unit.stop
    if unit is not None and head.standfirst is None and _is_standfirst(head, unit, lines, shape):
        _add_standfirst(head, unit.text)
        head.body_line = unit.stop


def _add_byline(head: Head, byline: Byline) -> None:
    head.author = head.author or byline.author
    head.published = head.published or byline.published
    head.pieces.append(Piece(byline.line.strip(" ,"), "byline"))
    if byline.rest:
        _add_standfirst(head, byline.rest)


def _add_standfirst(head: Head, text: str) -> None:
    if head.standfirst is None:
        head.standfirst = text
        head.pieces.append(Piece(text, "standfirst"))
    else:
        head.pieces.append(Piece(text))


def _is_standfirst(head: Head, unit: _Unit, lines: list[str], shape: Shape) -> bool:
    """One short paragraph between a byline and a heading or much longer text."""
    has_byline = any(piece.kind == "byline" for piece in head.pieces)
    if not has_byline or not 30 <= len(unit.text) <= 260 or SPECIAL.match(unit.text):
        return False
    behind = _unit(lines, unit.stop, shape)
    if behind is None or unit.text[0] in '"“':
        return False
    after = _unit(lines, behind.stop, shape)
    is_heading_next = after is not None and len(behind.text) <= 90 and not ends_sentence(behind.text)
    return is_heading_next and after is not None and len(after.text) > 120


def _is_title(unit: _Unit, following: _Unit | None, lines: list[str], shape: Shape) -> bool:
    line = unit.text
    least = 1 if shape.is_cjk else 2
    if following is None or not least <= len(line) <= 220 or _NO_TITLE.search(line) or SPECIAL.match(line):
        return False
    if _byline(following) is not None and not _is_sentence_start(line):
        return True
    behind = _unit(lines, following.stop, shape)
    if behind is not None and _byline(behind) is not None and len(following.text) <= 320 and len(line) <= 140:
        return True
    if line[0].islower() or len(line) > 160 or line.endswith((",", ";", ":", "-", "—")):
        return False
    if line.endswith((".", "…", "。")) and not _ABBREVIATION.search(line):
        return False
    if line[0] in '"“«' and ends_sentence(line):
        return False
    if ends_sentence(line) and not (is_title_case(line) or unit.blank_after):
        return False
    if unit.blank_after:
        return True
    return len(following.text) >= max(2 * len(line), _LONG_CJK_CHARS if shape.is_cjk else 120)


def _is_sentence_start(line: str) -> bool:
    return line.endswith((",", ";", ":")) or (line[0].islower() and len(line.split()) > 12)


def _byline(unit: _Unit) -> Byline | None:
    return parse_byline(unit.text) if "\n" not in unit.text else None


def _next_line(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _end_of_group(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at].strip():
        at += 1
    return at


def _title_unit(lines: list[str], at: int, shape: Shape) -> _Unit | None:
    stop = _end_of_group(lines, at)
    group = [line.strip() for line in lines[at:stop]]
    if not group:
        return None
    if len(group) > 1 and _UNDERLINE.match(group[1]):
        return _Unit(group[0], at + 2, blank_after=True)
    named = next((n for n in range(1, min(4, len(group))) if parse_byline(group[n])), None)
    if shape.wrap_chars and named is not None:
        return _Unit(" ".join(group[:named]), at + named, blank_after=False)
    if shape.wrap_chars and len(group) in (2, 3) and stop < len(lines) and not ends_sentence(group[-1]):
        return _Unit(" ".join(group), stop, blank_after=True)
    if shape.wrap_chars and len(group) > 1:
        return _Unit(group[0], at + 1, blank_after=False) if _is_set_off(group, shape) else None
    longest = _LONG_CJK_CHARS if shape.is_cjk else _LONG_CHARS
    if len(group) > 1 and named is None and max(map(len, group[:20])) <= longest:
        return None  # verse, a log or a table; a title over its own text stands apart
    return _Unit(group[0], at + 1, blank_after=len(group) == 1)


def _is_set_off(group: list[str], shape: Shape) -> bool:
    """Whether the first line of a wrapped group ends long before it has to, and the next begins anew and is full."""
    first, second, *rest = group
    if not rest or not (second[0].isupper() or second[0] in '"“‘«'):
        return False
    is_free = not is_forced(first, second, shape.wrap_chars * 3 // 4)
    return is_free and is_forced(second, rest[0], shape.wrap_chars - 6)


def _unit(lines: list[str], at: int, shape: Shape) -> _Unit | None:
    at = _next_line(lines, at)
    stop = _end_of_group(lines, at)
    group = [line.strip() for line in lines[at:stop]]
    if not group:
        return None
    if len(group) == 1 or not shape.wrap_chars or parse_byline(group[0]) is not None:
        return _Unit(group[0], at + 1, blank_after=len(group) == 1)
    ends = next((n for n in range(1, min(6, len(group))) if parse_byline(group[n])), len(group))
    return _Unit(flowed("\n".join(group[:ends]), shape.words), at + ends, blank_after=ends == len(group))


def _mail_headers(lines: list[str]) -> Head | None:
    """Read `Subject: ...` and its like (RFC 5322, or the same by hand) where a text starts with two or more of them."""
    start = _next_line(lines, 0)
    stop = _end_of_group(lines, start)
    fields: dict[str, str] = {}
    kept: list[str] = []
    for line in lines[start:stop]:
        match = _HEADER.match(line)
        if match is None and line.startswith(" ") and kept:
            kept[-1] += " " + line.strip()
            continue
        if match is None or match[1].casefold() not in _HEADER_NAMES:
            return None
        fields.setdefault(match[1].casefold(), match[2].strip())
        kept.append(line.strip())
    title = fields.get("subject") or fields.get("title")
    if not title or (len(kept) < 2 and "title" not in fields):
        return None
    head = Head([Piece(title, "title")], title, body_line=stop)
    head.pieces += [Piece(line, "byline") for line in kept if not _says_title(line, title)]
    author = fields.get("from") or fields.get("author") or fields.get("by") or fields.get("byline")
    head.author = re.sub(r"\s*<[^<>]*>\s*$", "", author).strip('" ') if author else None
    when = find_date(fields.get("date") or fields.get("published") or "")
    head.published = when.value if when else None
    head.url = fields.get("url") or fields.get("source")
    return head


def _says_title(line: str, title: str) -> bool:
    name, _, value = line.partition(":")
    return name.casefold() in ("subject", "title") and value.strip() == title
