"""Articles whose text is still to be fetched: links that came out of other services, in a small file beside the notes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from annotations.errors import StoreError
from annotations.files.read import read_bytes
from annotations.files.write import write_file
from annotations.model import Status
from annotations.text.addresses import address_key

_MOST_BYTES = 1 << 28


class Waiting(Struct, frozen=True):
    """A link with what its service said of it."""

    url: str
    title: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    folder: str = ""
    status: Status = "unread"
    starred: bool = False
    saved: datetime | None = None


class WaitingList:
    """The links that wait, each once.

    Raises:
        StoreError: the file can't be read.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._by_address = {address_key(one.url): one for one in _read(file)}

    def all(self) -> list[Waiting]:
        """All that wait, the first first."""
        return list(self._by_address.values())

    def get(self, url: str) -> Waiting | None:
        return self._by_address.get(address_key(url)) if url else None

    def add(self, links: Iterable[Waiting]) -> None:
        """Keep links; those that wait already stay as they are.

        Raises:
            StoreError: it was not written.
        """
        with self._as_it_is():
            for link in links:
                self._by_address.setdefault(address_key(link.url), link)

    def remove(self, url: str) -> None:
        """Take a link off the list: its text is there.

        Raises:
            StoreError: it was not written.
        """
        with self._as_it_is():
            self._by_address.pop(address_key(url), None)

    @contextmanager
    def _as_it_is(self) -> Iterator[None]:
        """Change the list as it is on disk now: to fetch texts takes minutes, in which others add links."""
        from annotations.store.lock import locked

        try:
            with locked(self._file):
                self._by_address = {address_key(one.url): one for one in _read(self._file)}
                before = self.all()
                yield
                if self.all() != before:
                    write_file(self._file, msgspec.json.format(msgspec.json.encode(self.all()), indent=1))
        except OSError as error:
            raise StoreError(f"{self._file} was not written: {error.strerror or error}") from error


def _read(file: Path) -> list[Waiting]:
    try:
        return msgspec.json.decode(read_bytes(file, most_bytes=_MOST_BYTES), type=list[Waiting])
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} can't be read: {error}; mend it or put it away") from error
