"""The one way in: what stands in a file of the user's is read here, so that none can hang us or fill the memory.

Regular files only, asked of the open handle; never waiting for a pipe's other end; bounded in size. All errors are
`OSError`s whose `strerror` is words for the user.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

MOST_BYTES = 1 << 30
_PIECE_BYTES = 1 << 20
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would make us wait
    | getattr(os, "O_NOCTTY", 0)
)


class NotRegularFileError(OSError):
    """A pipe, socket or device: it has no end, or none that comes by itself."""


class FileTooLargeError(OSError):
    """A file holds more than its reader takes."""


def read_bytes(path: Path | str, *, most_bytes: int = MOST_BYTES) -> bytes:
    """All bytes of a regular file.

    A file of size 0 is empty, whatever the system would make up for it (`/proc/kmsg` waits for the next message).

    Raises:
        FileTooLargeError: there are more than `most_bytes`.
        NotRegularFileError: a pipe, socket or device.
        OSError: missing, a folder, no permission.
        ValueError: a NUL in the name.
    """
    with open_regular(path) as handle:
        return read_open(handle, path, most_bytes)


def read_start(path: Path | str, size: int) -> bytes:
    """The first `size` bytes of a regular file, or as many as there are; errors as of `read_bytes`."""
    with open_regular(path) as handle:
        return _up_to(handle, size) if os.fstat(handle.fileno()).st_size else b""


def read_text(path: Path | str, *, most_bytes: int = MOST_BYTES) -> str:
    """All of a UTF-8 file, its byte order mark left away and its newlines LF; errors as of `read_bytes`.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    text = read_bytes(path, most_bytes=most_bytes).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_stdin(*, most_bytes: int = MOST_BYTES) -> bytes:
    """All that comes on standard input.

    Raises:
        FileTooLargeError: more than `most_bytes` come.
        OSError: it can't be read.
    """
    pieces: list[bytes] = []
    left = most_bytes
    try:
        while piece := sys.stdin.buffer.read(_PIECE_BYTES):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise _too_large("standard input", most_bytes)
    except OSError as error:
        error.filename = "standard input"
        raise
    return b"".join(pieces)


def read_made_up(path: str) -> str:
    """What Linux says of itself in a file below `/proc`, which has no size; only for paths that we name ourselves.

    Raises:
        OSError: there is no such file.
    """
    with open_regular(path) as handle:
        return _up_to(handle, _PIECE_BYTES).decode("utf-8", "replace")


@contextmanager
def open_regular(path: Path | str) -> Iterator[FileIO]:
    """Open a regular file, unbuffered; errors as of `read_bytes`."""
    refuse_odd(os.stat(path), path)  # noqa: PTH116  # before: to open a device may already do something
    with FileIO(os.open(path, _FLAGS), "r") as handle:
        refuse_odd(os.fstat(handle.fileno()), path)
        yield handle


def read_open(handle: FileIO, path: Path | str, most_bytes: int = MOST_BYTES) -> bytes:
    """What an open regular file holds from where it stands; errors as of `read_bytes`."""
    size = os.fstat(handle.fileno()).st_size
    raw = _up_to(handle, min(size, most_bytes) + 1) if size else b""
    if len(raw) > size:  # it grows as we read
        raw += _up_to(handle, most_bytes + 1 - len(raw))
    if len(raw) > most_bytes:
        raise _too_large(path, most_bytes)
    return raw


def _too_large(path: Path | str, most_bytes: int) -> FileTooLargeError:
    bound = f"{most_bytes >> 30} GiB" if most_bytes >> 30 else f"{most_bytes >> 20} MiB"
    return FileTooLargeError(errno.EFBIG, f"it is larger than {bound}", str(path))


def _up_to(handle: FileIO, size: int) -> bytes:
    """So many bytes, or all that are left."""
    pieces: list[bytes] = []
    while size > 0 and (piece := handle.read(size if not pieces else min(size, _PIECE_BYTES))):
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def refuse_odd(status: os.stat_result, path: Path | str) -> None:
    """Refuse what is no regular file; errors as of `read_bytes`."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularFileError(
            errno.EINVAL, "it is no regular file but a pipe, socket or device", str(path)
        )
