"""What a reader of foreign notes yields: neutral records, and what it had to leave out."""

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal

from msgspec import Struct, field

from annotations.model import COLORS, Annotation, Color, TextSpan
from annotations.text.canonical import canonical

_COLORS: dict[str, Color] = {
    **{color: color for color in COLORS},
    "red": "pink", "purple": "pink", "magenta": "pink", "violet": "pink", "rose": "pink",
    "olive": "green", "lime": "green", "cyan": "blue", "teal": "blue", "aqua": "blue", "brown": "orange",
}  # fmt: skip
_HEX = re.compile(r"#?[0-9a-f]{6}")
_TAG_OR_END = re.compile(r"<br\s*/?>|</p\s*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


class Imported(Struct, frozen=True):
    """One foreign note. Texts are canonical (`annotations.text.canonical`)."""

    key: str
    """What it is known by where it comes from; the same in every later export of it."""
    where: str = ""
    """Its place in the file, for people: "row 12"."""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    color: Color | None = None
    created: datetime | None = None
    modified: datetime | None = None
    title: str = ""
    """Of the document it is on."""
    author: str = ""
    urls: tuple[str, ...] = ()
    """Of the document, the best first; `file:` ones too."""
    location: str = ""
    """Page or location in the document, for people."""
    position: TextSpan | None = None
    unit: Literal["code points", "utf-16"] = "code points"
    """What `position` counts."""
    own: Annotation | None = None
    """A note that postil itself wrote out: it comes back as it was."""
    merged: int = 0
    """How many other records of the file went into this one."""
    extra: dict[str, Any] = field(default_factory=dict)
    """More to keep, for example the group it was shared with; with `own`: what is known of the article."""


class LeftOut(Struct, frozen=True):
    """A record that did not come in."""

    where: str
    reason: str


class Reading(Struct):
    """All that a file held."""

    records: list[Imported] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class Foreign(Struct, frozen=True):
    """A file of notes, as the readers get it."""

    text: str
    data: Any = None
    """What it says as JSON; None if it is no JSON."""


def digest(*parts: str) -> str:
    """A short hash of what identifies a record that has no id of its own."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def text_of(value: object) -> str:
    """A foreign text made canonical, without blanks around it; empty for what is no text."""
    return canonical(value).strip() if isinstance(value, str) else ""


def words_of(markup: str) -> str:
    """The words of a bit of HTML."""
    return html.unescape(_ANY_TAG.sub("", _TAG_OR_END.sub("\n", markup))).strip()


def tags_of(values: object) -> tuple[str, ...]:
    """Tags out of a list, or out of a text with commas."""
    listed: Iterable[object] = (
        values if isinstance(values, (list, tuple)) else values.split(",") if isinstance(values, str) else ()
    )
    names = (text_of(part).lstrip("#").strip() for tag in listed for part in str(tag).split(","))
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name))


def color_of(name: object) -> Color | None:
    """The nearest of our colours, by name or as six hex digits; None if there is none."""
    if not isinstance(name, str):
        return None
    lowered = name.strip().lower()
    if lowered in _COLORS:
        return _COLORS[lowered]
    if not _HEX.fullmatch(lowered):
        return None
    red, green, blue = (int(lowered.lstrip("#")[i : i + 2], 16) for i in (0, 2, 4))
    shades: dict[Color, tuple[int, int, int]] = {
        "yellow": (255, 230, 80), "green": (110, 200, 110), "blue": (100, 160, 240), "pink": (240, 120, 180), "orange": (255, 165, 60),
    }  # fmt: skip
    return min(
        shades, key=lambda c: sum((a - b) ** 2 for a, b in zip(shades[c], (red, green, blue), strict=True))
    )


def time_of(value: object) -> datetime | None:
    """A moment as ISO 8601 or in seconds since 1970; one without a zone is taken as UTC."""
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str) and value.strip():
            moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00").replace(" UTC", "+00:00"))
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None
