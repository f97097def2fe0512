"""What a reader writes in a note's sheet, as values; the sheets themselves are loaded when one is opened."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from annotations.text.hashtags import hashtags


class Written(Struct, frozen=True):
    """What the reader wrote."""

    note: str
    tags: tuple[str, ...]


def in_files_said(tags: Collection[str]) -> str:
    """What is said of tags that the reader takes off an article though its own file gives them; empty: there are none."""
    if not tags:
        return ""
    stand = "stands in the file: take it" if len(tags) == 1 else "stand in the file: take them"
    return f"{hashtags(tags)} {stand} out there"


def line_of_tags(tags: Iterable[str]) -> str:
    """Tags as one line to edit; what is typed at its end is a further tag and not more letters of the last one."""
    return "".join(f"{tag}, " for tag in tags)


def split_tags(line: str) -> tuple[str, ...]:
    """Tags of one line, separated by commas; `#` and white space around them do not count."""
    return tuple(
        dict.fromkeys(name for part in line.split(",") if (name := part.strip().lstrip("# ").strip()))
    )
