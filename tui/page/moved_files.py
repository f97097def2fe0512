"""Where a file went that was taken away while it was read: under another name, or its text still stands elsewhere."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from annotations.articles.catalog import FileStamp
from annotations.errors import AnnotationsError
from annotations.files.presence import is_folder
from annotations.library import Library
from annotations.sources.find_files import find_articles, is_article
from tui.page.open_article import Opened


def followed(library: Library, opened: Opened, folders: Iterable[Path]) -> tuple[Opened, str] | None:
    """The same article at its new place, and what to say of it; None: it is gone.

    A file keeps its size and time when it is renamed; what looks like it is read and must have the very text.

    Args:
        library: reads, and knows where else the text was seen.
        opened: as it lies open.
        folders: where else to look.
    """
    name = opened.path.name
    for path in _renamed(opened, folders):
        if (moved := _read(library, opened, path)) is not None:
            is_near = path.parent == opened.path.absolute().parent
            return moved, f"{name} has been renamed to {path.name if is_near else path}."
    try:
        copy = library.path_of(opened.article.id)
    except AnnotationsError:
        return None
    twin = _read(library, opened, copy) if copy is not None else None
    return (twin, f"{name} is gone. You are reading its copy now: {copy}") if twin is not None else None


def _renamed(opened: Opened, folders: Iterable[Path]) -> Iterator[Path]:
    """Files that may be it, those in its own folder first."""
    old = opened.path.absolute()
    try:
        with os.scandir(old.parent) as entries:
            beside = [Path(entry.path) for entry in entries if entry.is_file()]
    except OSError:
        beside = []
    elsewhere = find_articles([folder for folder in folders if is_folder(folder)])
    for path in (*beside, *(path.absolute() for path in elsewhere if isinstance(path, Path))):
        if path != old and is_article(path) and FileStamp.seen(path) == opened.stamp:
            yield path


def _read(library: Library, opened: Opened, path: Path) -> Opened | None:
    try:
        stamp, article = FileStamp.of(path), library.read(path)
    except (AnnotationsError, OSError):
        return None
    if article.fingerprint != opened.article.fingerprint:
        return None
    return replace(opened, path=path, stamp=stamp, article=article)
