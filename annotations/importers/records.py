"""What a reader of foreign notes yields: neutral records, and what it had to leave out."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal

from msgspec import Struct, field

from annotations.model import COLORS, Annotation, Color, TextSpan
from annotations.text.canonical import canonical, showable
from annotations.text.char_references import unescape

_COLORS: dict[str, Color] = {
    **{color: color for color in COLORS},
    "red": "pink", "purple": "pink", "magenta": "pink", "violet": "pink", "rose": "pink",
    "olive": "green", "lime": "green", "cyan": "blue", "teal": "blue", "aqua": "blue", "brown": "orange",
}  # fmt: skip
ZONE_HOURS = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "bst": 1, "jst": 9, "eastern standard time": -5, "eastern daylight time": -4, "central standard time": -6, "central daylight time": -5,
    "mountain standard time": -7, "mountain daylight time": -6, "pacific standard time": -8, "pacific daylight time": -7,
    "british summer time": 1, "central european time": 1, "central european summer time": 2, "mitteleuropäische zeit": 1,
    "mitteleuropäische sommerzeit": 2, "china standard time": 8, "india standard time": 5.5, "japan standard time": 9,
}  # fmt: skip
"""From UTC, of names that mean one zone to nearly everybody; others are taken as UTC."""
_HEX = re.compile(r"#?[0-9a-f]{6}")
MOST_DATE_CHARS = 80
_TAG_OR_END = re.compile(r"<br\s*/?>|</p\s*>", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\[([^\[\]]*)\]\s*\Z")
_QUOTED = re.compile(r"(['\"])(.*)\1\Z")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


class Imported(Struct, frozen=True):
    """One foreign note. Texts are canonical (`annotations.text.canonical`)."""

    key: str
    """What it is known by where it comes from; the same in every later export of it. Two may share one that was made up."""
    has_id: bool = False
    """The key is an id that its source gave it: whatever else changes, it is the same note."""
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
    is_text_to_come: bool = False
    """The text of its document waits to be fetched: until then no other is its own, however alike."""
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
    notices: list[LeftOut] = field(default_factory=list)
    """What records that came in have lost."""


class Foreign(Struct, frozen=True):
    """A file of notes, as the readers get it."""

    text: str
    data: Any = None
    """What it says as JSON; None if it is no JSON."""
    problem: str = ""
    """Why it is no JSON though it begins like it, with the line."""


def digest(*parts: str) -> str:
    """A short hash of what identifies a record that has no id of its own."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def items_of(value: object) -> list[Any]:
    """The items of a list of JSON; anything else has none."""
    return value if isinstance(value, list) else []


def mapping_of(value: object) -> dict[Any, Any]:
    """What an object of JSON says by which keys; anything else says nothing."""
    return value if isinstance(value, dict) else {}


def context_of(value: object) -> str:
    """What stands beside a quote, made canonical with its blanks; empty for what is no text."""
    return canonical(value) if isinstance(value, str) else ""


def text_of(value: object) -> str:
    """A foreign text made canonical, without blanks around it; empty for what is no text."""
    return context_of(value).strip()


def title_of(value: object) -> str:
    """A title in plain words, where a service may have written its letters as HTML does: `Caf&eacute; &amp; co`."""
    return text_of(unescape(value)) if isinstance(value, str) else ""


def words_of(markup: str) -> str:
    """The words of a bit of HTML."""
    last = (
        markup.rfind(">") + 1
    )  # behind it a tag has no end: to look for one at each `<` would take for ever
    words = _ANY_TAG.sub("", _TAG_OR_END.sub("\n", markup[:last])) + markup[last:]
    return unescape(words).strip()


def _bare(name: str) -> str:
    """A tag without its sign, quotation marks around it, brackets as of a link, and `&#x2F;` for its letters."""
    name = _QUOTED.sub(r"\2", unescape(name).strip())
    return name.removeprefix("[[").removesuffix("]]").lstrip("#").strip()


def tags_of(values: object) -> tuple[str, ...]:
    """Tags out of a list, or out of a text with commas; also of a list that was written as text: `['a', "b"]`, `[[a]]`."""
    if isinstance(values, str):
        values = _BRACKETED.sub(r"\1", values).split(",")
    listed: Iterable[object] = values if isinstance(values, (list, tuple)) else ()
    names = (_bare(text_of(part)) for tag in listed for part in str(tag).split(","))
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
    """A moment as ISO 8601 or in seconds since 1970, in UTC; one without a zone is taken as UTC. None if there is no such."""
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str) and 0 < len(value) <= MOST_DATE_CHARS:
            moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00").replace(" UTC", "+00:00"))
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def time_in_digits(value: object) -> datetime | None:
    """The same, where seconds are written as a text of digits."""
    is_digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12
    return time_of(int(str(value)) if is_digits else value)


def bad_date(value: object, where: str) -> list[LeftOut]:
    """What to say of a date that could not be read; nothing where there was none."""
    said = " ".join(str(value)[:40].split())
    return [LeftOut(where, f"its date can't be read and was left out ({showable(said)})")] if said else []
