"""Plain text (.txt, .text): title, byline, standfirst, headings, paragraphs, lists and quotes out of bare lines."""

from collections.abc import Iterator
from pathlib import Path

from annotations.model import Article
from annotations.sources.blocks import SEPARATOR, BlockTable
from annotations.sources.decoding import decoded
from annotations.sources.plain_head import HEAD_LINES, Head, read_head
from annotations.sources.plain_layout import SAMPLE_CHARS, Shape, sniff
from annotations.sources.plain_paragraphs import Kinds, Piece, plain_paragraphs
from annotations.text.canonical import canonical, fingerprint
from annotations.text.line_ends import empty_blank_lines, expand_columns

_CARRY_CHARS = 1 << 22


def read(raw: bytes, path: Path) -> Article:
    """Read a plain text file.

    Args:
        raw: the bytes of the file.
        path: where it lies; gives the title where the text has none.
    """
    return article_from_pieces(map(empty_blank_lines, decoded(raw, expand_columns)), path)


def article_from_pieces(pieces: Iterator[str], path: Path | None) -> Article:
    """Build an article from canonical text that comes in pieces of whole lines."""
    first = next(pieces, "")
    shape = sniff(first[:SAMPLE_CHARS])
    head, rest = _take_head(first, shape)
    del first
    builder = _Builder()
    builder.add_pieces(head.pieces)
    for stretch in _whole_groups(rest, pieces, shape):
        builder.add(*plain_paragraphs(stretch, shape))
    text = builder.text
    return Article(
        id="",
        source=path,
        title=head.title or (canonical(path.stem) if path is not None else ""),
        text=text,
        blocks=builder.blocks,
        fingerprint=fingerprint(text),
        author=head.author,
        published=head.published,
        standfirst=head.standfirst,
        url=head.url,
    )


def _take_head(first: str, shape: Shape) -> tuple[Head, str]:
    at = 0
    for _ in range(HEAD_LINES):
        newline = first.find("\n", at)
        if newline < 0:
            at = len(first)
            break
        at = newline + 1
    lines = first[: min(at, SAMPLE_CHARS)].split("\n")
    head = read_head(lines, shape)
    if not head.body_line:
        return head, first
    return head, first[sum(len(line) + 1 for line in lines[: head.body_line]) :]


def _whole_groups(first: str, pieces: Iterator[str], shape: Shape) -> Iterator[str]:
    """Yield stretches that end between two paragraphs; a piece may end inside of one."""
    carry = first
    for piece in pieces:
        cut = carry.rfind("\n\n") + 2
        if cut == 1 and (not shape.wrap_chars or len(carry) > _CARRY_CHARS):
            cut = len(carry)
        if cut > 1:
            yield carry[:cut]
            carry = carry[cut:]
        carry += piece
    yield carry


class _Builder:
    """Grows text and blocks together. `text += piece` grows in place: one copy, whatever the size."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks = BlockTable()

    def add_pieces(self, pieces: list[Piece]) -> None:
        self.add(
            [piece.text for piece in pieces],
            {at: (piece.kind, piece.level) for at, piece in enumerate(pieces) if piece.kind != "paragraph"},
        )

    def add(self, texts: list[str], kinds: Kinds) -> None:
        if not texts:
            return
        body = SEPARATOR.join(texts) if len(texts) > 1 else texts[0]
        start = len(self.text) + len(SEPARATOR) if self.text else 0
        first_block = len(self.blocks)
        self.blocks.extend(texts, start)
        for at, (kind, level) in kinds.items():
            self.blocks.set_kind(first_block + at, kind, level)
        text, self.text = self.text, ""
        if text:
            text += SEPARATOR
            text += body
        else:
            text = body
        self.text = text
