"""An article as lines of a terminal or a pipe, names in colour or, where there is none, with their labels in words."""

import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from annotations.model import Article, Block, Entity, TextSpan
from annotations.sources.blocks import marker_chars
from annotations.text.canonical import showable
from tui.page.wrapping import wrap

_RESET = "\x1b[0m"
_BLOCKS = {"title": "\x1b[1m", "byline": "\x1b[2m", "standfirst": "\x1b[3m", "heading": "\x1b[1m"}
# One hue a family of labels; the 256 colours that every theme leaves alone.
_COLOURS = {
    **dict.fromkeys(("PERSON",), 141),
    **dict.fromkeys(("GPE", "LOC", "FAC"), 214),
    **dict.fromkeys(("ORG",), 37),
    **dict.fromkeys(("NORP", "LANGUAGE"), 175),
    **dict.fromkeys(("DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"), 110),
    **dict.fromkeys(("EVENT",), 178),
    **dict.fromkeys(("WORK_OF_ART", "LAW", "PRODUCT"), 71),
}


def print_page(
    article: Article, entities: Sequence[Entity], *, width_cells: int | None, is_coloured: bool
) -> None:
    """Print an article.

    Args:
        article: what to print.
        entities: in reading order, without overlaps.
        width_cells: where to wrap; None: a line a paragraph.
        is_coloured: whether escape codes may be used; if not, names carry their label in brackets.
    """
    starts = [entity.span.start for entity in entities]
    for number, block in enumerate(article.blocks):
        if number:
            sys.stdout.write("\n")
        for row in _rows(article.text, block, width_cells):
            first = bisect_left(starts, row.start)
            if first and entities[first - 1].span.end > row.start:
                first -= 1
            line = "".join(_painted(article.text, row, entities, first, block, is_coloured))
            hang = " " * _hang(article.text, block) if row.start > block.span.start else ""
            sys.stdout.write(_indent(block) + hang + line + "\n")


def _rows(text: str, block: Block, width_cells: int | None) -> Iterator[TextSpan]:
    if width_cells is None or block.kind == "code":
        at = block.span.start
        for line in text[block.span.start : block.span.end].split("\n"):
            yield TextSpan(at, at + len(line))
            at += len(line) + 1
        return
    hang = _hang(text, block)
    width = max(width_cells - len(_indent(block)) - hang, 10)
    for number, (start, end) in enumerate(wrap(text, block.span.start + hang, block.span.end, width)):
        yield TextSpan(start if number else block.span.start, end)


def _hang(text: str, block: Block) -> int:
    """Cells by which the lines of a list item stand behind its bullet or number."""
    return marker_chars(text, block.span.start) if block.kind == "list-item" else 0


def _indent(block: Block) -> str:
    if block.kind == "quote":
        return "> " * min(block.level, 4)
    if block.kind == "list-item":
        return "  " * (min(block.level, 6) - 1)
    return "    " if block.kind == "code" else ""


def _painted(
    text: str, row: TextSpan, entities: Sequence[Entity], first: int, block: Block, is_coloured: bool
) -> Iterator[str]:
    base = _BLOCKS.get(block.kind, "") if is_coloured else ""
    yield base
    at = row.start
    for entity in entities[first:]:
        if entity.span.start >= row.end:
            break
        start, end = max(entity.span.start, row.start), min(entity.span.end, row.end)
        yield showable(text[at:start])
        name = showable(text[start:end])
        if is_coloured:
            yield f"\x1b[4;38;5;{_COLOURS.get(entity.label, 110)}m{name}{_RESET}{base}"
        else:
            yield name + (f" [{entity.label}]" if end == entity.span.end else "")
        at = end
    yield showable(text[at : row.end])
    if base:
        yield _RESET
