"""OpenDocument texts (.odt, .fodt): headings, lists, tables, emphasis, links, notes at the end. Source: ODF 1.3, part 3."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.archive import Archive
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.dates import as_date
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.xml_tree import parse_xml, words_of
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

VERSION = 3
_TAGS: Final = {
    "p": "p",
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "line-break": "br",
    "section": "section",
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
    if raw.startswith(b"PK"):
        archive = Archive(raw, path)
        content = parse_xml(archive.read("content.xml"), path)
        about = (
            _about(parse_xml(archive.read("meta.xml"), path)) if "meta.xml" in archive.names else Metadata()
        )
    else:
        content = parse_xml(raw, path)
        about = _about(content)
    body = next(content.iter("{*}text"), None)
    if body is None:
        raise SourceError(f"{path} is no text document: a sheet or a drawing, it seems; export it as text")
    page = _Page(content)
    blocks = HtmlBlocks()
    blocks.read(page.of(body))
    if not blocks.drafts:
        raise SourceError(f"{path} holds no text to read")
    first = blocks.drafts[0]
    if not about.title and first.kind == "heading":
        about = Metadata(first.text, about.author, about.published, language=about.language)
    if first.text == about.title:
        blocks.keep(range(1, len(blocks.drafts)))
    return assemble(blocks.drafts, about, path, anchors=blocks.anchors)


class _Page:
    """The text as a tree of HTML, notes behind it."""

    def __init__(self, content: "_Element") -> None:
        self._styles = {
            _attribute(style, "name"): (
                "b" if any(_attribute(node, "font-weight") == "bold" for node in style) else "",
                "i" if any(_attribute(node, "font-style") == "italic" for node in style) else "",
            )
            for style in content.iter("{*}style")
        }
        self._parents = {
            _attribute(style, "name"): _attribute(style, "parent-style-name")
            for style in content.iter("{*}style")
        }
        """Styles made on the way to those they are made from."""
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
        elif tag == "p" and (level := self._level(_attribute(node, "style-name"))):
            self._inside(node, etree.SubElement(target, f"h{level}"))
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

    def _level(self, style: str) -> int:
        """Of a paragraph that is a heading by its style alone, as LibreOffice writes those of pages; 0: it is none."""
        for name in (style, self._parents.get(style, "")):
            if name in ("Title", "Subtitle"):
                return 1
            if match := _HEADING_STYLE.fullmatch(name):
                return int(match[1])
        return 0

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
    if not words:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + words
    else:
        target.text = (target.text or "") + words


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
        said("creator") or said("initial-creator") or None,
        as_date((said("creation-date") or said("date"))[:10]),
        language=said("language")[:2].casefold() or None,
    )
