"""Three-way merge of our blocks into a file that a person may have edited. Pure; nothing of theirs is lost.

A block that still has the hash in its marker is ours and is replaced; any other was edited and is kept. All that
stands outside blocks is kept byte for byte, new notes go in at their reading place, removed ones leave. A block whose
marker was taken away while its block id stands is the person's now and is not put in a second time.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from annotations.exporters.blocks import ORPHANS, Block, Page, digest, fresh, marker, without_place
from annotations.exporters.escape import heading_text
from annotations.exporters.front_matter import merged_front, split_front, values_in, written
from annotations.exporters.items import ExportReport

_MARKER = re.compile(
    r"(?m)^(?:%%|<!--) postil(?:: (n-[a-z0-9]+)|-section: ([a-z]+)) ([0-9a-f]{8}) (?:%%|-->)[ \t]*(?=\r?$)"
)
_HEAD = re.compile(r"(?m)^(?:> (?:\[!(?:quote|note)\]|\*\*)|## )")
_BLOCK_ID = re.compile(r"(?m)(?:^|[ \t])\^(n-[a-z0-9]+)[ \t]*\r?$")
_TITLE = re.compile(r"(?:[ \t]*\r?\n)*# .*")
_HEADING = re.compile(r"(?m)^#{1,6}[ \t]")
_MOST_HEADS = 200
_MOST_ROUNDS = 5
_CONFLICT = re.compile(r"(?m)^<{7} .*$[\s\S]*?^={7}\r?$[\s\S]*?^>{7} ")


class _Piece(Struct):
    """A stretch of the file: the person's (no id) or a block with its marker."""

    text: str
    id: str = ""
    is_edited: bool = False
    is_gone: bool = False
    was_lost: bool = False
    """It stands behind our heading of the orphans."""


def merged(old: str | None, page: Page) -> tuple[str, ExportReport]:
    """The file as it should be now, and what was done to its notes.

    Args:
        old: the file's text with its own line ends, or None when there is none.
        page: all that is ours in it.
    """
    text, report = _merged(old, page)
    for _ in range(_MOST_ROUNDS if old is not None and text != old else 0):
        again, more = _merged(
            text, page
        )  # blocks copied into one another: what comes to light is merged, too
        if again == text:
            break
        text = again
        report.updated += more.updated
        report.removed += more.removed
    return text, report


def _merged(old: str | None, page: Page) -> tuple[str, ExportReport]:
    if old is None or not old.strip():
        return _new_file(page)
    if "\n=======" in old and "\n>>>>>>> " in old and _CONFLICT.search(old):
        notice = "it has merge conflicts: solve them and export again"
        return old, ExportReport(notices=[notice])
    newline = "\r\n" if old.count("\r\n") * 2 > old.count("\n") else "\n"
    front, rest, report = _with_front(old, page, newline)
    merge = _Merge(_pieces(rest), page, newline, report)
    return front + merge.done(), report


def _new_file(page: Page) -> tuple[str, ExportReport]:
    wanted = [block for block in page.blocks if block.is_wanted]
    parts = [_written(block, page) for block in wanted]
    head = f"---\n{written(page.values)}---\n\n{fresh(page)}"
    count = sum(not block.is_section for block in wanted)
    return "\n".join([head, *(f"{part}\n" for part in parts)]), ExportReport(new=count)


def _written(block: Block, page: Page) -> str:
    return f"{block.text}\n\n{marker(block, page.flavor)}"


def _with_front(old: str, page: Page, newline: str) -> tuple[str, str, ExportReport]:
    """Front matter merged; and what follows it, our heading brought up to date where it is still as we wrote it."""
    front = split_front(old)
    report = ExportReport()
    if front.yaml is None:
        ours = f"---\n{written(page.values)}---\n\n".replace("\n", newline)
        return front.start + ours, front.rest, report
    before = front.yaml.replace("\r\n", "\n")
    after, could_read = merged_front(before, page.values)
    if not could_read:
        report.notices.append("its properties can't be read as YAML and were left as they are")
    rest = _with_heading(front.rest, str(values_in(before).get("title", "")), page.title)
    if after == before:
        return old[: len(old) - len(front.rest)], rest, report
    lines = after.replace("\n", newline)
    return f"{front.start}---{newline}{lines}---{newline}", rest, report


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
        pieces.append(_Piece(text[cut : found.end()], id, not is_ours, was_lost=lost))
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
    top = 0 if start else _below_title(stretch)
    return start + len(stretch) - len(stretch[top:].lstrip("\r\n")), False


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
            if block.id == ORPHANS and all(b.id in theirs or b.id in present for b in self._lost()):
                continue  # nobody to stand under the heading
            if block.id in theirs:
                self._report.kept += 1
                continue
            self._report.new += not block.is_section and block.id not in moving
            self._insert(block, [before.id for before in self._page.blocks[:place]])
            present.add(block.id)
        return "".join(piece.text for piece in self._pieces)

    def _lost(self) -> list[Block]:
        return [
            block for block in self._page.blocks if block.is_lost and not block.is_section and block.is_wanted
        ]

    def _replace(self) -> set[str]:
        """Bring the blocks that are there up to date; returns those that move to or from the orphans."""
        moving: set[str] = set()
        for piece in self._pieces:
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
                piece.is_gone = True
            elif block.is_lost != piece.was_lost and not block.is_section:
                self._report.updated += is_note
                moving.add(piece.id)
                piece.is_gone = True
            else:
                self._report.updated += is_note
                piece.text = text
        self._pieces = _without_gone(self._pieces, self._newline)
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
        if block.id == ORPHANS:
            return len(self._pieces) - 1, self._end(len(self._pieces) - 1, stops=False)
        for id in reversed(before):
            if id in spots:
                index = spots[id] + 1
                return index, self._end(index, stops=id != ORPHANS)
        index = min(spots.values(), default=len(self._pieces)) - 1
        return index, self._end(index, stops=False)

    def _end(self, index: int, *, stops: bool) -> int:
        """How far what the person wrote here reaches: to their next heading or the end; not into open code or comments."""
        text = self._pieces[index].text
        top = _below_title(text) if index == 0 else 0
        if not _is_balanced(text[top:]):
            return top
        for found in _HEADING.finditer(text, top) if stops else ():
            if _is_balanced(text[top : found.start()]):
                return found.start()
        return len(text)


def _below_title(text: str) -> int:
    """Where the text below a leading heading begins."""
    found = _TITLE.match(text)
    return found.end() if found else 0


def _is_balanced(text: str) -> bool:
    """Whether code, comments and formulas that begin in a text end in it."""
    is_even = not any(text.count(mark) % 2 for mark in ("```", "~~~", "%%", "$$"))
    return is_even and text.count("<!--") == text.count("-->")


def _without_gone(pieces: Sequence[_Piece], newline: str) -> list[_Piece]:
    """The person's text and our blocks in turns again, after blocks were taken out."""
    found = [pieces[0]]
    for place in range(1, len(pieces), 2):
        block, after = pieces[place], pieces[place + 1]
        if block.is_gone:
            found[-1].text = _closed_up(found[-1].text, after.text, newline, is_end=place + 2 == len(pieces))
        else:
            found += [block, after]
    return found


def _closed_up(left: str, right: str, newline: str, *, is_end: bool) -> str:
    """What stood before and behind a block that is gone, with one gap instead of two."""
    above, below = left.rstrip("\r\n"), right.lstrip("\r\n")
    if below:
        return f"{above}{newline * 2}{below}" if above else left + below
    if is_end:
        return above + newline if left else ""
    return above + newline * 2 if above else left
