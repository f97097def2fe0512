"""Lists of feeds that other readers give: OPML, or the `urls` of newsboat. Source: newsboat's manual, "The urls file".

A line of newsboat is an address and its tags, in quotes where they hold blanks; `"~Title"` names the feed, `!` hides it.
"""

import re
from collections.abc import Callable
from pathlib import Path

from annotations.errors import SourceError
from annotations.files.read import read_bytes
from annotations.intake.opml import MOST_BYTES, MOST_FEEDS, NAME_CHARS, Subscription, in_folders, opml_feeds
from annotations.sources.decoding import decode
from annotations.text.addresses import address_key
from annotations.text.canonical import one_line

_WORD = re.compile(r'"((?:[^"\\]++|\\.)*+)"|(\S++)')
_OPML = re.compile("<(?:opml|outline)[ >]", re.IGNORECASE)
_ADDRESS = ("http://", "https://")
_OTHERS = ("query:", "exec:", "filter:", "file:")
"""What newsboat follows besides addresses."""
_SHOWN_CHARS = 60


def read_feed_list(path: Path, told: Callable[[str], None]) -> list[Subscription]:
    """The feeds of a list, each once.

    Args:
        path: the file.
        told: called with a sentence for each line that is left out, and where there are more feeds than are taken.

    Raises:
        SourceError: it can't be read, or no feed is in it.
    """
    if not path.exists():
        raise SourceError(f"{path} does not exist; check the path")
    try:
        raw = read_bytes(path, most_bytes=MOST_BYTES)
    except OSError as error:
        raise SourceError(f"{path} can't be read: {error.strerror or error}") from error
    text = decode(raw)
    if names_addresses(text):
        feeds = _read_lines(text, path, told)
    else:
        feeds = opml_feeds(raw, path) if _OPML.search(text) else []
    if not feeds:
        raise SourceError(f"{path} names no feed; give an OPML file, or the file urls of newsboat")
    if len(feeds) >= MOST_FEEDS:
        told(f"{path}: no more than its first {MOST_FEEDS:,} feeds are taken")
    return feeds


def names_addresses(text: str) -> bool:
    """Does each line begin with what newsboat follows?"""
    lines = [words for line in text.split("\n") if (words := line.strip(" \t\r\ufeff")) and words[0] != "#"]
    return bool(lines) and all(line.lstrip('"').startswith((*_ADDRESS, *_OTHERS)) for line in lines)


def is_feed_list(text: str) -> bool:
    return names_addresses(text) or _OPML.search(text, 0, 2_000) is not None


def _read_lines(text: str, path: Path, told: Callable[[str], None]) -> list[Subscription]:
    by_address: dict[str, Subscription] = {}
    for number, line in enumerate(text.split("\n"), 1):
        words = [re.sub(r"\\(.)", r"\1", quoted) if quoted else bare for quoted, bare in _WORD.findall(line)]
        url, *tags = [one_line(word.strip("\ufeff")) for word in words] or [""]
        if not url or url.startswith("#"):
            continue
        if not url.startswith(_ADDRESS):
            told(
                f"{path}, line {number} is left out: {url[:_SHOWN_CHARS]} is no http:// or https:// address of a feed"
            )
            continue
        key = address_key(url)
        if len(by_address) >= MOST_FEEDS and key not in by_address:
            continue
        title = next((tag[1:NAME_CHARS] for tag in tags if tag[:1] == "~" and len(tag) > 1), url)
        folders = [tag.lstrip("!").replace("/", "-") for tag in tags if tag[:1] != "~"]
        by_address[key] = in_folders(by_address.get(key) or Subscription(url, title), folders)
    return list(by_address.values())
