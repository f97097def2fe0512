"""Widgets without border and padding: what Textual does for those on every line of every frame is left out."""

from collections.abc import Sequence

from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Unframed(Widget):
    """A widget that paints and keeps its lines itself."""

    def strips(self, lines: range) -> list[Strip]:
        """Those lines of the widget, filtered."""
        raise NotImplementedError

    def filtered(self, strip: Strip, filters: Sequence[LineFilter]) -> Strip:
        """A line as the terminal can show it."""
        for line_filter in filters:
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines for the screen."""
        strips = self.strips(crop.line_range)
        left, right = crop.column_span
        is_whole = left == 0 and all(strip.cell_length == right for strip in strips)
        return strips if is_whole else [strip.crop(left, right) for strip in strips]
