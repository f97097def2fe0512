"""The one way out: a file is written whole or not at all, private unless it is for others, and on the disk on return."""

import errno
import os
import re
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from annotations.files.disk import PRIVATE, PRIVATE_FOLDER, Files, RealFiles, Stamp
from annotations.files.read import refuse_odd

_LEFTOVER = re.compile(r"\..*\.\d+-[0-9a-f]{8}\.tmp", re.DOTALL)
_STALE_SECONDS = 3600
_NAME_CHARS = 40
"""So much of a file's name stands in that of its temporary file, which must not grow too long."""


class WrittenMeanwhileError(OSError):
    """A file is not any more as it was when its new content was made."""


def write_file(
    path: Path | str,
    content: bytes | str,
    *,
    is_private: bool = True,
    over: tuple[Stamp | None] | None = None,
) -> None:
    """Put a content in the place of what is there; on failure that stays as it is.

    A symbolic link stays one: what it leads to is replaced. A file that is there keeps its mode.

    Args:
        path: the file; folders on the way come into being.
        content: text is written as UTF-8, its newlines as they are.
        is_private: whether a new file and new folders are closed to other users (0600, 0700); if not, the umask decides.
        over: the stamp of what the content was made of, None for no file; left away: whatever is there.

    Raises:
        WrittenMeanwhileError: something else is there; it stays.
        OSError: it was not written, or the disk did not confirm it; its `strerror` is words for the user.
    """
    files, target = RealFiles(), os.path.realpath(path)
    folder = str(Path(target).parent)
    with suppress(FileNotFoundError):
        refuse_odd(os.stat(target), target)  # noqa: PTH116
    files.make_folder(folder, PRIVATE_FOLDER if is_private else None)
    old = files.stamp(target)
    mode = old.mode if old else PRIVATE if is_private else None
    raw = content.encode("utf-8") if isinstance(content, str) else content
    temporary, _ = write_temporary(files, target, (raw,), mode, time.time_ns())
    try:
        if over is not None:
            _refuse_changed(files, target, over[0])
        files.replace(temporary, target)
    except BaseException:
        drop(files, temporary)
        raise
    files.sync_folder(folder)


def _refuse_changed(files: Files, target: str, known: Stamp | None) -> None:
    if files.stamp(target) != known:
        raise WrittenMeanwhileError(errno.EBUSY, "another program wrote it meanwhile", target)


def write_new_file(path: Path, content: bytes | str, *, is_private: bool = True) -> None:
    """Put a content under a name that nobody has, not even who takes it in this moment; else as `write_file`.

    Raises:
        FileExistsError: somebody has it.
        OSError: it was not written, or the disk did not confirm it.
    """
    files, target = RealFiles(), str(path)
    files.make_folder(str(path.parent), PRIVATE_FOLDER if is_private else None)
    raw = content.encode("utf-8") if isinstance(content, str) else content
    mode = PRIVATE if is_private else None
    temporary, _ = write_temporary(files, target, (raw,), mode, time.time_ns())
    try:
        files.link(temporary, target)  # unlike a rename it replaces nothing
    except FileExistsError:
        raise
    except OSError:  # a file system without links: one looks, and renames at once
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        files.replace(temporary, target)
    finally:
        drop(files, temporary)
    files.sync_folder(str(path.parent))


def write_temporary(
    files: Files, path: str, pieces: Iterable[bytes], mode: int | None, mtime_ns: int
) -> tuple[str, Stamp]:
    """Write a content under a passing name beside the file that it is for, synced, to be renamed over that.

    Returns:
        The name, and the stamp that the file keeps through the rename.

    Raises:
        OSError: it was not written; nothing is left behind.
    """
    temporary = str(Path(path).parent / f"{_temporary_start(path)}{os.getpid()}-{os.urandom(4).hex()}.tmp")
    descriptor = files.create(temporary, mode)
    try:
        try:
            files.write(descriptor, pieces)
        except BaseException:
            files.abandon(descriptor)
            raise
        return temporary, files.seal(descriptor, temporary, mtime_ns)
    except BaseException:
        drop(files, temporary)
        raise


def drop(files: Files, temporary: str) -> None:
    """Take a temporary file away, if the disk lets us."""
    with suppress(OSError):
        files.unlink(temporary)


def leftovers(files: Files, path: str) -> list[str]:
    """Temporary files of a file that a killed writer left beside it."""
    folder, ours = Path(path).parent, re.compile(re.escape(_temporary_start(path)) + r"\d+-[0-9a-f]+\.tmp")
    return [str(folder / name) for name in files.names(str(folder)) if ours.fullmatch(name)]


def sweep(folder: Path) -> None:
    """Clear away what killed writers left in a folder an hour ago or more."""
    limit = time.time() - _STALE_SECONDS
    for name in RealFiles().names(str(folder)):
        if _LEFTOVER.fullmatch(name):
            with suppress(OSError):
                if (folder / name).lstat().st_mtime < limit:
                    (folder / name).unlink()


def _temporary_start(path: str) -> str:
    name = Path(path).name
    if len(name) > _NAME_CHARS:
        name = f"{name[:_NAME_CHARS]}-{zlib.crc32(os.fsencode(name)):08x}"
    return f".{name}."
