"""Articles in folders: recursive, in natural order; what can't be read is a value, and the rest goes on."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotations.errors import SourceError
from annotations.files.presence import changed_ns, is_file, is_folder
from annotations.files.read import read_start
from annotations.sources.members import member_of, stat_of
from annotations.sources.read_article import members_of, read_failure
from annotations.sources.registry import COLLECTIONS, SOURCES, START_BYTES, collection_named, format_of
from annotations.sources.text_cache import TextCache

SKIPPED_FOLDERS = frozenset({"CVS", "_darcs", "node_modules", "__pycache__"})
"""Skipped below a given folder, with all whose name starts with a dot."""

_PAGE_PARTS = ("_files", "_Dateien", "_fichiers", "_archivos")
"""How browsers name the folder beside a page that they saved complete."""
_NOTE_SUFFIXES = (".md", ".markdown", ".txt")
"""What a link in double brackets leaves out."""
_DIGITS = re.compile(r"(\d+)")
Met = tuple[Path, os.stat_result]
"""An article that was met, and the state of its file then."""


def is_article(path: Path) -> bool:
    """Whether a path has the suffix of an article or of a file of many; says nothing of what is in it."""
    return _names_article(path.name)


def _names_article(name: str) -> bool:
    suffix = _suffix(name)
    if name.startswith("."):
        return False
    if suffix == ".gz":
        return _suffix(name[: -len(suffix)]) in SOURCES
    return suffix in SOURCES or _names_collection(suffix)


def _suffix(name: str) -> str:
    """As `Path.suffix` has it, without making a path of each of a hundred thousand names."""
    at = name.rfind(".")
    return name[at:].casefold() if 0 < at < len(name) - 1 else ""


def may_be_collection(path: Path) -> bool:
    """Whether a path has the suffix of a file that holds many articles; other things too are called `.xml` and `.json`."""
    return _names_collection(_suffix(path.name))


def _names_collection(suffix: str) -> bool:
    return suffix in COLLECTIONS and suffix != ".json"


def is_collection(path: Path) -> bool:
    """Whether a file holds many articles; looks at its first bytes where its name does not tell."""
    try:
        return collection_named(format_of(path, read_start(path, START_BYTES))) is not None
    except (OSError, ValueError):
        return False


def is_one_article(path: Path) -> bool:
    """Whether a path is that of a file with one article, or of one article in a file of many."""
    return (is_file(path) and not (path.suffix.casefold() in COLLECTIONS and is_collection(path))) or _member(
        path
    ) is not None


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


def linked_article(source: Path, target: str, folders: Iterable[Path] = ()) -> Path | None:
    """The article that a relative link leads to, from the folder it stands in or from one of all; a note's suffix may lack.

    Args:
        source: the article with the link.
        target: the link without its `#part`, as a file is called.
        folders: those of the library. What lies neither in one of them nor below the article is not gone to.

    Raises:
        OSError: the disk does not answer.
    """
    if not target or target.startswith(("/", "\\")) or ":" in target or "\0" in target:
        return None
    roots = [source.absolute().parent, *(folder.absolute() for folder in folders)]
    for root in roots:
        path = Path(os.path.normpath(root / target))
        for candidate in (path, *(path.with_name(path.name + suffix) for suffix in _NOTE_SUFFIXES)):
            if is_walked(candidate, roots) and is_file(candidate):
                return candidate
    return None


def find_articles(paths: Iterable[Path], texts: TextCache | None = None) -> Iterator[Path | SourceError]:
    """Yield the articles of files and folders, each once; a file that is named itself may have any suffix.

    Args:
        paths: files and folders.
        texts: keeps the last file of many articles open.

    Yields:
        A path, of files that hold many articles `FILE / key`, or a `SourceError` in the place of an entry that is
        missing or may not be read.
    """
    for met in walk_articles(paths, texts):
        yield met if isinstance(met, SourceError) else met[0]


def walk_articles(
    paths: Iterable[Path], texts: TextCache | None = None, *, walked: dict[str, int] | None = None
) -> Iterator[Met | SourceError]:
    """The same, each with the state of its file as it was met; `walked` is given each folder with when it last changed (ns)."""
    named = list(paths)
    names = frozenset(map(str, named))
    for met in _find_files(named, walked if walked is not None else {}):
        if isinstance(met, SourceError):
            yield met
            continue
        path, status = met
        if not may_be_collection(path) and str(path) not in names:
            yield met
        elif is_collection(path):
            try:
                for member in members_of(path, texts):
                    yield member, status
            except SourceError as error:
                error.path = path
                yield error
        elif str(path) in names or not may_be_collection(path):
            yield met


def _find_files(paths: Sequence[Path], walked: dict[str, int]) -> Iterator[Met | SourceError]:
    """The files themselves."""
    seen: set[tuple[int, int] | str] = set()
    roots = [os.path.realpath(path) for path in paths]
    for path in paths:
        try:
            status = path.stat()
            is_folder = path.is_dir()
        except (OSError, ValueError) as error:
            yield _member(path) or read_failure(path, error)
            continue
        if is_folder:
            yield from _in_folder(path, seen, roots, walked)
        elif _is_new(status, path, seen):
            yield path, status


def _member(path: Path) -> Met | None:
    """An article in a file of many; None: it is none."""
    try:
        return (path, stat_of(path)) if member_of(path)[1] else None
    except (OSError, ValueError):
        return None


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key by which "part 2" stands before "part 10", without regard to case."""
    parts = _DIGITS.split(name.casefold())
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part)


def _in_folder(
    folder: Path, seen: set[tuple[int, int] | str], roots: Sequence[str], walked: dict[str, int]
) -> Iterator[Met | SourceError]:
    """Walk without recursion, so that no depth of folders is too deep; a folder reached twice is walked once."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            status = current.stat()
            if not _is_new(status, current, seen):
                continue
            walked[str(current)] = changed_ns(status)
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
            met = _entry(entry, folders, current, seen)
            if met is not None:
                yield met
        waiting.extend(reversed(folders))


def _is_met_itself(link: Path, roots: Sequence[str]) -> bool:
    """Whether a link leads to what is met on the same walk under its own name."""
    try:
        target = Path(os.path.realpath(link))
    except OSError:  # it went meanwhile, or may not be read: `_entry` tells it
        return False
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
) -> Met | SourceError | None:
    path = parent / entry.name
    try:
        if entry.is_dir():
            folders.append(path)
            return None
        if not _names_article(entry.name):
            return None
        status = os.stat(entry.path)  # noqa: PTH116  # half the time of asking the path
    except OSError as error:
        return read_failure(path, error) if is_article(path) else None
    return (path, status) if _is_new(status, path, seen) else None


def _is_new(status: os.stat_result, path: Path, seen: set[tuple[int, int] | str]) -> bool:
    key = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
    if key in seen:
        return False
    seen.add(key)
    return True
