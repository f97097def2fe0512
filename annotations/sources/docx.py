"""Word documents (.docx), by way of mammoth: headings, lists, quotes, code, tables, emphasis, links, footnotes at the end."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.archive import Archive
from annotations.sources.assemble import Metadata, assemble, join_names
from annotations.sources.dates import as_date
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.title_page import drop_title_page
from annotations.sources.xml_tree import parse_xml
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

VERSION = 3
_STYLES: Final = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        *(
            f"p[style-name='{name}'] => blockquote > p:fresh"
            for name in ("Quote", "Intense Quote", "Block Text", "Quotations")
        ),
        *(
            f"p[style-name='{name}'] => pre:separator('\\n')"
            for name in ("Source Code", "HTML Preformatted", "Preformatted Text")
        ),
        "r[style-name='Verbatim Char'] => code",
    )
)
"""What Word, LibreOffice and pandoc call titles, quotes and code; the converter knows headings and lists by itself."""

_DEEPEST_FIELDS: Final = 100
"""The converter looks through all that are open at each run of letters: 20,000 take it twelve seconds."""


def read(raw: bytes, path: Path) -> Article:
    """Read a document.

    Raises:
        SourceError: damaged, locked, or without text.
    """
    archive = Archive(raw, path)
    for name in sorted(archive.names):  # whatever the converter will unpack: within bounds, and plain XML
        if name.casefold().endswith((".xml", ".rels")):
            _refuse_deep_fields(parse_xml(archive.read(name), path), path)
    from xml.parsers.expat import ExpatError  # what the converter reads with is stricter than the look above

    import mammoth

    damaged = (
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        RecursionError,
        OSError,
        ExpatError,
    )
    try:
        page = mammoth.convert_to_html(
            BytesIO(raw),
            convert_image=mammoth.images.img_element(lambda _: {}),
            style_map=_STYLES,
            ignore_empty_paragraphs=False,  # they are lines of code, too
        ).value
    except damaged as error:
        raise SourceError(f"{path} is damaged: it is no whole Word document; save it anew") from error
    root = parse_html(page)
    blocks = HtmlBlocks()
    blocks.read(next(root.iter("body"), root))
    if not blocks.drafts:
        raise SourceError(f"{path} holds no text to read")
    about = drop_title_page(blocks, _about(archive, path))
    return assemble(blocks.drafts, about, path, anchors=blocks.anchors)


def _refuse_deep_fields(root: "_Element", path: Path) -> None:
    depth = 0
    for sign in root.iter("{*}fldChar"):
        kind = next((value for key, value in sign.items() if str(key).endswith("}fldCharType")), "")
        depth = max(0, depth + (kind == "begin") - (kind == "end"))
        if depth > _DEEPEST_FIELDS:
            raise SourceError(
                f"{path} is damaged: more than {_DEEPEST_FIELDS} fields within each other; save it anew"
            )


def _about(archive: Archive, path: Path) -> Metadata:
    if "docProps/core.xml" not in archive.names:
        return Metadata()
    root = parse_xml(archive.read("docProps/core.xml"), path)

    def said(name: str) -> str:
        return next((one_line(node.text or "") for node in root.iter(f"{{*}}{name}")), "")

    return Metadata(
        said("title"),
        join_names([" ".join(name.split()) for name in said("creator").split(";") if name.strip()]),
        as_date((said("created") or said("modified"))[:10]),
        language=said("language")[:2].casefold() or None,
    )
