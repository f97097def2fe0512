"""A small article in each format, made here: title "Title", author "Jane Doe", 3 March 2026, and some text."""

import gzip
import re
import zipfile
from io import BytesIO


def packed(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive; its first part is stored as it is, as EPUB and ODF ask of `mimetype`."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED)
    return out.getvalue()


CONTAINER = (
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    b'<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Title</dc:title><dc:creator>Jane Doe</dc:creator>'
    "<dc:date>2026-03-03</dc:date><dc:language>en-GB</dc:language>{meta}</metadata>"
    '<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="c1" href="text/one.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c2" href="text/two.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c3" href="text/notes.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="c3" linear="no"/><itemref idref="c1"/><itemref idref="c2"/></spine></package>'
)
NAVIGATION = (
    b'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
    b'<nav epub:type="toc"><ol><li><a href="text/one.xhtml">The first</a></li>'
    b'<li><a href="text/two.xhtml">The second</a></li></ol></nav></body></html>'
)


def page(body: str) -> bytes:
    """A chapter."""
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'.encode()


def epub(*, meta: str = "", **more: bytes) -> bytes:
    """A book of two chapters and a note."""
    return packed(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": PACKAGE.format(meta=meta).encode(),
            "OPS/nav.xhtml": NAVIGATION,
            "OPS/text/one.xhtml": page(
                '<p>It began at sea.<a href="notes.xhtml#n1">1</a> The <em>gulls</em> knew.</p><p>So&nbsp;did she.</p>'
            ),
            "OPS/text/two.xhtml": page("<h1>Two</h1><p>It ended on land.</p>"),
            "OPS/text/notes.xhtml": page('<p id="n1">At low tide.</p>'),
            **more,
        }
    )


def docx() -> bytes:
    """A Word document with a heading, bold words and a list."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return packed(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            b'wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
            b' Target="word/document.xml"/></Relationships>',
            "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
            b' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Title</dc:title>'
            b"<dc:creator>Jane Doe</dc:creator><dcterms:created>2026-03-03T10:00:00Z</dcterms:created></cp:coreProperties>",
            "word/document.xml": (
                f"<w:document {w}><w:body>"
                '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>One</w:t></w:r></w:p>'
                "<w:p><w:r><w:t xml:space='preserve'>Text with </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>"
                "<w:r><w:t xml:space='preserve'> words.</w:t></w:r></w:p></w:body></w:document>"
            ).encode(),
            "word/styles.xml": (
                f'<w:styles {w}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
            ).encode(),
        }
    )


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def odt() -> bytes:
    """An OpenDocument text with a heading, italics and a note."""
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "meta.xml": f"<office:document-meta {ODF}><office:meta><dc:title>Title</dc:title><dc:creator>Jane Doe</dc:creator>"
            "<meta:creation-date>2026-03-03T10:00:00</meta:creation-date></office:meta></office:document-meta>".encode(),
            "content.xml": (
                f'<office:document-content {ODF}><office:automatic-styles><style:style style:name="T1">'
                '<style:text-properties fo:font-style="italic"/></style:style></office:automatic-styles><office:body><office:text>'
                '<text:h text:outline-level="1">One</text:h><text:p>Text with <text:span text:style-name="T1">italics</text:span>'
                "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
                "</text:note> in it.</text:p></office:text></office:body></office:document-content>"
            ).encode(),
        }
    )


def pdf(*pages: str, title_size: int = 20, about: str = "", font: str = "Helvetica") -> bytes:
    """A PDF set in Helvetica: each line of a page on one line; the first line of the first page is the title; a foot follows "\\f".

    A word in braces is raised and small, a letter in angle brackets is set in `font`.
    """
    contents = []
    for index, text in enumerate(pages):
        lines, height = [], 780
        body, _, foot = text.partition("\f")
        if foot:
            lines.append(f"BT /F1 9 Tf 72 30 Td ({foot}) Tj ET")
        for row, line in enumerate(body.split("\n")):
            size = title_size if index == 0 and row == 0 else 11
            said = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            said = re.sub(r"{(\w+)}", rf") Tj /F1 {size * 0.6} Tf 4 Ts (\1) Tj /F1 {size} Tf 0 Ts (", said)
            said = re.sub(r"<(.)>", rf") Tj /F2 {size} Tf (\1) Tj /F1 {size} Tf (", said)
            lines.append(f"BT /F1 {size} Tf 72 {height} Td ({said}) Tj ET")
            height -= 40 if size != 11 else 14 if line else 10
        contents.append("\n".join(lines))
    return pdf_of(*contents, about=about, font=font)


def pdf_of(*contents: str, about: str = "", font: str = "Helvetica") -> bytes:
    """A PDF with a page for each content stream; `F1` is Helvetica, `F2` is `font`, `about` is the document's information."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    for name in ("Helvetica", font):
        objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    objects.append(f"<< {about} >>")
    numbers = []
    for stream in contents:
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        numbers.append(len(objects))
    objects[1] = f"<< /Type /Pages /Count {len(numbers)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] >>"
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\n"
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}"
    return (out + f"startxref\n{out.index('xref')}\n%%EOF\n").encode("cp1252")


HTML = (
    b"<!doctype html><html lang=en><head><title>Title | The Harbour</title><meta name=author content='Jane Doe'>"
    b"<meta property='article:published_time' content='2026-03-03T08:00:00Z'><meta property='og:site_name' content='The Harbour'>"
    b"<link rel=canonical href='https://example.org/title'><script>alert(1)</script></head><body>"
    b"<nav><a href='/'>Home</a> <a href='/about'>About</a></nav><article><h1>Title</h1><p>By Jane Doe</p>"
    b"<p>The harbour was quiet that morning, and the women who mend the nets had the quay to themselves for an hour.</p>"
    b"<h2>Nets</h2><p>They work with <em>hemp</em>, as their mothers did, and buy it from a <a href='/mill'>mill</a> up the river.</p>"
    b"<blockquote><p>Nobody asked us, said the oldest of them, and nobody will, so we go on as we always have done here.</p></blockquote>"
    b"</article><footer>Subscribe to our newsletter. All rights reserved.</footer></body></html>"
)
SAMPLES: dict[str, bytes] = {
    "plain": b"Title\nBy Jane Doe, 3 March 2026\n\nText of it.\n",
    "markdown": b"---\nauthor: Jane Doe\ndate: 2026-03-03\n---\n# Title\n\nText with *emphasis* and a [link](https://example.org).\n",
    "html": HTML,
    "mail": b"From: Jane Doe <jane@example.org>\r\nSubject: Title\r\nDate: Tue, 03 Mar 2026 10:00:00 +0000\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nText of the letter.\r\n",
    "epub": epub(),
    "pdf": pdf(
        "Title\nText of the paper, which says what there is to say and ends.\n\nAnother paragraph of it."
    ),
    "docx": docx(),
    "odt": odt(),
    "fb2": b'<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info>'
    b"<author><first-name>Jane</first-name><last-name>Doe</last-name></author><book-title>Title</book-title>"
    b'<date value="2026-03-03"/><lang>en</lang></title-info></description><body><section><title><p>One</p></title>'
    b"<p>Text with <emphasis>emphasis</emphasis>.</p></section></body></FictionBook>",
    "packed": gzip.compress(b"Title\nBy Jane Doe, 3 March 2026\n\nText of it.\n", mtime=0),
    "feed": b'<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Harbour</title>'
    b"<item><title>Title</title><dc:creator>Jane Doe</dc:creator><link>https://example.org/1</link><guid>1</guid>"
    b"<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;Text of the entry.&lt;/p&gt;</description></item>"
    b"<item><title>Older</title><link>https://example.org/0</link><guid>0</guid><description>Words.</description></item></channel></rss>",
    "mbox": b"From jane@example.org Tue Mar  3 09:00:00 2026\nFrom: John Roe <john@example.org>\nSubject: Older\n"
    b"Message-ID: <0@example.org>\n\nWords.\n\n>From here on.\n\n"
    b"From jane@example.org Tue Mar  3 10:00:00 2026\nFrom: Jane Doe <jane@example.org>\nSubject: Title\n"
    b"Date: Tue, 03 Mar 2026 10:00:00 +0000\nMessage-ID: <1@example.org>\n\nText of the letter.\n",
}
"""By the module of `annotations.sources`."""
NO_BYLINE = frozenset({"pdf"})
"""Formats that do not say who wrote it."""

JSON_FEED = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "The Harbour", "items": [{"id": "1", "title": "Title", '
    b'"url": "https://example.org/1", "authors": [{"name": "Jane Doe"}], "date_published": "2026-03-03T10:00:00Z", '
    b'"content_html": "<p>Text of the entry.</p>"}]}'
)
MHTML = (
    b"From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/title\r\nSubject: Title\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: https://example.org/title\r\n\r\n"
    + HTML
    + b"\r\n--b--\r\n"
)
