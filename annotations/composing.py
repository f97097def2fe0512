"""What a reader says, put into W3C's pieces; and the order in which notes are read."""

from collections.abc import Sequence

from annotations.errors import AnchorError
from annotations.model import COLORS, Color, TextualBody


def body_of(note: str, tags: Sequence[str], entity: str | None) -> tuple[TextualBody, ...]:
    """What the reader says, in W3C's pieces; tags once each, without `#`."""
    parts = [TextualBody(note, "commenting")] if note else []
    names = dict.fromkeys(name for tag in tags if (name := tag.strip().lstrip("#").strip()))
    parts += [TextualBody(name, "tagging", "text/plain") for name in names]
    parts += [TextualBody(entity, "identifying", "text/plain")] if entity else []
    return tuple(parts)


def color_named(name: str | None) -> Color | None:
    """A colour by its name or letter; raises AnchorError for any other word."""
    if name is None:
        return None
    for color in COLORS:
        if name in (color, color[0]):
            return color
    raise AnchorError(f"there is no colour {name!r}: take one of {', '.join(COLORS)}")
