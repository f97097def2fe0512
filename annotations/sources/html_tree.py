"""HTML to trees of elements, in whatever encoding and however broken."""

import re
from typing import TYPE_CHECKING, Final

from annotations.sources.decoding import decode, encoding_meant_by

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
_LETTERING: Final = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|center|cite|code|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|small|span|strike|strong|sub|sup|tt|u)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(
    r"</?(?!(?:html|head|body|title|script|style|meta|base|link)(?=[\s/>]))[a-z][^\s/<>]*(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_LESS_NESTED: Final = ((_LETTERING, ""), (_BLOCK, "<p>"))
"""What is left out of a page that is nested too deeply, as with a thousand fonts that nobody closed, and what stands there."""


def decode_html(raw: bytes, charset: str | None = None) -> str:
    """The characters of a page: by its byte order mark, by what is said of it, else as any text is guessed.

    Args:
        raw: the page.
        charset: what the server said; it counts before what the page declares.
    """
    head = raw[:_HEAD_BYTES]
    declared = _XML_CHARSET.search(head) or _CHARSET.search(head)
    names = [charset or "", declared[1].decode("ascii") if declared else ""]
    if not head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        for name in filter(None, names):
            try:
                return raw.decode(encoding_meant_by(name))
            except (LookupError, UnicodeDecodeError, ValueError):  # it is something else than it says
                continue
    return decode(raw)


def parse_html(markup: str | bytes) -> "HtmlElement":
    """The tree of a page; pictures and fonts that are written into it are left out."""
    text = decode_html(markup) if isinstance(markup, bytes) else markup
    text = _DATA_ADDRESS.sub("data:,", text).replace("\0", "")
    root, is_whole = _parse(text)
    for tags, instead in _LESS_NESTED:
        if not is_whole:
            text = tags.sub(instead, text)
            root, is_whole = _parse(text)
    if root.find("body") is None and (head := root.find("head")) is not None:
        head.tag = "body"  # a page without one: the parser left its text where it stood
    return root


def _parse(text: str) -> "tuple[HtmlElement, bool]":
    """The tree, and whether the parser went on to the end: it stops where elements are nested 256 deep."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace") or b"<html/>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = lxml_html.document_fromstring(b"<html><body></body></html>")
    return root, not any(error.message.startswith("Excessive depth") for error in parser.error_log)
