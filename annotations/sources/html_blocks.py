"""A tree of HTML elements to drafts of blocks with marks: what pages, books, mails and feeds have in common.

Nothing is run, loaded or shown that is no text.
"""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from annotations.model import BlockKind, Mark, MarkKind, TextSpan
from annotations.sources.drafts import RULE, Draft, table_text
from annotations.sources.xml_tree import words_of
from annotations.text.canonical import canonical

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_BLOCKS: Final = 400_000
MOST_NESTED: Final = 120
"""What lies deeper than this is read for its words alone."""
_BLANKS: Final = re.compile(r" [ \t\n\r\f]++|[\t\n\r\f][ \t\n\r\f]*+")
"""All that a blank is put for; one blank is one."""
_WAY_BACK: Final = re.compile("[↩↑⤴⏎↵^]\ufe0e?")
"""All that a link says which leads from a footnote to where one came from, which a key does here."""
_NOTE_MARK: Final = re.compile(r"\d{1,3}|[*†‡§]{1,3}|[a-z]")
"""What the link to a footnote says, raised and without brackets; read as `[1]`, so that it is no part of a word."""
_EPUB_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
_SILENT: Final = frozenset(
    "script style noscript template head iframe object embed svg canvas audio video button select textarea input "
    "rt rp map param source track datalist dialog".split()
)
_BLOCKS: Final = frozenset(
    "p div section article main header footer aside figure figcaption address details summary center form fieldset "
    "legend hgroup body html nav dt dd caption search title".split()
)
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_MARKS: Final[dict[str, MarkKind]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
_PLACES: Final = _BLOCKS | _HEADINGS.keys() | _LISTS | {"li", "blockquote", "pre", "table", "td", "th"}
"""What a block may be said to stand in."""


class _List(Struct):
    """A list that is open."""

    number: int | None
    """Of its next item; None for bullets."""

    def take_marker(self) -> str:
        """What the next item begins with."""
        if self.number is None:
            return "• "
        self.number += 1
        return f"{self.number - 1}. "


class _OpenMark(Struct):
    """Emphasis, code or a link that has not ended yet."""

    kind: MarkKind
    href: str
    start: int
    """Where it begins in the block that is open."""


class HtmlBlocks:
    """Collects the blocks of one or more trees, in reading order.

    Args:
        base_level: is taken off each heading's level, which stays 1 at least.
        has_layout_tables: whether tables are there to place things, as in mails; those with header cells are not.
        base_url: what relative links are relative to; empty: nobody knows, they are no links then.
    """

    def __init__(self, *, base_level: int = 0, has_layout_tables: bool = False, base_url: str = "") -> None:
        self.drafts: list[Draft] = []
        self.anchors: dict[str, int] = {}
        """Where links within the document lead, `DOCUMENT#id`: the index of the draft that stands there."""
        self.origins: list[_Element] = []
        """The element that each draft stands in."""
        self.linked_chars: list[int] = []
        """How many characters of each draft are of links."""
        self._at: _Element | None = None
        self._origin: _Element | None = None
        self._depth = 0
        self._links = 0
        self._linked = 0
        self._base_level, self._has_layout_tables, self._base_url = base_level, has_layout_tables, base_url
        self._document = ""
        self._words: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._open_marks: list[_OpenMark] = []
        self._is_line_blank = True
        """Is nothing to be seen behind the last line end?"""
        self._lists: list[_List] = []
        self._marker = ""
        self._quotes = 0
        self._heading = 0
        self._verbatim = 0

    def read(self, root: "_Element", *, document: str = "") -> None:
        """Add the blocks of a tree.

        Args:
            root: an element of HTML.
            document: the name of the document it is of, where links lead from one to another.
        """
        self._document = document
        if document:
            self.anchors.setdefault(document, len(self.drafts))
        self.element(root)
        self.close_block()

    def insert(self, index: int, draft: Draft) -> None:
        """Put a draft before another; links that led there lead to it."""
        self.drafts.insert(index, draft)
        self.anchors = {name: at + (at > index) for name, at in self.anchors.items()}

    def keep(self, indices: Sequence[int]) -> None:
        """Keep some of the drafts; a place that others stood at is the next one that is kept."""
        self.drafts = [self.drafts[index] for index in indices]
        self.anchors = {name: bisect_left(indices, at) for name, at in self.anchors.items()}

    # -- words of the block that is open

    def say(self, words: str | None) -> None:
        """Add text to the block that is open; blanks count as HTML says."""
        if not words:
            return
        words = canonical(words).replace("\u00ad", "")
        if not self._verbatim:
            words = _BLANKS.sub(" ", words)
            if words.startswith(" ") and (not self._words or self._words[-1].endswith((" ", "\n"))):
                words = words[1:]
        if words:
            if not self._words:
                self._origin = self._at
            self._words.append(words)
            self._is_line_blank &= words.isspace()
            self._length += len(words)
            self._linked += len(words) if self._links else 0

    def break_line(self) -> None:
        """A line end within a block; behind an empty line it is the end of a paragraph."""
        if self._is_line_blank and not self._verbatim:
            if not self._heading:
                self.close_block()
        elif self._words:
            last = self._words[-1].rstrip(" ")
            self._length -= len(self._words[-1]) - len(last)
            self._words[-1] = last
            self._words.append("\n")
            self._is_line_blank = True
            self._length += 1

    def close_block(self) -> None:
        """End the block that is open, if there is anything in it."""
        for mark in reversed(self._open_marks):  # they go on in the next block
            self._end_mark(mark)
            mark.start = 0
        words, marks = "".join(self._words), self._marks
        self._words, self._length, self._marks, self._is_line_blank = [], 0, [], True
        if self._verbatim:
            self._put(words.strip("\n"), [], "code", 0)
            return
        text = words.strip()
        if not text:
            return
        cut = len(words) - len(words.lstrip())
        self._put(text, [_moved(_trimmed(mark, words), -cut, len(text)) for mark in marks], *self._kind())

    def _end_mark(self, mark: _OpenMark) -> None:
        if self._length > mark.start and not self._verbatim:
            self._marks.append(Mark(TextSpan(mark.start, self._length), mark.kind, mark.href))

    def _kind(self) -> tuple[BlockKind, int]:
        if self._heading:
            return "heading", max(1, self._heading - self._base_level)
        if self._lists:
            return "list-item", len(self._lists)
        if self._quotes:
            return "quote", self._quotes
        return "paragraph", 0

    def _put(self, text: str, marks: list[Mark | None], kind: BlockKind, level: int) -> None:
        if not text.strip() or len(self.drafts) >= MOST_BLOCKS:
            return
        marker, self._marker = self._marker, ""
        if kind == "heading":
            text = text.replace("\n", " ")
        kept = [_moved(mark, len(marker), len(marker) + len(text)) for mark in marks if mark is not None]
        whole = canonical(marker + text)
        if len(whole) != len(marker) + len(text):  # a mark of one element composed with a letter of another
            kept = []
        self.drafts.append(Draft(whole, kind, level, [mark for mark in kept if mark is not None]))
        origin = self._origin if self._origin is not None else self._at
        if origin is not None:
            self.origins.append(origin)
        self.linked_chars.append(self._linked)
        self._linked, self._origin = 0, None

    # -- elements

    def element(self, node: "_Element") -> None:
        """An element with all that is in it."""
        tag = _tag(node)
        if not tag or tag in _SILENT or _is_hidden(node, tag):
            return
        if (name := node.get("id") or (node.get("name") if tag == "a" else None)) and len(
            self.anchors
        ) < MOST_BLOCKS:
            self.anchors.setdefault(f"{self._document}#{name}", len(self.drafts))
        if self._depth > MOST_NESTED:
            self.say(words_of(node))
            return
        before = self._at
        if tag in _PLACES:
            self._at = node
        self._depth += 1
        self._structure(node, tag)
        self._depth -= 1
        self._at = before

    def _structure(self, node: "_Element", tag: str) -> None:
        if tag in _LISTS:
            self._list(node, tag)
        elif tag == "li":
            self._item(node)
        elif tag == "blockquote":
            self.close_block()
            self._quotes += 1
            self._inside(node)
            self.close_block()
            self._quotes -= 1
        elif tag == "pre" or (tag == "code" and self._is_block_of_code(node)):
            self._code(node)
        elif tag in _HEADINGS:
            self._head(node, tag)
        elif tag == "table":
            self._table(node)
        elif tag == "br":
            self.break_line()
        elif tag == "hr":
            self.close_block()
            self._put(RULE, [], "paragraph", 0)
        elif tag in _BLOCKS:
            self.close_block()
            self._inside(node)
            self.close_block()
        else:
            self._inline(node, tag)

    def _inside(self, node: "_Element") -> None:
        self.say(node.text)
        for child in node:
            self.element(child)
            self.say(child.tail)

    def _inline(self, node: "_Element", tag: str) -> None:
        kind = _MARKS.get(tag)
        href = ""
        if tag == "a":
            place = node.get("href", "").strip()
            if "#" in place and _WAY_BACK.fullmatch(words_of(node)):
                return
            href = self._address(place)
            kind = "link" if href else None
        if tag == "math" and (spoken := node.get("alttext")):
            self.say(spoken)
            return
        if tag == "q":
            self.say("“")
        self._links += tag == "a"
        if kind is not None:
            self._open_marks.append(_OpenMark(kind, href, self._length))
        is_note_mark = tag == "a" and self._is_note_mark(node)
        self.say("[" if is_note_mark else None)
        self._inside(node)
        self.say("]" if is_note_mark else None)
        if kind is not None:
            self._end_mark(self._open_marks.pop())
        self._links -= tag == "a"
        if tag == "q":
            self.say("”")

    def _is_note_mark(self, link: "_Element") -> bool:
        """Whether a link leads to a footnote, and its mark is raised and has no brackets of its own."""
        has_brackets = bool(self._words) and self._words[-1].endswith("[")
        if has_brackets or "#" not in link.get("href", ""):
            return False
        around, within = _tag(link.getparent()), _tag(link[0]) if len(link) == 1 else ""
        said = (link.get("role"), link.get("epub:type"), link.get(_EPUB_TYPE))
        if "sup" not in (around, within) and not {"doc-noteref", "noteref"}.intersection(said):
            return False
        return _NOTE_MARK.fullmatch(words_of(link)) is not None

    def _address(self, href: str) -> str:
        """Where a link leads: an address of the web, or `DOCUMENT#id`; empty: nowhere that we know."""
        if href.startswith(("http://", "https://", "mailto:")):
            return href
        try:
            is_within = bool(self._document) and not urlsplit(href).scheme
            whole = urljoin(self._base_url, href) if self._base_url and href else ""
        except ValueError:  # no address that a browser would open
            is_within, whole = False, ""
        if is_within:
            page, _, name = href.partition("#")
            place = (
                posixpath.normpath(posixpath.join(posixpath.dirname(self._document), unquote(page)))
                if page
                else self._document
            )
            return f"{place}#{name}" if name else place
        if href.startswith("#"):
            return href if len(href) > 1 else ""
        return whole if whole.startswith(("http://", "https://")) else ""

    def _list(self, node: "_Element", tag: str) -> None:
        self.close_block()
        is_numbered = tag == "ol"
        start = node.get("start", "1")
        self._lists.append(
            _List(
                (int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1)
                if is_numbered
                else None
            )
        )
        self._inside(node)
        self.close_block()
        self._lists.pop()

    def _item(self, node: "_Element") -> None:
        self.close_block()
        if not self._lists:  # an item without its list
            self._inside(node)
            self.close_block()
            return
        self._marker = self._lists[-1].take_marker()
        self._inside(node)
        self.close_block()
        self._marker = ""

    def _head(self, node: "_Element", tag: str) -> None:
        self.close_block()
        before, lists, quotes = self._heading, self._lists, self._quotes
        self._heading, self._lists, self._quotes = _HEADINGS[tag], [], 0
        self._inside(node)
        self.close_block()
        self._heading, self._lists, self._quotes = before, lists, quotes

    @staticmethod
    def _is_block_of_code(node: "_Element") -> bool:
        return node.find(".//br") is not None or "\n" in (node.text or "").strip()

    def _code(self, node: "_Element") -> None:
        self.close_block()
        self._verbatim += 1
        self._inside(node)
        self.close_block()
        self._verbatim -= 1

    def _table(self, node: "_Element") -> None:
        """Rows side by side; a table that only lays out the page is read as what is in it."""
        self.close_block()
        rows = [row for row in node.iter("{*}tr") if _table_of(row) is node]
        cells = [
            [
                cell
                for cell in row
                if isinstance(cell.tag, str) and cell.tag.rpartition("}")[2] in ("td", "th")
            ]
            for row in rows
        ]
        if (self._has_layout_tables and next(node.iter("th"), None) is None) or _is_layout(cells):
            for row in cells:
                for cell in row:
                    self._inside(cell)
                    self.close_block()
            return
        for caption in node.iter("{*}caption"):
            self._inside(caption)
            self.close_block()
        lines = [[words_of(cell) for cell in row] for row in cells]
        lines = [line for line in lines if any(line)]
        if lines:
            self._put(table_text(lines), [], "code", 0)


def _tag(node: "_Element | None") -> str:
    """What an element is called, without its name space; empty: a comment, a processing instruction, nothing."""
    tag = None if node is None else node.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def _is_hidden(node: "_Element", tag: str) -> bool:
    """Whether a browser would not show an element."""
    if node.get("hidden") is not None or (node.get("aria-hidden") == "true" and tag != "a"):
        return True
    style = node.get("style", "")[:2000].replace(" ", "").casefold()
    return "display:none" in style or "visibility:hidden" in style or "mso-hide:all" in style


def _table_of(row: "_Element") -> "_Element | None":
    return next(
        (
            up
            for up in row.iterancestors()
            if isinstance(up.tag, str) and up.tag.rpartition("}")[2] == "table"
        ),
        None,
    )


def _is_layout(cells: "list[list[_Element]]") -> bool:
    """Whether a table is there to place things: one column, or cells that hold paragraphs, lists or tables."""
    if max(map(len, cells), default=0) < 2:
        return True
    return any(
        cell.find(f".//{tag}") is not None
        for row in cells
        for cell in row
        for tag in ("table", "ul", "ol", "blockquote", "h1", "h2", "h3")
    )


def _trimmed(mark: Mark, text: str) -> Mark:
    """The mark without the blanks at its ends."""
    start, end = mark.span.start, min(mark.span.end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Mark(TextSpan(start, end), mark.kind, mark.href)


def _moved(mark: Mark | None, by: int, end: int) -> Mark | None:
    """The mark so many characters further on, cut to `[0, end)`; None when nothing of it is left."""
    if mark is None:
        return None
    start, stop = max(0, mark.span.start + by), min(end, mark.span.end + by)
    return Mark(TextSpan(start, stop), mark.kind, mark.href) if start < stop else None
