"""Paints one row of the text: what covers it (names, notes, hits) decides its styles, never its layout. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.model import Article, Mark, TextSpan
from annotations.text.spans import runs
from tui.page.layout import Row
from tui.page.text_layers import Layer
from tui.theme import Dress, group_of

_RULE = "│ "


class Labelled(Protocol):
    """Spans with a label each: names."""

    def within(self, window: TextSpan) -> Sequence[tuple[TextSpan, str]]:
        """Those that touch `window`, in order."""
        ...


class Cover(Struct):
    """What lies over the text of a page just now."""

    entities: Labelled = field(default_factory=Layer)
    notes: Layer[str] = field(default_factory=Layer)
    """Highlights, each with the class of its style: "note:yellow" or, on top of another one, "inner:yellow"."""
    noted: Callable[[TextSpan], Sequence[tuple[TextSpan, str]]] = lambda _: ()
    """The mentions in a stretch of names that have a note, each with the class of its style: "noted:yellow"."""
    hits: Callable[[TextSpan], Sequence[TextSpan]] = lambda _: ()
    """The hits of a search in a stretch."""
    caret: TextSpan | None = None
    caret_look: str = "caret"
    """The class of its style; on a note "focus:yellow": its own colour made stronger."""
    selection: TextSpan | None = None
    head: TextSpan | None = None
    """The moving end of the selection."""
    highlighting: str = "quiet"
    jumps: Mapping[int, str] = field(default_factory=dict)
    """Letters that lie over the words that start there, while a jump waits for them."""


class RowPainter:
    """Paints rows of one article."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._marks = sorted(article.marks, key=lambda mark: mark.span.start)
        self._mark_starts = [mark.span.start for mark in self._marks]
        self._longest_mark = max((len(mark.span) for mark in self._marks), default=0)

    def indent(self, row: Row) -> str:
        """What stands in the indent of a row: the rule of a quote, or nothing. Bullets are in the text."""
        is_quote = self._article.blocks[row.block].kind == "quote"
        if is_quote and row.indent >= 2 and not row.gap:
            return _RULE.ljust(row.indent)
        return " " * row.indent

    def text(self, row: Row, cover: Cover, dress: Dress, room_cells: int) -> Strip:
        """The text of a row.

        Args:
            row: which one.
            cover: what lies over it.
            dress: the styles in force.
            room_cells: cells that the row may fill; a label's word is put there when the text leaves room.
        """
        if row.parts or row.signs:
            return self._parts(row, cover, dress)
        if row.gap or row.start == row.end:
            return Strip.blank(0)
        window, text = TextSpan(row.start, row.end), self._article.text
        layers = self._layers(row, window, cover)
        spelt = is_spelt(cover, dress)
        signs = self._letters(row, cover, layers, room_cells) if spelt else {}
        if cover.jumps:
            signs |= self._jumps(window, cover, layers)
        segments = []
        for run in runs(window, layers):
            words = text[run.span.start : run.span.end].replace("\n", " ")
            if signs and any(at in signs for at in range(run.span.start, run.span.end)):
                words = "".join(signs.get(at, text[at]) for at in range(run.span.start, run.span.end))
                words = words.replace("\n", " ")
            if len(words) > len(run.span):  # a letter, and what it is before
                segments.append(Segment(words[0], dress.style(run.classes)))
                bare = tuple(name for name in run.classes if not name.startswith("letter:"))
                segments.append(Segment(words[1:], dress.style(bare)))
                continue
            segments.append(Segment(words, dress.style(run.classes)))
        strip = Strip(segments)
        return self._with_word(strip, row, cover, dress, room_cells) if spelt and not cover.jumps else strip

    def _parts(self, row: Row, cover: Cover, dress: Dress) -> Strip:
        """A row of a table that is wider than the page: its pieces and the signs between them, each at its place."""
        placed = [(left, Strip([Segment(sign, dress.dim)])) for left, sign in row.signs]
        for part in row.parts:
            piece = Row(part.start, part.end, row.block)
            placed.append((part.left, self.text(piece, cover, dress, part.room)))
        segments, at = list[Segment](), 0
        for left, strip in sorted(placed, key=lambda item: item[0]):
            if left > at:
                segments.append(Segment(" " * (left - at), dress.base))
            segments += strip
            at = max(at, left) + strip.cell_length
        return Strip(segments)

    def _layers(self, row: Row, window: TextSpan, cover: Cover) -> list[tuple[TextSpan, str]]:
        layers: list[tuple[TextSpan, str]] = [(window, f"kind:{self._article.blocks[row.block].kind}")]
        layers += [(mark.span, mark.kind) for mark in self._marks_in(window)]
        if cover.highlighting == "quiet":
            layers += [(span, f"entity:{label}") for span, label in cover.entities.within(window)]
        layers += cover.noted(window)
        layers += sorted(
            cover.notes.within(window), key=lambda item: -len(item[0])
        )  # short ones on long ones
        if cover.highlighting == "loud":  # its ground lies over that of a highlight
            layers += [(span, f"loud:{label}") for span, label in cover.entities.within(window)]
        layers += [(span, "hit") for span in cover.hits(window)]
        for span, name in (
            (cover.caret, cover.caret_look),
            (cover.selection, "selection"),
            (cover.head, "head"),
        ):
            if span is not None:
                layers.append((span, name))
        if cover.jumps:
            layers.append((window, "faded"))
        return layers

    def _letters(
        self, row: Row, cover: Cover, layers: list[tuple[TextSpan, str]], room_cells: int
    ) -> dict[int, str]:
        """A small letter behind each name says its label; in a full row only in the place of a blank. Adds its layer."""
        text, signs, pushed = self._article.text, {}, self.pushed(row, cover, room_cells)
        for at, label in self._spelt_names(row, cover):
            if at in pushed or text[at] == " ":
                layers.append((TextSpan(at, at + 1), f"letter:{label}"))
                signs[at] = _letter(label) + text[at] * (at in pushed)
        return signs

    def pushed(self, row: Row, cover: Cover, room_cells: int) -> frozenset[int]:
        """Signs and blanks that stand a cell further to the right than in the text, with all behind them in their row.

        A letter is before them. Signs come first: a blank can give its place away.
        """
        text = self._article.text
        room = room_cells - cells(text, row.start, row.end)
        places = sorted((at for at, _ in self._spelt_names(row, cover)), key=lambda at: text[at] == " ")
        return frozenset(places[: max(room, 0)])

    def _spelt_names(self, row: Row, cover: Cover) -> list[tuple[int, str]]:
        """The places right behind names of a row whose label is said there: those of signs and blanks."""
        text = self._article.text
        return [
            (span.end, label)
            for span, label in cover.entities.within(TextSpan(row.start, row.end))
            if _is_spelt(label, cover)
            and row.start < span.end < row.end
            and (text[span.end] == " " or (text[span.end].isascii() and not text[span.end].isalnum()))
        ]

    def _with_word(self, strip: Strip, row: Row, cover: Cover, dress: Dress, room_cells: int) -> Strip:
        """The label of the name that ends a row stands behind it, where the row leaves room: loud as a word, else a letter."""
        last = [
            item for item in cover.entities.within(TextSpan(row.end - 1, row.end)) if item[0].end == row.end
        ]
        if not last or not _is_spelt(last[0][1], cover):
            return strip
        label = last[0][1]
        word = f" {group_of(label)} "
        if cover.highlighting != "loud" or strip.cell_length + len(word) > room_cells:
            word = _letter(label)
        if strip.cell_length + len(word) > room_cells:
            return strip
        return Strip([*strip, Segment(word, dress.style(("kind:paragraph", f"letter:{label}")))])

    def _jumps(self, window: TextSpan, cover: Cover, layers: list[tuple[TextSpan, str]]) -> dict[int, str]:
        """Letters of jumps on the first characters of their words, cell for cell; adds their layers."""
        text, signs = self._article.text, {}
        for start, letters in cover.jumps.items():
            if not window.start <= start < window.end:
                continue
            at, left = start, letters
            while at < window.end and (left or not cell_len(text[at])):
                size = cell_len(text[at])  # 0: a mark on the letter before, which is covered with it
                signs[at], left = left[:size].ljust(size), left[size:]
                at += 1
            layers.append((TextSpan(start, at), "jump"))
        return signs

    def _marks_in(self, window: TextSpan) -> list[Mark]:
        first = bisect_left(self._mark_starts, window.start - self._longest_mark)
        last = bisect_left(self._mark_starts, window.end)
        return [mark for mark in self._marks[first:last] if mark.span.end > window.start]


def cells(text: str, start: int, end: int) -> int:
    """Width of `text[start:end]` on the screen, in cells."""
    return Strip([Segment(text[start:end].replace("\n", " "))]).cell_length


_LETTERS = {"person": "ᴾ", "place": "ᴸ", "org": "ᴼ", "group": "ᴳ", "event": "ᴱ", "work": "ᵂ", "number": "ᴺ"}


def is_spelt(cover: Cover, dress: Dress) -> bool:
    """Are labels of names said by letters?"""
    return cover.highlighting == "loud" or (cover.highlighting == "quiet" and not dress.has_colors)


def _is_spelt(label: str, cover: Cover) -> bool:
    """Has it a letter? Numbers are many: without colour it is having none that tells them from names."""
    return cover.highlighting == "loud" or group_of(label) != "number"


def _letter(label: str) -> str:
    return _LETTERS[group_of(label)]


def letter_of(group: str) -> str:
    """The small letter that stands for a group of labels."""
    return _LETTERS[group]


def sign_of(group: str, dress: Dress) -> str:
    """What stands before a name in a list: a dot in the colour of its group, without colours the group's letter."""
    return "●" if dress.has_colors else _LETTERS[group]


def merged(segments: list[Segment]) -> list[Segment]:
    """Fewer segments that look the same: blanks take the style of what stands before them where only the ground shows."""
    joined: list[Segment] = []
    for segment in segments:
        text, style, _ = segment
        if joined and style is not None and text.isspace() and _is_plain(style):
            before = joined[-1].style
            if before is not None and before.bgcolor == style.bgcolor and _is_plain(before):
                joined[-1] = Segment(joined[-1].text + text, before)
                continue
        if text:
            joined.append(segment)
    return joined


def _is_plain(style: Style) -> bool:
    """Whether a blank in this style shows the ground alone."""
    return not (style.underline or style.reverse or style.strike or style.overline or style.underline2)
