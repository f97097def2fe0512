"""Files as Chromium, LibreOffice and pandoc write them: those in `files/` are theirs, of texts of ours."""

from pathlib import Path

import pytest

from annotations.sources import read_article
from tests.sources.samples import packed, page

FILES = Path(__file__).with_name("files")
DOCUMENT = [
    ("title", "The Nets of the Women"),
    ("byline", "Jane Doe"),
    ("paragraph", "The harbour was quiet that morning, and the women had the quay to themselves."),
    ("heading", "What remains"),
    ("quote", "Nobody asked us, said the oldest of them."),
    ("list-item", "1. Hemp from the mill"),
    ("list-item", "2. Needles of bone"),
    ("list-item", "• from grandmothers"),
    ("list-item", "• from the market"),
    ("paragraph", "In between."),
    ("list-item", "3. A third thing"),
    ("code", 'knot(2, "bowline")\n    pull()\n\ndone()'),
    ("paragraph", "In the evening the boats come in, H2O."),
]


def blocks_of(path: Path) -> list[tuple[str, str]]:
    article = read_article(path)
    return [(block.kind, article.text[block.span.start : block.span.end]) for block in article.blocks]


def test_a_text_of_libreoffice_keeps_its_quotes_numbers_and_code() -> None:
    assert blocks_of(FILES / "libreoffice.odt") == DOCUMENT


def test_a_word_document_of_libreoffice_keeps_its_quotes_and_code() -> None:
    renumbered = [(kind, words.replace("3. A third", "1. A third")) for kind, words in DOCUMENT]
    assert blocks_of(FILES / "libreoffice.docx") == renumbered  # the converter starts each list anew


def test_a_page_that_chromium_saved_is_the_page(tmp_path: Path) -> None:
    whole = FILES / "chromium.mhtml"
    article = read_article(whole)
    assert (article.title, article.author, article.url) == (
        "Die Netze der Frauen",
        "Jürgen Müller",
        "http://example.org/index.html",
    )
    assert "– „wie früher“, sagte die älteste" in article.text
    assert "Dieser Absatz kam erst durch ein Programm" in article.text
    assert "Newsletter" not in article.text and "Quote" not in article.text


def mhtml(*heads: str, start: str = "") -> bytes:
    """A saved page behind the frame that it shows."""
    said = "<h1>Title</h1>" + "<p>The harbour was quiet that morning, and the women had the quay.</p>" * 3
    return "\r\n".join(
        [
            *heads,
            f'Content-Type: multipart/related; type="text/html"; boundary=b{start}\r\n',
            "--b\r\nContent-Type: text/html\r\nContent-ID: <frame@x>\r\n\r\n<p>Buy now!</p>",
            "--b\r\nContent-Type: text/html; charset=unicode\r\nContent-ID: <page@x>\r\n"
            f"Content-Location: https://example.org/title\r\n\r\n{said}",
            "--b--",
        ]
    ).encode()


@pytest.mark.parametrize(
    "raw",
    [
        mhtml("From: <Saved by Blink>", "Snapshot-Content-Location: https://example.org/title", start='; start="<page@x>"'),
        mhtml("From: <Saved by Windows Internet Explorer 8>", start='; start="<page@x>"'),
        b"\r\n" + mhtml("Snapshot-Content-Location: https://example.org/title", start='; start="<page@x>"'),
    ],
    ids=["frame first", "no address of the whole", "empty line first"],
)  # fmt: skip
def test_the_page_of_an_archive_is_the_one_that_it_names(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.mht").write_bytes(raw)
    article = read_article(tmp_path / "a.mht")
    assert (article.title, article.url) == ("Title", "https://example.org/title")
    assert "quay" in article.text and "Buy" not in article.text


def test_what_a_text_says_of_itself_at_its_top_stands_in_its_head_alone(tmp_path: Path) -> None:
    top = (
        "<h1>Title</h1><p>Jane Doe</p><p>Ada Mills</p><p>3 March 2026</p><h1>One</h1><p>Jane Doe came in.</p>"
    )
    book = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        b'<rootfile full-path="a.opf"/></rootfiles></container>',
        "a.opf": b'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<dc:title>Title</dc:title><dc:creator>Jane Doe</dc:creator><dc:creator>Ada Mills</dc:creator></metadata>"
        b'<manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
        "a.xhtml": page(top),
    }
    (tmp_path / "a.epub").write_bytes(packed(book))
    assert blocks_of(tmp_path / "a.epub") == [
        ("title", "Title"),
        ("byline", "Jane Doe and Ada Mills · 3 March 2026"),
        ("heading", "One"),
        ("paragraph", "Jane Doe came in."),
    ]


def test_indices_of_fb2_are_of_their_line_and_links_back_from_notes_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "a.fb2").write_text(
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><section><p>H<sub>2</sub>O is wet.</p>'
        "</section></body></FictionBook>"
    )
    assert blocks_of(tmp_path / "a.fb2")[-1] == ("paragraph", "H2O is wet.")
    (tmp_path / "b.html").write_text(
        "<article><p>The harbour was quiet that morning, and the women had the quay to themselves for an hour."
        "<a href='#n' id='r'>1</a></p><p id='n'>The quay is older than the town, and so are its stones.<a href='#r'>↩︎</a></p></article>"
    )
    assert "stones.\n" in f"{read_article(tmp_path / 'b.html').text}\n"
