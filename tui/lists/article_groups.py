"""Articles in groups: by folder, tag, author, month or site, each under its heading. Pure."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from msgspec import Struct

from annotations.library import Listing
from annotations.text.folding import fold


class GroupLine(Struct, frozen=True):
    """The heading of a group, with how many articles it has."""

    name: str
    count: int


def site_of(url: str | None) -> str:
    """The site of an address, without `www.`; empty: it has none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


_NAMES: Mapping[str, Callable[[Listing], Sequence[str]]] = MappingProxyType(
    {
        "folder": lambda row: (row.path.parent.name,),
        "tag": lambda row: [f"#{tag}" for tag in row.all_tags],
        "author": lambda row: (row.author or "",),
        "month": lambda row: (f"{row.published:%Y-%m}" if row.published else "",),
        "site": lambda row: (site_of(row.url),),
    }
)
GROUPS = ("", *_NAMES)
"""What articles can be grouped by; empty: by nothing."""
_WITHOUT: Mapping[str, str] = MappingProxyType(
    {
        "tag": "without a tag",
        "author": "nobody said to be the author",
        "month": "without a date",
        "site": "no site",
    }
)


def in_group(row: Listing, group: str) -> bool:
    """Does an article belong to any group of that kind?"""
    return not row.problem and any(_NAMES[group](row))


def grouped(rows: Sequence[Listing], group: str) -> Sequence[Listing | GroupLine]:
    """Rows under headings, in their order within each group; an article with several tags stands under each of them.

    Months stand with the latest first, all else by name; what belongs to no group comes last.
    """
    if not group:
        return rows
    by_name: dict[str, list[Listing]] = {}
    for row in rows:
        for name in (row.problem and [""]) or _NAMES[group](row) or [""]:
            by_name.setdefault(name, []).append(row)
    rest = by_name.pop("", [])
    names = sorted(by_name, key=fold, reverse=group == "month")
    groups = [(name, by_name[name]) for name in names]
    if rest:
        groups.append((_WITHOUT.get(group, "elsewhere"), rest))
    lines: list[Listing | GroupLine] = []
    for name, members in groups:
        lines += (GroupLine(name, len(members)), *members)
    return lines
