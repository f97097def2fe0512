"""What stands in a ZIP archive (books, office documents), read into memory only, member by member, within bounds."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Final

from annotations.errors import SourceError

MOST_MEMBERS: Final = 20_000
MOST_BYTES: Final = 256 << 20
"""Of all members that were read, unpacked."""
MEMBER_BYTES: Final = 64 << 20
_LZMA = getattr(zipfile, "lzma", None)
"""Not every Python is built with it."""
_DAMAGES: Final[tuple[type[Exception], ...]] = (
    *((_LZMA.LZMAError,) if _LZMA else ()),
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
"""What a damaged archive can end in: places before its start, names that are no text, packings unknown here."""
_SHOWN_CHARS: Final = 80


class DamagedPartError(SourceError):
    """One member of an archive is missing or damaged; the others may be whole."""


class Archive:
    """A ZIP archive in memory; nothing of it is ever written to the disk, so that no name in it can lead anywhere.

    Raises:
        SourceError: the bytes are no archive, or it has more members than any book.
    """

    def __init__(self, raw: bytes, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._left_bytes = most_bytes
        try:
            self._zip = zipfile.ZipFile(BytesIO(raw))
        except _DAMAGES as error:
            raise SourceError(f"{path} is damaged: it is no whole archive; fetch it again") from error
        self.names = frozenset(self._zip.namelist())
        if len(self._zip.infolist()) > MOST_MEMBERS:
            raise SourceError(f"{path} holds more than {MOST_MEMBERS:,} files; no book or document does")

    def name_of(self, name: str) -> str:
        """What a member is called in the archive: documents that name it are careless of upper and lower case."""
        if name in self.names:
            return name
        return next((one for one in self.names if one.casefold() == name.casefold()), name)

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            SourceError: it is missing, damaged, encrypted, or unpacks to more than the bounds.
        """
        most, shown = min(MEMBER_BYTES, self._left_bytes), name[:_SHOWN_CHARS]
        try:
            with self._zip.open(name) as member:
                raw = member.read(most + 1)
        except KeyError as error:
            raise DamagedPartError(
                f"{self._path} is damaged: its part {shown} is missing; fetch it again"
            ) from error
        except _DAMAGES as error:
            raise DamagedPartError(f"{self._path} is damaged in its part {shown}; fetch it again") from error
        except RuntimeError as error:  # encrypted
            raise SourceError(f"{self._path} is locked with a password; unlock it first") from error
        if len(raw) > most:
            raise SourceError(f"{self._path} unpacks to more than any book or document; it is not read")
        self._left_bytes -= len(raw)
        return raw
