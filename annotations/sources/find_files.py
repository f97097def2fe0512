"""Articles in folders: recursive, in natural order; what can't be read is a value, and the rest goes on."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotations.errors import SourceError
from annotations.files.presence import is_file, is_folder
from annotations.files.read import read_start
from annotations.sources.members import member_of
from annotations.sources.read_article import members_of, read_failure
from annotations.sources.registry import COLLECTIONS, SOURCES, START_BYTES, collection_named, format_of
from annotations.sources.text_cache import TextCache

SKIPPED_FOLDERS = frozenset({"CVS", "_darcs", "node_modules", "__pycache__"})
"""Skipped below a given folder, with all whose name starts with a dot."""

_PAGE_PARTS = ("_files", "_Dateien", "_fichiers", "_archivos")
"""How browsers name the folder beside a page that they saved complete."""
_DIGITS = re.compile(r"(\d+)")


def is_article(path: Path) -> bool:
    """Whether a path has the suffix of an article or of a file of many; says nothing of what is in it."""
    suffix = path.suffix.casefold()
    if path.name.startswith("."):
        return False
    if suffix == ".gz":
        return Path(path.stem).suffix.casefold() in SOURCES
    return suffix in SOURCES or may_be_collection(path)


def may_be_collection(path: Path) -> bool:
    """Whether a path has the suffix of a file that holds many articles; other things too are called `.xml` and `.json`."""
    return path.suffix.casefold() in COLLECTIONS and path.suffix.casefold() != ".json"


def is_collection(path: Path) -> bool:
    """Whether a file holds many articles; looks at its first bytes where its name does not tell."""
    try:
        return collection_named(format_of(path, read_start(path, START_BYTES))) is not None
    except (OSError, ValueError):
        return False


def is_one_article(path: Path) -> bool:
    """Whether a path is that of a file with one article, or of one article in a file of many."""
    return (
        is_file(path) and not (path.suffix.casefold() in COLLECTIONS and is_collection(path))
    ) or _is_member(path)


def is_walked(path: Path, folders: Iterable[Path]) -> bool:
    """Whether a file with the suffix of an article is one of these, or is met on the way through them: by names alone."""
    for folder in (folder.absolute() for folder in folders):
        if path == folder:
            return True
        if path.is_relative_to(folder):
            above = path.relative_to(folder).parts[:-1]
            is_skipped = any(
                part.startswith(".") or part in SKIPPED_FOLDERS or part.endswith(_PAGE_PARTS)
                for part in above
            )
            if not is_skipped and is_article(path):
                return True
    return False


def find_articles(
    paths: Iterable[Path], texts: TextCache | None = None, *, walked: dict[str, int] | None = None
) -> Iterator[Path | SourceError]:
    """Yield the articles of files and folders, each once; a file that is named itself may have any suffix.

    Args:
        paths: files and folders.
        texts: keeps the last file of many articles open.
        walked: is given each folder with the time (ns) that it was last changed before it was looked through.

    Yields:
        A path, of files that hold many articles `FILE / key`, or a `SourceError` in the place of an entry that is
        missing or may not be read.
    """
    named = list(paths)
    for entry in _find_files(named, walked if walked is not None else {}):
        if isinstance(entry, SourceError) or not (entry in named or may_be_collection(entry)):
            yield entry
        elif is_collection(entry):
            try:
                yield from members_of(entry, texts)
            except SourceError as error:
                error.path = entry
                yield error
        elif entry in named or not may_be_collection(entry):
            yield entry


def _find_files(paths: Sequence[Path], walked: dict[str, int]) -> Iterator[Path | SourceError]:
    """The files themselves."""
    seen: set[tuple[int, int] | str] = set()
    roots = [os.path.realpath(path) for path in paths]
    for path in paths:
        try:
            status = path.stat()
            is_folder = path.is_dir()
        except (OSError, ValueError) as error:
            yield path if _is_member(path) else read_failure(path, error)
            continue
        if is_folder:
            yield from _in_folder(path, seen, roots, walked)
        elif _is_new(status, path, seen):
            yield path


def _is_member(path: Path) -> bool:
    try:
        return bool(member_of(path)[1])
    except (OSError, ValueError):
        return False


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key by which "part 2" stands before "part 10", without regard to case."""
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part)


def _in_folder(
    folder: Path, seen: set[tuple[int, int] | str], roots: Sequence[str], walked: dict[str, int]
) -> Iterator[Path | SourceError]:
    """Walk without recursion, so that no depth of folders is too deep; a folder reached twice is walked once."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            status = current.stat()
            if not _is_new(status, current, seen):
                continue
            walked[str(current)] = status.st_mtime_ns
            with os.scandir(current) as entries:
                names = sorted(entries, key=lambda entry: (natural_key(entry.name), entry.name))
        except OSError as error:
            yield read_failure(current, error)
            continue
        folders: list[Path] = []
        pages = {
            Path(entry.name).stem for entry in names if entry.name.casefold().endswith((".html", ".htm"))
        }
        for entry in names:
            if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                continue
            if entry.name.endswith(_PAGE_PARTS) and entry.name.rpartition("_")[0] in pages:
                continue
            if entry.is_symlink() and _is_met_itself(current / entry.name, roots):
                continue
            path_or_error = _entry(entry, folders, current, seen)
            if path_or_error is not None:
                yield path_or_error
        waiting.extend(reversed(folders))


def _is_met_itself(link: Path, roots: Sequence[str]) -> bool:
    """Whether a link leads to what is met on the same walk under its own name."""
    target = Path(os.path.realpath(link))
    for root in roots:
        if not target.is_relative_to(root):
            continue
        parts = target.relative_to(root).parts
        is_hidden = any(part.startswith(".") or part in SKIPPED_FOLDERS for part in parts)
        if not is_hidden and (is_folder(target) or (is_article(target) and is_file(target))):
            return True
    return False


def _entry(
    entry: "os.DirEntry[str]", folders: list[Path], parent: Path, seen: set[tuple[int, int] | str]
) -> Path | SourceError | None:
    path = parent / entry.name
    try:
        if entry.is_dir():
            folders.append(path)
            return None
        if not is_article(path):
            return None
        return path if _is_new(path.stat(), path, seen) else None
    except OSError as error:
        return read_failure(path, error) if is_article(path) else None


def _is_new(status: os.stat_result, path: Path, seen: set[tuple[int, int] | str]) -> bool:
    key = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
    if key in seen:
        return False
    seen.add(key)
    return True
