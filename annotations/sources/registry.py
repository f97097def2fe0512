"""The tables of formats: suffix to module, and what a file is by its first bytes. A new format is one module and one line here."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, cast

from msgspec import Struct

from annotations.model import Article

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "plain",
        ".text": "plain",
        ".md": "markdown",
        ".markdown": "markdown",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".mhtml": "mail",
        ".mht": "mail",
        ".eml": "mail",
        ".epub": "epub",
        ".pdf": "pdf",
        ".docx": "docx",
        ".odt": "odt",
        ".fodt": "odt",
        ".fb2": "fb2",
        ".gz": "packed",
    }
)
"""Suffix, lower case, to the module of `annotations.sources` that reads it."""

LONG: frozenset[str] = frozenset({".pdf"})
"""Suffixes of files that may take seconds to read; their module has a `read_beginning`."""

COLLECTIONS: Mapping[str, str] = MappingProxyType(
    {".mbox": "mbox", ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".xml": "feed", ".json": "feed"}
)
"""The same for files that hold many articles. An `.xml` or `.json` file is one if it begins like one."""

START_BYTES: Final = 4_096
"""So much of a file's start tells what it is."""
_FALLBACK = "plain"
_MAGIC: Final = (
    (rb"%PDF-", "pdf"),
    (rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", "epub"),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", "odt"),
    (rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/)", "docx"),
    (rb"\x1f\x8b\x08", "packed"),
)
"""What no text begins with: it says what a file is, whatever its name."""
_PROLOG: Final = rb"(?:\xef\xbb\xbf)?\s*+(?:(?:<\?[^>]{0,500}+>|<!--(?:(?!-->).){0,1000}+-->)\s*+){0,8}+"
"""What may stand before the root of an XML file: its declaration, style sheets, comments."""
_DOCTYPE: Final = rb"(?:<!DOCTYPE[^>\[]{0,500}+(?:\[[^\]]{0,2000}+\]\s*+)?+>\s*+)?+"
_HEADS: Final = (
    (rb"From [^\n]{1,200}\r?\n[A-Za-z-]{2,40}:", "mbox"),
    (rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}: ?[^\n]{0,1000}\r?\n(?:[ \t][^\n]{0,1000}\r?\n){0,20}){2}", "mail"),
    (_PROLOG + _DOCTYPE + rb"<(?:rss|feed|rdf:RDF)[\s>]", "feed"),
    (rb"(?:\xef\xbb\xbf)?\s*\{.{0,2000}?\"version\"\s*:\s*\"https?:(?:\\?/){2}jsonfeed\.org", "feed"),
    (_PROLOG + _DOCTYPE + rb"<FictionBook[\s>]", "fb2"),
    (_PROLOG + rb"<(?i:!doctype\s+html|html)[\s>]", "html"),
)
"""What a file of no known suffix may be, by its first lines."""
_WIDE: Final = (
    (rb"\xff\xfe\0\0|<\0\0\0", "utf-32-le"),
    (rb"\0\0\xfe\xff|\0\0\0<", "utf-32-be"),
    (rb"\xff\xfe|<\0", "utf-16-le"),
    (rb"\xfe\xff|\0<", "utf-16-be"),
)
"""How XML begins that is written with two or four bytes a letter, whether it says so or not (XML 1.0, appendix F)."""
_DECLARED = re.compile(r"\A(\s*<\?xml[^>]{0,200}?)\sencoding\s*=\s*[\"'][^\"'>]{0,40}[\"']")


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    """When it is first asked for: to open a list none is needed."""
    return re.compile(pattern, re.DOTALL)


class ArticleSource(Protocol):
    """What a module of this package offers to be a format. Its docstring says what it reads.

    One whose text may come out otherwise with another version of a library has a `VERSION`: its texts are kept.
    """

    def read(self, raw: bytes, path: Path) -> Article:
        """Read the bytes of the file at `path`; `id` is left empty.

        Raises:
            SourceError: the bytes are not of this format.
        """


class LongSource(ArticleSource, Protocol):
    """What a module offers whose files may take seconds: a suffix of `LONG` leads to it."""

    VERSION: int

    def read_beginning(self, raw: bytes, path: Path) -> Article | None:
        """What can be shown while all of it is read; None: the whole is there as soon.

        Raises:
            SourceError: as of `read`.
        """


class Member(Struct, frozen=True):
    """One article of a file that holds many."""

    key: str
    """A file name of `[a-z0-9-]+`, the same as long as the article is in the file."""
    title: str


class Collection(Protocol):
    """A file that holds many articles, open."""

    @property
    def members(self) -> Sequence[Member]:
        """The articles of the file, the newest first."""

    def read(self, key: str) -> Article:
        """Read one of them; `Article.source` is the file's path with the key behind it.

        Raises:
            SourceError: it is not in the file any more, or there is no text in it.
        """


class CollectionSource(Protocol):
    """What a module offers whose files hold many articles: feeds and mailboxes."""

    def open_collection(self, raw: bytes, path: Path) -> Collection:
        """Open the file at `path`.

        Raises:
            SourceError: the bytes are not of this format, or no article is in them.
        """


def format_of(path: Path, start: bytes) -> str:
    """The module that reads a file, by its first bytes and its suffix.

    Args:
        path: its name.
        start: its first `START_BYTES` bytes, or all of them.
    """
    start = in_utf8(start)
    for magic, name in _MAGIC:
        if _compiled(magic).match(start):
            return name
    if name := SOURCES.get(path.suffix.casefold(), ""):
        return name
    heads = [name for head, name in _HEADS if _compiled(head).match(start)]
    suffixed = COLLECTIONS.get(path.suffix.casefold(), "")
    if suffixed in heads or (suffixed and path.suffix.casefold() not in (".xml", ".json")):
        return suffixed
    return heads[0] if heads else _FALLBACK


def in_utf8(raw: bytes) -> bytes:
    """XML and JSON that are in UTF-16 or UTF-32, in UTF-8; all else as it is."""
    encoding = next((name for sign, name in _WIDE if _compiled(sign).match(raw)), "")
    start = raw[:START_BYTES].decode(encoding, "replace").lstrip("\ufeff \t\r\n") if encoding else ""
    if not start.startswith(("<", "{")):
        return raw
    text = raw.decode(encoding, "replace").removeprefix("\ufeff")
    return _DECLARED.sub(r"\1", text, count=1).encode("utf-8", "replace")


def source_named(name: str) -> ArticleSource:
    """Load the module of a format."""
    return cast(ArticleSource, import_module(f"annotations.sources.{name}"))


def collection_named(name: str) -> CollectionSource | None:
    """Load the module of a format whose files hold many articles; None: this one's hold one."""
    if name not in COLLECTIONS.values():
        return None
    return cast(CollectionSource, import_module(f"annotations.sources.{name}"))
