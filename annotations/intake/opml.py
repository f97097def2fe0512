"""OPML: the list of feeds that one follows, and the folders they lie in. Source: OPML 2.0.

A folder is an outline around feeds, as feed readers write it, or the attribute `category`, as newsboat does; a feed may lie in
several.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import SourceError
from annotations.files.read import read_bytes
from annotations.sources.xml_tree import parse_xml
from annotations.text.addresses import address_key
from annotations.text.canonical import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_FEEDS: Final = 5_000
MOST_BYTES: Final = 8 << 20
NAME_CHARS: Final = 200


class Subscription(Struct, frozen=True):
    """A feed that is followed."""

    url: str
    title: str
    site: str = ""
    """The page that the feed is of."""
    folders: tuple[str, ...] = ()
    """The folders it lies in, each `OUTER/INNER`."""

    def is_within(self, folder: str) -> bool:
        """Whether the feed lies in a folder, or in one inside of it."""
        wanted = "/".join(_path_parts(folder)).casefold()
        return any(f"{one.casefold()}/".startswith(f"{wanted}/") for one in self.folders)


def in_folders(subscription: Subscription, folders: Iterable[str]) -> Subscription:
    """The same feed in these folders too; a name that differs in case alone is the same folder."""
    paths = ("/".join(_path_parts(folder)) for folder in (*subscription.folders, *folders))
    by_name: dict[str, str] = {}
    for path in paths:
        if path:
            by_name.setdefault(path.casefold(), path)
    return replace(subscription, folders=tuple(by_name.values()))


def read_opml(path: Path) -> list[Subscription]:
    """The feeds of an OPML file, each once, with all its folders; none where there is no file.

    Raises:
        SourceError: it can't be read.
    """
    try:
        raw = read_bytes(path, most_bytes=MOST_BYTES)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SourceError(f"{path} can't be read: {error.strerror or error}") from error
    return opml_feeds(raw, path)


def opml_feeds(raw: bytes, path: Path) -> list[Subscription]:
    """The feeds in the bytes of an OPML file; `path`: its name, for errors.

    Raises:
        SourceError: it is no XML.
    """
    by_address: dict[str, Subscription] = {}
    for node, folder in _outlines(parse_xml(raw, path)):
        url = _said(node, "xmlUrl")
        key = address_key(url)
        if not url.startswith(("http://", "https://")) or (
            len(by_address) >= MOST_FEEDS and key not in by_address
        ):
            continue
        new = Subscription(url, _name_of(node) or url, _said(node, "htmlUrl"))
        categories = _said(node, "category").split(",")
        by_address[key] = in_folders(by_address.get(key, new), [folder, *categories])
    return list(by_address.values())


def _outlines(root: "_Element") -> Iterator[tuple["_Element", str]]:
    """Every outline, in the order of the file, with the folder it lies in."""
    folders: dict[_Element, str] = {}
    for node in root.iter("outline"):
        parent = node.getparent()
        folder = folders.get(parent, "") if parent is not None else ""
        yield node, folder
        is_folder = not node.get("xmlUrl")
        name = _name_of(node).replace("/", "-") if is_folder else ""
        folders[node] = f"{folder}/{name}" if folder and name else folder or name


def _said(node: "_Element", attribute: str) -> str:
    return one_line(str(node.get(attribute) or ""))


def _name_of(node: "_Element") -> str:
    return (_said(node, "title") or _said(node, "text"))[:NAME_CHARS]


def _path_parts(folder: str) -> list[str]:
    return [name[:NAME_CHARS] for part in folder.split("/") if (name := " ".join(part.split()))]


class _Folder(Struct):
    """What lies in a folder: feeds and further folders by their names."""

    feeds: list[Subscription]
    inner: dict[str, "_Folder"]


def opml_of(subscriptions: Iterable[Subscription]) -> str:
    """The feeds as OPML: folders first, then by title; a feed of several folders stands in each of them."""
    top = _Folder([], {})
    for row in subscriptions:
        for path in row.folders or ("",):
            folder = top
            for name in _path_parts(path):
                folder = folder.inner.setdefault(name, _Folder([], {}))
            folder.feeds.append(row)
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head><title>postil</title></head>",
        "  <body>",
    ]
    return "\n".join([*head, *_lines_of(top, "    "), "  </body>", "</opml>", ""])


def _lines_of(folder: _Folder, indent: str) -> Iterator[str]:
    for name in sorted(folder.inner, key=lambda name: (name.casefold(), name)):
        yield f"{indent}<outline text={quoteattr(name)} title={quoteattr(name)}>"
        yield from _lines_of(folder.inner[name], f"{indent}  ")
        yield f"{indent}</outline>"
    for row in sorted(folder.feeds, key=lambda one: (one.title.casefold(), one.url)):
        site = f" htmlUrl={quoteattr(row.site)}" if row.site else ""
        title = quoteattr(row.title)
        yield f'{indent}<outline type="rss" text={title} title={title} xmlUrl={quoteattr(row.url)}{site}/>'
