"""FictionBook 2 (.fb2): sections with their titles, verse, epigraphs, notes. Source: the FictionBook 2.1 schema."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.assemble import Metadata, assemble, join_names
from annotations.sources.dates import as_date
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.title_page import drop_title_page
from annotations.sources.xml_tree import parse_xml, words_of
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

VERSION = 4
_TAGS: Final = {
    "p": "p",
    "v": "p",
    "emphasis": "em",
    "strong": "strong",
    "code": "code",
    "a": "a",
    "cite": "blockquote",
    "epigraph": "blockquote",
    "sub": "sub",
    "sup": "sup",
    "strikethrough": "del",
    "text-author": "p",
    "subtitle": "h6",
    "table": "table",
    "tr": "tr",
    "td": "td",
    "th": "th",
}


def read(raw: bytes, path: Path) -> Article:
    """Read a book.

    Raises:
        SourceError: damaged, or without text.
    """
    root = parse_xml(raw, path)
    blocks = HtmlBlocks()
    for body in root.iterfind("{*}body"):
        blocks.read(_as_html(body))
    if not blocks.drafts:
        raise SourceError(f"{path} holds no text to read")
    about = drop_title_page(blocks, _about(root))
    return assemble(blocks.drafts, about, path, anchors=blocks.anchors)


def _as_html(node: "_Element", depth: int = 0) -> "_Element":
    """An element with all that is in it, in HTML's words."""
    from lxml import etree

    tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else "binary"
    if tag == "binary":
        return etree.Element("template")
    if tag == "title":
        heading = etree.Element(f"h{min(max(depth, 1), 6)}")
        heading.text = " ".join(words_of(part) for part in node if isinstance(part.tag, str))
        return heading
    target = etree.Element(_TAGS.get(tag, "div"))
    if identity := node.get("id"):
        target.set("id", identity)
    if tag == "a":
        target.set(
            "href", next((str(value) for key, value in node.attrib.items() if str(key).endswith("href")), "")
        )
    target.text = node.text
    for child in node:
        inner = _as_html(child, depth + (tag == "section" or tag == "body"))
        inner.tail = child.tail
        target.append(inner)
    return target


def _about(root: "_Element") -> Metadata:
    info = root.find("{*}description/{*}title-info")
    if info is None:
        return Metadata()
    names = [
        " ".join(
            words for part in author if (words := one_line(part.text or "")) and part.tag.endswith("name")
        )
        for author in info.iterfind("{*}author")
    ]
    day = info.find("{*}date")
    names = [name for name in names if name]
    return Metadata(
        title=one_line(info.findtext("{*}book-title") or ""),
        author=join_names(names),
        published=as_date((day.get("value") or day.text or "")[:10]) if day is not None else None,
        language=(info.findtext("{*}lang") or "")[:2].casefold() or None,
    )
