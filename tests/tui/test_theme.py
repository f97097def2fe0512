"""Colours can be read on their grounds and told apart, also by the colour-blind; without colour attributes speak."""

import itertools

import pytest
from rich._palettes import STANDARD_PALETTE
from rich.color import Color, ColorSystem

from tui.theme import (
    DARK,
    DARK_16,
    GROUPS,
    LIGHT,
    LIGHT_16,
    Dress,
    Palette,
    contrast,
    has_colors,
    palette_named,
)
from tui.widgets.styles import chosen_ground

BOTH = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
AA = 4.5
"""WCAG 2.2, 1.4.3."""


LABELS = ("PERSON", "GPE", "ORG", "NORP", "EVENT", "LAW", "DATE")
"""One of each group."""


def seen(palette: Palette, *classes: str) -> float:
    """The contrast of words as they are painted."""
    style = Dress(palette).style(classes)
    assert style.color is not None and style.bgcolor is not None
    assert style.color.triplet is not None and style.bgcolor.triplet is not None
    return contrast(style.color.triplet.hex, style.bgcolor.triplet.hex)


@BOTH
def test_words_can_be_read_on_their_grounds(palette: Palette) -> None:
    for color in (
        palette.text,
        palette.dim,
        palette.accent,
        *palette.labels.values(),
        *palette.inks.values(),
    ):
        assert contrast(color, palette.ground) >= AA, color


@BOTH
def test_names_and_text_can_be_read_on_every_highlight(palette: Palette) -> None:
    for tint in palette.tints.values():
        assert contrast(palette.text, tint) >= 7
    for color, label in itertools.product(palette.tints, LABELS):
        assert seen(palette, "kind:paragraph", f"entity:{label}", f"note:{color}") >= AA, (color, label)


@BOTH
def test_loud_names_can_be_read(palette: Palette) -> None:
    for label in LABELS:
        for kind in ("loud", "letter"):
            assert seen(palette, "kind:paragraph", f"{kind}:{label}") >= AA, (kind, label)


@BOTH
def test_what_lies_over_the_text_can_be_read(palette: Palette) -> None:
    for kind in ("hit", "caret", "selection", "head", "jump", "faded"):
        assert seen(palette, "kind:paragraph", "entity:PERSON", kind) >= AA, kind


@BOTH
def test_the_chosen_row_can_be_read(palette: Palette) -> None:
    ground = chosen_ground(Dress(palette)).bgcolor
    assert ground is not None and ground.triplet is not None
    for color in (palette.text, palette.dim, palette.accent):
        assert contrast(color, ground.triplet.hex) >= AA, color


# Viénot, Brettel, Mollon 1999: what a protanope and a deuteranope see, in linear RGB.
BLIND = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranope": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


def linear(color: str) -> tuple[float, ...]:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def oklab(rgb: tuple[float, ...]) -> tuple[float, ...]:
    """Ottosson 2020."""
    r, g, b = (max(part, 0.0) for part in rgb)
    long, medium, short = (
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3),
    )
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def distance(one: str, other: str, kind: str) -> float:
    seen = []
    for color in (one, other):
        rgb = linear(color)
        seen.append(
            oklab(tuple(sum(w * part for w, part in zip(row, rgb, strict=True)) for row in BLIND[kind]))
        )
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@BOTH
@pytest.mark.parametrize("kind", BLIND)
def test_labels_can_be_told_apart(palette: Palette, kind: str) -> None:
    least = 0.045 if kind != "all cones" else 0.07
    close = {
        (one, other): round(distance(palette.labels[one], palette.labels[other], kind), 3)
        for one, other in itertools.combinations(GROUPS, 2)
        if distance(palette.labels[one], palette.labels[other], kind) < least
    }
    assert not close


@BOTH
def test_on_a_terminal_of_256_colours_they_stay_apart(palette: Palette) -> None:
    for colors in (palette.labels, palette.tints):
        seen_there = {Color.parse(color).downgrade(ColorSystem.EIGHT_BIT).number for color in colors.values()}
        assert len(seen_there) == len(colors)


SIXTEEN = pytest.mark.parametrize("palette", [DARK_16, LIGHT_16], ids=["dark", "light"])


@SIXTEEN
def test_on_a_terminal_of_sixteen_colours_they_are_as_they_were_drawn(palette: Palette) -> None:
    def there(color: str) -> int | None:
        return Color.parse(color).downgrade(ColorSystem.STANDARD).number

    for colors in (palette.labels, palette.tints, palette.inks):
        assert all(STANDARD_PALETTE[there(color) or 0].hex == color for color in colors.values()), (
            "what is none of them falls on another one"
        )
        assert len({there(color) for color in colors.values()}) == len(colors)
    for ground in (palette.chosen, palette.selection, *palette.tints.values()):
        assert there(ground) != there(palette.ground)
    dress = Dress(palette)
    for kind in ("yellow", "green", "blue", "pink", "orange"):
        for classes in (
            (f"note:{kind}",),
            (f"note:{kind}", "entity:ORG"),
            (f"focus:{kind}",),
            (f"inner:{kind}",),
        ):
            assert seen(palette, "kind:paragraph", *classes) >= AA, classes
    for classes in ("loud:PERSON", "letter:PERSON", "selection", "hit", "head", "faded"):
        assert seen(palette, "kind:paragraph", classes) >= AA, classes
    for label in LABELS:
        assert seen(palette, "kind:paragraph", f"entity:{label}") >= AA, label
    for style in (dress.bar, dress.chosen, dress.accent):
        assert style.color is not None and style.color.triplet is not None


def test_the_palette_is_of_sixteen_where_the_terminal_has_no_more() -> None:
    assert palette_named("light", has_sixteen=True) is LIGHT_16
    assert palette_named("auto", is_light=False, has_sixteen=True) is DARK_16
    assert palette_named("auto", is_light=True) is LIGHT


def test_without_colour_everything_is_told_by_attributes() -> None:
    dress = Dress(DARK, has_colors=False)
    plain = dress.style(("kind:paragraph",))
    kinds = ["entity:PERSON", "note:yellow", "selection", "caret", "head", "hit"]
    styles = [dress.style(("kind:paragraph", kind)) for kind in kinds]
    assert all(style.color is None and style.bgcolor is None for style in (plain, *styles))
    assert all(style != plain for style in styles)
    assert dress.style(("kind:paragraph", "selection")) != dress.style(
        ("kind:paragraph", "selection", "head")
    )


def test_auto_listens_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert palette_named("auto") is LIGHT
    monkeypatch.setenv("COLORFGBG", "15;default;0")
    assert palette_named("auto") is DARK
    monkeypatch.delenv("COLORFGBG")
    assert palette_named("auto") is DARK
    assert palette_named("light") is LIGHT


@pytest.mark.parametrize(
    ("term", "said"),
    [("xterm-256color", True), ("", True), ("xterm-mono", False), ("vt100", False), ("screen-m", False)],
)
def test_terminals_without_colours_are_known(term: str, said: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", term)
    assert has_colors() is said
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colors()
