"""Three-way merge of our blocks into a file that a person may have edited. Pure; nothing of theirs is lost.

A block that still has the hash in its marker is ours and is replaced; any other was edited and is kept. All that
stands outside blocks is kept as it is, new notes go in at their reading place, removed ones leave.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.exporters.items import ExportReport
from annotations.exporters.markdown import OUR_KEYS, NoteBlock, digest, front_matter, marker

_MARKER = re.compile(r"(?m)^(?:%%|<!--) postil: (n-[a-z0-9]+) ([0-9a-f]{8}) (?:%%|-->)[ \t]*$")
_HEAD = re.compile(r"(?m)^> (?:\[!(?:quote|note)\]|\*\*)")
_FRONT = re.compile(r"\A---\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'):(?:\s|$)")


@dataclass(slots=True)
class _Piece:
    """A stretch of the file: the person's (no id) or a block with its marker."""

    text: str
    id: str = ""
    edited: bool = False


def merged(
    old: str | None, values: dict[str, object], title: str, new: Sequence[NoteBlock], flavor: str
) -> tuple[str, ExportReport]:
    """The file as it should be now.

    Args:
        old: the file's text, or None when there is none.
        values: our front matter keys.
        title: the heading line for a new file.
        new: our blocks in reading order.
        flavor: obsidian or plain.
    """
    report = ExportReport()
    if old is None:
        pieces = [_Piece(f"---\n{front_matter(values)}---\n\n{title}\n")]
    else:
        pieces = _pieces(_with_front(old, values))
    wanted = {block.id: block for block in new}
    kept: list[_Piece] = []
    for piece in pieces:
        _take(piece, wanted, flavor, kept, report)
    present = {piece.id for piece in kept if piece.id}
    for index, block in enumerate(new):
        if block.id not in present:
            report.new += 1
            kept.insert(_place(kept, [b.id for b in new[:index]]), _Piece(_written(block, flavor), block.id))
    return _joined(kept), report


def _take(
    piece: _Piece, wanted: dict[str, NoteBlock], flavor: str, kept: list[_Piece], report: ExportReport
) -> None:
    """Keep, replace or drop one piece of the old file."""
    block = wanted.get(piece.id)
    if not piece.id:
        kept.append(piece)
    elif piece.edited:
        report.kept += 1
        kept.append(piece)
    elif block is None:
        report.removed += 1
    else:
        text = _written(block, flavor)
        report.same += text == piece.text
        report.updated += text != piece.text
        kept.append(_Piece(text, block.id))


def _written(block: NoteBlock, flavor: str) -> str:
    return f"{block.text}\n\n{marker(block, flavor)}"


def _pieces(text: str) -> list[_Piece]:
    """Cut a file at our markers. A block starts at the last callout head before its marker."""
    pieces: list[_Piece] = []
    start = 0
    for found in _MARKER.finditer(text):
        stretch = text[start : found.start()]
        heads = list(_HEAD.finditer(stretch))
        cut = start + (heads[-1].start() if heads else len(stretch) - len(stretch.lstrip("\n")))
        pieces.append(_Piece(text[start:cut]))
        body = text[cut : found.start()]
        edited = digest(body) != found.group(2)
        pieces.append(_Piece(text[cut : found.end()].rstrip(), found.group(1), edited))
        start = found.end()
    pieces.append(_Piece(text[start:]))
    return pieces


def _place(pieces: Sequence[_Piece], before: Sequence[str]) -> int:
    """Where a new block goes: after the nearest earlier note that is in the file, else before the first block."""
    spots = {piece.id: index for index, piece in enumerate(pieces) if piece.id}
    for id in reversed(before):
        if id in spots:
            return spots[id] + 1
    return min(spots.values(), default=len(pieces))


def _joined(pieces: Sequence[_Piece]) -> str:
    """A blank line around every block; the person's own stretches byte for byte."""
    text = ""
    for piece in pieces:
        if not piece.text:
            continue
        needs_gap = (piece.id or text.endswith(("%%", "-->"))) and text
        if needs_gap and not piece.text.startswith("\n\n") and not text.endswith("\n\n"):
            missing = (
                2
                - (len(text) - len(text.rstrip("\n")))
                - (piece.text.startswith("\n") and piece.text != "\n")
            )
            text += "\n" * max(missing, 0) if piece.text.strip() else ""
        text += piece.text
    return text if text.endswith("\n") else text + "\n"


def _with_front(old: str, values: dict[str, object]) -> str:
    """Our keys anew, the person's own keys as they wrote them."""
    found = _FRONT.match(old)
    if found is None:
        return f"---\n{front_matter(values)}---\n\n{old}"
    theirs, mine = [], False
    for line in (found.group(1) or "").splitlines(keepends=True):
        if key := _KEY.match(line):
            mine = key.group(1).strip("\"'") in OUR_KEYS
        if not mine:
            theirs.append(line)
    return f"---\n{front_matter(values)}{''.join(theirs)}---\n{old[found.end() :]}"
