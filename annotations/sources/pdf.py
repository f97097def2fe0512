"""PDF (.pdf): lines to paragraphs in reading order; running heads and page numbers left out, footnotes out of sentences."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from msgspec import Struct

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.drafts import Draft
from annotations.sources.pdf_columns import column_edges, column_of, in_order, is_over
from annotations.sources.pdf_pages import Line, PdfFile, PdfPage
from annotations.sources.pdf_process import read_pdf
from annotations.sources.pdf_running_heads import RunningHeads, edges
from annotations.text.folding import fold

VERSION = 7

_NOTE_MARK: Final = re.compile(r"(?:\[\d{1,3}\]|\d{1,3}|[*†‡§¶])\s?[^\d\s.,)]")
_LIST_MARK: Final = re.compile(r"(?:[•‣◦▪–—*-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_BULLETS: Final = ("• ", "‣ ", "◦ ", "▪ ")
"""What no line but an item of a list begins with."""
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_CHAPTER: Final = re.compile(r"\W*(?:\d{1,3}|[IVXL])\W*")
"""A heading that is the number of a chapter."""
_FILE_NAME: Final = re.compile(
    r"\.(?:docx?|odt|rtf|tex|dvi|pdf|indd|qxd|pages|pptx?|html?|txt)$|^(?:Microsoft \w+ - |untitled|unbenannt|document\d*$)|^\W*$",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"(?:admin(?:istrator)?|user|owner|root|unknown|anonymous|author)\d*", re.IGNORECASE
)
_ENDS: Final = (".", "!", "?", ":", "”", '"', "’", ")", "…", ";", "。")
_LARGER, _SMALLER = 1.12, 0.93
_FULL: Final = 0.88
"""A line that ends before this share of its column's width is the last of its paragraph, if it ends a sentence."""
_FEWEST_CHARS: Final = 10
_MANY_PAGES: Final = 60
_FIRST_PAGES: Final = 12
"""So many are shown at once of a file with many, while all are read."""
_HYPHENS: Final = ("-", "\u2010")


def read(raw: bytes, path: Path) -> Article:
    """Read a PDF.

    Raises:
        SourceError: damaged, locked, or pictures of pages.
    """
    article = _article(read_pdf(raw, path), path)
    if article is None:
        raise SourceError(
            f"{path} holds pictures of pages (a scan), no text; run OCR over it first, as ocrmypdf does"
        )
    return article


def read_beginning(raw: bytes, path: Path) -> Article | None:
    """The first pages of a PDF that takes long; None: it does not, or there is no text on them.

    What heads run over them, and how large its text is, is read off these pages alone: the whole may differ by a line.

    Raises:
        SourceError: damaged or locked.
    """
    file = read_pdf(raw, path, most_pages=_FIRST_PAGES)
    return _article(file, path) if file.head.count > _MANY_PAGES else None


def _article(file: PdfFile, path: Path) -> Article | None:
    """The text of the pages; None: there is none."""
    setting = _Setting.of(file.pages)
    heads = RunningHeads(file.pages, lambda line: setting.heading_level(line) > 0)
    flow = _Flow(setting, _vocabulary(file.pages))
    for number, page in enumerate(file.pages):
        at_edge = {id(line) for line in edges(page)}
        lines = [line for line in page.lines if id(line) not in at_edge or not heads.has(line, number, page)]
        body, notes = _parted(lines, page, setting)
        flow.add_page(page.label, body, notes)
    drafts, starts = flow.finished()
    if sum(len(draft.text) for draft in drafts) < _FEWEST_CHARS:
        return None
    title = _title(file, drafts, path)
    is_said = drafts[0].text == title and len(drafts) > 1
    starts = [(max(0, at - is_said), label) for at, label in starts]
    about = Metadata(title=title, author=_author(file))
    read = len(file.pages)
    notice = (
        f"Only the first {read} of {file.head.count} pages are read: the file takes too long."
        if read < file.head.count
        else ""
    )
    return assemble(drafts[is_said:], about, path, pages=starts, notice=notice)


def _title(file: PdfFile, drafts: Sequence[Draft], path: Path) -> str:
    """The heading that the text begins with, else what the file calls itself; what programs put there is no title."""
    is_name = _FILE_NAME.search(file.head.title) or file.head.title in (path.stem, path.name)
    said = "" if is_name else file.head.title
    first = drafts[0]
    is_heading = first.kind == "heading" and (first.level == 1 or not said)
    return first.text if is_heading or fold(first.text) == fold(said) else said


def _author(file: PdfFile) -> str | None:
    """Who the file says wrote it; accounts of machines are nobody."""
    is_somebody = any(letter.isupper() for letter in file.head.author) or not file.head.author.isascii()
    return file.head.author if is_somebody and not _ACCOUNT.fullmatch(file.head.author) else None


class _Setting(Struct, frozen=True):
    """How the text of a document is set."""

    size: float
    """Of the font of the text, points."""
    pitch: float
    """From line to line, points."""
    levels: dict[int, int]
    """Sizes of the fonts of headings in tenths of points to their levels."""

    @classmethod
    def of(cls, pages: Sequence[PdfPage]) -> "_Setting":
        """Read it off the lines: most characters are of the text itself."""
        sizes: Counter[float] = Counter()
        of_words: set[float] = set()
        pitches: Counter[float] = Counter()
        for page in pages:
            for line in page.lines:
                sizes[round(line.size, 1)] += len(line.text)
                if _WORD.search(line.text):
                    of_words.add(round(line.size, 1))
            for line, after in pairwise(page.lines):
                if 0 < (step := line.bottom - after.bottom) < 4 * line.height:
                    pitches[round(step, 1)] += 1
        size = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted((round(one * 10) for one in of_words if one > size * _LARGER), reverse=True)
        ranks = {}
        level, last = 0, 0
        for tenths in larger:
            if not last or tenths < last * 0.96:
                level, last = level + 1, tenths
            ranks[tenths] = min(level, 6)
        return cls(size, pitches.most_common(1)[0][0] if pitches else size * 1.2, ranks)

    def heading_level(self, line: Line) -> int:
        """0: it is no heading by its size, or a letter in a picture."""
        if not _WORD.search(line.text) and not _CHAPTER.fullmatch(line.text):
            return 0
        return self.levels.get(round(round(line.size, 1) * 10), 0)


def _vocabulary(pages: Sequence[PdfPage]) -> Counter[str]:
    """The words of a document, to tell hyphens that belong to a word from those of a line end."""
    return Counter(
        word.casefold()
        for page in pages
        for line in page.lines
        for word in re.findall(r"[\w-]+\w", line.text)
    )


def _parted(lines: list[Line], page: PdfPage, setting: _Setting) -> tuple[list[Line], list[Line]]:
    """The lines of the text, in reading order, and those of the footnotes below it."""
    ordered = in_order(lines)
    is_small = {id(line): line.size < setting.size * _SMALLER for line in ordered}
    notes: set[int] = set()
    for mark in sorted(
        ordered, key=lambda line: -line.top
    ):  # the first of each column takes all below it along
        if not is_small[id(mark)] or mark.top > page.height / 2 or not _NOTE_MARK.match(mark.text):
            continue
        below = [line for line in ordered if line.top <= mark.top and is_over(mark, line)]
        if all(is_small[id(line)] for line in below):
            notes.update(map(id, below))
    return [line for line in ordered if id(line) not in notes], [
        line for line in ordered if id(line) in notes
    ]


class _Flow:
    """Joins lines to paragraphs, over columns and pages."""

    def __init__(self, setting: _Setting, vocabulary: Counter[str]) -> None:
        self._setting, self._vocabulary = setting, vocabulary
        self._drafts: list[Draft] = []
        self._starts: list[tuple[int, str]] = []
        self._paragraph: list[str] = []
        self._kind: tuple[str, int] = ("paragraph", 0)
        self._last: Line | None = None
        self._column = (0.0, 0.0)
        """The edges of the column that the last line stands in."""
        self._notes: list[Draft] = []

    def add_page(self, label: str, lines: list[Line], notes: list[Line]) -> None:
        """Go on with the text of the next page; its notes come behind the paragraph that goes on."""
        edges = column_edges(lines)
        for index, line in enumerate(lines):
            if self._begins(line, edges, is_first=index == 0):
                self._close()
            if not self._paragraph:
                self._kind = self._kind_of(line)
            self._paragraph.append(line.text)
            self._last, self._column = line, column_of(line, edges)
            if index == 0:
                self._starts.append((len(self._drafts), label))
        self._notes += [Draft(words, "paragraph") for words in self._note_texts(notes)]

    def finished(self) -> tuple[list[Draft], list[tuple[int, str]]]:
        """All blocks, and for each page the index of the block it begins in with the page's number."""
        self._close()
        return self._drafts, self._starts

    def _kind_of(self, line: Line) -> tuple[str, int]:
        if level := self._setting.heading_level(line):
            return "heading", level
        if line.is_bold and len(line.text) < 90 and not line.text.endswith((".", ",", ";")):
            return "heading", min(6, max(self._setting.levels.values(), default=0) + 1)
        return ("list-item", 1) if _LIST_MARK.match(line.text) else ("paragraph", 0)

    def _begins(self, line: Line, edges: dict[int, tuple[float, float]], *, is_first: bool) -> bool:
        """Whether a line begins a paragraph."""
        last = self._last
        if last is None or not self._paragraph:
            return True
        if self._kind[0] == "heading" or self._kind_of(line)[0] == "heading":
            same = self._kind == self._kind_of(line) and abs(last.size - line.size) < 0.5
            return not (same and 0 < last.bottom - line.bottom < 2.2 * line.height and not is_first)
        if line.text[:2] in _BULLETS or (_LIST_MARK.match(line.text) and last.text.endswith(_ENDS)):
            return True
        if line.text[:1].islower() and last.text.endswith(_HYPHENS) and last.text[-2:-1].isalpha():
            return False
        said_all = last.text.rstrip().endswith(_ENDS)
        step = last.bottom - line.bottom
        if is_first or step < -self._setting.size:  # a new page or column
            return said_all and not line.text[:1].islower() and not self._is_full(last, self._column)
        if step > 1.45 * self._setting.pitch and step > 1.2 * line.height:
            return True
        column = column_of(line, edges)
        indent = line.left - column[0]
        if said_all and 4 < indent < 60 and abs(last.left - column[0]) < 3:
            return True
        return said_all and not self._is_full(last, column) and not line.text[:1].islower()

    @staticmethod
    def _is_full(line: Line, column: tuple[float, float]) -> bool:
        """Whether a line reaches the right edge of its column."""
        return line.right - column[0] >= _FULL * (column[1] - column[0])

    def _close(self) -> None:
        if self._paragraph:
            kind, level = self._kind
            text = self._joined(self._paragraph)
            self._drafts.append(Draft(text, kind, level))  # type: ignore[arg-type]
            self._paragraph = []
        self._drafts += self._notes
        self._notes = []

    def _note_texts(self, lines: list[Line]) -> Iterator[str]:
        note: list[str] = []
        for line in lines:
            if note and _NOTE_MARK.match(line.text):
                yield self._joined(note)
                note = []
            note.append(line.text)
        if note:
            yield self._joined(note)

    def _joined(self, lines: Sequence[str]) -> str:
        """Lines as one, words that were broken at their ends made whole."""
        text = lines[0].strip()
        for line in lines[1:]:
            line = line.strip()
            if text.endswith(_HYPHENS) and line[:1].islower() and text[-2:-1].isalpha():
                head = re.search(r"[\w-]*$", text[:-1])
                tail = re.match(r"\w*", line)
                with_hyphen = f"{head[0] if head else ''}-{tail[0] if tail else ''}".casefold()
                is_compound = self._vocabulary[with_hyphen] > self._vocabulary[with_hyphen.replace("-", "")]
                text = text + line if is_compound else text[:-1] + line
            elif text.endswith(_HYPHENS) and text[-2:-1].isalnum():
                text += line
            else:
                text += " " + line
        return text
