"""Papers: what stands at the edges of pages, files that pdfium refuses, long ones whose first pages come at once."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

from annotations.errors import SourceError
from annotations.sources import pdf as pdf_source
from annotations.sources import pdf_lines, pdf_process, read_article
from annotations.sources.pdf_columns import column_edges, column_of
from annotations.sources.pdf_lines import read_parts
from annotations.sources.pdf_pages import Line, PdfFile, PdfPage
from tests.sources.samples import pdf, pdf_of

WORDS = "the boats came in, one by one, and the noise began again, as it does here"


def put(folder: Path, raw: bytes) -> Path:
    (folder / "a.pdf").write_bytes(raw)
    return folder / "a.pdf"


def words_of(pages: Sequence[PdfPage]) -> list[str]:
    return [line.text for page in pages for line in page.lines]


def page_of(*lines: tuple[int, int, str]) -> str:
    """A page of lines: height, size, words."""
    return "\n".join(f"BT /F1 {size} Tf 72 {height} Td ({words}) Tj ET" for height, size, words in lines)


def test_a_line_that_counts_at_the_top_of_pages_is_text_unless_it_counts_as_they_do(tmp_path: Path) -> None:
    numbers = (3, 4, 9, 11, 12, 20, 21, 30, 31)
    pages = [
        page_of(
            (800, 11, f"{page} 1.{page // 2}. SECTION {'ABCDE'[page // 2 - 3]}"),
            (770, 11, f"Definition {number}"),
            (740, 11 if page % 3 else 20, "Of knots" if page % 3 else "Exercises"),
            *(
                (720 - 14 * row, 11, f"{'xyzuvwpqr'[page - 7] * (row + 3)} says that {WORDS}.")
                for row in range(8)
            ),
        )
        for page, number in enumerate(numbers, 7)
    ]
    text = read_article(put(tmp_path, pdf_of(*pages))).text
    assert "SECTION" not in text
    assert all(f"Definition {number}" in text for number in numbers)
    assert text.count("Exercises") == 3 and "Of knots" not in text


def test_a_pages_number_in_another_place_than_the_others_is_none_of_its_words(tmp_path: Path) -> None:
    heads = [(300, 11, "7")] + [(800, 11, f"Harbour News {number}") for number in (8, 9, 10)]
    pages = [page_of(head, (600, 11, f"{head[2][-1:] * 9} {WORDS}.")) for head in heads]
    text = read_article(put(tmp_path, pdf_of(*pages))).text
    assert "7\n" not in text and text.count("noise") == 4 and "News" not in text


def test_items_are_apart_also_where_they_are_no_sentences(tmp_path: Path) -> None:
    raw = pdf_of(
        page_of(
            (700, 11, f"All that {WORDS}:"),
            (686, 11, "\\225 Home"),
            (672, 11, "\\225 News of the"),
            (658, 11, "harbour"),
        )
    )
    article = read_article(put(tmp_path, raw))
    items = [
        article.text[block.span.start : block.span.end]
        for block in article.blocks
        if block.kind == "list-item"
    ]
    assert items == ["• Home", "• News of the harbour"]


def test_a_word_broken_before_a_tall_line_is_one_word(tmp_path: Path) -> None:
    lines = [(780 - 14 * row, 11, f"{WORDS},") for row in range(20)]
    raw = pdf_of(
        page_of(*lines, (500, 11, "they hold it for a homo-"), (476, 11, "morphism of the harbour."))
    )
    assert "a homomorphism of the harbour." in read_article(put(tmp_path, raw)).text


BOOK = pdf(
    f"Title\nIn the morn-\ning {WORDS}.\n\nThen it was quiet.",
    f"A second page says that {WORDS}.",
    about="/Author (Jane Doe)",
)


@pytest.mark.parametrize(
    "damaged",
    [
        BOOK.replace(b"/Root 1 0 R", b"/Root 77 0 R"),
        BOOK.replace(b"/Root 1 0 R", b""),
        BOOK.partition(b"\n")[2],
        BOOK[: BOOK.index(b"xref")],
    ],
    ids=["wrong root", "no root", "no first line", "no end"],
)
def test_a_paper_that_pdfium_refuses_is_read_by_another(
    damaged: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import pypdfium2

    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(damaged)
    article, whole = read_article(put(tmp_path, damaged)), read_article(put(tmp_path, BOOK))
    said = "Jane Doe\n\n" if article.author is None else ""  # it went with the end
    assert article.title == "Title"
    assert f"In the morning {WORDS}." in article.text and article.text == whole.text.replace(said, "")
    assert [label for _, label in article.pages] == ["1", "2"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "damaged",
    [
        b"%PDF-1.4\n" + bytes(1 << 20),
        BOOK.replace(b"/Root 1 0 R", b"") + bytes(1 << 20),
        BOOK.replace(b"/Root 1 0 R", b"").replace(b"/Kids [7 0 R", b"/Kids [2 0 R"),
        BOOK.replace(b"/Root 1 0 R", b"").replace(b"/Count 2", b"/Count 2 /X " + b"[" * 100_000),
        b"%PDF-1.4\n1 0 obj << >> endobj"
        + b" 1" * 500_000
        + b"\ntrailer << /Size 1000000 >>\nstartxref\n0\n%%EOF\n",
    ],
    ids=["no end in sight", "an end far away", "a circle of pages", "nesting", "a root that is nowhere"],
)
def test_a_hostile_paper_costs_little_time_and_one_sentence(damaged: bytes, tmp_path: Path) -> None:
    since = time.process_time()
    try:
        _, *pages = read_parts(damaged, tmp_path)
        assert "noise began" in " ".join(words_of(pages))
    except SourceError as error:
        assert "\n" not in error.message
    assert time.process_time() - since < 5


def test_the_other_reader_is_loaded_only_then() -> None:
    code = (
        "import sys; from pathlib import Path; from annotations.sources.pdf_lines import read_parts; "
        "list(read_parts(sys.stdin.buffer.read(), Path('a.pdf'))); sys.exit('pypdf' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], input=BOOK, check=False).returncode == 0


def test_a_page_that_is_damaged_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    read_page = pdf_lines._page

    def second_fails(document: Any, number: int, symbols: Any) -> PdfPage:
        if number == 1:
            raise pypdfium2.PdfiumError("Failed to load page.")
        return read_page(document, number, symbols)

    head, *pages = read_parts(BOOK, Path("a.pdf"))
    monkeypatch.setattr(pdf_lines, "_page", second_fails)
    again, *others = read_parts(BOOK, Path("a.pdf"))
    assert again == head and words_of(others) == words_of(pages)


@pytest.mark.parametrize(
    "raw", [b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>", BOOK[:60]]
)
def test_what_neither_reads_is_one_sentence(raw: bytes, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is damaged"):
        read_article(put(tmp_path, raw))


def test_the_first_pages_of_many_come_first_and_are_those_of_the_whole(tmp_path: Path) -> None:
    pages = [
        page_of((800, 11, f"Harbour News {number}"), (700, 11, f"{'oneself' * number} {WORDS}."))
        for number in range(1, 71)
    ]
    raw = pdf_of(*pages)
    beginning = pdf_source.read_beginning(raw, tmp_path / "a.pdf")
    assert beginning is not None and len(beginning.pages) == 12
    assert read_article(put(tmp_path, raw)).text.startswith(beginning.text)
    assert pdf_source.read_beginning(pdf_of(*pages[:40]), tmp_path / "a.pdf") is None
    assert pdf_source.read_beginning(pdf_of(*[""] * 61), tmp_path / "a.pdf") is None


def test_pages_that_take_too_long_are_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter((0.0, 0.0, 1_000.0))
    monkeypatch.setattr(pdf_lines, "time", SimpleNamespace(thread_time=lambda: next(ticks)))
    head, *pages = read_parts(BOOK, Path("a.pdf"))
    monkeypatch.setattr(pdf_source, "read_pdf", lambda raw, path: PdfFile(head, pages))
    article = read_article(put(tmp_path, BOOK))
    assert "noise began" in article.text and "second page" not in article.text
    assert article.notice.startswith("Only the first 1 of 2 pages")


def hangs_at(*pages: str) -> bytes:
    """Pages of which those that draw `/X Do` never end in pdfium: a form draws itself twice."""
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 99 0 R >> >> /Length 11 >>"
    raw = pdf_of(*pages).partition(b"xref")[0].replace(b"/Font <<", b"/XObject << /X 99 0 R >> /Font <<")
    return (
        raw
        + f"99 0 obj\n{form}\nstream\n/X Do /X Do\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF".encode()
    )


def test_a_page_that_hangs_costs_what_follows_it_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_process, "PAGE_SECONDS", 1)
    article = read_article(put(tmp_path, hangs_at(page_of((700, 11, f"{WORDS}.")), "/X Do")))
    assert "the boats" in article.text and article.notice.startswith("Only the first 1 of 2 pages")
    with pytest.raises(SourceError, match=r"a\.pdf (takes longer than|is damaged)"):
        read_article(put(tmp_path, hangs_at("/X Do")))
    assert "noise began" in read_article(put(tmp_path, BOOK)).text


def test_files_are_read_by_one_process_and_by_another_when_it_is_gone(tmp_path: Path) -> None:
    first = read_article(put(tmp_path, BOOK)).text
    (process,) = pdf_process._processes._waiting
    assert read_article(put(tmp_path, BOOK)).text == first
    assert pdf_process._processes._waiting == [process]
    process._process.kill()
    assert read_article(put(tmp_path, BOOK)).text == first


def test_a_line_looks_for_its_column_among_those_near_it() -> None:
    class Edges(dict[int, tuple[float, float]]):
        asked = 0

        def __contains__(self, key: object) -> bool:
            self.asked += 1
            return super().__contains__(key)

    lines = [Line("w", 4.0 * place, 4.0 * place + 30, 0, 9, False, 9) for place in range(10_000)]
    edges = Edges(column_edges(lines))
    assert column_of(lines[5_000], edges) == (20_000.0, 20_030.0)
    assert edges.asked < 30


TALL = "CMSY10 /FontDescriptor << /Type /FontDescriptor /FontName /CMSY10 /Flags 4 /Ascent 1500 /Descent -400 /FontBBox [0 -400 999 1500] >>"


def outline_of(raw: bytes, folder: Path) -> list[tuple[int, str]]:
    article = read_article(put(folder, raw))
    return [
        (block.level, article.text[block.span.start : block.span.end])
        for block in article.blocks
        if block.kind == "heading"
    ]


def test_a_line_amid_which_a_tall_sign_stands_is_no_heading(tmp_path: Path) -> None:
    signs = "BT /F1 11 Tf 72 700 Td (for each of these the sets) Tj /F2 11 Tf ( fffff ) Tj /F1 11 Tf (hold a boat or two of) Tj ET"
    text = page_of(
        (760, 20, "Title"), (740, 14, "Of sets"), (720, 11, f"All that {WORDS}, and"), (686, 11, WORDS)
    )
    assert outline_of(pdf_of(f"{text}\n{signs}", font=TALL), tmp_path) == [(2, "Of sets")]


def test_letters_in_pictures_are_no_headings_and_have_no_level(tmp_path: Path) -> None:
    labels = page_of((500, 30, "P"), (440, 30, "\\261"), (400, 18, "0"))
    text = page_of(
        (760, 20, "Title"), (740, 14, "Of sets"), (720, 11, f"All that {WORDS}, and"), (706, 11, f"{WORDS}.")
    )
    assert outline_of(pdf_of(f"{text}\n{labels}"), tmp_path) == [(2, "Of sets")]


def test_a_line_is_a_heading_if_it_is_bold_to_its_end(tmp_path: Path) -> None:
    bold = "BT /F2 11 Tf 72 640 Td (Definition 7) Tj ET\nBT /F2 11 Tf 72 600 Td (Proof.) Tj /F1 11 Tf ( Let it be one) Tj ET"
    text = page_of(
        (760, 20, "Title"),
        (720, 11, f"All that {WORDS}, and"),
        (620, 11, f"{WORDS}."),
        (560, 11, f"{WORDS}."),
    )
    assert outline_of(pdf_of(f"{text}\n{bold}", font="SFBX1095"), tmp_path) == [(2, "Definition 7")]


def test_accents_that_are_set_over_letters_are_theirs(tmp_path: Path) -> None:
    over = (
        r"BT /F1 11 Tf 72 700 Td [(She met M) -111 (\250) 444 (uller, Krak) -111 (\264) 444 (ow,)] TJ ET",
        r"BT /F1 11 Tf 72 686 Td [(C) 528 (\270) -195 (eviz and she were there.)] TJ ET",
        page_of((760, 20, "Title"), (660, 11, r"Is this 5\264 or `so\264 as ever?")),
    )
    text = read_article(put(tmp_path, pdf_of("\n".join(over)))).text
    assert "She met Müller, Kraków, Çeviz and she were there." in text
    assert "Is this 5´ or `so´ as ever?" in text


def test_an_accent_that_no_letter_has_stands_over_it_all_the_same(tmp_path: Path) -> None:
    lines = (
        r"BT /F1 11 Tf 72 700 Td [(All its points x) 420 (\230) -250 ( are in the set called X)] TJ /F2 11 Tf [ 600 (e) ] TJ ET",
        page_of((760, 20, "Title"), (660, 11, f"All that {WORDS}.")) + " BT /F2 11 Tf 72 600 Td (|) Tj ET",
    )
    text = read_article(put(tmp_path, pdf_of("\n".join(lines), font="CMEX10"))).text
    assert "All its points x\u0303 are in the set called X\u0303" in text


def test_an_index_below_an_exponent_is_in_their_line_and_a_fraction_is_two_numbers(tmp_path: Path) -> None:
    exponent = "/F1 8 Tf 4.5 Ts (-12) Tj -2.7 Ts [ 1445 (%s) -889 ] TJ /F1 11 Tf 0 Ts"
    half = "/F1 8 Tf 4.3 Ts (1) Tj -3.8 Ts [ 556 (2) ] TJ /F1 11 Tf 0 Ts"
    lines = (
        f"BT /F1 11 Tf 72 700 Td (Let it be f) Tj {exponent % 0} ( of U, and f) Tj {exponent % 1} ( of V.) Tj ET",
        f"BT /F1 11 Tf 72 660 Td (It lasts ) Tj {half} ( of a day.) Tj ET",
        page_of((760, 20, "Title"), (620, 11, f"All that {WORDS}.")),
    )
    text = read_article(put(tmp_path, pdf_of("\n".join(lines)))).text
    assert "Let it be f-120 of U, and f-121 of V." in text
    assert "It lasts 1 2 of a day." in text


def test_the_letters_of_a_drawing_do_not_turn_a_page_round(tmp_path: Path) -> None:
    drawing = page_of(*((500 + 20 * row, 9, letter) for row, letter in enumerate("uvwxyz")))
    text = page_of((760, 20, "Title"), (720, 11, f"All that {WORDS}."), (460, 11, "Look at this."))
    said = read_article(put(tmp_path, pdf_of(f"{text}\n{drawing}"))).text
    assert said.split()[-7:] == ["this.", *"uvwxyz"]


def test_the_number_of_a_lone_page_is_no_word_of_it(tmp_path: Path) -> None:
    raw = pdf_of(
        page_of(
            (760, 20, "Title"),
            (740, 11, "November 30, 2026"),
            (700, 11, f"All that {WORDS}."),
            (110, 11, "1"),
        )
    )
    assert read_article(put(tmp_path, raw)).text.endswith("does here.")
