"""Markdown to blocks of plain text with marks: what CommonMark says it means, without the signs that say it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct, field

from annotations.model import BlockKind, Mark
from annotations.sources.markdown_inline import InlineReader
from annotations.text.canonical import canonical

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

RULE = "* * *"
"""What a thematic break reads as."""

_MOST_NESTED = 100
_MOST_PIECES = 120_000
"""So many items, rows and paragraphs are parsed, which takes some seconds; what stands behind them is read as plain text."""
_PIECE = re.compile(r"^(?:[ >]*(?:[-+*]|\d+[.)])? |>| *\||#| *$)", re.MULTILINE)
_NON_LOCAL = re.compile(
    r"^ {0,3}(?:```|~~~|<(?:!|\?|script|pre|style|textarea)|\[[^\]]{1,999}\]:)", re.MULTILINE | re.IGNORECASE
)
_BLANK_LINES = re.compile(r"(\n(?:[ ]*\n)+)")
_PARAGRAPH = re.compile(r"(?:[^\W\d_]|[\"“‘'«])[^|\n]*(?:\n(?:[^\W\d_]|[\"“‘'«])[^|\n]*)*\Z")
"""No line of it begins like anything else, and there is no table in it."""
_HEADING = re.compile(r"(#{1,6}) +([^#\s](?:[^#\n]*[^#\s])?) *\Z")


class Draft(Struct):
    """A block before it has its place; marks count from its own start."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    marks: list[Mark] = field(default_factory=list)


def drafts_of(source: str) -> list[Draft]:
    """Parse a canonical Markdown text into its blocks; what says nothing to the parser stands as it was written."""
    reading = _Reading(InlineReader(_parser()))
    if _NON_LOCAL.search(source):
        drafts = list(reading.parsed(source))
    else:
        drafts = [draft for part in _parts(source) for draft in reading.part(*part)]
    return drafts if drafts or not source.strip() else [Draft(source.strip("\n"), "code")]


def _parts(source: str) -> Iterator[tuple[int | None, str]]:
    """Cut a text: paragraphs and headings one by one, all between them together.

    What starts with a letter or `#` behind a blank line ends every list and quote (CommonMark 5.2), so that both sides
    can be read alone, once there are no fences, HTML blocks and link definitions.

    Yields:
        The depth of a heading, 0 for a paragraph, None for what only the parser knows; and the words.
    """
    waiting: list[str] = []
    groups = _BLANK_LINES.split(source.strip("\n"))  # and what parts them in between: it counts in code
    for group, gap in zip_longest(groups[::2], groups[1::2], fillvalue=""):
        heading = _HEADING.match(group) if group.startswith("#") else None
        if heading is None and not _PARAGRAPH.match(group):
            waiting += (group, gap)
            continue
        if waiting:
            yield None, "".join(waiting)
            waiting = []
        yield (len(heading[1]), heading[2]) if heading is not None else (0, group.strip())
    if waiting:
        yield None, "".join(waiting)


class _Reading(Struct):
    """One text on its way; the parser is asked for what is neither a paragraph nor a heading beyond doubt."""

    _reader: InlineReader
    _pieces: int = 0

    def part(self, level: int | None, source: str) -> Iterator[Draft]:
        """A part of a text, as `_parts` has cut it."""
        if level is None:
            yield from self.parsed(source)
            return
        words, marks = self._reader.read(source)
        if words:
            yield Draft(words, "heading" if level else "paragraph", level, marks)

    def parsed(self, source: str) -> Iterator[Draft]:
        """Blocks of a text; what the parser would drop for its depth, or take minutes for, is read as plain text."""
        self._pieces += sum(1 for _ in _PIECE.finditer(source))
        if self._pieces > _MOST_PIECES:
            yield from _as_plain(source)
            return
        self._reader.env = {}
        tokens = self._reader.parser.parse(source, self._reader.env)
        if max((token.level for token in tokens), default=0) >= _MOST_NESTED - 4:
            yield from _as_plain(source)
        else:
            yield from _Walk(tokens, self._reader).drafts()


def _as_plain(source: str) -> Iterator[Draft]:
    from annotations.sources.plain_layout import Shape
    from annotations.sources.plain_paragraphs import plain_paragraphs

    texts, kinds = plain_paragraphs(source, Shape(has_headings=False))
    for at, text in enumerate(texts):
        kind, level = kinds.get(at, ("paragraph", 0))
        yield Draft(text, kind, level)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # 25 ms that only Markdown pays
    from markdown_it.rules_block import reference

    def reference_but_no_footnote(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return not state.src.startswith("[^", at) and reference(state, start, end, silent)

    parser = MarkdownIt("commonmark", {"maxNesting": _MOST_NESTED}).enable("table")
    parser.block.ruler.at("reference", reference_but_no_footnote)
    parser.core.ruler.enableOnly(["normalize", "block"])  # what stands in a block is read by `InlineReader`
    return parser


class _Walk:
    """One pass over the tokens of a text, keeping lists and quotes that are open."""

    def __init__(self, tokens: "Sequence[Token]", reader: InlineReader) -> None:
        self._tokens, self._reader = tokens, reader
        self._markers: list[int | None] = []
        """Of each open list: the number of its next item, None for bullets."""
        self._pending = ""
        self._quotes = 0
        self._heading = 0

    def drafts(self) -> Iterator[Draft]:
        rows: list[list[str]] | None = None
        for token in self._tokens:
            kind = token.type
            if kind == "inline":
                draft = self._inline(token)
                if rows is not None:
                    rows[-1].append(draft.text.replace("\n", " "))
                elif draft.text:
                    yield draft
            elif kind in ("fence", "code_block", "html_block"):
                text = canonical(token.content).strip("\n")
                if text.strip():
                    yield Draft(self._take_pending() + text, "code")
            elif kind == "hr":
                yield Draft(RULE)
            elif kind == "table_open":
                rows = []
            elif kind == "tr_open" and rows is not None:
                rows.append([])
            elif kind == "table_close" and rows is not None:
                yield Draft(table_text(rows), "code")
                rows = None
            else:
                self._structure(token)

    def _structure(self, token: "Token") -> None:
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "bullet_list_open":
                self._markers.append(None)
            case "ordered_list_open":
                self._markers.append(int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0)
            case "bullet_list_close" | "ordered_list_close":
                self._markers.pop()
            case "list_item_open":
                self._pending = self._next_marker(token)

    def _next_marker(self, token: "Token") -> str:
        number = self._markers[-1]
        if number is None:
            return "• "
        self._markers[-1] = number + 1
        return f"{number}{token.markup or '.'} "

    def _take_pending(self) -> str:
        pending, self._pending = self._pending, ""
        return pending

    def _inline(self, token: "Token") -> Draft:
        before = self._take_pending()
        text, marks = self._reader.read(token.content, before)
        if self._heading:
            return Draft(text.replace("\n", " "), "heading", self._heading, marks)
        if self._markers:
            return Draft(text, "list-item", len(self._markers), marks)
        if self._quotes:
            return Draft(text, "quote", self._quotes, marks)
        return Draft(text, "paragraph", 0, marks)


def table_text(rows: list[list[str]]) -> str:
    """Columns side by side, the header apart."""
    count = max(map(len, rows), default=0)
    full = [[*row, *[""] * (count - len(row))] for row in rows]
    widths = [max(_cells(row[at]) for row in full) for at in range(count)]
    lines = [
        " │ ".join(cell + " " * (widths[at] - _cells(cell)) for at, cell in enumerate(row)).rstrip()
        for row in full
    ]
    lines.insert(1, "─┼─".join("─" * width for width in widths))
    return "\n".join(lines)


def _cells(text: str) -> int:
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )
