"""HTML to trees of elements, in whatever encoding and however broken."""

import re
from typing import TYPE_CHECKING, Final

from annotations.sources.decoding import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEAD_BYTES: Final = 4_096
_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML_CHARSET: Final = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})")
_DATA_ADDRESS: Final = re.compile(
    r"data:[a-z]+/[a-z0-9.+-]+(?:;[a-z0-9=-]+)*,[A-Za-z0-9+/=%_.~-]+", re.IGNORECASE
)


def decode_html(raw: bytes) -> str:
    """The characters of a page: by its byte order mark, by what it declares, else as any text is guessed."""
    head = raw[:_HEAD_BYTES]
    declared = _XML_CHARSET.search(head) or _CHARSET.search(head)
    if declared is not None and not head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").casefold()
        name = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(
            name, name
        )
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):  # it is something else than it says
            pass
    return decode(raw)


def parse_html(markup: str | bytes) -> "HtmlElement":
    """The tree of a page; pictures and fonts that are written into it are left out."""
    from lxml import etree
    from lxml import html as lxml_html

    text = decode_html(markup) if isinstance(markup, bytes) else markup
    text = _DATA_ADDRESS.sub("data:,", text).replace("\0", "")
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace") or b"<html/>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = lxml_html.document_fromstring(b"<html><body></body></html>")
    if root.find("body") is None and (head := root.find("head")) is not None:
        head.tag = "body"  # a page without one: the parser left its text where it stood
    return root
