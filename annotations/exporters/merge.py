"""Three-way merge of our blocks into a file that a person may have edited. Pure; nothing of theirs is lost.

A block that still has the hash in its marker is ours and is replaced; any other was edited and is kept. All that
stands outside blocks is kept byte for byte, new notes go in at their reading place, removed ones leave. A block whose
marker was taken away while its block id stands is the person's now and is not put in a second time.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from textwrap import shorten

from msgspec import Struct

from annotations.exporters.blocks import ORPHANS, Block, Page, digest, fresh, marker, without_place
from annotations.exporters.code_fences import CodeFences, code_fences
from annotations.exporters.escape import heading_text
from annotations.exporters.front_matter import merged_front, split_front, values_in, written
from annotations.exporters.items import ExportReport
from annotations.text.plurals import pluralize

_MARKER = re.compile(
    r"(?m)^(?:%%|<!--) postil(?:: (n-[a-z0-9]+)|-section: ([a-z]+)) ([0-9a-f]{8}) (?:%%|-->)[ \t]*(?=\r?$)"
)
_HEAD = re.compile(r"(?m)^(?:> (?:\[!(?:quote|note)\]|\*\*)|## )")
_BLOCK_ID = re.compile(r"(?m)(?:^|[ \t])\^(n-[a-z0-9]+)[ \t]*\r?$")
_TITLE = re.compile(r"(?:[ \t]*\r?\n)*# .*")
_HEADING = re.compile(r"(?m)^#{1,6}[ \t]")
_FIRST_HEADING = re.compile(r"[\r\n]*+(?=#{1,6}[ \t])")
_TAGS = re.compile(
    r"\s*> (?:\[!note\] |\*\*)on the article[^\n]*+(?:\s++\^n-[a-z0-9]++)?(?:\s++#\S++)++\s++(?:%%|<!--) postil"
)
"""How a block begins that holds the tags of a whole article and nothing else."""
_MOST_HEADS = 200
_MOST_HEADS_FAR = 20
_MOST_CHARS_FAR = 50_000
"""So far back, over other markers, a block may begin."""
_MOST_ROUNDS = 5
_SAID_CHARS = 40
_CONFLICT = (re.compile(r"(?m)^<{7} "), re.compile(r"(?m)^={7}\r?$"), re.compile(r"(?m)^>{7} "))
_PAIRS = ("```", "~~~", "%%", "$$")
"""What begins and ends code, comments and formulas."""


class _Piece(Struct):
    """A stretch of the file: the person's (no id) or a block with its marker."""

    text: str
    id: str = ""
    is_edited: bool = False
    is_gone: bool = False
    was_lost: bool = False
    """It stands behind our heading of the orphans."""
    next: "_Piece | None" = None

    def chain(self) -> Iterator["_Piece"]:
        """This piece and all behind it."""
        piece: _Piece | None = self
        while piece is not None:
            yield piece
            piece = piece.next


def _was_note(piece: _Piece) -> bool:
    """Was a block that has gone counted?"""
    return piece.id.startswith("n-") and not _TAGS.match(piece.text)


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
    if _has_conflict(old):
        notice = "it has merge conflicts: solve them and export again"
        return old, ExportReport(notices=[notice])
    newline = "\r\n" if old.count("\r\n") * 2 > old.count("\n") else "\n"
    front, rest, report = _with_front(old, page, newline)
    merge = _Merge(_pieces(rest), page, newline, report)
    return front + merge.done(), report


def _has_conflict(text: str) -> bool:
    """Do the three lines of git's stand in it, in their order?"""
    at = 0
    for line in _CONFLICT:
        sign = line.search(text, at)
        if sign is None:
            return False
        at = sign.end()
    return True


def _new_file(page: Page) -> tuple[str, ExportReport]:
    wanted = [block for block in page.blocks if block.is_wanted]
    parts = [_written(block, page) for block in wanted]
    head = f"---\n{written(page.values)}---\n\n{fresh(page)}"
    count = sum(block.is_note for block in wanted)
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
    return pattern.sub(lambda heading: heading.group(1) + now, rest, count=1)


def blocks_in(text: str) -> set[str]:
    """Ids of the blocks that stand in a file at a block's place."""
    return {piece.id for piece in _pieces(text) if piece.id}


def _pieces(text: str) -> list[_Piece]:
    """Cut a file at our markers: the person's text and our blocks in turns, the person's first and last."""
    markers = list(_MARKER.finditer(text))
    ours = _ours(text, markers)
    blocks = [(head, sign.end()) for sign, head in ours.items()]
    code = code_fences(text, blocks)
    pieces: list[_Piece] = []
    start, lost = 0, False
    for sign in markers:
        is_ours = sign in ours
        if code.hold(sign.start()) or (not is_ours and _is_within(sign, blocks)):
            continue
        cut = ours[sign] if is_ours else _start_of_edited(text, start, sign, code)
        id = sign.group(1) or sign.group(2)
        lost = lost or id == ORPHANS
        pieces.append(_Piece(text[start:cut]))
        pieces.append(_Piece(text[cut : sign.end()], id, not is_ours, was_lost=lost))
        start = sign.end()
    return [*pieces, _Piece(text[start:])]


def _ours(text: str, markers: Sequence[re.Match[str]]) -> dict[re.Match[str], int]:
    """The markers of blocks that are as we wrote them, and where each block begins.

    Of all the heads before a marker it is the one from which on the hash is right. A block may hold what looks like
    another marker: then it begins before that.
    """
    ours: dict[re.Match[str], int] = {}
    heads = [head.start() for head in _HEAD.finditer(text)]
    for at, sign in enumerate(markers):
        first = markers[at - 1].end() if at else 0
        behind = bisect_left(heads, sign.start())
        near = heads[max(bisect_left(heads, first), behind - _MOST_HEADS) : behind]
        far = heads[max(behind - _MOST_HEADS_FAR, 0) : behind - len(near)]
        for head in (*reversed(near), *reversed(far)):
            if sign.start() - head > _MOST_CHARS_FAR and head < first:
                break
            if digest(text[head : sign.start()]) == sign.group(3):
                ours[sign] = head
                break
    return _outermost(ours)


def _is_within(sign: re.Match[str], blocks: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(blocks, (sign.start(), 0)) - 1
    return at >= 0 and sign.start() < blocks[at][1]


def _outermost(ours: dict[re.Match[str], int]) -> dict[re.Match[str], int]:
    """Without those that lie within another."""
    kept: dict[re.Match[str], int] = {}
    begin = float("inf")
    for sign, head in reversed(ours.items()):
        if sign.start() < begin:
            kept[sign] = head
            begin = head
    return dict(reversed(kept.items()))


def _start_of_edited(text: str, start: int, sign: re.Match[str], code: CodeFences) -> int:
    """Where a block that was edited begins: at the last head before its block id, else at the last head, else at the top."""
    stretch = text[start : sign.start()]
    heads = [head.start() for head in _HEAD.finditer(stretch) if not code.hold(start + head.start())]
    ids = [mark.start() for mark in _BLOCK_ID.finditer(stretch) if mark.group(1) == sign.group(1)]
    before = [head for head in heads if not ids or head < ids[-1]]
    if before:
        return start + before[-1]
    top = 0 if start else _below_title(stretch)
    return start + len(stretch) - len(stretch[top:].lstrip("\r\n"))


def _said_in(block: Block) -> str:
    """The first line of a note's own words; of a highlight that of its quote."""
    lines = [line for line in block.text.splitlines() if line.strip() and not line.startswith("^")]
    own = [line for line in lines if not line.startswith(">")]
    return (own or lines[1:] or lines)[0].lstrip("> ")


class _Merge:
    """One merge of a page's blocks into the pieces of a file."""

    def __init__(self, pieces: list[_Piece], page: Page, newline: str, report: ExportReport) -> None:
        self._pieces = pieces
        self._page = page
        self._newline = newline
        self._report = report
        self._wanted = {block.id: block for block in page.blocks}
        self._counted: set[str] = set()
        self._differing: list[str] = []
        self._last = pieces[-1]

    def done(self) -> str:
        moving = self._replace()
        for left, right in pairwise(self._pieces):
            left.next = right
        theirs = {id for piece in self._pieces if not piece.id for id in _ids_in(piece.text)} - moving
        present = {piece.id for piece in self._pieces if piece.id}
        blocks = self._page.blocks
        lost = [one.id for one in blocks if one.is_lost and not one.is_section and one.is_wanted]
        earlier: _Piece | None = None
        spots = {piece.id: piece for piece in self._pieces if piece.id}
        for block in blocks:
            if block.id in present or not (block.is_wanted or block.id in moving):
                pass
            elif block.id == ORPHANS and all(id in theirs or id in present for id in lost):
                pass  # nobody to stand under the heading
            elif block.id in theirs:
                self._report.kept += block.is_note
            else:
                self._report.new += block.is_note and block.id not in moving
                spots[block.id] = self._insert(block, earlier)
                present.add(block.id)
            earlier = spots.get(block.id, earlier)
        return "".join(piece.text for piece in self._pieces[0].chain())

    def _replace(self) -> set[str]:
        """Bring the blocks that are there up to date; returns those that move to or from the orphans."""
        moving: set[str] = set()
        for piece in self._pieces:
            if not piece.id:
                continue
            block = self._wanted.get(piece.id)
            text = self._text(block, piece) if block is not None else ""
            is_note = block.is_note if block is not None else _was_note(piece)
            is_note = is_note and piece.id not in self._counted
            self._counted.add(piece.id)
            if block is not None and piece.text.replace("\r\n", "\n").rstrip() == text.replace("\r\n", "\n"):
                self._report.same += is_note
            elif piece.is_edited:
                self._report.kept += is_note
                if is_note and block is not None and self._is_newer(block, piece):
                    self._differing.append(f"“{shorten(_said_in(block), _SAID_CHARS, placeholder=' …')}”")
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
        self._report.differing = len(self._differing)
        if self._differing:
            notes = (
                f"{pluralize(len(self._differing), 'note')} {'was' if len(self._differing) == 1 else 'were'}"
            )
            self._report.notices.append(
                f"{notes} edited here and in postil, what stands here was kept: {', '.join(self._differing)};"
                " delete a block here to get postil's"
            )
        self._pieces = _without_gone(self._pieces, self._newline)
        self._last = self._pieces[-1]
        return moving

    def _is_newer(self, block: Block, piece: _Piece) -> bool:
        """Would postil write something else than it wrote there? The marker of what a person edited still says what that was."""
        signs = list(_MARKER.finditer(piece.text))
        return self._page.knows_places and bool(signs) and signs[-1].group(3) != digest(block.text)

    def _text(self, block: Block, piece: _Piece) -> str:
        """A block as it should stand here; where places are not known the number that stood there stays."""
        text = _written(block, self._page)
        if not self._page.knows_places and not piece.is_edited:
            old = piece.text.replace("\r\n", "\n").rpartition("\n\n")[0]
            if without_place(old) == block.text:
                return piece.text
        return text.replace("\n", self._newline)

    def _insert(self, block: Block, earlier: _Piece | None) -> _Piece:
        """Put a new block in at its reading place, with a blank line on either side.

        Behind the nearest earlier note of the file and what the person wrote under it, up to their next heading;
        without an earlier one, before the first block; in a file without blocks, at its end.
        """
        head = self._pieces[0]
        if block.id == ORPHANS:
            spot, stops = self._last, False
        elif earlier is not None and earlier.next is not None:
            spot, stops = earlier.next, earlier.id != ORPHANS
        else:
            spot, stops = head, False
        offset = _end(spot.text, _below_title(spot.text) if spot is head else 0, stops=stops)
        left, right = spot.text[:offset].rstrip("\r\n"), spot.text[offset:].lstrip("\r\n")
        gap = self._newline * 2
        spot.text, before = (left + gap if left or spot is not head else left), spot.next
        rest = _Piece(gap + right if right or before is not None else self._newline, next=before)
        text = _written(block, self._page).replace("\n", self._newline)
        spot.next = ours = _Piece(text, block.id, was_lost=block.is_lost, next=rest)
        if before is None:
            self._last = rest
        return ours


def _end(text: str, top: int, *, stops: bool) -> int:
    """How far what the person wrote here reaches: to their next heading or the end; not into open code or comments."""
    if stops and (first := _FIRST_HEADING.match(text, top)):
        return first.end()
    if not _is_balanced(_marks_in(text[top:])):
        return top
    headings = [heading.start() for heading in _HEADING.finditer(text, top)] if stops else []
    marks, done, code = Counter[str](), top, code_fences(text) if headings else CodeFences((), ())
    for heading in headings:
        marks += _marks_in(text[done:heading])
        if _is_balanced(marks) and not code.hold(heading):
            return heading
        done = heading
    return len(text)


def _ids_in(text: str) -> Iterator[str]:
    """Block ids in a person's text, those in code left out."""
    marks = list(_BLOCK_ID.finditer(text))
    code = code_fences(text) if marks else CodeFences((), ())
    yield from (mark.group(1) for mark in marks if not code.hold(mark.start()))


def _below_title(text: str) -> int:
    """Where the text below a leading heading begins."""
    title = _TITLE.match(text)
    return title.end() if title else 0


def _marks_in(text: str) -> Counter[str]:
    """What begins or ends code, comments and formulas, counted; none of it goes on over the end of a line."""
    return Counter({mark: text.count(mark) for mark in (*_PAIRS, "<!--", "-->")})


def _is_balanced(marks: Mapping[str, int]) -> bool:
    """Whether all that begins also ends."""
    return marks["<!--"] == marks["-->"] and not any(marks[mark] % 2 for mark in _PAIRS)


def _without_gone(pieces: Sequence[_Piece], newline: str) -> list[_Piece]:
    """The person's text and our blocks in turns again, after blocks were taken out."""
    kept: list[_Piece] = []
    texts = [pieces[0].text]
    for block, after in zip(pieces[1::2], pieces[2::2], strict=True):
        if not block.is_gone:
            kept += [_Piece(_closed_up(texts, newline, is_end=False)), block]
            texts = []
        texts.append(after.text)
    return [*kept, _Piece(_closed_up(texts, newline, is_end=True))]


def _closed_up(texts: Sequence[str], newline: str, *, is_end: bool) -> str:
    """What stood before, between and behind blocks that are gone, with one gap where there were two."""
    first, *others = texts
    if not others:
        return first
    between = [body for text in others[:-1] if (body := text.strip("\r\n"))]
    last = others[-1].lstrip("\r\n")
    gap = newline * 2
    above = first.rstrip("\r\n")
    below = gap.join([*between, last] if last else between)
    text = (f"{above}{gap}{below}" if below else above) if above else first + below
    if last or not text:
        return text
    above = text.rstrip("\r\n")
    return above + newline if is_end else above + gap if above else text
