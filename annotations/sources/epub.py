"""EPUB 2 and 3 (.epub): chapters in the order of the spine, headings from the table of contents where they have none.

Source: EPUB 3.3 (W3C), OPF 2.0 and NCX. Fixed-layout and encrypted books are refused; nothing in a book is run.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.archive import Archive, DamagedPartError
from annotations.sources.assemble import Metadata, assemble, join_names
from annotations.sources.dates import as_date
from annotations.sources.drafts import Draft
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.title_page import drop_title_page
from annotations.sources.xml_tree import parse_xhtml, parse_xml, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

VERSION = 6

_FONTS_ONLY: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to scramble fonts, which leave the text alone."""
_PAGES: Final = frozenset(
    {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
)
_SUFFIXES: Final = (".xhtml", ".html", ".htm")


class _Book(Struct):
    """What the package document says; paths are those in the archive."""

    about: Metadata
    spine: list[str]
    titles: dict[str, tuple[str, int]]
    """Where a chapter begins (a page, or `page#id`) to its title and depth in the table of contents."""
    skipped: frozenset[str]
    """Pages that are no text: the navigation document."""


def read(raw: bytes, path: Path) -> Article:
    """Read a book.

    Raises:
        SourceError: no book, damaged, encrypted, of fixed layout, or without text.
    """
    archive = Archive(raw, path)
    _refuse_locked(archive, path)
    book = _book(archive, path)
    blocks = HtmlBlocks()
    lost: list[str] = []
    for page in book.spine:
        if page in book.skipped:
            continue
        try:
            raw = archive.read(archive.name_of(page))
        except DamagedPartError:
            lost.append(page)
            continue
        root = parse_xhtml(raw, path)
        body = next((node for node in root.iter() if _tag(node) == "body"), root)
        before = len(blocks.drafts)
        blocks.read(body, document=page)
        _put_title(blocks, before, book.titles.get(page))
    if not blocks.drafts and lost:
        raise SourceError(f"{path} is damaged: none of its chapters can be read; fetch it again")
    if not blocks.drafts:
        raise SourceError(f"{path} holds no text: a book of pictures, it seems")
    notice = f"Of this book {len(lost)} of {len(book.spine)} chapters are missing or damaged." if lost else ""
    about = drop_title_page(blocks, book.about)
    return assemble(blocks.drafts, about, path, anchors=blocks.anchors, notice=notice)


def _put_title(blocks: HtmlBlocks, start: int, title: tuple[str, int] | None) -> None:
    """Give a chapter that begins without a heading the one that the table of contents has for it."""
    chapter = blocks.drafts[start:]
    if title is None or not chapter or any(draft.kind == "heading" for draft in chapter[:3]):
        return
    if chapter[0].text.casefold() == title[0].casefold():
        chapter[0].kind, chapter[0].level = "heading", title[1]
        return
    blocks.insert(start, Draft(title[0], "heading", title[1]))


def _refuse_locked(archive: Archive, path: Path) -> None:
    if "META-INF/rights.xml" in archive.names:
        raise SourceError(f"{path} is protected (DRM); open it with the program that you bought it for")
    if "META-INF/encryption.xml" not in archive.names:
        return
    root = parse_xml(archive.read("META-INF/encryption.xml"), path)
    ways = [node.get("Algorithm", "") for node in root.iter("{*}EncryptionMethod")]
    if any(way not in _FONTS_ONLY for way in ways):
        raise SourceError(f"{path} is encrypted (DRM); open it with the program that you bought it for")


def _book(archive: Archive, path: Path) -> _Book:
    container = parse_xml(archive.read("META-INF/container.xml"), path)
    place = next((node.get("full-path", "") for node in container.iter("{*}rootfile")), "")
    package = parse_xml(archive.read(place), path)
    if any(
        node.get("property") == "rendition:layout" and (node.text or "").strip() == "pre-paginated"
        for node in package.iter("{*}meta")
    ):
        raise SourceError(
            f"{path} has a fixed layout, like a PDF of pictures; it has no flowing text to read"
        )
    folder = posixpath.dirname(place)
    items = {
        node.get("id", ""): (
            _inside(folder, node.get("href", "")),
            node.get("media-type", ""),
            node.get("properties", ""),
        )
        for node in package.iter("{*}item")
    }
    refs = [(node.get("idref", ""), node.get("linear", "yes")) for node in package.iter("{*}itemref")]
    refs.sort(key=lambda ref: ref[1] == "no")  # notes and other asides stand behind the book
    pages = {
        id: place
        for id, (place, kind, _) in items.items()
        if kind in _PAGES or place.casefold().endswith(_SUFFIXES)
    }
    spine = [pages[id] for id, _ in refs if id in pages] or list(pages.values())
    navigation = [place for place, _, properties in items.values() if "nav" in properties.split()]
    contents = [place for place, kind, _ in items.values() if kind == "application/x-dtbncx+xml"]
    titles: dict[str, tuple[str, int]] = {}
    for place in (*navigation, *contents):
        if place in archive.names and not titles:
            titles = dict(_contents(parse_xhtml(archive.read(place), path), posixpath.dirname(place)))
    return _Book(_about(package), list(dict.fromkeys(spine)), titles, frozenset(navigation))


def _contents(root: "_Element", folder: str) -> Iterator[tuple[str, tuple[str, int]]]:
    """The entries of a table of contents: a navigation document of EPUB 3, or an NCX."""
    seen: set[str] = set()
    for node in root.iter():
        tag = _tag(node)
        if tag == "navPoint":
            label = next((words_of(text) for text in node.iterfind("{*}navLabel/{*}text")), "")
            href = next((content.get("src", "") for content in node.iterfind("{*}content")), "")
            level = 1 + sum(_tag(up) == "navPoint" for up in node.iterancestors())
        elif tag == "a" and any(_tag(up) == "nav" and "toc" in _type(up) for up in node.iterancestors()):
            label, href = words_of(node), node.get("href", "")
            level = max(1, sum(_tag(up) == "ol" for up in node.iterancestors()))
        else:
            continue
        page = _inside(folder, href)
        if label and page and page not in seen:
            seen.add(page)
            yield page, (label, min(level, 6))


def _about(package: "_Element") -> Metadata:
    def said(name: str) -> list[str]:
        values = (words_of(node) for node in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}"))
        return [value for value in values if value]

    authors, dates, languages = said("creator"), said("date"), said("language")
    addresses = [
        value for value in (*said("source"), *said("identifier")) if value.startswith(("http://", "https://"))
    ]
    return Metadata(
        title=next(iter(said("title")), ""),
        author=join_names(authors),
        published=as_date(dates[0][:10]) if dates else None,
        url=next(iter(addresses), None),
        language=languages[0][:2].casefold() if languages else None,
    )


def _inside(folder: str, href: str) -> str:
    """The path in the archive that a link from a document in `folder` leads to; without its `#part`. Empty: to none."""
    try:
        where = unquote(urlsplit(href).path).replace("\\", "/")
    except ValueError:  # no address at all
        return ""
    return posixpath.normpath(posixpath.join(folder, where)).lstrip("/") if where else ""


def _tag(node: "_Element") -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _type(node: "_Element") -> str:
    return str(node.get("{http://www.idpf.org/2007/ops}type") or node.get("epub:type", ""))
