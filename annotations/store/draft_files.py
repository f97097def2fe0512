"""Unfinished notes that the notes file would not take (read-only, no room, held for ever): small files in the cache folder."""

import contextlib
import os
from pathlib import Path
from typing import Final

import orjson
from msgspec.structs import replace

from annotations.errors import StoreError
from annotations.files.read import read_bytes
from annotations.files.write import write_file
from annotations.store.changes import random_letters
from annotations.store.codec import now
from annotations.store.draft_table import Draft, draft_from_record, draft_to_record
from annotations.text.digests import blake2b

_START: Final = "f-"
"""Begins the ids of drafts that lie here; those in the notes file begin otherwise."""


class SpareDrafts:
    """The drafts of one notes file that lie beside it.

    Args:
        folder: where; it comes into being with the first.
        store: the notes file.
    """

    def __init__(self, folder: Path, store: Path) -> None:
        self._folder = folder
        digest = blake2b(os.fsencode(os.path.realpath(store)), digest_size=6)
        self._name = f"draft-{digest.hexdigest()}-"

    @staticmethod
    def holds(draft_id: str) -> bool:
        """Is it the id of a draft that lies here?"""
        return draft_id.startswith(_START)

    def path_of(self, draft_id: str) -> Path:
        return self._folder / f"{self._name}{draft_id.removeprefix(_START)}.json"

    def save(self, draft: Draft) -> Draft:
        """Keep a draft; an id that is empty or the notes file's is replaced. On the disk when it returns.

        Raises:
            StoreError: it was not written.
        """
        identifier = draft.id if self.holds(draft.id) else _START + random_letters(8)
        kept = replace(draft, id=identifier, saved=now())
        path = self.path_of(identifier)
        try:
            write_file(path, orjson.dumps(draft_to_record(kept)))
        except OSError as error:
            raise StoreError(f"{path}: the draft can't be kept: {error.strerror or error}.") from error
        return kept

    def all(self) -> list[Draft]:
        """Drafts that lie here, oldest first; what can't be read is left where it is."""
        drafts = []
        for path in sorted(self._folder.glob(f"{self._name}*.json")):
            with contextlib.suppress(OSError, ValueError, KeyError):
                record = orjson.loads(read_bytes(path))
                if isinstance(record, dict) and self.path_of(str(record["id"])) == path:
                    drafts.append(draft_from_record(record))
        return sorted(drafts, key=lambda draft: (draft.saved is not None and draft.saved.timestamp()) or 0.0)

    def drop(self, draft_id: str) -> None:
        """Forget a draft; none there is fine.

        Raises:
            StoreError: it can't be deleted.
        """
        try:
            self.path_of(draft_id).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path_of(draft_id)}: can't be deleted: {error.strerror}.") from error
