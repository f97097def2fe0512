"""A frame is written as what differs from the one before: cells that stand on the terminal already are not sent again.

Textual sends all of a widget that asks to be painted, and all of the screen when a frame was left out. On a slow line that is
what one waits for. `forget` makes the next frame a whole one: where another program has written, or the window has another size.

`j` in the list at 100x30: without 10.0 KB a press, with 0.4 KB and 0.5 to 1.5 KB for the preview. No upstream issue is known.
Private: `textual._compositor`, `Strip._segments`, `Strip._render_cache`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from rich.control import Control
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console

_MOST_PIECES = 24
"""A line in more pieces than that is sent whole the next time: looking through them would take longer."""

Piece = tuple[int, int, Strip]
"""Where it stands in the line, in cells from `start` to `end`, and what stands there."""


class TerminalCells:
    """What stands on the terminal, line by line, as far as it is known."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, Piece]] = {}
        """Pieces that do not overlap, by where they start."""

    def forget(self) -> None:
        """Nothing is known any more."""
        self._lines.clear()

    def changed(self, y: int, start: int, strip: Strip) -> tuple[int, Strip] | None:
        """What must be sent for a strip to stand there, and from which cell on; None: nothing. It stands there then."""
        end = start + strip.cell_length
        line = self._lines.setdefault(y, {})
        known = line.get(start)
        if known is not None and known[1] == end:
            line[start] = (start, end, strip)
            return _difference(start, known[2], strip)
        before = self._take_out(line, start, end)
        line[start] = (start, end, strip)
        return _difference(start, before, strip) if before is not None else (start, strip)

    @staticmethod
    def _take_out(line: dict[int, Piece], start: int, end: int) -> Strip | None:
        """Forget a stretch of a line; what stood there, if all of that was known."""
        if len(line) > _MOST_PIECES:
            line.clear()
        known: list[Strip] = []
        at = start
        for left, right, strip in sorted(line.values(), key=lambda piece: piece[0]):
            if right <= start or left >= end:
                continue
            del line[left]
            is_within = start <= left and right <= end
            if not is_within and not all(map(_is_narrow, strip)):
                continue  # a wide character that is cut looks otherwise than either half
            if left < start:
                line[left] = (left, start, strip.crop(0, start - left))
            if right > end:
                line[end] = (end, right, strip.crop(end - left))
            if at == max(left, start):
                at = min(right, end)
                known.append(strip.crop(max(start - left, 0), at - left))
        return Strip.join(known) if at == end and known else None


def _difference(start: int, before: Strip, now: Strip) -> tuple[int, Strip] | None:
    """The stretch in which two strips of one width differ; all of it where widths are not sure.

    All too where most of it differs and it was sent before, somewhere else: its bytes are known then.
    """
    if before is now or before == now:
        return None
    old, new = before._segments, now._segments
    shorter = min(len(old), len(new))
    left = 0
    while left < shorter and old[left] == new[left]:
        left += 1
    right = 0
    while right < shorter - left and old[-1 - right] == new[-1 - right]:
        right += 1
    middle = new[left : len(new) - right]
    cells = sum(len(segment.text) for segment in middle)
    is_ready = now._render_cache is not None and 2 * cells > now.cell_length
    if is_ready or not all(map(_is_narrow, new)):
        return start, now
    at = start + sum(len(segment.text) for segment in new[:left])
    return at, Strip([segment for segment in middle if segment.text], cells)


def _is_narrow(segment: Segment) -> bool:
    """Is it as wide as it has characters, whatever terminal shows it?"""
    return segment.text.isascii() or segment.cell_length == len(segment.text)


class FrameDiff(CompositorUpdate):
    """One of Textual's frames, written as what it changes."""

    def __init__(
        self,
        frame: LayoutUpdate | ChopsUpdate,
        cells: TerminalCells,
        behind: Callable[[int], str] = lambda size: "",
    ) -> None:
        """Take a frame; `behind`: told how many bytes are sent, gives what is sent behind them."""
        self._frame, self._cells, self._behind = frame, cells, behind

    def render_segments(self, console: "Console") -> str:
        """Bytes for the terminal; called when they are about to be written."""
        written: list[str] = []
        for y, x, strip in self._strips():
            changed = self._cells.changed(y, x, strip)
            if changed is not None:
                written += (Control.move_to(changed[0], y).segment.text, changed[1].render(console))
        sent = "".join(written)
        return sent + self._behind(len(sent)) if sent else ""

    def _strips(self) -> Iterable[tuple[int, int, Strip]]:
        """What the frame shows where: line, cell, strip."""
        frame = self._frame
        return _of_layout(frame) if isinstance(frame, LayoutUpdate) else _of_chops(frame)


def _of_layout(frame: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(frame.strips, frame.region.y):
        x = frame.region.x
        for strip in line:
            yield y, x, strip
            x += strip.cell_length


def _of_chops(frame: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """As Textual walks through them."""
    for y, first, last in frame.spans:
        for end, (x, strip) in zip(frame.chop_ends[y], frame.chops[y].items(), strict=False):
            if strip is None or x >= last or end <= first:
                continue
            yield y, x, strip if first <= x < last and end <= last else strip.crop(0, min(end, last) - x)
