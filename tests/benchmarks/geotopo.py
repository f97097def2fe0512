"""How well a book of formulas is read, beside pdfium's own text: GeoTopo of py-pdf/sample-files, truth of py-pdf/benchmarks.

    python -m tests.benchmarks.geotopo GeoTopo-komprimiert.pdf GeoTopo-book.txt

Neither file is ours to ship. The truth was made from pdfium's text and counts running heads and the numbers of pages, which no
reader wants in a sentence, and signs by the code they have in TeX's fonts (`6=` for ≠); each is taken out in turn, for both.
Texts are compared in NFC, as articles are kept; what we show as `[1]` is the raised number that the truth has as `1`.
"""

import argparse
import re
import unicodedata
from collections import Counter
from pathlib import Path

from rapidfuzz.distance import LCSseq

from annotations.sources.pdf import read
from tests.benchmarks.typeset import words

_NOTE_MARK = re.compile(r"\[(\d+)\] ?")
_PAGE_NUMBER = re.compile(r"\d{1,3}|[ivx]{1,4}")
_HEAD = re.compile(r"\d{1,3} (\S.*)")
_SECTION_HEAD = re.compile(r"\d\.\d\. [A-ZÄÖÜß -]+")
_BARE_CODES = re.compile(r"(?<![0-9.,])6(?= ?[=⊆∈⊂])|(?<!\w)7(?= ?→)|(?<!\w)4(?=[A-Z])")


def pdfium_text(raw: bytes) -> str:
    """All pages, as pdfium has them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def without_heads(truth: str) -> str:
    """The truth without the numbers of pages, and without lines that run over several pages behind one."""
    lines = truth.split("\n")
    heads = Counter(match[1] for line in lines if (match := _HEAD.fullmatch(line)))
    return "\n".join(
        line
        for line in lines
        if not _PAGE_NUMBER.fullmatch(line)
        and not ((head := _HEAD.fullmatch(line)) and (heads[head[1]] > 1 or _SECTION_HEAD.fullmatch(head[1])))
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pdf", type=Path)
    parser.add_argument("truth", type=Path)
    options = parser.parse_args()
    raw = options.pdf.read_bytes()
    read_by = {
        "postil": words(_NOTE_MARK.sub(r"\1", read(raw, options.pdf).text)),
        "pdfium": words(unicodedata.normalize("NFC", pdfium_text(raw))),
    }
    truth = unicodedata.normalize("NFC", options.truth.read_text(encoding="utf-8"))
    counted = {
        "as it counts": truth,
        "without running heads": without_heads(truth),
        "and signs as printed": _BARE_CODES.sub("", without_heads(truth)),
    }
    for name, text in counted.items():
        wanted = words(text)
        for program, said in read_by.items():
            shared = LCSseq.similarity(wanted, said)
            print(
                f"{name:24} {program}  in order {shared / len(wanted):.2%}  precision {shared / len(said):.2%}"
            )


if __name__ == "__main__":
    main()
