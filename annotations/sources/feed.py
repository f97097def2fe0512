"""Feeds as files: RSS, Atom and RDF (.rss, .atom, .rdf, .xml) and JSON Feed (.json); one article an entry."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from msgspec import Struct

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.dates import as_date, find_date
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.registry import Member, in_utf8
from annotations.text.canonical import one_line
from annotations.text.char_references import drop_long_numbers, unescape

MOST_ENTRIES: Final = 10_000
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_SLUG_CHARS: Final = 48
_MARKUP: Final = re.compile(r"</?[A-Za-z]")
_ADDRESS_AND_NAME: Final = re.compile(r"\S{1,200}@\S{1,200} \((.{1,200})\)")
_TAG: Final = re.compile(r"<(/?(?:p|div|br|li|h[1-6]|tr|td|ul|ol)\b)?[^<>]{0,1000}+>", re.IGNORECASE)
_INLINE: Final = re.compile(
    r"<(b|i|em|strong|code|a|span|font|sub|sup|small|big|mark|s|u|q|cite|tt|abbr|bdi)(?:\s[^<>]{0,1000})?>([^<]{0,300})</\1\s?>"
    r"|<(?:br|wbr|img)\b[^<>]{0,1000}>",
    re.IGNORECASE,
)
"""What a title may have in it of HTML; no more, since "<title>" may be what it is on."""
_DEEPEST_INLINE: Final = 4
_START_CHARS: Final = 4_000
_TITLE_CHARS: Final = 60


class Entry(Struct, frozen=True):
    """An entry of a feed."""

    key: str
    about: Metadata
    html: str


class Feed:
    """A feed, open."""

    def __init__(self, entries: Sequence[Entry], path: Path) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._path = path

    @property
    def members(self) -> Sequence[Member]:
        """The entries, in the order of the feed."""
        return [Member(entry.key, entry.about.title) for entry in self._entries.values()]

    def read(self, key: str) -> Article:
        """Read an entry.

        Raises:
            SourceError: it is not in the feed any more, or there is no text in it.
        """
        if key not in self._entries:
            raise SourceError(f"{key} is not in {self._path} any more; the feed has gone on")
        return article_of_entry(self._entries[key], self._path / key)


def open_collection(raw: bytes, path: Path) -> Feed:
    """Open a feed.

    Raises:
        SourceError: it is no feed, or an empty one.
    """
    entries = read_entries(raw, path)
    if not entries:
        raise SourceError(f"{path} is empty: no entry is in this feed yet")
    return Feed(entries, path)


def article_of_entry(entry: Entry, path: Path) -> Article:
    blocks = HtmlBlocks(base_url=entry.about.url or "")
    root = parse_html(entry.html)
    blocks.read(next(root.iter("body"), root))
    return assemble(blocks.drafts, entry.about, path, anchors=blocks.anchors)


def read_entries(raw: bytes, path: Path | str, *, url: str = "") -> list[Entry]:
    """All entries of a feed.

    Args:
        raw: the feed.
        path: its file or address, for errors.
        url: where it came from; links are relative to the page that it names, else to this.

    Raises:
        SourceError: it is no feed.
    """
    raw = in_utf8(raw)
    if raw.lstrip()[:1] == b"{":
        return _json_entries(raw, path, url)
    if b"<!ENTITY" in raw[: 1 << 16]:
        raise SourceError(f"{path} declares entities of its own, which are not read")
    import feedparser

    no_feed = f"{path} is no feed that can be read; check that it is RSS, Atom or JSON Feed"
    odd = (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
        RecursionError,
        ArithmeticError,
    )
    try:
        parsed = feedparser.parse(BytesIO(drop_long_numbers(raw)))
    except odd as error:
        raise SourceError(no_feed) from error  # it trips over numbers of thousands of digits, and the like
    if not parsed.get("version") and not parsed.get("entries"):
        raise SourceError(no_feed)
    site = _line(parsed.feed.get("title"))
    base = _address(url, parsed.feed.get("link")) or url
    is_atom = str(parsed.get("version")).startswith("atom")
    return [_entry(one, site, base, is_atom=is_atom) for one in parsed.entries[:MOST_ENTRIES]]


def _entry(one: Any, site: str, base: str, *, is_atom: bool) -> Entry:
    contents = [_html_of(part) for part in one.get("content", ())]
    html = max(contents, key=len, default="") or _html_of(one.get("summary_detail") or {})
    link = str(one.get("link") or "")
    title = _title_of(one.get("title_detail") or {}, is_atom=is_atom)
    about = Metadata(
        title=title or _first_words(html),
        author=_names_of(one),
        published=_day(one, "published") or _day(one, "updated"),
        url=_address(base, link),
        site=site or None,
        tags=tuple(words for tag in one.get("tags", ())[:20] if (words := _line(tag.get("term")))),
    )
    return Entry(key_of(one.get("id") or link or title + html, title), about, html)


def _title_of(detail: Any, *, is_atom: bool) -> str:
    """A title in plain words: many write HTML into it, which Atom says of it and RSS does not."""
    title = _line(detail.get("value"))
    if is_atom and detail.get("type") == "text/plain":
        return title
    for _ in range(_DEEPEST_INLINE):
        title, count = _INLINE.subn(lambda tag: tag[2] if tag[1] else " ", title)
        if not count:
            break
    return _line(unescape(title))


def _names_of(one: Any) -> str | None:
    """All who wrote it; RSS names one, or one in each `dc:creator`."""
    authors = [one.get("author_detail") or {}, *one.get("authors", ())]
    written = [_name(_line(author.get("name"))) for author in authors[1:] or authors]
    names = dict.fromkeys(name for name in written[:20] if name)
    return " and ".join(names) or _name(_line(one.get("author")))


def _day(one: Any, what: str) -> date | None:
    """The day as it is written, in the time zone of who wrote; where it can't be read so, that in UTC."""
    moment = one.get(f"{what}_parsed")
    try:
        day = date(*moment[:3]) if moment else None
    except ValueError:  # a year that no calendar of ours has: the entry goes without
        return None
    written = find_date(_line(one.get(what)))
    is_near = written is not None and day is not None and abs((written.value - day).days) <= 1
    return written.value if written is not None and is_near else day


def _name(author: str) -> str | None:
    """The name of an author, who in RSS is an address with the name behind it in brackets."""
    match = _ADDRESS_AND_NAME.fullmatch(author)
    return (match[1] if match else author) or None


def _html_of(part: Any) -> str:
    """What a feed says of an entry, as HTML; plain text keeps its paragraphs."""
    value = str(part.get("value") or "")
    return _paragraphs(value) if part.get("type") == "text/plain" and not _MARKUP.search(value) else value


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in text.split("\n\n"))


def _address(base: str, link: object) -> str | None:
    try:
        whole = urljoin(base, link) if isinstance(link, str) and link else ""
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://")) else None


def _first_words(html: str) -> str:
    """What stands for a title where an entry has none."""
    words = one_line(unescape(_TAG.sub(lambda tag: " " if tag[1] else "", html[:_START_CHARS])))
    if len(words) <= _TITLE_CHARS:
        return words
    return f"{words[: _TITLE_CHARS + 1].rpartition(' ')[0] or words[:_TITLE_CHARS]}…"


def _json_entries(raw: bytes, path: Path | str, url: str) -> list[Entry]:
    try:
        feed = json.loads(raw)
        items = [item for item in feed["items"][:MOST_ENTRIES] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"{path} is no JSON Feed that can be read; check that it is whole") from error
    base = _address(url, feed.get("home_page_url")) or url
    return [_json_entry(item, _line(feed.get("title")), base) for item in items]


def _json_entry(item: dict[str, Any], site: str, base: str) -> Entry:
    text = item.get("content_text")
    html = item.get("content_html")
    if not isinstance(html, str):
        html = _paragraphs(str(text or ""))
    authors = item.get("authors") or [item.get("author")]
    names = (
        [_line(one.get("name")) for one in authors if isinstance(one, dict)]
        if isinstance(authors, list)
        else []
    )
    url, title = item.get("url"), _line(item.get("title"))
    tags = item.get("tags")
    about = Metadata(
        title=title or _first_words(html),
        author=" and ".join(name for name in names if name) or None,
        published=as_date(str(item.get("date_published") or "")[:10]),
        url=_address(base, url),
        site=site or None,
        tags=tuple(_line(tag) for tag in tags[:20] if _line(tag)) if isinstance(tags, list) else (),
    )
    return Entry(key_of(str(item.get("id") or url or title + html), title), about, html)


def key_of(identity: str, title: str) -> str:
    """A name for one article of a file: its title for people, a hash of what it is known by for us."""
    digest = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    slug = _SLUG.sub("-", title.casefold())[:_SLUG_CHARS].strip("-")
    return f"{slug}-{digest}" if slug else digest


def _line(value: object) -> str:
    return one_line(value[:3000])[:300] if isinstance(value, str) else ""
