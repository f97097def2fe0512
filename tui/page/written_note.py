"""What a reader writes in a note's sheet, as values; the sheets themselves are loaded when one is opened."""

from msgspec import Struct


class Written(Struct, frozen=True):
    """What the reader wrote."""

    note: str
    tags: tuple[str, ...]


def split_tags(line: str) -> tuple[str, ...]:
    """Tags of one line, separated by commas; `#` and white space around them do not count."""
    return tuple(
        dict.fromkeys(name for part in line.split(",") if (name := part.strip().lstrip("# ").strip()))
    )
