"""What tabs, soft hyphens and line ends mean: how lines flow into a paragraph, and where their columns stand."""

import re
from collections.abc import Collection, Iterable

from annotations.text.width import cells_of

_TABS_AT_END = re.compile(r"(?<!\t)\t++(?=[\r\n]|\Z)")
_TABS_BEFORE_ITEM = re.compile(r"^\t{1,6}(?=(?:[-*+•·◦‣▪–—]|\d{1,3}[.)]|[a-z]\))\s)", re.MULTILINE)
_TABS_BEHIND_MARKER = re.compile(
    r"^([ \t]{0,8}(?:[-*+•·◦‣▪–—]|\d{1,3}[.)]|[a-z]\)))\t+(?=[^\t\n]*+$)", re.MULTILINE
)
_MARKER = re.compile(r"[-*+•]|\(?\w{1,3}[.)]")
_SOFT_BREAK = re.compile("\u00ad(\r\n|[\r\n])[ \t]*+([^\\s\u00ad]++) ?")
_BLANKS = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u2800\u3000\u3164\ufeff"
_LINE_OF_BLANKS = re.compile(rf"\n(?= *+[{_BLANKS}])[ {_BLANKS}]++(?=\n|\Z)")
_LAST_WORD = re.compile(r"(?<![\w-])([^\W\d_]{2,})-\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]{2,}(?![\w-])")
_WORD_LONGEST = 40
_WORD = re.compile(r"[^\W\d_]++(?:-[^\W\d_]++)*+")
_PARTED = re.compile(r"(?<![^\W\d_])[^\W\d_]++-\n *+[^\W\d_]+")
_FIRST_PARTS = frozenset(
    "all anti cross double east ever ex far first four free full good great half hard high home ill in inter long low mid "
    "multi neo new non north off old on one open out over part post pre pro quasi re second self semi short single six so soft "
    "south sub ten third three tight top two ultra under up vice well west wide world twenty thirty forty fifty sixty seventy "
    "eighty ninety air book by car co day fast five hand heavy ice lay life light lower middle mother father brother "
    "sister near nine no oil pan poor red seven eight slow small snow sun tax thin three time to tree upper war water week white "
    "work black blue green grey data user key site "
    "peut grand petit demi avant après arrière celui celle ceux quelques anglo franco юго северо".split()
)
"""Words and prefixes, most of them English, that a hyphen joins to others."""
_LAST_PARTS = frozenset(
    "aged and as at backed based born bound built by called centric conscious day down driven edged eyed faced fashioned "
    "feeling fetched filled fired fold footed for free friendly from grown haired handed headed hearted held house hour in kept "
    "keeping known law led legged less level life like line linked lived long looking made making mile minded minute month "
    "needed new of off old on or out over owned paid piece proof range ranging ready related rich run scale share sharing "
    "sided size sized speaking spread standing style term the time to up wide winning woman word work worn worth year "
    "être même mêmes il ils elle elles нибудь либо таки".split()
)
_SUSPENDED = re.compile(
    r"(?:(?P<sure>and|und|oder|sowie|bis|et|ou|och|eller|и|или)|or|to|nor)(?= )", re.IGNORECASE
)
"""What may stand between two compounds whose end is said once: "mid- |to| long-term", "klein- |und| mittelgroß"."""


def is_unspaced(char: str) -> bool:
    """Whether a character is of a script written without blanks: Han, kana, their signs; Hangul has blanks."""
    return (
        ("\u2e80" <= char <= "\u9fff" and not "\u3130" <= char <= "\u318f")
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\ufe4f"
        or "\uff00" <= char <= "\uff9f"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def joint(before: str, behind: str) -> str:
    """What stands in the place of a line end between two characters: nothing where both are written without blanks."""
    return "" if is_unspaced(before) and is_unspaced(behind) else " "


def join_lines(lines: Iterable[str], known: Collection[str] = ()) -> str:
    """Flow the lines of a paragraph together.

    Args:
        lines: without blanks at their ends.
        known: words of the text in small letters; they tell whether the hyphen at a line's end belongs to its word.
    """
    pieces: list[str] = []
    last = ""
    for line in filter(None, lines):
        if not last:
            pieces.append(line)
        elif last[-1:] == "-" and last[-2:-1].isalnum() and line[0].isalnum():
            if _is_suspended(last, line, known):
                pieces.append(" ")
            elif _is_broken_word(last, line, known):
                pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif (last[-1] == "—" or last.endswith("--")) and line[0].isalnum():
            pieces.append(line)
        else:
            pieces += [joint(last[-1], line[0]), line]
        last = line
    return "".join(pieces)


def words_of(text: str) -> frozenset[str]:
    """The words of a text as `join_lines` wants to know them; none where no line of it ends in a hyphen."""
    return frozenset(_WORD.findall(_PARTED.sub(" ", text.lower()))) if "-\n" in text else frozenset()


def _is_suspended(line: str, following: str, known: Collection[str]) -> bool:
    """Whether a hyphen at a line's end stands for what another word behind it ends with."""
    between = _SUSPENDED.match(following)
    if between is None:
        return False
    one = line[-_WORD_LONGEST:-1].rpartition(" ")[2].lower()
    if one + between[0].lower() in known:
        return False
    return between["sure"] is not None or one in known or one in _FIRST_PARTS or one.isdigit()


def _is_broken_word(line: str, following: str, known: Collection[str]) -> bool:
    """Whether a hyphen at a line's end is there for want of room; a compound keeps its own."""
    first = _LAST_WORD.search(line[-_WORD_LONGEST:])
    last = _FIRST_WORD.match(following)
    if first is None or last is None or not last[0].islower() or not first[1][1:].islower():
        return False
    one, other = first[1].lower(), last[0]
    if f"{one}-{other}" in known:
        return False
    if one + other in known:
        return True
    return not (one in _FIRST_PARTS or other in _LAST_PARTS or (one in known and other in known))


def expand_tabs(text: str, stop_cells: int) -> str:
    """Blanks in the place of tabs, up to the next tab stop; tabs at a line's end go."""
    text = _TABS_AT_END.sub("", text)
    if text.isascii():
        return text.expandtabs(stop_cells)
    return "".join(
        _expand_wide(line, stop_cells)
        if "\t" in line and max(line) >= "\u0300"
        else line.expandtabs(stop_cells)
        for line in text.splitlines(keepends=True)
    )


def expand_columns(text: str, stop_cells: int = 8) -> str:
    """Blanks in the place of tabs in plain text: columns stand below each other, a nested list item moves in by two.

    Lines of as many fields are laid out by their widest ones where tab stops would part them.
    """
    text = _TABS_BEHIND_MARKER.sub(r"\1 ", _TABS_AT_END.sub("", text))
    text = _TABS_BEFORE_ITEM.sub(lambda tabs: "  " * len(tabs[0]), text)
    pieces: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.splitlines(keepends=True), ""]:
        fields = line.split("\t")
        is_row = len(fields) > 1 and fields[0].strip() and not _MARKER.fullmatch(fields[0].strip())
        if rows and (not is_row or len(fields) != len(rows[0])):
            pieces += _columns(rows, stop_cells)
            rows = []
        if is_row:
            rows.append(fields)
        else:
            pieces.append(expand_tabs(line, stop_cells))
    return "".join(pieces)


def _columns(rows: list[list[str]], stop_cells: int) -> list[str]:
    """Rows of one table, one below the other; a row's last field keeps its line end."""
    cells = [[cells_of(field) for field in row[:-1]] for row in rows]
    by_stops = {tuple(size // stop_cells for size in row) for row in cells}
    if len(by_stops) == 1:
        return [expand_tabs("\t".join(row), stop_cells) for row in rows]
    widths = [max(column) for column in zip(*cells, strict=True)]
    return [
        "".join(
            field + " " * (width - size + 3) for field, size, width in zip(row, sizes, widths, strict=False)
        )
        + row[-1]
        for row, sizes in zip(rows, cells, strict=True)
    ]


def _expand_wide(line: str, stop_cells: int) -> str:
    *fields, last = line.split("\t")
    shown, cells = "", 0
    for field in fields:
        cells += cells_of(field)
        blanks = stop_cells - cells % stop_cells
        shown, cells = f"{shown}{field}{' ' * blanks}", cells + blanks
    return shown + last


def drop_soft_hyphens(text: str) -> str:
    """Words whole again that were broken at a soft hyphen; the rest of a word moves up to its line."""
    return _SOFT_BREAK.sub(r"\2\1", text).replace("\u00ad", "")


def empty_blank_lines(text: str) -> str:
    """Lines without a letter or sign made empty, whatever blanks of Unicode they are of: each parts paragraphs."""
    return text if text.isascii() else _LINE_OF_BLANKS.sub("\n", text)
