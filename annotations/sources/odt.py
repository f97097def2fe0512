"""OpenDocument texts (.odt, .fodt): headings, lists, quotes, code, tables, emphasis, links, notes at the end. Source: ODF 1.3, part 3."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.archive import Archive
from annotations.sources.assemble import Metadata, assemble, join_names
from annotations.sources.dates import as_date
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.title_page import drop_title_page
from annotations.sources.xml_tree import parse_xml, words_of
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ADDED_TO: Final = 2_000
"""Characters; a longer text is added to no more, for all of it is copied each time: 100,000 tabs took a minute."""
VERSION = 4
_TAGS: Final = {
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "line-break": "br",
    "section": "section",
}
_PARAGRAPH_STYLES: Final = {
    **dict.fromkeys(("Title", "Subtitle"), "h1"),
    **dict.fromkeys(("Quotations", "Quote", "Intense_20_Quote", "Block_20_Text"), "blockquote"),
    **dict.fromkeys(("Preformatted_20_Text", "HTML_20_Preformatted", "Source_20_Code"), "pre"),
}
_HEADING_STYLE: Final = re.compile(r"Heading_20_([1-6])")
_SKIPPED: Final = frozenset(
    {"tracked-changes", "annotation", "sequence-decls", "forms", "table-of-content", "image", "title", "desc"}
)


def read(raw: bytes, path: Path) -> Article:
    """Read a text.

    Raises:
        SourceError: damaged, locked, or without text.
    """
    styles: list[_Element] = []
    if raw.startswith(b"PK"):
        archive = Archive(raw, path)
        content = parse_xml(archive.read("content.xml"), path)
        if "styles.xml" in archive.names:
            styles.append(parse_xml(archive.read("styles.xml"), path))
        about = (
            _about(parse_xml(archive.read("meta.xml"), path)) if "meta.xml" in archive.names else Metadata()
        )
    else:
        content = parse_xml(raw, path)
        about = _about(content)
    body = next(content.iter("{*}text"), None)
    if body is None:
        raise SourceError(f"{path} is no text document: a sheet or a drawing, it seems; export it as text")
    page = _Page([content, *styles])
    blocks = HtmlBlocks()
    blocks.read(page.of(body))
    if not blocks.drafts:
        raise SourceError(f"{path} holds no text to read")
    about = drop_title_page(blocks, about)
    return assemble(blocks.drafts, about, path, anchors=blocks.anchors)


class _Page:
    """The text as a tree of HTML, notes behind it."""

    def __init__(self, roots: "Sequence[_Element]") -> None:
        """Read the styles.

        Args:
            roots: what styles stand in, those of the text itself first.
        """
        styles = [style for root in reversed(roots) for style in root.iter("{*}style")]
        self._styles = {
            _attribute(style, "name"): (
                "b" if any(_attribute(node, "font-weight") == "bold" for node in style) else "",
                "i" if any(_attribute(node, "font-style") == "italic" for node in style) else "",
            )
            for style in styles
        }
        self._parents = {
            _attribute(style, "name"): _attribute(style, "parent-style-name") for style in styles
        }
        """Styles made on the way to those they are made from."""
        self._first_numbers = {
            (_attribute(style, "name"), int(_number(_attribute(level, "level")))): int(
                _number(_attribute(level, "start-value"))
            )
            for root in reversed(roots)
            for style in root.iter("{*}list-style")
            for level in style.iterfind("{*}list-level-style-number")
            if _attribute(level, "num-format")
        }
        """Of lists with numbers, by style and depth, what they begin with."""
        self._next_numbers: dict[tuple[str, int], int] = {}
        self._lists: list[str] = []
        """The styles of the lists that are open."""
        self._notes: list[_Element] = []

    def of(self, body: "_Element") -> "_Element":
        from lxml import etree

        root = etree.Element("div")
        self._inside(body, root)
        for note in self._notes:
            root.append(note)
        return root

    def _inside(self, source: "_Element", target: "_Element") -> None:
        _say(target, source.text)
        for child in source:
            if isinstance(child.tag, str):
                self._element(child, target)
            _say(target, child.tail)

    def _element(self, node: "_Element", target: "_Element") -> None:
        from lxml import etree

        tag = node.tag.rpartition("}")[2]
        if tag in _SKIPPED:
            return
        if tag == "s":
            _say(target, " " * min(int(_number(_attribute(node, "c"))), 100))
        elif tag == "tab":
            _say(target, " ")
        elif tag == "note":
            self._note(node, target)
        elif tag == "h":
            level = int(min(_number(_attribute(node, "outline-level")), 6))
            self._inside(node, etree.SubElement(target, f"h{level}"))
        elif tag == "p":
            self._paragraph(node, target)
        elif tag == "list":
            self._list(node, target)
        elif tag == "span":
            inner = target
            for kind in self._styles.get(_attribute(node, "style-name"), ()):
                inner = etree.SubElement(inner, kind) if kind else inner
            self._inside(node, inner)
        elif tag == "a":
            self._inside(node, etree.SubElement(target, "a", href=_attribute(node, "href")))
        elif tag in _TAGS:
            self._inside(node, etree.SubElement(target, _TAGS[tag]))
        else:
            self._inside(node, target)

    def _paragraph(self, node: "_Element", target: "_Element") -> None:
        from lxml import etree

        tag = self._tag_of(_attribute(node, "style-name"))
        last = target[-1] if len(target) else None
        if tag == "pre" and last is not None and last.tag == "pre" and not (last.tail or "").strip():
            etree.SubElement(last, "br")  # each line of code is a paragraph
            self._inside(node, last)
        elif tag == "blockquote":
            self._inside(node, etree.SubElement(etree.SubElement(target, tag), "p"))
        else:
            self._inside(node, etree.SubElement(target, tag))

    def _tag_of(self, style: str) -> str:
        """Of a paragraph that is a heading, a quote or code by its style alone, as LibreOffice and pandoc write them."""
        for name in (style, self._parents.get(style, "")):
            if name in _PARAGRAPH_STYLES:
                return _PARAGRAPH_STYLES[name]
            if match := _HEADING_STYLE.fullmatch(name):
                return f"h{match[1]}"
        return "p"

    def _list(self, node: "_Element", target: "_Element") -> None:
        from lxml import etree

        self._lists.append(_attribute(node, "style-name") or (self._lists[-1] if self._lists else ""))
        key = (self._lists[-1], len(self._lists))
        first = self._first_numbers.get(key)
        if first is None:
            self._inside(node, etree.SubElement(target, "ul"))
        else:
            goes_on = _attribute(node, "continue-numbering") == "true" or _attribute(node, "continue-list")
            first = self._next_numbers.get(key, first) if goes_on else first
            self._next_numbers[key] = first + sum(1 for _ in node.iterfind("{*}list-item"))
            self._inside(node, etree.SubElement(target, "ol", start=str(first)))
        self._lists.pop()

    def _note(self, node: "_Element", target: "_Element") -> None:
        from lxml import etree

        citation = node.find("{*}note-citation")
        number = words_of(citation) if citation is not None else "*"
        name = f"note-{len(self._notes) + 1}"
        etree.SubElement(target, "a", href=f"#{name}").text = f"[{number}]"
        note = etree.Element("div", id=name)
        note.text = f"[{number}] "
        for body in node.iterfind("{*}note-body"):
            for paragraph in body:
                self._inside(paragraph, note)
        self._notes.append(note)


def _say(target: "_Element", words: str | None) -> None:
    """Add words behind all that an element has."""
    from lxml import etree

    if not words:
        return
    last = next(target.iterchildren(reversed=True), None)
    said = (target.text if last is None else last.tail) or ""
    if len(said) > _MOST_ADDED_TO:
        last, said = etree.SubElement(target, "span"), ""
    if last is None:
        target.text = said + words
    else:
        last.tail = said + words


def _attribute(node: "_Element", name: str) -> str:
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _number(said: str) -> float:
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _about(root: "_Element") -> Metadata:
    def said(name: str) -> str:
        return next((one_line(node.text or "") for node in root.iter(f"{{*}}{name}")), "")

    meta = next(root.iter("{*}meta"), root)
    title = next(
        (one_line(node.text or "") for node in meta.iter("{http://purl.org/dc/elements/1.1/}title")),
        "",
    )
    return Metadata(
        title,
        join_names(
            [
                " ".join(name.split())
                for name in (said("creator") or said("initial-creator")).split(";")
                if name.strip()
            ]
        ),
        as_date((said("creation-date") or said("date"))[:10]),
        language=said("language")[:2].casefold() or None,
    )
