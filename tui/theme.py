"""Colours: what each means is the same on dark and light ground. A label never speaks by colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rich.style import Style

_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "org", "NORP": "group",
        "EVENT": "event", "WORK_OF_ART": "work", "LAW": "work", "PRODUCT": "work", "LANGUAGE": "group",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Palette:
    """One ground with its colours, as #rrggbb."""

    ground: str
    text: str
    dim: str
    accent: str
    labels: Mapping[str, str]
    """Colour by group of labels: person, place, org, group, event, work, number."""
    tints: Mapping[str, str]
    """Ground of a highlight by its colour name."""


DARK = Palette(
    ground="#16181d",
    text="#d8d9da",
    dim="#8b9099",
    accent="#e5b567",
    labels=MappingProxyType(
        {
            "person": "#c3a6ff", "place": "#f0b866", "org": "#5fd0c5", "group": "#f29bb2",
            "event": "#e6d06c", "work": "#8fce7a", "number": "#9db4d0",
        }
    ),
    tints=MappingProxyType(
        {"yellow": "#4a431c", "green": "#23452d", "blue": "#1f3f5c", "pink": "#532b42", "orange": "#553518"}
    ),
)  # fmt: skip

LIGHT = Palette(
    ground="#fbfaf7",
    text="#24262b",
    dim="#676c75",
    accent="#9a5b00",
    labels=MappingProxyType(
        {
            "person": "#6a3fc0", "place": "#8a5200", "org": "#00695f", "group": "#a8325a",
            "event": "#6f5c00", "work": "#32691d", "number": "#3f5f86",
        }
    ),
    tints=MappingProxyType(
        {"yellow": "#fff1a8", "green": "#cdeed3", "blue": "#cfe5fb", "pink": "#fbd7e8", "orange": "#ffdfbf"}
    ),
)  # fmt: skip


def group_of(label: str) -> str:
    """The group of an OntoNotes label: what shares a colour and a word in the legend."""
    return _GROUPS.get(label, "number")


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Dress:
    """The styles of one palette, made once."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.base = Style(color=palette.text, bgcolor=palette.ground)
        self.dim = Style(color=palette.dim, bgcolor=palette.ground)
        self.accent = Style(color=palette.accent, bgcolor=palette.ground)
        self._made: dict[tuple[str, ...], Style] = {}

    def style(self, classes: tuple[str, ...]) -> Style:
        """The style for what covers a run, lowest first: "kind:title", "entity:PERSON", "note:yellow", ..."""
        found = self._made.get(classes)
        if found is None:
            found = self.base
            for name in classes:
                found += self._one(name)
            self._made[classes] = found
        return found

    def _one(self, name: str) -> Style:
        kind, _, value = name.partition(":")
        palette = self.palette
        if kind == "entity":
            return Style(color=palette.labels[group_of(value)], underline=True)
        if kind == "loud":
            return Style(color=palette.ground, bgcolor=palette.labels[group_of(value)])
        if kind == "note":
            return Style(bgcolor=palette.tints.get(value, palette.tints["yellow"]))
        if kind == "kind":
            return {
                "title": Style(color=palette.accent, bold=True),
                "heading": Style(bold=True),
                "byline": Style(color=palette.dim),
                "standfirst": Style(italic=True),
                "quote": Style(italic=True),
                "code": Style(color=palette.labels["work"]),
            }.get(value, Style.null())
        marks = {
            "emphasis": Style(italic=True),
            "strong": Style(bold=True),
            "code": Style(color=palette.labels["work"]),
            "link": Style(underline=True),
            "hit": Style(color=palette.ground, bgcolor=palette.labels["event"]),
            "caret": Style(reverse=True),
            "selection": Style(color=palette.ground, bgcolor=palette.accent),
            "head": Style(reverse=True, bold=True),
        }
        return marks[kind]
