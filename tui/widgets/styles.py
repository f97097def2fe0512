"""The styles a widget paints with: those of the app it lives in."""

from functools import cache

from rich.style import Style
from textual.widget import Widget

from tui.theme import DARK, Dress

_CHOSEN_PERCENT = 11
_HAIRLINE_PERCENT = 22


def dress_of(widget: Widget) -> Dress:
    dress = getattr(widget.app, "dress", None)
    return dress if isinstance(dress, Dress) else _default()


@cache
def _default() -> Dress:
    return Dress(DARK)


def chosen_ground(dress: Dress) -> Style:
    """Ground of the row that is chosen: a little of the text's colour in it; without colours reversed."""
    if not dress.has_colors:
        return Style(reverse=True)
    palette = dress.palette
    return Style(bgcolor=palette.chosen or mixed(palette.ground, palette.text, _CHOSEN_PERCENT))


def hairline(dress: Dress) -> Style:
    """A line that parts without being read."""
    if not dress.has_colors:
        return Style(dim=True)
    palette = dress.palette
    line = palette.line or mixed(palette.ground, palette.text, _HAIRLINE_PERCENT)
    return Style(color=line, bgcolor=palette.ground)


@cache
def mixed(ground: str, other: str, percent: int) -> str:
    """So many percent of `other` in `ground`; colours as #rrggbb."""
    pairs = ((int(ground[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * percent / 100):02x}" for a, b in pairs)
