"""Markdown to blocks of plain text with marks: what CommonMark says it means, without the signs that say it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from annotations.model import BlockKind, Mark, MarkKind, TextSpan
from annotations.text import canonical

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

RULE = "* * *"
"""What a thematic break reads as."""

_LONG_CHARS = 1 << 18
_MOST_NESTED = 100
_MARKS: dict[str, MarkKind] = {"em_open": "emphasis", "strong_open": "strong", "link_open": "link"}
_NON_LOCAL = re.compile(
    r"^ {0,3}(?:```|~~~|<(?:!|\?|script|pre|style|textarea)|\[[^\]\n]+\]:)", re.MULTILINE | re.IGNORECASE
)
_PLAIN_GROUP = re.compile(r"[^\W\d_][^*_`\[\]<>&\\!#|~]*\Z|[\"“‘'«][^*_`\[\]<>&\\!#|~]*\Z")
_SETEXT_OR_BREAK = re.compile(
    r"\n {0,3}(?:=+|-+) *(?:\n|\Z)| {2,}\n|\n {0,3}(?:[-+]|\d+[.)]) |\n {4}|\bhttps?://"
)


@dataclass(slots=True)
class Draft:
    """A block before it has its place; marks count from its own start."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    marks: list[Mark] = field(default_factory=list)


def drafts_of(source: str) -> list[Draft]:
    """Parse a canonical Markdown text into its blocks; what says nothing to the parser stands as it was written."""
    parser = _parser()
    if len(source) < _LONG_CHARS or _NON_LOCAL.search(source):
        drafts = list(_parsed(parser, source))
    else:
        drafts = [draft for part in _parts(source) for draft in _part_drafts(parser, part)]
    return drafts if drafts or not source.strip() else [Draft(source.strip("\n"), "code")]


def _parts(source: str) -> Iterator[tuple[bool, str]]:
    """Cut a long text: plain paragraphs one by one, all between them together.

    A paragraph that starts with a letter behind a blank line ends every list and quote (CommonMark 5.2), so that
    both sides can be parsed alone, once there are no fences, HTML blocks and link definitions.
    """
    waiting: list[str] = []
    for group in re.split(r"\n(?:[ ]*\n)+", source.strip("\n")):
        if _PLAIN_GROUP.match(group) and not _SETEXT_OR_BREAK.search(group):
            if waiting:
                yield False, "\n\n".join(waiting)
                waiting = []
            yield True, group
        else:
            waiting.append(group)
    if waiting:
        yield False, "\n\n".join(waiting)


def _part_drafts(parser: "MarkdownIt", part: tuple[bool, str]) -> Iterator[Draft]:
    is_plain, source = part
    if is_plain:
        yield Draft(re.sub(r" *\n *", " ", source).strip())
    else:
        yield from _parsed(parser, source)


def _parsed(parser: "MarkdownIt", source: str) -> Iterator[Draft]:
    """Blocks of a text; what is nested so deeply that the parser drops it is read as plain text, for nothing is dropped."""
    tokens = parser.parse(source)
    if max((token.level for token in tokens), default=0) < _MOST_NESTED - 4:
        yield from _Walk(tokens).drafts()
        return
    from annotations.sources.paragraphs import plain_paragraphs
    from annotations.sources.shape import Shape

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
    return parser


class _Walk:
    """One pass over the tokens of a text, keeping lists and quotes that are open."""

    def __init__(self, tokens: "Sequence[Token]") -> None:
        self._tokens = tokens
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
                yield Draft(_table(rows), "code")
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
        text, marks = _text_and_marks(token.children or [], before)
        if self._heading:
            return Draft(text.replace("\n", " "), "heading", self._heading, marks)
        if self._markers:
            return Draft(text, "list-item", len(self._markers), marks)
        if self._quotes:
            return Draft(text, "quote", self._quotes, marks)
        return Draft(text, "paragraph", 0, marks)


def _text_and_marks(tokens: "Sequence[Token]", before: str) -> tuple[str, list[Mark]]:
    text = before
    marks: list[Mark] = []
    opened: list[tuple[int, MarkKind, str]] = []
    for token in tokens:
        start = len(text)
        if token.type in _MARKS:
            opened.append((start, _MARKS[token.type], str(token.attrGet("href") or "")))
        elif token.type in ("em_close", "strong_close", "link_close"):
            began, kind, href = opened.pop()
            if began < start:
                marks.append(Mark(TextSpan(began, start), kind, href))
        elif token.type == "code_inline":
            text += token.content
            if token.content:
                marks.append(Mark(TextSpan(start, len(text)), "code"))
        elif token.type == "image":
            text += _text_and_marks(token.children or [], "")[0]
            if len(text) > start:
                marks.append(Mark(TextSpan(start, len(text)), "link", str(token.attrGet("src") or "")))
        elif token.type == "softbreak":
            text += " "
        elif token.type == "hardbreak":
            text += "\n"
        else:
            text += token.content
    marks.sort(key=lambda mark: (mark.span.start, -mark.span.end))
    return _canonical_with_marks(text, marks)


def _canonical_with_marks(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Character references (`&#27;`) make characters of their own: clean them too, and let the marks follow."""
    clean = canonical(text)
    if len(clean) != len(text):
        ends = {at: len(canonical(text[:at])) for mark in marks for at in (mark.span.start, mark.span.end)}
        spans = [
            TextSpan(min(ends[m.span.start], len(clean)), min(ends[m.span.end], len(clean))) for m in marks
        ]
        marks = [Mark(span, mark.kind, mark.href) for span, mark in zip(spans, marks, strict=True)]
    return clean, marks


def _table(rows: list[list[str]]) -> str:
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
