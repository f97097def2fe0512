"""XML and XHTML to trees of elements: no entities of the file's own, no network, no more depth than lxml's 256."""

import html.entities
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotations.errors import SourceError
from annotations.sources.registry import in_utf8
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENTITY: Final = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_KNOWS: Final = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def parse_xml(raw: bytes, path: Path) -> "_Element":
    """The root of an XML file.

    Raises:
        SourceError: it is not well-formed, or declares entities of its own.
    """
    from lxml import etree

    raw = in_utf8(raw)
    if b"<!ENTITY" in raw[: 1 << 16]:
        raise SourceError(f"{path} declares entities of its own, which are not read; save it without them")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: _Element = etree.fromstring(_with_numbers(raw), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise SourceError(f"{path} is damaged: {reason}; fetch it again") from error
    return root


def parse_xhtml(raw: bytes, path: Path) -> "_Element":
    """The root of a page that should be XHTML; what is not well-formed is read as HTML."""
    try:
        root = parse_xml(raw, path)
    except SourceError:
        from annotations.sources.html_tree import parse_html

        root = parse_html(raw)
    return root


def _with_numbers(raw: bytes) -> bytes:
    """The same with HTML's named entities as numbers: XML knows five of them."""

    def number(match: "re.Match[bytes]") -> bytes:
        code = None if match[1] in _XML_KNOWS else html.entities.name2codepoint.get(match[1].decode("ascii"))
        return match[0] if code is None else b"&#%d;" % code

    return _ENTITY.sub(number, raw)


def words_of(node: "_Element") -> str:
    """All that an element says, on one line, canonical."""
    return one_line("".join(map(str, node.itertext())))
