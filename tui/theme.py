"""Themes: colours of names and highlights, each meaning the same on dark and light ground. A label never speaks by colour alone."""

import os
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct
from rich.style import Style
from textual.theme import Theme

_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "org", "NORP": "group",
        "EVENT": "event", "WORK_OF_ART": "work", "LAW": "work", "PRODUCT": "work", "LANGUAGE": "group",
    }
)  # fmt: skip


_MONOCHROME = ("vt52", "vt100", "vt102", "vt220", "vt320")


class Palette(Struct, frozen=True):
    """One ground with its colours, as #rrggbb."""

    name: str
    ground: str
    text: str
    dim: str
    accent: str
    selection: str
    """Ground of what is selected: seen at once, and light enough on a whole paragraph."""
    labels: Mapping[str, str]
    """Colour by group of labels: person, place, org, group, event, work, number."""
    tints: Mapping[str, str]
    """Ground of a highlight by its colour name."""
    inks: Mapping[str, str]
    """The same colours for lines and words: a card's edge in the margin."""
    chosen: str = ""
    """Ground of the chosen row; empty: a little of the text's colour in the ground."""
    line: str = ""
    """Hairlines, and what lies softly behind words; empty: mixed too."""

    @property
    def is_of_sixteen(self) -> bool:
        """Is it drawn for terminals of sixteen colours? Nothing is mixed there: it would fall on the nearest of them."""
        return bool(self.line)


DARK = Palette(
    name="dark",
    ground="#16181d",
    text="#d8d9da",
    dim="#9196a0",
    accent="#e5b567",
    selection="#e5b567",
    labels=MappingProxyType(
        {
            "person": "#c3a6ff", "place": "#efb150", "org": "#5fd0c5", "group": "#f59ba5",
            "event": "#e9d668", "work": "#90ce78", "number": "#95b2d7",
        }
    ),
    tints=MappingProxyType(
        {"yellow": "#4a431c", "green": "#23452d", "blue": "#1f3f5c", "pink": "#532b42", "orange": "#5c2e10"}
    ),
    inks=MappingProxyType(
        {"yellow": "#d9c65a", "green": "#7fc48f", "blue": "#7fb2e5", "pink": "#e08bb8", "orange": "#e5a266"}
    ),
)  # fmt: skip

LIGHT = Palette(
    name="light",
    ground="#fbfaf7",
    text="#24262b",
    dim="#5f646c",
    accent="#905500",
    selection="#f0c27a",
    labels=MappingProxyType(
        {
            "person": "#6a3fc0", "place": "#623c00", "org": "#00695f", "group": "#a8325a",
            "event": "#786d00", "work": "#2e6318", "number": "#3f5f86",
        }
    ),
    tints=MappingProxyType(
        {"yellow": "#fff1a8", "green": "#cdeed3", "blue": "#cfe5fb", "pink": "#fbd7e8", "orange": "#ffdfbf"}
    ),
    inks=MappingProxyType(
        {"yellow": "#7a6400", "green": "#1f6b34", "blue": "#1f5b94", "pink": "#9c2b67", "orange": "#9a4a00"}
    ),
)  # fmt: skip


DARK_16 = Palette(
    name="dark",
    ground="#000000",
    text="#ffffff",
    dim="#aaaaaa",
    accent="#ffff55",
    selection="#ffffff",
    labels=MappingProxyType(
        {
            "person": "#ff55ff", "place": "#ffff55", "org": "#55ffff", "group": "#ff5555",
            "event": "#00aaaa", "work": "#55ff55", "number": "#aaaaaa",
        }
    ),
    tints=MappingProxyType(
        {"yellow": "#aa5500", "green": "#00aa00", "blue": "#00aaaa", "pink": "#aa00aa", "orange": "#aa0000"}
    ),
    inks=MappingProxyType(
        {"yellow": "#ffff55", "green": "#55ff55", "blue": "#55ffff", "pink": "#ff55ff", "orange": "#ff5555"}
    ),
    chosen="#0000aa",
    line="#555555",
)  # fmt: skip
"""Drawn by hand of the sixteen colours as Rich knows them."""

LIGHT_16 = Palette(
    name="light",
    ground="#ffffff",
    text="#000000",
    dim="#555555",
    accent="#aa5500",
    selection="#0000aa",
    labels=MappingProxyType(
        {
            "person": "#aa00aa", "place": "#aa5500", "org": "#0000aa", "group": "#aa0000",
            "event": "#5555ff", "work": "#000000", "number": "#555555",
        }
    ),
    tints=MappingProxyType(
        {"yellow": "#ffff55", "green": "#55ff55", "blue": "#5555ff", "pink": "#ff55ff", "orange": "#ff5555"}
    ),
    inks=MappingProxyType(
        {"yellow": "#aa5500", "green": "#00aa00", "blue": "#5555ff", "pink": "#aa00aa", "orange": "#aa0000"}
    ),
    chosen="#55ffff",
    line="#aaaaaa",
)  # fmt: skip

_MANY: Mapping[str, Palette] = MappingProxyType({"dark": DARK, "light": LIGHT})
_SIXTEEN: Mapping[str, Palette] = MappingProxyType({"dark": DARK_16, "light": LIGHT_16})


def palettes(*, has_sixteen: bool) -> Mapping[str, Palette]:
    """The palettes for a terminal, by name; `has_sixteen`: it has no more than sixteen colours."""
    return _SIXTEEN if has_sixteen else _MANY


GROUPS = ("person", "place", "org", "group", "event", "work", "number")
"""The groups of labels, in the order of the legend."""


def group_of(label: str) -> str:
    """The group of an OntoNotes label: what shares a colour and a word in the legend."""
    return _GROUPS.get(label, "number")


def palette_named(name: str, *, is_light: bool | None = None, has_sixteen: bool = False) -> Palette:
    """A palette by its name; for "auto" the one that suits the ground.

    Args:
        name: dark, light, or auto.
        is_light: what the terminal says of its ground; None: nothing, then `COLORFGBG` is asked, else it is dark.
        has_sixteen: whether the terminal has no more than sixteen colours.
    """
    if name == "auto":
        if is_light is None:
            is_light = os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
        name = "light" if is_light else "dark"
    return palettes(has_sixteen=has_sixteen)[name]


def has_colors() -> bool:
    """Can and may the terminal show colours? No with `NO_COLOR`, and on terminals that are known to have none."""
    term = os.environ.get("TERM", "")
    return "NO_COLOR" not in os.environ and not (
        term.startswith(_MONOCHROME) or term.endswith(("-mono", "-m", "-nocolor"))
    )


def textual_theme(palette: Palette) -> Theme:
    """The palette for Textual's own widgets: fields, sheets, toasts."""
    return Theme(
        name=f"postil-{palette.name}",
        primary=palette.accent,
        accent=palette.accent,
        secondary=palette.labels["org"],
        warning=palette.labels["place"],
        error=palette.labels["group"],
        success=palette.labels["work"],
        foreground=palette.text,
        background=palette.ground,
        surface=blended(palette.text, palette.ground, 0.04),
        panel=blended(palette.text, palette.ground, 0.09),
        dark=palette.name == "dark",
        variables={"dim": palette.dim},
    )


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blended(one: str, other: str, share: float) -> str:
    """A colour between two: `share` of the first, the rest of the second."""
    parts = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in parts)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _legible_on(ground: str) -> str:
    """Black or white, whichever is read better on a ground."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, ground))


_LOUD_SHARE = 0.24
_BAR_SHARE = 0.55
_INNER_SHARE = 0.16
_NOTED_SHARE = 0.5
_FOCUS_SHARE = MappingProxyType({"dark": 0.68, "light": 0.28})
"""Of a highlight's ink in its tint, where it lies on another one and where it is in focus; words on it can be read."""
_FADED_SHARE = 0.66
_LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""


@cache
def _of_two_colors(color: str | None, ground: str | None) -> Style:
    """Made once: Rich reads the names of colours anew for each style."""
    return Style(color=color, bgcolor=ground)


class Dress:
    """The styles of one palette, made once.

    Without colours (`NO_COLOR`) everything that a colour says is said by an attribute: names are underlined (and have
    letters behind them, see `tui.widgets.paint_row`), highlights are bold, what is chosen is reversed.
    """

    def __init__(self, palette: Palette, *, has_colors: bool = True) -> None:
        self.palette = palette
        self.has_colors = has_colors
        self.base = self._colored(palette.text, palette.ground)
        self.dim = self._colored(palette.dim, palette.ground) if has_colors else Style(dim=True)
        self.accent = self._colored(palette.accent, palette.ground)
        self.bar = self._colored(
            palette.dim if palette.is_of_sixteen else blended(palette.accent, palette.ground, _BAR_SHARE),
            palette.ground,
        )
        self.strong = self.base + Style(bold=True)
        self.key = self.base if has_colors else self.strong
        """A key in a hint, beside its dim word."""
        chosen = palette.chosen or blended(palette.accent, palette.ground, 0.22)
        self.chosen = self._colored(palette.text, chosen, reverse=True)
        self.jump = self._colored(palette.ground, palette.accent, reverse=True) + Style(bold=True)
        self._made: dict[tuple[str, ...], Style] = {}

    def _colored(self, color: str | None, ground: str | None, *, reverse: bool = False) -> Style:
        """A style of two colours; without colours a reversed one where `reverse`, else a plain one."""
        if self.has_colors:
            return _of_two_colors(color, ground)
        return Style(reverse=True) if reverse else Style.null()

    def style(self, classes: tuple[str, ...]) -> Style:
        """The style for what covers a run, lowest first: "kind:title", "entity:PERSON", "note:yellow", ..."""
        style = self._made.get(classes)
        if style is None:
            style = self.base
            for name in classes:
                style += self._one(name)
            style = self._made[classes] = self._readable(style)
        return style

    def _readable(self, style: Style) -> Style:
        """A name's colour on a tint: as much nearer to the text's colour as it takes to be read there."""
        color, ground = (part and part.triplet for part in (style.color, style.bgcolor))
        if color is None or ground is None:
            return style
        if self.palette.is_of_sixteen:
            is_read = contrast(color.hex, ground.hex) >= _LEAST_CONTRAST
            return style if is_read else style + Style(color=_legible_on(ground.hex))
        near, share = color.hex, 1.0
        while contrast(near, ground.hex) < _LEAST_CONTRAST and share > 0:
            share -= 0.125
            near = blended(color.hex, self.palette.text, share)
        return style if near == color.hex else style + Style(color=near)

    def label(self, group: str) -> Style:
        """The colour of a group of labels, for the legend and lists."""
        return self._colored(self.palette.labels[group], self.palette.ground)

    def ink(self, color: str) -> Style:
        """The colour of a highlight as a line or a word."""
        return self._colored(self.palette.inks.get(color, self.palette.inks["yellow"]), self.palette.ground)

    def _one(self, name: str) -> Style:
        kind, _, value = name.partition(":")
        palette = self.palette
        if kind == "entity":
            return self._colored(palette.labels[group_of(value)], None) + Style(underline=True)
        if kind == "loud":
            soft = palette.line or blended(palette.labels[group_of(value)], palette.ground, _LOUD_SHARE)
            return self._colored(palette.text, soft) + Style(underline=None if self.has_colors else True)
        if kind == "letter":
            label = palette.labels[group_of(value)]
            if not self.has_colors:  # reversed it parts the words as the blank did whose place it takes
                return Style(reverse=True, bold=False, underline=False)
            if palette.is_of_sixteen:
                return self._colored(_legible_on(label), label)
            return self._colored(label, blended(label, palette.ground, _LOUD_SHARE))
        if kind == "note":
            tint = palette.tints.get(value, palette.tints["yellow"])
            words = _legible_on(tint) if palette.is_of_sixteen else None
            return self._colored(words, tint) + Style(bold=None if self.has_colors else True)
        if kind == "noted":  # half the tint: it stands at every mention
            tint = palette.tints.get(value, palette.tints["yellow"])
            ground = blended(tint, palette.ground, _NOTED_SHARE)
            return self._colored(None, ground) + Style(underline2=True)
        if kind in ("inner", "focus"):
            return self._stronger(value, _INNER_SHARE if kind == "inner" else _FOCUS_SHARE[palette.name])
        if kind == "kind":
            return self._block(value)
        if kind == "label":
            return self._colored(palette.labels[value], None)
        return self._mark(kind)

    def _stronger(self, color: str, share: float) -> Style:
        """A highlight's own colour made stronger, so that words on it can be read; without colours underlined."""
        if not self.has_colors:
            return Style(bold=True, underline2=True)
        palette = self.palette
        tint, ink = (colors.get(color, colors["yellow"]) for colors in (palette.tints, palette.inks))
        if palette.is_of_sixteen:
            return self._colored(_legible_on(ink), ink)
        ground = blended(ink, tint, share)
        if contrast(palette.text, ground) >= _LEAST_CONTRAST:
            return self._colored(None, ground)  # names keep their colours
        return self._colored(palette.ground, ground)

    def _block(self, kind: str) -> Style:
        palette = self.palette
        return {
            "title": self._colored(palette.accent, None) + Style(bold=True),
            "heading": Style(bold=True),
            "byline": self._colored(palette.dim, None) if self.has_colors else Style(dim=True),
            "standfirst": Style(italic=True),
            "quote": Style(italic=True),
            "code": self._colored(palette.labels["work"], None),
        }.get(kind, Style.null())

    def _mark(self, kind: str) -> Style:
        palette = self.palette
        is_few = palette.is_of_sixteen
        faded = palette.dim if is_few else blended(palette.text, palette.ground, _FADED_SHARE)
        on_selection = max(palette.ground, palette.text, key=lambda ink: contrast(ink, palette.selection))
        return {
            "emphasis": Style(italic=True),
            "strong": Style(bold=True),
            "code": self._colored(palette.labels["work"], None),
            "link": Style(underline=True),
            "hit": self._colored(palette.ground, palette.labels["event"], reverse=True),
            "caret": self._colored(palette.ground, palette.text, reverse=True) + Style(bold=True),
            "selection": self._colored(on_selection, palette.selection, reverse=True),
            "head": self._colored(palette.ground, palette.text)
            + Style(bold=True, underline=True, reverse=False),
            "jump": self.jump,
            "faded": self._colored(faded, palette.ground) + Style(underline=False, bold=False, reverse=False),
        }[kind]
