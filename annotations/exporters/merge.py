"""Three-way merge of our blocks into a file that a person may have edited. Pure; nothing of theirs is lost.

A block that still has the hash in its marker is ours and is replaced; any other was edited and is kept. All that
stands outside blocks is kept byte for byte, new notes go in at their reading place, removed ones leave. A block whose
marker was taken away while its block id stands is the person's now and is not put in a second time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.exporters.blocks import ORPHANS, Block, Page, digest, fresh, marker, without_place
from annotations.exporters.escape import heading_text
from annotations.exporters.front import merged_front, split_front, values_in, written
from annotations.exporters.items import ExportReport

_MARKER = re.compile(
    r"(?m)^(?:%%|<!--) postil(?:: (n-[a-z0-9]+)|-section: ([a-z]+)) ([0-9a-f]{8}) (?:%%|-->)[ \t]*(?=\r?$)"
)
_HEAD = re.compile(r"(?m)^(?:> (?:\[!(?:quote|note)\]|\*\*)|## )")
_BLOCK_ID = re.compile(r"(?m)(?:^|[ \t])\^(n-[a-z0-9]+)[ \t]*\r?$")
_HEADING = re.compile(r"(?m)^#{1,6}[ \t]")
_MOST_HEADS = 200
_CONFLICT = re.compile(r"(?m)^<{7} .*$[\s\S]*?^={7}\r?$[\s\S]*?^>{7} ")


@dataclass(slots=True)
class _Piece:
    """A stretch of the file: the person's (no id) or a block with its marker."""

    text: str
    id: str = ""
    is_edited: bool = False
    was_lost: bool = False
    """It stands behind our heading of the orphans."""


def merged(old: str | None, page: Page) -> tuple[str, ExportReport]:
    """The file as it should be now, and what was done to its notes.

    Args:
        old: the file's text with its own line ends, or None when there is none.
        page: all that is ours in it.
    """
    if old is None or not old.strip():
        return _new_file(page)
    if _CONFLICT.search(old):
        notice = "it has merge conflicts: solve them and export again"
        return old, ExportReport(notices=[notice])
    newline = "\r\n" if old.count("\r\n") * 2 > old.count("\n") else "\n"
    text, report = _with_front(old, page, newline)
    merge = _Merge(_pieces(text), page, newline, report)
    return merge.done(), report


def _new_file(page: Page) -> tuple[str, ExportReport]:
    wanted = [block for block in page.blocks if block.is_wanted]
    parts = [_written(block, page) for block in wanted]
    head = f"---\n{written(page.values)}---\n\n{fresh(page)}"
    count = sum(not block.is_section for block in wanted)
    return "\n".join([head, *(f"{part}\n" for part in parts)]), ExportReport(new=count)


def _written(block: Block, page: Page) -> str:
    return f"{block.text}\n\n{marker(block, page.flavor)}"


def _with_front(old: str, page: Page, newline: str) -> tuple[str, ExportReport]:
    """Front matter merged, and our heading brought up to date where it is still as we wrote it."""
    front = split_front(old)
    report = ExportReport()
    if front.yaml is None:
        ours = f"---\n{written(page.values)}---\n\n".replace("\n", newline)
        return f"{front.start}{ours}{front.rest}", report
    before = front.yaml.replace("\r\n", "\n")
    after, could_read = merged_front(before, page.values)
    if not could_read:
        report.notices.append("its properties can't be read as YAML and were left as they are")
    rest = _with_heading(front.rest, str(values_in(before).get("title", "")), page.title)
    if after == before:
        return old[: len(old) - len(front.rest)] + rest, report
    return f"{front.start}---{newline}{after.replace(chr(10), newline)}---{newline}{rest}", report


def _with_heading(rest: str, old: str, new: str) -> str:
    was, now = f"# {heading_text(old)}", f"# {heading_text(new)}"
    if was == now:
        return rest
    pattern = re.compile(rf"\A((?:[ \t]*\r?\n)*){re.escape(was)}(?=[ \t]*\r?(?:\n|\Z))")
    return pattern.sub(lambda found: found.group(1) + now, rest, count=1)


def _pieces(text: str) -> list[_Piece]:
    """Cut a file at our markers: the person's text and our blocks in turns, the person's first and last."""
    pieces: list[_Piece] = []
    start, lost = 0, False
    for found in _MARKER.finditer(text):
        cut, is_ours = _start_of_block(text, start, found)
        id = found.group(1) or found.group(2)
        lost = lost or id == ORPHANS
        pieces.append(_Piece(text[start:cut]))
        pieces.append(_Piece(text[cut : found.end()], id, not is_ours, lost))
        start = found.end()
    return [*pieces, _Piece(text[start:])]


def _start_of_block(text: str, start: int, found: re.Match[str]) -> tuple[int, bool]:
    """Where the block before a marker begins, and whether it is as we wrote it.

    Of all the heads before the marker it is the one from which on the hash is right. An edited block has none: it
    begins at the last head before its block id, else at the last head, else right behind the block before.
    """
    stretch = text[start : found.start()]
    heads = [head.start() for head in _HEAD.finditer(stretch)]
    for head in reversed(heads[-_MOST_HEADS:]):
        if digest(stretch[head:]) == found.group(3):
            return start + head, True
    ids = [mark.start() for mark in _BLOCK_ID.finditer(stretch) if mark.group(1) == found.group(1)]
    before = [head for head in heads if not ids or head < ids[-1]]
    if before:
        return start + before[-1], False
    return start + len(stretch) - len(stretch.lstrip("\r\n")), False


class _Merge:
    """One merge of a page's blocks into the pieces of a file."""

    def __init__(self, pieces: list[_Piece], page: Page, newline: str, report: ExportReport) -> None:
        self._pieces = pieces
        self._page = page
        self._newline = newline
        self._report = report
        self._wanted = {block.id: block for block in page.blocks}
        self._counted: set[str] = set()

    def done(self) -> str:
        moving = self._replace()
        theirs = {
            id for piece in self._pieces if not piece.id for id in _BLOCK_ID.findall(piece.text)
        } - moving
        present = {piece.id for piece in self._pieces if piece.id}
        for place, block in enumerate(self._page.blocks):
            if block.id in present or not (block.is_wanted or block.id in moving):
                continue
            if block.id in theirs:
                self._report.kept += 1
                continue
            self._report.new += not block.is_section and block.id not in moving
            self._insert(block, [before.id for before in self._page.blocks[:place]])
            present.add(block.id)
        return "".join(piece.text for piece in self._pieces)

    def _replace(self) -> set[str]:
        """Bring the blocks that are there up to date; returns those that move to or from the orphans."""
        moving: set[str] = set()
        for place, piece in enumerate(self._pieces):
            if not piece.id:
                continue
            block = self._wanted.get(piece.id)
            text = self._text(block, piece) if block is not None else ""
            is_note = piece.id.startswith("n-") and piece.id not in self._counted
            self._counted.add(piece.id)
            if block is not None and self._says(piece, text):
                self._report.same += is_note
            elif piece.is_edited:
                self._report.kept += is_note
            elif block is None:
                self._report.removed += is_note
                self._take_out(place)
            elif block.is_lost != piece.was_lost and not block.is_section:
                self._report.updated += is_note
                moving.add(piece.id)
                self._take_out(place)
            else:
                self._report.updated += is_note
                piece.text = text
        self._pieces = _joined(self._pieces)
        return moving

    def _text(self, block: Block, piece: _Piece) -> str:
        """A block as it should stand here; where places are not known the number that stood there stays."""
        text = _written(block, self._page)
        if not self._page.knows_places and not piece.is_edited:
            old = piece.text.replace("\r\n", "\n").rpartition("\n\n")[0]
            if without_place(old) == block.text:
                return piece.text
        return text.replace("\n", self._newline)

    def _says(self, piece: _Piece, text: str) -> bool:
        return piece.text.replace("\r\n", "\n").rstrip() == text.replace("\r\n", "\n")

    def _take_out(self, place: int) -> None:
        """Drop a block and one of the two gaps around it."""
        before, after = self._pieces[place - 1], self._pieces[place + 1]
        self._pieces[place].text = ""
        self._pieces[place].id = ""
        if not before.text or before.text.endswith("\n"):
            rest = after.text.lstrip("\r\n")
            ends_file = not rest and place + 2 == len(self._pieces)
            if ends_file:
                before.text = before.text.rstrip("\r\n") + self._newline
            after.text = rest

    def _insert(self, block: Block, before: Sequence[str]) -> None:
        """Put a new block in at its reading place, with a blank line on either side."""
        index, offset = self._place(block, before)
        theirs = self._pieces[index].text
        left, right = theirs[:offset].rstrip("\r\n"), theirs[offset:].lstrip("\r\n")
        gap = self._newline * 2
        left = left + gap if left or index else left
        is_last = index + 1 == len(self._pieces)
        right = gap + right if right or not is_last else self._newline
        text = _written(block, self._page).replace("\n", self._newline)
        ours = _Piece(text, block.id, was_lost=block.is_lost)
        self._pieces[index : index + 1] = [_Piece(left), ours, _Piece(right)]

    def _place(self, block: Block, before: Sequence[str]) -> tuple[int, int]:
        """Index of a piece of the person's and an offset in it.

        Behind the nearest earlier note of the file and what the person wrote under it, up to their next heading;
        without an earlier one, before the first block; in a file without blocks, at its end.
        """
        spots = {piece.id: index for index, piece in enumerate(self._pieces) if piece.id}
        if block.is_section and block.is_lost:
            return len(self._pieces) - 1, _end(self._pieces[-1].text, stops=False)
        for id in reversed(before):
            if id in spots:
                index = spots[id] + 1
                return index, _end(self._pieces[index].text, stops=id != ORPHANS)
        index = min(spots.values(), default=len(self._pieces)) - 1
        return index, len(self._pieces[index].text)


def _end(text: str, *, stops: bool) -> int:
    """How far what stands under a block reaches: to the next heading or the end; not into open code or comments."""
    if any(text.count(mark) % 2 for mark in ("```", "~~~", "%%", "$$")) or text.count("<!--") != text.count(
        "-->"
    ):
        return 0
    for found in _HEADING.finditer(text) if stops else ():
        above = text[: found.start()]
        if not any(above.count(mark) % 2 for mark in ("```", "~~~", "%%", "$$")):
            return found.start()
    return len(text)


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The person's text and our blocks in turns again, after blocks were taken out."""
    found = [_Piece("")]
    for piece in pieces:
        if piece.id:
            found += [piece, _Piece("")]
        else:
            found[-1].text += piece.text
    return found
