"""Word documents (.docx), by way of mammoth: headings, lists, tables, emphasis, links, footnotes at the end."""

from io import BytesIO
from pathlib import Path

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.archive import Archive
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.dates import as_date
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.xml_tree import parse_xml
from annotations.text.canonical import one_line

VERSION = 2


def read(raw: bytes, path: Path) -> Article:
    """Read a document.

    Raises:
        SourceError: damaged, locked, or without text.
    """
    archive = Archive(raw, path)
    for name in sorted(archive.names):  # whatever the converter will unpack: within bounds, and plain XML
        if name.casefold().endswith((".xml", ".rels")):
            parse_xml(archive.read(name), path)
    import mammoth

    try:
        page = mammoth.convert_to_html(
            BytesIO(raw), convert_image=mammoth.images.img_element(lambda _: {})
        ).value
    except (KeyError, ValueError, AttributeError, IndexError, TypeError, RecursionError, OSError) as error:
        raise SourceError(f"{path} is damaged: it is no whole Word document; save it anew") from error
    root = parse_html(page)
    blocks = HtmlBlocks()
    blocks.read(next(root.iter("body"), root))
    if not blocks.drafts:
        raise SourceError(f"{path} holds no text to read")
    about = _about(archive, path)
    drafts = blocks.drafts
    if not about.title and drafts[0].kind == "heading":
        about = Metadata(drafts[0].text, about.author, about.published, language=about.language)
    if drafts[0].text == about.title:
        blocks.keep(range(1, len(drafts)))
    return assemble(blocks.drafts, about, path, anchors=blocks.anchors)


def _about(archive: Archive, path: Path) -> Metadata:
    if "docProps/core.xml" not in archive.names:
        return Metadata()
    root = parse_xml(archive.read("docProps/core.xml"), path)

    def said(name: str) -> str:
        return next((one_line(node.text or "") for node in root.iter(f"{{*}}{name}")), "")

    return Metadata(
        said("title"),
        said("creator") or None,
        as_date((said("created") or said("modified"))[:10]),
        language=said("language")[:2].casefold() or None,
    )
