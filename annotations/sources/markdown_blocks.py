"""Markdown to blocks of plain text with marks: what CommonMark says it means, without the signs that say it."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from annotations.model import Mark, TextSpan
from annotations.sources.drafts import RULE, Draft, table_text
from annotations.sources.markdown_boxes import quote_boxes
from annotations.sources.markdown_html import html_drafts
from annotations.sources.markdown_inline import InlineReader
from annotations.sources.markdown_layouts import lay_out
from annotations.sources.markdown_parser import MOST_NESTED, markdown_parser
from annotations.text.canonical import canonical

if TYPE_CHECKING:
    from markdown_it.token import Token

_MOST_PIECES = 120_000
"""So many items, rows and paragraphs are parsed, which takes some seconds; what stands behind them is read as plain text."""
_PIECE = re.compile(r"^(?:[ >]*(?:[-+*]|\d+[.)])? |>| *\||#| *$)", re.MULTILINE)
_NON_LOCAL = re.compile(
    r"^ {0,3}(?:```|~~~|<(?:!|\?|script|pre|style|textarea)|\[[^\]]{1,999}\]:|\$\$|%%|\\\[|\\begin\{|[:~] )",
    re.MULTILINE | re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"(\n(?:[ ]*\n)+)")
_PARAGRAPH = re.compile(r"(?:[^\W\d_]|[\"“‘'«])[^|\n]*(?:\n(?:[^\W\d_]|[\"“‘'«])[^|\n]*)*\Z")
"""No line of it begins like anything else, and there is no table in it."""
_SIDES = (("right", ">"), ("center", "^"))
_CALLOUT = re.compile(r"\[!([A-Za-z][\w-]*)(?:\|[^\]\n]*)?\][+-]?([^\n]*)\n?")
"""How Obsidian and GitHub begin a quote that is a box."""
_HEADING_ID = re.compile(r"(?<! ) *\{(?:[#.:][^{}\n]*|-)\}\Z")
_FOR_SCRIPTS = re.compile(
    r"\[(?:toc|\[_?toc_?\])\]|(?:\A|(?<=[^\s\\])|\n)\{:(?:toc| ?[.#][^{}\n]*| ?[\w-]+=[^{}\n]*)\}\Z",
    re.IGNORECASE,
)
"""What stands for a table of contents, and what kramdown lets a paragraph have for style sheets."""
_ROW = re.compile(r"^ {0,3}\|[^\n]*\[\[[^\n]*$", re.MULTILINE)
_LINK_WITH_BAR = re.compile(r"(\[\[[^\[\]|\n\\]{1,200})\|(?=[^\[\]|\n]{0,200}\]\])")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6}) +([^#\s](?:[^#\n]*[^#\s])?) *\Z")


def drafts_of(source: str) -> list[Draft]:
    """Parse a canonical Markdown text into its blocks; what says nothing to the parser stands as it was written."""
    reading = _Reading(InlineReader(markdown_parser()))
    source = lay_out(quote_boxes(source))
    if _NON_LOCAL.search(source):
        drafts = list(reading.parsed(source))
    else:
        drafts = [draft for part in _parts(source) for draft in reading.part(*part)]
    drafts += reading.footnotes()
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
        words, marks = self._reader.read(without_id(source) if level else without_scripts(source))
        if words:
            yield Draft(words, "heading" if level else "paragraph", level, marks)

    def footnotes(self) -> Iterator[Draft]:
        """Those that stood within sentences."""
        for _, (words, marks) in self._reader.take_footnotes():
            yield Draft(words, marks=marks)

    def parsed(self, source: str) -> Iterator[Draft]:
        """Blocks of a text; what the parser would drop for its depth, or take minutes for, is read as plain text."""
        self._pieces += sum(1 for _ in _PIECE.finditer(source))
        if self._pieces > _MOST_PIECES:
            yield from _as_plain(source)
            return
        self._reader.env = {}
        if not _FENCE.search(source):  # the bar of `[[page|words]]` parts no cells
            source = _ROW.sub(lambda row: _LINK_WITH_BAR.sub(r"\1\|", row[0]), source)
        tokens = self._reader.parser.parse(source, self._reader.env)
        if max((token.level for token in tokens), default=0) >= MOST_NESTED - 4:
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


class _Walk:
    """One pass over the tokens of a text, keeping lists and quotes that are open."""

    def __init__(self, tokens: "Sequence[Token]", reader: InlineReader) -> None:
        self._tokens, self._reader = tokens, reader
        self._markers: list[int | None] = []
        """Of each open list: the number of its next item, None for bullets."""
        self._pending = ""
        self._quotes = 0
        self._heading = 0
        self._footnote = 0
        """The number of the one that is open."""

    def drafts(self) -> Iterator[Draft]:
        """The blocks; footnotes at the end, by their numbers."""
        footnotes: list[tuple[int, Draft]] = []
        for draft in self._in_order():
            if self._footnote:
                footnotes.append((self._footnote, draft))
            else:
                yield draft
        if footnotes:  # those that stand within sentences have their numbers among them
            within = self._reader.take_footnotes()
            footnotes += [(number, Draft(words, marks=marks)) for number, (words, marks) in within]
        yield from (draft for _, draft in sorted(footnotes, key=itemgetter(0)))

    def _in_order(self) -> Iterator[Draft]:
        rows: list[list[str]] | None = None
        signs: list[str] = []
        for token in self._tokens:
            kind = token.type
            if kind == "inline":
                drafts = self._inline(token)
                if rows is None:
                    yield from (draft for draft in drafts if draft.text.strip())
                else:
                    rows[-1].append(" ".join(draft.text.replace("\n", " ") for draft in drafts))
            elif kind in ("fence", "code_block", "formula"):
                text = canonical(token.content).strip("\n")
                if text.strip():
                    yield Draft(self._take_pending() + text, "code")
            elif kind == "html_block":
                yield from map(self._placed, html_drafts(token.content))
            elif kind == "hr":
                yield Draft(RULE)
            elif kind == "table_open":
                rows, signs = [], []
            elif kind == "tr_open" and rows is not None:
                rows.append([])
            elif kind == "th_open":
                style = str(token.attrGet("style"))
                signs.append(next((sign for side, sign in _SIDES if side in style), "<"))
            elif kind == "table_close" and rows is not None:
                if any("".join(cells).strip() for cells in rows):
                    yield Draft(table_text(rows, signs), "code")
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
            case "bullet_list_open" | "dd_open":
                self._markers.append(None)
                self._pending = "• " if token.type == "dd_open" else self._pending
            case "ordered_list_open":
                self._markers.append(int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0)
            case "bullet_list_close" | "ordered_list_close" | "dd_close":
                self._markers.pop()
            case "list_item_open":
                self._pending = self._next_marker(token)
            case "footnote_reference_open":
                self._footnote = self._reader.number_of(token.meta["label"])
                self._pending = f"[{self._footnote}] "
            case "footnote_reference_close":
                self._footnote, self._pending = 0, ""

    def _next_marker(self, token: "Token") -> str:
        number = self._markers[-1]
        if number is None:
            return "• "
        self._markers[-1] = number + 1
        return f"{number}{token.markup or '.'} "

    def _take_pending(self) -> str:
        pending, self._pending = self._pending, ""
        return pending

    def _inline(self, token: "Token") -> list[Draft]:
        content = token.content
        callout = _CALLOUT.match(content) if self._quotes else None
        if callout is not None:
            title = self._placed(self._read(callout[2].strip() or callout[1].capitalize()))
            title.marks.append(Mark(TextSpan(0, len(title.text)), "strong"))
            return [title, self._placed(self._read(content[callout.end() :]))]
        if self._heading:
            text, marks = self._reader.read(without_id(content), self._take_pending())
            return [Draft(text.replace("\n", " "), "heading", self._heading, marks)]
        words = without_scripts(content)
        return [self._placed(self._read(words))] if words or not content else []

    def _read(self, content: str) -> Draft:
        text, marks = self._reader.read(content)
        return Draft(text, marks=marks)

    def _placed(self, draft: Draft) -> Draft:
        """A paragraph as what it is in the lists and quotes that are open, with the marker that waits for it."""
        if draft.kind != "paragraph":
            return draft
        if before := self._take_pending():
            draft.text = before + draft.text
            draft.marks = [
                Mark(TextSpan(m.span.start + len(before), m.span.end + len(before)), m.kind, m.href)
                for m in draft.marks
            ]
        if self._markers:
            draft.kind, draft.level = "list-item", len(self._markers)
        elif self._quotes:
            draft.kind, draft.level = "quote", self._quotes
        return draft


def without_scripts(paragraph: str) -> str:
    """A paragraph without what is meant for the program that makes a page of it; empty where it was nothing else."""
    if paragraph[-1:] not in ("}", "]"):
        return paragraph
    marker = _FOR_SCRIPTS.search(paragraph, max(0, len(paragraph) - 300))
    is_all = marker is not None and marker.end() == len(paragraph)
    if marker is None or not is_all or (paragraph[-1] == "]" and marker.start()):
        return paragraph
    return paragraph[: marker.start()].rstrip()


def without_id(heading: str) -> str:
    """A heading without the name for links that pandoc and others let it have: `{#top}`."""
    return _HEADING_ID.sub("", heading) if heading.endswith("}") else heading
