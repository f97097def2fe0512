"""One file, or a text from elsewhere, to an `Article`."""

import os
from pathlib import Path

from annotations.errors import SourceError
from annotations.files.read import FileTooLargeError, NotRegularFileError, read_bytes
from annotations.model import Article
from annotations.sources.blocks import BlockTable
from annotations.sources.decoding import refuse_binary
from annotations.sources.registry import source_for
from annotations.text.canonical import canonical, fingerprint

MAX_BYTES = 1 << 30


def read_article(path: Path) -> Article:
    """Read the article at `path`; its `id` stays empty until a library identifies it.

    Raises:
        SourceError: missing, a folder, no permission, empty, binary, not a regular file, or larger than 1 GiB.
    """
    raw = _bytes_of(path)
    source = source_for(path)
    article = source.read(raw, path)
    if not article.text.strip():
        raise SourceError(f"{path} is empty: there is nothing to read in it yet")
    return article


def article_from_text(text: str, *, source: Path | None = None, structured: bool = True) -> Article:
    """Make an article of a text.

    Args:
        text: any text; it is canonicalised.
        source: the file it belongs to, if any.
        structured: look for title, byline, headings and hard wraps. If not, the text is taken as it stands
            (canonical text unchanged, so that offsets are into that very text) and each line is a paragraph.
    """
    text = canonical(text)
    if structured:
        from annotations.sources.plain import article_from_pieces

        return article_from_pieces(iter((text,)), source)
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


def _bytes_of(path: Path) -> bytes:
    try:
        raw = read_bytes(path, most_bytes=MAX_BYTES)
    except (OSError, ValueError) as error:
        raise read_failure(path, error) from error
    if not raw:
        raise SourceError(f"{path} is empty: there is nothing to read in it yet")
    refuse_binary(raw, path)
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
