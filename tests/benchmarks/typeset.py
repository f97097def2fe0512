"""Texts of known words, set by the tools that people set papers with: LaTeX, groff, LibreOffice, a browser's print.

The words are those of the sample articles, with headings, footnotes and running heads; always the same.
"""

import html
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.texts import SEEDS, paragraphs

TITLE = "What the Harbour Remembers"
RUNNING_HEAD = "Annals of the Skerry Society"
_SECTIONS = ("Of Tides and Their Tables", "Evidence from the Ledgers", "What Was Left Out", "Conclusion")
_TIMEOUT_S = 120


class Text(NamedTuple):
    """What is set: blocks in reading order, and the footnotes on them."""

    blocks: list[tuple[str, str]]
    """Kind (`section`, `paragraph`) and words."""
    notes: dict[int, str]
    """Footnotes by the index of the block that refers to them at its end."""

    def words(self) -> list[str]:
        """The words that a reader reads in order, title first, footnotes left out."""
        return words(" ".join((TITLE, *(words for _, words in self.blocks))))


def words(text: str) -> list[str]:
    """Words as they are compared."""
    return re.findall(r"\w+", text)


def make_text(*, times: int = 1) -> Text:
    """About 8,600 words, or so many times as many."""
    blocks: list[tuple[str, str]] = []
    notes: dict[int, str] = {}
    pool = [*paragraphs(), *_paragraphs_of_markdown()] * times
    for number, paragraph in enumerate(pool):
        if number % (len(pool) // len(_SECTIONS) + 1) == 0:
            blocks.append(("section", _SECTIONS[number // (len(pool) // len(_SECTIONS) + 1)]))
        blocks.append(("paragraph", _plain(paragraph)))
        if number % 4 == 1:
            notes[len(blocks) - 1] = _plain(
                f"Compare what is said elsewhere: {pool[number - 1][:150].rpartition(' ')[0]}."
            )
    return Text(blocks, notes)


def _paragraphs_of_markdown() -> Iterator[str]:
    for path in sorted(SEEDS.glob("*.md")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if len(line) > 200 and line[0].isalpha() and not re.search(r"[\[*_`|]", line):
                yield line


def _plain(text: str) -> str:
    """Characters that every one of these tools sets."""
    text = (
        re.sub(r"\s*[–—]\s*", ", ", text)
        .replace("’", "'")
        .replace("‘", "'")
        .replace("“", '"')
        .replace("”", '"')
    )
    return re.sub(r"[^\x20-\x7e]", "", text).replace('"', "").replace("  ", " ")


def latex(text: Text, folder: Path, options: str) -> Path:
    """An article by pdflatex, with running heads, footnotes and hyphenation."""

    def escape(words: str) -> str:
        return re.sub(r"([%$&#_{}])", r"\\\1", words)

    body = []
    for index, (kind, words) in enumerate(text.blocks):
        note = f"\\footnote{{{escape(text.notes[index])}}}" if index in text.notes else ""
        body.append(f"\\section*{{{words}}}" if kind == "section" else escape(words) + note + "\n")
    source = (
        f"\\documentclass[{options}]{{article}}\n\\usepackage{{fancyhdr}}\n\\pagestyle{{fancy}}\n\\fancyhf{{}}\n"
        f"\\fancyhead[L]{{{RUNNING_HEAD}}}\n\\fancyhead[R]{{\\thepage}}\n\\fancyfoot[C]{{No. 48}}\n\\sloppy\n"
        f"\\title{{{TITLE}}}\\author{{}}\\date{{}}\n\\begin{{document}}\n\\maketitle\n"
        + "\n".join(body)
        + "\n\\end{document}\n"
    )
    (folder / "paper.tex").write_text(source, encoding="ascii")
    _run(["pdflatex", "-interaction=batchmode", "paper.tex"], folder)
    return folder / "paper.pdf"


def groff(text: Text, folder: Path, columns: int) -> Path:
    """A paper by groff's ms macros."""
    lines = [".nr FF 3", f".ds LH {RUNNING_HEAD}", ".ds CH", ".ds RH \\n%", ".TL", TITLE]
    lines += [".2C"] if columns == 2 else []
    for index, (kind, words) in enumerate(text.blocks):
        escaped = words.replace("\\", "\\e")
        if kind == "section":
            lines += [".SH", escaped]
            continue
        lines.append(".PP")
        if index in text.notes:
            lines += [f"\\&{escaped}\\**", ".FS", f"\\&{text.notes[index]}", ".FE"]
        else:
            lines.append(f"\\&{escaped}")
    (folder / "paper.ms").write_text("\n".join(lines) + "\n", encoding="ascii")
    with (folder / "paper.pdf").open("wb") as out:
        subprocess.run(
            ["groff", "-ms", "-Tpdf", "paper.ms"], cwd=folder, stdout=out, timeout=_TIMEOUT_S, check=True
        )
    return folder / "paper.pdf"


def libreoffice(text: Text, folder: Path, columns: int) -> Path:
    """A document by LibreOffice, with a running head and footnotes."""
    body = []
    for index, (kind, words) in enumerate(text.blocks):
        note = ""
        if index in text.notes:
            note = (
                f'<text:note text:id="n{index}" text:note-class="footnote"><text:note-citation>{index}</text:note-citation>'
                f"<text:note-body><text:p>{html.escape(text.notes[index])}</text:p></text:note-body></text:note>"
            )
        tag = (
            'text:h text:outline-level="1" text:style-name="Head"'
            if kind == "section"
            else 'text:p text:style-name="Body"'
        )
        body.append(f"<{tag}>{html.escape(words)}{note}</{tag[:6]}>")
    (folder / "paper.fodt").write_text(
        _FODT.format(columns=columns, title=TITLE, head=RUNNING_HEAD, body="".join(body)), encoding="utf-8"
    )
    _run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "paper.fodt",
        ],
        folder,
    )
    return folder / "paper.pdf"


_FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:text-align="justify" fo:margin-bottom="0.2cm"/>
<style:text-properties fo:font-size="11pt" fo:language="en" fo:country="GB" fo:hyphenate="true"/></style:style>
<style:style style:name="Head" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.2cm"/>
<style:text-properties fo:font-size="15pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Title" style:family="paragraph"><style:text-properties fo:font-size="22pt"/></style:style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"><style:columns fo:column-count="{columns}" fo:column-gap="0.8cm"/>
</style:page-layout-properties><style:header-style><style:header-footer-properties fo:margin-bottom="0.5cm"/></style:header-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"><style:header><text:p>{head}
 <text:page-number text:select-page="current">1</text:page-number></text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text><text:p text:style-name="Title">{title}</text:p>{body}</office:text></office:body></office:document>"""


def browser(text: Text, folder: Path, columns: int) -> Path:
    """A page printed by Chromium, with the head and foot that it adds: date, title, address, page of pages."""
    body = "".join(
        f"<h2>{html.escape(words)}</h2>" if kind == "section" else f"<p>{html.escape(words)}</p>"
        for kind, words in text.blocks
    )
    style = f"body {{ column-count: {columns}; text-align: justify; hyphens: auto; font-family: serif }} h1 {{ column-span: all }}"
    page = f"<!doctype html><html lang=en><title>{TITLE}</title><style>{style}</style><body><h1>{TITLE}</h1>{body}"
    (folder / "paper.html").write_text(page, encoding="utf-8")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    _run(
        [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            "--print-to-pdf=paper.pdf",
            "paper.html",
        ],
        folder,
    )
    return folder / "paper.pdf"


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, timeout=_TIMEOUT_S, check=True, capture_output=True)


SETTERS: dict[str, tuple[str, Callable[[Text, Path], Path], bool]] = {
    "LaTeX, one column": ("pdflatex", lambda text, folder: latex(text, folder, "11pt,twoside"), True),
    "LaTeX, two columns": ("pdflatex", lambda text, folder: latex(text, folder, "10pt,twocolumn"), True),
    "groff, one column": ("groff", lambda text, folder: groff(text, folder, 1), True),
    "groff, two columns": ("groff", lambda text, folder: groff(text, folder, 2), True),
    "LibreOffice, one column": ("soffice", lambda text, folder: libreoffice(text, folder, 1), True),
    "LibreOffice, two columns": ("soffice", lambda text, folder: libreoffice(text, folder, 2), True),
    "browser's print, one column": ("chromium", lambda text, folder: browser(text, folder, 1), False),
    "browser's print, two columns": ("chromium", lambda text, folder: browser(text, folder, 2), False),
}
"""Name: the program, how it sets, whether footnotes are set too."""


def papers(folder: Path) -> Iterator[tuple[str, Text, Path | None]]:
    """Set the text with each tool; None: it is not installed."""
    text = make_text()
    for name, (program, set_text, has_notes) in SETTERS.items():
        place = folder / re.sub(r"\W+", "-", name)
        place.mkdir(parents=True, exist_ok=True)
        set_words = text if has_notes else Text(text.blocks, {})
        yield name, set_words, set_text(set_words, place) if shutil.which(program) else None
