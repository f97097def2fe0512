"""How well papers, pages and books are read: PDFs that real tools set of known words, and how soon large files open."""

import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TypeVar

from rapidfuzz.distance import LCSseq

from annotations.model import Article
from annotations.sources import read_article
from annotations.sources.pdf import read_beginning
from tests.benchmarks import typeset
from tests.benchmarks.table import Figure
from tests.benchmarks.texts import write_text

Read = TypeVar("Read")

TITLE = "words of PDFs in their order, percents missing and too many; large files, seconds of the processor"
_MARK = re.compile(r"\[\d+\]")
_PAGES_TIMES = 17
"""So many times the text fills three hundred pages."""


def measure() -> Iterator[Figure]:
    """Every tool that is here, then the speeds."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text, path in typeset.papers(Path(folder)):
            if path is None:
                print(f"  {name}: not measured, {typeset.SETTERS[name][0]} is not installed")
                continue
            yield from _compared(name, text, read_article(path))
        yield from _speeds(Path(folder))


def _compared(name: str, text: typeset.Text, article: Article) -> Iterator[Figure]:
    """Words in order that are missing and too many; a footnote in one piece is where it belongs."""
    truth, words = text.words(), typeset.words(_MARK.sub(" ", article.text))
    whole = 0
    for note in text.notes.values():
        said = typeset.words(note)
        at = next((at for at in range(len(words)) if words[at : at + len(said)] == said), None)
        if at is not None:
            del words[at : at + len(said)]
            whole += 1
    shared = LCSseq.similarity(truth, words)
    notes = f"{whole} of {len(text.notes)} footnotes in one piece" if text.notes else ""
    yield Figure(f"{name}: missing", 100 * (1 - shared / len(truth)), 1.0, "%", notes)
    yield Figure(f"{name}: too many", 100 * (1 - shared / len(words)), 2.0, "%")


def _speeds(folder: Path) -> Iterator[Figure]:
    if shutil.which("pdflatex"):
        place = folder / "book"
        place.mkdir()
        paper = typeset.latex(typeset.make_text(times=_PAGES_TIMES), place, "12pt,twoside")
        seconds, article = _timed(lambda: read_article(paper))
        raw = paper.read_bytes()
        yield Figure("its first pages", _timed(lambda: read_beginning(raw, paper))[0], 0.5, "s")
        yield Figure(
            "a PDF of 300 pages", seconds / len(article.pages) * 300, 3.0, "s", f"{len(article.pages)} pages"
        )
    text = write_text(folder / "page.txt", 1_000_000).read_text(encoding="utf-8")
    paragraphs = "".join(f"<p>{escape(block)}</p>" for block in text.split("\n\n"))
    page = folder / "page.html"
    page.write_text(
        f"<!doctype html><title>A page</title><body><article>{paragraphs}</article>", encoding="utf-8"
    )
    yield Figure("a saved page of 1 MB of text, first", _timed(lambda: read_article(page))[0], 0.8, "s")
    book = _book(folder)
    yield Figure("an EPUB of 3 MB of text, first", _timed(lambda: read_article(book))[0], 1.0, "s")


def _book(folder: Path) -> Path:
    """An EPUB of a hundred chapters."""
    text = write_text(folder / "novel.txt", 3_200_000).read_text(encoding="utf-8").split("\n\n")
    size = len(text) // 100 + 1
    chapters = [text[at : at + size] for at in range(0, len(text), size)]
    items = "".join(
        f'<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    with zipfile.ZipFile(folder / "novel.epub", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf"/>'
            "</rootfiles></container>",
        )
        book.writestr(
            "book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>'
            f"A novel</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for number, blocks in enumerate(chapters):
            body = "".join(f"<p>{escape(block)}</p>" for block in blocks)
            book.writestr(
                f"{number}.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
            )
    return folder / "novel.epub"


def _timed(read: Callable[[], Read]) -> tuple[float, Read]:
    since = time.process_time()
    article = read()
    return time.process_time() - since, article
