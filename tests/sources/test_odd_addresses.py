"""What is no address that a browser would open costs itself, not the page or book that names it."""

from pathlib import Path

import pytest

from annotations.sources import read_article
from tests.sources.samples import PACKAGE, epub

WORDS = "The harbour was quiet that morning, and nobody had expected the boat to come back before the tide turned."
ADDRESSES = ["http://[", "//[x", "http://a]b/", "http://\u2100.com/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_read_whatever_it_says_of_its_address(address: str, tmp_path: Path) -> None:
    page = (
        f'<head><title>Quiet</title><base href="{address}"><link rel=canonical href="{address}">'
        f'<meta name=author content="Jane Doe"></head><article><p><a href="{address}">{WORDS}</a></p><p>{WORDS}</p></article>'
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    article = read_article(tmp_path / "page.html")
    assert WORDS in article.text
    assert article.author == "Jane Doe"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_book_is_read_whatever_its_links_lead_to(address: str, tmp_path: Path) -> None:
    chapter = f'<html><body><p><a href="{address}">{WORDS}</a></p></body></html>'
    package = PACKAGE.replace("notes.xhtml", address).format(meta="").encode()
    book = epub(**{"OPS/text/one.xhtml": chapter.encode(), "OPS/book.opf": package})
    (tmp_path / "book.epub").write_bytes(book)
    assert WORDS in read_article(tmp_path / "book.epub").text
