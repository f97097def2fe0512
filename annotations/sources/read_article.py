"""One file, or a text from elsewhere, to an `Article`."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from annotations.errors import AnnotationsError, SourceError, UnforeseenError
from annotations.files.read import FileTooLargeError, NotRegularFileError, read_bytes
from annotations.model import Article
from annotations.sources.blocks import BlockTable
from annotations.sources.members import member_of
from annotations.sources.registry import (
    LONG,
    SOURCES,
    START_BYTES,
    ArticleSource,
    Collection,
    CollectionSource,
    LongSource,
    collection_named,
    format_of,
    source_named,
)
from annotations.sources.text_cache import TextCache
from annotations.text.canonical import canonical, fingerprint

MAX_BYTES = 1 << 30
_TEXTS = ("plain", "markdown")
_ADDRESS = re.compile(r"https?:/+", re.IGNORECASE)


def read_article(path: Path, texts: TextCache | None = None, *, encoding: str | None = None) -> Article:
    """Read the article at `path`; its `id` stays empty until a library identifies it.

    Args:
        path: a file, or one article of a file that holds many: `FILE / key`.
        texts: those that were taken from files before.
        encoding: what Python calls the encoding of a plain text; None: it is guessed.

    Raises:
        SourceError: missing, a folder, no permission, empty, binary, not a regular file, larger than 1 GiB, damaged.
    """
    file, key = member_of(path)
    raw = _bytes_of(file)
    name = format_of(file, raw[:START_BYTES])
    source = collection_named(name)
    if encoding is not None:
        if name not in _TEXTS:
            raise SourceError(f"{path} says itself what encoding it is in; leave --encoding away")
        text = raw.decode(encoding, "replace").removeprefix("\ufeff")
        with _costs_itself(file):
            article = source_named(name).read(text.encode("utf-8", "replace"), file)
    elif source is not None:
        collection = _opened(source, raw, file, texts)
        with _costs_itself(path):
            article = collection.read(key or collection.members[0].key)
    elif key:
        raise SourceError(f"{path} does not exist: {file} holds one article; open that")
    else:
        if name in _TEXTS:
            _refuse_binary(raw, file)
        article = _kept_or_read(source_named(name), name, raw, file, texts)
    if not article.text.strip():
        raise SourceError(f"{path} is empty: there is nothing to read in it yet")
    return article


def read_beginning(path: Path, texts: TextCache) -> Article | None:
    """The beginning of an article that takes seconds to read, to be shown meanwhile.

    Its text may differ from that of the whole. None: it takes no time, is kept already, or can't be read.
    """
    if path.suffix.casefold() not in LONG:
        return None
    try:
        raw = _bytes_of(path)
        name = format_of(path, raw[:START_BYTES])
        if name != SOURCES[path.suffix.casefold()]:
            return None
        source = cast(LongSource, source_named(name))
        if texts.has(raw, _reader(name, source.VERSION)):
            return None
        with _costs_itself(path):
            return source.read_beginning(raw, path)
    except SourceError:
        return None


def article_of(raw: bytes, path: Path, *, charset: str | None = None) -> Article:
    """The article of bytes that are no file yet.

    Args:
        raw: of any format that holds one article.
        path: a name for them, whose suffix counts as that of a file.
        charset: what whoever gave them says of pages.

    Raises:
        SourceError: nothing that can be read, or a file of many articles.
    """
    name = format_of(path, raw[:START_BYTES])
    if collection_named(name) is not None:
        raise SourceError(f"{path} holds many articles: `postil feeds add` follows a feed")
    if name in _TEXTS:
        _refuse_binary(raw, path)
    with _costs_itself(path):
        if name == "html" and charset:
            from annotations.sources.html import page_article
            from annotations.sources.html_tree import decode_html

            return page_article(decode_html(raw, charset), path)
        return source_named(name).read(raw, path)


def members_of(path: Path, texts: TextCache | None = None) -> Sequence[Path]:
    """The paths of the articles in a file, `FILE / key` each, the newest first; of a file with one article its own path.

    Raises:
        SourceError: as of `read_article`.
    """
    raw = _bytes_of(path)
    source = collection_named(format_of(path, raw[:START_BYTES]))
    if source is None:
        return (path,)
    return [path / member.key for member in _opened(source, raw, path, texts).members]


def _opened(source: CollectionSource, raw: bytes, path: Path, texts: TextCache | None) -> Collection:
    """The collection open; as long as somebody keeps texts the last one stays open, so that many are read at the cost of one."""
    if texts is not None and texts.collection is not None and texts.collection[:2] == (path, raw):
        return texts.collection[2]
    with _costs_itself(path):
        opened = source.open_collection(raw, path)
    if texts is not None:
        texts.collection = (path, raw, opened)
    return opened


def _kept_or_read(
    source: ArticleSource, name: str, raw: bytes, path: Path, texts: TextCache | None
) -> Article:
    version = getattr(source, "VERSION", 0)
    reader = _reader(name, version)
    article = texts.get(raw, reader, path) if texts is not None and version else None
    if article is None:
        with _costs_itself(path):
            article = source.read(raw, path)
        if texts is not None and version:
            texts.put(raw, reader, article)
    return article


@contextmanager
def _costs_itself(path: Path) -> Iterator[None]:
    """What a reader did not foresee in a file is told of that file, and the others go on."""
    try:
        yield
    except (AnnotationsError, OSError):
        raise
    except Exception as problem:
        raise UnforeseenError(
            f"{path} can't be read: postil fails on it ({type(problem).__name__}); please report it with the file"
        ) from problem


def _reader(name: str, version: int) -> str:
    """What a kept text was taken by."""
    return f"{name} {version}"


def article_from_text(text: str, *, source: Path | None = None, structured: bool = True) -> Article:
    """Make an article of a text.

    Args:
        text: any text; it is canonicalised.
        source: the file it belongs to, if any.
        structured: look for title, byline, headings and hard wraps. If not, the text is taken as it stands
            (canonical text unchanged, so that offsets are into that very text) and each line is a paragraph.
    """
    if structured:
        from annotations.sources.decoding import clean_text
        from annotations.sources.plain import article_from_pieces
        from annotations.text.line_ends import expand_columns

        return article_from_pieces(iter((clean_text(text, expand_columns),)), source)
    text = canonical(text)
    blocks = BlockTable()
    at = 0
    title = ""
    for line in text.split("\n"):
        if line.strip():
            blocks.append(at, at + len(line), "paragraph")
            title = title or line.strip()
        at += len(line) + 1
    shown = title if len(title) <= 80 else title[:79] + "…"
    return Article(id="", source=source, title=shown, text=text, blocks=blocks, fingerprint=fingerprint(text))


def _refuse_binary(raw: bytes, path: Path) -> None:
    from annotations.sources.decoding import refuse_binary  # the list opens without it

    refuse_binary(raw, path)


def _bytes_of(path: Path) -> bytes:
    try:
        raw = read_bytes(path, most_bytes=MAX_BYTES)
    except (OSError, ValueError) as error:
        raise read_failure(path, error) from error
    if not raw:
        raise SourceError(f"{path} is empty: there is nothing to read in it yet")
    return raw


def read_failure(path: Path, error: OSError | ValueError) -> SourceError:
    """Say in one sentence why a path could not be read."""
    failure = SourceError(_reason(path, error))
    failure.path = path
    return failure


def _reason(path: Path, error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):  # a NUL in the name
        return f"{path} is not a file name; check the spelling"
    if isinstance(error, FileNotFoundError):
        if address := _ADDRESS.match(str(path)):  # as a path it has lost a slash
            whole = f"{address[0].rstrip('/')}//{str(path)[address.end() :]}"
            return f"{whole} is an address and no file; save it as one first: postil add {whole}"
        return f"{path} does not exist; check the path"
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder; give a file, or open the folder in the list"
    if isinstance(error, NotRegularFileError):
        return f"{path} is no regular file but a pipe, socket or device; save the text to a file first"
    if isinstance(error, FileTooLargeError):
        return f"{path} is larger than 1 GiB; split it first"
    if isinstance(error, NotADirectoryError):
        return f"{path} does not exist: a part of the path is a file; check the path"
    if isinstance(error, PermissionError):
        return f"{path} may not be read: no permission; change its permissions or copy it"
    said = os.strerror(error.errno) if error.errno else str(error)
    return f"{path} could not be read: {said.lower()}; check the disk and the path"
